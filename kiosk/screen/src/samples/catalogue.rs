//! The pages of the catalogue, by the shipped catalogue and the real visit; places are the shipped, invented ones.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use domain::announcement::SENTENCES_MAX;
use domain::catalogue::{self, Audience, Catalogue, Matter, MatterId, Popularity, Said, Saved, Seat, Source, Stage};
use domain::{Announcement, Codes, Divisions, Places};
use service::{
    Colours, Delays, Directory, Event, GuidePage, Intent, ListOf, ListPage, ListRow, News, Now, Page, Picture, Rules,
    Target, View, Visit, step, view,
};

/// A file of the shipped catalogue.
macro_rules! shipped {
    ($($path:literal),+ $(,)?) => {
        [$(($path, include_str!(concat!("../../../../config/catalogue/", $path)))),+]
    };
}

const FILES: [(&str, &str); 24] = shipped![
    "advice.toml",
    "areas.toml",
    "catalogue.toml",
    "chains.toml",
    "departments.toml",
    "materials.toml",
    "stages.toml",
    "matters/enterprise-01-start.toml",
    "matters/enterprise-02-licence.toml",
    "matters/enterprise-03-operation.toml",
    "matters/enterprise-04-construction.toml",
    "matters/enterprise-05-change.toml",
    "matters/enterprise-06-closing.toml",
    "matters/person-01-birth.toml",
    "matters/person-02-education.toml",
    "matters/person-03-veterans.toml",
    "matters/person-04-work.toml",
    "matters/person-05-housing.toml",
    "matters/person-06-travel.toml",
    "matters/person-07-marriage.toml",
    "matters/person-08-medical.toml",
    "matters/person-09-relief.toml",
    "matters/person-10-pension.toml",
    "matters/person-11-bereavement.toml",
];
const PLACES: &str = include_str!("../../../../config/places.toml");
const NEWS: &str = include_str!("../../../../config/announcements/sample.toml");

static RULES: LazyLock<Rules> = LazyLock::new(rules);

fn shipped() -> Catalogue {
    let sources = FILES.map(|(path, text)| Source { path: path.to_owned(), text: text.to_owned() });
    catalogue::load(&sources).unwrap_or_else(|problems| unreachable!("the shipped catalogue is checked: {problems}"))
}

fn rules() -> Rules {
    let catalogue = shipped();
    let places = Places::parse(PLACES, &catalogue).unwrap_or_default();
    let news = Announcement::parse(NEWS, &catalogue).into_iter();
    let news = news.map(|announcement| Arc::new(News { announcement, picture: None })).collect();
    Rules {
        delays: Delays::default(),
        consent_version: "2026-11".into(),
        divisions: Arc::new(Divisions::default()),
        codes: Arc::new(Codes::parse("", "").unwrap_or_else(|_| unreachable!("no codes are right"))),
        directory: Arc::new(Directory::new(catalogue, &Popularity::default(), places, news)),
    }
}

fn now() -> Now {
    Now {
        since_start: Duration::from_secs(60),
        at: jiff::Timestamp::UNIX_EPOCH,
        today: jiff::civil::date(2026, 11, 23),
        second_of_day: 9 * 3600,
    }
}

/// What the idle page tells.
pub(super) fn news() -> Option<Arc<News>> {
    RULES.directory.news.first().cloned()
}

/// News for companies with as many and as long words as it may have, and a picture: rays from a corner.
pub(super) fn news_with_picture() -> Option<Arc<News>> {
    const SIDE: u32 = 96;
    const TEXT: [&str; SENTENCES_MAX] =
        ["新招的人要在三十天内报名，网上就能办理。", "没有电脑的单位可以来大厅，有人帮着登记。"];
    const TEXT_EN: [&str; SENTENCES_MAX] = [
        "Report new people within thirty days; it is done on the web.",
        "No computer? Come to the hall, where somebody will help you.",
    ];
    let announcement = Announcement {
        audience: Some(Audience::Enterprise),
        title: "企业职工参保登记现在可以网上办理".to_owned(),
        title_en: "Register employees for insurance online.".to_owned(),
        text: TEXT.map(str::to_owned).to_vec(),
        text_en: TEXT_EN.map(str::to_owned).to_vec(),
        ..news()?.announcement.clone()
    };
    let shade =
        |x: u32, y: u32| if ((x * 7).abs_diff(y * 5) / 48).is_multiple_of(2) { [11, 61, 145] } else { [230, 237, 249] };
    let rgb: Vec<u8> = (0..SIDE * SIDE).flat_map(|at| shade(at % SIDE, at / SIDE)).collect();
    let picture = Some(Colours { width: SIDE, height: SIDE, rgb: rgb.into() });
    Some(Arc::new(News { announcement, picture }))
}

/// A guide that was made simpler; the numbers are invented.
fn simpler() -> Page {
    let page = open(&[matter("P054-1")]);
    let Page::Guide(guide) = &page else { return page };
    let mut guide = GuidePage::clone(guide);
    let mut matter = Matter::clone(&guide.handout.matter);
    matter.guide.saved = Some(Saved { steps: [4, 1], materials: [5, 1], days: [10, 0], trips: [2, 1] });
    guide.handout.matter = Arc::new(matter);
    Page::Guide(Arc::new(guide))
}

/// A guide of what one applies for here and is decided at once.
fn applying() -> Page {
    let page = open(&[matter("P054-1")]);
    let Page::Guide(guide) = &page else { return page };
    Page::Guide(Arc::new(GuidePage { apply: true, instant: true, ..GuidePage::clone(guide) }))
}

