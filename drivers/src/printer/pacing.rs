//! When the next byte of a job may leave: never faster than the wire, never more ahead of the printer than its receive
//! buffer holds. Pure.
//!
//! A printer without flow control loses silently what its buffer cannot hold (TM-T88III specification 2.1.1.3: "ignores
//! the data received when the remaining space is 0"). GS r 1 between commands is answered when everything before it was
//! processed, so the driver knows from the printer itself how much room there is (same document, p. 24 note 3).

use std::time::Duration;

use zeroize::Zeroizing;

use super::encode::{Stop, Stream};
use super::model::Model;
use crate::port::{Flow, wire_time};

/// GS r 1: answered when everything before was processed.
pub(super) const FENCE: &[u8] = b"\x1Dr\x01";
/// How far the operating system may be ahead of the wire: enough that it never runs dry between two wake-ups, little
/// enough that a job can be stopped.
pub(super) const LEAD: Duration = Duration::from_millis(150);
/// Time of a cut, in rows of dots at the paper's speed: half a second at 80 mm/s.
const CUT_ROWS: u32 = 320;

/// What will prove that a job was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// The answer to GS ( H with this number.
    Number([u8; 4]),
    /// The answers to every GS r 1, the last of which stands behind the cut.
    Fences,
    /// This printer answers neither.
    Nothing,
}

/// A job as it goes over the wire, with its fences.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Script {
    /// All bytes; wiped when dropped.
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// Places between two commands.
    pub(super) stops: Vec<Stop>,
    /// The end of each fence.
    pub(super) fences: Vec<usize>,
    /// The end of each cut; each of these is a stop.
    cuts: Vec<usize>,
    /// Up to here nothing can have been printed.
    pub(super) before_ink: usize,
    /// What proves it.
    pub(super) proof: Proof,
    /// Most bytes that may be ahead of the last fence that was answered.
    window: Option<usize>,
    baud: u32,
}

impl Script {
    /// Puts the fences and the proof into a ticket.
    pub(super) fn new(stream: &Stream, model: &Model, baud: u32, proof: Proof) -> Self {
        let buffer = model.buffer_bytes as usize;
        // Printers call themselves full with 128 bytes of 4,096 left; real-time commands need room as well.
        let window = (model.flow == Flow::None).then_some(buffer - buffer / 16);
        // Room for every fence, so that the buffer never grows and leaves a copy that nobody wipes.
        let bytes = Zeroizing::new(Vec::with_capacity(stream.bytes.len() + FENCE.len() * stream.stops.len() + 32));
        let (stops, fences, cuts) = (Vec::new(), Vec::new(), Vec::new());
        let mut script = Self { bytes, stops, fences, cuts, before_ink: 0, proof, window, baud };
        // The proof and its fences take less than 32 bytes: a job that fits the buffer whole needs none on its way.
        let apart = window.filter(|window| stream.bytes.len() + 32 > *window).map(|_| buffer / 8);
        let mut from = 0;
        for (place, stop) in stream.stops.iter().enumerate() {
            script.bytes.extend_from_slice(stream.bytes.get(from..stop.end).unwrap_or_default());
            from = stop.end;
            let last = script.fences.last().copied().unwrap_or(0);
            let far = apart.is_some_and(|apart| script.bytes.len() - last >= apart);
            if far && proof != Proof::Nothing {
                script.fence();
            }
            script.stops.push(Stop { end: script.bytes.len(), dots: stop.dots });
            if stream.cuts.contains(&stop.end) && script.cuts.last() != Some(&script.bytes.len()) {
                script.cuts.push(script.bytes.len());
            }
            if place == 0 {
                script.before_ink = script.bytes.len();
            }
        }
        script.prove();
        script
    }

    fn fence(&mut self) {
        self.bytes.extend_from_slice(FENCE);
        self.fences.push(self.bytes.len());
    }

    fn prove(&mut self) {
        match self.proof {
            Proof::Number(number) => {
                self.bytes.extend_from_slice(b"\x1D(H\x06\x0000");
                self.bytes.extend_from_slice(&number);
            }
            Proof::Fences => self.fence(),
            Proof::Nothing => {}
        }
        self.stops.push(Stop { end: self.bytes.len(), dots: self.dots() });
    }

    /// Rows of dots of the whole job.
    fn dots(&self) -> u32 {
        self.stops.last().map_or(0, |stop| stop.dots)
    }

    /// Rows of dots that were fed and cuts that were made when so many bytes were sent. `cut_feed`: what a cut itself feeds.
    pub(super) fn fed(&self, sent: usize, cut_feed: u16) -> (u64, u64) {
        let dots = self.stops.iter().take_while(|stop| stop.end <= sent).last().map_or(0, |stop| stop.dots);
        let cuts = self.cuts.iter().filter(|cut| **cut <= sent).count() as u64;
        (u64::from(dots) + cuts * u64::from(cut_feed), cuts)
    }

    /// Bytes that the printer has processed when this many fences were answered.
    pub(super) fn processed(&self, answered: usize) -> usize {
        answered.checked_sub(1).and_then(|last| self.fences.get(last)).copied().unwrap_or(0)
    }

    /// Whether everything up to `end` may be sent when `sent` bytes were sent and `processed` of them processed.
    pub(super) fn has_room(&self, end: usize, sent: usize, processed: usize) -> bool {
        // An empty buffer takes any command: the printer works on it as it comes.
        processed >= sent || self.window.is_none_or(|window| end <= processed + window)
    }

    /// When, after the start of the job, byte number `end` may be handed to the operating system.
    pub(super) fn not_before(&self, end: usize) -> Duration {
        wire_time(end, self.baud).saturating_sub(LEAD)
    }

