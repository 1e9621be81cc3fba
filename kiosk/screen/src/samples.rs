//! A view of every state of every page, for pictures and tests. Persons, employers and amounts are invented.

mod apply;
mod catalogue;
mod papers;
mod records;
mod sheet;
mod troubles;
mod variants;

use std::sync::Arc;

use domain::{Division, DocumentKind};
use service::page::{Coming, Help, Pace, Page, Waiting, Ways, Whose};
use service::sheet::{Medium, Sheet};
use service::{CodeProblem, Comfort, Ending, Paper, Printout, Secured, SignInProblem, Trouble, View};
use variants::{CARD_PROBLEMS, CODE_PROBLEMS, DOCUMENTS, TROUBLES};

pub use catalogue::catalogue_view;
use records::{insurance_pages, record_pages};
pub use sheet::sheet;

/// Every state of every page under a name that can be a file's: `record`, `sorry-not-printed-paper-out`.
pub fn all() -> Vec<(String, View)> {
    all_with(&sheet())
}

/// The same with the picture of a real ticket.
pub fn all_with(sheet: &Arc<Sheet>) -> Vec<(String, View)> {
    let mut samples = Samples::default();
    samples.beginning();
    samples.catalogue();
    samples.applications();
    samples.papers();
    samples.waiting();
    samples.records();
    samples.choices();
    samples.printing(sheet);
    samples.sorry();
    samples.banners_and_panels();
    samples.0
}

/// The names of the main journey, in its order: what the contact sheet shows.
pub const MAIN: [&str; 18] = [
    "attract",
    "home",
    "list-scene",
    "search-typo",
    "guide-full",
    "chain",
    "consent",
    "identify",
    "waiting-fetching-record-slow",
    "record",
    "insurance-employee-pension",
    "choose-year",
    "choose-province",
    "preview-contribution-certificate",
    "printing-45",
    "take-it",
    "finished",
    "sorry-not-printed-paper-out",
];

/// Whether a sample differs from another one in a sentence or a picture only. Such a one needs no drawing in every
/// colour and size.
pub fn is_variant(name: &str) -> bool {
    const FAMILIES: [(&str, &[&str]); 24] = [
        (
            "question-",
            &[
                "question-number-wrong",
                "question-date",
                "question-text",
                "question-text-handwriting",
                "question-choice",
                "question-choices",
                "question-place",
                "question-pages-taken",
                "question-signature",
                "question-entries",
            ],
        ),
        ("review-", &["review-missing"]),
        ("handed-", &["handed-granted", "handed-several"]),
        ("rating-", &["rating-bad"]),
        ("case-", &["case-wanted"]),
        ("list-", &["list-scene", "list-departments", "list-for-you"]),
        ("search-", &["search-typo", "search-nothing"]),
        ("guide-", &["guide-full", "guide-print", "guide-short", "guide-simpler"]),
        ("chain-", &[]),
        ("scan-paper-", &["scan-paper-not-ours"]),
        ("checked-", &["checked-paper", "checked-no-paper", "checked-case-in-review"]),
        ("record-cannot-print-", &["record-cannot-print-paper-out"]),
        ("preview-cannot-", &["preview-cannot-paper-out"]),
        ("preview-", &["preview-contribution-certificate", "preview-a4"]),
        (
            "sorry-",
            &[
                "sorry-not-printed-paper-out",
                "sorry-not-printed-paper-out-no-retry",
                "sorry-refused-not-eligible",
                "sorry-offline-can-look",
            ],
        ),
        ("waiting-", &["waiting-fetching-record-slow", "waiting-fetching-record-very-slow"]),
        ("consent-", &["consent-apply"]),
        ("identify-", &["identify-reading", "identify-counterfeit", "identify-phone-only"]),
        ("take-it-", &["take-it-ticket-waits", "take-it-paper-out"]),
        ("printing-a4-", &[]),
        ("finished-", &["finished-timed-out-card-lies"]),
        ("attract-", &["attract-cannot-print", "attract-news", "attract-picture"]),
        ("home-", &["home-offline", "home-comfort"]),
        ("choose-province-", &["choose-province-time-warning"]),
    ];
    let family = FAMILIES.iter().find(|(start, _)| name.starts_with(start));
    family.is_some_and(|(start, kept)| {
        !kept.contains(&name) && !FAMILIES.iter().any(|(other, kept)| other.starts_with(start) && kept.contains(&name))
    })
}

#[derive(Default)]
struct Samples(Vec<(String, View)>);

impl Samples {
    /// A page inside a visit, with everything in the footer usable.
    fn add(&mut self, name: impl Into<String>, step: Option<u8>, page: Page) {
        let view = View {
            page,
            step,
            comfort: Comfort::default(),
            minute_of_day: 9 * 60 + 41,
            seconds_left: Some(118),
            can_back: true,
            can_home: true,
            banner: None,
            overlay: None,
            help: Help::NotCalled,
            headphones: false,
            patience: 120,
            news: None,
        };
        self.0.push((name.into(), view));
    }

