//! How lights shine over time. Pure; the time is given.

use tokio::time::Instant;

use super::delays::Delays;
use super::line::{Level, Light, LightMode};

/// Brightness over half a breath in twelve steps, per cent: a raised cosine, squared because the eye takes light as its root.
const BREATH: [u8; 13] = [0, 1, 2, 4, 8, 14, 25, 38, 53, 69, 84, 95, 100];

#[derive(Debug, Clone, Copy, Default)]
struct Lamp {
    mode: LightMode,
    shown: Level,
    /// When it last began to shine.
    flashed: Option<Instant>,
}

/// All lights of a panel. Those that breathe breathe together.
#[derive(Debug, Clone)]
pub struct Lamps {
    delays: Delays,
    dims: bool,
    /// When the breath began that all share.
    epoch: Option<Instant>,
    all: [Lamp; Light::ALL.len()],
}

impl Lamps {
    /// All dark.
    pub fn new(delays: &Delays) -> Self {
        Self { delays: delays.clone(), dims: false, epoch: None, all: [Lamp::default(); Light::ALL.len()] }
    }

    /// Other lines drive them now: all of them are dark.
    pub fn opened(&mut self, dims: bool) {
        self.dims = dims;
        for lamp in &mut self.all {
            lamp.shown = Level::OFF;
        }
    }

    /// From now on a light shines so.
    pub fn set(&mut self, light: Light, mode: LightMode, now: Instant) {
        if let Some(lamp) = self.all.get_mut(light as usize) {
            lamp.mode = mode;
        }
        if !self.breathes() {
            self.epoch = None;
        } else if self.epoch.is_none() {
            self.epoch = Some(now);
        }
    }

    fn breathes(&self) -> bool {
        self.all.iter().any(|lamp| lamp.mode == LightMode::Breathing)
    }

    /// The lights that must be driven differently now.
    pub fn step(&mut self, now: Instant) -> Vec<(Light, Level)> {
        let breath = self.breath(now);
        let mut changes = Vec::new();
        for (light, lamp) in Light::ALL.into_iter().zip(&mut self.all) {
            let wanted = wanted(lamp.mode, breath);
            let rises = lamp.shown == Level::OFF && wanted > Level::OFF;
            let too_soon = lamp.flashed.is_some_and(|last| now < last + self.delays.flash);
            if wanted == lamp.shown || rises && too_soon {
                continue;
            }
            if rises {
                lamp.flashed = Some(now);
            }
            lamp.shown = wanted;
            changes.push((light, wanted));
        }
        changes
    }

    /// When [`Self::step`] has something to do next; `None`: never, as long as nothing is set.
    pub fn next_step(&self, now: Instant) -> Option<Instant> {
        let breath = self.breath(now);
        let held_back = self
            .all
            .iter()
            .filter(|lamp| wanted(lamp.mode, breath) != lamp.shown)
            .filter_map(|lamp| lamp.flashed.map(|last| last + self.delays.flash))
            .min();
        let next = self.epoch.map(|epoch| {
            let step = if self.dims { self.delays.breath_step } else { self.delays.blink / 2 }.as_nanos().max(1);
            let steps = now.saturating_duration_since(epoch).as_nanos() / step + 1;
            epoch + std::time::Duration::from_nanos((steps * step) as u64)
        });
        [held_back, next].into_iter().flatten().min()
    }

    /// The level of whatever breathes.
    fn breath(&self, now: Instant) -> Level {
        let Some(epoch) = self.epoch else { return Level::OFF };
        let period = if self.dims { self.delays.breath } else { self.delays.blink }.as_nanos().max(1);
        let phase = now.saturating_duration_since(epoch).as_nanos() % period;
        if !self.dims {
            // It begins lit: a finger points at once.
            return if phase * 2 < period { Level::FULL } else { Level::OFF };
        }
        // Up and down again; between two entries of the table in a straight line.
        let way = phase * 2 * u128::from(u8::MAX) / period;
        let way = if way > u128::from(u8::MAX) { 2 * u128::from(u8::MAX) - way } else { way } as usize;
        let steps = way * (BREATH.len() - 1);
        let (place, rest) = (steps / usize::from(u8::MAX), steps % usize::from(u8::MAX));
        let entry = |place: usize| usize::from(BREATH.get(place).copied().unwrap_or(100));
        let (from, to) = (entry(place), entry(place + 1));
        Level::percent((from + (to - from.min(to)) * rest / usize::from(u8::MAX)) as u8)
    }
}

