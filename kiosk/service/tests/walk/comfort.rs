//! How the terminal looks, sounds and waits, told event by event. Names begin with the requirement's id.

use std::time::Duration;

use domain::DocumentKind;
use service::page::{Help, Overlay};
use service::{Comfort, Effect, Event, Intent, Note, Page, PrintOutcome, Setting, TextSize, View, view};

use super::people::{at, rules};
use super::story::{Story, job};

fn drawn(story: &Story) -> View {
    view(&story.visit, at(story.clock), rules())
}

fn pass(story: &mut Story, seconds: u64) -> View {
    story.clock += Duration::from_secs(seconds);
    story.tell(Event::Tick);
    drawn(story)
}

#[test]
fn d2_the_plug_starts_speech_from_the_first_page() {
    let mut story = Story::new();
    story.tell(Event::Headphones(true));
    let view = drawn(&story);
    assert_eq!(view.page, Page::Attract);
    assert!(view.comfort.voice.on && view.headphones);
    // Plugged in and left behind, the next person's first key starts it again.
    let view = pass(&mut story, 200);
    assert!(!view.comfort.voice.on, "ended with the time limit");
    story.tell(Event::Keypad);
    assert!(drawn(&story).comfort.voice.on);
    story.tell(Event::Headphones(false));
    assert_eq!(drawn(&story).comfort, Comfort::default(), "who pulls the plug on the first page goes away");
}

#[test]
fn d7_every_ending_brings_back_the_default() {
    let endings: [fn(&mut Story); 4] = [
        |story| drop(story.do_it(Intent::Finish)),
        |story| drop(story.do_it(Intent::Home)),
        |story| drop(pass(story, 1000)),
        |story| {
            let job = job(&story.do_it(Intent::Print));
            story.tell(Event::PrintEnded { job, outcome: PrintOutcome::Printed });
            drop(pass(story, 300));
        },
    ];
    for (index, end) in endings.into_iter().enumerate() {
        let mut story = Story::previewing();
        story.do_it(Intent::Set(Setting::Simple(true)));
        story.do_it(Intent::Set(Setting::Reach(true)));
        story.do_it(Intent::Set(Setting::Louder(true)));
        story.do_it(Intent::Help);
        story.do_it(Intent::CloseOverlay);
        end(&mut story);
        assert!(!story.visit.holds_personal_data(), "ending {index}");
        assert!(drawn(&story).comfort.simple, "ending {index}: the farewell is still read by the same person");
        let view = pass(&mut story, 60);
        assert_eq!((view.page, view.comfort, view.help), (Page::Attract, Comfort::default(), Help::NotCalled));
    }
}

#[test]
fn e5_help_is_called_once_and_comes_while_one_goes_on() {
    let (mut story, _) = Story::identified(None, true);
    let called = |effects: &[Effect]| effects.iter().any(|e| matches!(e, Effect::Note(Note::HelpCalled(Some(_)))));
    assert!(called(&story.do_it(Intent::Help)));
    assert_eq!((drawn(&story).overlay, drawn(&story).help), (Some(Overlay::Help), Help::Called));
    story.do_it(Intent::CloseOverlay);
    assert!(matches!(story.page(), Page::Record(_)), "where one was");
    assert!(!called(&story.do_it(Intent::Help)), "called already");
    story.tell(Event::HelpComes);
    assert_eq!((drawn(&story).overlay, drawn(&story).help), (Some(Overlay::Help), Help::Comes));
    story.do_it(Intent::CloseOverlay);
    assert!(!story.do_it(Intent::ChooseDocument(DocumentKind::ContributionCertificate)).is_empty(), "goes on");
}

#[test]
fn e5_nobody_comes_who_was_not_called() {
    let mut story = Story::new();
    story.tell(Event::HelpComes);
    assert_eq!(drawn(&story).help, Help::NotCalled);
}

#[test]
fn e10_the_simple_pages_are_offered_on_the_first_page_and_by_one_key() {
    let mut story = Story::new();
    story.do_it(Intent::ToggleSimple);
    assert!(super::story::is_home(&story.page()), "one touch, and one is there");
    assert_eq!((drawn(&story).comfort.simple, drawn(&story).comfort.size), (true, TextSize::Largest));
    story.do_it(Intent::ToggleSimple);
    assert!(super::story::is_home(&story.page()));
    assert_eq!(drawn(&story).comfort, Comfort::default());
    // In the middle of a visit nothing is lost by it.
    let mut story = Story::previewing();
    story.do_it(Intent::ToggleSimple);
    assert!(matches!(story.page(), Page::Preview { .. }));
}

