//! The task that owns the panel's lines, and the handle by which the rest of the program talks to it.

use std::io;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};

use super::board::{Board, Chip, Sample};
use super::cdev::CdevBoard;
use super::config::{BoardKind, LineMap, PanelConfig};
use super::debounce::Debounce;
use super::delays::Delays;
use super::lamp::Lamps;
use super::line::{Input, Inputs, Level, Light, LightMode, Output, PanelEvent};
use super::pi::PiBoard;
use super::soft::SoftPanel;
use crate::port::{Backoff, OpenError};
use crate::report::{DeviceReport, Vitals};
use crate::state::{DeviceState, Fault};

/// Events that may wait for their reader. When it is full nothing is lost but what came and went meanwhile.
const EVENTS: usize = 64;

/// Why a wish to the panel was not fulfilled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PanelError {
    /// The printer's power is not switched by the panel.
    #[error(
        "the printer's power cannot be switched here; switch it off and on by hand, or name its line: panel.outputs.printer_power"
    )]
    NoLine,
    /// The chip is not there.
    #[error("the panel is not connected; check its cable and panel.chip in the configuration")]
    NotConnected,
    /// It is there and cannot work.
    #[error("the panel cannot work: {0}")]
    Faulted(Fault),
    /// Its task has ended.
    #[error("the panel is no longer run by this program")]
    Closed,
}

type Reply = oneshot::Sender<Result<(), PanelError>>;

enum Ask {
    Light(Light, LightMode),
    PowerCycle(Reply),
}

/// The panel, for the rest of the program. Cheap to clone; when the last one is dropped the task ends: lights off, printer
/// powered.
#[derive(Debug, Clone)]
pub struct Panel {
    asks: mpsc::UnboundedSender<Ask>,
    state: watch::Receiver<DeviceState>,
    inputs: watch::Receiver<Inputs>,
    wired: Arc<[Input]>,
    vitals: Vitals,
}

impl Panel {
    /// From now on a light shines so, also when the chip comes back later. A light that the panel does not have is ignored.
    pub fn set_light(&self, light: Light, mode: LightMode) {
        let _ = self.asks.send(Ask::Light(light, mode));
    }

    /// All lights dark: the visit is over.
    pub fn lights_off(&self) {
        for light in Light::ALL {
            self.set_light(light, LightMode::Off);
        }
    }

    /// Takes the printer's power, waits, gives it back and waits until the printer has started ([`super::Delays::power_off`],
    /// [`super::Delays::power_settle`]). Whatever happens meanwhile (the caller gone, the task ended), power comes back.
    /// Asked again while one is under way, it is the same one.
    pub async fn power_cycle_printer(&self) -> Result<(), PanelError> {
        let (reply, answer) = oneshot::channel();
        self.asks.send(Ask::PowerCycle(reply)).map_err(|_| PanelError::Closed)?;
        answer.await.map_err(|_| PanelError::Closed)?
    }

    /// Which inputs are active, now and from now on. While the chip is away: as they were last seen.
    pub fn inputs(&self) -> watch::Receiver<Inputs> {
        self.inputs.clone()
    }

    /// How the panel is, for staff.
    pub fn report(&self) -> DeviceReport {
        let mut report = self.vitals.report(&self.state.borrow());
        let inputs = *self.inputs.borrow();
        report.sensors = self.wired.iter().map(|input| input.sensed(inputs.is(*input))).collect();
        report
    }

    /// How the panel is, now and from now on. `Busy` while the printer is without power.
    pub fn state(&self) -> watch::Receiver<DeviceState> {
        self.state.clone()
    }
}

/// Starts the panel's task. Must be called inside a tokio runtime with time and I/O enabled.
/// Every input that is active at the start is told. Events should be fetched.
pub fn spawn(config: PanelConfig, delays: Delays) -> (Panel, mpsc::Receiver<PanelEvent>) {
    match config.board {
        BoardKind::Gpiocdev => spawn_with(config.lines, delays, CdevBoard),
        BoardKind::RaspberryPi => spawn_with(config.lines, delays, PiBoard),
        BoardKind::Soft => spawn_with(config.lines, delays, SoftPanel::default()),
    }
}

/// Like [`spawn`], over the lines of this board.
pub fn spawn_with(lines: LineMap, delays: Delays, board: impl Board) -> (Panel, mpsc::Receiver<PanelEvent>) {
    let (asks, inbox) = mpsc::unbounded_channel();
    let (events, receiver) = mpsc::channel(EVENTS);
    let (state, watched) = watch::channel(DeviceState::Opening);
    let (inputs, active) = watch::channel(Inputs::default());
    let vitals = Vitals::new("panel");
    let wired = lines.inputs.keys().copied().collect();
    let task = Task {
        vitals: vitals.clone(),
        debounce: Debounce::new(&delays),
        lamps: Lamps::new(&delays),
        lines,
        delays,
        inbox,
        events: Some(events),
        state,
        inputs,
        told: Inputs::default(),
        power: None,
    };
    tokio::spawn(task.run(board));
    (Panel { asks, state: watched, inputs: active, wired, vitals }, receiver)
}

