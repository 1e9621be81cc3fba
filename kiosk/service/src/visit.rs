//! The state of a visit. Everything personal is in [`Case`]; a visit that has none holds nothing of anybody.

mod case;
mod seat;

use std::sync::Arc;
use std::time::Duration;

use domain::catalogue::{Hit, MatterId, Seat};
use domain::form::At;
use domain::{Codes, Division, Divisions, InsuranceKind};
use serde::Serialize;
use uuid::Uuid;

use crate::apply::page::ChooseOf;
use crate::apply::{Seen, Typing};
use crate::comfort::Comfort;
use crate::delays::Delays;
use crate::directory::Directory;
use crate::event::{CallId, Now};
use crate::look::Target;
use crate::page::{Checked, Help, Ways};
use crate::sheet::Medium;
use crate::trouble::{
    CodeProblem, PlatformHealth, PrinterHealth, ReaderHealth, ScannerHealth, Secured, SignInProblem, Sorry, Trouble,
};

pub(crate) use case::{Case, Errand, Helper};

/// What does not change while the terminal runs.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Every delay.
    pub delays: Delays,
    /// Version of the text on the consent page.
    pub consent_version: Arc<str>,
    /// Provinces and cities that one can move to.
    pub divisions: Arc<Divisions>,
    /// What scanned codes mean.
    pub codes: Arc<Codes>,
    /// What a person can look up; another one takes its place between visits only.
    pub directory: Arc<Directory>,
}

/// How a visit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The person pressed "finish", or took what was printed.
    Finished,
    /// The person went home before anything personal was known, or gave up.
    Left,
    /// Nobody was there any more.
    TimedOut,
    /// The cabinet was opened or tampered with.
    Secured,
}

/// The terminal as one person meets it: from attract to farewell, and everything between.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    pub(crate) phase: Phase,
    pub(crate) case: Option<Case>,
    pub(crate) comfort: Comfort,
    pub(crate) overlay: Option<Panel>,
    pub(crate) help: Help,
    /// Headphones are plugged in.
    pub(crate) headphones: bool,
    /// Since when the terminal speaks: time limits begin when it has ended.
    pub(crate) speaking: Option<Duration>,
    pub(crate) reader: ReaderHealth,
    /// The reader of social security cards, where there is one.
    pub(crate) social: Option<ReaderHealth>,
    pub(crate) scanner: ScannerHealth,
    pub(crate) printer: PrinterHealth,
    /// The A4 printer; `None`: this terminal has none.
    pub(crate) laser: Option<PrinterHealth>,
    pub(crate) platform: PlatformHealth,
    /// An ID card lies on the reader, whoever's it is.
    pub(crate) card_lies: bool,
    /// What the cabinet's own sensor sees in the paper slot; `None`: it has none.
    pub(crate) paper_in_slot: Option<bool>,
    /// The job that the printer works on, whoever's it is.
    pub(crate) on_paper: Option<Uuid>,
    /// The cabinet's door is open.
    pub(crate) door_open: bool,
    /// Somebody tampered with the cabinet, and staff has not looked yet.
    pub(crate) tampered: bool,
    /// Last sign of life, or the end of what was said last.
    pub(crate) last_sign: Duration,
    /// When the phase was entered.
    pub(crate) entered: Duration,
    pub(crate) last_call: CallId,
    /// Where one is in the catalogue, and the way back: the last is shown while the phase is `Look`.
    pub(crate) trail: Vec<Target>,
    /// What was typed to find a matter.
    pub(crate) query: Query,
    /// What lies under the document camera.
    pub(crate) seen: Option<Arc<Seen>>,
    /// It is shown.
    pub(crate) camera_on: bool,
    /// How one types.
    pub(crate) typing: Typing,
    /// The question that it is typed at.
    pub(crate) typed_at: Option<At>,
    /// For which place matters are, where the person chose one.
    pub(crate) seat: Option<Seat>,
}

/// What was typed to find a matter, and what was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Query {
    pub(crate) text: String,
    pub(crate) hits: Vec<Hit>,
}

/// A panel that the person opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Panel {
    Comfort,
    Help,
    /// Since when the headphones are out.
    Unplugged(Duration),
    /// Leave an application that is not handed in?
    Leave,
}

