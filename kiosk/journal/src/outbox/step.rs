//! What is done next with an entry: pure, without clock and I/O. The state that it gives is committed before its action
//! is taken, so that after any cut the stored state says what may have happened.

use std::time::Duration;

use domain::CaseNumber;
use domain::catalogue::Said;
use platform::application::Receipt;

use super::limits::{FAILURES_MOST, SENDS_MOST};
use super::state::{Move, State, Submitting, Why};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It is taken up: for the first time, after a wait, after a start.
    Taken,
    /// The platform gave its number.
    Reserved(CaseNumber),
    /// All attachments are there.
    Uploaded,
    /// The platform took it. The receipt of an application is that of this one.
    Received(Option<Box<Receipt>>),
    /// The platform was asked, and says this.
    Asked(Found),
    /// The platform was asked after it had refused something that may have arrived before.
    AskedRefused(Found, Said),
    /// Line down or no answer: what was asked for may have been done.
    NoAnswer,
    /// The platform failed, for the so many-th time in a row: what was asked for may have been done.
    Failed(u32),
    /// Nothing was done; the platform wants to be left alone for so long.
    Busy(Option<Duration>),
    /// Refused for good.
    Refused(Said),
    /// What is stored cannot be read.
    Unreadable,
}

/// What the platform has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It is there. An application has its receipt.
    There(Option<Box<Receipt>>),
    /// It is not there.
    NotThere,
    /// Something else is there, or not even the number.
    Strange(Why),
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Take it up again at once.
    GoOn,
    /// Reserve a number.
    Reserve,
    /// Upload what is not there yet.
    Upload,
    /// Send it.
    Submit,
    /// Ask whether it is there.
    Ask,
    /// Ask whether it is there, although it was refused with these words.
    AskRefused(Said),
    /// Wait, at least for so long.
    Wait(Duration),
    /// Nothing more.
    Done,
}

/// What is committed first, and what is done then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The move, if it moves.
    pub change: Option<Move>,
    /// The action after it.
    pub action: Action,
}

impl Step {
    fn moves(change: Move, action: Action) -> Self {
        Self { change: Some(change), action }
    }

    fn ends(change: Move) -> Self {
        Self::moves(change, Action::Done)
    }

    fn stays(action: Action) -> Self {
        Self { change: None, action }
    }
}

/// What is done next with an entry in a state when something happened.
pub fn step(state: State, event: Event) -> Step {
    if let Event::Busy(after) = event {
        let wait = if state.is_open() { Action::Wait(after.unwrap_or_default()) } else { Action::Done };
        return Step::stays(wait);
    }
    match state {
        State::Pending(pending) => match event {
            Event::Reserved(number) => Step::moves(pending.reserved(number), Action::GoOn),
            Event::Refused(words) | Event::AskedRefused(_, words) => Step::ends(pending.rejected(words)),
            Event::Unreadable => Step::ends(pending.dead(Why::Unreadable)),
            other => before_sending(&other, Action::Reserve),
        },
        State::Reserved(reserved) => match event {
            Event::Taken => Step::moves(reserved.uploading(), Action::Upload),
            Event::Refused(words) | Event::AskedRefused(_, words) => Step::ends(reserved.rejected(words)),
            Event::Unreadable => Step::ends(reserved.dead(Why::Unreadable)),
            other => before_sending(&other, Action::GoOn),
        },
        State::Uploading(uploading) => match event {
            Event::Uploaded => Step::moves(uploading.submitting(), Action::Submit),
            // It may be refused because the platform has lost the number: that is for staff, not for the person.
            Event::Refused(words) => Step::stays(Action::AskRefused(words)),
            Event::AskedRefused(Found::NotThere, words) => Step::ends(uploading.rejected(words)),
            Event::AskedRefused(Found::Strange(why), _) => Step::ends(uploading.dead(why)),
            Event::AskedRefused(Found::There(_), _) => Step::moves(uploading.submitting(), Action::Ask),
            Event::Unreadable => Step::ends(uploading.dead(Why::Unreadable)),
            other => before_sending(&other, Action::Upload),
        },
        State::Submitting(submitting) => sent(submitting, event),
        State::Accepted(_) | State::Rejected(_) | State::Unknown(_) | State::Dead(_) => Step::stays(Action::Done),
    }
}

/// Nothing took effect that a second try would do twice: numbers and parts are the same ones again.
fn before_sending(event: &Event, action: Action) -> Step {
    match event {
        Event::NoAnswer | Event::Failed(_) => Step::stays(Action::Wait(Duration::ZERO)),
        _ => Step::stays(action),
    }
}

/// It may have left.
fn sent(submitting: Submitting, event: Event) -> Step {
    match event {
        Event::Received(receipt)
        | Event::Asked(Found::There(receipt))
        | Event::AskedRefused(Found::There(receipt), _) => Step::ends(submitting.accepted(receipt)),
        Event::Asked(Found::NotThere) if submitting.sends < SENDS_MOST => {
            Step::moves(submitting.again(), Action::Upload)
        }
        Event::Asked(Found::NotThere) => Step::ends(submitting.unknown(Why::SentTooOften)),
        Event::Asked(Found::Strange(why)) | Event::AskedRefused(Found::Strange(why), _) => {
            Step::ends(submitting.unknown(why))
        }
        Event::Uploaded => Step::stays(Action::Submit),
        // What arrived before, or twice on its way, may be why it is refused now.
        Event::Refused(words) => Step::stays(Action::AskRefused(words)),
        Event::AskedRefused(Found::NotThere, words) => Step::ends(submitting.rejected(words)),
        Event::Failed(times) if times >= FAILURES_MOST => Step::ends(submitting.unknown(Why::PlatformFails)),
        Event::NoAnswer | Event::Failed(_) => Step::stays(Action::Wait(Duration::ZERO)),
        Event::Unreadable => Step::ends(submitting.unknown(Why::Unreadable)),
        Event::Taken | Event::Reserved(_) | Event::Busy(_) => Step::stays(Action::Ask),
    }
}