    /// Time of the wire for the whole job.
    pub(super) fn wire_time(&self) -> Duration {
        wire_time(self.bytes.len(), self.baud)
    }

    /// Time that the paper needs for the whole job, cut included.
    pub(super) fn paper_time(&self, model: &Model) -> Duration {
        // 203 dpi are 8 dots a millimetre.
        Duration::from_secs_f64(f64::from(self.dots() + CUT_ROWS) / (8.0 * f64::from(model.speed_mm_s.max(1))))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::printer::encode::compile;
    use crate::printer::op::{Bitmap, Cut, Op, Span, TextLine};

    fn model(name: &str) -> Model {
        Model::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../config/terminals/{name}.toml"))).unwrap()
    }

    fn lines(count: usize) -> Vec<Op> {
        let line =
            || TextLine { spans: vec![Span { text: "社".repeat(24), ..Span::default() }], ..TextLine::default() };
        let mut ops: Vec<Op> = (0..count).map(|_| Op::Text(line())).collect();
        ops.push(Op::Cut(Cut::Partial));
        ops
    }

    #[test]
    fn a_job_that_fits_the_buffer_has_no_fence_on_its_way() {
        let kiosk = model("cn-kiosk-80mm");
        let script = Script::new(&compile(&lines(40), &kiosk).unwrap(), &kiosk, 115_200, Proof::Fences);
        assert_eq!(script.fences, [script.bytes.len()], "only behind the cut");
        assert!(script.has_room(script.bytes.len(), 1, 0), "all of it may leave at once");
        assert!(script.bytes.ends_with(b"\x1DV\x01\x1Dr\x01"));
    }

    #[test]
    fn flow_control_needs_no_window() {
        let epson = model("epson-80mm");
        let script = Script::new(&compile(&lines(400), &epson).unwrap(), &epson, 115_200, Proof::Number(*b"0042"));
        assert!(script.has_room(script.bytes.len(), 1, 0));
        assert!(script.bytes.ends_with(b"\x1DV\x42\x00\x1D(H\x06\x00000042"));
        assert_eq!(script.fences, [0; 0]);
    }

    #[test]
    fn the_wire_is_never_late() {
        let kiosk = model("cn-kiosk-80mm");
        let script = Script::new(&compile(&lines(40), &kiosk).unwrap(), &kiosk, 9600, Proof::Fences);
        assert!(script.not_before(script.bytes.len()) <= script.wire_time());
        assert_eq!(script.not_before(100), Duration::ZERO);
    }

    #[test]
    fn what_was_not_sent_is_not_counted() {
        let epson = model("epson-80mm");
        let script = Script::new(&compile(&lines(3), &epson).unwrap(), &epson, 115_200, Proof::Number(*b"0042"));
        assert_eq!(script.fed(0, 112), (0, 0));
        assert_eq!(script.fed(script.bytes.len(), 112), (3 * 30 + 112, 1));
        let cut = script.bytes.len() - b"\x1D(H\x06\x00000042".len();
        assert_eq!((script.fed(cut - 1, 112), script.fed(cut, 112)), ((90, 0), (202, 1)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        /// A printer that answers its fences is always given more, and never more than its buffer holds.
        #[test]
        fn the_window_never_locks_and_never_overflows(rows in 0u16..400, count in 0usize..100) {
            let kiosk = model("cn-kiosk-80mm");
            let mut ops = lines(count);
            ops.push(Op::Raster(Bitmap { width: 576, height: rows, rows: vec![0xA5; 72 * usize::from(rows)] }));
            let script = Script::new(&compile(&ops, &kiosk).unwrap(), &kiosk, 115_200, Proof::Fences);
            let mut sent = 0;
            for stop in &script.stops {
                let answered = script.fences.iter().filter(|fence| **fence <= sent).count();
                let processed = script.processed(answered);
                prop_assert!(script.has_room(stop.end, sent, processed), "stuck at {}", stop.end);
                prop_assert!(!script.has_room(processed + 4096 - 128, sent, processed) || sent == processed);
                sent = stop.end;
            }
        }

        /// What is counted is the sum of the rows, whatever is printed, however it is fenced, and it never falls.
        #[test]
        fn the_rows_add_up(ops in proptest::collection::vec((0u8..4, 1u16..200), 0..40)) {
            let kiosk = model("cn-kiosk-80mm");
            let line = |height: u16| {
                let style = crate::printer::Style { height: height as u8, ..crate::printer::Style::default() };
                Op::Text(TextLine { spans: vec![Span { text: "社会".into(), style }], ..TextLine::default() })
            };
            let mut rows = 0u64;
            let mut cuts = 0u64;
            let ops: Vec<Op> = ops.into_iter().map(|(kind, n)| match kind {
                0 => { rows += u64::from(n); Op::Feed(n) }
                1 => {
                    rows += u64::from(n);
                    Op::Raster(Bitmap { width: 576, height: n, rows: vec![0xA5; 72 * usize::from(n)] })
                }
                2 => { rows += 96; cuts += 1; Op::Cut(Cut::Partial) }
                _ => { let height = n % 4 + 1; rows += u64::from((24 * height).max(30)); line(height) }
            }).collect();
            let script = Script::new(&compile(&ops, &kiosk).unwrap(), &kiosk, 115_200, Proof::Fences);
            prop_assert_eq!(script.fed(script.bytes.len(), 0), (rows, cuts));
            let mut last = (0, 0);
            for sent in (0..script.bytes.len()).step_by(97) {
                let fed = script.fed(sent, 7);
                prop_assert!(fed.0 >= last.0 && fed.1 >= last.1);
                last = fed;
            }
        }
    }
}
