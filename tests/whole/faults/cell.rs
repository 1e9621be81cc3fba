//! One cell of the matrix: one fault that begins on one page, the visit driven to its end, paper and journal compared.

use std::time::Duration;

use domain::DocumentKind;
use journal::JobState;
use serde::Serialize;
use service::{Page, Target};
use tests::delays::visit_delays;
use tests::person::{Person, Wish};
use tests::rig::{PATIENCE, Rig, Setup, whole};
use tests::said::{is_trouble, said};
use tokio::time::timeout;

use super::list::{Fault, mend};
use super::says::Says;

/// A wire of this speed prints slowly enough that one can act in the middle of a ticket.
const SLOW_WIRE: u32 = 115_200;
/// Time of a page of A4, and the same where one acts in the middle of it.
const QUICK_PAGE: Duration = Duration::from_millis(20);
const SLOW_PAGE: Duration = Duration::from_millis(700);
/// Rows of a ticket that are out when somebody acts in the middle of printing.
const MIDDLE: usize = 100;
/// Whom all the visits are of.
const NAME: &str = "王建明";

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Cell {
    pub(super) device: String,
    pub(super) fault: String,
    pub(super) page: &'static str,
    /// Everything wrong that was on the screen.
    pub(super) shown: Vec<String>,
    /// How the visit ended.
    pub(super) outcome: String,
    /// Whole tickets on the paper.
    pub(super) tickets: usize,
    pub(super) pass: bool,
    /// What is not as it must be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) why: Option<String>,
}

/// Plays one cell.
pub(super) async fn play(fault: Fault, page: &'static str, printer: &'static str) -> Cell {
    let device = if fault.device() == "printer" { format!("printer {printer}") } else { fault.device().to_owned() };
    let mut cell = Cell {
        device,
        fault: fault.name(),
        page,
        shown: Vec::new(),
        outcome: String::new(),
        tickets: 0,
        pass: false,
        why: None,
    };
    cell.why = attempt(fault, page, printer, &mut cell).await.err();
    cell.pass = cell.why.is_none();
    cell
}

fn wish(page: &str) -> Wish {
    let document = match page {
        "choose-year" => DocumentKind::EntitlementStatement,
        "choose-province" | "choose-city" => DocumentKind::UnemploymentTransfer,
        _ => DocumentKind::ContributionCertificate,
    };
    Wish {
        document,
        details: page == "insurance",
        checks: checks(page),
        door: page == "secured",
        looks: looks(page),
        ..Wish::default()
    }
}

/// Where the page is in the catalogue, if it is there.
fn looks(page: &str) -> Option<Target> {
    match page {
        "list" => Some(Target::Departments),
        "search" => Some(Target::Search),
        "guide" => Some(Target::Matter("P054-1".parse().unwrap())),
        "chain" => Some(Target::Chain(0)),
        _ => None,
    }
}

/// Whether the page is one of those that a code before the scanner leads to.
fn checks(page: &str) -> bool {
    matches!(page, "scan-paper" | "checked")
}

fn setup(fault: Fault, page: &str, printer: &'static str) -> Setup {
    let mut visit = visit_delays();
    if page == "finished" {
        visit.usual.finished = Duration::from_millis(1500);
    }
    Setup {
        printer,
        baud: (page == "printing").then_some(SLOW_WIRE),
        visit,
        scanner: checks(page) || fault.device() == "scanner",
        laser: (fault.device() == "laser").then_some(if page == "printing" { SLOW_PAGE } else { QUICK_PAGE }),
        social: fault.device() == "social",
        ..Setup::default()
    }
}

async fn attempt(fault: Fault, page: &'static str, printer: &'static str, cell: &mut Cell) -> Result<(), String> {
    let rig = Rig::start(&setup(fault, page, printer)).await;
    let mut person = Person::new(&rig, wish(page), mend);
    if page == "waiting" {
        rig.platform.set_delay(Some(Duration::from_millis(800)));
    }
    if checks(page) {
        // The terminal may not have heard yet that its scanner is ready.
        person.until_page("home").await?;
        rig.until("papers can be checked", |view| matches!(view.page, Page::Home { can_check: true, .. })).await?;
    }
    let view = person.until_page(page).await?;
    if view.page.name() != page {
        return Err(format!("the page {page} was not reached"));
    }
    if page == "printing" && rig.laser.is_none() {
        let ink = tokio::task::block_in_place(|| rig.printer.wait_ink(MIDDLE, PATIENCE));
        if !ink || rig.view().page.name() != page {
            return Err("the middle of printing was missed".into());
        }
    }
    rig.platform.set_delay(None);
    fault.set(&rig);
    let says = fault.says(page);
    if let Says::Now(words) = &says {
        see(&rig, &mut person, words).await?;
    }
    let visited = person.until_end().await;
    cell.shown = person.told.iter().cloned().collect();
    cell.outcome = outcome(&person);
    visited?;
    if let Says::AtEnd(words) = &says {
        see(&rig, &mut person, words).await?;
        cell.shown = person.told.iter().cloned().collect();
    }
    person.call_staff();
    let presses = person.presses;
    drop(person);
    afterwards(&rig, presses, cell).await?;
    heard(&says, cell)
}

