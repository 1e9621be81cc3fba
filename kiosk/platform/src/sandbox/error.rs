//! What is wrong with the sandbox's files, and with orders that come from outside.

use std::fmt;
use std::path::{Path, PathBuf};

use domain::Problem;

/// One thing that is wrong in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// The file or folder.
    pub file: PathBuf,
    /// What, where in it, and what to do.
    pub problem: Problem,
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.problem)
    }
}

/// Everything that keeps the sandbox from starting, one line each when displayed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct SandboxError {
    /// At least one.
    pub problems: Vec<FileProblem>,
}

impl fmt::Display for SandboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sandbox platform cannot start:")?;
        self.problems.iter().try_for_each(|problem| write!(f, "\n{problem}"))
    }
}

pub(super) fn without_line(file: impl AsRef<Path>, what: impl Into<String>, remedy: impl Into<String>) -> FileProblem {
    let problem = Problem { line: None, what: what.into(), remedy: remedy.into() };
    FileProblem { file: file.as_ref().to_owned(), problem }
}

/// Why an order of a department's answer is refused; nothing was done, but where it says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// There is no such case.
    #[error("there is no case with this number; it stands on the receipt")]
    NoCase,
    /// A number was reserved, and the application is still on its way.
    #[error("nothing was handed in under this number yet; order it again when the application has arrived")]
    NotHandedIn,
    /// It is granted, refused or withdrawn.
    #[error("the case is closed (decided or withdrawn), nothing comes after that; hand in a new application")]
    Closed,
    /// What is wanted cannot be answered.
    #[error("the form `{form}` of the case has no question `{question}`; use one of: {}", has.join(", "))]
    NoQuestion {
        /// Id of the case's form.
        form: String,
        /// What was ordered.
        question: String,
        /// Keys of what the form asks.
        has: Vec<String>,
    },
    /// It takes effect, and would be lost when the program ends.
    #[error("the order takes effect, but the sandbox's file cannot be written; check its rights and the disk")]
    NotKept,
}
