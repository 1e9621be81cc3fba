//! How the sandbox's departments answer applications, and what goes wrong on the way to them: `departments.toml`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::Problem;
use domain::catalogue::Said;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::error::{FileProblem, without_line};
use super::life::Stages;
use crate::application::{Stage, Wanted};

/// The departments that are shipped.
const SHIPPED: &str = include_str!("../../../../config/sandbox/departments.toml");

/// Name of the file beside a folder of people.
const FILE_NAME: &str = "departments.toml";

/// How a department goes about an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// From being received until somebody looks at it.
    pub review_after: Duration,
    /// From being received, or supplemented, until the answer.
    pub answer_after: Duration,
    /// What comes of it.
    pub answer: Answer,
    /// Working days for which the answer is promised where the form says nothing; `None`: no promise.
    pub answer_in_days: Option<u16>,
}

/// What a department answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// It is granted.
    Grant,
    /// Something is wanted besides: key of the form's question and what is wrong. Granted once it is there.
    Supplement(Vec<(String, Said)>),
    /// It is refused, and why.
    Refuse(Said),
    /// It stays in review.
    Never,
}

/// A question of [`crate::Platform`] about applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// A number is reserved.
    Reserve,
    /// An attachment is uploaded, or its offset asked.
    Upload,
    /// An application is handed in.
    Submit,
    /// A case is asked for, or a person's cases.
    Ask,
    /// A supplement is handed in.
    Supplement,
    /// A case is withdrawn.
    Withdraw,
    /// A case is rated.
    Rate,
}

/// What goes wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing is done, and the platform says that there was no answer in time.
    TimeOutBefore,
    /// It is done, and the platform says that there was no answer in time.
    TimeOutAfter,
    /// It is done, and no reply ever comes: the caller has to give up.
    ReplyLost,
    /// It arrives twice.
    Twice,
    /// Nothing is done; the platform says when to come back.
    Busy(Duration),
    /// It is done, and the platform fails afterwards.
    Fails,
}

impl Default for Way {
    /// Granted after a minute.
    fn default() -> Self {
        Self {
            review_after: Duration::from_secs(20),
            answer_after: Duration::from_secs(60),
            answer: Answer::Grant,
            answer_in_days: Some(10),
        }
    }
}

impl Answer {
    /// What it wants, as a case tells it.
    pub(super) fn wanted(&self) -> Vec<Wanted> {
        let Self::Supplement(wanted) = self else { return Vec::new() };
        wanted.iter().map(|(question, words)| Wanted { question: question.clone(), words: words.clone() }).collect()
    }

    /// What a case comes to by it; `None`: it stays where it is.
    pub(super) fn stage(&self) -> Option<Stage> {
        match self {
            Self::Never => None,
            Self::Grant => Some(Stage::Granted),
            Self::Refuse(_) => Some(Stage::Refused),
            Self::Supplement(_) => Some(Stage::NeedsMore),
        }
    }
}

/// Trouble that was ordered: the next calls of a kind, or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) call: Option<Call>,
    pub(super) trouble: Trouble,
    pub(super) times: u32,
}

