//! Pinyin and stroke with the real engine.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // helpers of tests may panic

mod common;

use common::{Rig, candidates};
use typing::typist::Part;
use typing::{Composing, Layout, Press};

const PINYIN: Layout = Layout::Pinyin;
const STROKE: Layout = Layout::Stroke;

#[test]
fn pinyin_gives_simplified_characters_in_pages_of_nine() {
    let rig = Rig::new();
    rig.typist.begin_visit();
    let first = rig.keys(PINYIN, "guo");
    assert_eq!(candidates(&first)[..2], ["过", "国"]);
    assert_eq!((first.preedit.reveal().as_str(), first.page, first.last, first.candidates.len()), ("guo", 0, false, 9));
    assert_eq!(rig.press(PINYIN, Press::PreviousPage), first);
    let second = rig.press(PINYIN, Press::NextPage);
    assert_eq!((second.page, second.candidates.len()), (1, 9));
    assert!(candidates(&second).iter().all(|candidate| !candidates(&first).contains(candidate)));
    assert_eq!(rig.press(PINYIN, Press::PreviousPage), first);
    let mut page = first;
    while !page.last {
        page = rig.press(PINYIN, Press::NextPage);
    }
    assert_eq!(rig.press(PINYIN, Press::NextPage), page);
    let address = rig.press(PINYIN, Press::Clear);
    assert_eq!(address, Composing::nothing());
    assert_eq!(candidates(&rig.keys(PINYIN, "jiangsushengwuxishi"))[0], "江苏省无锡市");
}

#[test]
fn what_is_chosen_is_committed_and_the_rest_stays() {
    let rig = Rig::new();
    rig.typist.begin_visit();
    let shown = rig.keys(PINYIN, "nihao");
    let one = candidates(&shown).iter().position(|candidate| *candidate == "你").unwrap();
    let rest = rig.press(PINYIN, Press::Choose(one as u8));
    assert_eq!((rest.committed.reveal().as_str(), rest.preedit.reveal().as_str()), ("", "你hao"));
    let done = rig.press(PINYIN, Press::Choose(0));
    assert_eq!((done.committed.reveal().as_str(), done.preedit.reveal().as_str()), ("你好", ""));
    let shown = rig.keys(PINYIN, "hao");
    assert_eq!(rig.press(PINYIN, Press::Choose(9)), shown);
    assert_eq!(rig.press(PINYIN, Press::Choose(255)), shown);
}

#[test]
fn keys_are_taken_back_one_by_one_dropped_and_taken_as_they_are() {
    let rig = Rig::new();
    rig.typist.begin_visit();
    let n = rig.keys(PINYIN, "n");
    rig.keys(PINYIN, "i");
    assert_eq!(rig.press(PINYIN, Press::Erase), n);
    assert_eq!(rig.press(PINYIN, Press::Erase), Composing::nothing());
    assert_eq!(rig.press(PINYIN, Press::Erase), Composing::nothing());
    rig.keys(PINYIN, "xi'an");
    let raw = rig.press(PINYIN, Press::Raw);
    assert_eq!((raw.committed.reveal().as_str(), raw.preedit.reveal().as_str()), ("xi'an", ""));
    assert_eq!(rig.press(PINYIN, Press::Raw), Composing::nothing());
}

#[test]
fn keys_that_a_layout_has_not_and_keys_without_end_change_nothing() {
    let rig = Rig::new();
    rig.typist.begin_visit();
    let shown = rig.keys(PINYIN, "ni");
    for key in ['N', '1', ' ', '\n', '中', '\0', '\u{8}', '\u{FF08}', '-', '.'] {
        assert_eq!(rig.press(PINYIN, Press::Key(key)), shown, "{key:?}");
    }
    assert_eq!(rig.press(STROKE, Press::Key('a')), Composing::nothing());
    rig.press(PINYIN, Press::Clear);
    rig.keys(PINYIN, &"ha".repeat(100));
    let raw = rig.press(PINYIN, Press::Raw);
    assert_eq!(raw.committed.reveal().len(), typing::delays::KEYS);
}

#[test]
fn strokes_give_characters_as_they_are_drawn_and_only_hanzi() {
    let rig = Rig::new();
    rig.typist.begin_visit();
    let shown = rig.keys(STROKE, "hs");
    assert_eq!((shown.preedit.reveal().as_str(), candidates(&shown)[0]), ("一丨", "十"));
    rig.press(STROKE, Press::Clear);
    rig.press(STROKE, Press::Rare(true));
    // The package's dictionary has U+F979 under these keys: it looks like 凉 and is none, no register finds a name by it.
    assert!(!candidates(&rig.keys(STROKE, "nhnhszspn")).contains(&"\u{F979}"));
    rig.press(STROKE, Press::Clear);
    rig.press(STROKE, Press::Rare(false));
    // What is in the 通用规范汉字表 comes before what is not.
    let shown = rig.keys(STROKE, "h");
    let standard: Vec<bool> =
        candidates(&shown).iter().map(|text| text.chars().all(typing::words::is_standard)).collect();
    assert!(standard.is_sorted_by(|a, b| a >= b), "{standard:?}");
    rig.press(STROKE, Press::Clear);
    // Simplified and traditional, both as written: 国, 乾.
    assert_eq!(candidates(&rig.keys(STROKE, "szhhshnh"))[0], "国");
    rig.press(STROKE, Press::Clear);
    assert!(candidates(&rig.keys(STROKE, "hsszhhhsphz")).contains(&"乾"));
}

