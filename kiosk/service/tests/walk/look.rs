//! Looking things up: how far a matter is, the way back, guides to take along, and what is kept of it: nothing.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use domain::DocumentKind;
use domain::catalogue::{Audience, MatterId, Seat};
use service::{
    Answer, CardNews, Effect, Event, GuidePage, Intent, ListOf, ListPage, Note, Page, PlatformHealth, PrintOutcome,
    Printout, ReaderHealth, Target, Trouble, Visit, step, view,
};

use super::people::{at, rules};
use super::sheet;
use super::story::{Story, call, is_home, job};

fn matter(text: &str) -> Target {
    Target::Matter(text.parse().unwrap())
}

fn open(story: &mut Story, target: Target) -> Page {
    story.do_it(Intent::Open(target));
    story.page()
}

fn home() -> Story {
    let mut story = Story::new();
    story.do_it(Intent::Start);
    story
}

fn guide(page: &Page) -> &GuidePage {
    let Page::Guide(guide) = page else { panic!("{page:?} is no guide") };
    guide
}

fn list(page: &Page) -> &ListPage {
    let Page::List(list) = page else { panic!("{page:?} is no list") };
    list
}

/// Where a page leads in the catalogue.
fn leads(page: &Page) -> Vec<Target> {
    match page {
        Page::Home { stages, .. } => {
            let own = stages.iter().enumerate().filter(|(_, stage)| stage.audience == Audience::Person);
            let own = own.map(|(number, _)| Target::Stage(number));
            own.chain([Target::Stages(Audience::Enterprise), Target::Chains, Target::Departments, Target::Search])
                .collect()
        }
        Page::List(list) => list.rows.iter().map(|row| row.to).collect(),
        Page::Chain(chain) => chain.rows.iter().map(|row| row.to).collect(),
        Page::Search(search) => search.rows.iter().map(|row| row.to).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_matter_is_at_most_four_touches_from_home_and_back_leads_home() {
    let mut found: HashMap<MatterId, usize> = HashMap::new();
    let mut ways = VecDeque::from([Vec::<Target>::new()]);
    let mut seen = std::collections::HashSet::new();
    while let Some(way) = ways.pop_front() {
        let mut story = home();
        let mut page = story.page();
        for target in &way {
            page = open(&mut story, *target);
        }
        if let Some(Target::Matter(id)) = way.last() {
            guide(&page);
            found.entry(*id).or_insert(way.len());
        }
        if way.len() < 4 {
            for target in leads(&page).into_iter().filter(|target| seen.insert(*target)) {
                ways.push_back(way.iter().copied().chain([target]).collect());
            }
        }
        for _ in &way {
            assert!(!is_home(&story.page()), "{way:?}");
            story.do_it(Intent::Back);
        }
        assert!(is_home(&story.page()), "{way:?}");
    }
    let catalogue = &rules().directory.catalogue;
    let far: Vec<_> = catalogue.matters.iter().filter(|matter| !found.contains_key(&matter.id)).collect();
    assert!(far.is_empty(), "{far:#?}");
    assert_eq!(found.len(), 307);
    assert!(found.values().all(|touches| *touches <= 4));
}

#[test]
fn what_is_typed_is_found_and_forgotten_with_the_visit() {
    let mut story = home();
    open(&mut story, Target::Search);
    let Page::Search(before) = story.page() else { panic!("no search") };
    assert!(before.query.is_empty() && before.rows.len() >= 6, "what is asked most: {before:?}");
    for letter in ["s", "y", "j"] {
        story.do_it(Intent::Type(letter.into()));
    }
    let Page::Search(found) = story.page() else { panic!("no search") };
    assert_eq!((found.query.as_str(), found.rows[0].to), ("syj", matter("P054-1")));
    let why = found.rows[0].why.as_ref().unwrap();
    assert_eq!(&why.text[why.range.clone()], "失业金");
    story.do_it(Intent::Erase);
    let Page::Search(shorter) = story.page() else { panic!("no search") };
    assert_eq!(shorter.query, "sy");
    // Longer than any query, and nothing that is no letter.
    story.do_it(Intent::Type("失业\u{7}".repeat(40)));
    let Page::Search(long) = story.page() else { panic!("no search") };
    assert_eq!(long.query.chars().count(), 32);
    assert!(!long.query.contains('\u{7}'));
    // Back from a guide, the query is still there.
    story.do_it(Intent::EraseAll);
    story.do_it(Intent::Type("syj".into()));
    open(&mut story, matter("P054-1"));
    story.do_it(Intent::Back);
    assert!(matches!(story.page(), Page::Search(again) if again.query == "syj"));
    story.do_it(Intent::Home);
    open(&mut story, Target::Search);
    assert!(matches!(story.page(), Page::Search(again) if again.query.is_empty()), "the next one sees nothing of it");
}

#[test]
fn a_guide_is_printed_without_signing_in_and_the_visit_goes_on() {
    let mut story = home();
    let effects = story.do_it(Intent::Open(matter("P054-1")));
    assert!(effects.contains(&Effect::Note(Note::MatterOpened("P054-1".parse().unwrap()))));
    let effects = story.do_it(Intent::PrintGuide);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Note(Note::VisitStarted(_)))), "{effects:?}");
    let effects = story.tell(Event::Answer(call(&effects), Answer::Composed(Some(sheet()))));
    let printed = job(&effects);
    let Some(Effect::Print { printout, .. }) = effects.iter().find(|effect| matches!(effect, Effect::Print { .. }))
    else {
        panic!("{effects:?}")
    };
    assert_eq!(*printout, Printout::Guide);
    assert!(matches!(story.page(), Page::Printing { printout: Printout::Guide, .. }));
    story.tell(Event::PrintEnded { job: printed, outcome: PrintOutcome::Printed });
    assert!(matches!(story.page(), Page::TakeIt { .. }));
    story.do_it(Intent::Another);
    assert!(matches!(story.page(), Page::Guide(_)), "back where one was");
    let effects = story.do_it(Intent::Home);
    assert!(is_home(&story.page()), "nothing of anybody is known: no farewell");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Note(Note::VisitEnded(..)))), "{effects:?}");
}

