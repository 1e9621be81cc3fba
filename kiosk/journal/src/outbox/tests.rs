//! Every state with every event, and what holds for all of them.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::CaseNumber;
use domain::catalogue::Said;
use domain::form::Digest;
use jiff::civil::date;
use platform::application::Receipt;
use uuid::Uuid;

use super::limits::{FAILURES_MOST, SENDS_MOST};
use super::state::{
    Accepted, Dead, Note, Pending, Rejected, Reserved, State, StateName, Submitting, Unknown, Uploading, Why,
};
use super::step::{Action, Event, Found, Step, step};

fn number() -> CaseNumber {
    CaseNumber::new(date(2026, 11, 23), 7)
}

fn words() -> Said {
    Said { zh: "不行。".to_owned(), en: "No.".to_owned() }
}

fn receipt() -> Box<Receipt> {
    Box::new(Receipt {
        submission: Uuid::from_u128(7),
        number: number(),
        digest: Digest::of(b"x"),
        received_at: "2026-11-23T02:00:00Z".parse().unwrap(),
        answer_by: None,
        decision: None,
        later: Vec::new(),
    })
}

fn submitting(sends: u32) -> State {
    Submitting { number: number(), sends }.into()
}

fn unknown(why: Why) -> State {
    Unknown { number: number(), why }.into()
}

/// Every state, those of which the number of sends matters more than once.
fn states() -> Vec<State> {
    let number = number;
    vec![
        Pending {}.into(),
        Reserved { number: number() }.into(),
        Uploading { number: number() }.into(),
        submitting(0),
        submitting(1),
        submitting(SENDS_MOST),
        Accepted { number: number() }.into(),
        Rejected { number: None }.into(),
        Rejected { number: Some(number()) }.into(),
        unknown(Why::OtherCase),
        Dead { number: None, why: Why::Unreadable }.into(),
        Dead { number: Some(number()), why: Why::GivenUp }.into(),
    ]
}

/// Every event, with what matters in it more than once.
fn events() -> Vec<Event> {
    let found =
        || [Found::There(None), Found::There(Some(receipt())), Found::NotThere, Found::Strange(Why::OtherContent)];
    let mut events = vec![
        Event::Taken,
        Event::Reserved(number()),
        Event::Uploaded,
        Event::Received(None),
        Event::Received(Some(receipt())),
        Event::NoAnswer,
        Event::Failed(1),
        Event::Failed(FAILURES_MOST),
        Event::Busy(None),
        Event::Busy(Some(Duration::from_secs(30))),
        Event::Refused(words()),
        Event::Unreadable,
    ];
    events.extend(found().map(Event::Asked));
    events.extend(found().map(|found| Event::AskedRefused(found, words())));
    events
}

/// The state after a step.
fn after(state: &State, step: &Step) -> State {
    step.change.as_ref().map_or_else(|| state.clone(), |change| change.to().clone())
}

fn wait() -> Action {
    Action::Wait(Duration::ZERO)
}

