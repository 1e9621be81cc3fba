//! A4 or ticket: by what the terminal has and what works.

use service::{Answer, Effect, Event, Intent, Medium, Page, Paper, PrintOutcome, PrinterHealth, Sorry, Trouble};

use super::story::{Story, call, job};

fn laser(story: &mut Story, trouble: Option<Trouble>) -> Vec<Effect> {
    story.tell(Event::Laser(PrinterHealth { trouble, paper: Paper::Full, ticket_waiting: None }))
}

fn medium(effects: &[Effect]) -> Medium {
    let found = effects.iter().find_map(|e| if let Effect::Compose { medium, .. } = e { Some(*medium) } else { None });
    found.unwrap_or_else(|| panic!("nothing was laid out: {effects:?}"))
}

/// A terminal with both printers, at the preview.
fn previewing() -> Story {
    let mut story = Story::new();
    laser(&mut story, None);
    let effects = story.walk_to_composing();
    assert_eq!(medium(&effects), Medium::A4, "A4 where it can be");
    story.tell(Event::Answer(call(&effects), Answer::Composed(Some(super::folio()))));
    story
}

#[test]
fn a_document_is_laid_out_for_the_printer_that_works() {
    for (a4, ticket, on) in [
        (None, Some(Trouble::PaperOut), Medium::A4),
        (Some(Trouble::TonerOut), None, Medium::Ticket),
        // Neither does: it waits for the better one.
        (Some(Trouble::TonerOut), Some(Trouble::PaperOut), Medium::A4),
    ] {
        let mut story = Story::new();
        laser(&mut story, a4);
        story.printer(ticket);
        assert_eq!(medium(&story.walk_to_composing()), on, "{a4:?} {ticket:?}");
    }
}

#[test]
fn a_printer_that_fails_before_printing_hands_over_to_the_other() {
    let mut story = previewing();
    let effects = laser(&mut story, Some(Trouble::PaperOut));
    assert_eq!(medium(&effects), Medium::Ticket);
    story.tell(Event::Answer(call(&effects), Answer::Composed(Some(super::sheet()))));
    assert!(matches!(story.page(), Page::Preview { trouble: None, .. }), "{:?}", story.page());
    // The ticket that is shown stays what is printed: nothing changes under the person's eyes without need.
    assert_eq!(laser(&mut story, None), []);
    assert!(matches!(story.page(), Page::Preview { .. }));
}

#[test]
fn what_was_not_printed_on_one_is_printed_on_the_other_and_seen_before() {
    let mut story = previewing();
    let first = job(&story.do_it(Intent::Print));
    assert!(matches!(story.page(), Page::Printing { medium: Medium::A4, .. }));
    laser(&mut story, Some(Trouble::Jammed));
    story.tell(Event::PrintEnded { job: first, outcome: PrintOutcome::NotPrinted(Trouble::Jammed) });
    assert!(matches!(story.page(), Page::Sorry { can_try_again: true, .. }), "the other one works");
    let effects = story.do_it(Intent::TryAgain);
    assert_eq!(medium(&effects), Medium::Ticket);
    story.tell(Event::Answer(call(&effects), Answer::Composed(Some(super::sheet()))));
    assert!(matches!(story.page(), Page::Preview { trouble: None, .. }));
    let second = job(&story.do_it(Intent::Print));
    story.tell(Event::PrintEnded { job: second, outcome: PrintOutcome::Unknown });
    assert!(matches!(story.page(), Page::Sorry { sorry: Sorry::PrintUnknown, .. }), "never a blind reprint");
    assert_eq!(story.do_it(Intent::TryAgain), []);
}

#[test]
fn with_one_printer_out_nobody_is_told_that_nothing_can_be_printed() {
    let mut story = Story::new();
    laser(&mut story, None);
    story.printer(Some(Trouble::PaperOut));
    let drawn = service::view(&story.visit, super::people::at(story.clock), super::people::rules());
    assert_eq!(drawn.banner, None);
}
