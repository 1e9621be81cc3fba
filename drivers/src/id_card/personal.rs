//! A person's data in memory: never shown by Debug, wiped when dropped.

use std::fmt;

use zeroize::Zeroizing;

/// Text that belongs to a person. It has no `Display`; [`Self::expose`] marks every place where it is used.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Personal(Zeroizing<String>);

impl Personal {
    /// Takes the text over; no copy of it stays behind.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself: for the record, the paper and the masked form on the screen, never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Nothing was written in this field.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(…)")
    }
}

/// Bytes that belong to a person: the photo, the fingerprints.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PersonalBytes(Zeroizing<Vec<u8>>);

impl PersonalBytes {
    /// Takes the bytes over; no copy of them stays behind.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes themselves.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for PersonalBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonalBytes({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Personal::new("张测试".into())), "Personal(…)");
        assert_eq!(format!("{:?}", PersonalBytes::new(vec![0x41; 3])), "PersonalBytes(3 bytes)");
    }
}
