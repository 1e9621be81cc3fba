//! In place of the operating system's card service, in a program that was built without it (cargo feature `pcsc`).

use super::device::Trouble;
use super::session::{Service, Slots};

/// No card service.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pcsc;

impl Service for Pcsc {
    fn open(&mut self) -> Result<Box<dyn Slots>, Trouble> {
        Err(Trouble::LeftOut)
    }
}
