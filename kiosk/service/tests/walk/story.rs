//! Stories of a visit, told event by event.

use std::time::Duration;

use domain::{DocumentKind, DocumentRequest, Validity};
use platform::PlatformError;
use service::{
    Answer, CallId, CardNews, CardProblem, Effect, Event, Intent, Page, Paper, PlatformHealth, PrintOutcome,
    PrinterHealth, ReaderHealth, Sorry, Trouble, Visit, step, view,
};

use super::people::{at, certificate, identity, record, rules, session};

/// Home on a terminal without a scanner.
pub(super) fn is_home(page: &Page) -> bool {
    matches!(page, Page::Home { can_check: false, .. })
}

pub(super) struct Story {
    pub(super) visit: Visit,
    pub(super) clock: Duration,
}

impl Story {
    pub(super) fn new() -> Self {
        let mut story = Self { visit: Visit::new(), clock: Duration::ZERO };
        story.tell(Event::Reader(ReaderHealth::Ready));
        story.tell(Event::Platform(PlatformHealth::Reachable));
        story.printer(None);
        story
    }

    pub(super) fn tell(&mut self, event: Event) -> Vec<Effect> {
        let (visit, effects) = step(std::mem::take(&mut self.visit), event, at(self.clock), rules());
        self.visit = visit;
        effects
    }

    pub(super) fn do_it(&mut self, intent: Intent) -> Vec<Effect> {
        self.tell(Event::Intent(intent))
    }

    pub(super) fn printer(&mut self, trouble: Option<Trouble>) {
        self.tell(Event::Printer(PrinterHealth { trouble, paper: Paper::Full, ticket_waiting: Some(false) }));
    }

    pub(super) fn page(&self) -> Page {
        view(&self.visit, at(self.clock), rules()).page
    }

    /// Up to the record, with the wish.
    pub(super) fn identified(wanted: Option<DocumentKind>, unemployment: bool) -> (Self, Vec<Effect>) {
        let mut story = Self::new();
        let effects = story.identify(wanted, unemployment);
        (story, effects)
    }

    fn identify(&mut self, wanted: Option<DocumentKind>, unemployment: bool) -> Vec<Effect> {
        self.do_it(Intent::Start);
        self.do_it(Intent::Begin(wanted));
        self.do_it(Intent::Agree);
        self.tell(Event::Card(CardNews::Found));
        let effects = self.tell(Event::Card(CardNews::Read(identity(Validity::LongTerm))));
        let effects = self.tell(Event::Answer(call(&effects), Answer::Identified(Ok(session()))));
        self.tell(Event::Answer(call(&effects), Answer::Record(Ok(record(unemployment)))))
    }

    /// From the first page to where the contribution certificate is laid out.
    pub(super) fn walk_to_composing(&mut self) -> Vec<Effect> {
        let effects = self.identify(Some(DocumentKind::ContributionCertificate), true);
        let request = DocumentRequest::ContributionCertificate;
        self.tell(Event::Answer(call(&effects), Answer::Issued(Ok(certificate(request)))))
    }

    /// From the first page to the preview of the contribution certificate.
    pub(super) fn walk_to_preview(&mut self) {
        let effects = self.walk_to_composing();
        self.tell(Event::Answer(call(&effects), Answer::Composed(Some(super::sheet()))));
    }

    pub(super) fn previewing() -> Self {
        let mut story = Self::new();
        story.walk_to_preview();
        story
    }
}

pub(super) fn call(effects: &[Effect]) -> CallId {
    effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Identify { call, .. }
            | Effect::FetchRecord { call, .. }
            | Effect::ResolveCode { call, .. }
            | Effect::Verify { call, .. }
            | Effect::FindCase { call, .. }
            | Effect::Issue { call, .. }
            | Effect::Compose { call, .. }
            | Effect::ComposeLeaflet { call, .. } => Some(*call),
            _ => None,
        })
        .unwrap_or_else(|| panic!("nothing was asked: {effects:?}"))
}

pub(super) fn job(effects: &[Effect]) -> uuid::Uuid {
    effects
        .iter()
        .find_map(|effect| if let Effect::Print { job, .. } = effect { Some(*job) } else { None })
        .unwrap_or_else(|| panic!("nothing was printed: {effects:?}"))
}