#[test]
fn f1_the_time_counts_from_the_end_of_speech() {
    let (mut story, _) = Story::identified(None, true);
    story.tell(Event::Speaking(true));
    let view = pass(&mut story, 200);
    assert_eq!((view.overlay, view.seconds_left), (None, None), "no limit runs while it speaks");
    story.tell(Event::Speaking(false));
    let view = pass(&mut story, 119);
    assert_eq!((view.overlay, view.seconds_left), (None, Some(31)));
    assert!(matches!(pass(&mut story, 2).overlay, Some(Overlay::TimeWarning { seconds: 29 })));
    // The warning itself is spoken while its seconds run.
    story.tell(Event::Speaking(true));
    assert!(matches!(pass(&mut story, 10).overlay, Some(Overlay::TimeWarning { seconds: 19 })));
    story.tell(Event::Speaking(false));
    assert!(matches!(pass(&mut story, 10).overlay, Some(Overlay::TimeWarning { seconds: 9 })));
    pass(&mut story, 10);
    assert!(!story.visit.holds_personal_data());
}

#[test]
fn f1_speech_that_never_ends_keeps_nothing_of_anybody() {
    let (mut story, _) = Story::identified(None, true);
    story.tell(Event::Speaking(true));
    for _ in 0..10 {
        pass(&mut story, 60);
    }
    assert!(!story.visit.holds_personal_data());
}

#[test]
fn f1_more_time_is_a_setting() {
    let (mut story, _) = Story::identified(None, true);
    story.do_it(Intent::Set(Setting::MoreTime(true)));
    assert_eq!(drawn(&story).patience, 300);
    assert_eq!(pass(&mut story, 299).overlay, None);
    assert!(matches!(pass(&mut story, 2).overlay, Some(Overlay::TimeWarning { seconds: 44 })));
}

#[test]
fn f2_any_key_extends_at_least_ten_times_and_nothing_is_lost() {
    let (mut story, _) = Story::identified(None, true);
    for _ in 0..15 {
        assert!(matches!(pass(&mut story, 125).overlay, Some(Overlay::TimeWarning { .. })));
        story.tell(Event::Keypad);
        assert_eq!(drawn(&story).overlay, None);
        assert!(matches!(story.page(), Page::Record(_)));
    }
}

#[test]
fn f5_the_screen_goes_black_by_choice_only_and_comes_back() {
    let (mut story, _) = Story::identified(None, true);
    story.tell(Event::Headphones(true));
    assert!(!drawn(&story).comfort.blank, "never by itself: many who listen also see");
    story.do_it(Intent::Set(Setting::Blank(true)));
    assert!(drawn(&story).comfort.blank);
    story.do_it(Intent::Set(Setting::Blank(false)));
    assert!(!drawn(&story).comfort.blank && drawn(&story).comfort.voice.on);
}

#[test]
fn f6_pulled_headphones_ask_and_then_the_time_runs() {
    let (mut story, _) = Story::identified(None, true);
    story.tell(Event::Headphones(true));
    story.do_it(Intent::Set(Setting::Blank(true)));
    story.tell(Event::Headphones(false));
    let view = drawn(&story);
    assert_eq!(view.overlay, Some(Overlay::Unplugged));
    assert!(!view.comfort.blank, "the question is seen");
    // Put back: on as before, black screen too.
    story.tell(Event::Headphones(true));
    assert_eq!((drawn(&story).overlay, drawn(&story).comfort.blank), (None, true));
    // Left: a short wait, the warning, the end.
    story.tell(Event::Headphones(false));
    assert!(matches!(pass(&mut story, 21).overlay, Some(Overlay::TimeWarning { .. })));
    assert!(story.visit.holds_personal_data());
    pass(&mut story, 45);
    assert!(!story.visit.holds_personal_data());
}

#[test]
fn f6_without_headphones_one_can_go_on_seeing() {
    let (mut story, _) = Story::identified(None, true);
    story.tell(Event::Headphones(true));
    story.tell(Event::Headphones(false));
    story.do_it(Intent::Set(Setting::Voice(false)));
    assert_eq!((drawn(&story).overlay, drawn(&story).comfort.voice.on), (None, false));
    assert!(matches!(story.page(), Page::Record(_)));
}

#[test]
fn f8_restoring_the_defaults_keeps_what_was_entered_and_who_listens_listening() {
    let mut story = Story::previewing();
    story.tell(Event::Headphones(true));
    story.do_it(Intent::Set(Setting::Simple(true)));
    story.do_it(Intent::Set(Setting::Faster(true)));
    story.do_it(Intent::ResetComfort);
    assert!(matches!(story.page(), Page::Preview { .. }));
    assert_eq!(drawn(&story).comfort, Comfort::default().with(Setting::Voice(true)));
}