    /// The same for the sample added last, changed.
    fn change(&mut self, change: impl FnOnce(&mut View)) {
        if let Some((_, view)) = self.0.last_mut() {
            change(view);
        }
    }

    fn beginning(&mut self) {
        let idle = |view: &mut View| {
            view.seconds_left = None;
            view.can_back = false;
            view.can_home = false;
        };
        self.add("attract", None, Page::Attract);
        self.change(idle);
        self.add("attract-news", None, Page::Attract);
        self.change(idle);
        self.change(|view| view.news = catalogue::news());
        self.add("attract-picture", None, Page::Attract);
        self.change(idle);
        self.change(|view| view.news = catalogue::news_with_picture());
        for (name, can_check) in [("home", true), ("home-no-scanner", false)] {
            self.add(name, None, Page::Home { can_check, stages: catalogue::stages() });
            self.change(|view| (view.can_back, view.can_home) = (false, false));
        }
        let consent = |wanted, errand| Page::Consent { version: "2026-10".into(), wanted, errand };
        self.add("consent", None, consent(None, None));
        self.add("consent-apply", None, consent(None, Some(apply::coming())));
        self.add("consent-cases", None, consent(None, Some(Coming::Cases)));
        for (name, kind) in DOCUMENTS {
            self.add(format!("consent-{name}"), None, consent(Some(kind), None));
        }
        let both = Ways { card: true, social: false, code: true };
        let identify =
            |reading, card_lies, problem, ways| Page::Identify { reading, card_lies, problem, ways, whose: Whose::Own };
        self.add("identify", Some(1), identify(false, false, None, both));
        self.add("identify-reading", Some(1), identify(true, false, None, both));
        self.add("identify-card-lies", Some(1), identify(false, true, None, both));
        let cards = CARD_PROBLEMS.map(|(name, problem)| (name.to_owned(), SignInProblem::Card(problem)));
        let codes = CODE_PROBLEMS.map(|(name, problem)| (format!("code-{name}"), SignInProblem::Code(problem)));
        for (name, problem) in cards.into_iter().chain(codes) {
            self.add(format!("identify-{name}"), Some(1), identify(false, false, Some(problem), both));
        }
        let others = [
            ("card-only", Ways { card: true, social: false, code: false }),
            ("phone-only", Ways { card: false, social: false, code: true }),
            ("all-ways", Ways { card: true, social: true, code: true }),
            ("both-cards", Ways { card: true, social: true, code: false }),
            ("social-only", Ways { card: false, social: true, code: false }),
        ];
        for (name, ways) in others {
            self.add(format!("identify-{name}"), Some(1), identify(false, false, None, ways));
        }
    }

    /// What one looks up.
    fn catalogue(&mut self) {
        for (name, page) in catalogue::pages() {
            self.add(name, None, page);
        }
    }

    /// What one applies with.
    fn applications(&mut self) {
        for (name, page) in apply::all() {
            self.add(name, None, page);
        }
    }

    /// What one asks with the code of a paper, and what only staff sees.
    fn papers(&mut self) {
        self.add("scan-paper", None, Page::ScanPaper { problem: None });
        for (name, problem) in [("not-ours", CodeProblem::NotOurs), ("of-person", CodeProblem::OfPerson)] {
            self.add(format!("scan-paper-{name}"), None, Page::ScanPaper { problem: Some(problem) });
        }
        for (name, checked) in papers::all() {
            self.add(format!("checked-{name}"), None, Page::Checked(checked));
        }
        for (name, why) in [("door-open", Secured::DoorOpen), ("tampered", Secured::Tampered)] {
            self.add(format!("secured-{name}"), None, Page::Secured(why));
            self.change(|view| (view.can_back, view.can_home, view.seconds_left) = (false, false, None));
        }
    }

    fn waiting(&mut self) {
        let whats = [
            ("identifying", Waiting::Identifying, 1),
            ("checking", Waiting::Checking, 0),
            ("fetching-record", Waiting::FetchingRecord, 2),
            ("issuing", Waiting::Issuing, 2),
            ("fetching-shared", Waiting::FetchingShared, 0),
            ("handing-in", Waiting::HandingIn, 0),
            ("fetching-cases", Waiting::FetchingCases, 0),
            ("withdrawing", Waiting::Withdrawing, 0),
            ("composing", Waiting::Composing, 2),
        ];
        for (name, what, step) in whats {
            for (speed, pace) in [("quick", Pace::Quick), ("slow", Pace::Slow), ("very-slow", Pace::VerySlow)] {
                let step = Some(step).filter(|step| *step > 0);
                self.add(format!("waiting-{name}-{speed}"), step, Page::Waiting { what, pace });
            }
        }
    }

    fn records(&mut self) {
        for (name, page) in record_pages() {
            self.add(name, Some(2), Page::Record(Arc::new(page)));
        }
        for (name, page) in insurance_pages() {
            self.add(name, Some(2), Page::Insurance(Arc::new(page)));
        }
    }

