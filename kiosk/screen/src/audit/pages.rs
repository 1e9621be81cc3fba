//! Every page on every glass: sizes, gaps, contrasts, nothing cut.

use std::collections::BTreeMap;

use service::{Comfort, Contrast, Language, TextSize};

use super::{Audit, AuditError, CAPS, Least, Row, none_of, seen_mm};
use crate::check::{self, Kind, Quantity, limits};
use crate::glass::Glass;
use crate::look::{Way, comforts, contrast_name, draw, language_name, needs, size_name};
use crate::samples;
use crate::tree::{self, Control};

/// A main action in the simple pages, in mm (MIIT rules for the old 2.1, as far away as a terminal is).
const MAIN_MM: f32 = 16.0;
/// Nothing that can be touched stands nearer to the frame of the glass, in mm (VVSG 2.0 TA7.2-H).
const BEZEL_MM: f32 = 4.9;

/// What was found, by measure.
#[derive(Default)]
struct Found {
    least: BTreeMap<(Quantity, &'static str), Least>,
    caps: BTreeMap<&'static str, Least>,
    main_actions: Least,
    crowd: Least,
    /// Simple pages with too many choices.
    crowded: Vec<String>,
    problems: Vec<(String, check::Problem)>,
    pages: usize,
}

/// The glass whose lower part holds the fewest words.
const LEAST_ROOM: &str = "15.6in-portrait";

/// Choices on a simple page at most: three, and the way on.
const CHOICES_MOST: usize = 4;

pub(super) fn rows(audit: &Audit<'_>, tell: &dyn Fn(&str)) -> Result<Vec<Row>, AuditError> {
    let mut found = Found::default();
    for glass in Glass::all() {
        tell(&format!("pages on {}", glass.name));
        found.glass(audit, &glass)?;
    }
    Ok(found.rows(audit))
}

impl Found {
    fn glass(&mut self, audit: &Audit<'_>, glass: &Glass) -> Result<(), AuditError> {
        let screen = super::open(&audit.stage, glass)?;
        for (way, comfort) in comforts().into_iter().filter(|(way, comfort)| on(audit, glass, *way, *comfort)) {
            let chosen = audit.samples.iter().filter(|(page, _)| match (audit.scope.whole, glass.is_main()) {
                (true, true) => needs(page, way, comfort),
                (true, false) => !samples::is_variant(page),
                // Every sentence once where it has the least room.
                (false, true) if way == Way::Plain && comfort.size == TextSize::Largest => needs(page, way, comfort),
                // Every page where choices are few, and where the band in reach is lowest for its words.
                (false, true) if way == Way::Simple => needs(page, way, comfort),
                (false, false)
                    if way == Way::Reach && comfort.size == TextSize::Largest && glass.name == LEAST_ROOM =>
                {
                    needs(page, way, comfort)
                }
                (false, _) if matches!(comfort.size, TextSize::Small | TextSize::Large) => page == "home",
                (false, _) => samples::MAIN.contains(&page.as_str()) || page.ends_with("-comfort"),
            });
            for (page, view) in chosen {
                if way == Way::Voice {
                    screen.caption(crate::look::caption(comfort.language));
                }
                let frame = draw(&audit.stage, &screen, view, comfort);
                let checked = check::page(screen.window(), &frame, &glass.panel, comfort);
                let at = || {
                    let Comfort { language, size, contrast, .. } = comfort;
                    let (language, contrast, size) =
                        (language_name(language), contrast_name(contrast), size_name(size));
                    format!("{}/{language}/{contrast}/{size}/{}/{page}", glass.name, way.name())
                };
                self.pages += 1;
                for (quantity, (value, on)) in checked.worst {
                    let least = self.least.entry((quantity, contrast_name(comfort.contrast))).or_default();
                    least.keep(value, || format!("{} “{on}”", at()));
                    if quantity == Quantity::CapMm {
                        let least = self.caps.entry(size_name(comfort.size)).or_default();
                        least.keep(value, || format!("{} “{on}”", at()));
                    }
                }
                self.problems.extend(checked.problems.into_iter().map(|problem| (at(), problem)));
                if way == Way::Simple && view.overlay.is_none() {
                    self.simple(&screen, glass, at);
                }
            }
        }
        Ok(())
    }

    /// 长辈版: main actions are large, and few stand on a page.
    fn simple(&mut self, screen: &crate::Screen, glass: &Glass, at: impl Fn() -> String) {
        let tree = tree::read(screen.window());
        let Some(page) = tree.controls.iter().position(|control| control.id == "page") else { return };
        let usable = |control: &&Control| control.interactive && !control.covered && !control.visible.is_empty();
        // The keys of a keyboard, and what they can mean, are one thing to choose with, not choices.
        let with_keys = |id: &str| ["keyboard", "candidates"].contains(&id);
        let keys: Vec<usize> =
            (0..).zip(&tree.controls).filter(|(_, it)| with_keys(&it.id)).map(|(at, _)| at).collect();
        let key = |control: &&Control| keys.iter().any(|keys| tree.within(control.parent, *keys));
        let shown = tree.controls.iter().filter(usable).filter(|control| tree.within(control.parent, page));
        let shown = shown.filter(|control| !key(control));
        let mut count = 0_usize;
        for control in shown.filter(|c| !crate::NEXT_SCREEN_LABELS.contains(&c.label.as_str())) {
            count += usize::from(control.enabled);
            let mm = control.full.h / glass.panel.px_per_mm;
            self.main_actions.keep(mm, || format!("{} “{}”", at(), control.label));
        }
        if count > CHOICES_MOST {
            self.crowded.push(format!("{}: {count}", at()));
        }
        self.crowd.keep(-(count as f32), at);
    }