#[test]
fn rare_characters_come_when_they_are_asked_for() {
    let rig = Rig::new();
    rig.typist.begin_visit();
    // 𠀀 U+20000.
    let keys = "hszphszh";
    let rare = |shown: &Composing| candidates(shown).iter().any(|candidate| candidate.chars().any(|c| c > '\u{FFFF}'));
    let mut shown = rig.keys(STROKE, &keys[..4]);
    let mut any = false;
    for _ in 0..10 {
        any |= rare(&shown);
        shown = rig.press(STROKE, Press::NextPage);
    }
    assert!(!any);
    rig.press(STROKE, Press::Clear);
    rig.press(STROKE, Press::Rare(true));
    let mut shown = rig.keys(STROKE, &keys[..4]);
    for _ in 0..10 {
        any |= rare(&shown);
        shown = rig.press(STROKE, Press::NextPage);
    }
    assert!(any);
}

#[test]
fn the_layouts_do_not_disturb_each_other() {
    let rig = Rig::new();
    rig.typist.begin_visit();
    let pinyin = rig.keys(PINYIN, "n");
    rig.keys(STROKE, "hs");
    assert_ne!(rig.keys(PINYIN, "i"), pinyin);
    assert_eq!(rig.press(PINYIN, Press::Erase), pinyin);
    let stroke = rig.press(STROKE, Press::Choose(0));
    assert_eq!(stroke.committed.reveal(), "十");
}

/// The first candidate for shi.
fn first(rig: &Rig) -> String {
    let shown = rig.keys(PINYIN, "shi");
    let first = candidates(&shown)[0].to_owned();
    rig.press(PINYIN, Press::Clear);
    first
}

#[test]
fn what_is_learnt_is_known_in_the_visit_and_gone_with_it() {
    let rig = Rig::new();
    let prepared = common::settings(rig.visits.path()).prepared;
    rig.typist.begin_visit();
    let usual = first(&rig);
    for _ in 0..3 {
        rig.keys(PINYIN, "shi");
        rig.press(PINYIN, Press::NextPage);
        rig.press(PINYIN, Press::Choose(4));
    }
    let learnt = first(&rig);
    assert_ne!(learnt, usual);
    assert_eq!(std::fs::read_dir(rig.visits.path()).unwrap().count(), 1);
    let before = files(&prepared);
    rig.typist.end_visit();
    rig.forgotten(Part::Keys);
    assert_eq!(std::fs::read_dir(rig.visits.path()).unwrap().count(), 0);
    assert_eq!(files(&prepared), before);
    rig.typist.begin_visit();
    assert_eq!(first(&rig), usual);
}

#[test]
fn a_visit_that_did_not_end_ends_with_the_next_and_with_the_last_handle() {
    let rig = Rig::new();
    rig.typist.begin_visit();
    rig.keys(PINYIN, "ni");
    rig.typist.begin_visit();
    rig.forgotten(Part::Keys);
    assert_eq!(rig.press(PINYIN, Press::Erase), Composing::nothing());
    assert_eq!(std::fs::read_dir(rig.visits.path()).unwrap().count(), 1);
    let Rig { typist, events, visits } = rig;
    drop(typist);
    // The threads hold the only sender: their end is the end of this.
    while events.recv().is_ok() {}
    assert_eq!(std::fs::read_dir(visits.path()).unwrap().count(), 0);
}

#[test]
fn out_of_a_visit_nothing_is_composed() {
    let rig = Rig::new();
    assert_eq!(rig.keys(PINYIN, "ni"), Composing::nothing());
    rig.typist.begin_visit();
    assert_eq!(candidates(&rig.keys(PINYIN, "ni"))[0], "你");
    rig.typist.end_visit();
    assert_eq!(rig.keys(PINYIN, "ni"), Composing::nothing());
}

/// Every file below with size and time of the last change.
fn files(folder: &std::path::Path) -> Vec<(std::path::PathBuf, u64, std::time::SystemTime)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let data = entry.metadata().unwrap();
        if data.is_dir() {
            all.extend(files(&entry.path()));
        } else {
            all.push((entry.path(), data.len(), data.modified().unwrap()));
        }
    }
    all.sort();
    all
}
