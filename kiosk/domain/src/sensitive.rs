//! What must not leave the visit: values that cannot be printed by accident and are wiped when dropped.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// A personal value. It has no `Display`, a masked `Debug`, and is overwritten when dropped.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sensitive<T: Zeroize>(T);

impl<T: Zeroize> Sensitive<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Every call is a place where something personal is used: keep them few.
    pub fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Sensitive<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl<T: Zeroize> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<T: Zeroize> Drop for Sensitive<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The dots that part a name of another language, as cards and registers write them.
const NAME_DOTS: [char; 5] = ['·', '•', '‧', '・', '．'];

/// A name as a screen in a public hall may show it: the family name's first character, `＊` for each between, the
/// last one; of two characters the second is hidden, of one all (王＊明, 王＊, ＊). Of a name with `·` the part before
/// it shows (阿卜杜·＊＊). A Latin name shows the first letter of each word (T*** P***). The whole of a name never shows.
pub fn mask_name(name: &str) -> String {
    let name = name.trim();
    if let Some((first, rest)) = name.split_once(NAME_DOTS)
        && first.chars().any(is_letter)
        && rest.chars().any(is_letter)
    {
        let hidden = rest.chars().map(|c| if NAME_DOTS.contains(&c) { '·' } else { '＊' });
        return first.chars().chain(std::iter::once('·')).chain(hidden).collect();
    }
    if name.chars().any(|c| c.is_ascii_alphabetic()) {
        return name.split_whitespace().map(mask_word).collect::<Vec<_>>().join(" ");
    }
    mask_han(name)
}

/// The first letter of a longer word; of one letter nothing. A comma after a family name stays.
fn mask_word(word: &str) -> String {
    let comma = if word.ends_with(',') { "," } else { "" };
    let letters: Vec<char> = word.chars().filter(|c| is_letter(*c)).collect();
    match letters.as_slice() {
        [first, _, ..] => format!("{first}***{comma}"),
        _ => format!("***{comma}"),
    }
}

fn mask_han(name: &str) -> String {
    let letters: Vec<char> = name.chars().filter(|c| is_letter(*c)).collect();
    let count = letters.len();
    letters
        .into_iter()
        .enumerate()
        .map(|(i, c)| if count > 1 && (i == 0 || (count > 2 && i + 1 == count)) { c } else { '＊' })
        .collect()
}

/// Whether a character is part of a name, not between its parts: a space (a two-character name is often written with
/// one), punctuation, or a mark that only chooses the form of the character before it. Characters of the private use
/// area count: old registers have rare characters there.
fn is_letter(c: char) -> bool {
    let variation_selector = matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}');
    !c.is_whitespace() && !c.is_ascii_punctuation() && !NAME_DOTS.contains(&c) && !variation_selector
}

/// A document number as a screen may show it: six characters, `*` for each between, four (370000********0017).
/// Shorter numbers keep two at each end, very short ones nothing.
pub fn mask_number(number: &str) -> String {
    let count = number.chars().count();
    let (head, tail) = match count {
        15.. => (6, 4),
        8.. => (2, 2),
        _ => (0, 0),
    };
    number.chars().enumerate().map(|(i, c)| if i < head || i + tail >= count { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_masked_by_their_form() {
        let cases = [
            ("王样例", "王＊例"),
            ("王明", "王＊"),
            ("王 明", "王＊"),
            ("王\u{3000}明", "王＊"),
            ("王", "＊"),
            ("欧阳示范", "欧＊＊范"),
            (" 王样例 ", "王＊例"),
            ("刘䶮样", "刘＊样"),
            ("徐𪟝", "徐＊"),
            ("𪟝", "＊"),
            ("葛\u{E0100}", "＊"),
            ("阿卜杜热合曼·样例", "阿卜杜热合曼·＊＊"),
            ("阿卜杜•样例", "阿卜杜·＊＊"),
            ("古丽·样例·示范", "古丽·＊＊·＊＊"),
            ("样例·", "样＊"),
            ("·样例", "样＊"),
            ("\u{E123}样", "\u{E123}＊"),
            ("SAMPLE, ALICE", "S***, A***"),
            ("Jean-Pierre Example", "J*** E***"),
            ("T. Li", "*** L***"),
            ("X", "***"),
            ("A B", "*** ***"),
            ("王John", "王***"),
            ("", ""),
        ];
        for (name, masked) in cases {
            assert_eq!(mask_name(name), masked, "{name}");
        }
    }

    #[test]
    fn numbers_are_masked_by_their_length() {
        let cases = [
            ("370000197301010017", "370000********0017"),
            ("CAN110080010114", "CAN110*****0114"),
            ("H00000001", "H0*****01"),
            ("12345678", "12****78"),
            ("1234567", "*******"),
            ("12", "**"),
            ("", ""),
        ];
        for (number, masked) in cases {
            assert_eq!(mask_number(number), masked);
        }
    }

    #[test]
    fn what_is_sensitive_does_not_print() {
        let name = Sensitive::<String>::from("王样例");
        assert_eq!(format!("{name:?} {:?}", Some(&name)), "*** Some(***)");
        assert_eq!(name.reveal(), "王样例");
    }

    proptest! {
        #[test]
        fn the_whole_of_a_name_never_shows(name in "[\u{4E00}-\u{9FFF}\u{20000}-\u{2A6D6}a-zA-Z·•,. \u{3000}]{0,20}") {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
            let masked = mask_name(&name);
            if letters(&name) > 0 {
                prop_assert!(letters(&masked) < letters(&name), "{name} gave {masked}");
            }
        }

        #[test]
        fn a_mask_of_a_number_keeps_its_length_and_hides_five(number in "[0-9X]{5,20}") {
            let masked = mask_number(&number);
            prop_assert_eq!(masked.len(), number.len());
            prop_assert!(masked.matches('*').count() >= 4);
        }
    }
}
