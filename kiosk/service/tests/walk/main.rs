//! The visit under every order of events: it always has a page, never prints by itself, and ends wiped.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    unreachable_pub
)] // a test

mod cabinet;
mod codes;
mod comfort;
mod look;
mod medium;
mod people;
mod story;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::catalogue::{Audience, Seat};
use domain::{DocumentKind, InsuranceKind, Validity};
use platform::{CodeRefusal, PlatformError, Refusal};
use proptest::prelude::*;
use service::page::Help;
use service::{
    Answer, CallId, CardNews, CardProblem, Colours, Comfort, Contrast, Effect, Event, Folio, Intent, Language, Medium,
    Note, Page, PanelNews, Paper, PlatformHealth, PrintOutcome, PrinterHealth, Printout, ReaderHealth, ScannerHealth,
    Setting, Sheet, Target, TextSize, Trouble, Visit, step, view,
};
use uuid::Uuid;

use people::{at, certificate, identity, record, rules, session};

/// An event before it is known which call or job it answers.
#[derive(Debug, Clone)]
enum Draft {
    Plain(Event),
    AnswerLast(bool),
    AnswerStale(bool),
    ProgressLast(u8),
    EndLast(PrintOutcome),
    Wait(u64),
}

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

fn intents() -> impl Strategy<Value = Intent> {
    let kinds = prop_oneof![
        Just(DocumentKind::ContributionCertificate),
        Just(DocumentKind::EntitlementStatement),
        Just(DocumentKind::UnemploymentTransfer),
    ];
    prop_oneof![
        3 => Just(Intent::Start),
        2 => Just(Intent::CheckPaper),
        5 => targets().prop_map(Intent::Open),
        2 => prop_oneof![Just("s"), Just("yj"), Just("失业"), Just("\u{7}")].prop_map(|text| Intent::Type(text.into())),
        1 => Just(Intent::Erase),
        1 => Just(Intent::EraseAll),
        3 => Just(Intent::PrintGuide),
        3 => proptest::option::of(kinds.clone()).prop_map(Intent::Begin),
        4 => Just(Intent::Agree),
        1 => Just(Intent::OpenInsurance(InsuranceKind::EmployeePension)),
        1 => Just(Intent::OpenInsurance(InsuranceKind::WorkInjury)),
        3 => kinds.prop_map(Intent::ChooseDocument),
        2 => prop_oneof![Just(2020_i16), Just(1999)].prop_map(Intent::ChooseYear),
        2 => prop_oneof![Just("370000"), Just("110000"), Just("999999")].prop_map(|c| Intent::ChooseProvince(c.into())),
        2 => prop_oneof![Just("371000"), Just("0")].prop_map(|c| Intent::ChooseCity(c.into())),
        4 => Just(Intent::Print),
        2 => Just(Intent::TryAgain),
        1 => Just(Intent::Another),
        1 => Just(Intent::Finish),
        1 => Just(Intent::Back),
        1 => Just(Intent::Home),
        1 => Just(Intent::ToggleComfort),
        1 => Just(Intent::Help),
        1 => Just(Intent::CloseOverlay),
        1 => Just(Intent::StillHere),
        4 => settings().prop_map(Intent::Set),
        1 => Just(Intent::ToggleSimple),
        1 => Just(Intent::ResetComfort),
    ]
}

fn targets() -> impl Strategy<Value = Target> {
    let numbers = 0_usize..20;
    prop_oneof![
        Just(Target::Search),
        Just(Target::Stages(Audience::Enterprise)),
        numbers.clone().prop_map(Target::Stage),
        (numbers.clone(), 0_usize..4).prop_map(|(stage, scene)| Target::Scene(stage, scene)),
        Just(Target::Departments),
        numbers.clone().prop_map(Target::Department),
        Just(Target::Chains),
        numbers.clone().prop_map(Target::Chain),
        Just(Target::ForYou),
        prop_oneof![Just("P042-1"), Just("P054-1"), Just("E001-1"), Just("P999-1")]
            .prop_map(|id| Target::Matter(id.parse().unwrap())),
        Just(Target::Seats),
        numbers.prop_map(|area| Target::Seat(Seat::Area(area))),
        Just(Target::Seat(Seat::OtherTown)),
    ]
}