#[test]
fn b7_from_card_to_paper_without_a_face_or_a_finger() {
    let mut story = Story::new();
    assert_eq!(story.page(), Page::Attract);
    story.do_it(Intent::Start);
    assert!(is_home(&story.page()));
    story.do_it(Intent::Begin(None));
    assert!(matches!(story.page(), Page::Consent { .. }));
    let effects = story.do_it(Intent::Agree);
    assert!(effects.contains(&Effect::ArmReader(true)), "the reader reads only after consent: {effects:?}");
    story.tell(Event::Card(CardNews::Found));
    assert!(matches!(story.page(), Page::Identify { reading: true, problem: None, .. }));
    let effects = story.tell(Event::Card(CardNews::Read(identity(Validity::LongTerm))));
    assert!(effects.contains(&Effect::ArmReader(false)));
    let effects = story.tell(Event::Answer(call(&effects), Answer::Identified(Ok(session()))));
    // Taking the card away does not end the visit.
    let fetch = call(&effects);
    story.tell(Event::Card(CardNews::Removed));
    story.tell(Event::Answer(fetch, Answer::Record(Ok(record(true)))));
    let Page::Record(page) = story.page() else { panic!("{:?}", story.page()) };
    assert_eq!(page.masked_name, "王＊例");
    let effects = story.do_it(Intent::ChooseDocument(DocumentKind::ContributionCertificate));
    let request = DocumentRequest::ContributionCertificate;
    let effects = story.tell(Event::Answer(call(&effects), Answer::Issued(Ok(certificate(request)))));
    story.tell(Event::Answer(call(&effects), Answer::Composed(Some(super::sheet()))));
    assert!(matches!(story.page(), Page::Preview { trouble: None, .. }));
    let job = job(&story.do_it(Intent::Print));
    story.tell(Event::PrintProgress { job, percent: 40 });
    assert!(matches!(story.page(), Page::Printing { percent: 40, .. }));
    story.do_it(Intent::Home);
    assert!(matches!(story.page(), Page::Printing { .. }), "nobody leaves paper behind");
    story.tell(Event::PrintEnded { job, outcome: PrintOutcome::Printed });
    assert!(matches!(story.page(), Page::TakeIt { card_lies: false, ticket_waits: Some(false), .. }));
    story.do_it(Intent::Finish);
    assert!(matches!(story.page(), Page::Finished { .. }));
    assert!(!story.visit.holds_personal_data());
    story.clock += Duration::from_secs(20);
    story.tell(Event::Tick);
    assert_eq!(story.page(), Page::Attract);
}

#[test]
fn the_take_it_page_follows_the_person_who_took_everything() {
    let mut story = Story::previewing();
    let job = job(&story.do_it(Intent::Print));
    story.tell(Event::PrintEnded { job, outcome: PrintOutcome::Printed });
    story.tell(Event::Printer(PrinterHealth { trouble: None, paper: Paper::Full, ticket_waiting: Some(true) }));
    story.clock += Duration::from_secs(10);
    story.tell(Event::Tick);
    assert!(matches!(story.page(), Page::TakeIt { ticket_waits: Some(true), .. }));
    story.tell(Event::Card(CardNews::Removed));
    story.tell(Event::Printer(PrinterHealth { trouble: None, paper: Paper::Full, ticket_waiting: Some(false) }));
    story.clock += Duration::from_secs(5);
    story.tell(Event::Tick);
    assert!(matches!(story.page(), Page::Finished { .. }), "{:?}", story.page());
}

#[test]
fn e8_the_same_document_twice_asks_for_nothing_again() {
    let (mut story, _) = Story::identified(None, true);
    let id = |effects: &[Effect]| {
        effects
            .iter()
            .find_map(|e| if let Effect::Issue { request_id, .. } = e { Some(*request_id) } else { None })
            .expect("a certificate is asked for")
    };
    let first = id(&story.do_it(Intent::ChooseDocument(DocumentKind::ContributionCertificate)));
    story.do_it(Intent::Back);
    assert!(matches!(story.page(), Page::Record(_)));
    let again = id(&story.do_it(Intent::ChooseDocument(DocumentKind::ContributionCertificate)));
    assert_eq!(first, again);
}

