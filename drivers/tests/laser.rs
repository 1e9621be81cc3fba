//! The A4 printer, simulated: a document is printed once or not at all, and it is told which; every fault is told and over
//! when it is over.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by it"
)]

use std::net::TcpStream;
use std::time::Duration;

use device_sim::laser::{LaserControl, LaserFault, LaserSim};
use drivers::DeviceState;
use drivers::laser::{Delays, Laser, LaserConfig, LaserState, Outcome, PrintJob, Reason, spawn};
use tokio::net::TcpSocket;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Longer than anything here takes; a test that needs it has failed.
const PATIENCE: Duration = Duration::from_secs(20);
const PAGE: Duration = Duration::from_millis(60);

fn delays() -> Delays {
    let ms = Duration::from_millis;
    Delays {
        reach: ms(200),
        answer: ms(400),
        hand_over: ms(600),
        idle: ms(40),
        attended: ms(20),
        job: ms(20),
        stopped: ms(400),
        whole: (Duration::from_secs(10), ms(500)),
        lost: ms(600),
        recall: ms(600),
    }
}

struct Bench {
    laser: Laser,
    control: LaserControl,
    sim: LaserSim,
}

impl Bench {
    async fn ready() -> Self {
        let sim = LaserSim::start(PAGE).unwrap();
        let config = LaserConfig { address: sim.uri().parse().unwrap() };
        let bench = Self { laser: spawn(config, delays()), control: sim.control(), sim };
        bench.until("ready", LaserState::ready).await;
        bench
    }

    async fn until(&self, what: &str, wanted: impl Fn(&LaserState) -> bool) {
        let mut state = self.laser.state();
        let reached = timeout(PATIENCE, state.wait_for(|state| wanted(state))).await.map(|seen| drop(seen.unwrap()));
        assert!(reached.is_ok(), "wanted {what}, is {:?}", *state.borrow());
    }

    async fn print(&self, name: &str, pages: usize) -> (Outcome, Vec<u8>) {
        let (progress, mut told) = mpsc::unbounded_channel();
        let job = PrintJob { name: name.into(), pdf: pdf(pages).into(), pages };
        let outcome = timeout(PATIENCE, self.laser.print(job, progress)).await.expect("printing does not end");
        let mut percents = Vec::new();
        while let Ok(percent) = told.try_recv() {
            percents.push(percent);
        }
        (outcome, percents)
    }

    async fn wait(&self, wanted: impl Fn(&LaserControl) -> bool + Send + 'static) -> bool {
        let control = self.control.clone();
        tokio::task::spawn_blocking(move || control.wait(PATIENCE, wanted)).await.unwrap()
    }
}

/// Nothing that a viewer would take, but with as many pages.
fn pdf(pages: usize) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    for page in 0..pages {
        pdf.extend(format!("{page} 0 obj\n/Type /Page\n{}\nendobj\n", "x".repeat(3000)).bytes());
    }
    pdf
}

#[tokio::test]
async fn a_document_comes_out_as_it_was_given() {
    let bench = Bench::ready().await;
    let (outcome, percents) = bench.print("job-1", 3).await;
    assert_eq!(outcome, Outcome::Printed);
    let tray = bench.control.tray();
    assert_eq!(tray.len(), 1);
    assert_eq!((tray[0].name.as_str(), &tray[0].pdf), ("job-1", &pdf(3)));
    assert!(percents.iter().any(|percent| (1..100).contains(percent)), "{percents:?}");
    assert!(percents.is_sorted(), "{percents:?}");
    bench.until("ready", LaserState::ready).await;
    let report = bench.laser.report();
    assert_eq!(report.sensors["paper"], "full");
    assert_eq!(report.sensors["supplies"], "Black Toner 80 %");
    assert_eq!(report.identity.unwrap().model, "Simulated A4 printer");
}