/// A power cycle under way.
struct PowerCycle {
    on_at: Instant,
    /// Power is back.
    on: bool,
    done_at: Instant,
    waiting: Vec<Reply>,
}

impl PowerCycle {
    fn next(&self) -> Instant {
        if self.on { self.done_at } else { self.on_at }
    }
}

/// Lines that are made safe when they are given back, also by a panic.
struct Safe<C: Chip>(C);

impl<C: Chip> Drop for Safe<C> {
    fn drop(&mut self) {
        for output in Output::ALL {
            // The chip is gone: then the wiring decides.
            let _ = self.0.set(output, output.safe());
        }
    }
}

/// Why the lines are no longer read.
enum End {
    /// The handle was dropped.
    Closed,
    /// The chip does not do what it is told.
    Gone(io::Error),
}

impl From<io::Error> for End {
    fn from(error: io::Error) -> Self {
        Self::Gone(error)
    }
}

struct Task {
    vitals: Vitals,
    lines: LineMap,
    delays: Delays,
    inbox: mpsc::UnboundedReceiver<Ask>,
    /// `None`: nobody listens any more.
    events: Option<mpsc::Sender<PanelEvent>>,
    state: watch::Sender<DeviceState>,
    inputs: watch::Sender<Inputs>,
    debounce: Debounce,
    lamps: Lamps,
    /// What the reader of the events knows.
    told: Inputs,
    power: Option<PowerCycle>,
}

impl Task {
    async fn run(mut self, mut board: impl Board) {
        let (first, most) = self.delays.reopen;
        let mut backoff = Backoff::new(first, most);
        loop {
            match board.open(&self.lines) {
                Ok(chip) => {
                    self.vitals.opened();
                    match self.session(&mut Safe(chip), &mut backoff).await {
                        End::Closed => return,
                        End::Gone(error) => {
                            tracing::warn!(%error, "panel: gone");
                            self.show(DeviceState::Absent);
                        }
                    }
                }
                Err(OpenError::Missing(_)) => self.show(DeviceState::Absent),
                Err(OpenError::Refused { reason, .. }) => self.show(DeviceState::Faulted(Fault::Port(reason))),
            }
            if let Some(power) = self.power.take() {
                self.refuse(power.waiting);
            }
            self.debounce.lost();
            if self.pause(&mut backoff).await.is_none() {
                return;
            }
        }
    }

    /// Drives and reads the lines until they are gone or the handle dropped.
    async fn session<C: Chip>(&mut self, chip: &mut Safe<C>, backoff: &mut Backoff) -> End {
        match self.drive(&mut chip.0, backoff).await {
            Ok(end) | Err(end) => end,
        }
    }

    async fn drive<C: Chip>(&mut self, chip: &mut C, backoff: &mut Backoff) -> Result<End, End> {
        for output in Output::ALL {
            chip.set(output, output.safe())?;
        }
        self.lamps.opened(chip.can_dim());
        self.read(chip)?;
        self.show(DeviceState::Ready);
        backoff.reset();
        let mut looked = Instant::now();
        loop {
            let now = Instant::now();
            self.debounce.settle(now);
            self.publish();
            for (light, level) in self.lamps.step(now) {
                chip.set(Output::Light(light), level)?;
            }
            self.power_step(chip, now)?;
            let look = looked + self.delays.look;
            let steps =
                [self.lamps.next_step(now), self.debounce.next_due(), self.power.as_ref().map(PowerCycle::next)];
            let wake = steps.into_iter().flatten().fold(look, Instant::min);
            let untold = self.untold();
            tokio::select! {
                biased; // a wish counts for what comes after it
                ask = self.inbox.recv() => match ask {
                    Some(ask) => self.wish(ask, chip)?,
                    None => return Ok(End::Closed),
                },
                place = place(self.events.as_ref()), if untold.is_some() => {
                    self.tell(untold, place);
                }
                edge = std::future::poll_fn(|context| chip.poll_edge(context)), if now >= looked + self.delays.pace => {
                    edge?;
                    self.read(chip)?;
                    looked = Instant::now();
                }
                () = sleep_until(wake.min(next_listen(looked, self.delays.pace, now))) => {
                    if Instant::now() >= look {
                        self.read(chip)?;
                        looked = Instant::now();
                    }
                }
            }
        }
    }

