//! The visit under every order of events: it always has a page, never prints by itself, and ends wiped.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    unreachable_pub
)] // a test

mod acting;
mod apply;
mod cabinet;
mod codes;
mod comfort;
mod drafts;
mod fits;
mod look;
mod medium;
mod people;
mod story;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::Validity;
use platform::{CodeRefusal, PlatformError, Refusal};
use proptest::prelude::*;
use service::page::Help;
use service::{
    Answer, CallId, CardNews, Colours, Comfort, Effect, Event, Folio, Intent, Medium, Note, Page, PrintOutcome,
    PrinterHealth, Printout, ReaderHealth, Sheet, Visit, step, view,
};
use uuid::Uuid;

use drafts::{Draft, drafts};
use people::{at, certificate, identity, record, rules, session};

fn sheet() -> Arc<Sheet> {
    Arc::new(Sheet {
        ticket: paper::Ticket::new(48),
        picture: paper::Picture { width: 8, height: 1, gray: vec![255; 8].into() },
        folio: None,
    })
}

fn folio() -> Arc<Sheet> {
    let sheet = Sheet {
        ticket: paper::Ticket::new(48),
        picture: paper::Picture { width: 0, height: 0, gray: Vec::new().into() },
        folio: Some(Folio {
            pdf: vec![0; 8].into(),
            picture: Colours { width: 1, height: 1, rgb: vec![255; 3].into() },
            pages: 1,
        }),
    };
    Arc::new(sheet)
}

struct World {
    visit: Visit,
    clock: Duration,
    asked: Vec<Effect>,
    jobs: Vec<Uuid>,
}

impl World {
    fn happen(&mut self, event: Event) -> Vec<Effect> {
        let (visit, effects) = step(std::mem::take(&mut self.visit), event, at(self.clock), rules());
        self.visit = visit;
        for effect in &effects {
            match effect {
                Effect::Print { job, .. } => self.jobs.push(*job),
                Effect::Identify { .. }
                | Effect::FetchRecord { .. }
                | Effect::ResolveCode { .. }
                | Effect::Verify { .. }
                | Effect::FindCase { .. }
                | Effect::Issue { .. }
                | Effect::Compose { .. }
                | Effect::ComposeLeaflet { .. } => {
                    self.asked.push(effect.clone());
                }
                _ => {}
            }
        }
        effects
    }

    fn answer(asked: &Effect, good: bool) -> (CallId, Answer) {
        let bad = PlatformError::Refused(Refusal::RecordLocked);
        match asked {
            Effect::Identify { call, .. } => {
                (*call, Answer::Identified(if good { Ok(session()) } else { Err(PlatformError::Offline) }))
            }
            Effect::ResolveCode { call, .. } => (
                *call,
                Answer::Resolved(if good {
                    Ok(identity(Validity::LongTerm))
                } else {
                    Err(PlatformError::Code(CodeRefusal::Used))
                }),
            ),
            Effect::Verify { call, .. } => (*call, Answer::Verified(Ok(good.then(people::issued_paper)))),
            Effect::FindCase { call, .. } => {
                (*call, Answer::Case(if good { Ok(Some(people::case_state())) } else { Err(PlatformError::TimedOut) }))
            }
            Effect::FetchRecord { call, .. } => (*call, Answer::Record(if good { Ok(record(true)) } else { Err(bad) })),
            Effect::Issue { call, request, .. } => (
                *call,
                Answer::Issued(if good {
                    Ok(certificate(request.clone()))
                } else {
                    Err(PlatformError::SessionInvalid)
                }),
            ),
            Effect::Compose { call, medium: Medium::Ticket, .. } => (*call, Answer::Composed(good.then(sheet))),
            Effect::Compose { call, medium: Medium::A4, .. } => (*call, Answer::Composed(good.then(folio))),
            Effect::ComposeLeaflet { call, .. } => (*call, Answer::Composed(good.then(sheet))),
            other => panic!("{other:?} is no question"),
        }
    }

    fn play(&mut self, draft: Draft) -> (Option<Event>, Vec<Effect>) {
        let event = match draft {
            Draft::Plain(event) => event,
            Draft::AnswerLast(good) => match self.asked.last() {
                Some(asked) => {
                    let (call, answer) = Self::answer(asked, good);
                    Event::Answer(call, answer)
                }
                None => Event::Tick,
            },
            Draft::AnswerStale(good) => match self.asked.first() {
                Some(asked) => {
                    let (call, answer) = Self::answer(asked, good);
                    Event::Answer(call, answer)
                }
                None => Event::Tick,
            },
            Draft::ProgressLast(percent) => match self.jobs.last() {
                Some(job) => Event::PrintProgress { job: *job, percent },
                None => Event::Tick,
            },
            Draft::EndLast(outcome) => match self.jobs.last() {
                Some(job) => Event::PrintEnded { job: *job, outcome },
                None => Event::Tick,
            },
            Draft::Wait(millis) => {
                self.clock += Duration::from_millis(millis);
                Event::Tick
            }
        };
        let effects = self.happen(event.clone());
        (Some(event), effects)
    }
}

