//! What a panel drives: lights and the printer's power, and that it is safe however the task ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test stops where it fails

mod panel_support;

use std::io;
use std::path::Path;
use std::task::{Context, Poll};
use std::time::Duration;

use drivers::panel::{
    Bias, Board, BoardKind, Chip, Delays, Input, Level, Light, LightMode, Line, LineMap, Output, PanelConfig,
    PanelError, PanelEvent, Sample, SoftPanel, spawn, spawn_with,
};
use drivers::port::OpenError;
use drivers::{DeviceState, DeviceStatus, Fault};
use panel_support::{Bench, PATIENCE, until};
use tokio::time::{Instant, timeout};

#[tokio::test(start_paused = true)]
async fn lights_shine_as_they_are_told() {
    let bench = Bench::ready().await;
    for light in Light::ALL {
        bench.panel.set_light(light, LightMode::On);
        bench.shows("on", |soft| soft.light(light) == Level::FULL).await;
    }
    bench.panel.set_light(Light::Reader, LightMode::Breathing);
    bench.shows("half", |soft| (30..70).contains(&soft.light(Light::Reader).get())).await;
    bench.shows("bright", |soft| soft.light(Light::Reader).get() > 95).await;
    bench.shows("dark", |soft| soft.light(Light::Reader).get() < 2).await;
    bench.panel.lights_off();
    bench.shows("off", |soft| Light::ALL.iter().all(|light| soft.light(*light) == Level::OFF)).await;
    assert!(bench.soft.printer_power());
}

#[tokio::test(start_paused = true)]
async fn a_printer_without_power_gets_it_back() {
    let bench = Bench::ready().await;
    let delays = Delays::default();
    let began = Instant::now();
    let panel = bench.panel.clone();
    let first = tokio::spawn(async move { panel.power_cycle_printer().await });
    bench.shows("off", |soft| !soft.printer_power()).await;
    bench.until(&DeviceState::Busy).await;
    // Asked again, it is the same one.
    let panel = bench.panel.clone();
    let second = tokio::spawn(async move { panel.power_cycle_printer().await });
    bench.shows("on", SoftPanel::printer_power).await;
    assert!(began.elapsed() >= delays.power_off, "{:?}", began.elapsed());
    assert_eq!(first.await.unwrap(), Ok(()));
    assert_eq!(second.await.unwrap(), Ok(()));
    assert!(began.elapsed() >= delays.power_off + delays.power_settle);
    assert!(began.elapsed() < delays.power_off * 2, "twice");
    bench.until(&DeviceState::Ready).await;
}

#[tokio::test(start_paused = true)]
async fn whoever_asked_may_go_and_power_comes_back() {
    let bench = Bench::ready().await;
    let asked = timeout(Duration::from_secs(1), bench.panel.power_cycle_printer()).await;
    assert!(asked.is_err());
    assert!(!bench.soft.printer_power());
    bench.shows("on", SoftPanel::printer_power).await;
}

#[tokio::test(start_paused = true)]
async fn without_a_line_the_power_is_switched_by_hand() {
    let mut lines = PanelConfig::soft().lines;
    lines.outputs.remove(&Output::PrinterPower);
    let bench = Bench::with(SoftPanel::default(), lines, Delays::default());
    let error = bench.panel.power_cycle_printer().await.unwrap_err();
    assert_eq!(error, PanelError::NoLine);
    assert!(error.to_string().contains("panel.outputs.printer_power"));
}

#[tokio::test(start_paused = true)]
async fn when_the_last_handle_goes_lights_go_out_and_the_printer_has_power() {
    let Bench { soft, panel, mut events } = Bench::ready().await;
    panel.set_light(Light::PaperSlot, LightMode::On);
    soft.wait(|soft| soft.light(Light::PaperSlot).is_on()).await;
    let asked = timeout(Duration::from_secs(1), panel.power_cycle_printer()).await;
    assert!(asked.is_err() && !soft.printer_power());
    drop(panel);
    assert_eq!(timeout(PATIENCE, events.recv()).await.expect("the task runs on"), None);
    assert_eq!((soft.light(Light::PaperSlot), soft.printer_power()), (Level::OFF, true));
}

