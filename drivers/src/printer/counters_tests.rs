//! A roll's life, by hand and at random.

use std::path::Path;

use proptest::prelude::*;

use super::*;

fn model() -> Model {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/terminals/cn-kiosk-80mm.toml");
    Model { roll_mm: 1000, near_end_mm: 100, ..Model::load(&file).unwrap() }
}

/// A roll under a watch.
struct Bench {
    model: Model,
    counters: Counters,
    watch: RollWatch,
}

impl Bench {
    fn new(counters: Counters) -> Self {
        Self { model: model(), counters, watch: RollWatch::default() }
    }

    fn sees(&mut self, paper: Paper) -> Option<u64> {
        self.watch.look(paper, false, &mut self.counters, &self.model);
        self.counters.left_mm(&self.model)
    }

    fn lid_opened(&mut self, paper: Paper) {
        self.watch.look(paper, true, &mut self.counters, &self.model);
    }

    fn feeds(&mut self, mm: u64) -> Option<u64> {
        self.counters.dots_fed += mm * DOTS_MM;
        self.counters.left_mm(&self.model)
    }
}

#[test]
fn a_roll_that_nobody_saw_put_in_is_not_guessed() {
    let mut bench = Bench::new(Counters::default());
    assert_eq!((bench.sees(Paper::Full), bench.feeds(500)), (None, None));
    // The sensor tells at least how much is left; nothing can be learnt of the whole roll.
    assert_eq!(bench.sees(Paper::Low), Some(100));
    assert_eq!((bench.feeds(30), bench.counters.roll_dots_learnt), (Some(70), None));
}

#[test]
fn the_sensors_correct_and_teach() {
    let mut bench = Bench::new(Counters::default());
    bench.sees(Paper::Out);
    assert_eq!((bench.sees(Paper::Full), bench.feeds(300)), (Some(1000), Some(700)));
    assert_eq!(bench.counters.left_percent(&bench.model), Some(70));
    // The roll is shorter than it is said to be: 700 mm of 1,000.
    bench.feeds(300);
    assert_eq!(bench.sees(Paper::Low), Some(100), "corrected");
    assert_eq!(bench.counters.roll_dots_learnt, Some((3 * 1000 + 700) / 4 * DOTS_MM));
    bench.feeds(60);
    assert_eq!(bench.counters.left_mm(&bench.model), Some(40));
    bench.sees(Paper::Out);
    assert_eq!(bench.counters.near_end_dots_learnt, Some((3 * 100 + 60) / 4 * DOTS_MM));
    assert_eq!(bench.sees(Paper::Full), Some(925), "the next roll begins with what was learnt");
    assert_eq!(bench.counters.near_end_began, None);
}

#[test]
fn a_sensor_that_has_not_spoken_says_that_enough_is_left() {
    let mut bench = Bench::new(Counters { roll_began: Some(0), ..Counters::default() });
    bench.sees(Paper::Full);
    assert_eq!((bench.feeds(950), bench.feeds(500)), (Some(100), Some(100)));
}

#[test]
fn only_a_hand_changes_a_roll() {
    let mut bench = Bench::new(Counters { roll_began: Some(0), ..Counters::default() });
    bench.sees(Paper::Full);
    // A jam is cleared with the roll in its place: the paper sensor saw nothing for a while.
    bench.feeds(400);
    bench.lid_opened(Paper::Out);
    assert_eq!(bench.sees(Paper::Full), Some(600));
    // The near-end sensor in doubt at its edge.
    bench.feeds(500);
    bench.sees(Paper::Low);
    bench.feeds(10);
    assert_eq!((bench.sees(Paper::Full), bench.sees(Paper::Low)), (Some(90), Some(90)));
    // A new roll before the old one has ended.
    bench.lid_opened(Paper::Out);
    assert!(bench.sees(Paper::Full).is_some_and(|left| left > 900));
    // The rest of another roll.
    bench.sees(Paper::Out);
    assert_eq!(bench.sees(Paper::Low), None);
}

#[test]
fn a_roll_changed_while_nobody_looked_is_seen_at_the_start() {
    let known = Counters { dots_fed: 9000, roll_began: Some(0), near_end_began: Some(8000), ..Counters::default() };
    let mut bench = Bench::new(known);
    assert_eq!(bench.sees(Paper::Full), Some(1000));
    let mut bench = Bench::new(known);
    assert_eq!(bench.sees(Paper::Low), Some(0), "the same roll, and more was fed than the sensor leaves");
}

#[test]
fn they_are_kept_as_json_and_older_ones_are_read() {
    let counters = Counters { dots_fed: 7, near_end_dots_learnt: Some(3), ..Counters::default() };
    let text = serde_json::to_string(&counters).unwrap();
    assert_eq!(serde_json::from_str::<Counters>(&text).unwrap(), counters);
    assert_eq!(serde_json::from_str::<Counters>(r#"{"dotsFed":7}"#).unwrap().dots_fed, 7);
}

proptest! {
    /// Whatever the sensors say in whatever order: nothing overflows, what is left is at most four rolls.
    #[test]
    fn any_life_of_a_roll(
        looks in proptest::collection::vec((0u8..5, any::<bool>(), 0u64..40_000), 0..60),
        start in any::<bool>(),
    ) {
        let mut bench = Bench::new(Counters { roll_began: start.then_some(u64::MAX), ..Counters::default() });
        for (paper, open, fed) in looks {
            let paper = match paper {
                0 => Paper::Full,
                1 => Paper::Low,
                2 => Paper::Out,
                3 => Paper::Jammed,
                _ => Paper::Unknown,
            };
            bench.watch.look(paper, open, &mut bench.counters, &bench.model);
            bench.counters.dots_fed += fed;
            prop_assert!(bench.counters.left_mm(&bench.model).is_none_or(|left| left <= 4000));
            prop_assert!(bench.counters.left_percent(&bench.model).is_none_or(|percent| percent <= 100));
        }
    }
}