fn world() -> World {
    let mut world = World { visit: Visit::new(), clock: Duration::ZERO, asked: Vec::new(), jobs: Vec::new() };
    world.happen(Event::Reader(ReaderHealth::Ready));
    world.happen(Event::Printer(PrinterHealth { trouble: None, ..PrinterHealth::default() }));
    world
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn e7_any_order_of_events_leaves_a_page_and_prints_only_what_was_reviewed(drafts in proptest::collection::vec(drafts(), 1..120)) {
        let mut world = world();
        let mut jobs = HashSet::new();
        let mut open_job = None;
        for draft in drafts {
            let was_idle = world.visit.is_idle();
            let reviewed = matches!(view(&world.visit, at(world.clock), rules()).page, Page::Preview { .. } | Page::Sorry { .. });
            let ended = matches!(&draft, Draft::EndLast(_));
            // A guide was read on its page, and its button pressed there: it is printed when it is laid out.
            let guide = matches!(world.asked.last(), Some(Effect::ComposeLeaflet { .. }));
            let (event, effects) = world.play(draft);
            let drawn = view(&world.visit, at(world.clock), rules());
            let prints: Vec<_> = effects.iter().filter(|e| matches!(e, Effect::Print { .. })).collect();
            if ended {
                open_job = None;
            }
            for print in &prints {
                let Effect::Print { job, .. } = print else { unreachable!() };
                let Effect::Print { printout, .. } = print else { unreachable!() };
                let laid_out = matches!(&event, Some(Event::Answer(_, Answer::Composed(Some(_)))));
                if guide && laid_out {
                    prop_assert_eq!(*printout, Printout::Guide, "nothing but a guide is printed so");
                } else {
                    prop_assert_eq!(&event, &Some(Event::Intent(Intent::Print)), "only the person prints");
                    prop_assert!(reviewed, "what was not seen before is not printed");
                }
                prop_assert!(jobs.insert(*job), "a job is printed once");
                prop_assert!(open_job.is_none(), "one job at a time");
                open_job = Some(*job);
            }
            // Nothing of anybody is kept where nobody is.
            if world.visit.is_idle() {
                prop_assert!(!world.visit.holds_personal_data());
            }
            // D7: however a visit ends, the next person finds the terminal as it was from the start.
            if world.visit.is_idle() && !was_idle {
                prop_assert_eq!(world.visit.comfort(), Comfort::default());
                prop_assert_eq!((drawn.overlay, drawn.help), (None, Help::NotCalled));
            }
            // Whoever opens the cabinet sees nothing of anybody.
            if world.visit.secured().is_some() {
                prop_assert!(matches!(drawn.page, Page::Secured(_)) && world.visit.is_idle(), "{:?}", drawn.page);
            }
            if matches!(drawn.page, Page::Finished { .. }) {
                prop_assert!(!world.visit.holds_personal_data(), "wiped before the farewell is shown");
            }
            // A page that shows a person's record belongs to a visit that consented.
            if matches!(drawn.page, Page::Record(_) | Page::Preview { .. } | Page::TakeIt { .. }) {
                prop_assert!(world.visit.holds_personal_data());
            }
            // Debug output of a visit names nobody.
            let shown = format!("{:?} {:?}", world.visit, drawn);
            prop_assert!(!shown.contains(people::NAME), "{}", shown);
            prop_assert!(!shown.contains(people::number().reveal().as_str()));
            prop_assert!(!shown.contains(people::personal_code().reveal().as_str()));
        }
    }

    #[test]
    fn left_alone_every_visit_ends_wiped(drafts in proptest::collection::vec(drafts(), 1..80)) {
        let mut world = world();
        for draft in drafts {
            world.play(draft);
        }
        // What the terminal waits for ends one way or the other; then nobody touches anything.
        for _ in 0..4 {
            if let Some(asked) = world.asked.last().cloned() {
                let (call, answer) = World::answer(&asked, false);
                world.happen(Event::Answer(call, answer));
            }
            if let Some(job) = world.jobs.last().copied() {
                world.happen(Event::PrintEnded { job, outcome: PrintOutcome::Unknown });
            }
            world.happen(Event::Card(CardNews::Removed));
            world.clock += Duration::from_secs(200);
            world.happen(Event::Tick);
            world.clock += Duration::from_secs(200);
            world.happen(Event::Tick);
        }
        prop_assert!(world.visit.is_idle(), "{:?}", view(&world.visit, at(world.clock), rules()).page);
        prop_assert!(!world.visit.holds_personal_data());
        prop_assert_eq!(world.visit.comfort(), Comfort::default());
    }

    #[test]
    fn the_next_wake_is_ahead_and_changes_the_view_or_the_clock(drafts in proptest::collection::vec(drafts(), 1..60)) {
        let mut world = world();
        for draft in drafts {
            world.play(draft);
            let wake = world.visit.next_wake(rules(), at(world.clock));
            prop_assert!(wake >= world.clock);
            prop_assert!(wake <= world.clock + Duration::from_secs(60), "the clock changes every minute");
        }
    }
}

#[test]
fn every_ending_is_journalled_once() {
    let mut world = world();
    world.happen(Event::Intent(Intent::Begin(None)));
    world.happen(Event::Intent(Intent::Agree));
    world.clock += Duration::from_secs(500);
    let effects = world.happen(Event::Tick);
    let ended: Vec<_> = effects.iter().filter(|e| matches!(e, Effect::Note(Note::VisitEnded(..)))).collect();
    assert_eq!(ended.len(), 1, "{effects:?}");
    assert!(effects.contains(&Effect::Wipe));
    assert!(effects.contains(&Effect::ArmReader(false)), "nobody's card is read after the visit");
}