fn wanted(mode: LightMode, breath: Level) -> Level {
    match mode {
        LightMode::Off => Level::OFF,
        LightMode::On => Level::FULL,
        LightMode::Breathing => breath,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// Levels of the reader's light over so many milliseconds, as the task drives it: only when `next_step` asks for it.
    fn drive(lamps: &mut Lamps, start: Instant, until: u64) -> Vec<(u64, u8)> {
        let (mut now, mut levels) = (start, Vec::new());
        loop {
            let at = now.duration_since(start).as_millis() as u64;
            for (light, level) in lamps.step(now) {
                assert_eq!(light, Light::Reader);
                levels.push((at, level.get()));
            }
            match lamps.next_step(now) {
                Some(next) if next <= start + ms(until) => {
                    assert!(next > now, "a step that is none");
                    now = next;
                }
                _ => return levels,
            }
        }
    }

    #[tokio::test]
    async fn a_light_breathes_smoothly_and_slowly() {
        let (start, mut lamps) = (Instant::now(), Lamps::new(&Delays::default()));
        lamps.opened(true);
        lamps.set(Light::Reader, LightMode::Breathing, start);
        let levels = drive(&mut lamps, start, 6_000);
        let (low, high) = (levels.iter().map(|step| step.1).min(), levels.iter().map(|step| step.1).max());
        assert!(low == Some(0) && high >= Some(97), "{levels:?}");
        for pair in levels.windows(2) {
            assert!(pair[0].1.abs_diff(pair[1].1) <= 12, "a jump: {pair:?}");
        }
        let brightest = levels.iter().max_by_key(|step| step.1).unwrap().0 % 3_000;
        assert!((1_400..1_600).contains(&brightest), "{brightest}");
    }

    #[tokio::test]
    async fn a_light_that_cannot_be_dimmed_blinks_once_a_second() {
        let (start, mut lamps) = (Instant::now(), Lamps::new(&Delays::default()));
        lamps.opened(false);
        lamps.set(Light::Reader, LightMode::Breathing, start);
        let levels = drive(&mut lamps, start, 2_400);
        assert_eq!(levels, [(0, 100), (500, 0), (1_000, 100), (1_500, 0), (2_000, 100)]);
    }

    #[tokio::test]
    async fn nothing_is_to_do_while_no_light_breathes() {
        let (start, mut lamps) = (Instant::now(), Lamps::new(&Delays::default()));
        lamps.opened(true);
        assert_eq!(lamps.next_step(start), None);
        lamps.set(Light::Reader, LightMode::On, start);
        lamps.step(start);
        assert_eq!(lamps.next_step(start + ms(1)), None);
        lamps.set(Light::Reader, LightMode::Breathing, start + ms(1));
        assert!(lamps.next_step(start + ms(1)).is_some());
        lamps.set(Light::Reader, LightMode::Off, start + ms(2));
        lamps.step(start + ms(2));
        assert_eq!(lamps.next_step(start + ms(2)), None);
    }

    proptest! {
        /// Whatever a light is told and whenever: no more than three flashes in any second, and in the end it is as told.
        #[test]
        fn never_more_than_three_flashes_a_second(
            dims: bool,
            wishes in prop::collection::vec((0_u64..300, 0_usize..3), 1..80),
        ) {
            let (start, mut lamps) = (Instant::now(), Lamps::new(&Delays::default()));
            lamps.opened(dims);
            let (mut now, mut flashes, mut lit, mut last) = (start, Vec::new(), false, LightMode::Off);
            let mut step = |lamps: &mut Lamps, now: Instant| {
                for (_, level) in lamps.step(now) {
                    if level > Level::OFF && !lit {
                        flashes.push(now);
                    }
                    lit = level > Level::OFF;
                }
            };
            for (pause, mode) in wishes {
                let next_wish = now + ms(pause);
                while let Some(next) = lamps.next_step(now).filter(|next| *next < next_wish) {
                    prop_assert!(next > now);
                    now = next;
                    step(&mut lamps, now);
                }
                now = next_wish;
                last = [LightMode::Off, LightMode::On, LightMode::Breathing][mode];
                lamps.set(Light::Reader, last, now);
                step(&mut lamps, now);
            }
            step(&mut lamps, now + ms(340));
            for four in flashes.windows(4) {
                prop_assert!(four[3] - four[0] > ms(1_000), "four flashes in {:?}", four[3] - four[0]);
            }
            let at_end = [(LightMode::Off, false), (LightMode::On, true)].into_iter().find(|row| row.0 == last);
            prop_assert!(at_end.is_none_or(|row| row.1 == lit));
        }
    }
}
