//! The keyboard forth and back on every page.

use service::{Comfort, Contrast, Language, TextSize};

use super::{Audit, AuditError, Row, none_of};
use crate::check::{Kind, Problem, focus_problems};
use crate::glass::Glass;
use crate::look::{Way, draw, language_name, size_name};
use crate::samples;

/// Ways in which every page is walked through.
const WALKS: [(Way, Language, TextSize, Contrast); 4] = [
    (Way::Plain, Language::Chinese, TextSize::Normal, Contrast::Standard),
    (Way::Plain, Language::English, TextSize::Largest, Contrast::DarkHigh),
    (Way::Simple, Language::Chinese, TextSize::Largest, Contrast::Standard),
    (Way::Reach, Language::English, TextSize::Normal, Contrast::LightHigh),
];

pub(super) fn rows(audit: &Audit<'_>) -> Result<Vec<Row>, AuditError> {
    let mut found: Vec<(String, Problem)> = Vec::new();
    let mut walked = 0;
    for glass in Glass::all().into_iter().filter(Glass::is_main) {
        let screen = super::open(&audit.stage, &glass)?;
        for (way, language, size, contrast) in WALKS.into_iter().take(if audit.scope.whole { WALKS.len() } else { 1 }) {
            let comfort: Comfort = way.comfort(language, size, contrast);
            let chosen = audit.samples.iter().filter(|(page, _)| {
                if audit.scope.whole { !samples::is_variant(page) } else { samples::MAIN.contains(&page.as_str()) }
            });
            for (page, view) in chosen {
                draw(&audit.stage, &screen, view, comfort);
                let problems = focus_problems(&audit.stage, screen.window(), &glass.panel);
                let at =
                    format!("{}/{}/{}/{}/{page}", glass.name, language_name(language), size_name(size), way.name());
                found.extend(problems.into_iter().map(|problem| (at.clone(), problem)));
                walked += 1;
            }
        }
    }
    let row = |id, what, kinds: &[Kind]| none_of(id, what, kinds, &found, walked);
    Ok(vec![
        row("C1", "controls that Tab does not reach", &[Kind::NotReached]),
        row(
            "C2",
            "places where the keyboard is held, lost or goes out of order, forth or back",
            &[Kind::Trapped, Kind::FocusOrder],
        ),
        row(
            "C3",
            "controls that do not show the keyboard by a ring of 3:1, or are hidden with it",
            &[Kind::NoRing, Kind::FocusHidden],
        ),
    ])
}
