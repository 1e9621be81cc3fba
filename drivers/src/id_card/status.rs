//! What the module's status byte (SW3) means, and what to do about it.
//!
//! Source: public protocol sheets of SAM-V readers; 34, 37, 3F, 50 and 61 are named by one sheet only.

/// What to do about a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// It worked.
    Ok,
    /// It worked, and there is nothing.
    Empty,
    /// The module did not understand the bytes: send them again.
    Resend,
    /// Try again from finding the card.
    Retry,
    /// No card on the reader.
    Idle,
    /// The card is wrong; trying again does not help.
    Card,
    /// A step is missing before this one: begin again.
    Sequence,
    /// The command does not suit this module.
    Program,
    /// The module cannot work.
    Fault,
}

/// The module's status byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// 90.
    Success,
    /// 9F.
    CardFound,
    /// 91.
    NoContent,
    /// 10.
    ChecksumAtModule,
    /// 11.
    LengthAtModule,
    /// 21.
    BadCommand,
    /// 23.
    NotPermitted,
    /// 24.
    Unrecognised,
    /// 31.
    CardRefusesModule,
    /// 32.
    ModuleRefusesCard,
    /// 33.
    InformationUnverified,
    /// 34.
    NothingFoundYet,
    /// 37.
    FingerprintUnverified,
    /// 3F.
    InformationLength,
    /// 40.
    UnknownCardType,
    /// 41.
    ReadFailed,
    /// 47.
    RandomNumberFailed,
    /// 50.
    WriteFailed,
    /// 60.
    SelfTestFailed,
    /// 61.
    LoginFailed,
    /// 66.
    NotAuthorised,
    /// 80.
    NoCard,
    /// 81.
    SelectFailed,
    /// A byte that no public sheet names.
    Other(u8),
}

/// Byte, status, class, plain words.
type Row = (u8, Status, Class, &'static str);

const TABLE: [Row; 23] = [
    (0x90, Status::Success, Class::Ok, "done"),
    (0x9F, Status::CardFound, Class::Ok, "a card lies on the reader"),
    (0x91, Status::NoContent, Class::Empty, "the card has no such entry"),
    (0x10, Status::ChecksumAtModule, Class::Resend, "the module received a damaged command (checksum)"),
    (0x11, Status::LengthAtModule, Class::Resend, "the module received an incomplete command (length)"),
    (0x21, Status::BadCommand, Class::Program, "the module does not know this command"),
    (0x23, Status::NotPermitted, Class::Program, "the module does not permit this command"),
    (0x24, Status::Unrecognised, Class::Retry, "the module reports an error that it cannot name"),
    (0x31, Status::CardRefusesModule, Class::Card, "the card does not accept the module"),
    (0x32, Status::ModuleRefusesCard, Class::Card, "the module does not accept the card as genuine"),
    (0x33, Status::InformationUnverified, Class::Card, "what is on the card failed its verification"),
    (0x34, Status::NothingFoundYet, Class::Sequence, "no card was found before this command"),
    (0x37, Status::FingerprintUnverified, Class::Card, "the fingerprints on the card failed their verification"),
    (0x3F, Status::InformationLength, Class::Card, "what is on the card has a wrong length"),
    (0x40, Status::UnknownCardType, Class::Card, "the card is of an unknown type"),
    (0x41, Status::ReadFailed, Class::Retry, "the card was moved while it was read"),
    (0x47, Status::RandomNumberFailed, Class::Retry, "the card gave no random number; it was moved"),
    (0x50, Status::WriteFailed, Class::Program, "writing failed"),
    (
        0x60,
        Status::SelfTestFailed,
        Class::Fault,
        "the security module failed its self test; the reader must be replaced",
    ),
    (0x61, Status::LoginFailed, Class::Program, "the login at the module failed"),
    (
        0x66,
        Status::NotAuthorised,
        Class::Fault,
        "the security module is not authorised for reading ID cards; its supplier must unlock it",
    ),
    (0x80, Status::NoCard, Class::Idle, "no card lies on the reader"),
    (0x81, Status::SelectFailed, Class::Retry, "the card could not be selected; it was moved"),
];

impl Status {
    /// The status of this byte.
    pub fn from_byte(byte: u8) -> Self {
        TABLE.iter().find(|row| row.0 == byte).map_or(Self::Other(byte), |row| row.1)
    }

    /// The byte on the wire.
    pub fn byte(self) -> u8 {
        match self {
            Self::Other(byte) => byte,
            named => TABLE.iter().find(|row| row.1 == named).map_or(0, |row| row.0),
        }
    }

    /// What to do about it. A byte without a name is treated like 24: tried again.
    pub fn class(self) -> Class {
        TABLE.iter().find(|row| row.1 == self).map_or(Class::Retry, |row| row.2)
    }

    /// What it means, for people.
    pub fn words(self) -> &'static str {
        TABLE.iter().find(|row| row.1 == self).map_or("the module reports an unknown status", |row| row.3)
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({:02X})", self.words(), self.byte())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_goes_there_and_back() {
        for byte in 0..=u8::MAX {
            assert_eq!(Status::from_byte(byte).byte(), byte);
        }
        let named = (0..=u8::MAX).filter(|&byte| !matches!(Status::from_byte(byte), Status::Other(_))).count();
        assert_eq!(named, TABLE.len());
    }

    #[test]
    fn classes_of_the_protocol_sheet() {
        let classes: [(Class, &[u8]); 9] = [
            (Class::Ok, &[0x90, 0x9F]),
            (Class::Empty, &[0x91]),
            (Class::Resend, &[0x10, 0x11]),
            (Class::Retry, &[0x24, 0x41, 0x47, 0x81, 0x77]),
            (Class::Idle, &[0x80]),
            (Class::Card, &[0x31, 0x32, 0x33, 0x37, 0x3F, 0x40]),
            (Class::Sequence, &[0x34]),
            (Class::Program, &[0x21, 0x23, 0x50, 0x61]),
            (Class::Fault, &[0x60, 0x66]),
        ];
        for (class, bytes) in classes {
            for &byte in bytes {
                assert_eq!(Status::from_byte(byte).class(), class, "{byte:02X}");
            }
        }
    }

    #[test]
    fn words_name_the_byte_for_the_technician() {
        assert!(Status::from_byte(0x66).to_string().ends_with("(66)"));
        assert!(Status::from_byte(0x99).to_string().contains("unknown"));
    }
}
