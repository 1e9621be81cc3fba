//! A recording as steps of a play: what the driver must send, what the device says then.

use std::time::Duration;

use super::dialect::{Dialect, Start};
use super::player::Asked;
use crate::record::{Recording, What};

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// The port is opened, with this result.
    Open(Gate),
    /// The driver sends this.
    Host(Vec<u8>),
    /// The driver asks this, perhaps more or less often.
    Poll(Vec<u8>),
    /// The device says this.
    Say(Vec<u8>),
    /// The program asks something of the driver.
    Asked(Asked),
    /// The line is hung up.
    Ended,
    /// The driver closes the port.
    Closed,
}

/// How an attempt to open the port ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Gate {
    Opens,
    Missing,
    Refused(String),
}

/// A step with its times: since the step before, and since the start of the recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Timed {
    pub(super) after: Duration,
    pub(super) at: Duration,
    pub(super) step: Step,
}

/// Cuts a recording into steps.
pub(super) fn steps(recording: &Recording) -> Vec<Timed> {
    let mut cutter = Cutter {
        dialect: Dialect::new(recording.header.device),
        steps: Vec::new(),
        held: Vec::new(),
        at: Duration::ZERO,
        told: Duration::ZERO,
        said: 0,
    };
    for line in &recording.lines {
        cutter.at += line.after;
        let step = match &line.what {
            What::Host(bytes) => {
                cutter.held.extend_from_slice(bytes);
                cutter.cut(false);
                continue;
            }
            What::Given(bytes) => {
                if let Some(Timed { step: Step::Asked(asked), .. }) = cutter.steps.last_mut() {
                    asked.given.extend_from_slice(bytes);
                }
                continue;
            }
            What::Open | What::Continued => Step::Open(Gate::Opens),
            What::Missing => Step::Open(Gate::Missing),
            What::Refused(reason) => Step::Open(Gate::Refused(reason.clone())),
            What::Device(bytes) => Step::Say(bytes.clone()),
            What::HangUp | What::Failed(_) => Step::Ended,
            What::Close => Step::Closed,
            What::Asked(words) => {
                Step::Asked(Asked { words: words.clone(), given: Vec::new(), after_said: cutter.said })
            }
            What::Said(_) => {
                cutter.said += 1;
                continue;
            }
            What::Dropped | What::Lost { .. } | What::GoesOn(_) => continue,
        };
        cutter.cut(true);
        cutter.push(step);
    }
    cutter.cut(true);
    cutter.steps
}

struct Cutter {
    dialect: Dialect,
    steps: Vec<Timed>,
    /// Bytes of the driver that are not cut yet.
    held: Vec<u8>,
    at: Duration,
    /// Time of the last step.
    told: Duration,
    /// How much the driver had said.
    said: usize,
}

impl Cutter {
    fn push(&mut self, step: Step) {
        let after = self.at.saturating_sub(self.told);
        self.told = self.at;
        self.steps.push(Timed { after, at: self.at, step });
    }

    /// `over`: nothing more comes that what is held could become a question with.
    fn cut(&mut self, over: bool) {
        let mut from = 0;
        loop {
            let rest = self.held.get(from..).unwrap_or_default();
            let count = match self.dialect.start(rest) {
                _ if rest.is_empty() => break,
                Start::Poll(count) => {
                    let poll = rest.get(..count).unwrap_or_default().to_vec();
                    self.push(Step::Poll(poll));
                    count
                }
                Start::Perhaps if !over => break,
                Start::Perhaps | Start::Plain => {
                    let byte = rest.first().copied().unwrap_or_default();
                    match self.steps.last_mut() {
                        Some(Timed { step: Step::Host(run), .. }) => run.push(byte),
                        _ => self.push(Step::Host(vec![byte])),
                    }
                    1
                }
            };
            from += count;
        }
        self.held.drain(..from);
    }
}
