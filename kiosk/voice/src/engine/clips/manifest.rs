//! `manifest.toml` of a folder of clips:
//!
//! ```toml
//! [[clip]]
//! language = "zh-CN"
//! text = "请把身份证放在读卡区。"
//! file = "zh-eba845c92d9fede4.wav"
//! ```

use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Language;

/// What is recorded, or is to be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// One a text and language.
    #[serde(default, rename = "clip")]
    pub clips: Vec<Clip>,
}

/// One clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clip {
    /// Language of the text.
    pub language: Language,
    /// The text just as it stands on the screen.
    pub text: String,
    /// Name of the WAV file in the folder of the manifest.
    pub file: String,
}

impl Clip {
    /// With the name that belongs to the text.
    pub fn named(language: Language, text: &str) -> Self {
        Self { language, text: text.to_owned(), file: file_name(language, text) }
    }
}

/// A clip's usual file name: the same for a text on every machine. `zh-` or `en-`, then the first 16 hexadecimal digits
/// of SHA-256 of the text in UTF-8.
pub fn file_name(language: Language, text: &str) -> String {
    let language = match language {
        Language::Chinese => "zh",
        Language::English => "en",
    };
    let first =
        Sha256::digest(text.as_bytes()).iter().take(8).fold(0, |digits: u64, byte| digits << 8 | u64::from(*byte));
    format!("{language}-{first:016x}.wav")
}

/// A manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It cannot be read.
    #[error("{0} cannot be read: {1}; a folder of recorded clips has a manifest.toml")]
    Read(PathBuf, std::io::Error),
    /// It is not what it should be.
    #[error("{0}: {1}")]
    Parse(PathBuf, Box<toml::de::Error>),
    /// A clip is not in the folder.
    #[error("{0}: file = {1:?} is not the plain name of a file; put the clip beside manifest.toml and write its name")]
    Outside(PathBuf, String),
}

impl Manifest {
    /// Reads `manifest.toml` of `folder`.
    pub fn load(folder: &Path) -> Result<Self, ManifestError> {
        let path = folder.join("manifest.toml");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => return Err(ManifestError::Read(path, error)),
        };
        let manifest: Self =
            toml::from_str(&text).map_err(|error| ManifestError::Parse(path.clone(), Box::new(error)))?;
        match manifest.clips.iter().find(|clip| !is_plain(&clip.file)) {
            Some(clip) => Err(ManifestError::Outside(path, clip.file.clone())),
            None => Ok(manifest),
        }
    }

    /// As it is written.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }
}

fn is_plain(file: &str) -> bool {
    let mut parts = Path::new(file).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None))
}
