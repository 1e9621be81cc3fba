//! What is wrong with a file that an operator edits, in words that help: the line, what it is, what to do.

use std::fmt::{self, Write as _};
use std::ops::Range;

/// One thing that is wrong in a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line, from 1, when it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl Problem {
    /// A problem at a byte position of a text, as `toml::Spanned` gives it.
    pub fn at(text: &str, span: Option<Range<usize>>, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { line: span.map(|span| line_of(text, span.start)), what: what.into(), remedy: remedy.into() }
    }

    /// What `toml` and `serde` found wrong with a text. An unknown key gets the known one that looks most like it.
    /// The text itself is not quoted: it may be personal.
    pub fn of_toml(text: &str, error: &toml::de::Error) -> Self {
        let (what, remedy) = match Mistake::of(error.message()) {
            Mistake::UnknownKey(unknown, known) => (format!("unknown key `{unknown}`"), suggestion(unknown, &known)),
            Mistake::UnknownValue(unknown, known) => {
                (format!("unknown value `{unknown}`"), suggestion(unknown, &known))
            }
            Mistake::MissingKey(missing) => {
                (format!("the key `{missing}` is missing"), format!("add `{missing} = …` here"))
            }
            Mistake::Other => {
                (error.message().trim_end().replace('\n', ", "), "correct the value or the TOML".to_owned())
            }
        };
        Self::at(text, error.span(), what, remedy)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{}; {}", self.what, self.remedy)
    }
}

/// One thing that is wrong in one of several files that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// Path within their folder.
    pub file: String,
    /// Line, what is wrong, what to do.
    pub problem: Problem,
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problem.line {
            Some(line) => write!(f, "{}:{line}: {}; {}", self.file, self.problem.what, self.problem.remedy),
            None => write!(f, "{}: {}; {}", self.file, self.problem.what, self.problem.remedy),
        }
    }
}

/// Problems under each other, for the message of an error that holds several.
pub(crate) fn listed(problems: &[impl fmt::Display]) -> String {
    problems.iter().fold(String::new(), |mut text, problem| {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n  {problem}");
        text
    })
}

/// What was probably meant, when it is not unlike: “did you mean “…”?”.
pub(crate) fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let best = known.map(|name| (strsim::jaro_winkler(written, name), name)).max_by(|(a, _), (b, _)| a.total_cmp(b));
    best.filter(|(likeness, _)| *likeness > 0.6).map(|(_, name)| format!("did you mean “{name}”?"))
}

/// The line, from 1, of a byte position.
fn line_of(text: &str, position: usize) -> usize {
    text.bytes().take(position).filter(|b| *b == b'\n').count() + 1
}

/// What `serde` says is wrong, with the names in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mistake<'a> {
    /// A key, and those that there are.
    UnknownKey(&'a str, Vec<&'a str>),
    /// A value, and those that there are.
    UnknownValue(&'a str, Vec<&'a str>),
    /// A key that has to be there.
    MissingKey(&'a str),
    /// Another type or form.
    Other,
}

impl<'a> Mistake<'a> {
    pub(crate) fn of(message: &'a str) -> Self {
        let mut names = quoted(message).into_iter();
        match names.next() {
            Some(unknown) if message.starts_with("unknown field") => Self::UnknownKey(unknown, names.collect()),
            Some(unknown) if message.starts_with("unknown variant") => Self::UnknownValue(unknown, names.collect()),
            Some(missing) if message.starts_with("missing field") => Self::MissingKey(missing),
            _ => Self::Other,
        }
    }
}

/// What stands between backticks.
fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

/// The known name that an unknown one was probably meant to be.
pub(crate) fn meant<'a>(unknown: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|name| (strsim::jaro_winkler(unknown, name), *name))
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .filter(|(likeness, _)| *likeness > 0.8)
        .map(|(_, name)| name)
}

/// The nearest of the known names, or all of them when none is near.
pub(crate) fn suggestion(unknown: &str, known: &[&str]) -> String {
    match meant(unknown, known) {
        Some(name) => format!("did you mean `{name}`?"),
        None if known.is_empty() => "remove it".to_owned(),
        None => format!("remove it, or use one of: {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[expect(dead_code, reason = "only its name matters here")]
        title: String,
        #[expect(dead_code, reason = "only its name matters here")]
        colour: Option<Colour>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Colour {
        Red,
        DarkBlue,
    }

    fn problem(text: &str) -> String {
        Problem::of_toml(text, &toml::from_str::<File>(text).err().unwrap()).to_string()
    }

    #[test]
    fn each_mistake_has_line_and_remedy() {
        let cases = [
            ("title = 'a'\n\ntitel = 'b'\n", "line 3: unknown key `titel`; did you mean `title`?"),
            ("title = 'a'\nzzz = 1\n", "line 2: unknown key `zzz`; remove it, or use one of: title, colour"),
            ("title = 'a'\ncolour = 'dark-blue'\n", "line 2: unknown value `dark-blue`; did you mean `dark_blue`?"),
            ("colour = 'red'\n", "line 1: the key `title` is missing; add `title = …` here"),
        ];
        for (text, expected) in cases {
            assert_eq!(problem(text), expected);
        }
        assert!(problem("title = 'a'\ncolour = 'red\n").starts_with("line 2: "));
    }
}
