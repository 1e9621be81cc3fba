//! 我的办件: the list, and one of it.

use service::{CasePage, CaseRow, CasesPage, Language};
use slint::ComponentHandle;

use super::guide::trouble;
use super::{catalogue, model};
use crate::convert;
use crate::generated::{App, CaseEntry, CaseStep, CasesAdapter, StageId, WantedEntry};

pub(super) fn show(app: &App, language: Language, page: &CasesPage) {
    app.global::<CasesAdapter>().set_cases(model(page.cases.iter().map(|row| entry(row, language))));
}

pub(super) fn show_one(app: &App, language: Language, page: &CasePage) {
    let adapter = app.global::<CasesAdapter>();
    let progress = &page.row.progress;
    adapter.set_case(entry(&page.row, language));
    let step = |(stage, day): &(_, _)| CaseStep { stage: convert::stage(*stage), day: convert::day(Some(*day)) };
    adapter.set_steps(model(page.steps.iter().map(step)));
    adapter.set_wanted(model(page.wanted.iter().map(|(name, words)| WantedEntry {
        name: catalogue::of(name, language),
        words: catalogue::of(words, language),
    })));
    let decided = progress.decision.as_ref();
    let answer_by = progress.receipt.as_ref().and_then(|receipt| receipt.answer_by).filter(|_| decided.is_none());
    adapter.set_answer_by(convert::day(answer_by));
    let english = language == Language::English;
    let words = decided.map(|decision| if english { &decision.words_en } else { &decision.words });
    adapter.set_decision(words.map(|words| words.reveal().as_str().into()).unwrap_or_default());
    let document = decided.and_then(|decision| decision.document.as_ref());
    adapter.set_document(document.map(|document| catalogue::of(&document.title, language)).unwrap_or_default());
    adapter.set_can_rate(page.can_rate);
    adapter.set_hotline(page.hotline.as_deref().unwrap_or_default().into());
    adapter.set_can_print_notice(page.can_print_notice);
    adapter.set_can_supplement(page.can_supplement);
    adapter.set_can_withdraw(page.can_withdraw);
    adapter.set_withdrawing(page.withdrawing);
    adapter.set_trouble(trouble(page.trouble));
}

fn entry(row: &CaseRow, language: Language) -> CaseEntry {
    CaseEntry {
        number: row.number.as_str().into(),
        title: catalogue::of(&row.title, language),
        stage: row.progress.stage().map_or(StageId::Received, convert::stage),
        since: convert::day(row.since),
    }
}

pub(super) fn clear(app: &App) {
    let adapter = app.global::<CasesAdapter>();
    adapter.set_cases(model([]));
    adapter.set_case(CaseEntry::default());
    adapter.set_steps(model([]));
    adapter.set_wanted(model([]));
    adapter.set_decision("".into());
    adapter.set_document("".into());
}
