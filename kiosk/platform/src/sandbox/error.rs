//! What is wrong with the sandbox's files.

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