#[test]
fn each_state_and_event_leads_where_the_table_says() {
    let (taken, uploaded) = (Event::Taken, Event::Uploaded);
    let asked = Event::Asked;
    let refused = |found| Event::AskedRefused(found, words());
    let (pending, reserved, uploading): (State, State, State) =
        (Pending {}.into(), Reserved { number: number() }.into(), Uploading { number: number() }.into());
    let accepted: State = Accepted { number: number() }.into();
    let rejected: State = Rejected { number: Some(number()) }.into();
    let lost: State = Dead { number: Some(number()), why: Why::NoSuchCase }.into();
    let dead = |number| State::from(Dead { number, why: Why::Unreadable });
    let table = [
        (&pending, taken.clone(), &pending, Action::Reserve),
        (&pending, Event::Reserved(number()), &reserved, Action::GoOn),
        (&pending, Event::NoAnswer, &pending, wait()),
        (&pending, Event::Failed(FAILURES_MOST), &pending, wait()),
        (&pending, Event::Refused(words()), &Rejected { number: None }.into(), Action::Done),
        (&pending, Event::Unreadable, &dead(None), Action::Done),
        (&reserved, taken.clone(), &uploading, Action::Upload),
        (&reserved, Event::Unreadable, &dead(Some(number())), Action::Done),
        (&uploading, taken.clone(), &uploading, Action::Upload),
        (&uploading, uploaded.clone(), &submitting(1), Action::Submit),
        (&uploading, Event::NoAnswer, &uploading, wait()),
        (&uploading, Event::Failed(FAILURES_MOST), &uploading, wait()),
        (&uploading, Event::Refused(words()), &uploading, Action::AskRefused(words())),
        (&uploading, refused(Found::NotThere), &rejected, Action::Done),
        (&uploading, refused(Found::Strange(Why::NoSuchCase)), &lost, Action::Done),
        (&uploading, refused(Found::There(None)), &submitting(1), Action::Ask),
        (&uploading, Event::Unreadable, &dead(Some(number())), Action::Done),
        // After a start and after a wait it is asked for, never sent.
        (&submitting(1), taken.clone(), &submitting(1), Action::Ask),
        (&submitting(1), Event::Received(Some(receipt())), &accepted, Action::Done),
        (&submitting(1), Event::Received(None), &accepted, Action::Done),
        (&submitting(1), Event::NoAnswer, &submitting(1), wait()),
        (&submitting(1), Event::Failed(FAILURES_MOST - 1), &submitting(1), wait()),
        (&submitting(1), Event::Failed(FAILURES_MOST), &unknown(Why::PlatformFails), Action::Done),
        (&submitting(1), asked(Found::There(Some(receipt()))), &accepted, Action::Done),
        (&submitting(1), asked(Found::NotThere), &submitting(2), Action::Upload),
        (&submitting(2), uploaded, &submitting(2), Action::Submit),
        (&submitting(SENDS_MOST), asked(Found::NotThere), &unknown(Why::SentTooOften), Action::Done),
        (&submitting(1), asked(Found::Strange(Why::NoSuchCase)), &unknown(Why::NoSuchCase), Action::Done),
        (&submitting(1), Event::Refused(words()), &submitting(1), Action::AskRefused(words())),
        (&submitting(1), refused(Found::There(None)), &accepted, Action::Done),
        (&submitting(1), refused(Found::NotThere), &rejected, Action::Done),
        (&submitting(1), refused(Found::Strange(Why::OtherCase)), &unknown(Why::OtherCase), Action::Done),
        (&submitting(1), Event::Unreadable, &unknown(Why::Unreadable), Action::Done),
    ];
    for (from, event, to, action) in table {
        let step = step(from.clone(), event.clone());
        assert_eq!((after(from, &step), &step.action), (to.clone(), &action), "{from:?} {event:?}");
    }
}

#[test]
fn whatever_happens_nothing_leaves_unasked_and_no_end_is_left() {
    let mut moves = BTreeSet::new();
    for state in states() {
        for event in events() {
            let step = step(state.clone(), event.clone());
            let to = after(&state, &step);
            let case = format!("{state:?} {event:?} {step:?}");
            if let Some(change) = &step.change {
                assert_eq!(change.from(), state.name(), "{case}");
                moves.insert((state.name(), to.name()));
            }
            // Whatever is not open stays, and nothing more is done for it.
            assert_eq!(step.action == Action::Done, !to.is_open(), "{case}");
            assert!(state.is_open() || step.change.is_none(), "{case}");
            // It leaves only when that it may leave is committed, and once for each time that it is committed.
            if step.action == Action::Submit {
                assert!(event == Event::Uploaded && to.name() == StateName::Submitting, "{case}");
            }
            if state.name() == StateName::Submitting && to.sends() > state.sends() {
                assert_eq!(event, Event::Asked(Found::NotThere), "{case}");
            }
            // A number that was given never changes.
            assert!(state.number().is_none_or(|before| to.number() == Some(before)), "{case}");
            // What the platform said at the end is kept.
            let note = step.change.as_ref().and_then(|change| change.note.clone());
            assert_eq!(
                matches!(note, Some(Note::Refused(_))),
                state.is_open() && to.name() == StateName::Rejected,
                "{case}"
            );
            // Busy means that nothing was done, and for how long.
            if let Event::Busy(Some(after)) = event {
                assert!(!state.is_open() || step.action == Action::Wait(after), "{case}");
            }
        }
    }
    let words: Vec<String> = moves.iter().map(|(from, to)| format!("{from} {to}")).collect();
    assert_eq!(
        words,
        [
            "pending reserved",
            "pending rejected",
            "pending dead",
            "reserved uploading",
            "reserved rejected",
            "reserved dead",
            "uploading submitting",
            "uploading rejected",
            "uploading dead",
            "submitting submitting",
            "submitting accepted",
            "submitting rejected",
            "submitting unknown",
        ]
    );
}

