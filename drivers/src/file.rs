//! Files that say what a device is like: read, and checked with words for the operator.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

/// Why the file of a device cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("{path}: cannot be read: {reason}; {kind}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's words.
        reason: String,
        /// Where such files are.
        kind: &'static str,
    },
    /// It is no such file.
    #[error("{path}: {reason}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line where one is known, and what to do.
        reason: String,
    },
}

/// The text of a file. `kind`: where such files are, as a sentence.
pub(crate) fn read(path: &Path, kind: &'static str) -> Result<String, FileError> {
    std::fs::read_to_string(path).map_err(|error| FileError::Unreadable {
        path: path.into(),
        reason: error.to_string(),
        kind,
    })
}

/// What a text says, once `check` has nothing against it. `path` is for the words of errors.
pub(crate) fn parse<Written: DeserializeOwned, Checked>(
    text: &str,
    path: &Path,
    check: impl FnOnce(Written) -> Result<Checked, String>,
) -> Result<Checked, FileError> {
    let invalid = |reason| FileError::Invalid { path: path.into(), reason };
    let written = toml::from_str(text).map_err(|error| invalid(error.to_string()))?;
    check(written).map_err(invalid)
}
