//! What a panel's contacts say, over a soft panel; time is stopped and runs only while all wait for it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test stops where it fails

mod panel_support;

use std::time::Duration;

use drivers::DeviceState;
use drivers::panel::{Delays, Input, Inputs, PanelConfig, PanelEvent, SoftPanel};
use panel_support::Bench;
use tokio::time::{Instant, timeout};

#[tokio::test(start_paused = true)]
async fn every_contact_is_told_by_its_name_both_ways() {
    let mut bench = Bench::ready().await;
    for (input, event) in [
        (Input::Door, PanelEvent::Door as fn(bool) -> PanelEvent),
        (Input::Tamper, PanelEvent::Tamper),
        (Input::PaperExit, PanelEvent::PaperExit),
        (Input::PaperLow, PanelEvent::PaperLow),
        (Input::PaperOut, PanelEvent::PaperOut),
        (Input::CallButton, PanelEvent::CallButton),
    ] {
        for active in [true, false] {
            bench.soft.set(input, active);
            assert_eq!(bench.event().await, event(active));
            assert_eq!(bench.panel.inputs().borrow().is(input), active);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_door_that_is_open_at_the_start_is_told() {
    let soft = SoftPanel::default();
    soft.set(Input::Door, true);
    let mut bench = Bench::over(soft);
    assert_eq!(bench.event().await, PanelEvent::Door(true));
    assert_eq!(*bench.panel.inputs().borrow(), [Input::Door].into_iter().collect());
}

#[tokio::test(start_paused = true)]
async fn a_contact_that_bounces_is_one_event_after_it_is_quiet() {
    let mut bench = Bench::ready().await;
    let began = Instant::now();
    for _ in 0..20 {
        bench.soft.bounce(Input::CallButton, 3);
        tokio::time::advance(Duration::from_millis(5)).await;
    }
    bench.soft.set(Input::CallButton, true);
    assert_eq!(bench.event().await, PanelEvent::CallButton(true));
    assert!(began.elapsed() >= Duration::from_millis(100) + Delays::default().call_button);
    bench.soft.bounce(Input::CallButton, 50);
    bench.soft.set(Input::CallButton, false);
    assert_eq!(bench.event().await, PanelEvent::CallButton(false));
    assert!(bench.events.try_recv().is_err());
}

/// A storm of edges neither starves the lights nor is told as more than the contact's last place.
#[tokio::test(start_paused = true)]
async fn a_storm_of_edges_does_not_stop_the_panel() {
    let mut bench = Bench::ready().await;
    let soft = bench.soft.clone();
    let storm = tokio::spawn(async move {
        loop {
            soft.bounce(Input::Door, 1_000);
            tokio::task::yield_now().await;
            tokio::time::sleep(Duration::from_micros(100)).await;
        }
    });
    bench.panel.set_light(drivers::panel::Light::Reader, drivers::panel::LightMode::On);
    bench.shows("the light in the storm", |soft| soft.light(drivers::panel::Light::Reader).is_on()).await;
    bench.soft.set(Input::CallButton, true);
    assert_eq!(bench.event().await, PanelEvent::CallButton(true));
    storm.abort();
    bench.soft.set(Input::CallButton, false);
    assert_eq!(bench.event().await, PanelEvent::CallButton(false));
}

#[tokio::test(start_paused = true)]
async fn nobody_listens_and_the_panel_lives_on() {
    let bench = Bench::ready().await;
    let Bench { soft, panel, events } = bench;
    drop(events);
    let mut inputs = panel.inputs();
    soft.set(Input::Door, true);
    timeout(Duration::from_secs(60), inputs.wait_for(|inputs| inputs.is(Input::Door))).await.unwrap().unwrap();
    panel.set_light(drivers::panel::Light::Scanner, drivers::panel::LightMode::On);
    soft.wait(|soft| soft.light(drivers::panel::Light::Scanner).is_on()).await;
}

/// A reader who is away for long finds, when it comes back, events that end where the contacts are.
#[tokio::test(start_paused = true)]
async fn a_slow_reader_loses_no_end() {
    let mut bench = Bench::ready().await;
    let mut inputs = bench.panel.inputs();
    for round in 0..101 {
        let open = round % 2 == 0;
        bench.soft.set(Input::Door, open);
        inputs.wait_for(|inputs| inputs.is(Input::Door) == open).await.unwrap();
    }
    let mut last = Inputs::default();
    let mut count = 0;
    while let Ok(event) = timeout(Duration::from_secs(5), bench.events.recv()).await {
        let PanelEvent::Door(open) = event.unwrap() else { panic!() };
        assert_ne!(open, last.is(Input::Door), "the same was told twice");
        last.set(Input::Door, open);
        count += 1;
    }
    assert!((64..=101).contains(&count), "{count}");
    assert!(last.is(Input::Door));
}

#[tokio::test(start_paused = true)]
async fn a_contact_that_the_panel_does_not_have_is_never_active() {
    let mut lines = PanelConfig::soft().lines;
    lines.inputs.remove(&Input::Tamper);
    let soft = SoftPanel::default();
    soft.set(Input::Tamper, true);
    soft.set(Input::PaperLow, true);
    let mut bench = Bench::with(soft, lines, Delays::default());
    assert_eq!(bench.event().await, PanelEvent::PaperLow(true));
    bench.until(&DeviceState::Ready).await;
    assert!(timeout(Duration::from_secs(10), bench.events.recv()).await.is_err());
}
