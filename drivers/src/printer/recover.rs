//! Getting acquainted with a printer, and clearing away what a broken job left in it: a half-sent command that would
//! swallow the next ticket as dots, lines of the last person's ticket that wait for paper, a piece of it in the slot.

use std::time::Duration;

use super::encode::cut_off;
use super::link::HungUp;
use super::model::Completion;
use super::pacing::FENCE;
use super::session::{Phase, Session};
use super::status::Identity;

/// DLE ENQ 2: recover from an error and clear the buffers. Source: TM-T88III specification p. 85.
const RECOVER_AND_CLEAR: &[u8] = b"\x10\x05\x02";
/// DLE DC4 8: clear the buffers; answered 37 25 00. Source: Epson ESC/POS reference; Citizen PPU-700 manual p. 129.
const CLEAR: &[u8] = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08";
/// Fewest NULs that end whatever command was broken off: they are its last dots. Source: receiptio 2.1.2.
const FLOOD: usize = 8192;
/// Bytes of a flood between two looks at what the printer says.
const FLOOD_PIECE: usize = 512;

/// What a broken job left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Debt {
    /// The printer confirmed that its buffers are empty.
    pub(super) cleared: bool,
    /// A piece of a ticket may hang in the slot.
    pub(super) cut: bool,
}