#[test]
fn a_guide_waits_for_the_printer_where_it_failed() {
    let mut story = home();
    open(&mut story, Target::Chain(0));
    let effects = story.do_it(Intent::PrintGuide);
    // While it is laid out the paper ends: the page says so, and prints when there is some.
    story.printer(Some(Trouble::PaperOut));
    story.tell(Event::Answer(call(&effects), Answer::Composed(Some(sheet()))));
    assert!(matches!(story.page(), Page::Preview { printout: Printout::Guide, trouble: Some(Trouble::PaperOut), .. }));
    story.printer(None);
    let effects = story.do_it(Intent::Print);
    story.tell(Event::PrintEnded { job: job(&effects), outcome: PrintOutcome::NotPrinted(Trouble::CoverOpen) });
    assert!(matches!(story.page(), Page::Sorry { can_try_again: true, .. }));
    story.do_it(Intent::TryAgain);
    assert!(matches!(story.page(), Page::Preview { printout: Printout::Guide, .. }));
    story.do_it(Intent::Back);
    assert!(matches!(story.page(), Page::Chain(_)));
    // Out of paper from the start: the button does nothing, and the page says why.
    story.printer(Some(Trouble::PaperOut));
    assert!(matches!(story.page(), Page::Chain(chain) if chain.trouble == Some(Trouble::PaperOut)));
    assert_eq!(story.do_it(Intent::PrintGuide), Vec::new());
}

#[test]
fn who_printed_a_guide_and_then_found_the_line_down_leaves_nothing() {
    let mut story = home();
    open(&mut story, Target::Chain(0));
    story.do_it(Intent::PrintGuide);
    story.do_it(Intent::Back);
    story.tell(Event::Platform(PlatformHealth::Offline));
    story.do_it(Intent::Begin(None));
    story.do_it(Intent::Finish);
    assert!(matches!(story.page(), Page::Attract) && !story.visit.holds_personal_data());
}

#[test]
fn what_fits_somebody_is_told_after_signing_in_only() {
    let mut story = home();
    open(&mut story, Target::ForYou);
    assert!(is_home(&story.page()));
    let (mut story, _) = Story::identified(None, true);
    let Page::Record(record) = story.page() else { panic!("no record") };
    assert_eq!(record.for_you, 1, "there are months of benefit left: {record:?}");
    open(&mut story, Target::ForYou);
    let page = story.page();
    assert!(page.is_personal() && list(&page).of == ListOf::ForYou, "{page:?}");
    let [row] = list(&page).rows.as_slice() else { panic!("{page:?}") };
    assert!(row.help.zh.starts_with('您') && row.help.en.starts_with("You"), "it says why: {row:?}");
    story.do_it(Intent::Back);
    assert!(matches!(story.page(), Page::Record(_)), "back to one's own record");
    // Home from one's own pages is the end, with its farewell.
    open(&mut story, Target::ForYou);
    story.do_it(Intent::Home);
    assert!(matches!(story.page(), Page::Finished { .. }));
    assert!(!story.visit.holds_personal_data());
}

