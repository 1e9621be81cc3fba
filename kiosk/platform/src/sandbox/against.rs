//! 秒批秒办 is for what the platform can see to be so: it compares what somebody says with what it knows of them. Where
//! the two differ, people decide.

use domain::catalogue::Said;
use domain::form::{Answer, Answers, Form, Forms, Prefill, Question};
use domain::{IdNumber, InsuranceKind, InsuranceStatus, Record, Sensitive};
use jiff::civil::Date;

use super::person::{PersonData, Question as Asked, Registers};

/// The form whose money nobody gets twice: `config/forms/unemployment-benefit.toml`.
const BENEFIT: &str = "unemployment-benefit";

/// What the platform knows of whom an application is about.
#[derive(Default)]
pub(super) struct Known {
    /// What the insurance record and the registers say, as one would type it.
    texts: Prefill,
    /// Whether there is an insurance record to compare with.
    has_record: bool,
    /// 正在领取失业保险金
    draws_benefit: bool,
}

impl Known {
    /// What a person's file says; of a company that they apply for, its registers. A record that the platform does not
    /// give out is none to compare with.
    pub(super) fn of(person: &PersonData, company: Option<&Registers>) -> Self {
        let kept_back = person.behaviour.when == Asked::Record && person.behaviour.refuse.is_some();
        let record = person.record.as_ref().filter(|_| !kept_back);
        let mut texts = Prefill::default();
        if let Some(record) = record {
            texts.add_record(record);
        }
        for (register, fields) in person.shared.iter().chain(company.into_iter().flatten()) {
            let named =
                |(field, text): (&String, &Sensitive<String>)| ((register.clone(), field.clone()), text.clone());
            texts.sharing.extend(fields.iter().map(named));
        }
        Self { texts, has_record: record.is_some(), draws_benefit: record.is_some_and(draws_benefit) }
    }

    /// Why people decide about a form that could be decided at once: what is said in it is not what is known. No value
    /// is told.
    pub(super) fn against(&self, form: &Form, answers: &Answers, day: Date, forms: &Forms) -> Vec<Said> {
        let mut reasons = Vec::new();
        for question in form.shown(answers, day) {
            let Some(answer) = answers.get(&question.key) else { continue };
            let from = &question.prefill;
            if let Some(field) = from.record {
                if !self.has_record {
                    reasons.push(said(
                        "查不到您的参保记录。要人工核对。",
                        "No insurance record of you was found; staff check it.",
                    ));
                } else if !self.texts.record.get(&field).is_some_and(|known| same(question, answer, known)) {
                    reasons.push(differs(question, "参保记录", "the insurance record"));
                }
            }
            if let Some(asked) = &from.sharing
                && self.texts.sharing.get(asked).is_some_and(|known| !same(question, answer, known))
            {
                let register = forms.register(&asked.0).map(|register| &register.name);
                let (zh, en) = register.map_or(("登记的信息", "what is registered"), |it| (&it.zh, &it.en));
                reasons.push(differs(question, zh, &format!("“{en}”")));
            }
        }
        if self.draws_benefit && form.id == BENEFIT {
            reasons.push(said(
                "您正在领失业保险金。要人工核对。",
                "You draw unemployment benefit already; staff check it.",
            ));
        }
        let mut seen: Vec<Said> = Vec::new();
        reasons.retain(|reason| {
            let new = !seen.contains(reason);
            seen.extend(new.then(|| reason.clone()));
            new
        });
        reasons
    }
}

/// 帮办代办: what the platform knows of somebody, it tells them alone; a helper is told that there is something.
pub(super) fn for_helper() -> Said {
    said("要和登记的信息核对。", "Staff check it against what is on file.")
}

/// Whether an answer, to a question that the card answers, is what the document of who applies says. Such a name may be
/// longer than the question takes: then what is typed is the person's own short form of it.
pub(super) fn is_name(question: &Question, answer: &Answer, name: &Sensitive<String>) -> bool {
    question.kind.read(name.reveal()).is_err() || same(question, answer, name)
}

/// The same of a number.
pub(super) fn is_number(question: &Question, answer: &Answer, number: &IdNumber) -> bool {
    match answer {
        Answer::IdNumber(given) => given.reveal() == number,
        Answer::Text(given) => given.reveal().trim().eq_ignore_ascii_case(number.as_str()),
        _ => question.kind.read(number.as_str()).is_ok_and(|known| known == *answer),
    }
}

fn draws_benefit(record: &Record) -> bool {
    record.insurance(InsuranceKind::Unemployment).is_some_and(|insurance| {
        let receives = insurance.status == InsuranceStatus::Receiving;
        insurance.benefit.is_some_and(|benefit| benefit.left() > 0 && (receives || benefit.used > 0))
    })
}

/// Whether an answer is what is known. How a text is written does not matter: spaces, capitals, the kind of dot and of
/// brackets.
fn same(question: &Question, answer: &Answer, known: &Sensitive<String>) -> bool {
    match answer {
        Answer::Text(text) => plain(text.reveal()).eq(plain(known.reveal())),
        Answer::Address(place) => {
            plain(&place.division.name).chain(plain(place.street.reveal())).eq(plain(known.reveal()))
        }
        answer => question.kind.read(known.reveal()).is_ok_and(|known| known == *answer),
    }
}

fn plain(text: &str) -> impl Iterator<Item = char> {
    let one_of_a_kind = |c| match c {
        '•' | '‧' | '・' | '．' => '·',
        '（' => '(',
        '）' => ')',
        other => other,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(one_of_a_kind).flat_map(char::to_lowercase)
}

fn differs(question: &Question, zh: &str, en: &str) -> Said {
    let Said { zh: name, en: name_en } = &question.name;
    Said {
        zh: format!("「{name}」和{zh}不一样。要人工核对。"),
        en: format!("What you gave as “{name_en}” differs from {en}; staff check it."),
    }
}

fn said(zh: &str, en: &str) -> Said {
    Said { zh: zh.to_owned(), en: en.to_owned() }
}
