//! What is given to be said, and what of it an output may have (EN 301 549 5.1.3.8, 5.1.3.9).

use std::fmt;

use crate::output::Sink;
use crate::{Language, Privacy, Utterance};

/// One thing to say.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    utterance: Utterance,
    masked: bool,
}

impl From<Utterance> for Line {
    fn from(utterance: Utterance) -> Self {
        Self { utterance, masked: false }
    }
}

impl Line {
    /// A typed digit of a PIN: headphones say it, the loudspeaker says [`Phrases::masked`] whatever the person chose,
    /// and the caption shows that too.
    pub fn masked(digit: impl Into<String>, language: Language) -> Self {
        Self { utterance: Utterance { text: digit.into(), language, privacy: Privacy::Private }, masked: true }
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.utterance.privacy {
            Privacy::Public => write!(f, "Line({:?})", self.utterance.text),
            Privacy::Private => f.write_str("Line(private)"),
        }
    }
}

/// A short sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// zh-CN
    pub chinese: String,
    /// en
    pub english: String,
}

impl Phrase {
    fn said(&self, language: Language) -> Utterance {
        let text = match language {
            Language::Chinese => self.chinese.clone(),
            Language::English => self.english.clone(),
        };
        Utterance { text, language, privacy: Privacy::Public }
    }
}

/// What is said instead of what the hall may not hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrases {
    /// Once a batch, instead of all that is private in it: 这里有您的个人信息，请插上耳机再听。
    pub private: Phrase,
    /// Instead of a masked digit: 星号
    pub masked: Phrase,
}

/// What an output gets of a line.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) utterance: Utterance,
    pub(super) caption: String,
    /// It stands for something private.
    pub(super) is_notice: bool,
}

impl Phrases {
    /// What `sink` gets of `line`; `told`: the notice was said already.
    pub(super) fn for_sink(&self, line: &Line, sink: Sink, aloud: bool, told: bool) -> Option<Said> {
        let language = line.utterance.language;
        let open = sink == Sink::Headphones;
        let plain = |utterance: Utterance| Said { caption: utterance.text.clone(), utterance, is_notice: false };
        if line.masked {
            let star = self.masked.said(language);
            let caption = star.text.clone();
            let utterance = if open { line.utterance.clone() } else { star };
            return Some(Said { utterance, caption, is_notice: false });
        }
        if open || aloud || line.utterance.privacy == Privacy::Public {
            return Some(plain(line.utterance.clone()));
        }
        (!told).then(|| Said { is_notice: true, ..plain(self.private.said(language)) })
    }
}
