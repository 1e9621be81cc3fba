//! Every matter is at most four touches from the first page, and a touch that turns to the next screen counts.
#![allow(clippy::panic, reason = "tests")]

mod common;

use std::collections::{BTreeMap, VecDeque};

use domain::catalogue::{Audience, MatterId};
use screen::glass::Glass;
use screen::headless::Stage;
use screen::look::draw;
use screen::tree::{controls, tap};
use screen::{NEXT_SCREEN_LABELS, Screen, samples};
use service::{Comfort, Page, Target};

/// Lying and low, upright and small, and the two in between that halls have most.
const GLASSES: [&str; 4] = ["15.6in-landscape", "15.6in-portrait", "27in-portrait", "32in-landscape"];
/// No list has more screens.
const MOST_TURNS: usize = 12;

/// The places that a page leads to, with what each is called on it.
fn leads(page: &Page) -> Vec<(String, Target)> {
    match page {
        Page::Home { stages, .. } => {
            let own = stages.iter().enumerate().filter(|(_, stage)| stage.audience == Audience::Person);
            let own = own.map(|(number, stage)| (stage.name.clone(), Target::Stage(number)));
            own.chain([("企业".to_owned(), Target::Stages(Audience::Enterprise))]).collect()
        }
        Page::List(list) => list.rows.iter().map(|row| (row.name.zh.clone(), row.to)).collect(),
        _ => Vec::new(),
    }
}

/// What can be pressed after turning so often, by its label.
fn turns(stage: &Stage, screen: &Screen) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let note = |found: &mut BTreeMap<String, usize>, turns: usize| {
        let all = controls(screen.window());
        for control in all.into_iter().filter(|it| it.interactive && it.enabled && !it.visible.is_empty()) {
            found.entry(control.label).or_insert(turns);
        }
    };
    note(&mut found, 0);
    let next = |column: usize| {
        let all = controls(screen.window()).into_iter();
        all.filter(|it| it.interactive && NEXT_SCREEN_LABELS.contains(&it.label.as_str())).nth(column)
    };
    for column in 0..2 {
        for turned in 1..=MOST_TURNS {
            let Some(leaf) = next(column).filter(|leaf| leaf.enabled) else { break };
            assert!(tap(screen.window(), &leaf));
            stage.settle();
            note(&mut found, turned);
        }
    }
    found
}

/// How many touches each matter takes at least.
fn touches(stage: &Stage, screen: &Screen) -> BTreeMap<MatterId, (usize, String)> {
    let mut matters: BTreeMap<MatterId, (usize, String)> = BTreeMap::new();
    let mut ways: VecDeque<(usize, String, Option<Target>)> = VecDeque::from([(0, "home".to_owned(), None)]);
    while let Some((touched, way, target)) = ways.pop_front() {
        let view = samples::catalogue_view(target.as_slice());
        draw(stage, screen, &view, Comfort::default());
        let turns = turns(stage, screen);
        for (label, to) in leads(&view.page) {
            let turned = *turns.get(&label).unwrap_or_else(|| panic!("{way}: “{label}” is on no screen of {turns:?}"));
            let (all, way) = (touched + turned + 1, format!("{way} +{turned} {to}"));
            match to {
                Target::Matter(id) => {
                    if matters.get(&id).is_none_or(|(before, _)| *before > all) {
                        matters.insert(id, (all, way));
                    }
                }
                Target::Chain(_) => {}
                _ => ways.push_back((all, way, Some(to))),
            }
        }
    }
    matters
}

#[test]
fn every_matter_is_at_most_four_touches_away_with_those_that_turn() {
    let glasses: Vec<Glass> = Glass::all().into_iter().filter(|it| GLASSES.contains(&it.name.as_str())).collect();
    assert_eq!(glasses.len(), GLASSES.len());
    let (stage, first) = common::open(glasses[0].panel);
    drop(first);
    let mut far = Vec::new();
    for glass in glasses {
        stage.set_size(glass.panel.width, glass.panel.height);
        let screen = Screen::new(screen::look::hall(), glass.panel).unwrap();
        screen.open().unwrap();
        let found = touches(&stage, &screen);
        assert_eq!(found.len(), 307, "{}", glass.name);
        far.extend(found.into_iter().filter(|(_, (all, _))| *all > 4).map(|it| format!("{} {it:?}", glass.name)));
    }
    assert!(far.is_empty(), "{} are further away:\n{}", far.len(), far.join("\n"));
}