/// Matters of which one applies for some here, and some are decided at once.
fn applied_for() -> Page {
    let page = open(&[Target::Scene(stage("work"), 3)]);
    let Page::List(list) = &page else { return page };
    let mut list = ListPage::clone(list);
    for (row, instant) in list.rows.iter_mut().zip([true, false]) {
        row.picture = Picture::Apply;
        row.instant = instant;
    }
    Page::List(Arc::new(list))
}

/// What is shown where these places of the shipped catalogue are opened one after the other; there are no forms.
pub fn catalogue_view(targets: &[Target]) -> View {
    view(&visited(targets.iter().copied().map(Intent::Open)), now(), &RULES)
}

/// The stages of life.
pub(super) fn stages() -> Arc<[Stage]> {
    RULES.directory.catalogue.stages.clone().into()
}

/// The page to which these intents lead.
fn page(intents: impl IntoIterator<Item = Intent>) -> Page {
    view(&visited(intents), now(), &RULES).page
}

fn visited(intents: impl IntoIterator<Item = Intent>) -> Visit {
    let mut visit = Visit::new();
    let healthy = [
        Event::Reader(service::ReaderHealth::Ready),
        Event::Printer(service::PrinterHealth { trouble: None, ..service::PrinterHealth::default() }),
    ];
    let events = healthy.into_iter().chain([Intent::Start].into_iter().chain(intents).map(Event::Intent));
    for event in events {
        visit = step(visit, event, now(), &RULES).0;
    }
    visit
}

fn open(targets: &[Target]) -> Page {
    page(targets.iter().copied().map(Intent::Open))
}

fn matter(text: &str) -> Target {
    let id: MatterId = text.parse().unwrap_or_else(|_| unreachable!("{text} is the number of a matter"));
    Target::Matter(id)
}

fn matter_item(text: &str) -> Target {
    match matter(text) {
        Target::Matter(id) => Target::Item(id),
        other => other,
    }
}

fn search(text: &str) -> Page {
    let letters = text.chars().map(|letter| Intent::Type(letter.to_string()));
    page([Intent::Open(Target::Search)].into_iter().chain(letters))
}

/// The number of a stage by its id.
fn stage(id: &str) -> usize {
    RULES.directory.catalogue.stages.iter().position(|stage| stage.id == id).unwrap_or(0)
}

fn department(name: &str) -> usize {
    RULES.directory.catalogue.departments.iter().position(|it| it.name == name).unwrap_or(0)
}

fn for_you(rows: &[(&str, &str, &str)]) -> Page {
    let said = |zh: &str, en: &str| Said { zh: zh.to_owned(), en: en.to_owned() };
    let row = |(id, because, because_en): &(&str, &str, &str)| {
        let to = matter(id);
        let name = match to {
            Target::Matter(id) => RULES.directory.catalogue.matter(id).map(|it| said(&it.name, &it.name_en)),
            _ => None,
        };
        ListRow {
            to,
            name: name.unwrap_or_default(),
            help: said(because, because_en),
            picture: Picture::Guide,
            count: 0,
            instant: false,
        }
    };
    Page::List(Arc::new(ListPage { of: ListOf::ForYou, rows: rows.iter().map(row).collect() }))
}

/// Every kind of page, under its name.
pub(super) fn pages() -> Vec<(&'static str, Page)> {
    let work = stage("work");
    let seats = |id| open(&[matter(id), Target::Seats]);
    vec![
        ("list-stages", open(&[Target::Stages(Audience::Person)])),
        ("list-enterprise", open(&[Target::Stages(Audience::Enterprise)])),
        ("list-stage", open(&[Target::Stage(work)])),
        ("list-scene", open(&[Target::Scene(stage("birth"), 0)])),
        ("list-long-scene", open(&[Target::Scene(work, 2)])),
        ("list-item", open(&[matter_item("P042-1")])),
        ("list-apply", applied_for()),
        ("list-no-department", open(&[Target::Department(None)])),
        ("list-departments", open(&[Target::Departments])),
        ("list-department", open(&[Target::Department(Some(department("区人力资源社会保障局")))])),
        ("list-chains", open(&[Target::Chains])),
        ("list-seats-residence", seats("P054-1")),
        ("list-seats-company", seats("E001-1")),
        ("list-seats-property", seats("P057-1")),
        (
            "list-for-you",
            for_you(&[
                ("P102-1", "您快到退休年龄了", "You will soon reach the age of retirement"),
                (
                    "P054-1",
                    "您的失业保险停缴了，缴费满一年",
                    "Your unemployment insurance was stopped after a year or more",
                ),
                ("P101-1", "您满60岁了", "You are 60 or older"),
            ]),
        ),
        ("list-for-you-nothing", for_you(&[])),
        ("search", search("")),
        ("search-typo", search("shiyejn")),
        ("search-initials", search("syj")),
        ("search-nothing", search("qqqqqqqq")),
        ("guide-full", open(&[matter("P054-1")])),
        ("guide-simpler", simpler()),
        ("guide-apply", applying()),
        ("guide-changed", open(&[matter("P022-1")])),
        ("guide-long", open(&[matter("P003-1")])),
        ("guide-print", open(&[matter("P042-1")])),
        ("guide-short", open(&[matter("E029-1")])),
        ("guide-city", open(&[matter("P033-1")])),
        (
            "guide-elsewhere",
            page([
                Intent::Open(matter("P054-1")),
                Intent::Open(Target::Seats),
                Intent::Open(Target::Seat(Seat::OtherTown)),
            ]),
        ),
        ("chain", open(&[Target::Chain(0)])),
        ("chain-company", open(&[Target::Chain(1)])),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_what_its_name_says() {
        for (name, page) in pages() {
            assert!(name.starts_with(page.name()), "{name} is {}", page.name());
        }
        assert!(news().is_some());
    }
}