    fn least(&self, quantity: Quantity) -> Least {
        let all = self.least.iter().filter(|((of, _), _)| *of == quantity).map(|(_, least)| least);
        all.fold(Least::default(), |mut least, other| {
            let count = least.count + other.count;
            if let Some(value) = other.value {
                least.keep(value, || other.at.clone());
            }
            least.count = count;
            least
        })
    }

    fn rows(&self, audit: &Audit<'_>) -> Vec<Row> {
        let mut rows = Vec::new();
        for (id, contrast, limit) in [
            ("A1", Contrast::Standard, 10.0),
            ("A2", Contrast::DarkHigh, 15.0),
            ("A2", Contrast::LightHigh, 20.0),
            ("A2", Contrast::Low, 4.5),
        ] {
            let name = contrast_name(contrast);
            let of = |quantity| self.least.get(&(quantity, name)).cloned().unwrap_or_default();
            rows.push(of(Quantity::Contrast).row(
                id,
                format!("contrast of texts with what was drawn behind, {name}"),
                limit - 0.05,
                ":1",
            ));
            rows.push(of(Quantity::Drawn).row(
                id,
                format!("part of it that the strongest pixel of the glyphs has, {name}"),
                0.55,
                "",
            ));
        }
        rows.push(self.problem_row(
            "A3",
            "texts and edges that were not drawn, or not told apart",
            &[Kind::Contrast, Kind::NotDrawn, Kind::Blank],
        ));
        for (size, from, to) in CAPS {
            let least = self.caps.get(size_name(size)).cloned().unwrap_or_default();
            let what = format!("lowest capital, size {}", size_name(size));
            rows.push(least.row_between("A4", what, (from, to), "mm"));
        }
        rows.push(self.large(audit));
        rows.push(self.problem_row(
            "A6",
            "texts cut, things overlapping or outside",
            &[Kind::Cut, Kind::Overlap, Kind::Outside, Kind::Halved],
        ));
        rows.push(self.least(Quantity::Line).row("A7", "height of a line ÷ font size", 1.3, ""));
        rows.push(self.problem_row("A11", "controls without a word in them", &[Kind::NoWord]));
        rows.push(self.problem_row("A11", "controls without a name", &[Kind::NoLabel]));
        rows.push(self.problem_row("A4", "texts lower than the person chose", &[Kind::TextTooSmall]));
        let near = [Kind::TargetTooSmall, Kind::GapTooSmall];
        rows.push(self.problem_row("B1", "targets too small or too near to each other", &near));
        let rounding = |least: f32| least - 0.5 / crate::look::PORTRAIT.px_per_mm;
        rows.push(self.least(Quantity::TargetMm).row(
            "B1",
            "shorter side of a target",
            rounding(limits::TARGET_MM),
            "mm",
        ));
        rows.push(self.least(Quantity::GapMm).row("B1", "gap between two targets", rounding(limits::GAP_MM), "mm"));
        rows.push(self.main_actions.row("B1", "height of a choice in the simple pages", rounding(MAIN_MM), "mm"));
        rows.push(self.least(Quantity::EdgeMm).row("B2", "from a target to the frame of the glass", BEZEL_MM, "mm"));
        rows.push(self.least(Quantity::ReachMm).row(
            "B5",
            "highest control in reach mode, below 1220 mm by",
            0.0,
            "mm",
        ));
        let crowd = self.crowd.row("E6", "choices on a simple page", -(CHOICES_MOST as f32), "");
        let worst = crowd.worst.trim_start_matches('-').to_owned();
        let limit = format!("≤ {CHOICES_MOST}: three, and the way on");
        rows.push(Row { limit, worst, broken: self.crowded.clone(), ..crowd });
        rows
    }

    /// In the largest size a capital is seen well enough.
    fn large(&self, audit: &Audit<'_>) -> Row {
        let least = self.caps.get(size_name(TextSize::Largest)).cloned().unwrap_or_default();
        let from = audit.scope.viewing_mm;
        least.row("A5", format!("lowest capital in the largest size, seen from {from} mm"), seen_mm(from), "mm")
    }

    fn problem_row(&self, id: &'static str, what: &str, kinds: &[Kind]) -> Row {
        none_of(id, what, kinds, &self.problems, self.pages)
    }
}

/// Whether pages are measured on this glass in this comfort. Colours do not change with the glass.
fn on(audit: &Audit<'_>, glass: &Glass, way: Way, comfort: Comfort) -> bool {
    if audit.scope.whole && glass.is_main() {
        return true;
    }
    let main = glass.is_main();
    // In each size a capital is measured.
    let extreme = (main && way == Way::Plain && comfort.language == Language::English)
        || comfort.size == TextSize::Largest
        || (comfort.size == TextSize::Normal && way != Way::Simple);
    let language = audit.scope.whole || main || comfort.language == Language::English;
    (comfort.contrast == Contrast::Standard || (main && comfort.size == TextSize::Normal))
        && language
        && (audit.scope.whole || extreme)
}
