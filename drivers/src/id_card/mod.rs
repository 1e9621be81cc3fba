//! ID card reader: the serial protocol of the SAM-V security module, whole.
//!
//! `frame` turns bytes into frames and back, `command` and `status` give them meaning, `card` reads what is on a
//! card, `link` gets one answer for one command over a bad line, `device` is the task that owns the port.
//! Governing standards: GA/T 467-2019 (interface of the module), GA/T 490 (data on the chip). The tables here come
//! from vendors' public protocol sheets and open drivers, not from the text of the standards.

mod card;
mod command;
mod delays;
mod device;
mod frame;
mod layout;
mod link;
mod nation;
mod personal;
mod reading;
mod session;
mod status;

pub use card::{CardKind, Foreigner2017, Foreigner2023, HkMacaoTaiwan, IdCard, Resident, Sex, Standing, Validity};
pub use command::{Baud, Command, RfBytes};
pub use delays::Delays;
pub use device::{
    CardEvent, CardFault, IdCardReader, ReaderConfig, ReaderError, SamId, spawn, spawn_opener, spawn_with,
};
pub use frame::{Decoder, Frame, FrameError, MAX_LEN, PREAMBLE};
pub use layout::{CardError, parse_newest_address, parse_text_photo, parse_text_photo_prints};
pub use nation::Nation;
pub use personal::{Personal, PersonalBytes};
pub use status::{Class, Status};