    fn read<C: Chip>(&mut self, chip: &mut C) -> io::Result<()> {
        let Sample { active, touched } = chip.sample()?;
        self.debounce.feed(Sample { active, touched }, Instant::now());
        Ok(())
    }

    fn wish<C: Chip>(&mut self, ask: Ask, chip: &mut C) -> io::Result<()> {
        let now = Instant::now();
        match ask {
            Ask::Light(light, mode) => self.lamps.set(light, mode, now),
            Ask::PowerCycle(reply) if !self.lines.outputs.contains_key(&Output::PrinterPower) => {
                drop(reply.send(Err(PanelError::NoLine)));
            }
            Ask::PowerCycle(reply) => {
                if let Some(power) = &mut self.power {
                    power.waiting.push(reply);
                    return Ok(());
                }
                let on_at = now + self.delays.power_off;
                let done_at = on_at + self.delays.power_settle;
                self.power = Some(PowerCycle { on_at, on: false, done_at, waiting: vec![reply] });
                tracing::info!("panel: the printer's power is switched off and on");
                self.show(DeviceState::Busy);
                chip.set(Output::PrinterPower, Level::OFF)?;
            }
        }
        Ok(())
    }

    fn power_step<C: Chip>(&mut self, chip: &mut C, now: Instant) -> io::Result<()> {
        let Some(power) = &mut self.power else { return Ok(()) };
        if !power.on && now >= power.on_at {
            chip.set(Output::PrinterPower, Level::FULL)?;
            power.on = true;
            // Late or not, the printer needs its time from here on.
            power.done_at = now + self.delays.power_settle;
        }
        if power.on
            && now >= power.done_at
            && let Some(done) = self.power.take()
        {
            self.show(DeviceState::Ready);
            for reply in done.waiting {
                // Whoever asked may have gone: the printer is powered all the same.
                let _ = reply.send(Ok(()));
            }
        }
        Ok(())
    }

    /// Waits before the next attempt; `None` when the handle was dropped.
    async fn pause(&mut self, backoff: &mut Backoff) -> Option<()> {
        let wait = backoff.wait();
        tokio::pin!(wait);
        loop {
            self.publish();
            let untold = self.untold();
            tokio::select! {
                () = &mut wait => return Some(()),
                place = place(self.events.as_ref()), if untold.is_some() => self.tell(untold, place),
                ask = self.inbox.recv() => match ask? {
                    Ask::Light(light, mode) => self.lamps.set(light, mode, Instant::now()),
                    Ask::PowerCycle(reply) => self.refuse(vec![reply]),
                },
            }
        }
    }

    fn refuse(&self, waiting: Vec<Reply>) {
        let error = match &*self.state.borrow() {
            DeviceState::Faulted(fault) => PanelError::Faulted(fault.clone()),
            _ => PanelError::NotConnected,
        };
        for reply in waiting {
            // Whoever asked may have gone: then nobody needs the answer.
            let _ = reply.send(Err(error.clone()));
        }
    }

    /// Tells how the panel is, when that is news.
    fn show(&self, state: DeviceState) {
        self.state.send_if_modified(|shown| {
            let news = *shown != state;
            if news {
                tracing::info!(?state, "panel");
                self.vitals.shows(&state);
                *shown = state;
            }
            news
        });
    }

    fn publish(&self) {
        let settled = self.debounce.settled();
        self.inputs.send_if_modified(|shown| std::mem::replace(shown, settled) != settled);
    }

    /// The next thing that the reader of the events does not know.
    fn untold(&self) -> Option<PanelEvent> {
        self.events.as_ref()?;
        let settled = self.debounce.settled();
        settled.difference(self.told).map(|input| PanelEvent::new(input, settled.is(input)))
    }

    fn tell(&mut self, untold: Option<PanelEvent>, place: Option<mpsc::OwnedPermit<PanelEvent>>) {
        let (Some(event), Some(place)) = (untold, place) else {
            self.events = None;
            return;
        };
        place.send(event);
        let settled = self.debounce.settled();
        if let Some(input) = settled.difference(self.told) {
            self.told.set(input, settled.is(input));
        }
    }
}

/// A place for one more event; `None`: nobody listens any more.
async fn place(events: Option<&mpsc::Sender<PanelEvent>>) -> Option<mpsc::OwnedPermit<PanelEvent>> {
    events?.clone().reserve_owned().await.ok()
}

/// When edges are listened to again, if they are not now.
fn next_listen(looked: Instant, pace: std::time::Duration, now: Instant) -> Instant {
    let listen = looked + pace;
    if now < listen { listen } else { now + std::time::Duration::from_secs(3600) }
}
