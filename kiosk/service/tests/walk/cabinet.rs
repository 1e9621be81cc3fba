//! The cabinet itself: its door, its tamper switch, its button, its slot, its guide lights.

use service::{
    CardNews, Effect, Ending, Event, Intent, Light, Lights, Note, Page, PanelNews, PrintOutcome, ScannerHealth,
    Secured, Setting, lights, view,
};

use super::people::{at, rules};
use super::story::{Story, is_home, job};

fn panel(story: &mut Story, news: PanelNews) -> Vec<Effect> {
    story.tell(Event::Panel(news))
}

fn shine(story: &Story) -> Lights {
    lights(&view(&story.visit, at(story.clock), rules()))
}

#[test]
fn an_open_door_ends_the_visit_and_leaves_the_glass_to_staff() {
    let (mut story, _) = Story::identified(None, true);
    let effects = panel(&mut story, PanelNews::Door(true));
    assert_eq!(story.page(), Page::Secured(Secured::DoorOpen));
    assert!(!story.visit.holds_personal_data());
    assert!(effects.contains(&Effect::Wipe) && effects.contains(&Effect::Note(Note::Secured(Secured::DoorOpen))));
    assert!(
        effects.iter().any(|e| matches!(e, Effect::Note(Note::VisitEnded(_, Ending::Secured)))),
        "the journal knows why: {effects:?}"
    );
    assert_eq!(story.do_it(Intent::Start), [], "the glass does nothing");
    let effects = panel(&mut story, PanelNews::Door(false));
    assert!(effects.contains(&Effect::Note(Note::Released(Secured::DoorOpen))), "{effects:?}");
    assert_eq!(story.page(), Page::Attract);
    story.do_it(Intent::Start);
    assert!(is_home(&story.page()));
}

#[test]
fn tampering_outlasts_the_door_until_staff_has_looked() {
    let mut story = Story::new();
    panel(&mut story, PanelNews::Tamper);
    panel(&mut story, PanelNews::Door(true));
    assert_eq!(story.page(), Page::Secured(Secured::Tampered));
    panel(&mut story, PanelNews::Door(false));
    assert_eq!(story.page(), Page::Secured(Secured::Tampered));
    story.tell(Event::TamperCleared);
    assert_eq!(story.page(), Page::Attract);
}

#[test]
fn a_ticket_on_its_way_when_the_door_opens_is_finished_before_the_next() {
    let mut story = Story::previewing();
    let first = job(&story.do_it(Intent::Print));
    panel(&mut story, PanelNews::Door(true));
    panel(&mut story, PanelNews::Door(false));
    assert_eq!(story.page(), Page::Attract);
    story.walk_to_preview();
    assert_eq!(story.do_it(Intent::Print), [], "the printer is still at the ticket before");
    story.tell(Event::PrintEnded { job: first, outcome: PrintOutcome::Printed });
    assert_ne!(job(&story.do_it(Intent::Print)), first);
}

#[test]
fn the_button_on_the_cabinet_calls_like_the_one_on_the_glass() {
    let mut story = Story::new();
    story.do_it(Intent::Start);
    let effects = panel(&mut story, PanelNews::CallButton);
    assert_eq!(effects, [Effect::Note(Note::HelpCalled(None))]);
    assert_eq!(panel(&mut story, PanelNews::CallButton), [], "once");
}

#[test]
fn a_sensor_in_the_slot_tells_where_the_printer_cannot() {
    let mut story = Story::previewing();
    story.tell(Event::Printer(service::PrinterHealth {
        trouble: None,
        paper: service::Paper::Full,
        ticket_waiting: None,
    }));
    let job = job(&story.do_it(Intent::Print));
    story.tell(Event::PrintEnded { job, outcome: PrintOutcome::Printed });
    assert!(matches!(story.page(), Page::TakeIt { ticket_waits: None, .. }));
    panel(&mut story, PanelNews::PaperInSlot(true));
    assert!(matches!(story.page(), Page::TakeIt { ticket_waits: Some(true), .. }));
    panel(&mut story, PanelNews::PaperInSlot(false));
    assert!(matches!(story.page(), Page::TakeIt { ticket_waits: Some(false), .. }));
}

#[test]
fn lights_lead_the_hand_and_stand_still_for_who_wants_it() {
    let (off, on, here) = (Light::Off, Light::On, Light::Breathing);
    let only = |reader, scanner, paper, headphones| Lights { reader, scanner, paper, headphones };
    let mut story = Story::new();
    story.tell(Event::Scanner(ScannerHealth::Ready));
    assert_eq!(shine(&story), only(off, off, off, on));
    story.do_it(Intent::Begin(None));
    story.do_it(Intent::Agree);
    assert_eq!(shine(&story), only(here, here, off, off));
    story.do_it(Intent::Set(Setting::Still(true)));
    assert_eq!(shine(&story), only(on, on, off, off));
    story.do_it(Intent::Set(Setting::Still(false)));
    story.tell(Event::Card(CardNews::Found));
    assert_eq!(shine(&story), only(on, off, off, off));
    panel(&mut story, PanelNews::Door(true));
    assert_eq!(shine(&story), Lights::default());

    let mut story = Story::previewing();
    story.tell(Event::Card(CardNews::Found));
    let job = job(&story.do_it(Intent::Print));
    assert_eq!(shine(&story).paper, on);
    story.tell(Event::PrintEnded { job, outcome: PrintOutcome::Printed });
    panel(&mut story, PanelNews::PaperInSlot(true));
    assert_eq!((shine(&story).paper, shine(&story).reader), (off, here), "this printer tells better than the sensor");
}
