//! A simulated printer on a real pseudo-terminal with the driver on the other end.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "each test file uses its part; a test may stop"
)]

use std::path::Path;
use std::time::Duration;

use device_sim::LineOptions;
use device_sim::printer::{Personality, PrinterControl, PrinterFault, PrinterSim};
use drivers::port::PortConfig;
use drivers::printer::{
    Align, Bitmap, Counters, Cut, Delays, Model, Op, Outcome, Printer, PrinterConfig, PrinterState, Span, Style,
    TextLine, spawn,
};
use tokio::time::timeout;

/// No test waits longer for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Every kind of printer that is shipped and simulated. `custom-kpm150h-80mm` differs from the last only in its slot.
pub const MODELS: [&str; 4] = ["epson-80mm", "cn-kiosk-80mm", "cn-kiosk-58mm", "custom-kpm-80mm"];

/// Delays for a line on which everything is instant.
pub fn quick() -> Delays {
    Delays {
        poll: Duration::from_millis(60),
        poll_asb: Duration::from_millis(200),
        poll_busy: Duration::from_millis(60),
        answer: Duration::from_millis(250),
        quiet: Duration::from_millis(25),
        reopen: (Duration::from_millis(10), Duration::from_millis(50)),
        stall: Duration::from_millis(400),
        completion: Duration::from_millis(800),
        person: Duration::ZERO,
        cooling: Duration::from_millis(200),
        clear: Duration::from_millis(200),
        retract: Duration::from_millis(500),
    }
}

/// The model file of that name.
pub fn model(name: &str) -> Model {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../config/terminals/{name}.toml"));
    Model::load(&file).unwrap()
}

/// What a rig is made of.
pub struct Setup {
    pub model: Model,
    pub personality: Personality,
    /// Speed of the simulated wire, and real time; `None`: everything is instant.
    pub baud: Option<u32>,
    /// Speed that the driver believes in on an instant wire.
    pub believed_baud: u32,
    pub delays: Delays,
    pub fault: Option<PrinterFault>,
    pub counters: Counters,
}

impl Setup {
    /// The model of that name, instant, without fault.
    pub fn of(name: &str) -> Self {
        let mut model = model(name);
        model.speed_mm_s = 2000; // the paper of an instant line
        Self {
            model,
            personality: Personality::named(name).unwrap(),
            baud: None,
            believed_baud: 921_600,
            delays: quick(),
            fault: None,
            counters: Counters::default(),
        }
    }

    /// In real time on a wire of that speed.
    pub fn paced(name: &str, baud: u32) -> Self {
        let delays = Delays { completion: Duration::from_secs(3), answer: Duration::from_millis(500), ..quick() };
        Self { model: model(name), baud: Some(baud), delays, ..Self::of(name) }
    }
}

pub struct Rig {
    pub control: PrinterControl,
    pub printer: Printer,
    _sim: PrinterSim,
    _dir: tempfile::TempDir,
}

pub struct Bare {
    pub control: PrinterControl,
    pub config: PrinterConfig,
    pub delays: Delays,
    sim: PrinterSim,
    dir: tempfile::TempDir,
}

impl Bare {
    /// Starts the driver.
    pub fn spawn(&self) -> Printer {
        spawn(self.config.clone(), self.delays.clone())
    }
}

impl Rig {
    /// A rig of that name that is ready.
    pub async fn ready(name: &str) -> Self {
        let rig = Self::start(Setup::of(name));
        rig.until("ready", PrinterState::ready).await;
        rig
    }

    /// A rig as it is right after the start.
    pub fn start(setup: Setup) -> Self {
        let bare = Self::bare(setup);
        let printer = bare.spawn();
        Self { control: bare.control, printer, _sim: bare.sim, _dir: bare.dir }
    }

    /// A printer without a driver yet.
    pub fn bare(setup: Setup) -> Bare {
        let dir = tempfile::tempdir().unwrap();
        let link = dir.path().join("printer");
        let sim = PrinterSim::start(LineOptions { link: link.clone(), baud: setup.baud }, setup.personality).unwrap();
        let control = sim.control();
        control.set_fault(setup.fault);
        let flow = setup.model.flow; // a pseudo-terminal has no RTS/CTS wires: its own buffer holds the driver instead
        let port = PortConfig { path: link, baud: setup.baud.unwrap_or(setup.believed_baud), flow, tap: None };
        let config = PrinterConfig { port, model: setup.model, counters: setup.counters };
        Bare { control, config, delays: setup.delays, sim, dir }
    }

    /// Waits until the printer's state is so.
    pub async fn until(&self, what: &str, condition: impl Fn(&PrinterState) -> bool) -> PrinterState {
        let mut state = self.printer.state();
        match timeout(PATIENCE, state.wait_for(|state| condition(state))).await {
            Ok(Ok(state)) => state.clone(),
            _ => panic!("not {what}: {:?}", *self.printer.state().borrow()),
        }
    }

    /// Waits until it is ready, and takes whatever comes out on the way there.
    pub async fn ready_again(&self) {
        let mut state = self.printer.state();
        let taken = async {
            loop {
                let (ready, waiting) = {
                    let now = state.borrow_and_update();
                    (now.ready(), now.ticket_waiting == Some(true))
                };
                if ready {
                    return;
                }
                if waiting {
                    self.control.take_ticket();
                }
                state.changed().await.unwrap();
            }
        };
        assert!(timeout(PATIENCE, taken).await.is_ok(), "not ready: {:?}", *self.printer.state().borrow());
    }

    /// Prints, within the time that every job is bound to end in.
    pub async fn print(&self, ops: Vec<Op>) -> Outcome {
        timeout(PATIENCE, self.printer.print(ops)).await.expect("a job ends within a bounded time")
    }

    /// After a broken job: what comes next is whole, alone and known to be printed.
    pub async fn next_ticket_is_whole(&self, name: &str) {
        self.ready_again().await;
        self.control.take_ticket();
        self.control.clear();
        assert_eq!(self.print(ticket("next", 3)).await, Outcome::Printed, "{name}");
        self.control.take_ticket();
        let tickets = self.control.tickets();
        let text: String = tickets.iter().map(|ticket| ticket.text.clone()).collect();
        assert!(text.contains("next begins") && text.contains("next ends"), "{name}: {text:?}");
        assert!(!text.contains("first"), "{name}: the last person's lines: {text:?}");
    }

    /// Everything that is on paper: tickets and what hangs out.
    pub fn paper(&self) -> String {
        let mut text: String = self.control.tickets().iter().map(|ticket| ticket.text.clone()).collect();
        text.push_str(&self.control.current_text());
        text
    }

    /// How often these words are on paper.
    pub fn times_printed(&self, words: &str) -> usize {
        self.paper().matches(words).count()
    }
}

/// A line of plain text.
pub fn line(text: &str) -> Op {
    Op::Text(TextLine { align: Align::Left, spans: vec![Span { text: text.into(), style: Style::default() }] })
}

/// A ticket: a first line, `lines` numbered lines, a last line, a cut.
pub fn ticket(name: &str, lines: usize) -> Vec<Op> {
    let mut ops = vec![line(&format!("{name} begins"))];
    ops.extend((0..lines).map(|n| line(&format!("{name} 第{n}行"))));
    ops.push(line(&format!("{name} ends")));
    ops.push(Op::Cut(Cut::Partial));
    ops
}

/// A picture without a blank byte.
pub fn picture(width: u16, height: u16) -> Op {
    let bytes = usize::from(width.div_ceil(8)) * usize::from(height);
    Op::Raster(Bitmap { width, height, rows: (0..bytes).map(|n| n as u8 | 0x41).collect() })
}
