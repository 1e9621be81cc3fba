//! What the status bytes mean, and how the printer is as the rest of the terminal sees it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::job::Reason;
use super::slot::Slot;
use crate::report::DeviceIdentity;
use crate::state::{DeviceState, Fault};

/// Paper in the XFS4IoT vocabulary (CWA 17852, `printer.status.paper`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Paper {
    /// Enough.
    Full,
    /// Near its end: still prints.
    Low,
    /// Used up.
    Out,
    /// Stuck.
    Jammed,
    /// Not yet asked, or no answer.
    Unknown,
}

/// What the printer says it is (GS I). Clones lie: only for staff to read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// GS I 65: firmware.
    pub firmware: String,
    /// GS I 66: maker.
    pub maker: String,
    /// GS I 67: model.
    pub model: String,
    /// GS I 68: serial number.
    pub serial: String,
    /// GS I 69: font, such as "CHINA GB18030".
    pub font: String,
}

impl From<Identity> for DeviceIdentity {
    fn from(identity: Identity) -> Self {
        let Identity { firmware, maker, model, serial, font: _ } = identity;
        Self { maker, model, firmware, serial }
    }
}

/// One line, without what the printer is called.
impl fmt::Display for PrinterState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; paper {:?}", self.device, self.paper)?;
        let known = [
            (self.cover_open, "cover open"),
            (self.cutter_fault, "cutter stuck"),
            (self.head_hot, "head hot"),
            (self.unrecoverable, "unrecoverable"),
            (self.ticket_waiting == Some(true) && !self.ticket_left_behind, "ticket waiting"),
            (self.ticket_left_behind, "ticket left behind"),
        ];
        known.iter().filter(|(is, _)| *is).try_for_each(|(_, words)| write!(f, "; {words}"))
    }
}

/// How much paper is left by count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaperLeft {
    /// In millimetres.
    pub mm: u64,
    /// In hundredths of a roll.
    pub percent: u8,
}

/// How the printer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterState {
    /// The life of its task.
    pub device: DeviceState,
    /// Its paper.
    pub paper: Paper,
    /// The cover is open.
    pub cover_open: bool,
    /// The cutter is stuck.
    pub cutter_fault: bool,
    /// The head is too hot; it prints again when it has cooled.
    pub head_hot: bool,
    /// It reports a failure that only a technician ends.
    pub unrecoverable: bool,
    /// A ticket hangs in the slot. `None`: the model cannot tell.
    pub ticket_waiting: Option<bool>,
    /// It hangs there for longer than the model's presenter lets it, and was not taken away.
    pub ticket_left_behind: bool,
    /// How much paper is left by count. `None`: nobody knows.
    pub paper_left: Option<PaperLeft>,
    /// What it says it is, once it has been asked.
    pub identity: Option<Identity>,
}

impl PrinterState {
    /// Before anything is known.
    pub fn unknown() -> Self {
        Self {
            device: DeviceState::Opening,
            paper: Paper::Unknown,
            cover_open: false,
            cutter_fault: false,
            head_hot: false,
            unrecoverable: false,
            ticket_waiting: None,
            ticket_left_behind: false,
            paper_left: None,
            identity: None,
        }
    }

    /// Whether a job would be begun now. `false` while one is printed.
    pub fn ready(&self) -> bool {
        self.device == DeviceState::Ready && self.trouble().is_none() && self.ticket_waiting != Some(true)
    }

