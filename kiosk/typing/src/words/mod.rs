//! Words that tell characters apart by ear: 「第3个，河流的河」. Which word goes with which character is data
//! (`data/describe.txt`), counted out by `examples/describe.rs` and mended by `data/describe-by-hand.txt`.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

/// A line a character of the 通用规范汉字表: the character, and after a space its word if it has one.
const DATA: &str = include_str!("../../data/describe.txt");

static WORDS: LazyLock<HashMap<char, Option<&'static str>>> = LazyLock::new(|| {
    let lines = DATA.lines().filter(|line| !line.starts_with('#'));
    let words = lines.filter_map(|line| {
        let character = line.chars().next()?;
        Some((character, line.split_once(' ').map(|(_, word)| word)))
    });
    words.collect()
});

/// A character and a common word with it; it is written as it is said: "河流的河".
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Description {
    /// The character.
    pub character: char,
    /// A word of two or three characters, the character among them.
    pub word: &'static str,
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}的{}", self.word, self.character)
    }
}

/// A description tells what somebody types.
impl fmt::Debug for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Description(***)")
    }
}

/// How to say which character is meant. None for characters in no common word: those are told by strokes or code point.
pub fn describe(character: char) -> Option<Description> {
    WORDS.get(&character).copied().flatten().map(|word| Description { character, word })
}

/// Whether it is one of the 8,105 characters of the 通用规范汉字表 (2013).
pub fn is_standard(character: char) -> bool {
    WORDS.contains_key(&character)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BY_HAND: &str = include_str!("../../data/describe-by-hand.txt");

    fn told() -> impl Iterator<Item = (char, &'static str)> {
        WORDS.iter().filter_map(|(character, word)| Some((*character, (*word)?)))
    }

    #[test]
    fn every_standard_character_is_known_and_most_have_a_word() {
        assert_eq!(WORDS.len(), 8_105);
        assert!(told().count() > 5_600, "{}", told().count());
        assert!(is_standard('河') && is_standard('䶮') && !is_standard('龘') && !is_standard('a'));
    }

    #[test]
    fn a_word_has_its_character_and_is_short_and_of_standard_characters() {
        for (character, word) in told() {
            assert!(word.contains(character), "{character} {word}");
            assert!((2..=3).contains(&word.chars().count()), "{character} {word}");
            assert!(word.chars().all(is_standard), "{character} {word}");
        }
    }

    #[test]
    fn a_description_is_said_as_people_say_it() {
        for (character, said) in [('河', "河流的河"), ('李', "木子李的李"), ('鑫', "三金鑫的鑫"), ('死', "死角的死")]
        {
            assert_eq!(describe(character).unwrap().to_string(), said);
        }
        assert_eq!(describe('A'), None);
    }

    #[test]
    fn what_was_mended_by_hand_is_in_the_table() {
        let lines = BY_HAND.lines().filter(|line| !line.starts_with('#'));
        let mended: Vec<_> = lines.map(|line| line.split_once(' ').unwrap()).collect();
        assert!(mended.len() > 100);
        for (character, word) in mended {
            assert_eq!(describe(character.parse().unwrap()).unwrap().word, word);
        }
    }

    #[test]
    fn nothing_is_called_out_that_offends() {
        let offends = [
            "支那", "鸡巴", "他妈", "妓", "嫖客", "淫", "屎", "尿布", "肏", "屄", "屌", "尸体", "杀人", "死人", "强奸",
            "做爱", "白痴", "法轮", "台独", "吸毒", "婊", "处女", "屁股", "傻瓜", "笨蛋",
        ];
        let own = |character: char, bad: &str| bad.chars().count() == 1 && bad.contains(character);
        for (character, word) in told() {
            let found = offends.iter().find(|bad| word.contains(**bad) && !own(character, bad));
            assert_eq!(found, None, "{character} {word}");
        }
        for character in ['肏', '屄', '屌'] {
            assert_eq!(describe(character), None);
        }
    }
}
