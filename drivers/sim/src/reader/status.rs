//! The words (SW3) that a module answers with.
//! Source: softs.im “身份证阅读器通信协议”; CSDN 130686084 (34).

/// Success.
pub const OK: u8 = 0x90;
/// A card was found.
pub const FOUND: u8 = 0x9F;
/// The item has no content.
pub const EMPTY: u8 = 0x91;
/// The checksum of what the module heard was wrong.
pub const CHECKSUM: u8 = 0x10;
/// The length of what the module heard was wrong.
pub const LENGTH: u8 = 0x11;
/// No such command and parameter.
pub const COMMAND: u8 = 0x21;
/// The card is of no known type.
pub const UNKNOWN_TYPE: u8 = 0x40;
/// Reading failed: the card moved, or was never selected.
pub const READ_FAILED: u8 = 0x41;
/// The card gave no random number.
pub const RANDOM_FAILED: u8 = 0x47;
/// The module failed its self test and accepts no command.
pub const SELF_TEST: u8 = 0x60;
/// The module is not authorised.
pub const NOT_AUTHORISED: u8 = 0x66;
/// No card found.
pub const NO_CARD: u8 = 0x80;
/// The card could not be selected.
pub const SELECT_FAILED: u8 = 0x81;
