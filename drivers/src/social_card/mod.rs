//! Social security card: read through PC/SC, as far as it can be read without a key.
//!
//! `apdu` turns commands and answers into bytes and back, `status` gives status words their meaning, `record` reads the
//! card's records, `card` is what is on it; `reading` asks the card in order over any [`Transport`]. `pcsc` is the operating
//! system's card service, `device` the thread that owns it and its handle.
//!
//! Cards of the first two generations give everything freely; one of the third gives card id, version and card number, and
//! its holder's data only after an external authentication with the key RKSSSE of a PSAM or of the platform
//! ([`Missing::PersonalData`]): then the screen offers the ID card.
//!
//! Cargo feature `pcsc` (on by default) links libpcsclite, which must then be there for the program to start (Debian:
//! libpcsclite1, 100 kB, needs nothing but libc); the service itself, pcscd, may come and go. Without the feature everything is
//! here but the service: [`Pcsc`] says [`Trouble::LeftOut`].
//!
//! Standards: LD/T 32-2015, LD/T 33-2015 and the letter 人社信息函〔2012〕37号 (files and items). Their texts were not at
//! hand; commands and layout are those that CSDN 95180783, CSDN 106245384, cnblogs 7747705 and open drivers agree on.

mod apdu;
mod card;
mod delays;
mod device;
mod number;
#[cfg_attr(not(feature = "pcsc"), path = "without.rs")]
mod pcsc;
mod reading;
mod record;
mod session;
mod status;

pub use apdu::{Command, MAX_RESPONSE, Response, SSSE, Transport, TransportError, exchange};
pub use card::{CardError, Generation, Holder, Missing, SocialCard};
pub use delays::Delays;
pub use device::{CardEvent, CardFault, ReaderConfig, SocialCardReader, Trouble, spawn, spawn_with};
pub use number::{NumberCheck, check_number};
pub use pcsc::Pcsc;
pub use reading::read;
pub use record::{Item, NoDay, Record, compressed, date, parse, text};
pub use session::{Presence, Service, Slot, Slots};
pub use status::{Meaning, StatusWord};