/// What `departments.toml` says.
#[derive(Debug, Default)]
pub(super) struct Departments {
    /// By form; the last is everybody else's.
    ways: Vec<(Option<String>, Way)>,
    /// 一人一档: by form, the stage of life of what the catalogue does not know; the last is everybody else's.
    stages: Vec<(Option<String>, String)>,
    pub(super) troubles: Vec<Order>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    way: Vec<Spanned<WayEntry>>,
    #[serde(default)]
    trouble: Vec<Spanned<TroubleEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WayEntry {
    form: Option<String>,
    review_after_s: u32,
    answer_after_s: u32,
    answer: AnswerWord,
    answer_in_days: Option<u16>,
    stage: Option<Spanned<String>>,
    #[serde(default)]
    wanted: Vec<WantedEntry>,
    words: Option<String>,
    words_en: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum AnswerWord {
    Grant,
    Supplement,
    Refuse,
    Never,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WantedEntry {
    question: String,
    words: String,
    words_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TroubleEntry {
    call: Option<Call>,
    trouble: TroubleWord,
    times: u32,
    retry_after_s: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum TroubleWord {
    TimeOutBefore,
    TimeOutAfter,
    ReplyLost,
    Twice,
    Busy,
    Fails,
}

impl Departments {
    /// The first `departments.toml` beside one of the folders, else the shipped one.
    pub(super) fn beside(folders: &[PathBuf]) -> Result<Self, Vec<FileProblem>> {
        let file = folders.iter().filter_map(|f| f.parent()).map(|p| p.join(FILE_NAME)).find(|p| p.is_file());
        let Some(file) = file else {
            return Self::parse(SHIPPED).map_err(|found| of_file(Path::new(FILE_NAME), found));
        };
        let text = std::fs::read_to_string(&file).map_err(|error| {
            let what = format!("the file cannot be read ({error})");
            vec![without_line(&file, what, "check its rights and its UTF-8")]
        })?;
        Self::parse(&text).map_err(|found| of_file(&file, found))
    }

    /// Reads the text of a `departments.toml`.
    pub(super) fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let file: File = toml::from_str(text).map_err(|error| vec![Problem::of_toml(text, &error)])?;
        let mut problems = Vec::new();
        let mut departments = Self::default();
        for entry in file.way {
            let span = entry.span();
            if let Some(stage) = &entry.get_ref().stage {
                if Stages::shipped().ids(None).all(|id| id != stage.get_ref()) {
                    let known: Vec<&str> = Stages::shipped().ids(None).collect();
                    let (what, remedy) = (
                        format!("there is no stage `{}`", stage.get_ref()),
                        format!("use one of: {}", known.join(", ")),
                    );
                    problems.push(Problem::at(text, Some(stage.span()), what, remedy));
                }
                departments.stages.push((entry.get_ref().form.clone(), stage.get_ref().clone()));
            }
            match entry.into_inner().check() {
                Ok(way) => departments.ways.push(way),
                Err((what, remedy)) => problems.push(Problem::at(text, Some(span), what, remedy)),
            }
        }
        for entry in file.trouble {
            let span = entry.span();
            match entry.into_inner().check() {
                Ok(order) => departments.troubles.push(order),
                Err((what, remedy)) => problems.push(Problem::at(text, Some(span), what, remedy)),
            }
        }
        if problems.is_empty() { Ok(departments) } else { Err(problems) }
    }

    /// The stage of life that a form's applications belong to.
    pub(super) fn stage(&self, form: &str) -> Option<String> {
        let fits = |of: &Option<String>| of.as_ref().is_none_or(|of| of == form);
        self.stages.iter().find(|(of, _)| fits(of)).map(|(_, stage)| stage.clone())
    }

    /// How a form's applications are gone about.
    pub(super) fn way(&self, form: &str) -> Way {
        let fits = |of: &Option<String>| of.as_ref().is_none_or(|of| of == form);
        self.ways.iter().find(|(of, _)| fits(of)).map(|(_, way)| way.clone()).unwrap_or_default()
    }

    /// From now on a form's applications, or all, are gone about so.
    pub(super) fn set(&mut self, form: Option<&str>, way: Way) {
        self.ways.insert(0, (form.map(str::to_owned), way));
    }
}

/// What is wrong with an entry, and what to do.
type Wrong = (&'static str, &'static str);

impl WayEntry {
    fn check(self) -> Result<(Option<String>, Way), Wrong> {
        let said = match (self.words, self.words_en) {
            (Some(zh), Some(en)) => Some(Said { zh, en }),
            (None, None) => None,
            _ => return Err(("one language alone", "write both `words` and `words_en`")),
        };
        let answer = match (self.answer, said, self.wanted) {
            (AnswerWord::Grant, None, wanted) if wanted.is_empty() => Answer::Grant,
            (AnswerWord::Never, None, wanted) if wanted.is_empty() => Answer::Never,
            (AnswerWord::Refuse, Some(words), wanted) if wanted.is_empty() => Answer::Refuse(words),
            (AnswerWord::Refuse, ..) => return Err(("`refuse` without its reason", "write `words` and no `wanted`")),
            (AnswerWord::Supplement, None, wanted) if !wanted.is_empty() => {
                let all = wanted.into_iter().map(|it| (it.question, Said { zh: it.words, en: it.words_en }));
                Answer::Supplement(all.collect())
            }
            (AnswerWord::Supplement, ..) => {
                return Err(("`supplement` wants nothing", "write what in `wanted`, and no `words`"));
            }
            _ => return Err(("this answer has no words", "remove `words`, `words_en` and `wanted`")),
        };
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        let way = Way {
            review_after: seconds(self.review_after_s),
            answer_after: seconds(self.answer_after_s),
            answer,
            answer_in_days: self.answer_in_days,
        };
        Ok((self.form, way))
    }
}

impl TroubleEntry {
    fn check(self) -> Result<Order, Wrong> {
        let trouble = match (self.trouble, self.retry_after_s) {
            (TroubleWord::Busy, Some(seconds)) => Trouble::Busy(Duration::from_secs(seconds.into())),
            (TroubleWord::Busy, None) => return Err(("`busy` does not say for how long", "write `retry_after_s`")),
            (_, Some(_)) => return Err(("only `busy` has `retry_after_s`", "remove it")),
            (TroubleWord::TimeOutBefore, None) => Trouble::TimeOutBefore,
            (TroubleWord::TimeOutAfter, None) => Trouble::TimeOutAfter,
            (TroubleWord::ReplyLost, None) => Trouble::ReplyLost,
            (TroubleWord::Twice, None) => Trouble::Twice,
            (TroubleWord::Fails, None) => Trouble::Fails,
        };
        Ok(Order { call: self.call, trouble, times: self.times })
    }
}

fn of_file(file: &Path, found: Vec<Problem>) -> Vec<FileProblem> {
    found.into_iter().map(|problem| FileProblem { file: file.to_owned(), problem }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_departments_answer_in_every_way() {
        let departments = Departments::parse(SHIPPED).unwrap();
        assert!(matches!(departments.way("hardship-recognition").answer, Answer::Supplement(_)));
        assert!(matches!(departments.way("skill-test-grant").answer, Answer::Refuse(_)));
        assert_eq!(departments.way("any-other").answer, Answer::Grant);
        assert!(departments.troubles.is_empty());
        assert_eq!(departments.stage("hardship-recognition").as_deref(), Some("relief"));
        assert_eq!(departments.stage("any-other"), None);
    }

    #[test]
    fn the_example_of_the_readme_is_good() {
        let readme = include_str!("../../../../config/sandbox/README.md");
        let examples = readme.split("```toml").skip(1).filter_map(|rest| rest.split("```").next());
        let example = examples.last().unwrap();
        let orders = Departments::parse(example).unwrap().troubles;
        assert_eq!(orders, [Order { call: Some(Call::Submit), trouble: Trouble::TimeOutAfter, times: 2 }]);
    }

    #[test]
    fn trouble_is_read() {
        let text = "[[trouble]]\ncall = 'submit'\ntrouble = 'time_out_after'\ntimes = 2\n\
                    [[trouble]]\ntrouble = 'busy'\ntimes = 1\nretry_after_s = 30\n";
        let orders = Departments::parse(text).unwrap().troubles;
        assert_eq!(orders[0], Order { call: Some(Call::Submit), trouble: Trouble::TimeOutAfter, times: 2 });
        assert_eq!(orders[1], Order { call: None, trouble: Trouble::Busy(Duration::from_secs(30)), times: 1 });
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let way = "[[way]]\nreview_after_s = 1\nanswer_after_s = 2\nanswer = 'grant'\n";
        let cases = [
            (way.replace("'grant'", "'grand'"), "did you mean `grant`?"),
            (way.replace("'grant'", "'refuse'"), "without its reason"),
            (way.replace("'grant'", "'supplement'"), "wants nothing"),
            (format!("{way}stage = 'wrok'\n"), "no stage `wrok`; use one of: start,"),
            (format!("{way}words = '好'\n"), "one language alone"),
            (format!("{way}words = '好'\nwords_en = 'Good'\n"), "has no words"),
            ("[[trouble]]\ntrouble = 'busy'\ntimes = 1\n".to_owned(), "for how long"),
            ("[[trouble]]\ntrouble = 'twice'\ntimes = 1\nretry_after_s = 1\n".to_owned(), "only `busy`"),
        ];
        for (text, expected) in cases {
            let found = Departments::parse(&text).unwrap_err();
            assert!(found[0].to_string().contains(expected) && found[0].line.is_some(), "{found:?}");
        }
    }
}
