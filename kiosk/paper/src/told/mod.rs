//! What the papers of an application say, in one language and in words that paper can show: tickets and A4 sheets are set
//! of the same, so they cannot differ. Its keys are those of the file `data.json` of a template.

mod decision;
mod life;
mod notice;
mod receipt;
pub(crate) mod words;

use domain::CreditCode;
use domain::acknowledgement::{Company, Party, Words};
use domain::catalogue::Said;
use jiff::civil::Date;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::fonts::Fonts;
use crate::names::{note, printable_name};
use words::Labels;

pub use decision::Decision;
pub use life::{Life, LifeRow, LifeStage};
pub use notice::{Notice, Spot};
pub use receipt::{Answer, Banner, Case, Material, Mood, Receipt};

/// A text as paper can show it.
#[derive(Default, Serialize)]
pub struct Named {
    /// 〓 for each character that no font has.
    pub shown: Zeroizing<String>,
    /// `〓＝U+323AE`; empty where all characters can be shown.
    pub note: Zeroizing<String>,
}

/// A title.
#[derive(Serialize)]
pub struct Title {
    /// The phrases between which it may be broken.
    pub phrases: Vec<String>,
    /// In English, the Chinese title too: it is what a counter knows.
    pub chinese: Option<Named>,
}

/// A fact with its name.
#[derive(Serialize)]
pub struct Fact {
    /// 申请人
    pub name: &'static str,
    /// What it is.
    pub value: Named,
    /// What one looks for on the paper: by when, whom to call.
    pub strong: bool,
}

impl Named {
    /// The text with a note on those of its characters that none of the `fonts` has.
    pub fn of(text: &str, fonts: &Fonts) -> Self {
        let (shown, missing) = printable_name(text, fonts);
        Self { shown, note: if missing.is_empty() { Zeroizing::default() } else { note(&missing) } }
    }
}

/// Tells in one language.
pub(crate) struct Teller<'a> {
    pub(crate) english: bool,
    pub(crate) labels: &'static Labels,
    pub(crate) fonts: &'a Fonts,
}

impl<'a> Teller<'a> {
    pub(crate) fn new(english: bool, fonts: &'a Fonts) -> Self {
        Self { english, labels: Labels::of(english), fonts }
    }

    pub(crate) fn pick<'b>(&self, zh: &'b str, en: &'b str) -> &'b str {
        if self.english { en } else { zh }
    }

    fn named(&self, text: &str) -> Named {
        Named::of(text.trim(), self.fonts)
    }

    /// Where one language has no words, those of the other.
    fn said(&self, said: &Said) -> Named {
        let (own, other) = if self.english { (&said.en, &said.zh) } else { (&said.zh, &said.en) };
        self.named(if own.trim().is_empty() { other } else { own })
    }

    fn words(&self, words: &Words) -> Named {
        self.named(words.in_language(self.english))
    }

    fn title(&self, said: &Said) -> Title {
        let shown = self.said(said).shown;
        let phrases = crate::phrases::phrases(&shown).into_iter().map(str::to_owned).collect();
        Title { phrases, chinese: self.english.then(|| self.named(&said.zh)) }
    }

    fn fact(&self, name: &'static str, value: &str) -> Fact {
        Fact { name, value: self.named(value), strong: false }
    }

    /// A fact that one looks for.
    fn strong(&self, name: &'static str, value: &str) -> Fact {
        Fact { strong: true, ..self.fact(name, value) }
    }

    /// A fact in both languages; none where nothing is said.
    fn told(&self, name: &'static str, said: &Said) -> Option<Fact> {
        let value = self.said(said);
        (!value.shown.is_empty()).then_some(Fact { name, value, strong: false })
    }

    /// `2026年12月7日`, `7 December 2026`.
    fn date(&self, date: Date) -> String {
        words::date(date, self.english)
    }

    fn party(&self, name: &'static str, party: &Party) -> [Fact; 2] {
        [self.fact(name, party.name.reveal()), self.fact(self.labels.id_number, party.number.reveal())]
    }

    fn company(&self, company: &Company) -> [Fact; 2] {
        let code = company.code.as_ref().map_or(self.labels.no_code, CreditCode::as_str);
        [self.fact(self.labels.company, company.name.reveal()), self.fact(self.labels.credit_code, code)]
    }
}
