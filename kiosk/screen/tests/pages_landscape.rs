//! Every page, lying on 15.6": nothing too small, too near, cut, overlapping, too faint.

mod common;

use screen::check::{Kind, problems};
use screen::look::{LANDSCAPE, draw};
use screen::samples::is_variant;
use service::{Contrast, Language, TextSize};

#[test]
fn no_page_breaks_a_rule() {
    let (stage, screen) = common::open(LANDSCAPE);
    let samples = screen::samples::all();
    let mut found = Vec::new();
    // What is measured in millimetres is the same in all colours; colours are the same in all sizes and languages.
    let ways = [
        (Language::Chinese, TextSize::Normal, Contrast::Standard),
        (Language::Chinese, TextSize::Largest, Contrast::DarkHigh),
        (Language::English, TextSize::Normal, Contrast::LightHigh),
        (Language::English, TextSize::Largest, Contrast::Low),
    ];
    for (language, size, contrast) in ways {
        let comfort = common::comfort(language, size, contrast);
        for (name, view) in samples.iter().filter(|(name, _)| size == TextSize::Largest || !is_variant(name)) {
            let frame = draw(&stage, &screen, view, comfort);
            // A page that is leafed through may end within a line: the next part repeats it.
            let mut problems = problems(screen.window(), &frame, &LANDSCAPE, comfort);
            problems.retain(|problem| problem.kind != Kind::Halved);
            let page = format!("{language:?}/{size:?}/{contrast:?}/{name}");
            found.extend(problems.into_iter().map(|p| (page.clone(), p)));
        }
    }
    common::none_of(found);
}
