//! One thing that is said, and who may hear it.

use service::Language;

/// Who may hear it (EN 301 549 5.1.3.9, VVSG 2.0 6.1-D).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Privacy {
    /// Everybody in the hall.
    Public,
    /// The person alone: names, numbers, amounts. Only to headphones, unless the person wants it otherwise.
    Private,
}

/// One thing that is said: a title, a sentence, a control with its role and state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// The words as they are written on the screen, in `language`: what the caption shows.
    pub text: String,
    /// In which language they are.
    pub language: Language,
    /// Who may hear them.
    pub privacy: Privacy,
}
