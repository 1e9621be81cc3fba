//! A ticket printer, asked by real-time status and then for its name.

use std::time::Duration;

use super::Kind;
use super::language::{Judgement, Language, Question, Recognised};
use crate::printer::{Answer, Demux, Font, Model, TicketTaken};
use crate::report::DeviceIdentity;

/// Asks for a printer.
#[derive(Debug, Clone)]
pub struct PrinterLanguage {
    models: Vec<(String, Model)>,
    bauds: Vec<u32>,
}

impl PrinterLanguage {
    /// At the configured speed first, then at those of the models, then at the usual ones. `models`: those among which is
    /// guessed, by their names in the configuration.
    pub fn new(configured: Option<u32>, models: Vec<(String, Model)>) -> Self {
        let mut known: Vec<u32> = models.iter().map(|(_, model)| model.baud).collect();
        known.extend([115_200, 9600, 38_400, 19_200]);
        Self { bauds: super::ports::first(configured, &known), models }
    }

    /// The model that fits best what the printer says; the first of those that fit alike. `None`: there are none.
    fn guess(&self, told: &Told, baud: u32) -> Option<&str> {
        let score = |(name, model): &(String, Model)| {
            let said = format!("{} {}", told.identity.maker, told.identity.model).to_lowercase();
            let words = format!("{name} {}", model.title).to_lowercase();
            let mut score = 0;
            // EPSON and the TM series; other makers name themselves.
            let epson = said.contains("epson") || said.contains("tm-");
            score += 4 * i32::from(epson == words.contains("epson"));
            for width in ["58", "80"] {
                score += 3 * i32::from(said.contains(width) && words.contains(width));
            }
            let font = if told.font.contains("GB18030") { Some(Font::Gbk) } else { None };
            let font = font.or(told.font.contains("GB2312").then_some(Font::Gb2312));
            score += 2 * i32::from(font == Some(model.font));
            score += i32::from(model.baud == baud);
            score + 2 * i32::from(told.bit7 && model.ticket_taken == TicketTaken::DleEot1Bit7)
        };
        // `max_by_key` gives the last of equal ones.
        self.models.iter().rev().max_by_key(|model| score(model)).map(|(name, _)| name.as_str())
    }
}

/// What a printer told.
#[derive(Default)]
struct Told {
    identity: DeviceIdentity,
    font: String,
    /// A ticket hangs in the slot, and it says so.
    bit7: bool,
}

/// One answer to DLE EOT and nothing else. Only that to the first question may have bit 7 (Cashino KP-628E manual).
fn real_time(bytes: &[u8], bit7: bool) -> Judgement {
    match bytes {
        [0x11 | 0x13] => Judgement::Perhaps, // XON, XOFF
        [byte] | [0x11 | 0x13, byte] if byte & 0x13 == 0x12 && (bit7 || byte & 0x80 == 0) => Judgement::Mine,
        _ => Judgement::No,
    }
}

fn first_status(bytes: &[u8]) -> Judgement {
    real_time(bytes, true)
}

fn other_status(bytes: &[u8]) -> Judgement {
    real_time(bytes, false)
}

/// The text of an answer to GS I.
fn text(bytes: &[u8]) -> Option<String> {
    let mut text = None;
    Demux::new().feed(bytes, |answer| {
        if let Answer::Block([0x5F, name @ ..]) = answer {
            text = Some(String::from_utf8_lossy(name).trim().to_owned());
        }
    });
    text
}

fn name(bytes: &[u8]) -> Judgement {
    if text(bytes).is_some() { Judgement::Mine } else { Judgement::Perhaps }
}

impl Language for PrinterLanguage {
    fn name(&self) -> &'static str {
        "ticket printer"
    }

    fn kind(&self) -> Kind {
        Kind::Printer
    }

    fn bauds(&self) -> Vec<u32> {
        self.bauds.clone()
    }

    fn questions(&self) -> Vec<Question> {
        // All four: one byte that looks right may be chance, four are not. Source of the waits: `printer::Delays::answer`.
        let status = |n| Question {
            bytes: vec![0x10, 0x04, n],
            wait: Duration::from_millis(200),
            proof: true,
            judge: if n == 1 { first_status } else { other_status },
        };
        let about =
            |n| Question { bytes: vec![0x1D, 0x49, n], wait: Duration::from_millis(300), proof: false, judge: name };
        (1..=4).map(status).chain([67, 66, 65, 68, 69].map(about)).collect()
    }

    /// ESC @: one that does not know GS I has taken a letter of it for text.
    fn farewell(&self) -> &'static [u8] {
        b"\x1B@"
    }

    fn recognise(&self, answers: &[Option<Vec<u8>>], baud: u32) -> Recognised {
        let mut names = answers.iter().skip(4).map(|answer| answer.as_deref().and_then(text).unwrap_or_default());
        let mut next = || names.next().unwrap_or_default();
        let (model, maker, firmware, serial, font) = (next(), next(), next(), next(), next());
        let bit7 =
            answers.first().and_then(Option::as_ref).and_then(|answer| answer.last()).is_some_and(|b| b & 0x80 != 0);
        let told = Told { identity: DeviceIdentity { maker, model, firmware, serial }, font, bit7 };
        let status: Vec<String> = answers
            .iter()
            .take(4)
            .filter_map(|answer| answer.as_ref()?.last().map(|byte| format!("{byte:02X}")))
            .collect();
        let mut evidence = format!("DLE EOT 1–4 answered {}", status.join(" "));
        if !told.identity.model.is_empty() {
            evidence = format!("{evidence}; it calls itself {} {}", told.identity.maker, told.identity.model);
        }
        Recognised { model: self.guess(&told, baud).map(Into::into), identity: told.identity, evidence }
    }
}
