//! The person in front of the terminal, who does on each page what the page offers, and staff who mend things.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use device_sim::social_card::Generation;
use domain::{DocumentKind, InsuranceKind};
use drivers::panel::Input;
use service::page::Ways;
use service::{Event, Intent, Page, Sorry, Target, Trouble, View};
use tokio::time::timeout;

use crate::rig::{PATIENCE, Rig};
use crate::said::{is_trouble, said};

/// What the person came for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Whose card is laid down.
    pub card: &'static str,
    /// Which document.
    pub document: DocumentKind,
    /// Looks at the details of one insurance first.
    pub details: bool,
    /// Asks before that how a case stands, by the code on its receipt.
    pub checks: bool,
    /// Sees somebody open the cabinet before the record.
    pub door: bool,
    /// Puts in a social security card instead of laying the ID card down.
    pub social: bool,
    /// Looks something up first, here.
    pub looks: Option<Target>,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            card: "wang-jianming",
            document: DocumentKind::ContributionCertificate,
            details: false,
            checks: false,
            door: false,
            social: false,
            looks: None,
        }
    }
}

/// A case of the sandbox, as the code on its receipt says it.
const CASE: &str = "BJ202611120000172";

/// How often somebody presses print before giving up.
const MOST_PRESSES: usize = 3;

/// A person during one visit.
pub struct Person<'a> {
    rig: &'a Rig,
    wish: Wish,
    /// How often print was pressed.
    pub presses: usize,
    /// Everything wrong that was on the screen, in order of the alphabet.
    pub told: BTreeSet<String>,
    /// Why the person left without the document.
    pub gave_up: Option<String>,
    /// Took a printed ticket.
    pub took: bool,
    saw_details: bool,
    looked: bool,
    checked: bool,
    saw_door: bool,
    /// Staff was called and mended what was wrong.
    pub mended: bool,
    mend: Box<dyn Fn(&Rig) + Send + 'a>,
}

impl<'a> Person<'a> {
    /// Somebody with a wish; `mend` is what staff do when they are called.
    pub fn new(rig: &'a Rig, wish: Wish, mend: impl Fn(&Rig) + Send + 'a) -> Self {
        Self {
            rig,
            wish,
            presses: 0,
            told: BTreeSet::new(),
            gave_up: None,
            took: false,
            saw_details: false,
            looked: false,
            checked: false,
            saw_door: false,
            mended: false,
            mend: Box::new(mend),
        }
    }

    /// Reads what the screen says.
    pub fn read(&mut self, view: &View) {
        self.told.extend(said(view).into_iter().filter(|word| is_trouble(word)));
    }

    /// Has staff mend what is wrong; once.
    pub fn call_staff(&mut self) {
        if !self.mended {
            self.mended = true;
            (self.mend)(self.rig);
        }
    }

    /// Goes on until the page has that name, or the visit is over.
    pub async fn until_page(&mut self, name: &str) -> Result<Arc<View>, String> {
        self.go_on(|view| view.page.name() == name).await
    }

    /// Goes on until the visit is over: nobody is there, nothing is kept.
    pub async fn until_end(&mut self) -> Result<(), String> {
        self.go_on(|_| false).await?;
        let mut idle = self.rig.terminal.idle();
        let idle = timeout(PATIENCE, idle.wait_for(|idle| *idle)).await;
        idle.map_err(|_| "attract is shown and the visit is not idle".to_owned())?
            .map(|_| ())
            .map_err(|e| e.to_string())
    }

    async fn go_on(&mut self, there: impl Fn(&View) -> bool) -> Result<Arc<View>, String> {
        let journey = async {
            let mut views = self.rig.terminal.views();
            loop {
                let view = views.borrow_and_update().clone();
                self.read(&view);
                if there(&view) {
                    return Ok(view);
                }
                if matches!(view.page, Page::Attract) && (self.took || self.gave_up.is_some()) {
                    return Ok(view);
                }
                self.act(&view);
                // A page that is touched changes, or the device that it waits for does.
                let changed = timeout(Duration::from_secs(20), views.wait_for(|now| *now != view)).await;
                match changed {
                    Ok(Ok(_)) => {}
                    Ok(Err(_)) => return Err("the terminal has ended".to_owned()),
                    Err(_) => return Err(format!("nothing happens on {}", said(&view).join(", "))),
                }
            }
        };
        match timeout(PATIENCE, journey).await {
            Ok(result) => result,
            Err(_) => Err(format!("the visit goes on for ever; shown: {}", said(&self.rig.view()).join(", "))),
        }
    }

    fn intent(&self, intent: Intent) {
        self.rig.terminal.intent(intent);
    }

