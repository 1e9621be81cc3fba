//! From a text as it stands on the screen to what an engine reads rightly: numbers, dates, amounts and signs are written out
//! in the language of the text, hanzi become pinyin, other letters become English words.

mod chinese;
mod english;
mod numbers;
mod piece;
mod text;

use service::Language;

pub use crate::pinyin::{Unreviewed, Why};
use crate::{Segment, pinyin};
use piece::Piece;
use text::Text;

/// What an engine is given for `text`: pieces of one language each, in their order. A text without words gives none.
pub fn segments(text: &str, language: Language) -> Vec<Segment> {
    let text = Text::new(text);
    piece::assemble(match language {
        Language::Chinese => chinese::pieces(&text),
        Language::English => english::pieces(&text),
    })
}

/// What of a Chinese text nobody has reviewed: hanzi without a reading, and hanzi with several outside every reviewed word.
/// Empty for a text that is read as somebody wrote down that it should be.
pub fn unreviewed(text: &str) -> Vec<Unreviewed> {
    let mut found = Vec::new();
    for piece in chinese::pieces(&Text::new(text)) {
        match piece {
            Piece::Hanzi(run) => pinyin::review(&run, &mut found),
            Piece::Name(run) => {
                let known =
                    run.chars().next().filter(|first| pinyin::surname(*first).is_some()).map_or(0, char::len_utf8);
                pinyin::review(run.get(known..).unwrap_or_default(), &mut found);
            }
            Piece::Said(_) | Piece::Latin(_) | Piece::Mark(_) => {}
        }
    }
    found
}
