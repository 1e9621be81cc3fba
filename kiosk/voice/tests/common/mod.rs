//! Lines to say, for every test of the speaker.
#![allow(unreachable_pub, missing_docs, reason = "helpers of tests")]

use voice::speaker::Line;
use voice::{Language, Privacy, Utterance};

fn line(text: &str, privacy: Privacy) -> Line {
    Utterance { text: text.into(), language: Language::Chinese, privacy }.into()
}

pub fn public(text: &str) -> Line {
    line(text, Privacy::Public)
}

pub fn private(text: &str) -> Line {
    line(text, Privacy::Private)
}
