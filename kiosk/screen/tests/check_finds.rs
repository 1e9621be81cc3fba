//! The checks find what they are for: a good page, measured by rules that it was not made for, breaks them.

mod common;

use std::collections::BTreeSet;

use screen::check::{Kind, problems};
use screen::look::{PORTRAIT, draw};
use screen::snapshot::Picture;
use screen::{Panel, samples};
use service::{Comfort, Contrast, Language, TextSize};

#[test]
fn a_page_made_for_other_rules_breaks_them() {
    let (stage, screen) = common::open(PORTRAIT);
    let comfort = common::comfort(Language::Chinese, TextSize::Normal, Contrast::Standard);
    let (_, view) = samples::all().into_iter().find(|(name, _)| name == "home").expect("home is a sample");
    let frame = draw(&stage, &screen, &view, comfort);
    let kinds = |frame: &Picture, panel: &Panel, comfort: Comfort| {
        problems(screen.window(), frame, panel, comfort).into_iter().map(|p| p.kind).collect::<BTreeSet<_>>()
    };

    assert_eq!(kinds(&frame, &PORTRAIT, comfort), BTreeSet::new(), "as it was made");

    let larger = Comfort { size: TextSize::Largest, ..comfort };
    assert_eq!(kinds(&frame, &PORTRAIT, larger), BTreeSet::from([Kind::TextTooSmall]));

    let finer = Panel { px_per_mm: PORTRAIT.px_per_mm * 4.0, ..PORTRAIT };
    let small = kinds(&frame, &finer, comfort);
    assert!(small.contains(&Kind::TargetTooSmall) && small.contains(&Kind::GapTooSmall), "{small:?}");

    let black_on_white = Comfort { contrast: Contrast::LightHigh, ..comfort };
    assert_eq!(kinds(&frame, &PORTRAIT, black_on_white), BTreeSet::from([Kind::Contrast]));

    let blank = Picture::new(frame.width(), frame.height());
    let nothing = kinds(&blank, &PORTRAIT, comfort);
    assert!(nothing.contains(&Kind::Blank) && nothing.contains(&Kind::NotDrawn), "{nothing:?}");

    // A window that is too small for what the page was laid out for.
    stage.set_size(PORTRAIT.width / 6, PORTRAIT.height / 8);
    stage.settle();
    screen.window().request_redraw();
    stage.settle();
    let squeezed = kinds(&stage.frame(), &PORTRAIT, comfort);
    assert!(squeezed.contains(&Kind::Cut) || squeezed.contains(&Kind::Outside), "{squeezed:?}");
}