#[test]
fn what_is_stored_reads_back() {
    for state in states() {
        let why = state.why().map(Why::as_str);
        let read = State::stored(state.name().as_str(), state.number().cloned(), state.sends(), why);
        assert_eq!(read, Some(state));
    }
    for why in Why::ALL {
        assert_eq!(State::stored("unknown", Some(number()), 0, Some(why.as_str())), Some(unknown(*why)));
        crate::detail::word("why", why.as_str()).unwrap();
    }
    for (name, number, why) in [
        ("sent", Some(number()), None),
        ("reserved", None, None),
        ("unknown", Some(number()), None),
        ("dead", None, Some("tired")),
    ] {
        assert_eq!(State::stored(name, number, 0, why), None, "{name}");
    }
}

/// A journal whose file may grow by so many pages of 4096 bytes.
async fn nearly_full(folder: &std::path::Path, pages: i64) -> crate::Journal {
    let path = folder.join("journal.db");
    let mut opened = crate::file::open(&path).await.unwrap();
    let now = "2026-11-23T02:00:00Z".parse().unwrap();
    crate::recovery::recover(&mut opened, now).await.unwrap();
    let count: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut opened.connection).await.unwrap();
    let most = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {}", count + pages));
    sqlx::raw_sql(most).execute(&mut opened.connection).await.unwrap();
    let (writer, asks) = tokio::sync::mpsc::channel(crate::writer::QUEUE);
    tokio::spawn(crate::writer::Writer::new(opened).run(asks));
    crate::Journal { writer, path }
}

#[tokio::test]
async fn a_full_disk_is_told_before_anything_is_said_and_leaves_nothing() {
    use platform::application::{Attachment, Channel, MediaType, Outgoing, Rating, Satisfaction, Supplement};

    let now = "2026-11-23T02:00:00Z".parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let journal = nearly_full(folder.path(), 20).await;
    let outbox = super::Outbox::open(&journal, &folder.path().join("outbox.key")).await.unwrap();
    let picture = vec![7_u8; 300_000];
    let attachment = Attachment {
        question: "photo".to_owned(),
        digest: Digest::of(&picture),
        length: picture.len() as u64,
        media: MediaType::Jpeg,
    };
    let contents: super::Contents = [(attachment.digest, picture.into())].into();
    let supplement = Supplement {
        id: Uuid::now_v7(),
        number: number(),
        answers: domain::form::Answers::default(),
        attachments: vec![attachment],
    };
    let big = Outgoing::Supplement(supplement);
    let failed = outbox.seal(Uuid::now_v7(), &big, contents, now).await;
    assert!(matches!(failed, Err(crate::JournalError::DiskFull)), "{failed:?}");
    assert_eq!(outbox.entries(9).await.unwrap(), []);
    // What is small still has room, and the chain holds.
    let small = Outgoing::Rating(Rating {
        id: Uuid::now_v7(),
        number: number(),
        satisfaction: Satisfaction::Satisfied,
        reasons: Vec::new(),
        text: None,
        channel: Channel::HallTerminal,
        given_at: now,
    });
    outbox.seal(Uuid::now_v7(), &small, super::Contents::new(), now).await.unwrap();
    assert_eq!(journal.verify().await.unwrap().first_bad, None);
    journal.close().await.unwrap();
}
