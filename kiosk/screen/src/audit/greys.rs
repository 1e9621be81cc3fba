//! States that differ in grey, too: colour is never alone (WCAG 2.2 1.4.1, VVSG 2.0 7.1-F).

use service::{Comfort, Contrast, Language, Setting, TextSize, View};
use slint::Rgb8Pixel;

use super::{Audit, AuditError, Least, Row};
use crate::glass::Glass;
use crate::look::{Way, contrast_name, draw, language_name};
use crate::snapshot::{Picture, luminance};
use crate::tree::{Control, Role, controls};

/// Part of a control's pixels that must differ by 3:1 in grey between two states.
const LEAST_PERCENT: f32 = 0.5;
/// WCAG 2.2 1.4.11.
const STATE_CONTRAST: f32 = 3.0;

pub(super) fn rows(audit: &Audit<'_>) -> Result<Vec<Row>, AuditError> {
    let sample = |name: &str| audit.samples.iter().find(|(known, _)| known == name).map(|(_, view)| view);
    let (Some(panel), Some(page)) = (sample("home-comfort"), sample("record")) else { return Ok(Vec::new()) };
    let (mut switched, mut disabled) = (Least::default(), Least::default());
    for glass in Glass::all().into_iter().filter(Glass::is_main) {
        let screen = super::open(&audit.stage, &glass)?;
        let shot = |view: &View, comfort: Comfort| {
            let frame = draw(&audit.stage, &screen, view, comfort);
            (frame, controls(screen.window()))
        };
        for contrast in Contrast::ALL {
            for language in [Language::Chinese, Language::English] {
                let comfort = Way::Plain.comfort(language, TextSize::Normal, contrast);
                let at = |what: &str| {
                    format!("{}/{}/{}: {what}", glass.name, language_name(language), contrast_name(contrast))
                };
                for setting in [Setting::Still(true), Setting::MoreTime(true), Setting::Steady(true)] {
                    let (off, on) = (shot(panel, comfort), shot(panel, comfort.with(setting)));
                    for (before, after) in changed(&off.1, &on.1) {
                        let percent = differing(&off.0, before, &on.0, after);
                        switched.keep(percent, || at(&format!("“{}” off and on", before.label)));
                    }
                }
                let (can, cannot) = (shot(page, comfort), shot(&View { can_back: false, ..page.clone() }, comfort));
                for after in cannot.1.iter().filter(|control| control.interactive && !control.enabled) {
                    if let Some(before) = can.1.iter().find(|control| control.label == after.label && control.enabled) {
                        let percent = differing(&can.0, before, &cannot.0, after);
                        disabled.keep(percent, || at(&format!("“{}” usable and not", after.label)));
                    }
                }
            }
        }
    }
    let percent = |least: &Least, what: &str| least.row("A8", what, LEAST_PERCENT, "% of its pixels by 3:1 in grey");
    Ok(vec![percent(&switched, "a switch, off and on"), percent(&disabled, "a button, usable and not")])
}

/// Controls whose state differs.
fn changed<'a>(before: &'a [Control], after: &'a [Control]) -> Vec<(&'a Control, &'a Control)> {
    let pairs = before
        .iter()
        .filter_map(|old| Some((old, after.iter().find(|new| new.label == old.label && new.role == old.role)?)));
    pairs.filter(|(old, new)| old.role == Role::Switch && old.checked != new.checked).collect()
}

/// Percent of a control's pixels whose grey differs by [`STATE_CONTRAST`] between two pictures of it.
fn differing(a: &Picture, at_a: &Control, b: &Picture, at_b: &Control) -> f32 {
    let grey = |pixel: &Rgb8Pixel| luminance(*pixel) + 0.05;
    let (mut all, mut differ) = (0_u32, 0_u32);
    for (row_a, row_b) in a.rows(at_a.visible).zip(b.rows(at_b.visible)) {
        for (a, b) in row_a.iter().zip(row_b) {
            let (a, b) = (grey(a), grey(b));
            all += 1;
            differ += u32::from(a.max(b) / a.min(b) >= STATE_CONTRAST);
        }
    }
    differ as f32 * 100.0 / all.max(1) as f32
}
