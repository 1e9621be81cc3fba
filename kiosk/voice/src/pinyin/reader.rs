//! Reads a run of hanzi.

use super::RARE;
use super::lexicon::{General, general, longest_word, single, surname};

/// A hanzi whose reading nobody has looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unreviewed {
    /// The hanzi.
    pub hanzi: char,
    /// Why it wants somebody's eye.
    pub why: Why,
}

/// Why a hanzi wants somebody's eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// No table has a reading: it is said as 生僻字.
    NoReading,
    /// It has several readings, and stands in no reviewed word.
    Polyphone,
}

/// Whether `c` is read as a hanzi: also those that a font or a register holds in the private use area, and the sign 〓 that
/// stands for one.
pub(crate) fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}'
        | '〇' | '〓' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
}

/// A word as it is found: what it is, its syllables, and whether it is a single hanzi outside the words.
struct Word {
    hanzi: char,
    alone: bool,
    syllables: String,
}

/// The words of a run of hanzi, syllables joined, a space between words. `next` is the syllable said after the run, for the
/// tone of a last 一 or 不.
pub(crate) fn read(run: &str, next: Option<&str>) -> String {
    join(words(run), next)
}

/// As [`read`], for a run that begins with a surname.
pub(crate) fn read_name(run: &str, next: Option<&str>) -> String {
    let mut found = words(run);
    if let Some(first) = found.first_mut().filter(|word| word.alone)
        && let Some(reading) = surname(first.hanzi)
    {
        reading.clone_into(&mut first.syllables);
    }
    join(found, next)
}

/// Whether a text that is nothing but `run` looks like a person's name with a surname that is read in its own way.
pub(crate) fn begins_with_a_surname(run: &str) -> bool {
    let in_no_word = longest_word(run).is_none_or(|(end, _)| run.chars().next().is_some_and(|c| c.len_utf8() == end));
    (2..=4).contains(&run.chars().count()) && in_no_word && run.chars().next().and_then(surname).is_some()
}

/// The hanzi of `run` whose reading nobody has looked at.
pub(crate) fn review(run: &str, found: &mut Vec<Unreviewed>) {
    for word in words(run).iter().filter(|word| word.alone && single(word.hanzi).is_none()) {
        match general(word.hanzi) {
            General::One(_) => {}
            General::First(_) => found.push(Unreviewed { hanzi: word.hanzi, why: Why::Polyphone }),
            General::Unknown => found.push(Unreviewed { hanzi: word.hanzi, why: Why::NoReading }),
        }
    }
}

fn words(run: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut rest = run;
    while let Some(hanzi) = rest.chars().next() {
        let (end, word) = match longest_word(rest) {
            Some((end, reading)) => (end, Word { hanzi, alone: false, syllables: reading.replace(' ', "") }),
            None => (hanzi.len_utf8(), Word { hanzi, alone: true, syllables: alone(hanzi) }),
        };
        found.push(word);
        rest = rest.get(end..).unwrap_or_default();
    }
    found
}

fn alone(hanzi: char) -> String {
    if hanzi == '〇' {
        return "ling2".to_owned();
    }
    if let Some(reading) = single(hanzi) {
        return reading.to_owned();
    }
    match general(hanzi) {
        General::One(reading) | General::First(reading) => reading,
        General::Unknown => {
            // Not which one: it may be part of a person's name.
            tracing::warn!("a hanzi has no reading and is said as 生僻字; add it to kiosk/voice/data/single.txt");
            RARE.to_owned()
        }
    }
}

fn join(mut words: Vec<Word>, next: Option<&str>) -> String {
    let mut after = next.and_then(first_tone);
    let mut before_is_numeral = words.iter().map(|word| is_numeral(word.hanzi)).collect::<Vec<_>>();
    before_is_numeral.insert(0, false);
    for (word, counted) in words.iter_mut().zip(before_is_numeral).rev() {
        if word.alone && !counted {
            change_tone(word, after);
        }
        after = first_tone(&word.syllables);
    }
    let syllables: Vec<String> = words.into_iter().map(|word| word.syllables).collect();
    syllables.join(" ")
}

/// 一 is yi4 before the first three tones and yi2 before the fourth; 不 is bu2 before the fourth.
fn change_tone(word: &mut Word, after: Option<char>) {
    let reading = match (word.hanzi, after) {
        ('一', Some('1' | '2' | '3')) => "yi4",
        ('一', Some('4')) => "yi2",
        ('不', Some('4')) => "bu2",
        _ => return,
    };
    reading.clone_into(&mut word.syllables);
}

/// After these, 一 is a number and keeps its tone: 十一, 第一, 二一.
fn is_numeral(hanzi: char) -> bool {
    "第零〇一二三四五六七八九十".contains(hanzi)
}

fn first_tone(syllables: &str) -> Option<char> {
    syllables.chars().find(char::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d15_the_longest_word_wins() {
        assert_eq!(read("银行行长", None), "yin2hang2 hang2zhang3");
        assert_eq!(read("重新打印", None), "chong2xin1 da3yin4");
        assert_eq!(read("不动产", None), "bu2dong4chan3");
    }

    #[test]
    fn d15_yi_and_bu_change_before_what_follows() {
        for (run, said) in [
            ("一天", "yi4 tian1"),
            ("一刻", "yi2 ke4"),
            ("第一刻", "di4yi1 ke4"),
            ("不查", "bu4 cha2"),
            ("不看", "bu2 kan4"),
            ("一", "yi1"),
        ] {
            assert_eq!(read(run, None), said);
        }
        assert_eq!(read("一", Some("ge4")), "yi2");
    }

    #[test]
    fn d15_a_surname_is_read_as_one() {
        assert_eq!(read_name("单", None), "shan4");
        assert_eq!(read_name("解", None), "xie4");
        assert_eq!(read_name("王", None), "wang2");
        assert!(begins_with_a_surname("查明"));
        assert!(!begins_with_a_surname("查询"));
    }

    #[test]
    fn d15_a_hanzi_that_nobody_reads_is_said_as_rare() {
        assert_eq!(read("王\u{323AE}", None), "wang2 sheng1pi4zi4");
        assert_eq!(read("\u{E123}", None), RARE);
        let mut found = Vec::new();
        review("行\u{323AE}", &mut found);
        let expected =
            [Unreviewed { hanzi: '行', why: Why::Polyphone }, Unreviewed { hanzi: '\u{323AE}', why: Why::NoReading }];
        assert_eq!(found, expected);
    }
}
