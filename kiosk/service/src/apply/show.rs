//! From what is asked and answered to what is drawn.

use domain::Divisions;
use domain::catalogue::{Catalogue, Department, Said, Seat};
use domain::form::{Answer, At, Charset, Complaint, FileAnswer, Form, Forms, Kind, Origin, Question, Why};
use domain::{Division, Sensitive};
use jiff::civil::Date;

use super::draft::Draft;
use super::entry::{Entry, keys};
use super::handed::{Delivery, Handed};
use super::page::{
    HandedPage, Input, PickRow, QuestionPage, RatingPage, ReviewPage, ReviewRow, SharePage, ShareRow, TypingPage,
};
use super::typing::Typing;
use crate::trouble::Trouble;
use crate::visit::Visit;

fn said(zh: &str, en: &str) -> Said {
    Said { zh: zh.to_owned(), en: en.to_owned() }
}

pub(crate) fn share_page(draft: &Draft, forms: &Forms, catalogue: &Catalogue) -> SharePage {
    let english = |name: &str| {
        let of = |it: &&Department| it.name == name || it.aliases.iter().any(|alias| alias == name);
        catalogue.departments.iter().find(of).map(|it| it.name_en.clone()).unwrap_or_default()
    };
    let registers = draft.merged.registers(forms);
    let several = draft.merged.forms.len() > 1;
    let rows = registers.into_iter().map(|(register, asking)| ShareRow {
        name: register.name.clone(),
        department: Said { zh: register.department.clone(), en: english(&register.department) },
        purpose: if several { purpose(&register.purpose, &asking) } else { register.purpose.clone() },
        trust: register.trust,
    });
    SharePage { title: draft.title.clone(), rows: rows.collect() }
}

/// What for, with the matters for which it is, where several are applied for at once.
fn purpose(purpose: &Said, asking: &[&std::sync::Arc<Form>]) -> Said {
    let (zh, en): (Vec<&str>, Vec<&str>) =
        asking.iter().map(|form| (form.title.zh.as_str(), form.title.en.as_str())).unzip();
    Said { zh: format!("{}（{}）", purpose.zh, zh.join("、")), en: format!("{} ({})", purpose.en, en.join(", ")) }
}

/// The question on the screen; `None`: there is none.
pub(crate) fn question_page(draft: &Draft, visit: &Visit, divisions: &Divisions, today: Date) -> Option<QuestionPage> {
    let question = draft.question()?;
    let asked = draft.asked(today);
    let own = |question: &&&Question| {
        question.kind != Kind::Signature && matches!(draft.answers.origin(&question.key), None | Some(Origin::Said))
    };
    let numbered: Vec<&&Question> = asked.iter().filter(own).collect();
    let place = numbered.iter().position(|question| question.key == draft.at.key);
    let section = draft
        .merged
        .sections
        .iter()
        .find(|section| section.questions.iter().any(|question| question.key == draft.at.key));
    let origin = match draft.at.within {
        None => draft.answers.origin(&draft.at.key).filter(|origin| *origin != Origin::Said),
        Some(_) => None,
    };
    Some(QuestionPage {
        at: draft.at.clone(),
        title: draft.title.clone(),
        section: section.map(|section| section.name.clone()).unwrap_or_default(),
        number: if draft.reviewing || draft.aside.is_some() { 0 } else { place.map_or(0, |place| place + 1) },
        total: numbered.len(),
        ask: question.ask.clone(),
        help: question.help.clone(),
        origin,
        complaint: draft.complaint.clone(),
        can_skip: draft.entry.is_empty() && (!question.required || draft.cannot_photograph(visit.seen.is_some())),
        input: input(draft, question, visit, divisions),
    })
}