    fn act(&mut self, view: &View) {
        match &view.page {
            Page::Attract => self.intent(Intent::Start),
            Page::Home { can_check: true, .. } if self.wish.checks && !self.checked => self.intent(Intent::CheckPaper),
            Page::Home { .. } => match self.wish.looks {
                Some(target) if !self.looked => self.intent(Intent::Open(target)),
                _ => self.intent(Intent::Begin(None)),
            },
            Page::List(_) | Page::Search(_) | Page::Guide(_) | Page::Chain(_) => {
                self.looked = true;
                self.intent(Intent::Home);
            }
            // Nobody here came to apply.
            Page::Share(_)
            | Page::Question(_)
            | Page::Review(_)
            | Page::Handed(_)
            | Page::Rating(_)
            | Page::Cases(_)
            | Page::Case(_)
            | Page::Choose(_)
            | Page::LifeFile(_) => self.intent(Intent::Home),
            Page::ScanPaper { .. } => self.rig.scan(CASE),
            Page::Checked(_) => {
                self.checked = true;
                if let Some(scanner) = &self.rig.scanner {
                    scanner.take();
                }
                self.intent(Intent::Home);
            }
            Page::Secured(_) => self.secured(),
            Page::Consent { .. } => self.intent(Intent::Agree),
            Page::Identify { reading: false, ways: Ways { card: false, .. }, .. } => {
                self.rig.scan(self.rig.phone(self.wish.card).reveal().as_bytes());
            }
            Page::Identify { problem: None, reading: false, ways: Ways { social: true, .. }, .. }
                if self.wish.social =>
            {
                self.rig.insert(self.wish.card, Generation::Second);
            }
            Page::Identify { problem: Some(_), reading: false, .. } => self.lay_again(),
            Page::Identify { reading: false, .. } => {
                if !self.rig.reader.card_present() {
                    self.rig.lay(self.wish.card);
                }
            }
            Page::Identify { .. } | Page::Waiting { .. } | Page::Printing { .. } | Page::Finished { .. } => {}
            Page::Record(_) if self.wish.door && !self.saw_door => {
                self.saw_door = true;
                self.rig.cabinet.set(Input::Door, true);
            }
            Page::Record(_) if self.wish.details && !self.saw_details => {
                self.saw_details = true;
                self.intent(Intent::OpenInsurance(InsuranceKind::EmployeePension));
            }
            Page::Record(_) | Page::Insurance(_) => self.intent(Intent::ChooseDocument(self.wish.document)),
            Page::ChooseYear(years) => self.intent(Intent::ChooseYear(*years.first().unwrap())),
            // 山东省 has cities to choose from.
            Page::ChooseProvince(_) => self.intent(Intent::ChooseProvince("370000".into())),
            Page::ChooseCity { cities, .. } => self.intent(Intent::ChooseCity(cities.first().unwrap().code.clone())),
            Page::Preview { trouble, .. } => self.preview(*trouble),
            Page::TakeIt { .. } => {
                self.took = true;
                self.rig.printer.take_ticket();
                self.rig.reader.take();
                self.intent(Intent::Finish);
            }
            Page::Sorry { sorry, can_try_again, .. } => self.sorry(*sorry, *can_try_again),
        }
    }

    /// Staff shuts the cabinet and looks at it.
    fn secured(&mut self) {
        self.leave("the cabinet is open");
        self.rig.cabinet.replug();
        self.rig.cabinet.set(Input::Door, false);
        self.rig.cabinet.set(Input::Tamper, false);
        self.rig.terminal.event(Event::TamperCleared);
    }

    fn lay_again(&mut self) {
        self.lift();
        self.rig.lay(self.wish.card);
    }

    /// Takes the card away for as long as a hand needs: the reader looks at least twice meanwhile, if it looks at all.
    fn lift(&self) {
        self.rig.reader.take();
        let before = self.rig.reader.counts().finds;
        tokio::task::block_in_place(|| {
            self.rig.reader.wait_counts(Duration::from_millis(600), |counts| counts.finds >= before + 4)
        });
    }

    fn preview(&mut self, trouble: Option<Trouble>) {
        match trouble {
            None if self.presses >= MOST_PRESSES => self.leave("it does not print"),
            None => {
                self.presses += 1;
                self.intent(Intent::Print);
            }
            Some(Trouble::Starting) => {}
            Some(Trouble::TicketNotTaken) => self.clear_the_slot(),
            Some(_) => self.call_staff(),
        }
    }

    /// Takes what hangs in the slot; where it seems to hang there all the same, the sensor is stuck.
    fn clear_the_slot(&mut self) {
        self.rig.printer.take_ticket();
        if self.rig.printer.fault().is_some() || self.rig.cabinet.is(Input::PaperExit) {
            self.call_staff();
        }
    }

    fn leave(&mut self, why: &str) {
        self.gave_up = Some(why.to_owned());
        self.rig.reader.take();
        self.rig.printer.take_ticket();
        self.intent(Intent::Finish);
    }

    fn sorry(&mut self, sorry: Sorry, can_try_again: bool) {
        match sorry {
            Sorry::ReaderDown | Sorry::ScannerDown => self.call_staff(),
            Sorry::Card(_) => {
                self.call_staff();
                self.lift();
                self.intent(Intent::TryAgain);
            }
            Sorry::Offline => self.call_staff(),
            Sorry::TooSlow | Sorry::PlatformFailed | Sorry::CannotPrepare => {
                self.call_staff();
                self.intent(Intent::TryAgain);
            }
            Sorry::NotPrinted(Trouble::TicketNotTaken) if !can_try_again => self.clear_the_slot(),
            Sorry::NotPrinted(_) => {
                self.call_staff();
                if can_try_again {
                    self.intent(Intent::TryAgain);
                }
            }
            Sorry::NoRecord => self.leave("no record"),
            Sorry::MayNotAct => self.leave("may not act"),
            Sorry::Unfit | Sorry::NotDone => self.leave("not for them"),
            Sorry::Refused(_) => self.leave("refused"),
            Sorry::PrintUnknown => self.leave("not certain"),
        }
    }
}
