//! Lay your card down, or show your code.

use service::SignInProblem;
use service::page::{Ways, Whose};
use slint::ComponentHandle;

use crate::convert;
use crate::generated::{App, CardProblem, CodeProblem, IdentifyAdapter, WhoseId};

/// `reading`, `lies`: a card lies there and is being read; one lies there that was read before.
pub(super) fn show(app: &App, reading: bool, lies: bool, problem: Option<SignInProblem>, ways: Ways, whose: Whose) {
    let adapter = app.global::<IdentifyAdapter>();
    let (card, code) = match problem {
        None => (CardProblem::None, CodeProblem::None),
        Some(SignInProblem::Card(problem)) => (convert::card_problem(problem), CodeProblem::None),
        Some(SignInProblem::Code(problem)) => (CardProblem::None, convert::code_problem(problem)),
    };
    adapter.set_reading(reading);
    adapter.set_lies(lies);
    adapter.set_whose(match whose {
        Whose::Own => WhoseId::Own,
        Whose::Helper => WhoseId::Helper,
        Whose::Principal => WhoseId::Principal,
    });
    adapter.set_problem(card);
    adapter.set_code_problem(code);
    adapter.set_by_card(ways.card);
    adapter.set_by_social(ways.social);
    adapter.set_by_code(ways.code);
}
