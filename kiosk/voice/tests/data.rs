//! The reviewed tables are well formed, and say nothing that the general table of readings does not know without saying why.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test stops where it fails

use std::collections::BTreeSet;

use pinyin::ToPinyinMulti;

const LEXICON: &str = include_str!("../data/lexicon.txt");
const SINGLE: &str = include_str!("../data/single.txt");
const SURNAMES: &str = include_str!("../data/surnames.txt");

/// Hanzi that are read in more than one way in many words: they stand in words only.
const RISKY: &str = "重长行还得地着为都只中种转调传发分干更供角教觉结解尽空累量露落率没难宁强切曲任少省舍盛识似宿畜相兴系应\
                     载择扎占涨正朝称差处折血便参单当降假和了";
/// Of these, the ones that stand in almost every sentence and are read in another way in a few words only, which are all there.
const EVERYWHERE: &str = "和了";

fn entries(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty())
        .map(|line| line.split_once(' ').unwrap_or_else(|| panic!("{line}: write the word, a space and its syllables")))
}

fn readings(hanzi: char) -> Vec<String> {
    let Some(readings) = hanzi.to_pinyin_multi() else { return Vec::new() };
    readings.into_iter().map(|reading| reading.with_tone_num_end().replace('ü', "v")).collect()
}

/// Readings that the general table lacks: neutral tones, the tones of 一 and 不, r of 儿, and what a comment gives a reason for.
fn is_known(hanzi: char, reading: &str) -> bool {
    let change = match hanzi {
        '一' => matches!(reading, "yi2" | "yi4"),
        '不' => reading == "bu2",
        '儿' => reading == "r5",
        '乐' => reading == "lao4", // 乐陵, 乐亭
        '宕' => reading == "tan4", // 宕昌
        '𬱖' => reading == "wei3", // 頠
        _ => false,
    };
    change || reading.ends_with('5') || readings(hanzi).iter().any(|known| known == reading)
}

#[test]
fn d15_every_word_has_a_known_reading_for_each_hanzi() {
    for (word, reading) in entries(LEXICON) {
        let syllables: Vec<&str> = reading.split(' ').collect();
        assert_eq!(word.chars().count(), syllables.len(), "{word} {reading}");
        for (hanzi, syllable) in word.chars().zip(&syllables) {
            assert!(is_known(hanzi, syllable), "{word}: {hanzi} is not read {syllable}, but {:?}", readings(hanzi));
        }
    }
}

#[test]
fn d15_words_stand_once_and_in_order() {
    for table in [LEXICON, SINGLE] {
        let words: Vec<&str> = entries(table).map(|(word, _)| word).collect();
        let sorted: Vec<&str> = words.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        assert_eq!(words, sorted);
    }
}

#[test]
fn d15_tones_of_yi_and_bu_fit_what_follows() {
    for (word, reading) in entries(LEXICON) {
        let syllables: Vec<&str> = reading.split(' ').collect();
        for (pair, hanzi) in syllables.windows(2).zip(word.chars()) {
            let next = pair[1].chars().last();
            match (hanzi, pair[0]) {
                ('不', "bu4") => assert_ne!(next, Some('4'), "{word}: bu2"),
                ('不', "bu2") => assert_eq!(next, Some('4'), "{word}: bu4"),
                ('一', "yi4") => assert_ne!(next, Some('4'), "{word}: yi2"),
                ('一', "yi2") => assert!(matches!(next, Some('4' | '5')), "{word}: yi4"),
                _ => {}
            }
        }
    }
}

#[test]
fn d15_single_hanzi_have_a_known_reading_and_none_is_risky() {
    for (hanzi, reading) in entries(SINGLE).chain(entries(SURNAMES)) {
        let hanzi = hanzi.chars().next().unwrap();
        assert!(is_known(hanzi, reading), "{hanzi} is not read {reading}, but {:?}", readings(hanzi));
    }
    for (hanzi, _) in entries(SINGLE) {
        assert!(EVERYWHERE.contains(hanzi) || !RISKY.contains(hanzi), "{hanzi} is read in several ways: words only");
    }
}
