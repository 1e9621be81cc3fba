//! What was scanned: bytes that may say who somebody is, never shown by Debug, wiped when dropped.

use std::fmt;

use encoding_rs::GB18030;
use zeroize::Zeroizing;

use crate::id_card::Personal;

/// Kind of a code, where the source can tell: a serial module does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Symbology {
    /// QR code (GB/T 18284, ISO/IEC 18004).
    Qr,
}

/// One code.
#[derive(Clone, PartialEq, Eq)]
pub struct Scanned {
    bytes: Zeroizing<Vec<u8>>,
    /// What kind of code it was, where that is known.
    pub symbology: Option<Symbology>,
}

impl Scanned {
    /// Takes the bytes over; no copy of them stays behind.
    pub fn new(bytes: Vec<u8>, symbology: Option<Symbology>) -> Self {
        Self { bytes: Zeroizing::new(bytes), symbology }
    }

    /// The same, of bytes that are wiped when dropped already.
    pub(super) fn of(bytes: Zeroizing<Vec<u8>>, symbology: Option<Symbology>) -> Self {
        Self { bytes, symbology }
    }

    /// The code as it came: for whoever resolves it, never for a log.
    pub fn expose(&self) -> &[u8] {
        &self.bytes
    }

    /// The code as text: UTF-8, or else GB 18030 (of which GBK, the default of some modules, is a part). `None`: neither.
    pub fn text(&self) -> Option<Personal> {
        if let Ok(text) = std::str::from_utf8(&self.bytes) {
            return Some(Personal::new(text.to_owned()));
        }
        let text = GB18030.decode_without_bom_handling_and_without_replacement(&self.bytes)?;
        Some(Personal::new(text.into_owned()))
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// There is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

impl fmt::Debug for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scanned({} bytes)", self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Option<String> {
        Scanned::new(bytes.to_vec(), None).text().map(|text| text.expose().to_owned())
    }

    #[test]
    fn debug_shows_only_the_length() {
        let code = Scanned::new(b"370000199003070010".to_vec(), Some(Symbology::Qr));
        assert_eq!(format!("{code:?}"), "Scanned(18 bytes)");
    }

    #[test]
    fn text_is_utf8_or_gb18030_or_nothing() {
        assert_eq!(text("张测试".as_bytes()).as_deref(), Some("张测试"));
        assert_eq!(text(&[0xD5, 0xC5, 0xB2, 0xE2, 0xCA, 0xD4]).as_deref(), Some("张测试"));
        // Four bytes, of GB 18030 only: U+20000.
        assert_eq!(text(&[0x95, 0x32, 0x82, 0x36]).as_deref(), Some("\u{20000}"));
        assert_eq!(text(&[0xFF, 0xFF]), None);
    }
}