/// Waits until the screen says one of these.
async fn see(rig: &Rig, person: &mut Person<'_>, words: &[String]) -> Result<(), String> {
    let view = rig.until(&words.join(" or "), |view| said(view).iter().any(|word| words.contains(word))).await?;
    person.read(&view);
    person.told.extend(said(&view).into_iter().filter(|word| words.contains(word)));
    Ok(())
}

fn outcome(person: &Person<'_>) -> String {
    match (&person.gave_up, person.took, person.presses) {
        (Some(why), ..) => format!("left: {why}"),
        (None, true, 1) if !person.mended => "printed".into(),
        (None, true, 1) => "printed after mending".into(),
        (None, true, n) => format!("printed at press {n}"),
        (None, false, _) => "ended early".into(),
    }
}

/// Whether the screen said what it must.
fn heard(says: &Says, cell: &Cell) -> Result<(), String> {
    match says {
        Says::Now(words) | Says::Later(words) | Says::AtEnd(words) => {
            if cell.shown.iter().any(|shown| words.contains(shown)) {
                return Ok(());
            }
            Err(format!("it was not said: {}", words.join(" or ")))
        }
        Says::Nothing if !cell.shown.is_empty() => Err("it was said though the terminal copes".into()),
        Says::Nothing if cell.outcome != "printed" && cell.page != "secured" => {
            Err("not printed though the terminal copes".into())
        }
        Says::Copes if !cell.outcome.starts_with("printed") && cell.page != "secured" => {
            Err("not printed though the terminal copes".into())
        }
        Says::Nothing | Says::Copes | Says::Open => Ok(()),
    }
}

/// Everything mended and nobody there: the terminal is well, and paper and journal agree.
async fn afterwards(rig: &Rig, presses: usize, cell: &mut Cell) -> Result<(), String> {
    rig.until("a screen without trouble", |view| {
        view.page.name() == "attract" && !said(view).iter().any(|word| is_trouble(word)) && view.overlay.is_none()
    })
    .await?;
    rig.well().await?;
    nothing_hangs_out(rig).await?;
    let pieces = rig.pieces();
    let with_person = pieces.iter().filter(|piece| piece.contains(NAME)).count();
    let sheets = rig.laser.as_ref().map_or(0, |laser| laser.tray().len());
    cell.tickets = pieces.iter().filter(|piece| whole(piece, NAME)).count() + sheets;
    let jobs = rig.journal.jobs(100).await.map_err(|error| error.to_string())?;
    let count = |state| jobs.iter().filter(|job| job.state == state).count();
    let (printed, unknown, not) = (count(JobState::Printed), count(JobState::Unknown), count(JobState::NotPrinted));
    let rules = [
        (printed + unknown + not == jobs.len(), "a job has no end"),
        (jobs.len() <= presses, "there are more jobs than presses of print"),
        (printed <= cell.tickets, "a job counts as printed and its ticket is not there"),
        (cell.tickets <= printed + unknown, "more tickets than jobs that may have printed one"),
        (with_person <= printed + unknown, "a piece of a ticket for which no job accounts"),
        (pieces.len() <= printed + unknown, "words on the paper for which no job accounts"),
    ];
    let report = rig.journal.verify().await.map_err(|error| error.to_string())?;
    if let Some(bad) = report.first_bad {
        return Err(format!("the journal's chain: {bad}"));
    }
    match rules.iter().find(|(holds, _)| !holds) {
        None => Ok(()),
        Some((_, what)) => Err(format!(
            "{what}: {printed} printed, {unknown} unknown, {not} not printed, {presses} presses; on the paper {} whole, {} pieces",
            cell.tickets,
            pieces.len(),
        )),
    }
}

/// A piece of the person's ticket is cut off before the next person comes: it must not become the head of theirs.
async fn nothing_hangs_out(rig: &Rig) -> Result<(), String> {
    let mut printer = rig.printer_state();
    let clear = timeout(PATIENCE, async {
        while rig.printer.current_text().contains(NAME) || rig.printer.buffered_bytes() > 0 {
            // The paper moves without the driver's knowing: looked at now and then, besides.
            if matches!(timeout(Duration::from_millis(20), printer.changed()).await, Ok(Err(_))) {
                return;
            }
        }
    });
    clear.await.map_err(|_| "a piece of the ticket still hangs in the printer, or waits in its buffer".to_owned())
}
