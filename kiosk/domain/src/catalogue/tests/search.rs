//! Everyday queries find the right matter, with a reason, in few presses.

use super::*;

/// Finds everyday queries: at least 85 % come first, 97 % among the first three.
fn found(queries: &str, least: usize) {
    let catalogue = catalogue();
    let finder = Finder::new(&catalogue, &Popularity::default());
    let mut misses = Vec::new();
    let (mut all, mut first, mut third) = (0, 0, 0);
    let mut times = Vec::new();
    finder.find("先读音", 20);
    for line in queries.lines().filter(|line| !line.starts_with('#')) {
        let (query, right) = line.split_once('\t').unwrap();
        let right: Vec<MatterId> = right.split(',').map(id).collect();
        assert!(right.iter().all(|id| catalogue.matter(*id).is_some()), "{line}");
        let started = std::time::Instant::now();
        let hits = finder.find(query, 20);
        times.push(started.elapsed().as_micros());
        let found: Vec<MatterId> = hits.iter().map(|hit| catalogue.matters[hit.matter].id).collect();
        let place = found.iter().position(|id| right.contains(id));
        all += 1;
        first += usize::from(place == Some(0));
        third += usize::from(place.is_some_and(|place| place < 3));
        if place != Some(0) {
            let got: Vec<String> = found.iter().take(3).map(ToString::to_string).collect();
            misses.push(format!("{query}: wanted {}, got {} (place {place:?})", right[0], got.join(" ")));
        }
    }
    times.sort_unstable();
    let median = times[times.len() / 2];
    let percent = |part: usize| 100.0 * part as f64 / all as f64;
    println!("{}", misses.join("\n"));
    println!("{all} queries: first {:.1} %, in three {:.1} %, median {median} µs", percent(first), percent(third));
    assert!(all >= least && percent(first) >= 85.0 && percent(third) >= 97.0, "{misses:#?}");
}

#[test]
fn everyday_queries_find_the_right_matter() {
    found(include_str!("../../../../../tests/search/queries.tsv"), 250);
}

#[test]
fn other_everyday_queries_find_it_too() {
    found(include_str!("../../../../../tests/search/queries-2.tsv"), 1_000);
}

#[test]
fn a_hit_says_why() {
    let catalogue = catalogue();
    let finder = Finder::new(&catalogue, &Popularity::default());
    for (query, field, text, meant) in [
        ("护照", Field::Says, "护照", "护照"),
        ("sbk", Field::Says, "社保卡", "社保卡"),
        ("she保", Field::Says, "社保卡", "社保"),
        ("失业保险金申领", Field::Name, "失业保险金申领", "失业保险金申领"),
        ("passport", Field::NameEn, "passport", "passport"),
        ("失业今", Field::Says, "失业金", "失业金"),
    ] {
        let hits = finder.find(query, 5);
        let hit = hits.iter().find(|hit| hit.why.text == text).unwrap_or_else(|| panic!("{query}: {hits:#?}"));
        assert_eq!((hit.why.field, &hit.why.text[hit.why.range.clone()]), (field, meant), "{query}");
    }
    let by_department = finder.find("残联", 20);
    assert!(by_department.iter().any(|hit| hit.why.field == Field::Place), "{by_department:#?}");
}

#[test]
fn what_is_asked_most_comes_first_among_equals() {
    let catalogue = catalogue();
    let asked = Popularity([(id("P072-5"), 500)].into());
    let first = |asked: &Popularity| catalogue.matters[Finder::new(&catalogue, asked).find("机动车", 3)[0].matter].id;
    assert_eq!(first(&asked), id("P072-5"));
    assert_ne!(first(&Popularity::default()), id("P072-5"));
}

#[test]
fn nothing_and_nonsense_find_nothing() {
    let catalogue = catalogue();
    let finder = Finder::new(&catalogue, &Popularity::default());
    for query in ["", "   ", "，。！", "\n", "vvvvvvvv", "😀"] {
        assert!(finder.find(query, 10).is_empty(), "{query:?}");
    }
    assert!(finder.find(&"社保".repeat(5000), 10).len() <= 10);
    assert_eq!(finder.find("a", 3).len(), 3);
    assert!(finder.find("社保", 0).is_empty());
}

/// What is asked most in a hall, by their numbers: social insurance first, then what a life brings.
const FIFTY: [&str; 50] = [
    "P042-1", "P042-3", "P042-2", "P039-1", "P039-2", "P040-1", "P041-1", "P043-1", "P044-1", "P044-2", "P045-1",
    "P046-1", "P053-1", "P053-2", "P053-3", "P054-1", "P100-1", "P100-2", "P102-1", "P104-1", "P104-2", "P106-1",
    "P107-1", "P101-1", "P113-3", "P113-4", "P089-1", "P089-2", "P089-3", "P089-5", "P087-1", "P090-2", "P090-4",
    "P001-1", "P003-1", "P004-1", "P005-1", "P006-1", "P008-1", "P048-1", "P067-1", "P069-1", "P071-1", "P079-1",
    "P082-1", "P092-1", "P096-1", "E001-1", "E038-1", "E102-1",
];
/// As many as the first page of hits shows.
const FIRST_PAGE: usize = 6;

#[test]
fn the_fifty_most_asked_are_found_in_six_presses() {
    let catalogue = catalogue();
    let finder = Finder::new(&catalogue, &Popularity::default());
    for text in FIFTY {
        let matter = catalogue.matter(id(text)).unwrap();
        // The sixth press is the one on the hit.
        let found = matter.says.iter().any(|says| {
            let typed: String = finder.initials(says).chars().take(5).collect();
            (1..=typed.len()).any(|keys| {
                let hits = finder.find(&typed[..keys], FIRST_PAGE);
                hits.iter().any(|hit| catalogue.matters[hit.matter].id == matter.id)
            })
        });
        assert!(found, "{text} {} is not found by the initials of {:?}", matter.name, matter.says);
    }
}

