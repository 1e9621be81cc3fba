//! What a kind of device can be asked, as a table.

use std::time::Duration;

use super::Kind;
use crate::report::DeviceIdentity;

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// An answer of this language.
    Mine,
    /// The beginning of one.
    Perhaps,
    /// None.
    No,
}

/// One question.
#[derive(Debug, Clone)]
pub struct Question {
    /// What is sent.
    pub bytes: Vec<u8>,
    /// How long an answer may take, without the time of its bytes on the wire.
    pub wait: Duration,
    /// Without an answer to it the device does not speak this language. Otherwise it is only asked for its name.
    pub proof: bool,
    /// What the bytes that came are.
    pub judge: fn(&[u8]) -> Judgement,
}

/// What a device told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recognised {
    /// Its model in the configuration's words.
    pub model: Option<String>,
    /// What it says it is.
    pub identity: DeviceIdentity,
    /// What it was asked and what it answered, in words.
    pub evidence: String,
}

/// How one kind of device is recognised.
pub trait Language: Send + Sync {
    /// What it is called, for people.
    fn name(&self) -> &'static str;

    /// What the device is for.
    fn kind(&self) -> Kind;

    /// Speeds at which it may speak, the likeliest first.
    fn bauds(&self) -> Vec<u32>;

    /// The questions. The first must be harmless to every other device (see the module); the others are asked only of one
    /// that answered the first.
    fn questions(&self) -> Vec<Question>;

    /// What is sent to one that was recognised, so that nothing of the questions stays in it.
    fn farewell(&self) -> &'static [u8] {
        &[]
    }

    /// What the answers say, one for each question; `None` where none came. `baud`: the speed at which they came.
    fn recognise(&self, answers: &[Option<Vec<u8>>], baud: u32) -> Recognised;
}
