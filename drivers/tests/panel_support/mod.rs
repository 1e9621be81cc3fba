//! A panel whose lines a test holds in its hand, and the real task that drives it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_docs_in_private_items, dead_code)] // a test stops where it fails
#![allow(unreachable_pub)] // each test file takes what it needs

use std::time::Duration;

use drivers::DeviceState;
use drivers::panel::{Delays, LineMap, Panel, PanelConfig, PanelEvent, SoftPanel, spawn_with};
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

/// Longest wait for anything that must come. Where time is stopped it costs nothing.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Bench {
    pub soft: SoftPanel,
    pub panel: Panel,
    pub events: Receiver<PanelEvent>,
}

impl Bench {
    /// A panel that has everything and dims, ready.
    pub async fn ready() -> Self {
        let bench = Self::over(SoftPanel::default());
        bench.until(&DeviceState::Ready).await;
        bench
    }

    /// Over this one, however it is.
    pub fn over(soft: SoftPanel) -> Self {
        Self::with(soft, PanelConfig::soft().lines, Delays::default())
    }

    pub fn with(soft: SoftPanel, lines: LineMap, delays: Delays) -> Self {
        let (panel, events) = spawn_with(lines, delays, soft.clone());
        Self { soft, panel, events }
    }

    pub async fn until(&self, wanted: &DeviceState) {
        until(&self.panel, wanted).await;
    }

    pub async fn event(&mut self) -> PanelEvent {
        next(&mut self.events).await
    }

    /// Waits until the outputs are so.
    pub async fn shows(&self, what: &str, wanted: impl Fn(&SoftPanel) -> bool) {
        assert!(timeout(PATIENCE, self.soft.wait(wanted)).await.is_ok(), "{what}: {:?}", self.soft);
    }
}

pub async fn until(panel: &Panel, wanted: &DeviceState) {
    let mut state = panel.state();
    let reached = timeout(PATIENCE, state.wait_for(|state| state == wanted)).await.map(|seen| drop(seen.unwrap()));
    assert!(reached.is_ok(), "wanted {wanted:?}, is {:?}", *state.borrow());
}

pub async fn next(events: &mut Receiver<PanelEvent>) -> PanelEvent {
    timeout(PATIENCE, events.recv()).await.expect("no event").expect("the task has ended")
}