#[test]
fn a_runtime_that_shuts_down_leaves_the_panel_safe() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let soft = SoftPanel::default();
    let kept = runtime.block_on(async {
        let bench = Bench::over(soft.clone());
        bench.panel.set_light(Light::Reader, LightMode::On);
        bench.shows("on", |soft| soft.light(Light::Reader).is_on()).await;
        assert!(timeout(Duration::from_millis(50), bench.panel.power_cycle_printer()).await.is_err());
        bench.shows("power off", |soft| !soft.printer_power()).await;
        bench
    });
    drop(runtime);
    assert_eq!((soft.light(Light::Reader), soft.printer_power()), (Level::OFF, true));
    drop(kept);
}

/// What is wrong with a chip.
#[derive(Clone, Copy, PartialEq)]
enum Flaw {
    /// Panics when its door is read open.
    Panics,
    /// Fails when its door is read open.
    Fails,
    /// Never tells of an edge.
    Deaf,
}

struct Bad {
    soft: SoftPanel,
    flaw: Flaw,
}

struct BadChip {
    chip: <SoftPanel as Board>::Chip,
    flaw: Flaw,
}

impl Board for Bad {
    type Chip = BadChip;

    fn open(&mut self, lines: &LineMap) -> Result<BadChip, OpenError> {
        Ok(BadChip { chip: self.soft.open(lines)?, flaw: self.flaw })
    }
}

impl Chip for BadChip {
    fn can_dim(&self) -> bool {
        self.chip.can_dim()
    }

    fn set(&mut self, output: Output, level: Level) -> io::Result<()> {
        self.chip.set(output, level)
    }

    fn sample(&mut self) -> io::Result<Sample> {
        let sample = self.chip.sample()?;
        if sample.active.is(Input::Door) && self.flaw != Flaw::Deaf {
            assert!(self.flaw != Flaw::Panics, "a chip with a fault in its program");
            return Err(io::Error::other("remote I/O error"));
        }
        Ok(sample)
    }