    fn choices(&mut self) {
        self.add("choose-year", Some(2), Page::ChooseYear((2003..=2026).rev().collect()));
        self.add("choose-year-one", Some(2), Page::ChooseYear(vec![2026]));
        let provinces = sheet::PROVINCES.map(|(code, name, english)| division(code, name, english));
        self.add("choose-province", Some(2), Page::ChooseProvince(provinces.into()));
        let cities = sheet::CITIES.map(|(code, name, english)| division(code, name, english));
        let province = division("520000", "贵州省", "Guizhou");
        self.add("choose-city", Some(2), Page::ChooseCity { province, cities: cities.into() });
        let (beijing, city) = (division("110000", "北京市", "Beijing"), [division("110100", "北京市", "Beijing")]);
        self.add("choose-city-one", Some(2), Page::ChooseCity { province: beijing, cities: city.into() });
    }

    fn printing(&mut self, sheet: &Arc<Sheet>) {
        let preview =
            |kind, trouble| Page::Preview { printout: Printout::Certificate(kind), sheet: Arc::clone(sheet), trouble };
        for (name, document) in DOCUMENTS {
            self.add(format!("preview-{name}"), Some(2), preview(document, None));
        }
        for (name, trouble) in TROUBLES {
            self.add(
                format!("preview-cannot-{name}"),
                Some(2),
                preview(DocumentKind::ContributionCertificate, Some(trouble)),
            );
        }
        let folio = sheet::folio();
        let a4 = |trouble| Page::Preview {
            printout: Printout::Certificate(DocumentKind::ContributionCertificate),
            sheet: Arc::clone(&folio),
            trouble,
        };
        self.add("preview-a4", Some(2), a4(None));
        self.add("preview-a4-toner-out", Some(2), a4(Some(Trouble::TonerOut)));
        let printout = Printout::Certificate(DocumentKind::EntitlementStatement);
        for (name, percent, pace) in
            [("0", 0, Pace::Quick), ("45", 45, Pace::Slow), ("100-very-slow", 100, Pace::VerySlow)]
        {
            let page = |medium| Page::Printing { printout, medium, percent, pace };
            self.add(format!("printing-{name}"), Some(3), page(Medium::Ticket));
            self.change(|view| (view.can_back, view.can_home) = (false, false));
            self.add(format!("printing-a4-{name}"), Some(3), page(Medium::A4));
            self.change(|view| (view.can_back, view.can_home) = (false, false));
        }
        let takes = [
            ("take-it", true, None, Paper::Full),
            ("take-it-ticket-waits", true, Some(true), Paper::Full),
            ("take-it-ticket-taken", true, Some(false), Paper::Full),
            ("take-it-card-taken", false, None, Paper::Full),
            ("take-it-all-taken", false, Some(false), Paper::Low),
            ("take-it-paper-out", true, Some(true), Paper::Out),
        ];
        for (name, card_lies, ticket_waits, paper) in takes {
            self.add(name, Some(3), Page::TakeIt { sheet: Arc::clone(sheet), card_lies, ticket_waits, paper });
            self.change(|view| view.can_back = false);
        }
        for (name, card_lies) in [("take-it-a4", true), ("take-it-a4-card-taken", false)] {
            let page = Page::TakeIt { sheet: Arc::clone(&folio), card_lies, ticket_waits: None, paper: Paper::Full };
            self.add(name, Some(3), page);
            self.change(|view| view.can_back = false);
        }
        let endings = [
            ("finished", Ending::Finished, false),
            ("finished-card-lies", Ending::Finished, true),
            ("finished-left", Ending::Left, false),
            ("finished-left-card-lies", Ending::Left, true),
            ("finished-timed-out", Ending::TimedOut, false),
            ("finished-timed-out-card-lies", Ending::TimedOut, true),
        ];
        for (name, ending, card_lies) in endings {
            self.add(name, None, Page::Finished { ending, card_lies });
            self.change(|view| (view.can_back, view.seconds_left) = (false, None));
        }
    }

    /// A sample that is there already, changed, under another name.
    fn again(&mut self, of: &str, name: impl Into<String>, change: impl FnOnce(&mut View)) {
        if let Some((_, view)) = self.0.iter().find(|(known, _)| known == of) {
            let mut view = view.clone();
            change(&mut view);
            self.0.push((name.into(), view));
        }
    }
}

fn division(code: &str, name: &str, english: &str) -> Division {
    Division { code: code.to_owned(), name: name.to_owned(), name_en: english.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_can_be_files() {
        let samples = all();
        let mut names: Vec<_> = samples.iter().map(|(name, _)| name.as_str()).collect();
        assert!(names.iter().all(|n| n.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        let variants = samples.iter().filter(|(name, _)| is_variant(name)).count();
        assert!((60..count - 40).contains(&variants), "{variants} of {count} samples are variants");
        assert!(!MAIN.iter().any(|name| is_variant(name)));
        assert!(MAIN.iter().all(|main| names.binary_search(main).is_ok()), "a page of the main journey has no sample");
    }
}
