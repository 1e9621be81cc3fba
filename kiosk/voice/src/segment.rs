//! What an engine is given: a text made ready to be read, in pieces of one language each.

/// A piece of what is said, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Pinyin with tone digits, syllables of a word together, words apart, sentence marks kept as `,` `.` `?` `!`:
    /// `qing3 ba3 shen1fen4zheng4 fang4 zai4 du2ka3qu1.`; the neutral tone is 5.
    Mandarin(String),
    /// English words; numbers are written out.
    English(String),
}