#[tokio::test]
async fn what_stands_is_told_and_goes_on_when_it_is_mended() {
    for (fault, reason) in [
        (LaserFault::Jam, Reason::Jammed),
        (LaserFault::TrayEmpty, Reason::PaperOut),
        (LaserFault::TrayOut, Reason::TrayOpen),
        (LaserFault::CoverOpen, Reason::CoverOpen),
        (LaserFault::NoToner, Reason::TonerOut),
        (LaserFault::OutputFull, Reason::OutputFull),
        (LaserFault::Paused, Reason::Paused),
    ] {
        let bench = Bench::ready().await;
        // Before a job: it is not begun.
        bench.control.set_fault(Some(fault));
        bench.until(&fault.to_string(), |state| state.trouble == Some(reason)).await;
        assert!(bench.laser.report().detail.is_some());
        assert_eq!(bench.print("before", 1).await.0, Outcome::NotPrinted(reason), "{fault}");
        bench.control.set_fault(None);
        bench.until("ready", LaserState::ready).await;
        // In the middle, mended in time: it is printed, once.
        let control = bench.control.clone();
        let state = bench.laser.state();
        let staff = tokio::spawn(async move {
            let watched = control.clone();
            tokio::task::spawn_blocking(move || watched.wait(PATIENCE, |it| it.sheets() >= 1)).await.unwrap();
            control.set_fault(Some(fault));
            let mut state = state;
            timeout(PATIENCE, state.wait_for(|state| state.trouble == Some(reason))).await.unwrap().unwrap();
            control.set_fault(None);
        });
        assert_eq!(bench.print("mended", 3).await.0, Outcome::Printed, "{fault}");
        staff.await.unwrap();
        assert_eq!((bench.control.tray().len(), bench.control.sheets()), (1, 3), "{fault}");
    }
}

#[tokio::test]
async fn what_nobody_mends_is_called_back_and_never_comes_out() {
    for fault in [LaserFault::Jam, LaserFault::TrayEmpty, LaserFault::CoverOpen] {
        let bench = Bench::ready().await;
        let control = bench.control.clone();
        let staff = tokio::task::spawn_blocking(move || {
            assert!(control.wait(PATIENCE, |it| it.sheets() >= 1));
            control.set_fault(Some(fault));
        });
        // A sheet is out already: whether the person has it all is not known.
        assert_eq!(bench.print("half", 4).await.0, Outcome::Unknown, "{fault}");
        staff.await.unwrap();
        assert_eq!(bench.control.recalled(), 1, "{fault}");
        let sheets = bench.control.sheets();
        bench.control.set_fault(None);
        assert_eq!(bench.print("next", 1).await.0, Outcome::Printed, "{fault}");
        assert_eq!((bench.control.sheets(), bench.control.tray().len()), (sheets + 1, 1), "{fault}: only the next one");
    }
}

