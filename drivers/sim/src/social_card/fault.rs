//! How a card answers, and what is wrong with it.

/// How a card hands over an answer. All of them are right (ISO/IEC 7816-4, 5.3.4; ISO/IEC 7816-3, 12.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Data and 9000 at once.
    #[default]
    AtOnce,
    /// 61xx first; the data waits for GET RESPONSE.
    GetResponse,
    /// 61xx again and again: so many bytes at a time.
    Pieces(u8),
    /// 6Cxx unless the length asked for is right.
    Exact,
    /// 6Cxx, then 61xx, then the data.
    ExactThenGetResponse,
    /// 61xx for ever, without data.
    Endless,
}

/// What a damaged record looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// The answer's tag is another.
    Tag,
    /// The answer's length says more than there is.
    Length,
    /// Half of the answer.
    Half,
    /// This in place of the value, as it is.
    Value(Vec<u8>),
    /// The record is not there (6A83).
    Gone,
    /// The value without tag and length.
    Bare,
}

/// What is wrong with a card. Commands count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults {
    /// How it hands over answers.
    pub style: Style,
    /// It is pulled out at this command; a card in a reader is gone then.
    pub removed_at: Option<usize>,
    /// It answers this command with this status word.
    pub status_at: Option<(usize, u16)>,
    /// It answers this command with so many bytes, less than a status word.
    pub stump_at: Option<(usize, usize)>,
    /// Damaged records, by tag.
    pub damaged: Vec<(u8, Damage)>,
    /// It knows files only by P1 = 00 (6A86 otherwise).
    pub old_select: bool,
}