#[test]
fn a_document_asks_for_what_it_needs() {
    let (mut story, _) = Story::identified(None, true);
    story.do_it(Intent::ChooseDocument(DocumentKind::EntitlementStatement));
    assert!(matches!(story.page(), Page::ChooseYear(years) if years.first() == Some(&2025)));
    story.do_it(Intent::ChooseYear(1950));
    assert!(matches!(story.page(), Page::ChooseYear(_)), "a year that is not offered is not taken");
    story.do_it(Intent::Back);
    story.do_it(Intent::ChooseDocument(DocumentKind::UnemploymentTransfer));
    assert!(matches!(story.page(), Page::ChooseProvince(_)));
    story.do_it(Intent::ChooseProvince("370000".into()));
    assert!(matches!(story.page(), Page::ChooseCity { .. }));
    let effects = story.do_it(Intent::ChooseCity("371000".into()));
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::Issue { request: DocumentRequest::UnemploymentTransfer { destination }, .. }
            if destination.code == "371000")),
        "{effects:?}"
    );
}

#[test]
fn a_municipality_is_its_own_destination() {
    let (mut story, _) = Story::identified(Some(DocumentKind::UnemploymentTransfer), true);
    assert!(matches!(story.page(), Page::ChooseProvince(_)));
    let effects = story.do_it(Intent::ChooseProvince("110000".into()));
    assert!(effects.iter().any(|e| matches!(e, Effect::Issue { .. })), "{effects:?}");
}

#[test]
fn a_wish_that_the_record_cannot_fulfil_shows_the_record() {
    let (story, _) = Story::identified(Some(DocumentKind::UnemploymentTransfer), false);
    let Page::Record(page) = story.page() else { panic!("{:?}", story.page()) };
    assert!(!page.documents.contains(&DocumentKind::UnemploymentTransfer));
}

#[test]
fn an_expired_card_is_not_asked_about() {
    let mut story = Story::new();
    story.do_it(Intent::Begin(None));
    story.do_it(Intent::Agree);
    let yesterday = Validity::Until(jiff::civil::date(2026, 11, 21));
    let effects = story.tell(Event::Card(CardNews::Read(identity(yesterday))));
    assert!(!effects.iter().any(|e| matches!(e, Effect::Identify { .. })), "{effects:?}");
    assert!(matches!(story.page(), Page::Sorry { sorry: Sorry::Card(CardProblem::Expired), .. }));
    // Its last day is still valid.
    let mut story = Story::new();
    story.do_it(Intent::Begin(None));
    story.do_it(Intent::Agree);
    let today = Validity::Until(jiff::civil::date(2026, 11, 22));
    let effects = story.tell(Event::Card(CardNews::Read(identity(today))));
    assert!(effects.iter().any(|e| matches!(e, Effect::Identify { .. })), "{effects:?}");
}

#[test]
fn a_card_that_still_lies_there_is_asked_to_be_laid_down_anew() {
    let (mut story, _) = Story::identified(None, false);
    let lies = |story: &Story| match story.page() {
        Page::Identify { reading, card_lies, .. } => Some((reading, card_lies)),
        _ => None,
    };
    story.do_it(Intent::Finish);
    assert!(!story.visit.holds_personal_data());
    // The next person comes while it is still there.
    story.do_it(Intent::Back);
    story.do_it(Intent::Start);
    story.do_it(Intent::Begin(None));
    story.do_it(Intent::Agree);
    assert_eq!(lies(&story), Some((false, true)), "{:?}", story.page());
    story.tell(Event::Card(CardNews::Removed));
    assert_eq!(lies(&story), Some((false, false)));
    story.tell(Event::Card(CardNews::Found));
    assert_eq!(lies(&story), Some((true, false)));
}

#[test]
fn a_card_that_nobody_asked_for_is_not_used() {
    let mut story = Story::new();
    story.do_it(Intent::Start);
    let effects = story.tell(Event::Card(CardNews::Read(identity(Validity::LongTerm))));
    assert_eq!(effects, []);
    assert!(!story.visit.holds_personal_data());
}

#[test]
fn offline_is_a_page_that_goes_on_by_itself() {
    let mut story = Story::new();
    story.do_it(Intent::Begin(None));
    story.do_it(Intent::Agree);
    let effects = story.tell(Event::Card(CardNews::Read(identity(Validity::LongTerm))));
    story.tell(Event::Answer(call(&effects), Answer::Identified(Err(PlatformError::Offline))));
    assert!(matches!(story.page(), Page::Sorry { sorry: Sorry::Offline, can_try_again: true, .. }));
    let effects = story.tell(Event::Platform(PlatformHealth::Reachable));
    assert!(effects.iter().any(|e| matches!(e, Effect::Identify { .. })), "{effects:?}");
}

