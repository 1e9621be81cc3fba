//! Keys: what can be pressed, and what shows after it.

use domain::Sensitive;

/// A keyboard whose keys make up characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layout {
    /// Full pinyin without tones: `a` to `z` (`v` for ü), `'` between syllables.
    Pinyin,
    /// The five strokes in the order of writing: `h s p n z`.
    Stroke,
}

impl Layout {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Pinyin, Self::Stroke];

    /// Whether it has this key.
    pub fn has(self, key: char) -> bool {
        match self {
            Self::Pinyin => key.is_ascii_lowercase() || key == '\'',
            Self::Stroke => STROKES.iter().any(|stroke| stroke.key == key),
        }
    }
}

/// A stroke key: one of the five classes 横竖撇点折.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stroke {
    /// Its key.
    pub key: char,
    /// As it looks.
    pub sign: char,
    /// What it is called. A dot counts as 捺, a rising stroke as 横.
    pub chinese: &'static str,
    /// The same in English.
    pub english: &'static str,
}

/// The stroke keys in their usual order, 1 to 5 on a keypad.
pub const STROKES: [Stroke; 5] = [
    Stroke { key: 'h', sign: '一', chinese: "横", english: "horizontal" },
    Stroke { key: 's', sign: '丨', chinese: "竖", english: "vertical" },
    Stroke { key: 'p', sign: '丿', chinese: "撇", english: "left-falling" },
    Stroke { key: 'n', sign: '丶', chinese: "捺", english: "dot or right-falling" },
    Stroke { key: 'z', sign: '乙', chinese: "折", english: "turning" },
];

/// What is pressed. `Debug` does not tell which key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// A key of the layout; one that it has not, and one too many ([`crate::delays::KEYS`]), changes nothing.
    Key(char),
    /// Takes the last key back; of a composition that is partly chosen, the last choice.
    Erase,
    /// Drops the composition.
    Clear,
    /// The next page of candidates; on the last nothing.
    NextPage,
    /// The page before; on the first nothing.
    PreviousPage,
    /// Takes a candidate of the page that shows, from 0; where there is none nothing.
    Choose(u8),
    /// Takes the keys themselves as text: Latin letters.
    Raw,
    /// Whether rare characters are offered too: beyond the 20,992 of the first block, for names. Off at first, and only
    /// [`Layout::Stroke`] tells them apart.
    Rare(bool),
}

impl std::fmt::Debug for Press {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Key(_) => "Key(***)",
            Self::Erase => "Erase",
            Self::Clear => "Clear",
            Self::NextPage => "NextPage",
            Self::PreviousPage => "PreviousPage",
            Self::Choose(_) => "Choose(***)",
            Self::Raw => "Raw",
            Self::Rare(_) => "Rare",
        })
    }
}

/// What shows after a press.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Composing {
    /// Text that this press finished: it goes into the field. Mostly empty.
    pub committed: Sensitive<String>,
    /// What is being composed, as it is to be shown: "ni hao", "你hao", "一丨". Empty: nothing is.
    pub preedit: Sensitive<String>,
    /// Candidates of this page, best first, at most [`crate::delays::PAGE`].
    pub candidates: Vec<Sensitive<String>>,
    /// Which page, from 0.
    pub page: u32,
    /// Whether there is no page after it.
    pub last: bool,
}

impl Composing {
    /// Nothing is being composed.
    pub fn nothing() -> Self {
        Self { last: true, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_layout_has_its_keys_and_no_others() {
        let keys = |layout: Layout| ('\0'..='\u{ff}').filter(|key| layout.has(*key)).collect::<String>();
        assert_eq!(keys(Layout::Pinyin), "'abcdefghijklmnopqrstuvwxyz");
        assert_eq!(keys(Layout::Stroke), "hnpsz");
    }

    #[test]
    fn what_is_pressed_and_composed_is_masked() {
        let composing = Composing {
            committed: "王".into(),
            preedit: "xiao".into(),
            candidates: vec!["小".into(), "晓".into()],
            page: 0,
            last: false,
        };
        let told = format!("{composing:?} {:?} {:?}", Press::Key('q'), Press::Choose(7));
        for secret in ["王", "xiao", "小", "晓", "q", "7"] {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
    }
}