impl Session<'_> {
    /// Makes use of a printer that is ready: asks what it is and can, and clears away what was left.
    /// Does nothing while something keeps it from printing.
    pub(super) async fn settle(&mut self) -> Result<(), HungUp> {
        let able = |session: &Self| session.voice.is_none() && session.status.trouble().is_none();
        if able(self) && !self.greeted {
            self.phase = Phase::Opening;
            self.publish();
            self.look_for_leftovers().await?;
        }
        if able(self)
            && let Some(debt) = self.keep.debt
        {
            self.phase = if self.greeted { Phase::Working } else { Phase::Opening };
            self.publish();
            self.clear_away(debt).await?;
        }
        if able(self) && !self.greeted && self.keep.debt.is_none() {
            self.greet().await?;
        }
        self.phase = Phase::Idle;
        self.publish();
        Ok(())
    }

    /// Finds out how the printer proves completion, and whether an earlier run ended in the middle of a command: then
    /// nothing that is queued is carried out.
    async fn look_for_leftovers(&mut self) -> Result<(), HungUp> {
        if self.keep.debt.is_none() && !self.probe(self.keep.delays.answer).await? {
            self.flood().await?;
            if self.probe(self.keep.delays.completion).await? {
                self.keep.debt = Some(Debt { cleared: true, cut: true });
            }
        }
        self.drain().await
    }

    /// Turns automatic status on and asks what the printer is.
    async fn greet(&mut self) -> Result<(), HungUp> {
        if self.keep.model.asb {
            self.say(b"\x1Da\xFF").await?;
        }
        let identity = self.identify().await?;
        self.keep.state.send_if_modified(|state| {
            let changed = state.identity.is_none();
            state.identity = Some(identity);
            changed
        });
        self.greeted = true;
        self.ask_slot().await
    }

    /// Whether the printer carries out what is queued; learns on the way how it proves completion.
    pub(super) async fn probe(&mut self, time: Duration) -> Result<bool, HungUp> {
        self.evidence = None;
        self.tally = super::session::Tally::default();
        let mut bytes = b"\x1B@".to_vec();
        let number = self.next_number();
        let wants_number = self.keep.model.completion == Completion::GsParenH;
        if wants_number {
            bytes.extend_from_slice(b"\x1D(H\x06\x0000");
            bytes.extend_from_slice(&number);
            // A printer that does not know the command takes it for text: it is thrown away before it is printed.
            bytes.extend_from_slice(b"\x1B@");
        }
        bytes.extend_from_slice(FENCE);
        if !self.say(&bytes).await? || !self.listen_for(time, |tally| tally.fences > 0).await? {
            return Ok(false);
        }
        let numbered =
            wants_number && self.listen_for(self.keep.delays.quiet, |tally| tally.number == Some(number)).await?;
        self.evidence = Some(if numbered { Completion::GsParenH } else { Completion::GsR });
        Ok(true)
    }

    /// GS I 65–69. Asks no further when the first stays unanswered.
    async fn identify(&mut self) -> Result<Identity, HungUp> {
        let mut identity = Identity::default();
        let fields = [
            (67, &mut identity.model),
            (66, &mut identity.maker),
            (65, &mut identity.firmware),
            (68, &mut identity.serial),
            (69, &mut identity.font),
        ];
        for (n, field) in fields {
            self.tally.text = None;
            self.say(&[0x1D, b'I', n]).await?;
            if !self.listen_for(self.keep.delays.answer, |tally| tally.text.is_some()).await? {
                break;
            }
            let text = self.tally.text.take().unwrap_or_default();
            String::from_utf8_lossy(&text).trim().clone_into(field);
        }
        Ok(identity)
    }

    /// Clears the printer's buffers by real-time commands, past any flow control. `true`: it confirmed it.
    pub(super) async fn clear(&mut self) -> Result<bool, HungUp> {
        self.link.override_hold();
        self.tally.cleared = false;
        self.say(RECOVER_AND_CLEAR).await?;
        self.say(CLEAR).await?;
        let confirmed = self.listen_for(self.keep.delays.clear, |tally| tally.cleared).await?;
        self.link.respect_hold();
        Ok(confirmed)
    }

    /// After this the next job is printed whole and alone, as far as the printer lets one know.
    async fn clear_away(&mut self, debt: Debt) -> Result<(), HungUp> {
        let mut cleared = debt.cleared;
        if !cleared {
            cleared = self.clear().await?;
        }
        if !cleared {
            self.flood().await?;
        }
        // Lines that waited in the buffer come out before the answer.
        if !self.probe(self.keep.delays.completion).await? {
            self.flood().await?;
            self.probe(self.keep.delays.completion).await?;
        }
        self.drain().await?;
        if debt.cut {
            self.tally.fences = 0;
            let piece = cut_off(&self.keep.model);
            let dots = piece.stops.last().map_or(0, |stop| u64::from(stop.dots));
            let cuts = piece.cuts.len() as u64;
            let dots = dots + cuts * u64::from(self.keep.model.cut_feed_dots);
            self.keep.count(|counters| {
                counters.dots_fed = counters.dots_fed.saturating_add(dots);
                counters.cuts = counters.cuts.saturating_add(cuts);
            });
            let mut bytes = piece.bytes.to_vec();
            bytes.extend_from_slice(FENCE);
            self.say(&bytes).await?;
            if self.evidence.is_some() {
                self.listen_for(self.keep.delays.completion, |tally| tally.fences > 0).await?;
            }
        }
        self.check().await?;
        if self.refusal().is_none_or(|reason| reason == super::job::Reason::TicketNotTaken) {
            self.keep.debt = None;
            // What was cut off may hang in the slot now.
            self.ask_slot().await?;
        }
        Ok(())
    }

    /// NULs are the rest of whatever command was broken off, and nothing where none was.
    async fn flood(&mut self) -> Result<(), HungUp> {
        let model = &self.keep.model;
        let band = usize::from(model.raster_band_rows) * usize::from(model.dots_per_line / 8);
        for _ in 0..band.max(FLOOD).div_ceil(FLOOD_PIECE) {
            if !self.say(&[0; FLOOD_PIECE]).await? {
                break;
            }
            self.note_all();
        }
        Ok(())
    }

    /// The next job number, four digits; after 9999 comes 0001.
    pub(super) fn next_number(&mut self) -> [u8; 4] {
        self.keep.number = self.keep.number % 9999 + 1;
        let n = self.keep.number;
        [n / 1000, n / 100 % 10, n / 10 % 10, n % 10].map(|digit| b'0' + digit as u8)
    }
}
