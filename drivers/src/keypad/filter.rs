//! One press, one action: holding and trembling. Pure; the time is that of the events.

use std::collections::BTreeMap;

use super::input::{Code, Stamp};

/// How long a key is deaf after it was pressed or let go: 0 to 500 ms (EN 301 549 5.8, VVSG 7.2-M).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bounce(u16);

impl Bounce {
    /// Not at all.
    pub const OFF: Self = Self(0);
    /// The longest: half a second.
    pub const LONGEST: Self = Self(500);

    /// `ms` milliseconds; `None` above 500.
    pub fn from_ms(ms: u16) -> Option<Self> {
        (ms <= Self::LONGEST.0).then_some(Self(ms))
    }

    /// In milliseconds.
    pub const fn ms(self) -> u16 {
        self.0
    }
}

#[derive(Debug, Clone, Copy)]
struct Last {
    down: bool,
    at: Stamp,
}

/// Finds the presses among what keys send. Each key has its own time: one never makes another deaf.
#[derive(Debug, Clone)]
pub struct Filter {
    bounce: Bounce,
    keys: BTreeMap<Code, Last>,
}

impl Filter {
    /// Nothing is held.
    pub fn new(bounce: Bounce) -> Self {
        Self { bounce, keys: BTreeMap::new() }
    }

    /// From now on this long. What was pressed before counts for it.
    pub fn set_bounce(&mut self, bounce: Bounce) {
        self.bounce = bounce;
    }

    /// Whether this is a press that acts. `value`: 0 up, 1 down, 2 still down.
    ///
    /// A key that trembles stays deaf until it rests: each press and each letting go, heeded or not, begins the time anew.
    pub fn feed(&mut self, code: Code, value: i32, at: Stamp) -> bool {
        let down = match value {
            0 => false,
            1 => true,
            _ => return false, // EN 301 549 5.7: holding a key repeats nothing
        };
        let Some(last) = self.keys.insert(code, Last { down, at }) else {
            return down;
        };
        if last.down == down {
            // The same edge twice is no new press. Its first time counts: a stuck line must not make the key deaf.
            self.keys.insert(code, last);
            return false;
        }
        let rested = at.0.saturating_sub(last.at.0);
        // A clock that was set back says nothing about the time between: then the press counts.
        down && !(0..i64::from(self.bounce.0) * 1000).contains(&rested)
    }

    /// Events were lost: what is held is not known. The next press of any key counts.
    pub fn forget(&mut self) {
        self.keys.clear();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const A: Code = Code(30);
    const B: Code = Code(48);

    /// Which of these act; times in milliseconds.
    fn acts(bounce: u16, events: &[(Code, i32, i64)]) -> Vec<bool> {
        let mut filter = Filter::new(Bounce::from_ms(bounce).unwrap());
        events.iter().map(|&(code, value, ms)| filter.feed(code, value, Stamp(ms * 1000))).collect()
    }

    #[test]
    fn b4_a_held_key_acts_once() {
        let mut held = vec![(A, 1, 0)];
        held.extend((0..300).map(|n| (A, 2, 250 + n * 33)));
        held.push((A, 0, 10_200));
        let acted = acts(0, &held);
        assert!(acted[0]);
        assert_eq!(acted.iter().filter(|acts| **acts).count(), 1);
    }

    #[test]
    fn b4_the_same_key_within_the_time_is_not_heard() {
        for (bounce, gap, heard) in [(0, 0, true), (40, 39, false), (40, 40, true), (500, 499, false), (500, 500, true)]
        {
            let said = acts(bounce, &[(A, 1, 1000), (A, 0, 1100), (A, 1, 1100 + gap)]);
            assert_eq!(said, [true, false, heard], "{bounce} ms, {gap} ms after it was let go");
        }
        assert_eq!(Bounce::from_ms(501), None);
    }

    #[test]
    fn b4_a_tremor_is_one_press_however_long_it_lasts() {
        let tremor: Vec<_> = (0..30).flat_map(|n| [(A, 1, n * 180), (A, 0, n * 180 + 60)]).collect();
        assert_eq!(acts(250, &tremor).iter().filter(|acts| **acts).count(), 1);
        let rest = [tremor, vec![(A, 1, 29 * 180 + 60 + 250)]].concat();
        assert_eq!(acts(250, &rest).last(), Some(&true));
    }

    #[test]
    fn b4_another_key_is_never_swallowed() {
        assert_eq!(acts(500, &[(A, 1, 0), (B, 1, 1), (A, 0, 2), (B, 0, 3)]), [true, true, false, false]);
    }

    #[test]
    fn b4_a_clock_that_is_set_back_makes_no_key_deaf() {
        assert!(acts(500, &[(A, 1, 1_000_000), (A, 0, 1_000_050), (A, 1, 10), (A, 0, 60)])[2]);
        let mut filter = Filter::new(Bounce::LONGEST);
        assert!(filter.feed(A, 1, Stamp(i64::MAX)));
        assert!(!filter.feed(A, 0, Stamp(i64::MAX)));
        assert!(filter.feed(A, 1, Stamp(i64::MIN)));
    }

    #[test]
    fn b4_the_time_can_be_lengthened_while_it_runs() {
        let mut filter = Filter::new(Bounce::OFF);
        assert!(filter.feed(A, 1, Stamp(0)));
        assert!(!filter.feed(A, 0, Stamp(100_000)));
        filter.set_bounce(Bounce::LONGEST);
        assert!(!filter.feed(A, 1, Stamp(300_000)));
    }

    proptest! {
        /// Whatever comes, in whatever order: an action belongs to a press that began after the last letting go.
        #[test]
        fn b4_any_sequence_has_at_most_one_action_a_press(
            bounce in 0_u16..=500,
            events in prop::collection::vec((0_u16..4, -1_i32..4, -2_000_i64..2_000), 0..200),
        ) {
            let mut filter = Filter::new(Bounce::from_ms(bounce).unwrap());
            let mut down = [false; 4];
            let mut now = 0;
            for (code, value, later) in events {
                now += later * 1000;
                let acts = filter.feed(Code(code), value, Stamp(now));
                let fresh = value == 1 && !down[usize::from(code)];
                prop_assert!(!acts || fresh);
                if value == 0 || value == 1 {
                    down[usize::from(code)] = value == 1;
                }
            }
        }

        /// Keys that rest between their presses are all heard, in their order.
        #[test]
        fn b4_rested_presses_all_act_in_order(
            bounce in 0_u16..=500, presses in prop::collection::vec((0_u16..4, 0_i64..400, 0_i64..400), 0..60),
        ) {
            let mut filter = Filter::new(Bounce::from_ms(bounce).unwrap());
            let mut now = 0;
            let mut heard = Vec::new();
            for &(code, held, pause) in &presses {
                now += (i64::from(bounce) + pause) * 1000;
                if filter.feed(Code(code), 1, Stamp(now)) { heard.push(code); }
                now += held * 1000;
                prop_assert!(!filter.feed(Code(code), 0, Stamp(now)));
            }
            prop_assert_eq!(heard, presses.iter().map(|press| press.0).collect::<Vec<_>>());
        }
    }
}
