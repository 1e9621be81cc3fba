//! Every page with the Tab key alone: each control is reached once, in reading order, seen whole and marked
//! (EN 301 549 5.1.6, WCAG 2.2 2.4.3, 2.4.7).

mod common;

use std::collections::BTreeSet;
use std::time::Duration;

use screen::check::focus_problems;
use screen::look::{LANDSCAPE, PORTRAIT, draw, hall};
use screen::samples;
use screen::tree::controls;
use service::{Contrast, Language, TextSize};

#[test]
fn every_control_is_reached_by_tab() {
    let (stage, screen) = common::open(PORTRAIT);
    let main: BTreeSet<_> = samples::MAIN.into_iter().collect();
    // Beside the main journey: everything laid over a page, and the longest pages.
    let others =
        ["-comfort", "-help", "-time-warning", "-no-retry", "record-long", "insurance-many-employers", "choose-city"];
    let chosen = |name: &str| main.contains(name) || others.iter().any(|other| name.ends_with(other));
    let samples: Vec<_> =
        samples::all().into_iter().filter(|(name, _)| chosen(name) && !samples::is_variant(name)).collect();
    let mut found = Vec::new();
    let comfort = common::comfort(Language::Chinese, TextSize::Normal, Contrast::Standard);
    for (name, view) in &samples {
        draw(&stage, &screen, view, comfort);
        let problems = focus_problems(&stage, screen.window(), &PORTRAIT);
        found.extend(problems.into_iter().map(|p| (format!("portrait/{name}"), p)));
    }
    drop(screen);

    stage.set_size(LANDSCAPE.width, LANDSCAPE.height);
    let screen = screen::Screen::new(hall(), LANDSCAPE).expect("a second window");
    screen.open().expect("a second window");
    let comfort = common::comfort(Language::Chinese, TextSize::Largest, Contrast::DarkHigh);
    for (name, view) in samples.iter().filter(|(name, _)| main.contains(name.as_str())) {
        draw(&stage, &screen, view, comfort);
        let problems = focus_problems(&stage, screen.window(), &LANDSCAPE);
        found.extend(problems.into_iter().map(|p| (format!("landscape/largest/{name}"), p)));
    }
    common::none_of(found);

    // A page that was there for a moment only takes nothing of the next one's focus.
    let view = |name: &str| samples.iter().find(|(other, _)| other == name).expect(name).1.clone();
    let first = |before: &[&str]| {
        for name in before {
            screen.show(&view(name));
        }
        screen.show(&view("record"));
        std::thread::sleep(Duration::from_millis(5));
        stage.pump(Duration::ZERO);
        stage.settle();
        controls(screen.window()).into_iter().find(|c| c.focused).map(|c| c.label)
    };
    let expected = first(&["preview-contribution-certificate"]);
    assert!(expected.is_some());
    assert_eq!(first(&["home", "consent", "preview-contribution-certificate"]), expected);
}
