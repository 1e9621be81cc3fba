//! Codes before the scanner: signing in with one, and asking what a paper's code says.

use domain::Validity;
use domain::catalogue::Said;
use platform::{CodeRefusal, PlatformError};
use service::page::{Checked, Kept, KeptStanding, Ways};
use service::{
    Answer, CodeProblem, Effect, Event, Intent, Page, PlatformHealth, ReaderHealth, ScannerHealth, SignInProblem, Sorry,
};

use super::people;
use super::story::{Story, call};

fn story() -> Story {
    let mut story = Story::new();
    story.tell(Event::Scanner(ScannerHealth::Ready));
    story
}

/// On the page where one signs in.
fn identifying() -> Story {
    let mut story = story();
    story.do_it(Intent::Begin(None));
    let effects = story.do_it(Intent::Agree);
    assert!(effects.contains(&Effect::ArmScanner(true)), "codes are read only after consent: {effects:?}");
    story
}

fn problem(story: &Story) -> Option<SignInProblem> {
    let Page::Identify { problem, .. } = story.page() else { panic!("{:?}", story.page()) };
    problem
}

#[test]
fn a_personal_code_stands_in_for_the_card() {
    let mut story = identifying();
    assert!(matches!(story.page(), Page::Identify { ways: Ways { card: true, code: true, .. }, .. }));
    let effects = story.tell(Event::Code(people::personal_code()));
    assert!(effects.contains(&Effect::ArmScanner(false)) && effects.contains(&Effect::ArmReader(false)), "{effects:?}");
    let effects = story.tell(Event::Answer(call(&effects), Answer::Resolved(Ok(people::identity(Validity::LongTerm)))));
    let effects = story.tell(Event::Answer(call(&effects), Answer::Identified(Ok(people::session()))));
    story.tell(Event::Answer(call(&effects), Answer::Record(Ok(people::record(true)))));
    assert!(matches!(story.page(), Page::Record(_)), "{:?}", story.page());
}

#[test]
fn a_code_that_is_refused_says_why_and_leaves_every_way_open() {
    for (refusal, says) in [
        (CodeRefusal::Expired, CodeProblem::Expired),
        (CodeRefusal::Used, CodeProblem::Used),
        (CodeRefusal::Invalid, CodeProblem::Invalid),
        (CodeRefusal::NotSignedUp, CodeProblem::NotSignedUp),
    ] {
        let mut story = identifying();
        let effects = story.tell(Event::Code(people::personal_code()));
        let effects = story.tell(Event::Answer(call(&effects), Answer::Resolved(Err(PlatformError::Code(refusal)))));
        assert_eq!(problem(&story), Some(SignInProblem::Code(says)));
        assert!(
            effects.contains(&Effect::ArmReader(true)) && effects.contains(&Effect::ArmScanner(true)),
            "{effects:?}"
        );
    }
}

#[test]
fn other_codes_are_not_sent_anywhere() {
    for (code, says) in
        [(people::paper_code(), CodeProblem::OfPaper), ("wxp://f2f0example".into(), CodeProblem::NotOurs)]
    {
        let mut story = identifying();
        assert_eq!(story.tell(Event::Code(code)), []);
        assert_eq!(problem(&story), Some(SignInProblem::Code(says)));
    }
}

#[test]
fn without_a_line_the_code_is_asked_for_again() {
    let mut story = identifying();
    let effects = story.tell(Event::Code(people::personal_code()));
    story.tell(Event::Answer(call(&effects), Answer::Resolved(Err(PlatformError::Offline))));
    assert!(matches!(story.page(), Page::Sorry { sorry: Sorry::Offline, .. }));
    let effects = story.tell(Event::Platform(PlatformHealth::Reachable));
    assert!(
        effects.contains(&Effect::ArmScanner(true)),
        "a code is good once, and nothing was kept of it: {effects:?}"
    );
    assert!(matches!(story.page(), Page::Identify { .. }));
}

#[test]
fn a_code_that_nobody_asked_for_is_not_used() {
    let mut story = story();
    for code in [people::personal_code(), people::paper_code()] {
        assert_eq!(story.tell(Event::Code(code)), []);
    }
    assert_eq!(story.page(), Page::Attract);
}

