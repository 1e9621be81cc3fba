//! What the module can be asked, as bytes, and which answers belong to which question.
//!
//! Source: public protocol sheets of SAM-V readers (eastcoms.com, softs.im, kancloud lianglhm36/170505).

use super::frame;
use super::status::{Class, Status};

/// Speeds that the module can be set to. 115200 is its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Baud {
    /// 115200 bits per second.
    B115200,
    /// 57600 bits per second.
    B57600,
    /// 38400 bits per second.
    B38400,
    /// 19200 bits per second.
    B19200,
    /// 9600 bits per second.
    B9600,
}

/// Bytes that the module sends over the air at once: 24 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RfBytes(u8);

impl RfBytes {
    /// What open drivers send once after start (hevz/hev-idcard-reader).
    pub const USUAL: Self = Self(0x50);

    /// `None` below 24.
    pub fn new(bytes: u8) -> Option<Self> {
        (bytes >= 24).then_some(Self(bytes))
    }
}

/// One question to the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// Resets the security module.
    ResetSam,
    /// Whether it works: 90, 60 or 66.
    SamStatus,
    /// Its number: 16 bytes.
    SamId,
    /// Whether a card is there: 9F or 80.
    FindCard,
    /// Chooses the card that was found: 90 or 81.
    SelectCard,
    /// Text and photo.
    ReadTextPhoto,
    /// All appended entries.
    ReadAppended,
    /// The newest address, 70 bytes, or 91.
    ReadNewestAddress,
    /// The card's management number; also the way to ask whether the card still lies there.
    ReadManagement,
    /// Text, photo and fingerprints.
    ReadTextPhotoPrints,
    /// Another speed; the module needs 5 ms before the next command.
    SetBaud(Baud),
    /// Bytes over the air at once.
    MaxRfBytes(RfBytes),
}

impl Command {
    /// The bytes for the wire.
    pub fn bytes(self) -> Vec<u8> {
        match self {
            Self::ResetSam => frame::encode(&[0x10, 0xFF]),
            Self::SamStatus => frame::encode(&[0x11, 0xFF]),
            Self::SamId => frame::encode(&[0x12, 0xFF]),
            Self::FindCard => frame::encode(&[0x20, 0x01]),
            Self::SelectCard => frame::encode(&[0x20, 0x02]),
            Self::ReadTextPhoto => frame::encode(&[0x30, 0x01]),
            Self::ReadAppended => frame::encode(&[0x30, 0x02]),
            Self::ReadNewestAddress => frame::encode(&[0x30, 0x03]),
            Self::ReadManagement => frame::encode(&[0x30, 0x05]),
            Self::ReadTextPhotoPrints => frame::encode(&[0x30, 0x10]),
            Self::SetBaud(baud) => frame::encode(&[0x60, baud as u8]),
            Self::MaxRfBytes(RfBytes(bytes)) => frame::encode(&[0x61, 0xFF, bytes]),
        }
    }

    /// Bytes of the longest answer, preamble to checksum.
    pub(super) fn longest_answer(self) -> usize {
        match self {
            Self::ReadTextPhoto => 1295,
            Self::ReadTextPhotoPrints => 2321,
            Self::ReadAppended => 300,
            _ => 81,
        }
    }

    /// Whether an answer can be one to this command. An answer that came too late for an earlier command is told apart
    /// by its shape: only a read answers with more than 256 bytes, only the SAM id has exactly 16, and so on.
    pub fn fits(self, status: Status, data: &[u8]) -> bool {
        let asks_card =
            !matches!(self, Self::ResetSam | Self::SamStatus | Self::SamId | Self::SetBaud(_) | Self::MaxRfBytes(_));
        match status {
            Status::Success => self.fits_success(data.len()),
            Status::CardFound => self == Self::FindCard && data.len() <= 8,
            Status::NoContent => matches!(
                self,
                Self::ReadTextPhoto
                    | Self::ReadAppended
                    | Self::ReadNewestAddress
                    | Self::ReadManagement
                    | Self::ReadTextPhotoPrints
            ),
            Status::NoCard => asks_card,
            other => match other.class() {
                Class::Card | Class::Sequence => asks_card,
                Class::Retry => asks_card || other == Status::Unrecognised,
                _ => true,
            },
        }
    }

