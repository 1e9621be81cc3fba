//! Something happened to the person, with one thing to do.

use domain::catalogue::Said;
use service::{Language, Sorry};
use slint::ComponentHandle;

use super::catalogue;
use crate::convert;
use crate::generated::{App, CardProblem, Refusal, SorryAdapter, SorryId, Trouble};

/// `words`: what exactly, in its language. `can`: try again, look things up meanwhile.
pub(super) fn show(app: &App, sorry: Sorry, words: Option<(&Said, Language)>, can: (bool, bool), card_lies: bool) {
    let (can_try_again, can_look) = can;
    let adapter = app.global::<SorryAdapter>();
    let (id, card, trouble, refusal) = parts(sorry);
    adapter.set_sorry(id);
    adapter.set_card(card);
    adapter.set_trouble(trouble);
    adapter.set_refusal(refusal);
    adapter.set_words(words.map(|(said, language)| catalogue::of(said, language)).unwrap_or_default());
    adapter.set_can_try_again(can_try_again);
    adapter.set_can_look(can_look);
    adapter.set_card_lies(card_lies);
}

fn parts(sorry: Sorry) -> (SorryId, CardProblem, Trouble, Refusal) {
    let plain = |id| (id, CardProblem::None, Trouble::None, Refusal::None);
    match sorry {
        Sorry::ReaderDown => plain(SorryId::ReaderDown),
        Sorry::ScannerDown => plain(SorryId::ScannerDown),
        Sorry::Card(problem) => (SorryId::Card, convert::card_problem(problem), Trouble::None, Refusal::None),
        Sorry::Offline => plain(SorryId::Offline),
        Sorry::TooSlow => plain(SorryId::TooSlow),
        Sorry::PlatformFailed => plain(SorryId::PlatformFailed),
        Sorry::NoRecord => plain(SorryId::NoRecord),
        Sorry::MayNotAct => plain(SorryId::MayNotAct),
        Sorry::Unfit => plain(SorryId::Unfit),
        Sorry::NotDone => plain(SorryId::NotDone),
        Sorry::Refused(refusal) => (SorryId::Refused, CardProblem::None, Trouble::None, convert::refusal(refusal)),
        Sorry::NotPrinted(trouble) => {
            (SorryId::NotPrinted, CardProblem::None, convert::trouble(trouble), Refusal::None)
        }
        Sorry::PrintUnknown => plain(SorryId::PrintUnknown),
        Sorry::CannotPrepare => plain(SorryId::CannotPrepare),
    }
}