/// Where in the visit one is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Phase {
    Attract,
    Home,
    /// In the catalogue, at the end of the trail.
    Look,
    Consent,
    ScanPaper {
        problem: Option<CodeProblem>,
    },
    Checking(CallId),
    Checked(Checked),
    Identify {
        reading: bool,
        problem: Option<SignInProblem>,
    },
    Resolving(CallId),
    Identifying(CallId),
    FetchingPrincipals(CallId),
    /// One of several: whom one helps, which company.
    Choosing(ChooseOf),
    FetchingCompanies {
        call: CallId,
        of: ChooseOf,
    },
    FindingCompany(CallId),
    FetchingLifeFile(CallId),
    LifeFile,
    FetchingRecord(CallId),
    Record,
    Insurance(InsuranceKind),
    /// May registers be asked?
    Sharing,
    FetchingShared(CallId),
    /// A question of the application.
    Asking,
    Photographing(CallId),
    Review {
        /// It could not be committed.
        failed: bool,
    },
    HandingIn(CallId),
    /// What was handed in.
    Handed,
    Rating,
    FetchingCases(CallId),
    Cases,
    /// One of them, by its place in the list.
    OneCase {
        place: usize,
        withdrawing: bool,
    },
    Withdrawing {
        call: CallId,
        place: usize,
    },
    ChooseYear,
    ChooseProvince,
    ChooseCity(Division),
    Issuing(CallId),
    Composing(CallId),
    Preview,
    Printing {
        job: Uuid,
        percent: u8,
    },
    TakeIt {
        taken_at: Option<Duration>,
    },
    Finished(Ending),
    Sorry(Sorry),
}

impl Default for Visit {
    fn default() -> Self {
        Self {
            phase: Phase::Attract,
            case: None,
            comfort: Comfort::default(),
            overlay: None,
            help: Help::default(),
            headphones: false,
            speaking: None,
            reader: ReaderHealth::default(),
            social: None,
            scanner: ScannerHealth::default(),
            printer: PrinterHealth::default(),
            laser: None,
            platform: PlatformHealth::default(),
            card_lies: false,
            paper_in_slot: None,
            on_paper: None,
            door_open: false,
            tampered: false,
            last_sign: Duration::ZERO,
            entered: Duration::ZERO,
            last_call: CallId::default(),
            trail: Vec::new(),
            query: Query::default(),
            seen: None,
            camera_on: false,
            typing: Typing::default(),
            typed_at: None,
            seat: None,
        }
    }
}

impl Visit {
    /// A terminal where nobody is, its devices being opened.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nobody is there and nothing of anybody is kept.
    pub fn is_idle(&self) -> bool {
        self.phase == Phase::Attract
    }

    /// Whether anything of a person is kept.
    pub fn holds_personal_data(&self) -> bool {
        self.case.is_some()
            || matches!(self.phase, Phase::Checked(Checked::Paper { .. } | Checked::Case(_) | Checked::Kept(_)))
    }

    /// The matter whose guide was opened last.
    pub(crate) fn matter_looked_at(&self) -> Option<MatterId> {
        self.trail.iter().rev().find_map(|target| match target {
            Target::Matter(id) => Some(*id),
            _ => None,
        })
    }

    /// Why nothing can be printed on the roll now.
    pub(crate) fn leaflet_trouble(&self) -> Option<Trouble> {
        self.printer.trouble.or(self.on_paper.map(|_| Trouble::Starting))
    }

    /// Why only staff can do something here; the worse of two.
    pub fn secured(&self) -> Option<Secured> {
        let tampered = self.tampered.then_some(Secured::Tampered);
        tampered.or(self.door_open.then_some(Secured::DoorOpen))
    }

    /// What one can sign in with now.
    pub(crate) fn ways(&self, rules: &Rules) -> Ways {
        Ways {
            card: self.reader != ReaderHealth::Down,
            social: self.social == Some(ReaderHealth::Ready),
            code: self.scanner == ScannerHealth::Ready && rules.codes.any_personal(),
        }
    }

    /// What a document would be printed on now: A4 where it can be, else a ticket.
    pub(crate) fn medium(&self) -> Medium {
        match self.laser {
            Some(PrinterHealth { trouble: None, .. }) => Medium::A4,
            Some(_) if self.printer.trouble.is_some() => Medium::A4,
            _ => Medium::Ticket,
        }
    }

    /// How the printer of a medium is.
    pub(crate) fn health(&self, medium: Medium) -> PrinterHealth {
        match medium {
            Medium::Ticket => self.printer,
            Medium::A4 => self.laser.unwrap_or_default(),
        }
    }

    /// What the sheet of this visit is printed on; before there is one, what it would be.
    pub(crate) fn sheet_medium(&self) -> Medium {
        let sheet = self.case.as_ref().and_then(|case| case.sheet.as_ref());
        sheet.map_or_else(|| self.medium(), |sheet| sheet.medium())
    }

    /// Why nothing can be printed now.
    pub(crate) fn print_trouble(&self) -> Option<Trouble> {
        // The cabinet was opened while a ticket was printed: it is finished first.
        self.health(self.sheet_medium()).trouble.or(self.on_paper.map(|_| Trouble::Starting))
    }