#[test]
fn with_a_broken_card_reader_the_code_still_opens_and_the_other_way_round() {
    let mut story = identifying();
    story.tell(Event::Reader(ReaderHealth::Down));
    assert!(matches!(story.page(), Page::Identify { ways: Ways { card: false, code: true, .. }, .. }));
    story.tell(Event::Scanner(ScannerHealth::Down));
    assert!(matches!(story.page(), Page::Sorry { sorry: Sorry::ReaderDown, .. }));
    story.tell(Event::Reader(ReaderHealth::Ready));
    assert!(matches!(story.page(), Page::Identify { ways: Ways { card: true, code: false, .. }, .. }));
}

#[test]
fn a_paper_is_checked_without_any_person() {
    let mut story = story();
    story.do_it(Intent::Start);
    assert!(matches!(story.page(), Page::Home { can_check: true, .. }));
    let effects = story.do_it(Intent::CheckPaper);
    assert_eq!(effects, [Effect::ArmScanner(true)]);
    let effects = story.tell(Event::Code(people::paper_code()));
    assert!(matches!(&effects[..], [.., Effect::Verify { code, .. }] if code == "ABCD2345EFGH"), "{effects:?}");
    story.tell(Event::Answer(call(&effects), Answer::Verified(Ok(Some(people::issued_paper())))));
    assert!(matches!(story.page(), Page::Checked(Checked::Paper { valid: true, .. })), "{:?}", story.page());
    // One more, and one that nobody issued.
    story.do_it(Intent::CheckPaper);
    let effects = story.tell(Event::Code(people::paper_code()));
    story.tell(Event::Answer(call(&effects), Answer::Verified(Ok(None))));
    assert_eq!(story.page(), Page::Checked(Checked::NoPaper));
    story.do_it(Intent::Home);
    assert!(matches!(story.page(), Page::Home { can_check: true, .. }));
    assert!(!story.visit.holds_personal_data());
}

#[test]
fn a_receipt_says_where_its_case_stands() {
    let mut story = story();
    story.do_it(Intent::Start);
    story.do_it(Intent::CheckPaper);
    let effects = story.tell(Event::Code(people::receipt_code()));
    story.tell(Event::Answer(call(&effects), Answer::Case(Ok(Some(people::case_state())))));
    assert_eq!(story.page(), Page::Checked(Checked::Case(people::case_state())));
    story.do_it(Intent::Back);
    assert_eq!(story.page(), Page::ScanPaper { problem: None });
    story.tell(Event::Code(people::personal_code()));
    assert_eq!(story.page(), Page::ScanPaper { problem: Some(CodeProblem::OfPerson) });
    story.tell(Event::Scanner(ScannerHealth::Down));
    assert!(matches!(story.page(), Page::Sorry { sorry: Sorry::ScannerDown, .. }));
}

#[test]
fn a_receipt_of_what_is_no_case_tells_what_the_terminal_knows() {
    let mut story = story();
    story.do_it(Intent::Start);
    story.do_it(Intent::CheckPaper);
    let effects = story.tell(Event::Code(people::receipt_code()));
    let since = jiff::civil::date(2026, 11, 23);
    let kept = Kept { local: 7, title: Said::default(), standing: KeptStanding::Refused, since };
    story.tell(Event::Answer(call(&effects), Answer::Kept(kept.clone())));
    assert_eq!(story.page(), Page::Checked(Checked::Kept(kept)));
    story.do_it(Intent::Back);
    assert!(!story.visit.holds_personal_data());
}

#[test]
fn a_check_without_a_line_goes_on_by_itself() {
    let mut story = story();
    story.do_it(Intent::Start);
    story.do_it(Intent::CheckPaper);
    let effects = story.tell(Event::Code(people::paper_code()));
    story.tell(Event::Answer(call(&effects), Answer::Verified(Err(PlatformError::Offline))));
    assert!(matches!(story.page(), Page::Sorry { sorry: Sorry::Offline, can_try_again: true, .. }));
    story.tell(Event::Platform(PlatformHealth::Reachable));
    assert_eq!(story.page(), Page::ScanPaper { problem: None });
}