fn settings() -> impl Strategy<Value = Setting> {
    prop_oneof![
        Just(Setting::Language(Language::English)),
        Just(Setting::Size(TextSize::Largest)),
        Just(Setting::Contrast(Contrast::DarkHigh)),
        any::<bool>().prop_map(Setting::Simple),
        any::<bool>().prop_map(Setting::Reach),
        any::<bool>().prop_map(Setting::Still),
        any::<bool>().prop_map(Setting::MoreTime),
        any::<bool>().prop_map(Setting::Steady),
        any::<bool>().prop_map(Setting::Blank),
        any::<bool>().prop_map(Setting::Voice),
        any::<bool>().prop_map(Setting::Faster),
        any::<bool>().prop_map(Setting::Louder),
        any::<bool>().prop_map(Setting::Aloud),
    ]
}

fn ears() -> impl Strategy<Value = Event> {
    prop_oneof![
        2 => any::<bool>().prop_map(Event::Headphones),
        1 => Just(Event::Keypad),
        2 => any::<bool>().prop_map(Event::Speaking),
        1 => Just(Event::HelpComes),
    ]
}

fn devices() -> impl Strategy<Value = Event> {
    let troubles = prop_oneof![Just(None), Just(Some(Trouble::PaperOut)), Just(Some(Trouble::Disconnected))];
    let printer = (troubles, prop_oneof![Just(None), Just(Some(true)), Just(Some(false))], any::<bool>()).prop_map(
        |(trouble, ticket_waiting, laser)| {
            let health = PrinterHealth { trouble, paper: Paper::Full, ticket_waiting };
            if laser { Event::Laser(health) } else { Event::Printer(health) }
        },
    );
    let card = prop_oneof![
        2 => Just(CardNews::Found),
        4 => Just(CardNews::Read(identity(Validity::LongTerm))),
        1 => Just(CardNews::Read(identity(Validity::Until(jiff::civil::date(2020, 1, 1))))),
        1 => Just(CardNews::Failed(CardProblem::Moved)),
        1 => Just(CardNews::Failed(CardProblem::Counterfeit)),
        1 => Just(CardNews::Removed),
    ];
    prop_oneof![
        6 => card.prop_map(Event::Card),
        3 => prop_oneof![
            Just(people::personal_code()),
            Just(people::paper_code()),
            Just(people::receipt_code()),
            Just("6901234567892".into()),
        ].prop_map(Event::Code),
        1 => prop_oneof![Just(ScannerHealth::Ready), Just(ScannerHealth::Down)].prop_map(Event::Scanner),
        1 => prop_oneof![
            2 => any::<bool>().prop_map(PanelNews::Door),
            1 => Just(PanelNews::Tamper),
            1 => Just(PanelNews::CallButton),
            1 => any::<bool>().prop_map(PanelNews::PaperInSlot),
        ].prop_map(Event::Panel),
        1 => Just(Event::TamperCleared),
        1 => prop_oneof![Just(ReaderHealth::Ready), Just(ReaderHealth::Down)].prop_map(Event::Reader),
        2 => printer,
        1 => prop_oneof![Just(PlatformHealth::Reachable), Just(PlatformHealth::Offline)].prop_map(Event::Platform),
    ]
}

fn drafts() -> impl Strategy<Value = Draft> {
    prop_oneof![
        8 => intents().prop_map(|intent| Draft::Plain(Event::Intent(intent))),
        4 => devices().prop_map(Draft::Plain),
        2 => ears().prop_map(Draft::Plain),
        8 => proptest::bool::weighted(0.85).prop_map(Draft::AnswerLast),
        1 => any::<bool>().prop_map(Draft::AnswerStale),
        1 => any::<u8>().prop_map(Draft::ProgressLast),
        3 => prop_oneof![
            Just(PrintOutcome::Printed),
            Just(PrintOutcome::NotPrinted(Trouble::PaperOut)),
            Just(PrintOutcome::Unknown)
        ].prop_map(Draft::EndLast),
        3 => (0_u64..200_000).prop_map(Draft::Wait),
    ]
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
