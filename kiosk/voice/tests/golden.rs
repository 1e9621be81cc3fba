//! Lines that were reviewed: a text of the screen, and what the engine is given for it.

#![allow(clippy::unwrap_used, clippy::panic)] // a test stops where it fails

use std::time::{Duration, Instant};

use voice::wording::segments;
use voice::{Language, Segment};

const MANDARIN: &str = include_str!("golden/mandarin.txt");
const ENGLISH: &str = include_str!("golden/english.txt");

/// Mandarin as it is; English between angle brackets in a Chinese text, Mandarin between square ones in an English text.
fn said(text: &str, language: Language) -> String {
    let said: Vec<String> = segments(text, language)
        .into_iter()
        .map(|segment| match (segment, language) {
            (Segment::Mandarin(said), Language::Chinese) | (Segment::English(said), Language::English) => said,
            (Segment::English(said), Language::Chinese) => format!("<{said}>"),
            (Segment::Mandarin(said), Language::English) => format!("[{said}]"),
        })
        .collect();
    said.join(" ")
}

fn lines(golden: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    golden
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_once('\t').unwrap_or_else(|| panic!("{line}: write the text, a tab and what is said")))
}

fn compare(golden: &'static str, language: Language, at_least: usize) {
    assert!(lines(golden).count() >= at_least);
    let wrong: Vec<String> = lines(golden)
        .filter_map(|(text, expected)| {
            let said = said(text, language);
            (said != expected).then(|| format!("{text}\n  is   {said}\n  want {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn d15_mandarin_is_read_as_it_was_reviewed() {
    compare(MANDARIN, Language::Chinese, 300);
}

#[test]
fn d15_english_is_read_as_it_was_reviewed() {
    compare(ENGLISH, Language::English, 60);
}

#[test]
fn d16_a_place_in_a_list_is_said_with_its_count() {
    for (text, expected) in [
        ("第 2 项，共 5 项", "di4 er4 xiang4, gong4 wu3 xiang4"),
        ("第2项,共5项", "di4 er4 xiang4, gong4 wu3 xiang4"),
        ("第 1 步，共 2 步", "di4 yi1 bu4, gong4 liang3 bu4"),
        ("2 / 5", "di4 er4 ye4, gong4 wu3 ye4"),
        ("步骤 1/3", "bu4zhou4 di4 yi1 bu4, gong4 san1 bu4"),
        ("1/3 步", "di4 yi1 bu4, gong4 san1 bu4"),
    ] {
        assert_eq!(said(text, Language::Chinese), expected, "{text}");
    }
    assert_eq!(said("Item 2 of 5", Language::English), "Item two of five");
}

#[test]
fn d12_each_piece_is_in_one_language() {
    let mandarin = |said: &str| Segment::Mandarin(said.to_owned());
    let english = |said: &str| Segment::English(said.to_owned());
    let expected = [mandarin("sao3miao2"), english("Q R"), mandarin("ma3.")];
    assert_eq!(segments("扫描 QR 码。", Language::Chinese), expected);
    let expected = [mandarin("wang2, mou3, ming2,"), english("your record")];
    assert_eq!(segments("王＊明, your record", Language::English), expected);
    assert_eq!(segments(" …，", Language::Chinese), []);
}

/// A page has 40 lines and has to be ready long before the first word is due (0.5 s).
#[test]
fn d4_a_page_is_ready_in_no_time() {
    const MOST: Duration = Duration::from_millis(20);
    let page: Vec<&str> = lines(MANDARIN).map(|(text, _)| text).take(40).collect();
    let _ = segments("先读一遍表", Language::Chinese);
    let best = (0..20).map(|_| {
        let start = Instant::now();
        for line in &page {
            std::hint::black_box(segments(line, Language::Chinese));
        }
        start.elapsed()
    });
    let best = best.min().unwrap();
    println!("40 lines in {best:?}");
    assert!(best < MOST, "{best:?}");
}
