//! How the printer is, and the bytes that say so.
//!
//! Sources: Epson ESC/POS reference (dle_eot, gs_la, gs_lr); TM-L60II manual pp. 1217 and 1235; Cashino KP-628E manual
//! (bit 7 of DLE EOT 1); PyramidTechnologies/escpos, `paper_movement.rst` (GS e 6) and `reliance_status.rst` (DLE EOT 20).

use super::PaperLevel;

/// The sensors and errors of a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Condition {
    pub(crate) paper: PaperLevel,
    pub(crate) cover_open: bool,
    /// The lid was opened while something was printed.
    pub(crate) cover_error: bool,
    pub(crate) cutter_error: bool,
    pub(crate) head_hot: bool,
    pub(crate) unrecoverable: bool,
    pub(crate) offline: bool,
    pub(crate) ticket_waiting: bool,
    /// A ticket is stuck on its way to the slot.
    pub(crate) presenter_jam: bool,
}

/// A byte with the named bits set.
fn bits(fixed: u8, set: &[(u8, bool)]) -> u8 {
    set.iter().filter(|(_, on)| *on).fold(fixed, |byte, (mask, _)| byte | mask)
}

impl Condition {
    /// Whether the printer prints nothing until somebody does something.
    pub(crate) fn stopped(self) -> bool {
        self.paper == PaperLevel::Out
            || self.cover_open
            || self.cutter_error
            || self.head_hot
            || self.unrecoverable
            || self.offline
    }

    fn auto_recoverable(self) -> bool {
        self.head_hot || self.cover_error
    }

    fn error(self) -> bool {
        self.cutter_error || self.unrecoverable || self.auto_recoverable()
    }

    fn near(self) -> bool {
        self.paper != PaperLevel::Full
    }

    fn out(self) -> bool {
        self.paper == PaperLevel::Out
    }

    /// The answer to DLE EOT `n`, fixed bits 0xx1xx10; `None` where there is no such question.
    pub(crate) fn real_time(self, n: u8, bit7_ticket_waiting: bool) -> Option<u8> {
        match n {
            1 => Some(bits(0x12, &[(0x08, self.stopped()), (0x80, bit7_ticket_waiting && self.ticket_waiting)])),
            2 => Some(bits(0x12, &[(0x04, self.cover_open), (0x20, self.out()), (0x40, self.error())])),
            3 => {
                let set = [(0x08, self.cutter_error), (0x20, self.unrecoverable), (0x40, self.auto_recoverable())];
                Some(bits(0x12, &set))
            }
            4 => Some(bits(0x12, &[(0x0C, self.near()), (0x60, self.out())])),
            _ => None,
        }
    }

    /// The answer to GS e 6.
    pub(crate) fn ejector(self) -> u8 {
        let jam = self.presenter_jam;
        let paper = [(0x01, self.near()), (0x04, !self.out())];
        bits(bits(0, &paper), &[(0x08, self.ticket_waiting), (0x40, jam || self.error()), (0x80, jam)])
    }

    /// The answer to DLE EOT 20.
    pub(crate) fn full(self) -> [u8; 6] {
        [
            0x10,
            0x0F,
            bits(0, &[(0x01, self.out()), (0x04, self.near()), (0x20, self.ticket_waiting)]),
            bits(0, &[(0x03, self.cover_open)]),
            bits(0, &[(0x01, self.head_hot), (0x40, self.presenter_jam)]),
            bits(0, &[(0x01, self.cutter_error)]),
        ]
    }

    /// The four bytes that are sent by themselves: 0xx1xx00 and three times 0xx0xxxx.
    pub(crate) fn automatic(self) -> [u8; 4] {
        [
            bits(0x10, &[(0x08, self.stopped()), (0x20, self.cover_open)]),
            bits(0, &[(0x08, self.cutter_error), (0x20, self.unrecoverable), (0x40, self.auto_recoverable())]),
            bits(0, &[(0x03, self.near()), (0x0C, self.out())]),
            0,
        ]
    }

    /// The part of the automatic status that GS a `n` asks for: bit 1 online, bit 2 errors, bit 3 paper.
    pub(crate) fn watched(self, n: u8) -> [u8; 3] {
        let [online, errors, paper, _] = self.automatic();
        let part = |bit: u8, byte: u8| if n & bit == 0 { 0 } else { byte };
        [part(0x02, online), part(0x04, errors), part(0x08, paper)]
    }

    /// The answer to GS r `n`.
    pub(crate) fn queued(self, n: u8) -> Option<u8> {
        match n {
            1 | 49 => Some(bits(0, &[(0x03, self.near()), (0x0C, self.out())])),
            2 | 50 => Some(0),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_bytes_are_those_of_the_manuals() {
        let ok = Condition::default();
        let asked = |state: Condition| [1, 2, 3, 4].map(|n| state.real_time(n, true).unwrap_or(0xEE));
        // Source: emupos 0.4.0 answers 12 12 12 12, and 1A 32 12 7E without paper.
        assert_eq!(asked(ok), [0x12; 4]);
        assert_eq!(asked(Condition { paper: PaperLevel::Out, ..ok }), [0x1A, 0x32, 0x12, 0x7E]);
        assert_eq!(asked(Condition { paper: PaperLevel::Near, ..ok }), [0x12, 0x12, 0x12, 0x1E]);
        assert_eq!(asked(Condition { cover_open: true, ..ok }), [0x1A, 0x16, 0x12, 0x12]);
        assert_eq!(asked(Condition { cutter_error: true, ..ok }), [0x1A, 0x52, 0x1A, 0x12]);
        assert_eq!(asked(Condition { head_hot: true, ..ok }), [0x1A, 0x52, 0x52, 0x12]);
        assert_eq!(asked(Condition { unrecoverable: true, ..ok }), [0x1A, 0x52, 0x32, 0x12]);
        assert_eq!(asked(Condition { ticket_waiting: true, ..ok }), [0x92, 0x12, 0x12, 0x12]);
        assert_eq!(ok.automatic(), [0x10, 0, 0, 0]);
        let stuck = Condition { ticket_waiting: true, presenter_jam: true, paper: PaperLevel::Near, ..ok };
        assert_eq!((ok.ejector(), stuck.ejector()), (0x04, 0xCD));
        assert_eq!((ok.full(), stuck.full()), ([0x10, 0x0F, 0, 0, 0, 0], [0x10, 0x0F, 0x24, 0, 0x40, 0]));
        assert_eq!(Condition { paper: PaperLevel::Out, cover_open: true, ..ok }.automatic(), [0x38, 0, 0x0F, 0]);
        assert_eq!(Condition { paper: PaperLevel::Near, ..ok }.queued(1), Some(0x03));
    }
}
