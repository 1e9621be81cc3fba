//! The colour roles of the theme keep their contrasts (VVSG 2.0 7.1-C and 7.1-D, WCAG 2.2 1.4.11 and 2.4.13).

use std::collections::BTreeMap;

use slint::Rgb8Pixel;

use crate::snapshot::contrast;

type Roles = BTreeMap<String, Rgb8Pixel>;

/// The roles of a set of colours as they stand in `themes/tokens.slint`.
fn roles(set: &str) -> Roles {
    let source = include_str!("../../../themes/tokens.slint");
    let start = source.find(&format!("private property <Roles> {set}: {{")).unwrap();
    let table = source[start..].split_once(": {").unwrap().1.split_once('}').unwrap().0;
    let entries = table.split(',').filter_map(|entry| entry.trim().split_once(": #"));
    entries
        .map(|(role, hex)| {
            let channel = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
            (role.to_owned(), Rgb8Pixel { r: channel(0), g: channel(2), b: channel(4) })
        })
        .collect()
}

/// Everything that is read, with the grounds on which it stands.
const TEXTS: [(&str, &[&str]); 7] = [
    ("ink", &["paper", "card", "tint"]),
    ("ink-2", &["paper", "card"]),
    ("primary", &["paper", "card", "tint"]),
    ("on-primary", &["primary"]),
    ("ok", &["card", "ok-tint"]),
    ("warning", &["card", "warning-tint"]),
    ("error", &["card", "error-tint"]),
];

/// What is not read but must be told apart from its ground.
const EDGES: [(&str, &[&str], f32); 6] = [
    ("edge", &["paper", "card"], 3.0),
    ("disabled", &["paper", "card"], 4.5),
    ("focus", &["paper", "card", "tint"], 3.0),
    ("focus", &["focus-inner"], 3.0),
    ("on-primary", &["primary-pressed"], 4.5),
    ("focus-inner", &["primary"], 3.0),
];

#[test]
fn every_text_stands_out_as_its_set_promises() {
    // Least and most. Dark: cyan 15:1, yellow 17.5:1, white 18:1.
    for (set, least, most) in
        [("standard", 10.0, 21.0), ("dark-high", 15.0, 21.0), ("light-high", 20.0, 21.0), ("low", 4.5, 8.0)]
    {
        let roles = roles(set);
        assert_eq!(roles.len(), 19, "{set}: {roles:?}");
        for (text, grounds) in TEXTS {
            for ground in grounds {
                let found = contrast(roles[text], roles[*ground]);
                assert!((least..=most + 0.01).contains(&found), "{set}: {text} on {ground} has {found:.1}:1");
            }
        }
    }
}

#[test]
fn edges_states_and_the_focus_can_be_told_apart() {
    for set in ["standard", "dark-high", "light-high", "low"] {
        let roles = roles(set);
        for (edge, grounds, least) in EDGES {
            for ground in grounds {
                let found = contrast(roles[edge], roles[*ground]);
                assert!(found >= least, "{set}: {edge} on {ground} has {found:.1}:1, least {least}:1");
            }
        }
    }
}