#[test]
fn what_a_guide_prints_begins_with_the_card_and_comes_back_to_the_guide() {
    let mut story = home();
    let page = open(&mut story, matter("P042-1"));
    assert_eq!(guide(&page).document, Some(DocumentKind::ContributionCertificate));
    story.do_it(Intent::Begin(Some(DocumentKind::ContributionCertificate)));
    assert!(matches!(story.page(), Page::Consent { wanted: Some(DocumentKind::ContributionCertificate), .. }));
    story.do_it(Intent::Back);
    assert!(matches!(story.page(), Page::Guide(_)), "not all the way home");
    story.do_it(Intent::Begin(Some(DocumentKind::ContributionCertificate)));
    story.do_it(Intent::Agree);
    story.tell(Event::Card(CardNews::Found));
    assert!(matches!(story.page(), Page::Identify { reading: true, .. }));
}

#[test]
fn the_place_that_is_chosen_decides_who_receives_it() {
    let mut story = home();
    let page = open(&mut story, matter("P054-1"));
    let before = guide(&page).handout.receiver.clone();
    assert_eq!(before.departments[0].zh, "区人力资源社会保障局");
    let page = open(&mut story, Target::Seats);
    let rows = &list(&page).rows;
    assert_eq!(rows.len(), 5, "four districts and another town: {rows:?}");
    let wendeng = rows.iter().find(|row| row.name.zh == "文登区").unwrap().to;
    let page = open(&mut story, wendeng);
    assert_eq!(guide(&page).handout.receiver.departments[0].zh, "文登区人社部门");
    story.do_it(Intent::Open(Target::Seats));
    let page = open(&mut story, Target::Seat(Seat::OtherTown));
    assert_eq!(guide(&page).handout.receiver.area, None);
    story.do_it(Intent::Home);
    let page = open(&mut story, matter("P054-1"));
    assert_eq!(guide(&page).handout.receiver, before, "the next one has chosen nothing");
}

#[test]
fn one_can_look_things_up_while_the_line_or_the_reader_is_down() {
    for trouble in [Event::Platform(PlatformHealth::Offline), Event::Reader(ReaderHealth::Down)] {
        let mut story = home();
        story.tell(trouble.clone());
        let page = story.page();
        assert!(matches!(page, Page::Sorry { can_look: true, .. }), "{trouble:?}: {page:?}");
        open(&mut story, Target::Stages(Audience::Person));
        assert!(matches!(story.page(), Page::List(_)), "{trouble:?}");
        open(&mut story, matter("P054-1"));
        assert!(matches!(story.page(), Page::Guide(_)), "{trouble:?}");
    }
}

#[test]
fn what_is_no_place_in_the_catalogue_changes_nothing() {
    let mut story = home();
    for target in [Target::Stage(99), Target::Scene(0, 9), Target::Chain(99), matter("P999-9"), Target::Seats] {
        open(&mut story, target);
        assert!(is_home(&story.page()), "{target:?}");
    }
    // Far and back again: the way back is not endless, and nothing breaks.
    for _ in 0..100 {
        open(&mut story, matter("P054-1"));
        open(&mut story, Target::Chain(0));
    }
    for _ in 0..70 {
        story.do_it(Intent::Back);
    }
    assert!(is_home(&story.page()) || story.page() == Page::Attract);
}

#[test]
fn the_idle_page_tells_its_news_one_after_the_other_and_only_there() {
    let told = |seconds: u64| {
        let view = view(&Visit::new(), at(Duration::from_secs(seconds)), rules());
        view.news.map(|news| news.announcement.title.clone())
    };
    let count = rules().directory.news.len() as u64;
    assert!(count >= 2, "there is more than one sample");
    let each = rules().delays.news.as_secs();
    let titles: Vec<_> = (0..count).map(|turn| told(turn * each)).collect();
    assert!(titles.iter().all(Option::is_some));
    assert_eq!(told(count * each), titles[0], "from the first again");
    assert_ne!(titles[0], titles[1]);
    let wake = Visit::new().next_wake(rules(), at(Duration::from_secs(1)));
    assert_eq!(wake, rules().delays.news, "the page changes by itself");
    assert_eq!(view(&home().visit, at(Duration::ZERO), rules()).news, None, "never in anybody's way");
    // A touch on it leads to its guide.
    let id = rules().directory.news.iter().find_map(|news| news.announcement.matter).unwrap();
    let (visit, _) = step(Visit::new(), Event::Intent(Intent::Open(Target::Matter(id))), at(Duration::ZERO), rules());
    assert!(matches!(view(&visit, at(Duration::ZERO), rules()).page, Page::Guide(_)));
}

#[test]
fn pages_are_shared_not_copied() {
    let mut story = home();
    let Page::Home { stages, .. } = story.page() else { panic!("not home") };
    story.tell(Event::Tick);
    let Page::Home { stages: again, .. } = story.page() else { panic!("not home") };
    assert!(Arc::ptr_eq(&stages, &again));
}
