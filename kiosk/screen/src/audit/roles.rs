//! The colour roles of the theme keep their contrasts (VVSG 2.0 7.1-C, 7.1-D and 7.1-E, WCAG 2.2 1.4.11 and 2.4.13).

use std::collections::BTreeMap;

use slint::Rgb8Pixel;

use super::{Least, Row};
use crate::snapshot::contrast;

type Roles = BTreeMap<String, Rgb8Pixel>;

/// The roles of a set of colours as they stand in `themes/tokens.slint`.
fn roles(set: &str) -> Roles {
    let source = include_str!("../../../../themes/tokens.slint");
    let table =
        source.split_once(&format!("private property <Roles> {set}: {{")).and_then(|(_, rest)| rest.split_once('}'));
    let entries = table.map_or("", |(table, _)| table).split(',').filter_map(|entry| entry.trim().split_once(": #"));
    let channel = |hex: &str, at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    let pixel = |hex: &str| Some(Rgb8Pixel { r: channel(hex, 0)?, g: channel(hex, 2)?, b: channel(hex, 4)? });
    entries.filter_map(|(role, hex)| Some((role.to_owned(), pixel(hex)?))).collect()
}

/// A set with its least and most contrast of a text. Dark: cyan 15:1, yellow 17.5:1, white 18:1.
const SETS: [(&str, &str, f32, f32); 4] = [
    ("A1", "standard", 10.0, 21.0),
    ("A2", "dark-high", 15.0, 21.0),
    ("A2", "light-high", 20.0, 21.0),
    ("A2", "low", 4.5, 8.0),
];

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

/// Hues of what colours mean, in degrees: red, amber, green (VVSG 2.0 7.1-E).
const HUES: [(&str, f32, f32); 3] = [("error", -20.0, 20.0), ("warning", 25.0, 60.0), ("ok", 90.0, 170.0)];

/// Colours are 8-bit numbers: 21:1 is not met to the last digit.
const SLACK: f32 = 0.01;

pub(super) fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = SETS.into_iter().map(texts).collect();
    rows.extend(edges());
    rows.push(hues());
    rows
}

fn texts((id, set, least, most): (&'static str, &str, f32, f32)) -> Row {
    let roles = roles(set);
    let (mut lowest, mut highest) = (Least::default(), 1.0_f32);
    for (text, grounds) in TEXTS {
        for ground in grounds {
            let found = pair(&roles, text, ground);
            highest = highest.max(found);
            lowest.keep(found, || format!("{text} on {ground}"));
        }
    }
    let mut row = lowest.row(id, format!("contrast of the theme's roles, {set}"), least, ":1");
    row.limit = format!("{least} to {most}:1");
    row.pass &= highest <= most + SLACK;
    row.worst = format!("{} to {highest:.1}:1", row.worst);
    row
}

fn edges() -> Vec<Row> {
    let mut by_limit: BTreeMap<u32, Least> = BTreeMap::new();
    for (_, set, ..) in SETS {
        let roles = roles(set);
        for (edge, grounds, least) in EDGES {
            for ground in grounds {
                let found = by_limit.entry((least * 10.0) as u32).or_default();
                found.keep(pair(&roles, edge, ground), || format!("{set}: {edge} on {ground}"));
            }
        }
    }
    let row = |(limit, least): (u32, Least)| {
        let what = if limit == 30 { "contrast of edges and focus" } else { "contrast of what is pressed or disabled" };
        least.row("A3", what, limit as f32 / 10.0, ":1")
    };
    by_limit.into_iter().map(row).collect()
}

/// Contrast of two roles; none where one is not there.
fn pair(roles: &Roles, a: &str, b: &str) -> f32 {
    roles.get(a).zip(roles.get(b)).map_or(0.0, |(a, b)| contrast(*a, *b))
}

fn hues() -> Row {
    let roles = roles("standard");
    let mut spare = Least::default();
    let mut found = Vec::new();
    for (role, from, to) in HUES {
        let hue = roles.get(role).map_or(f32::NAN, |colour| hue(*colour));
        found.push(format!("{role} {hue:.0}°"));
        spare.keep(if hue.is_nan() { -1.0 } else { (hue - from).min(to - hue) }, || format!("{role} {hue:.0}°"));
    }
    let mut row = spare.row("A9", "hues: error red, warning amber, fine green", 0.0, "°");
    row.limit = HUES.map(|(role, from, to)| format!("{role} {from}° to {to}°")).join(", ");
    row.worst = found.join(", ");
    row
}

/// Hue in degrees, -180 to 180. Source: CSS Color 4, section 7, conversion to HSL.
fn hue(colour: Rgb8Pixel) -> f32 {
    let [r, g, b] = [colour.r, colour.g, colour.b].map(f32::from);
    let most = r.max(g).max(b);
    let span = most - r.min(g).min(b);
    if span <= 0.0 {
        return f32::NAN;
    }
    let sixth = if most <= r {
        (g - b) / span
    } else if most <= g {
        2.0 + (b - r) / span
    } else {
        4.0 + (r - g) / span
    };
    let degrees = sixth * 60.0;
    if degrees > 180.0 { degrees - 360.0 } else { degrees }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a1_a2_a3_a9_the_theme_keeps_its_promises() {
        for set in SETS {
            assert_eq!(roles(set.1).len(), 19, "{}", set.1);
        }
        for row in rows() {
            assert!(row.pass, "{row}");
        }
    }

    #[test]
    fn a_set_that_is_not_there_keeps_nothing() {
        assert!(!texts(("A1", "pink", 4.5, 21.0)).pass);
    }

    #[test]
    fn hues_of_known_colours() {
        let of = |r, g, b| hue(Rgb8Pixel { r, g, b });
        assert!((of(255, 0, 0)).abs() < 0.1 && (of(255, 255, 0) - 60.0).abs() < 0.1);
        assert!((of(0, 255, 0) - 120.0).abs() < 0.1 && (of(255, 0, 128) + 30.0).abs() < 0.5);
        assert!(of(9, 9, 9).is_nan());
    }
}
