//! Troubles that a job in progress may wait out: a hot head cools by itself, a person puts in paper.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod printer_rig;

use device_sim::printer::{PaperLevel, PrinterFault};
use drivers::printer::{Outcome, Paper, PrinterState, Reason};
use printer_rig::{MODELS, PATIENCE, Rig, Setup, ticket};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// A job of so many lines under way on a printer that will get into trouble.
async fn printing_with(setup: Setup, fault: PrinterFault, lines: usize) -> (Rig, JoinHandle<Outcome>) {
    let rig = Rig::start(setup);
    rig.until("ready", PrinterState::ready).await;
    rig.control.set_fault(Some(fault));
    let printer = rig.printer.clone();
    let job = tokio::spawn(async move { printer.print(ticket("patient", lines)).await });
    (rig, job)
}

/// A head that is too hot stops a job and lets go by itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_hot_head_is_waited_for() {
    for name in MODELS {
        let rig = Rig::ready(name).await;
        rig.control.set_fault(Some(PrinterFault::HeadHotAfterRows(50)));
        assert_eq!(rig.print(ticket("first", 20)).await, Outcome::Unknown(Reason::HeadHot), "{name}");
        rig.until("hot", |state| state.head_hot && state.trouble() == Some(Reason::HeadHot)).await;
        assert_eq!(rig.print(ticket("refused", 1)).await, Outcome::NotPrinted(Reason::HeadHot), "{name}");
        rig.control.set_fault(None);
        rig.next_ticket_is_whole(name).await;
        // It cools in time: the job goes on.
        let mut setup = Setup::of(name);
        setup.delays.cooling = PATIENCE;
        let (rig, job) = printing_with(setup, PrinterFault::HeadHotAfterRows(50), 20).await;
        rig.until("hot", |state| state.head_hot).await;
        rig.control.set_fault(None);
        assert_eq!(timeout(PATIENCE, job).await.unwrap().unwrap(), Outcome::Printed, "{name}");
        assert_eq!(rig.times_printed("patient ends"), 1, "{name}");
    }
}

/// With time for a person, new paper lets the job go on to its end.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_may_put_in_paper_where_there_is_time() {
    for name in MODELS {
        let mut setup = Setup::of(name);
        setup.delays.person = PATIENCE;
        let (rig, job) = printing_with(setup, PrinterFault::PaperOutAfterRows(100), 40).await;
        rig.until("out", |state| state.paper == Paper::Out).await;
        rig.control.set_paper(PaperLevel::Full);
        assert_eq!(timeout(PATIENCE, job).await.unwrap().unwrap(), Outcome::Printed, "{name}");
        assert_eq!((rig.times_printed("patient begins"), rig.times_printed("patient ends")), (1, 1), "{name}");
    }
}
