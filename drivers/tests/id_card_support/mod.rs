//! A simulated reader on a pseudo-terminal, our driver at the other end, and patience.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use std::fmt::Debug;
use std::time::Duration;

use device_sim::LineOptions;
use device_sim::reader::{Card, ReaderControl, ReaderFault, ReaderSim, Resident};
use drivers::id_card::{CardEvent, CardFault, Delays, IdCardReader, ReaderConfig, spawn};
use drivers::port::{Flow, PortConfig};
use drivers::{DeviceState, Fault};
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

/// Longer than anything here takes; a test that needs it has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The shipped table, with waits short enough for a test.
pub fn delays() -> Delays {
    Delays {
        find_poll: Duration::from_millis(5),
        presence: Duration::from_millis(20),
        health: Duration::from_millis(50),
        fault_retry: Duration::from_millis(30),
        module_answer: Duration::from_millis(150),
        card_answer: Duration::from_millis(200),
        read_answer: Duration::from_millis(300),
        step_answer: Duration::from_millis(400),
        gap: Duration::from_millis(20),
        retry_pause: Duration::from_millis(5),
        reopen_first: Duration::from_millis(10),
        reopen_most: Duration::from_millis(50),
        ..Delays::default()
    }
}

pub struct Bench {
    pub sim: Option<ReaderSim>,
    pub control: ReaderControl,
    pub reader: IdCardReader,
    pub events: Receiver<CardEvent>,
    pub dir: tempfile::TempDir,
}

impl Bench {
    /// Reader and driver; the driver has found the module.
    pub async fn ready() -> Self {
        let bench = Self::new(delays(), None);
        bench.until(DeviceState::Ready).await;
        bench
    }

    /// Like [`Self::ready`], armed, and with this fault from now on.
    pub async fn armed_with(fault: ReaderFault) -> Self {
        let bench = Self::ready().await;
        bench.control.set_fault(Some(fault));
        bench.reader.arm();
        bench
    }

    pub fn new(mut delays: Delays, baud: Option<u32>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let link = dir.path().join("reader");
        let sim = ReaderSim::start(LineOptions { link: link.clone(), baud }).unwrap();
        let control = sim.control();
        // A paced line pauses where this machine is busy: that is no broken answer.
        if baud.is_some() {
            delays.gap = PATIENCE;
        }
        let port = PortConfig { path: link, baud: baud.unwrap_or(115_200), flow: Flow::None, tap: None };
        let (reader, events) = spawn(ReaderConfig { port }, delays);
        Self { sim: Some(sim), control, reader, events, dir }
    }

    /// Waits until the reader is in this state.
    pub async fn until(&self, wanted: DeviceState) {
        self.until_some(&format!("{wanted:?}"), |state| *state == wanted).await;
    }

    /// Waits until the module's own failure is shown; gives its words.
    pub async fn until_hardware(&self) -> String {
        self.until_some("a hardware fault", |state| matches!(state, DeviceState::Faulted(Fault::Hardware(_)))).await;
        format!("{:?}", *self.reader.state().borrow())
    }

    async fn until_some(&self, wanted: &str, is: impl Fn(&DeviceState) -> bool) {
        let mut state = self.reader.state();
        let reached = timeout(PATIENCE, state.wait_for(|state| is(state))).await.map(|seen| drop(seen.unwrap()));
        assert!(reached.is_ok(), "wanted {wanted}, is {:?}", *state.borrow());
    }

    pub async fn event(&mut self) -> CardEvent {
        timeout(PATIENCE, self.events.recv()).await.expect("no event").expect("the task has ended")
    }

    pub async fn found(&mut self) {
        let event = self.event().await;
        assert!(matches!(event, CardEvent::Found), "{event:?}");
    }

    /// `Found`, then the name on the card.
    pub async fn read(&mut self) -> String {
        self.found().await;
        match self.event().await {
            CardEvent::Read(card) => card.name().expose().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    /// The name on the card, though the reader may be started again on the way.
    pub async fn read_at_last(&mut self) -> String {
        loop {
            self.found().await;
            match self.event().await {
                CardEvent::Failed(CardFault::Reader) => {}
                CardEvent::Read(card) => return card.name().expose().to_owned(),
                other => panic!("{other:?}"),
            }
        }
    }

    /// `Found`, then why it failed.
    pub async fn failed(&mut self) -> CardFault {
        self.found().await;
        match self.event().await {
            CardEvent::Failed(fault) => fault,
            other => panic!("{other:?}"),
        }
    }

    pub async fn removed(&mut self) {
        let event = self.event().await;
        assert!(matches!(event, CardEvent::Removed), "{event:?}");
    }

    /// Lets the reader be asked `times` more, then asserts that no event came meanwhile.
    pub async fn nothing_for(&mut self, times: u64) {
        let before = self.control.counts().frames;
        let control = self.control.clone();
        let asked = tokio::task::spawn_blocking(move || {
            control.wait_counts(PATIENCE, |counts| counts.frames >= before + times)
        });
        assert!(asked.await.unwrap(), "the driver asks nothing");
        let event = self.events.try_recv();
        assert!(event.is_err(), "{event:?}");
    }
}

/// A resident with this name; number of a region never issued.
pub fn person(name: &str) -> Card {
    Card::resident(&Resident {
        name: name.into(),
        sex: "男".into(),
        nation: "维吾尔".into(),
        birth: "1990-03-07".into(),
        address: "测试省测试市测试路1号".into(),
        id: "370000199003070010".into(),
        authority: "测试市公安局".into(),
        from: "2020-01-01".into(),
        to: "长期".into(),
    })
    .unwrap()
}

/// Waits for something that the other side does.
pub async fn soon<T: Debug>(what: impl Future<Output = T>) -> T {
    timeout(PATIENCE, what).await.expect("it takes too long")
}
