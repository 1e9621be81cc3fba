//! The same cases over the kernel's own GPIO lines (gpio-sim), where this machine has them and may make them, and over a chip
//! of our own where not. What was used is printed: `cargo test -p drivers --test panel_kernel -- --nocapture`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test stops where it fails

mod panel_support;

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use drivers::panel::{
    Bias, Board, CdevBoard, Chip, Delays, Input, Level, Light, LightMode, Line, LineMap, Output, Panel, PanelEvent,
    Sample, spawn_with,
};
use drivers::port::OpenError;
use drivers::{DeviceState, Fault};
use gpiosim::{Level as Volt, Simpleton};
use panel_support::{PATIENCE, next, until};
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

const DOOR: u32 = 1;
const BUTTON: u32 = 2;
const READER: u32 = 3;
const POWER: u32 = 4;

/// A chip with levels on wires, as the kernel's: which level is active is the driver's affair.
#[derive(Clone, Default)]
struct Fake(Arc<Mutex<Wires>>);

#[derive(Default)]
struct Wires {
    high: BTreeMap<u32, bool>,
    edges: Vec<u32>,
    held: bool,
    waker: Option<Waker>,
}

struct FakeChip {
    fake: Fake,
    lines: LineMap,
}

impl Fake {
    fn pull(&self, line: u32, high: bool) {
        let mut wires = self.0.lock().unwrap();
        if wires.high.insert(line, high) != Some(high) {
            wires.edges.push(line);
            if let Some(waker) = wires.waker.take() {
                waker.wake();
            }
        }
    }

    fn is_high(&self, line: u32) -> bool {
        self.0.lock().unwrap().high.get(&line).copied().unwrap_or(false)
    }
}

impl Board for Fake {
    type Chip = FakeChip;

    fn open(&mut self, lines: &LineMap) -> Result<FakeChip, OpenError> {
        if std::mem::replace(&mut self.0.lock().unwrap().held, true) {
            return Err(OpenError::Refused { path: "fake".into(), reason: "Device or resource busy".into() });
        }
        Ok(FakeChip { fake: self.clone(), lines: lines.clone() })
    }
}

impl Chip for FakeChip {
    fn can_dim(&self) -> bool {
        false
    }

    fn set(&mut self, output: Output, level: Level) -> io::Result<()> {
        let line = self.lines.outputs.get(&output).unwrap();
        self.fake.0.lock().unwrap().high.insert(line.line, level.is_on() != line.active_low);
        Ok(())
    }

    fn sample(&mut self) -> io::Result<Sample> {
        let mut sample = Sample::default();
        let edges = std::mem::take(&mut self.fake.0.lock().unwrap().edges);
        for (input, line) in &self.lines.inputs {
            sample.active.set(*input, self.fake.is_high(line.line) != line.active_low);
            sample.touched.set(*input, edges.contains(&line.line));
        }
        Ok(sample)
    }

    fn poll_edge(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut wires = self.fake.0.lock().unwrap();
        if !wires.edges.is_empty() {
            return Poll::Ready(Ok(()));
        }
        wires.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for FakeChip {
    fn drop(&mut self) {
        self.fake.0.lock().unwrap().held = false;
    }
}

enum Wire {
    Kernel(Simpleton),
    Own(Fake),
}

impl Wire {
    fn new(case: &str) -> Self {
        let name = gpiosim::unique_name("kiosk_panel", Some(case));
        let bank = gpiosim::Bank::new(8, "kiosk panel");
        // `Simpleton::new` panics where the kernel has no gpio-sim: asked first.
        match gpiosim::builder().with_name(name).with_bank(&bank).live().map(drop) {
            Ok(()) => {
                println!("{case}: over the kernel's GPIO lines (gpio-sim)");
                Self::Kernel(Simpleton::new(8))
            }
            Err(error) => {
                println!("{case}: over a chip of our own, the kernel's gpio-sim cannot be used: {error}");
                Self::Own(Fake::default())
            }
        }
    }

    fn panel(&self) -> (Panel, Receiver<PanelEvent>) {
        let chip = match self {
            Self::Kernel(sim) => sim.dev_path().display().to_string(),
            Self::Own(_) => "fake".into(),
        };
        let line = |line, active_low, bias| Line { chip: chip.clone(), line, active_low, bias };
        let mut lines = LineMap::default();
        lines.inputs.insert(Input::Door, line(DOOR, true, Bias::None));
        lines.inputs.insert(Input::CallButton, line(BUTTON, false, Bias::None));
        let light = |light, number| (Output::Light(light), line(number, false, Bias::None));
        lines.outputs = [light(Light::Reader, READER), light(Light::Scanner, 5), light(Light::PaperSlot, 6)].into();
        lines.outputs.extend([light(Light::Headphone, 7), (Output::PrinterPower, line(POWER, true, Bias::None))]);
        match self {
            Self::Kernel(_) => spawn_with(lines, Delays::default(), CdevBoard),
            Self::Own(fake) => spawn_with(lines, Delays::default(), fake.clone()),
        }
    }

    fn pull(&self, line: u32, high: bool) {
        match self {
            Self::Kernel(sim) => sim.set_pull(line, if high { Volt::High } else { Volt::Low }).unwrap(),
            Self::Own(fake) => fake.pull(line, high),
        }
    }

    fn is_high(&self, line: u32) -> bool {
        match self {
            Self::Kernel(sim) => sim.get_level(line).unwrap() == Volt::High,
            Self::Own(fake) => fake.is_high(line),
        }
    }

    /// Outputs tell nobody when they change: looked at again and again.
    async fn until_high(&self, line: u32, high: bool) {
        let look = async {
            while self.is_high(line) != high {
                tokio::task::yield_now().await;
            }
        };
        assert!(timeout(PATIENCE, look).await.is_ok(), "line {line} is not {high}");
    }
}

#[tokio::test]
async fn contacts_and_lights_on_real_lines() {
    let wire = Wire::new("lines");
    wire.pull(DOOR, false); // active low: open
    let (panel, mut events) = wire.panel();
    assert_eq!(next(&mut events).await, PanelEvent::Door(true));
    wire.pull(DOOR, true);
    assert_eq!(next(&mut events).await, PanelEvent::Door(false));
    for _ in 0..50 {
        wire.pull(BUTTON, true);
        wire.pull(BUTTON, false);
    }
    wire.pull(BUTTON, true);
    assert_eq!(next(&mut events).await, PanelEvent::CallButton(true));
    assert!(events.try_recv().is_err());
    panel.set_light(Light::Reader, LightMode::On);
    wire.until_high(READER, true).await;
    assert!(!wire.is_high(POWER), "active low: powered");
    panel.set_light(Light::Reader, LightMode::Off);
    wire.until_high(READER, false).await;
}

#[tokio::test]
async fn lines_are_held_by_one_program_at_a_time() {
    let wire = Wire::new("busy");
    wire.pull(DOOR, true);
    let (first, mut events) = wire.panel();
    until(&first, &DeviceState::Ready).await;
    let (second, _events) = wire.panel();
    let mut state = second.state();
    let state = timeout(PATIENCE, state.wait_for(|state| matches!(state, DeviceState::Faulted(_)))).await;
    let DeviceState::Faulted(Fault::Port(said)) = state.unwrap().unwrap().clone() else { panic!() };
    assert!(said.contains("busy"), "{said}");
    first.set_light(Light::Reader, LightMode::On);
    wire.until_high(READER, true).await;
    drop(first);
    assert_eq!(timeout(PATIENCE, events.recv()).await.unwrap(), None);
    until(&second, &DeviceState::Ready).await;
    wire.until_high(READER, false).await;
}