    fn fits_success(self, len: usize) -> bool {
        match self {
            Self::ResetSam | Self::SamStatus | Self::SetBaud(_) | Self::MaxRfBytes(_) => len == 0,
            Self::SamId => len == 16,
            // Success without a card is said as 80: 90 to "find" is an answer to something else.
            Self::FindCard => false,
            Self::SelectCard => len <= 8,
            Self::ReadTextPhoto | Self::ReadTextPhotoPrints => len > 256,
            Self::ReadNewestAddress => len == 70,
            Self::ReadAppended => (70..=300).contains(&len),
            // Sheets differ about its length (24 or 28); it is told from the SAM id's 16 and from texts.
            Self::ReadManagement => len != 16 && len < 64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        text.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
    }

    #[test]
    fn bytes_of_the_protocol_sheet() {
        for (command, bytes) in [
            (Command::ResetSam, "00 03 10 FF EC"),
            (Command::SamStatus, "00 03 11 FF ED"),
            (Command::SamId, "00 03 12 FF EE"),
            (Command::FindCard, "00 03 20 01 22"),
            (Command::SelectCard, "00 03 20 02 21"),
            (Command::ReadTextPhoto, "00 03 30 01 32"),
            (Command::ReadAppended, "00 03 30 02 31"),
            (Command::ReadNewestAddress, "00 03 30 03 30"),
            (Command::ReadManagement, "00 03 30 05 36"),
            (Command::ReadTextPhotoPrints, "00 03 30 10 23"),
            (Command::SetBaud(Baud::B115200), "00 03 60 00 63"),
            (Command::SetBaud(Baud::B57600), "00 03 60 01 62"),
            (Command::SetBaud(Baud::B38400), "00 03 60 02 61"),
            (Command::SetBaud(Baud::B19200), "00 03 60 03 60"),
            (Command::SetBaud(Baud::B9600), "00 03 60 04 67"),
            (Command::MaxRfBytes(RfBytes::USUAL), "00 04 61 FF 50 CA"),
        ] {
            assert_eq!(command.bytes(), hex(&format!("AA AA AA 96 69 {bytes}")), "{command:?}");
        }
    }

    #[test]
    fn radio_bytes_have_a_least() {
        assert_eq!(RfBytes::new(23), None);
        assert_eq!(RfBytes::new(0x50), Some(RfBytes::USUAL));
    }

    #[test]
    fn an_answer_to_another_command_does_not_fit() {
        let ok = Status::Success;
        for (command, status, len, fits) in [
            (Command::FindCard, Status::CardFound, 4, true),
            (Command::FindCard, Status::CardFound, 0, true),
            (Command::FindCard, ok, 8, false),
            (Command::SelectCard, ok, 8, true),
            (Command::SelectCard, Status::CardFound, 4, false),
            (Command::SelectCard, ok, 1284, false),
            (Command::ReadTextPhoto, ok, 1284, true),
            (Command::ReadTextPhoto, ok, 8, false),
            (Command::ReadTextPhoto, ok, 16, false),
            (Command::SamId, ok, 16, true),
            (Command::SamId, ok, 0, false),
            (Command::SamId, ok, 24, false),
            (Command::SamId, Status::NoCard, 0, false),
            (Command::SamStatus, Status::SelfTestFailed, 0, true),
            (Command::SamStatus, Status::ReadFailed, 0, false),
            (Command::ReadManagement, ok, 24, true),
            (Command::ReadManagement, ok, 16, false),
            (Command::ReadNewestAddress, Status::NoContent, 0, true),
            (Command::SelectCard, Status::NoContent, 0, false),
            (Command::ReadTextPhoto, Status::ModuleRefusesCard, 0, true),
            (Command::FindCard, Status::UnknownCardType, 0, true),
            (Command::SamStatus, Status::UnknownCardType, 0, false),
        ] {
            assert_eq!(command.fits(status, &vec![0; len]), fits, "{command:?} {status:?} {len}");
        }
    }
}
