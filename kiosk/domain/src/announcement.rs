//! 宣传: what the idle pages tell, from files in `config/announcements/`.

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use crate::catalogue::{Audience, Catalogue, MatterId};
use crate::data_file::{Problem, listed};

/// Longest Chinese title, in characters.
pub const TITLE_MAX: usize = 16;
/// Longest English title, in characters.
pub const TITLE_EN_MAX: usize = 40;
/// Most sentences: nobody stands before an idle screen to read.
pub const SENTENCES_MAX: usize = 2;
/// Longest Chinese sentence, in characters: what is read at a glance.
pub const SENTENCE_MAX: usize = 20;
/// Longest English sentence, in characters.
pub const ENGLISH_MAX: usize = 60;

/// News of the hall or of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Chinese title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// Chinese sentences.
    pub text: Vec<String>,
    /// The same in English, one for one.
    pub text_en: Vec<String>,
    /// File name of a picture beside the file.
    pub picture: Option<String>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// For whom; `None`: everybody.
    pub audience: Option<Audience>,
    /// The matter that it leads to.
    pub matter: Option<MatterId>,
}

/// Everything that is wrong with an announcement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the announcement cannot be used:{}", listed(.0))]
pub struct AnnouncementError(pub Vec<Problem>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Spanned<String>,
    title_en: Spanned<String>,
    text: Vec<Spanned<String>>,
    text_en: Vec<Spanned<String>>,
    picture: Option<Spanned<String>>,
    from: Spanned<String>,
    until: Spanned<String>,
    audience: Option<Audience>,
    matter: Option<Spanned<String>>,
}

impl Announcement {
    /// Reads one file and checks it against a catalogue: every mistake is told.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Result<Self, AnnouncementError> {
        let file: File =
            toml::from_str(text).map_err(|error| AnnouncementError(vec![Problem::of_toml(text, &error)]))?;
        let mut problems = Vec::new();
        let mut tell = |at: &Spanned<String>, what: String, remedy: &str| {
            problems.push(Problem::at(text, Some(at.span()), what, remedy));
        };
        let mut short = |said: &Spanned<String>, most: usize| {
            let length = said.get_ref().chars().count();
            if said.get_ref().trim().is_empty() || length > most {
                let what = format!("“{}” has {length} characters", said.get_ref());
                tell(said, what, &format!("write 1 to {most} of them"));
            }
        };
        short(&file.title, TITLE_MAX);
        short(&file.title_en, TITLE_EN_MAX);
        file.text.iter().for_each(|sentence| short(sentence, SENTENCE_MAX));
        file.text_en.iter().for_each(|sentence| short(sentence, ENGLISH_MAX));
        if file.text.is_empty() || file.text.len() > SENTENCES_MAX || file.text.len() != file.text_en.len() {
            let what = format!("there are {} Chinese and {} English sentences", file.text.len(), file.text_en.len());
            tell(&file.title, what, &format!("write 1 to {SENTENCES_MAX}, one for one"));
        }
        let mut day = |written: &Spanned<String>| {
            let day = written.get_ref().parse::<Date>().ok();
            if day.is_none() {
                tell(written, format!("“{}” is no day", written.get_ref()), "write year-month-day: 2026-11-23");
            }
            day
        };
        let (from, until) = (day(&file.from), day(&file.until));
        if from.zip(until).is_some_and(|(from, until)| from > until) {
            tell(&file.until, "it ends before it begins".to_owned(), "correct one of the two days");
        }
        if let Some(picture) = file.picture.as_ref().filter(|picture| !is_file_name(picture.get_ref())) {
            let what = format!("“{}” is no file beside this one", picture.get_ref());
            tell(picture, what, "write the name of a PNG file alone");
        }
        let matter = file.matter.as_ref().and_then(|id| {
            let found = id.get_ref().parse().ok().filter(|id| catalogue.matter(*id).is_some());
            if found.is_none() {
                tell(id, format!("there is no matter {}", id.get_ref()), "correct the number");
            }
            found
        });
        let (Some(from), Some(until), true) = (from, until, problems.is_empty()) else {
            return Err(AnnouncementError(problems));
        };
        let all = |texts: Vec<Spanned<String>>| texts.into_iter().map(Spanned::into_inner).collect();
        Ok(Self {
            title: file.title.into_inner(),
            title_en: file.title_en.into_inner(),
            text: all(file.text),
            text_en: all(file.text_en),
            picture: file.picture.map(Spanned::into_inner),
            from,
            until,
            audience: file.audience,
            matter,
        })
    }

    /// Whether it is shown on a day.
    pub fn is_current(&self, today: Date) -> bool {
        (self.from..=self.until).contains(&today)
    }
}

/// A name without a way to another folder.
fn is_file_name(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".png") && !name.contains(['/', '\\']) && !name.starts_with('.')
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::catalogue::tests::catalogue;

    const SHIPPED: &str = include_str!("../../../config/announcements/sample.toml");

    #[test]
    fn the_shipped_one_is_right_and_shown_in_its_time() {
        let announcement = Announcement::parse(SHIPPED, &catalogue()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(announcement.title, "带上身份证就行");
        assert_eq!(announcement.matter, "P042-1".parse().ok());
        for (day, shown) in [
            (date(2026, 10, 31), false),
            (date(2026, 11, 1), true),
            (date(2027, 12, 31), true),
            (date(2028, 1, 1), false),
        ] {
            assert_eq!(announcement.is_current(day), shown, "{day}");
        }
    }

    #[test]
    fn every_shipped_one_is_right() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/announcements");
        let mut seen = 0;
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.extension().is_some_and(|extension| extension == "toml") {
                let text = std::fs::read_to_string(&path).unwrap();
                Announcement::parse(&text, &catalogue()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                seen += 1;
            }
        }
        assert!(seen >= 4, "{seen} announcements");
    }

    #[test]
    fn every_mistake_is_told_with_line_and_remedy() {
        let cases = [
            ("带上身份证就行", "", "line 2: “” has 0 characters; write 1 to 16 of them"),
            (
                "查社保、打证明，只要身份证。",
                "一句太长的话，二十个字也写不下，谁也不会看完它。",
                "has 24 characters; write 1 to 20",
            ),
            (
                ", \"Call staff when you need help.\"",
                "",
                "there are 2 Chinese and 1 English sentences; write 1 to 2, one for one",
            ),
            ("2026-11-01", "1.11.2026", "line 6: “1.11.2026” is no day; write year-month-day"),
            ("2027-12-31", "2025-12-31", "line 7: it ends before it begins; correct one"),
            ("P042-1", "P942-1", "line 8: there is no matter P942-1; correct the number"),
            (
                "matter = \"P042-1\"",
                "picture = \"../secret.png\"",
                "line 8: “../secret.png” is no file beside this one",
            ),
            ("title_en", "titel_en", "unknown key `titel_en`; did you mean `title_en`?"),
        ];
        for (from, to, expected) in cases {
            assert!(SHIPPED.contains(from), "{from}");
            let error = Announcement::parse(&SHIPPED.replace(from, to), &catalogue()).unwrap_err().to_string();
            assert!(error.contains(expected), "{expected} is not in {error}");
        }
    }
}