#[test]
fn offline_before_the_card_says_so_and_asks_again() {
    let mut story = Story::new();
    story.tell(Event::Platform(PlatformHealth::Offline));
    story.do_it(Intent::Start);
    assert!(matches!(story.page(), Page::Sorry { sorry: Sorry::Offline, .. }));
    assert_eq!(story.do_it(Intent::TryAgain), [Effect::ProbePlatform]);
    story.tell(Event::Platform(PlatformHealth::Reachable));
    assert!(is_home(&story.page()));
}

#[test]
fn a_reader_that_is_down_outranks_the_page_and_comes_back() {
    let mut story = Story::new();
    story.do_it(Intent::Begin(None));
    story.do_it(Intent::Agree);
    story.tell(Event::Reader(ReaderHealth::Down));
    assert!(matches!(story.page(), Page::Sorry { sorry: Sorry::ReaderDown, .. }));
    story.tell(Event::Reader(ReaderHealth::Ready));
    assert!(matches!(story.page(), Page::Identify { .. }));
}

#[test]
fn a_printer_in_trouble_keeps_the_button_from_printing() {
    let mut story = Story::previewing();
    story.printer(Some(Trouble::PaperOut));
    assert!(matches!(story.page(), Page::Preview { trouble: Some(Trouble::PaperOut), .. }));
    assert_eq!(story.do_it(Intent::Print), []);
    story.printer(None);
    assert!(!story.do_it(Intent::Print).is_empty());
}

#[test]
fn what_was_not_printed_can_be_printed_what_is_unknown_cannot() {
    let mut story = Story::previewing();
    let first = job(&story.do_it(Intent::Print));
    story.printer(Some(Trouble::PaperOut));
    story.tell(Event::PrintEnded { job: first, outcome: PrintOutcome::NotPrinted(Trouble::PaperOut) });
    assert!(matches!(
        story.page(),
        Page::Sorry { sorry: Sorry::NotPrinted(Trouble::PaperOut), can_try_again: false, .. }
    ));
    story.printer(None);
    assert!(matches!(story.page(), Page::Sorry { can_try_again: true, .. }));
    story.do_it(Intent::TryAgain);
    assert!(matches!(story.page(), Page::Preview { .. }), "the person sees again what will be printed");
    let second = job(&story.do_it(Intent::Print));
    assert_ne!(first, second);
    story.tell(Event::PrintEnded { job: second, outcome: PrintOutcome::Unknown });
    assert!(matches!(story.page(), Page::Sorry { sorry: Sorry::PrintUnknown, can_try_again: false, .. }));
    story.do_it(Intent::TryAgain);
    assert_eq!(story.do_it(Intent::Print), [], "never a blind reprint");
}

#[test]
fn the_warning_comes_counts_down_and_any_touch_extends() {
    let (mut story, _) = Story::identified(None, true);
    for _ in 0..12 {
        story.clock += Duration::from_secs(125);
        story.tell(Event::Tick);
        let drawn = view(&story.visit, at(story.clock), rules());
        assert_eq!(drawn.overlay, Some(service::page::Overlay::TimeWarning { seconds: 25 }), "F1, F2: warned, counted");
        // The touch that answers the warning does nothing else: what lay under it was not seen.
        assert_eq!(story.do_it(Intent::ChooseDocument(DocumentKind::ContributionCertificate)), []);
        assert_eq!(view(&story.visit, at(story.clock), rules()).overlay, None);
    }
    assert!(story.visit.holds_personal_data(), "F2: extended more than ten times, nothing lost");
    story.clock += Duration::from_secs(150);
    story.tell(Event::Tick);
    assert!(!story.visit.holds_personal_data());
}

#[test]
fn a_panel_does_not_hide_what_ends() {
    let (mut story, _) = Story::identified(None, true);
    story.do_it(Intent::ToggleComfort);
    story.do_it(Intent::Back);
    assert!(matches!(story.page(), Page::Record(_)), "back closes the panel first");
    let effects = story.do_it(Intent::Help);
    assert!(effects.iter().any(|e| matches!(e, Effect::Note(service::Note::HelpCalled(Some(_))))));
    assert_eq!(story.do_it(Intent::Help), [], "called once while the panel is open");
    story.do_it(Intent::Home);
    assert!(matches!(story.page(), Page::Finished { .. }), "leaving with data known says farewell");
}
