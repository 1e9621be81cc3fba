//! A page in English has no Chinese left but for what is data, and a page in Chinese no English.

mod common;

use std::collections::BTreeSet;

use screen::look::{PORTRAIT, draw};
use screen::tree::{Role, read};
use service::page::{Checked, Page};
use service::{Contrast, Language, TextSize, View};

/// What stands on a page as data: names of people, employers and places, which have no translation, and the
/// language's own name on its button.
fn data(view: &View) -> Vec<String> {
    let mut data = vec!["中文".to_owned(), "English".to_owned()];
    match &view.page {
        Page::Record(record) => data.push(record.masked_name.clone()),
        Page::Insurance(insurance) => data.extend(insurance.periods.iter().filter_map(|(name, _)| name.clone())),
        Page::ChooseProvince(places) => data.extend(places.iter().map(|p| p.name.clone())),
        Page::ChooseCity { province, cities } => {
            data.push(province.name.clone());
            data.extend(cities.iter().map(|p| p.name.clone()));
        }
        Page::Checked(Checked::Paper { paper, .. }) => {
            data.extend([paper.issuer.clone(), paper.masked_name.reveal().clone()]);
        }
        Page::Search(search) => {
            data.push(search.query.clone());
            data.extend(search.rows.iter().filter_map(|row| row.why.as_ref().map(|why| why.text.clone())));
        }
        // What is typed is the person's; keys bear what they type.
        Page::Question(question) => {
            if let service::Input::Typed { text, typing, .. } = &question.input {
                data.push(text.reveal().clone());
                let composed = typing.iter().map(|typing| &typing.composed);
                for composed in composed {
                    data.push(composed.spelling.reveal().clone());
                    data.extend(composed.candidates.iter().map(|candidate| candidate.says.clone()));
                    data.extend(composed.candidates.iter().map(|candidate| candidate.text.reveal().clone()));
                }
                data.extend(["一", "丨", "丿", "丶", "乙", "号"].map(str::to_owned));
            }
        }
        // People and companies are called what they are called; what somebody wrote is theirs.
        Page::Choose(choose) => data.extend(choose.rows.iter().map(|row| row.name.reveal().clone())),
        Page::LifeFile(life) => data.push(match &life.file.owner {
            domain::acknowledgement::Owner::Person(person) => person.name.reveal().clone(),
            domain::acknowledgement::Owner::Company(company) => company.name.reveal().clone(),
        }),
        Page::Rating(rating) => data.push(rating.text.reveal().clone()),
        // Laws have their own names.
        Page::Guide(guide) => data.extend(guide.handout.matter.guide.basis.clone()),
        // Three letters as one types them.
        Page::Home { .. } => data.push("syj".to_owned()),
        _ => {}
    }
    data.retain(|text| !text.is_empty());
    // A title in Chinese stands on the paper of every certificate; a page may say what to look for.
    data.extend(["个人参保缴费证明", "个人权益记录", "参保人员失业保险关系迁移证明"].map(str::to_owned));
    data
}

fn without(text: &str, data: &[String]) -> String {
    data.iter().fold(text.to_owned(), |text, word| text.replace(word.as_str(), ""))
}

#[test]
fn d12_each_language_stands_alone() {
    let (stage, screen) = common::open(PORTRAIT);
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut wrong = BTreeSet::new();
    for language in [Language::Chinese, Language::English] {
        let comfort = common::comfort(language, TextSize::Small, Contrast::Standard);
        for (name, view) in screen::samples::all() {
            draw(&stage, &screen, &view, comfort);
            let tree = read(screen.window());
            let shown = tree.texts.iter().map(|t| t.text.clone());
            let spoken = tree
                .controls
                .iter()
                .filter(|c| c.role != Role::Group)
                .flat_map(|c| [c.label.clone(), c.value.clone(), c.description.clone()]);
            for text in shown.chain(spoken) {
                let rest = without(&text, &data(&view));
                let foreign = match language {
                    Language::English => rest.chars().any(han),
                    // Three letters in a row: a word, not an abbreviation's or a name's letter.
                    Language::Chinese => rest.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word.len() >= 3),
                };
                if foreign {
                    wrong.insert(format!("{language:?} {name}: {text}"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} texts in the wrong language:\n{}",
        wrong.len(),
        wrong.into_iter().collect::<Vec<_>>().join("\n")
    );
}
