//! Contacts that bounce: a change counts when the contact has been quiet. Pure; the time is given.

use std::time::Duration;

use tokio::time::Instant;

use super::board::Sample;
use super::delays::Delays;
use super::line::{Input, Inputs};

/// Since when a contact trembles and since when it is quiet.
#[derive(Debug, Clone, Copy)]
struct Unsettled {
    since: Instant,
    quiet_since: Instant,
}

/// Believes a contact when it has been quiet for its time, or when it would not be quiet.
#[derive(Debug, Clone)]
pub struct Debounce {
    quiet: [Duration; Input::ALL.len()],
    restless: Duration,
    raw: Inputs,
    settled: Inputs,
    unsettled: [Option<Unsettled>; Input::ALL.len()],
}

impl Debounce {
    /// Nothing is active.
    pub fn new(delays: &Delays) -> Self {
        Self {
            quiet: Input::ALL.map(|input| delays.quiet(input)),
            restless: delays.restless,
            raw: Inputs::default(),
            settled: Inputs::default(),
            unsettled: [None; Input::ALL.len()],
        }
    }

    /// What is believed.
    pub fn settled(&self) -> Inputs {
        self.settled
    }

    /// A reading, and what is believed at that time.
    pub fn feed(&mut self, sample: Sample, now: Instant) {
        // What became due before this reading was believed before it.
        self.settle(now);
        for (input, slot) in Input::ALL.into_iter().zip(&mut self.unsettled) {
            let active = sample.active.is(input);
            if active == self.raw.is(input) && !sample.touched.is(input) {
                continue;
            }
            *slot = match *slot {
                Some(before) => Some(Unsettled { quiet_since: now, ..before }),
                // A touch that changed nothing, from quiet: nothing to believe.
                None if active == self.settled.is(input) => None,
                None => Some(Unsettled { since: now, quiet_since: now }),
            };
        }
        self.raw = sample.active;
    }

    /// Believes what is due.
    pub fn settle(&mut self, now: Instant) {
        for ((input, slot), quiet) in Input::ALL.into_iter().zip(&mut self.unsettled).zip(self.quiet) {
            if slot.is_some_and(|times| due(times, quiet, self.restless) <= now) {
                *slot = None;
                self.settled.set(input, self.raw.is(input));
            }
        }
    }

    /// When something becomes due.
    pub fn next_due(&self) -> Option<Instant> {
        self.unsettled
            .iter()
            .zip(self.quiet)
            .filter_map(|(slot, quiet)| slot.map(|times| due(times, quiet, self.restless)))
            .min()
    }

    /// The lines are gone: a button that was held is let go; door, tamper and paper stay as they were last seen.
    pub fn lost(&mut self) {
        self.unsettled = [None; Input::ALL.len()];
        self.settled.set(Input::CallButton, false);
        self.raw = self.settled;
    }
}

fn due(times: Unsettled, quiet: Duration, restless: Duration) -> Instant {
    (times.quiet_since + quiet).min(times.since + restless.max(quiet))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn door(active: bool, touched: bool) -> Sample {
        let mut sample = Sample::default();
        sample.active.set(Input::Door, active);
        sample.touched.set(Input::Door, touched);
        sample
    }

    #[tokio::test]
    async fn a_change_counts_when_the_contact_was_quiet() {
        let (start, mut door_contact) = (Instant::now(), Debounce::new(&Delays::default()));
        // Milliseconds, what is read, whether an edge came; what is believed then.
        for (at, active, touched, believed) in [
            (0, true, true, false),
            (199, true, false, false),
            (200, true, false, true),
            (300, false, true, true),
            (310, true, true, true),   // bounce: as believed, but not quiet
            (320, false, true, true),  // quiet from here
            (519, false, false, true), // one short of it
            (520, false, false, false),
            (600, false, true, false), // an edge there and back between two readings
            (900, false, false, false),
        ] {
            door_contact.feed(door(active, touched), start + ms(at));
            door_contact.settle(start + ms(at));
            assert_eq!(door_contact.settled().is(Input::Door), believed, "at {at} ms");
        }
        assert_eq!(door_contact.next_due(), None);
    }

    #[tokio::test]
    async fn a_contact_that_is_never_quiet_is_told_all_the_same() {
        let (start, mut debounce) = (Instant::now(), Debounce::new(&Delays::default()));
        let mut first = None;
        for at in (0..5_000).step_by(10) {
            debounce.feed(door(true, true), start + ms(at));
            if first.is_none() && debounce.settled().is(Input::Door) {
                first = Some(at);
            }
        }
        assert_eq!(first, Some(2_000)); // Delays::restless
    }

    #[tokio::test]
    async fn what_was_held_when_the_lines_went_is_let_go() {
        let (start, mut debounce) = (Instant::now(), Debounce::new(&Delays::default()));
        let held: Inputs = [Input::CallButton, Input::Door].into_iter().collect();
        debounce.feed(Sample { active: held, touched: held }, start);
        debounce.settle(start + ms(500));
        assert_eq!(debounce.settled(), held);
        debounce.lost();
        assert_eq!(debounce.settled(), [Input::Door].into_iter().collect());
    }

    proptest! {
        /// However a contact bounces: nothing is believed before it was quiet (or restless long enough), and in the end what it rests at.
        #[test]
        fn believed_is_where_it_rests(edges in prop::collection::vec((1_u64..400, any::<bool>()), 1..60)) {
            let (start, delays) = (Instant::now(), Delays::default());
            let mut debounce = Debounce::new(&delays);
            let (mut at, mut changed, mut before) = (0, 0, false);
            for (pause, active) in edges {
                at += pause;
                debounce.feed(door(active, true), start + ms(at));
                let now = debounce.settled().is(Input::Door);
                if now != before {
                    prop_assert!(at - changed >= 200, "changed twice within {} ms", at - changed);
                    (before, changed) = (now, at);
                }
                prop_assert!(debounce.next_due().is_none_or(|due| due > start + ms(at)));
                debounce.settle(start + ms(at));
                let last = active;
                let mut rested = debounce.clone();
                rested.settle(start + ms(at + 2_000));
                prop_assert_eq!(rested.settled().is(Input::Door), last);
            }
        }
    }
}