#[tokio::test]
async fn what_the_printer_refuses_or_aborts_is_not_printed() {
    for (fault, wanted) in [
        (LaserFault::NoPdf, Outcome::NotPrinted(Reason::RefusesPdf)),
        (LaserFault::Busy, Outcome::NotPrinted(Reason::Busy)),
        (LaserFault::Aborts, Outcome::NotPrinted(Reason::Broken)),
        (LaserFault::AbortsInTheMiddle, Outcome::Unknown),
        (LaserFault::Forgets, Outcome::Unknown),
    ] {
        let bench = Bench::ready().await;
        bench.control.set_fault(Some(fault));
        assert_eq!(bench.print("job", 3).await.0, wanted, "{fault}");
        assert!(bench.control.tray().is_empty(), "{fault}");
        bench.control.set_fault(None);
        assert_eq!(bench.print("next", 1).await.0, Outcome::Printed, "after {fault}");
        assert_eq!(bench.control.tray().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_is_asked_for_and_nothing_is_printed_twice() {
    let bench = Bench::ready().await;
    bench.control.set_fault(Some(LaserFault::CutsAnswer));
    assert_eq!(bench.print("job", 2).await.0, Outcome::Printed);
    assert_eq!((bench.control.tray().len(), bench.control.sheets()), (1, 2));
    bench.control.set_fault(Some(LaserFault::CutsDocument));
    let outcome = bench.print("half a document", 2).await.0;
    assert_ne!(outcome, Outcome::Printed);
    assert_eq!(bench.control.tray().len(), 1, "half a document is none");
}

#[tokio::test]
async fn a_plug_that_is_pulled_in_the_middle_leaves_nothing_behind() {
    let bench = Bench::ready().await;
    let control = bench.control.clone();
    let hand = tokio::task::spawn_blocking(move || {
        assert!(control.wait(PATIENCE, |it| it.sheets() >= 1));
        control.unplug();
    });
    assert_eq!(bench.print("half", 5).await.0, Outcome::Unknown);
    hand.await.unwrap();
    bench
        .until("absent", |state| state.device != DeviceState::Busy && state.trouble == Some(Reason::Unreachable))
        .await;
    let sheets = bench.control.sheets();
    bench.control.replug();
    bench.until("ready", LaserState::ready).await;
    assert_eq!(bench.print("next", 1).await.0, Outcome::Printed);
    assert_eq!(bench.control.sheets(), sheets + 1);
}

#[tokio::test]
async fn what_answers_but_is_no_printer_is_told() {
    for (fault, reason) in [
        (LaserFault::Silent, Reason::Unreachable),
        (LaserFault::WebPage, Reason::NoPrinter),
        (LaserFault::Garbage, Reason::NoPrinter),
        (LaserFault::Flood, Reason::NoPrinter),
    ] {
        let bench = Bench::ready().await;
        bench.control.set_fault(Some(fault));
        bench.until(&fault.to_string(), |state| state.trouble == Some(reason)).await;
        assert!(matches!(bench.laser.state().borrow().device, DeviceState::Faulted(_)), "{fault}");
        assert_eq!(bench.print("job", 1).await.0, Outcome::NotPrinted(reason), "{fault}");
        bench.control.set_fault(None);
        bench.until("ready", LaserState::ready).await;
        assert!(bench.control.tray().is_empty());
    }
}

/// A network cable that is pulled says nothing: connections that nobody takes are given up long before an answer is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_printer_that_the_network_has_lost_is_missed_at_once() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    // Room for one that nobody takes; whoever comes then is not even refused.
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let full: Vec<_> = (0..3).map(|_| TcpStream::connect_timeout(&address, Duration::from_millis(100))).collect();
    assert!(full.iter().any(Result::is_err), "the queue is full");
    let slow = Delays { answer: Duration::from_secs(600), ..delays() };
    let config = LaserConfig { address: format!("ipp://{address}/ipp/print").parse().unwrap() };
    let laser = spawn(config, slow);
    let mut state = laser.state();
    let missed = state.wait_for(|state| state.trouble == Some(Reason::Unreachable));
    assert!(timeout(PATIENCE, missed).await.is_ok_and(|seen| seen.is_ok()));
    assert_eq!(laser.state().borrow().device, DeviceState::Absent);
}

#[tokio::test]
async fn jobs_of_a_run_before_are_called_back() {
    let bench = Bench::ready().await;
    bench.control.set_fault(Some(LaserFault::TrayEmpty));
    // A job that stands: the program is killed, and its thread with it.
    let mut slow = delays();
    slow.stopped = Duration::from_secs(600);
    bench.control.set_fault(None);
    let before = spawn(LaserConfig { address: bench.sim.uri().parse().unwrap() }, slow);
    let mut state = before.state();
    timeout(PATIENCE, state.wait_for(LaserState::ready)).await.unwrap().unwrap();
    let control = bench.control.clone();
    let hand = tokio::task::spawn_blocking(move || {
        assert!(control.wait(PATIENCE, |it| it.sheets() >= 1));
        control.set_fault(Some(LaserFault::TrayEmpty));
    });
    let (progress, _told) = mpsc::unbounded_channel();
    let job = PrintJob { name: "left".into(), pdf: pdf(4).into(), pages: 4 };
    let printing = tokio::spawn(async move { before.print(job, progress).await });
    hand.await.unwrap();
    let next = spawn(LaserConfig { address: bench.sim.uri().parse().unwrap() }, delays());
    assert!(bench.wait(|it| it.recalled() == 1).await, "the job of the run before is called back");
    assert_eq!(timeout(PATIENCE, printing).await.unwrap().unwrap(), Outcome::Unknown);
    drop(next);
}

#[tokio::test]
async fn an_address_where_nobody_is_costs_nothing_but_a_look() {
    let sim = LaserSim::start(PAGE).unwrap();
    let uri = sim.uri();
    drop(sim);
    let laser = spawn(LaserConfig { address: uri.parse().unwrap() }, delays());
    let mut state = laser.state();
    let absent = timeout(PATIENCE, state.wait_for(|state| state.device == DeviceState::Absent)).await.is_ok();
    assert!(absent, "{:?}", laser.report());
    let (progress, _told) = mpsc::unbounded_channel();
    let job = PrintJob { name: "job".into(), pdf: pdf(1).into(), pages: 1 };
    assert_eq!(laser.print(job, progress).await, Outcome::NotPrinted(Reason::Unreachable));
}
