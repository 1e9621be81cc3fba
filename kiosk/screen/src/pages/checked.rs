//! What the code of a paper says.

use service::page::{Checked, Kept, KeptStanding};
use service::{CaseStage, CaseState, IssuedPaper, Language, PaperKind};
use slint::ComponentHandle;

use super::catalogue;
use crate::convert;
use crate::generated::{App, CheckedAdapter, CheckedId};

pub(super) fn show(app: &App, language: Language, checked: &Checked) {
    let adapter = app.global::<CheckedAdapter>();
    adapter.set_checked(match checked {
        Checked::Paper { valid: true, .. } => CheckedId::Paper,
        Checked::Paper { valid: false, .. } => CheckedId::PaperExpired,
        Checked::NoPaper => CheckedId::NoPaper,
        Checked::Case(_) => CheckedId::Case,
        Checked::NoCase => CheckedId::NoCase,
        Checked::Kept(Kept { standing: KeptStanding::Waits, .. }) => CheckedId::Kept,
        Checked::Kept(Kept { standing: KeptStanding::WithStaff, .. }) => CheckedId::KeptByStaff,
        Checked::Kept(Kept { standing: KeptStanding::Refused, .. }) => CheckedId::KeptRefused,
    });
    match checked {
        Checked::Paper { paper, .. } => show_paper(&adapter, language, paper),
        Checked::Case(case) => show_case(&adapter, language, case),
        Checked::Kept(kept) => {
            adapter.set_matter(catalogue::of(&kept.title, language));
            adapter.set_number(format!("{:04}", kept.local).into());
            adapter.set_since(convert::day(Some(kept.since)));
        }
        Checked::NoPaper | Checked::NoCase => {}
    }
}

fn show_paper(adapter: &CheckedAdapter<'_>, language: Language, paper: &IssuedPaper) {
    match &paper.document {
        PaperKind::Certificate(document) => {
            adapter.set_matter("".into());
            adapter.set_document(convert::document(*document));
        }
        PaperKind::Decision(title) => adapter.set_matter(catalogue::of(title, language)),
    }
    adapter.set_number(paper.number.as_str().into());
    adapter.set_name(paper.masked_name.reveal().as_str().into());
    adapter.set_issuer(paper.issuer.as_str().into());
    adapter.set_issued_on(convert::day(Some(paper.issued_on)));
    adapter.set_valid_until(convert::day(paper.valid_until));
}

fn show_case(adapter: &CheckedAdapter<'_>, language: Language, case: &CaseState) {
    let matter = if language == Language::English { &case.matter_en } else { &case.matter };
    adapter.set_matter(matter.as_str().into());
    adapter.set_number(case.number.as_str().into());
    adapter.set_stage(convert::case_stage(case.stage));
    adapter.set_since(convert::day(Some(case.since)));
    adapter.set_answer_by(convert::day(case.answer_by));
}

pub(super) fn clear(app: &App) {
    let adapter = app.global::<CheckedAdapter>();
    adapter.set_checked(CheckedId::NoPaper);
    adapter.set_number("".into());
    adapter.set_name("".into());
    adapter.set_issuer("".into());
    adapter.set_matter("".into());
    adapter.set_stage(convert::case_stage(CaseStage::Received));
    for set in [
        CheckedAdapter::set_issued_on,
        CheckedAdapter::set_valid_until,
        CheckedAdapter::set_since,
        CheckedAdapter::set_answer_by,
    ] {
        set(&adapter, convert::day(None));
    }
}