    /// Whether anything can be printed now, on whatever.
    pub(crate) fn can_print(&self) -> bool {
        self.on_paper.is_none() && self.health(self.medium()).trouble.is_none()
    }

    /// Whether a ticket hangs in the slot; `None`: nobody can tell.
    pub(crate) fn ticket_waits(&self) -> Option<bool> {
        self.health(self.sheet_medium()).ticket_waiting.or(self.paper_in_slot)
    }

    /// The person's comfort settings.
    pub fn comfort(&self) -> Comfort {
        self.comfort
    }

    /// The visit's id while there is one.
    pub fn id(&self) -> Option<Uuid> {
        self.case.as_ref().map(|case| case.visit)
    }

    /// Whether the program is working for the person, who can only wait: no time limit runs.
    pub(crate) fn is_working(&self) -> bool {
        matches!(
            self.phase,
            Phase::Checking(_)
                | Phase::Resolving(_)
                | Phase::Identifying(_)
                | Phase::FetchingPrincipals(_)
                | Phase::FetchingCompanies { .. }
                | Phase::FindingCompany(_)
                | Phase::FetchingLifeFile(_)
                | Phase::FetchingRecord(_)
                | Phase::FetchingShared(_)
                | Phase::Photographing(_)
                | Phase::HandingIn(_)
                | Phase::FetchingCases(_)
                | Phase::Withdrawing { .. }
                | Phase::Issuing(_)
                | Phase::Composing(_)
                | Phase::Printing { .. }
                | Phase::Identify { reading: true, .. }
        )
    }

    /// When the visit ends by itself; `None` while no limit runs.
    pub(crate) fn deadline(&self, delays: &Delays) -> Option<Duration> {
        let patience = delays.patience(&self.comfort);
        match &self.phase {
            // Somebody changed how it looks and went away: it looks as before for the next.
            Phase::Attract if self.comfort != Comfort::default() || self.overlay.is_some() => {
                Some(self.quiet_from(delays) + patience.inactivity)
            }
            Phase::Attract => None,
            Phase::TakeIt { taken_at: Some(at) } => Some((*at).max(self.quiet_from(delays)) + delays.taken),
            Phase::TakeIt { taken_at: None } => Some(self.quiet_from(delays).max(self.entered) + patience.take_it),
            Phase::Finished(_) => Some(self.quiet_from(delays).max(self.entered) + patience.finished),
            _ if self.is_working() => None,
            _ => Some(self.warned_from(delays) + patience.warning),
        }
    }

    /// From when on the warning is shown, should there be no sign of life.
    fn warned_from(&self, delays: &Delays) -> Duration {
        match self.overlay {
            Some(Panel::Unplugged(since)) => since + delays.unplugged,
            _ => self.quiet_from(delays) + delays.patience(&self.comfort).inactivity,
        }
    }

    /// From when on nothing happens: the last sign of life, or the end of speech (VVSG 2.0 7.2-O: what is said is heard
    /// to its end first).
    fn quiet_from(&self, delays: &Delays) -> Duration {
        self.speaking.map_or(self.last_sign, |since| (since + delays.speech).max(self.last_sign))
    }

    /// Whether the warning is shown now.
    pub(crate) fn warns(&self, delays: &Delays, now: Duration) -> bool {
        !matches!(self.phase, Phase::Attract | Phase::TakeIt { .. } | Phase::Finished(_))
            && !self.is_working()
            && now >= self.warned_from(delays)
    }

    /// When the page next changes by time alone: the clock, a countdown, a wait that became slow.
    pub fn next_wake(&self, rules: &Rules, now: Now) -> Duration {
        let mut wake = now.since_start + Duration::from_secs(u64::from(60 - now.second_of_day % 60));
        if self.phase == Phase::Attract && rules.directory.news_on(now.today).nth(1).is_some() {
            let each = rules.delays.news.as_millis().max(1);
            let turn = u64::try_from((now.since_start.as_millis() / each + 1) * each).unwrap_or(u64::MAX);
            wake = wake.min(Duration::from_millis(turn));
        }
        if let Some(deadline) = self.deadline(&rules.delays) {
            // The countdown shows whole seconds, rounded up: it changes when the rest becomes a whole number.
            let left = deadline.saturating_sub(now.since_start);
            let whole = if left.subsec_nanos() == 0 { left.as_secs().saturating_sub(1) } else { left.as_secs() };
            wake = wake.min(deadline.saturating_sub(Duration::from_secs(whole)).max(now.since_start));
        }
        if self.is_working() {
            for pace in [rules.delays.slow, rules.delays.very_slow] {
                let at = self.entered + pace;
                if at > now.since_start {
                    wake = wake.min(at);
                }
            }
        }
        wake
    }
}
