//! The security module of an ID card reader, asked how it is and who it is.

use std::time::Duration;

use super::Kind;
use super::language::{Judgement, Language, Question, Recognised};
use crate::id_card::{Class, Command, Decoder, SamId, Status};
use crate::report::DeviceIdentity;

/// Asks for a security module.
#[derive(Debug, Clone)]
pub struct IdCardLanguage {
    bauds: Vec<u32>,
}

impl IdCardLanguage {
    /// At the configured speed first, then at all that the module can be set to. Source: softs.im (command 60).
    pub fn new(configured: Option<u32>) -> Self {
        let known = [115_200, 57_600, 38_400, 19_200, 9600];
        Self::at(super::ports::first(configured, &known))
    }

    /// At these speeds only.
    pub fn at(bauds: Vec<u32>) -> Self {
        Self { bauds }
    }
}

/// The frame in an answer, if it is one.
fn frame(bytes: &[u8]) -> Option<(Status, Vec<u8>)> {
    let mut decoder = Decoder::new();
    decoder.push(bytes);
    while let Some(frame) = decoder.next_frame() {
        if let Ok(frame) = frame {
            return Some((Status::from_byte(frame.status), frame.data.to_vec()));
        }
    }
    None
}

/// A sound frame: no other device has its preamble and its checksum. A module that reports a failure of its own is one.
fn any_frame(bytes: &[u8]) -> Judgement {
    if frame(bytes).is_some() { Judgement::Mine } else { Judgement::Perhaps }
}

fn sam_id(bytes: &[u8]) -> Judgement {
    match frame(bytes) {
        Some((_, data)) if data.len() == 16 => Judgement::Mine,
        Some(_) => Judgement::No,
        None => Judgement::Perhaps,
    }
}

impl Language for IdCardLanguage {
    fn name(&self) -> &'static str {
        "ID card reader"
    }

    fn kind(&self) -> Kind {
        Kind::IdCard
    }

    fn bauds(&self) -> Vec<u32> {
        self.bauds.clone()
    }

    fn questions(&self) -> Vec<Question> {
        // The order of magnitude of `id_card::Delays::module_answer`.
        let wait = Duration::from_millis(250);
        vec![
            Question { bytes: Command::SamStatus.bytes(), wait, proof: true, judge: any_frame },
            Question { bytes: Command::SamId.bytes(), wait, proof: false, judge: sam_id },
        ]
    }

    fn recognise(&self, answers: &[Option<Vec<u8>>], _baud: u32) -> Recognised {
        let mut answers = answers.iter().map(|answer| answer.as_deref().and_then(frame));
        let status = answers.next().flatten().map(|(status, _)| status);
        let id = answers.next().flatten().and_then(|(_, data)| SamId::parse(&data));
        let state = match status {
            Some(status) if status.class() == Class::Fault => format!("its security module reports {status}"),
            _ => "its security module answers".into(),
        };
        let serial = id.map(|id| id.to_string()).unwrap_or_default();
        let evidence = if serial.is_empty() { state } else { format!("{state}, number {serial}") };
        let model = id.map(|id| format!("SAM {:02}.{:02}", id.kind.0, id.kind.1)).unwrap_or_default();
        Recognised { model: None, identity: DeviceIdentity { model, serial, ..DeviceIdentity::default() }, evidence }
    }
}
