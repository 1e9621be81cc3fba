//! A panel without hardware: a state that tests, a desk or a journey read and set, and whose plug can be pulled.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio::sync::watch;

use super::board::{Board, Chip, Sample};
use super::config::LineMap;
use super::line::{Input, Inputs, Level, Light, Output};
use crate::port::OpenError;

/// Levels of all outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Outputs([Level; Output::ALL.len()]);

impl Default for Outputs {
    fn default() -> Self {
        Self(Output::ALL.map(Output::safe))
    }
}

impl Outputs {
    fn get(self, output: Output) -> Level {
        Output::ALL.iter().zip(self.0).find(|(there, _)| **there == output).map_or(Level::OFF, |(_, level)| level)
    }

    fn set(&mut self, output: Output, level: Level) {
        for (there, slot) in Output::ALL.into_iter().zip(&mut self.0) {
            if there == output {
                *slot = level;
            }
        }
    }
}

/// How the lines can be had.
#[derive(Debug, Clone, Default)]
enum Plug {
    #[default]
    In,
    Out,
    Refused(String),
}

#[derive(Default)]
struct State {
    plug: Plug,
    active: Inputs,
    touched: Inputs,
    waker: Option<Waker>,
}

impl State {
    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

struct Shared {
    state: Mutex<State>,
    outputs: watch::Sender<Outputs>,
    dims: bool,
}

/// The soft panel. Cheap to clone; all clones are one panel.
#[derive(Clone)]
pub struct SoftPanel(Arc<Shared>);

impl Default for SoftPanel {
    fn default() -> Self {
        Self::new(true)
    }
}

impl SoftPanel {
    /// Plugged in; nothing is active. `dims`: whether its lights can be dimmed.
    pub fn new(dims: bool) -> Self {
        Self(Arc::new(Shared { state: Mutex::default(), outputs: watch::Sender::default(), dims }))
    }

    /// Opens or closes a contact.
    pub fn set(&self, input: Input, active: bool) {
        let mut state = self.state();
        if state.active.is(input) != active {
            state.active.set(input, active);
            state.touched.set(input, true);
            state.wake();
        }
    }

    /// How a contact is.
    pub fn is(&self, input: Input) -> bool {
        self.state().active.is(input)
    }

    /// A contact that opens and closes so often and is as before.
    pub fn bounce(&self, input: Input, times: usize) {
        for _ in 0..times {
            let active = self.is(input);
            self.set(input, !active);
            self.set(input, active);
        }
    }

    /// How bright a light is.
    pub fn light(&self, light: Light) -> Level {
        self.0.outputs.borrow().get(Output::Light(light))
    }

    /// Whether the printer has power.
    pub fn printer_power(&self) -> bool {
        self.0.outputs.borrow().get(Output::PrinterPower).is_on()
    }

    /// Waits until the outputs are so; `wanted` is asked at every change. Levels between two changes are not seen.
    pub async fn wait(&self, wanted: impl Fn(&Self) -> bool) {
        let mut watched = self.0.outputs.subscribe();
        while !wanted(self) {
            // The sender is ours: it cannot go away.
            let _ = watched.changed().await;
        }
    }

    /// Takes the chip away.
    pub fn unplug(&self) {
        self.plug(Plug::Out);
    }

    /// Another program holds the lines: opening them fails with this reason.
    pub fn refuse(&self, reason: impl Into<String>) {
        self.plug(Plug::Refused(reason.into()));
    }

    /// The chip is there again.
    pub fn replug(&self) {
        self.plug(Plug::In);
    }

    fn plug(&self, plug: Plug) {
        let mut state = self.state();
        state.plug = plug;
        state.wake();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for SoftPanel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SoftPanel").field("active", &self.state().active).finish_non_exhaustive()
    }
}

/// Its lines, open.
#[derive(Debug)]
pub struct SoftChip {
    panel: SoftPanel,
    inputs: Inputs,
    outputs: Vec<Output>,
}

impl Board for SoftPanel {
    type Chip = SoftChip;

    fn open(&mut self, lines: &LineMap) -> Result<SoftChip, OpenError> {
        let path = || "soft panel".into();
        match &self.state().plug {
            Plug::In => {}
            Plug::Out => return Err(OpenError::Missing(path())),
            Plug::Refused(reason) => return Err(OpenError::Refused { path: path(), reason: reason.clone() }),
        }
        let chip = SoftChip {
            panel: self.clone(),
            inputs: lines.inputs.keys().copied().collect(),
            outputs: lines.outputs.keys().copied().collect(),
        };
        self.0.outputs.send_if_modified(|levels| std::mem::take(levels) != Outputs::default());
        Ok(chip)
    }
}

fn gone(plug: &Plug) -> io::Result<()> {
    if matches!(plug, Plug::In) { Ok(()) } else { Err(io::ErrorKind::NotConnected.into()) }
}

impl Chip for SoftChip {
    fn can_dim(&self) -> bool {
        self.panel.0.dims
    }

    fn set(&mut self, output: Output, level: Level) -> io::Result<()> {
        gone(&self.panel.state().plug)?;
        if self.outputs.contains(&output) {
            self.panel.0.outputs.send_modify(|levels| levels.set(output, level));
        }
        Ok(())
    }

    fn sample(&mut self) -> io::Result<Sample> {
        let mut state = self.panel.state();
        gone(&state.plug)?;
        let touched = std::mem::take(&mut state.touched);
        Ok(Sample { active: state.active.and(self.inputs), touched: touched.and(self.inputs) })
    }

    fn poll_edge(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut state = self.panel.state();
        if state.touched != Inputs::default() || gone(&state.plug).is_err() {
            return Poll::Ready(gone(&state.plug));
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}
