//! Draws every page: `cargo run --release -p screen --example look -- OUT [--only PART] [--size S] [--contrast C]
//! [--language zh|en] [--orientation portrait|landscape] [--no-pictures]`; each option may be given again.

use std::path::PathBuf;
use std::process::ExitCode;

use screen::look::{LookFilter, look};
use service::{Contrast, Language, TextSize};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let conf = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../config/fonts/fonts.conf");
    screen::fonts::ensure_fontconfig(&conf)?;
    let mut filter = LookFilter::default();
    let mut out = PathBuf::from("target/look");
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--only" => filter.pages.push(value()?),
            "--orientation" => filter.orientations.push(value()?),
            "--size" => filter.sizes.push(match value()?.as_str() {
                "small" => TextSize::Small,
                "normal" => TextSize::Normal,
                "large" => TextSize::Large,
                "largest" => TextSize::Largest,
                other => return Err(format!("{other} is no text size: small, normal, large, largest").into()),
            }),
            "--contrast" => filter.contrasts.push(match value()?.as_str() {
                "standard" => Contrast::Standard,
                "dark-high" => Contrast::DarkHigh,
                "light-high" => Contrast::LightHigh,
                "low" => Contrast::Low,
                other => return Err(format!("{other} is no contrast: standard, dark-high, light-high, low").into()),
            }),
            "--language" => filter.languages.push(match value()?.as_str() {
                "zh" => Language::Chinese,
                "en" => Language::English,
                other => return Err(format!("{other} is no language: zh, en").into()),
            }),
            "--no-pictures" => filter.no_pictures = true,
            folder => out = folder.into(),
        }
    }
    let report = look(&out, &filter)?;
    println!(
        "{} pages in {:.1} s, {} problems: {}, {}",
        report.pages,
        report.time.as_secs_f32(),
        report.problems,
        report.problems_file.display(),
        report.contact_sheet.display()
    );
    Ok(())
}