#[test]
fn what_is_not_typed_as_it_stands_is_found_all_the_same() {
    let catalogue = catalogue();
    let finder = Finder::new(&catalogue, &Popularity::default());
    for (query, right, how) in [
        ("shebaozhenming", "P042-1", "a letter is missing"),
        ("jiehundengi", "P082-1", "a letter is missing at the end"),
        ("失业今", "P054-1", "another character that sounds so"),
        ("同志您好，失业金今年怎么领取呢", "P054-1", "it stands within what was said"),
        ("殡仪馆费用高", "P109-1", "only a part of it stands anywhere"),
        ("换老板营业执照", "E098-1", "the part is of another matter in which nothing is changed"),
        ("失叶金", "P054-1", "another character, one of whose readings sounds so"),
        ("护着", "P079-1", "another character, one of whose rarer readings sounds so"),
        ("食品厂许可证", "E009-1", "others sound a little so, but have less in common with it"),
        ("lostidcard", "P006-1", "English words run together"),
        ("lostidcrad", "P006-1", "English words run together with a slip"),
        ("lost-id card", "P006-1", "English words cut in another place"),
        ("card id lost", "P006-1", "English words in another order"),
        ("closure of a company", "E102-1", "another form of an English word"),
        ("crèche", "P007-1", "another word with a mark"),
        ("cre\u{300}che", "P007-1", "a mark that stands alone"),
        ("hùzhào", "P079-1", "tones"),
        ("ＰＡＳＳＰＯＲＴ", "P079-1", "letters of full width"),
        ("４０５０补贴", "P100-2", "digits of full width"),
    ] {
        let hits = finder.find(query, 3);
        let first = hits.first().map(|hit| catalogue.matters[hit.matter].id);
        assert_eq!(first, Some(id(right)), "{query}: {how}: {hits:#?}");
    }
}

#[test]
fn what_only_sounds_like_an_english_word_is_not_meant() {
    let catalogue = catalogue();
    let hits = Finder::new(&catalogue, &Popularity::default()).find("退体", 20);
    assert!(hits.iter().all(|hit| hit.why.field != Field::NameEn), "tuiti is no tuition: {hits:#?}");
}

/// Words as they stand in the catalogue, and with slips.
const SLIPS: [(&str, &str, &[&str]); 7] = [
    ("passport", "P079-1", &["passprot", "pasport", "passpart", "passsport", "passprat"]),
    ("divorce", "P084-1", &["divroce", "divorse", "divource"]),
    ("unemployment benefit", "P054-1", &["unemployment benifit", "unemploymnet benefit", "unemplomet benefit"]),
    ("huzhao", "P079-1", &["huzhoa", "huzao", "huzhaao", "hvzhao"]),
    ("shenfenzheng", "P006-1", &["sehnfenzheng", "shenfnezheng", "shenfezhen", "shenfenzhengg"]),
    ("gongjijin", "P069-1", &["gonjgijin", "gnogjijin", "gongjikin"]),
    ("hukou", "P003-1", &["hukku", "hukuo", "hukoou"]),
];

#[test]
fn slips_are_forgiven_but_what_is_right_comes_well_before() {
    let catalogue = catalogue();
    let finder = Finder::new(&catalogue, &Popularity::default());
    let score = |query: &str, right: &str| {
        let hits = finder.find(query, 3);
        hits.iter().find(|hit| catalogue.matters[hit.matter].id == id(right)).map(|hit| hit.score)
    };
    for (word, right, slips) in SLIPS {
        let exactly = score(word, right).unwrap_or_else(|| panic!("{word} does not find {right}"));
        for slip in slips {
            let nearly = score(slip, right).unwrap_or_else(|| panic!("{slip} does not find {right}"));
            assert!(nearly < exactly - 50.0, "{slip} {nearly} is as good as {word} {exactly}");
        }
    }
}

#[test]
fn who_has_to_do_with_a_matter_finds_it_first_who_leads_or_receives_it() {
    let catalogue = catalogue();
    let finder = Finder::new(&catalogue, &Popularity::default());
    for department in &catalogue.departments {
        let first = |matter: &Matter| matter.lead.iter().chain(&matter.receives).any(|name| *name == department.name);
        let cooperates = |matter: &Matter| matter.cooperate.contains(&department.name);
        for called in department.aliases.iter().chain([&department.name]) {
            let hits = finder.find(called, catalogue.matters.len());
            for (row, matter) in catalogue.matters.iter().enumerate() {
                let found = hits.iter().any(|hit| hit.matter == row);
                assert!(found || !(first(matter) || cooperates(matter)), "{called} does not find {}", matter.id);
            }
            let by_place: Vec<_> = hits.iter().filter(|hit| hit.why.field == Field::Place).collect();
            assert!(by_place.iter().all(|hit| hit.why.text == department.name), "{called}: {by_place:#?}");
            let (firsts, others): (Vec<&Hit>, Vec<&Hit>) =
                by_place.iter().partition(|hit| first(&catalogue.matters[hit.matter]));
            let clearly = firsts.iter().all(|one| others.iter().all(|other| one.score > other.score + 20.0));
            assert!(clearly, "{called}: who cooperates is no worse: {by_place:#?}");
        }
    }
    let hits = finder.find("派出所", 1);
    assert_eq!((hits[0].why.text.as_str(), hits[0].why.range.clone()), ("公安分局", 0..12));
}