fn input(draft: &Draft, question: &Question, visit: &Visit, divisions: &Divisions) -> Input {
    let answer = draft.answers.at(&draft.at);
    match (&question.kind, &draft.entry) {
        (Kind::Choice(of), _) => {
            let chosen = match answer {
                Some(Answer::Choice(key)) => Some(key.reveal().as_str()),
                _ => None,
            };
            let row = |choice: &domain::form::Choice| PickRow {
                key: choice.key.clone(),
                name: choice.name.clone(),
                picked: chosen == Some(choice.key.as_str()),
            };
            Input::Pick { of: of.iter().map(row).collect(), many: false }
        }
        (Kind::YesNo, _) => {
            let chosen = match answer {
                Some(Answer::YesNo(yes)) => Some(*yes.reveal()),
                _ => None,
            };
            let row = |key: &str, name, yes| PickRow { key: key.to_owned(), name, picked: chosen == Some(yes) };
            let of = vec![row("yes", said("是", "Yes"), true), row("no", said("否", "No"), false)];
            Input::Pick { of, many: false }
        }
        (Kind::Choices { of, .. }, Entry::Picked(picked)) => {
            let row = |choice: &domain::form::Choice| PickRow {
                key: choice.key.clone(),
                name: choice.name.clone(),
                picked: picked.contains(&choice.key),
            };
            Input::Pick { of: of.iter().map(row).collect(), many: true }
        }
        (Kind::Address { .. }, Entry::Place { province, division: None, .. }) => places(province.as_ref(), divisions),
        (Kind::File { material, most, .. }, Entry::Pages(pages)) => Input::Pages {
            material: material.clone(),
            pages: pages.iter().filter_map(|page| draft.photos.get(&page.digest).cloned()).collect(),
            more: pages.len() < *most,
            shared: matches!(answer, Some(Answer::File(FileAnswer::Shared { .. }))),
            view: visit.seen.clone(),
        },
        (Kind::Signature, entry) => Input::Signature {
            declares: draft.merged.declares().into_iter().cloned().collect(),
            strokes: match entry {
                Entry::Ink(strokes) => strokes.clone(),
                _ => Sensitive::default(),
            },
        },
        (Kind::Group { questions, most, .. }, _) => {
            let entries = draft.answers.entries(&question.key);
            let rows = (0..entries).map(|entry| summary(draft, &question.key, entry, questions)).collect();
            Input::Entries { name: question.name.clone(), rows, more: entries < *most }
        }
        (kind, entry) => typed(kind, entry, &visit.typing),
    }
}

fn typed(kind: &Kind, entry: &Entry, typing: &Typing) -> Input {
    let keys = keys(kind).unwrap_or(super::Keys::Text);
    Input::Typed {
        keys,
        text: entry.text().cloned().unwrap_or_default(),
        before: match entry {
            Entry::Place { division: Some(division), .. } => Some(said(&division.name, &division.name_en)),
            _ => None,
        },
        unit: match kind {
            Kind::Money { .. } => Some(said("元", "yuan")),
            Kind::Number { unit, .. } => unit.clone(),
            _ => None,
        },
        typing: (keys == super::Keys::Text).then(|| TypingPage {
            method: typing.method(),
            by_code: matches!(kind, Kind::Text { charset: Charset::Name | Charset::Hanzi, .. }),
            engines: typing.engines,
            composed: typing.composed.clone(),
            ink: typing.ink.clone(),
        }),
    }
}

fn places(province: Option<&Division>, divisions: &Divisions) -> Input {
    let row = |division: &Division| {
        // A city is named without its province, which the page says already.
        let name = province.and_then(|it| division.name.strip_prefix(it.name.as_str())).filter(|rest| !rest.is_empty());
        let en = division.name_en.split(',').next().unwrap_or_default();
        PickRow {
            key: division.code.clone(),
            name: said(name.unwrap_or(&division.name), if en.is_empty() { &division.name } else { en }),
            picked: false,
        }
    };
    let of = match province {
        None => divisions.provinces().map(row).collect(),
        Some(province) => divisions.cities_of(&province.code).iter().map(row).collect(),
    };
    Input::Place { of, province: province.map(|it| said(&it.name, &it.name_en)) }
}

/// The first two answers of an entry, as they may be shown.
fn summary(draft: &Draft, group: &str, entry: usize, questions: &[Question]) -> Said {
    let answers = questions.iter().filter_map(|question| {
        let answer = draft.answers.at(&At::entry(group, entry, &question.key))?;
        Some(answer.masked(question))
    });
    let (zh, en): (Vec<String>, Vec<String>) = answers.take(2).map(|said| (said.zh, said.en)).unzip();
    Said { zh: zh.join("，"), en: en.join(", ") }
}

