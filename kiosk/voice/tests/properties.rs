//! Whatever the text, it is read: nothing panics, nothing is dropped, no number of a card becomes an amount.

use proptest::prelude::*;
use voice::wording::{segments, unreviewed};
use voice::{Language, Segment};

fn mandarin(text: &str, language: Language) -> String {
    let said = segments(text, language);
    said.iter().filter_map(|s| if let Segment::Mandarin(said) = s { Some(said.as_str()) } else { None }).collect()
}

fn syllables(said: &str) -> usize {
    said.chars().filter(char::is_ascii_digit).count()
}

/// Texts like those of the screen: hanzi, digits, letters and the signs that mean something.
const SCREEN: &str = "[一不第元年月日个步页共至查单重儿０0-9A-Za-z.,:/*%¥＊○·—–~，。？（） \u{323AE}\u{E123}-]{0,40}";

proptest! {
    #[test]
    fn d15_any_text_is_read_in_the_letters_that_the_engine_knows(text in prop_oneof!["\\PC{0,40}", SCREEN]) {
        for language in [Language::Chinese, Language::English] {
            for segment in segments(&text, language) {
                match segment {
                    Segment::Mandarin(said) => {
                        let known = |c: char| matches!(c, 'a'..='z' | '0'..='9' | ' ' | ',' | '.' | '?' | '!' | ';' | ':' | '\'');
                        prop_assert!(!said.is_empty() && said.chars().all(known), "{text:?}: {said}");
                    }
                    Segment::English(said) => {
                        prop_assert!(!said.chars().any(|c| c.is_ascii_digit()), "{text:?}: {said}");
                    }
                }
            }
        }
        let _ = unreviewed(&text);
    }

    #[test]
    fn d15_no_hanzi_is_dropped(text in "[\u{4E00}-\u{9FFF}\u{20000}-\u{323AF}\u{E000}-\u{E0FF}〓，。]{0,30}") {
        let hanzi = text.chars().filter(|c| !"，。".contains(*c)).count();
        for language in [Language::Chinese, Language::English] {
            prop_assert!(syllables(&mandarin(&text, language)) >= hanzi, "{text}");
        }
    }

    #[test]
    fn d15_a_card_number_is_said_digit_by_digit(head in "[1-9][0-9]{5}", stars in 1..9_usize, tail in "[0-9]{3}[0-9X]", sign in "[*＊]") {
        let said = mandarin(&format!("号码 {head}{}{tail}", sign.repeat(stars)), Language::Chinese);
        prop_assert!(!said.contains("shi2") && !said.contains("bai3") && !said.contains("qian1"), "{said}");
        prop_assert!(!said.contains("yi1"), "one is yao1: {said}");
        let whole = mandarin(&format!("{head}19900307{tail}"), Language::Chinese);
        let expected = 18 + if tail.ends_with('X') { 2 } else { 0 };
        prop_assert_eq!(syllables(&whole), expected, "{}", whole);
        prop_assert!(!whole.contains("shi2") && !whole.contains("yi1"), "{whole}");
    }

    #[test]
    fn d15_amounts_keep_every_figure(yuan in 0..100_000_000_u64, fen in 0..100_u64) {
        let grouped = grouped(yuan);
        let plain = mandarin(&format!("{yuan}.{fen:02} 元"), Language::Chinese);
        let with_commas = mandarin(&format!("{grouped}.{fen:02} 元"), Language::Chinese);
        prop_assert_eq!(&plain, &with_commas);
        prop_assert_eq!(plain.contains("yuan2"), yuan > 0 || fen == 0);
        prop_assert_eq!(plain.contains("jiao3"), fen >= 10);
        prop_assert_eq!(plain.contains("fen1"), fen % 10 > 0);
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