    fn poll_edge(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.flaw == Flaw::Deaf { Poll::Pending } else { self.chip.poll_edge(context) }
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_leaves_the_panel_safe() {
    let soft = SoftPanel::default();
    let (panel, mut events) =
        spawn_with(PanelConfig::soft().lines, Delays::default(), Bad { soft: soft.clone(), flaw: Flaw::Panics });
    panel.set_light(Light::Reader, LightMode::On);
    soft.wait(|soft| soft.light(Light::Reader).is_on()).await;
    soft.set(Input::Door, true);
    assert_eq!(timeout(PATIENCE, events.recv()).await.unwrap(), None);
    assert_eq!((soft.light(Light::Reader), soft.printer_power()), (Level::OFF, true));
    assert_eq!(panel.power_cycle_printer().await, Err(PanelError::Closed));
}

#[tokio::test(start_paused = true)]
async fn a_chip_that_fails_is_opened_again() {
    let soft = SoftPanel::default();
    let (panel, mut events) =
        spawn_with(PanelConfig::soft().lines, Delays::default(), Bad { soft: soft.clone(), flaw: Flaw::Fails });
    panel.set_light(Light::Reader, LightMode::On);
    soft.wait(|soft| soft.light(Light::Reader).is_on()).await;
    soft.set(Input::Door, true);
    until(&panel, &DeviceState::Absent).await;
    assert_eq!(soft.light(Light::Reader), Level::OFF);
    soft.set(Input::Door, false);
    until(&panel, &DeviceState::Ready).await;
    soft.wait(|soft| soft.light(Light::Reader).is_on()).await;
    soft.set(Input::PaperOut, true);
    assert_eq!(panel_support::next(&mut events).await, PanelEvent::PaperOut(true));
}

/// The kernel's queue of edges ran over, or the line has no interrupt: the slow look finds what changed.
#[tokio::test(start_paused = true)]
async fn an_edge_that_was_never_told_is_found() {
    let soft = SoftPanel::default();
    let (panel, mut events) =
        spawn_with(PanelConfig::soft().lines, Delays::default(), Bad { soft: soft.clone(), flaw: Flaw::Deaf });
    until(&panel, &DeviceState::Ready).await;
    for open in [true, false] {
        let began = Instant::now();
        soft.set(Input::Door, open);
        assert_eq!(panel_support::next(&mut events).await, PanelEvent::Door(open));
        assert!(began.elapsed() <= Delays::default().look + Delays::default().door);
    }
}

/// Gone in the middle of everything: the button counts as let go, whoever waits is told, and all is as told when it is back.
#[tokio::test(start_paused = true)]
async fn a_chip_that_vanishes_comes_back_as_it_was_told() {
    let mut bench = Bench::ready().await;
    bench.panel.set_light(Light::Headphone, LightMode::On);
    for input in [Input::CallButton, Input::Door] {
        bench.soft.set(input, true);
    }
    assert_eq!(bench.event().await, PanelEvent::CallButton(true));
    assert_eq!(bench.event().await, PanelEvent::Door(true));
    let panel = bench.panel.clone();
    let cycle = tokio::spawn(async move { panel.power_cycle_printer().await });
    bench.shows("power off", |soft| !soft.printer_power()).await;
    bench.soft.unplug();
    assert_eq!(cycle.await.unwrap(), Err(PanelError::NotConnected));
    assert_eq!(bench.event().await, PanelEvent::CallButton(false));
    bench.until(&DeviceState::Absent).await;
    assert_eq!(bench.panel.power_cycle_printer().await, Err(PanelError::NotConnected));
    bench.panel.set_light(Light::Headphone, LightMode::Off);
    bench.panel.set_light(Light::Reader, LightMode::On);
    bench.soft.set(Input::Door, false);
    bench.soft.replug();
    bench.until(&DeviceState::Ready).await;
    bench.shows("as told", |soft| soft.light(Light::Reader).is_on() && soft.printer_power()).await;
    assert_eq!(bench.soft.light(Light::Headphone), Level::OFF);
    // The button is still held: it is told again; the door was closed meanwhile.
    let mut told = [bench.event().await, bench.event().await];
    told.sort_by_key(|event| format!("{event:?}"));
    assert_eq!(told, [PanelEvent::CallButton(true), PanelEvent::Door(false)]);
}

#[tokio::test(start_paused = true)]
async fn lines_that_another_program_holds_are_a_fault_until_it_lets_go() {
    let soft = SoftPanel::default();
    soft.refuse("Device or resource busy (lines 5, 6)");
    let bench = Bench::over(soft);
    let fault = Fault::Port("Device or resource busy (lines 5, 6)".into());
    bench.until(&DeviceState::Faulted(fault.clone())).await;
    assert_eq!(bench.panel.state().borrow().status(), DeviceStatus::Offline);
    assert_eq!(bench.panel.power_cycle_printer().await, Err(PanelError::Faulted(fault)));
    bench.soft.replug();
    bench.until(&DeviceState::Ready).await;
}

fn one_line(board: BoardKind, chip: &str) -> PanelConfig {
    let line = |line| Line { chip: chip.into(), line, active_low: false, bias: Bias::None };
    let inputs = [(Input::Door, line(1))].into_iter().collect();
    let outputs = [(Output::PrinterPower, line(2))].into_iter().collect();
    PanelConfig { board, lines: LineMap { inputs, outputs } }
}

#[tokio::test]
async fn a_chip_that_is_not_there_is_absent() {
    for chip in ["/dev/gpiochip-that-is-not-there", "a label that no chip has"] {
        let (panel, _events) = spawn(one_line(BoardKind::Gpiocdev, chip), Delays::default());
        until(&panel, &DeviceState::Absent).await;
        assert_eq!(panel.state().borrow().status(), DeviceStatus::NoDevice);
    }
}

#[tokio::test]
async fn what_is_no_chip_is_a_fault_with_what_to_do() {
    let says = [(BoardKind::Gpiocdev, "/dev/null", "lines 2")].into_iter();
    let no_pi = !Path::new("/proc/device-tree/model").exists();
    for (board, chip, says) in says.chain(no_pi.then_some((BoardKind::RaspberryPi, "", "write board = \"gpiocdev\""))) {
        let (panel, _events) = spawn(one_line(board, chip), Delays::default());
        let mut state = panel.state();
        let state = timeout(PATIENCE, state.wait_for(|state| matches!(state, DeviceState::Faulted(_)))).await;
        let DeviceState::Faulted(Fault::Port(said)) = state.unwrap().unwrap().clone() else { panic!() };
        assert!(said.contains(says), "{said}");
    }
}