    /// What it measures, by the names of XFS4IoT (CWA 17852, `printer.status`) where that has some.
    pub fn sensors(&self) -> BTreeMap<&'static str, String> {
        let paper = match self.paper {
            Paper::Full => "full",
            Paper::Low => "low",
            Paper::Out => "out",
            Paper::Jammed => "jammed",
            Paper::Unknown => return BTreeMap::new(),
        };
        let mut sensors = BTreeMap::from([("paper", paper.to_owned())]);
        let mut put = |name, is, yes: &str, no: &str| sensors.insert(name, if is { yes } else { no }.to_owned());
        put("cover", self.cover_open, "open", "closed");
        put("cutter", self.cutter_fault, "jammed", "ok");
        put("head", self.head_hot, "hot", "ok");
        if let Some(waiting) = self.ticket_waiting {
            put("media", waiting, "present", "notPresent");
        }
        if let Some(left) = self.paper_left {
            sensors.insert("paperLeftMm", left.mm.to_string());
            sensors.insert("paperLeftPercent", left.percent.to_string());
        }
        sensors
    }

    /// What keeps it from printing, the worst first. Not the ticket that waits to be taken.
    pub fn trouble(&self) -> Option<Reason> {
        match &self.device {
            DeviceState::Absent => return Some(Reason::Unplugged),
            DeviceState::Faulted(Fault::Port(_)) => return Some(Reason::PortRefused),
            DeviceState::Faulted(Fault::Silent) => return Some(Reason::Silent),
            DeviceState::Faulted(Fault::Garbled) => return Some(Reason::Garbled),
            _ => {}
        }
        let known = [
            (self.unrecoverable, Reason::Unrecoverable),
            (self.cutter_fault, Reason::CutterFault),
            (self.paper == Paper::Jammed, Reason::Jammed),
            (self.cover_open, Reason::CoverOpen),
            (self.paper == Paper::Out, Reason::PaperOut),
            (self.head_hot, Reason::HeadHot),
        ];
        let known = known.into_iter().find_map(|(is, reason)| is.then_some(reason));
        known.or_else(|| matches!(self.device, DeviceState::Faulted(_)).then_some(Reason::Offline))
    }
}

/// What the printer last said about itself, from DLE EOT 1–4 or automatic status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) offline: bool,
    pub(super) cover_open: bool,
    pub(super) paper_end: bool,
    pub(super) paper_near_end: bool,
    pub(super) mechanical: bool,
    pub(super) cutter: bool,
    pub(super) unrecoverable: bool,
    pub(super) recovers_alone: bool,
    /// Bit 7 of the answer to DLE EOT 1, whatever that means on this model.
    pub(super) bit7: bool,
    /// The slot, from whatever tells of it.
    pub(super) slot: Slot,
}

impl Status {
    /// From the four answers to DLE EOT 1, 2, 3 and 4.
    /// Source: Epson ESC/POS reference (DLE EOT); TM-L60II specification p. 1217; bit 7 of n = 1: Cashino KP-628E manual.
    pub(super) fn from_real_time([printer, offline, error, paper]: [u8; 4]) -> Self {
        Self {
            offline: printer & 0x08 != 0,
            bit7: printer & 0x80 != 0,
            slot: Slot::default(),
            cover_open: offline & 0x04 != 0,
            paper_end: offline & 0x20 != 0 || paper & 0x60 != 0,
            paper_near_end: paper & 0x0C != 0,
            mechanical: error & 0x04 != 0,
            cutter: error & 0x08 != 0,
            unrecoverable: error & 0x20 != 0,
            recovers_alone: error & 0x40 != 0,
        }
    }

    /// Takes over the four bytes of automatic status; they do not speak of the ticket in the slot.
    /// Source: Epson ESC/POS reference (GS a); TM-U220A specification p. 83.
    pub(super) fn set_auto(&mut self, [printer, error, paper, _]: [u8; 4]) {
        *self = Self {
            offline: printer & 0x08 != 0,
            cover_open: printer & 0x20 != 0,
            mechanical: error & 0x04 != 0,
            cutter: error & 0x08 != 0,
            unrecoverable: error & 0x20 != 0,
            recovers_alone: error & 0x40 != 0,
            paper_near_end: paper & 0x03 != 0,
            paper_end: paper & 0x0C != 0,
            bit7: self.bit7,
            slot: self.slot,
        };
    }

    /// The head's own recovery; the same bit comes with a cover that was opened while printing.
    fn head_hot(self) -> bool {
        self.recovers_alone && !self.cover_open
    }

    /// What keeps it from printing, the worst first. Not the ticket that waits to be taken.
    pub(super) fn trouble(self) -> Option<Reason> {
        Self { mechanical: self.jammed(), ..self }.trouble_inside()
    }

    /// The same but for what is wrong at the slot.
    pub(super) fn trouble_inside(self) -> Option<Reason> {
        let known = [
            (self.unrecoverable, Reason::Unrecoverable),
            (self.cutter, Reason::CutterFault),
            (self.mechanical, Reason::Jammed),
            (self.cover_open, Reason::CoverOpen),
            (self.paper_end, Reason::PaperOut),
            (self.head_hot(), Reason::HeadHot),
            (self.offline, Reason::Offline),
        ];
        known.into_iter().find_map(|(is, reason)| is.then_some(reason))
    }

