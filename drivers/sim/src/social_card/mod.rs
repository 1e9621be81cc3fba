//! A simulated social security card, and the reader that it is put into: a card of `vpcd`, the virtual reader of vsmartcard,
//! which PC/SC shows as any other. The card alone can be asked directly, without PC/SC.
//!
//! Layout: LD/T 32 as CSDN 95180783, CSDN 106245384 and open drivers tell it (the text of the standard was not at hand).

mod card;
mod fault;
mod reader;

pub use card::{Content, Generation, SSSE, SimSocialCard};
pub use fault::{Damage, Faults, Style};
pub use reader::{FIRST_PORT, SimSocialReader};