/// Everything, before it is handed in.
pub(crate) fn review_page(
    draft: &Draft,
    visit: &Visit,
    catalogue: &Catalogue,
    failed: bool,
    today: Date,
) -> ReviewPage {
    let complaints = draft.check(today);
    let to_sign = draft.only_signature(&complaints).is_some();
    let mut rows = Vec::new();
    for section in &draft.merged.sections {
        let asked = draft.asked(today);
        let mut first = Some(section.name.clone());
        for question in asked.into_iter().filter(|question| section.questions.iter().any(|it| it.key == question.key)) {
            let row = review_row(draft, question, &complaints, to_sign, first.take());
            rows.push(row);
        }
    }
    let mut departments: Vec<Said> = Vec::new();
    for form in &draft.merged.forms {
        let department = department(form, catalogue, visit.seat_of(form, &draft.answers, catalogue));
        if !department.zh.is_empty() && !departments.contains(&department) {
            departments.push(department);
        }
    }
    ReviewPage {
        title: draft.title.clone(),
        departments,
        rows,
        complaints: if to_sign { 0 } else { complaints.len() },
        to_sign,
        can_undo: draft.before.is_some(),
        failed,
        can_print_notice: !to_sign && !complaints.is_empty() && visit.print_trouble().is_none(),
    }
}

fn review_row(
    draft: &Draft,
    question: &Question,
    complaints: &[Complaint],
    to_sign: bool,
    section: Option<Said>,
) -> ReviewRow {
    let origin = draft.answers.origin(&question.key);
    let value = draft.answers.get(&question.key).map(|answer| match origin {
        // What the person typed a minute ago they must be able to read; what was fetched was never asked to be shown.
        Some(Origin::Said) => answer.shown(question),
        _ => answer.masked(question),
    });
    let complaint = complaints.iter().find(|complaint| complaint.at.key == question.key);
    ReviewRow {
        at: complaint.map_or_else(|| At::question(&question.key), |complaint| complaint.at.clone()).to_string(),
        section,
        name: question.name.clone(),
        value: value.unwrap_or_default(),
        origin: origin.filter(|origin| *origin != Origin::Said),
        fixed: draft.is_fixed(&question.key),
        complaint: complaint.filter(|it| !(to_sign && it.why == Why::Missing)).map(|it| it.words.clone()),
    }
}

/// The six digits of the place whose department receives what a form applies for; `None`: not known, or not one of ours.
pub(crate) fn area(form: &Form, catalogue: &Catalogue, seat: Seat) -> Option<String> {
    let matter = form.matters.iter().find_map(|id| catalogue.matter(*id))?;
    Some(catalogue.receiver(matter, seat).area?.code)
}

/// Who receives what a form applies for; empty where the catalogue names nobody.
pub(crate) fn department(form: &Form, catalogue: &Catalogue, seat: Seat) -> Said {
    let matter = form.matters.iter().find_map(|id| catalogue.matter(*id));
    let receiver = matter.map(|matter| catalogue.receiver(matter, seat));
    receiver.and_then(|receiver| receiver.departments.into_iter().next()).unwrap_or_default()
}

pub(crate) fn handed_page(handed: &Handed, online: bool, trouble: Option<Trouble>) -> HandedPage {
    HandedPage {
        title: handed.title.clone(),
        cases: handed.cases.clone(),
        waits: !handed.is_settled(),
        online,
        trouble,
        can_rate: !handed.rating.done && handed.cases.iter().any(|case| matches!(case.delivery, Delivery::Accepted(_))),
    }
}

/// Reasons that can be given with a rating: first those for a bad one. Source of the five levels: 国办发〔2019〕51号.
const REASONS: [(&str, &str, &str, bool); 8] = [
    ("hard", "操作太难", "Hard to use", false),
    ("slow", "等得太久", "Took too long", false),
    ("asked_much", "要填的太多", "Too much to fill in", false),
    ("unclear", "说得不清楚", "Not clear", false),
    ("easy", "操作简单", "Easy to use", true),
    ("quick", "办得快", "Quick", true),
    ("clear", "说得清楚", "Clear", true),
    ("few_papers", "材料少", "Few papers", true),
];

pub(crate) fn rating_page(handed: &Handed) -> RatingPage {
    let rating = &handed.rating;
    let good = rating.level.is_some_and(|level| level >= platform::application::Satisfaction::FairlySatisfied);
    let fits = REASONS.iter().filter(|(.., praises)| rating.level.is_some() && *praises == good);
    RatingPage {
        title: handed.title.clone(),
        level: rating.level,
        reasons: fits
            .map(|(key, zh, en, _)| PickRow {
                key: (*key).to_owned(),
                name: said(zh, en),
                picked: rating.reasons.iter().any(|picked| picked == key),
            })
            .collect(),
        text: rating.text.clone(),
    }
}

/// Whether there is such a reason.
pub(crate) fn is_reason(key: &str) -> bool {
    REASONS.iter().any(|(known, ..)| *known == key)
}