    fn jammed(self) -> bool {
        self.mechanical || self.slot.jam || self.slot.stuck
    }

    /// What the paper sensors say.
    pub(super) fn paper(self) -> Paper {
        match self {
            Self { paper_end: true, .. } => Paper::Out,
            Self { paper_near_end: true, .. } => Paper::Low,
            _ => Paper::Full,
        }
    }

    /// Writes what it means into the state that others watch.
    pub(super) fn describe(self, state: &mut PrinterState) {
        state.paper = if self.jammed() { Paper::Jammed } else { self.paper() };
        state.cover_open = self.cover_open;
        state.cutter_fault = self.cutter;
        state.head_hot = self.head_hot();
        state.unrecoverable = self.unrecoverable;
        state.ticket_waiting = self.slot.waiting;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_time_answers_mean_what_the_manuals_say() {
        let cases: [([u8; 4], Option<Reason>); 12] = [
            ([0x12, 0x12, 0x12, 0x12], None),
            ([0x16, 0x12, 0x12, 0x12], None),
            ([0x12, 0x12, 0x12, 0x1E], None),
            ([0x92, 0x12, 0x12, 0x12], None),
            ([0x1A, 0x32, 0x12, 0x7E], Some(Reason::PaperOut)),
            ([0x12, 0x16, 0x12, 0x12], Some(Reason::CoverOpen)),
            ([0x9A, 0x16, 0x52, 0x12], Some(Reason::CoverOpen)),
            ([0x1A, 0x52, 0x1A, 0x12], Some(Reason::CutterFault)),
            ([0x1A, 0x52, 0x16, 0x12], Some(Reason::Jammed)),
            ([0x1A, 0x52, 0x32, 0x12], Some(Reason::Unrecoverable)),
            ([0x1A, 0x52, 0x52, 0x12], Some(Reason::HeadHot)),
            ([0x1A, 0x12, 0x12, 0x12], Some(Reason::Offline)),
        ];
        for (bytes, trouble) in cases {
            assert_eq!(Status::from_real_time(bytes).trouble(), trouble, "{bytes:02X?}");
        }
    }

    #[test]
    fn automatic_status_means_what_the_manuals_say() {
        let cases: [([u8; 4], Option<Reason>); 8] = [
            ([0x10, 0, 0, 0], None),
            ([0x10, 0, 0x03, 0], None),
            ([0x18, 0, 0x0F, 0], Some(Reason::PaperOut)),
            ([0x38, 0, 0, 0], Some(Reason::CoverOpen)),
            ([0x18, 0x08, 0, 0], Some(Reason::CutterFault)),
            ([0x18, 0x20, 0, 0], Some(Reason::Unrecoverable)),
            ([0x18, 0x40, 0, 0], Some(Reason::HeadHot)),
            ([0x18, 0, 0, 0], Some(Reason::Offline)),
        ];
        for (bytes, trouble) in cases {
            let mut status = Status::default();
            status.set_auto(bytes);
            assert_eq!(status.trouble(), trouble, "{bytes:02X?}");
        }
    }

    #[test]
    fn the_state_says_low_paper_and_the_waiting_ticket() {
        let mut state = PrinterState { device: DeviceState::Ready, ..PrinterState::unknown() };
        let mut status = Status::from_real_time([0x92, 0x12, 0x12, 0x1E]);
        status.slot.waiting = Some(status.bit7);
        status.describe(&mut state);
        assert_eq!((state.paper, state.ticket_waiting, state.ready()), (Paper::Low, Some(true), false));
        status.slot.waiting = None;
        status.describe(&mut state);
        assert_eq!((state.ticket_waiting, state.ready(), state.trouble()), (None, true, None));
        status.slot.stuck = true;
        status.describe(&mut state);
        assert_eq!((state.paper, state.trouble()), (Paper::Jammed, Some(Reason::Jammed)));
        assert_eq!((status.trouble(), status.trouble_inside()), (Some(Reason::Jammed), None));
    }
}
