//! Ways of typing that need an engine, and whether each works: for `kiosk check`.

use std::fmt;

use crate::error::TypingError;
use crate::ink::{Hand, Ink};
use crate::layout::{Layout, Press};
use crate::rime::Engine;
use crate::settings::Settings;

/// A way of typing that needs an engine. Digits, Latin letters and code points need none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// Keys of [`Layout::Pinyin`].
    Pinyin,
    /// Keys of [`Layout::Stroke`].
    Stroke,
    /// Drawn with a finger.
    Handwriting,
}

impl From<Layout> for Method {
    fn from(layout: Layout) -> Self {
        match layout {
            Layout::Pinyin => Self::Pinyin,
            Layout::Stroke => Self::Stroke,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pinyin => "pinyin",
            Self::Stroke => "stroke input",
            Self::Handwriting => "handwriting",
        })
    }
}

/// Whether a way of typing works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Availability {
    /// It works.
    Ready,
    /// Its engine is starting, or its dictionaries are being prepared.
    Starting,
    /// Something is not installed: what, and the packages to install.
    Missing(TypingError),
    /// It broke: why, what to check. It is tried again by itself.
    Failed(TypingError),
}

impl From<TypingError> for Availability {
    fn from(error: TypingError) -> Self {
        match error {
            TypingError::Missing { .. } => Self::Missing(error),
            _ => Self::Failed(error),
        }
    }
}

impl fmt::Display for Availability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready => f.write_str("works"),
            Self::Starting => f.write_str("is starting"),
            Self::Missing(error) | Self::Failed(error) => error.fmt(f),
        }
    }
}

/// Tries each way of typing for real: types 你, 十 by its strokes, draws 十. Waits up to [`crate::delays::Delays::prepare`]
/// when dictionaries are to be prepared, else well under a second.
pub fn status(settings: &Settings) -> Vec<(Method, Availability)> {
    let keys = Engine::prepare(settings).and_then(|()| keys(settings));
    let [pinyin, stroke] = keys.unwrap_or_else(|error| [Err(error.clone()), Err(error)]);
    let told = |tried: Result<(), TypingError>| tried.map_or_else(Availability::from, |()| Availability::Ready);
    vec![
        (Method::Pinyin, told(pinyin)),
        (Method::Stroke, told(stroke)),
        (Method::Handwriting, told(handwriting(settings))),
    ]
}

fn keys(settings: &Settings) -> Result<[Result<(), TypingError>; 2], TypingError> {
    let visit = crate::rime::Visit::begin(&settings.visits)?;
    let mut engine = Engine::start(settings, visit.folder())?;
    let tried = [(Layout::Pinyin, "ni", "你"), (Layout::Stroke, "hs", "十")].map(|(layout, keys, wanted)| {
        let mut composing = crate::Composing::default();
        for key in keys.chars() {
            composing = engine.press(layout, Press::Key(key))?;
        }
        let found = composing.candidates.iter().any(|candidate| candidate.reveal() == wanted);
        if found { Ok(()) } else { Err(crate::rime::WHO.garbage()) }
    });
    drop(engine);
    visit.end()?;
    Ok(tried)
}

fn handwriting(settings: &Settings) -> Result<(), TypingError> {
    let cross = Ink::new(vec![vec![(0.1, 0.5), (0.9, 0.5)], vec![(0.5, 0.1), (0.5, 0.9)]]);
    let guesses = Hand::start(settings)?.guess(&cross)?;
    let found = guesses.iter().any(|guess| *guess.reveal() == '十');
    if found { Ok(()) } else { Err(crate::ink::WHO.garbage()) }
}
