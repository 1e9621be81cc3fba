//! Every page × size × contrast × language × orientation as a picture, what the checks find on each, and one sheet
//! with the main pages side by side.
//!
//! A page that differs from another in a sentence only is drawn in standard colours, normal and largest.
//! Pages are drawn and measured on one core while pictures are written on the other.

mod sheet;

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use service::page::Sheet;
use service::{Comfort, Contrast, Language, TextSize, View};

use crate::check::{Problem, problems};
use crate::headless::{Stage, StageError};
use crate::samples;
use crate::snapshot::{Picture, PictureError};
use crate::{Hall, Panel, Screen};

/// 27", upright.
pub const PORTRAIT: Panel = Panel { width: 1080, height: 1920, px_per_mm: 3.21 };
/// 15.6", lying.
pub const LANDSCAPE: Panel = Panel { width: 1920, height: 1080, px_per_mm: 5.56 };

/// Which pictures are made; an empty list means all.
#[derive(Debug, Clone, Default)]
pub struct LookFilter {
    /// Parts of page names.
    pub pages: Vec<String>,
    /// Text sizes.
    pub sizes: Vec<TextSize>,
    /// Sets of colours.
    pub contrasts: Vec<Contrast>,
    /// Languages.
    pub languages: Vec<Language>,
    /// `portrait`, `landscape`.
    pub orientations: Vec<String>,
    /// Whether pictures of the single pages are left out: only the contact sheet and the problems.
    pub no_pictures: bool,
    /// A real ticket for the pages that show one; a stand-in otherwise.
    pub ticket: Option<Arc<Sheet>>,
}

/// What was made.
#[derive(Debug, Clone, PartialEq)]
pub struct LookReport {
    /// How many pages were drawn.
    pub pages: usize,
    /// How many problems were found on them.
    pub problems: usize,
    /// The sheet with the main pages.
    pub contact_sheet: PathBuf,
    /// The problems.
    pub problems_file: PathBuf,
    /// How long it took.
    pub time: Duration,
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// There is a window already.
    #[error(transparent)]
    Stage(#[from] StageError),
    /// Slint.
    #[error("the window for the pictures cannot be made: {0}")]
    Window(#[from] slint::PlatformError),
    /// A picture.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// A folder or the list of problems.
    #[error("{} cannot be written: {source}; choose another folder", .path.display())]
    File {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The thread that writes pictures is gone.
    #[error("the thread that writes the pictures ended; start again")]
    Writer,
}

/// What one picture shows.
#[derive(Debug, Clone)]
pub struct Shot {
    /// `portrait` or `landscape`.
    pub orientation: &'static str,
    /// The glass.
    pub panel: Panel,
    /// Language, size, colours.
    pub comfort: Comfort,
    /// Name of the sample.
    pub page: String,
}

impl Shot {
    /// `portrait/zh/standard/normal/home`
    pub fn path(&self) -> String {
        let Comfort { language, size, contrast } = self.comfort;
        format!(
            "{}/{}/{}/{}/{}",
            self.orientation,
            language_name(language),
            contrast_name(contrast),
            size_name(size),
            self.page
        )
    }
}

/// The hall that stands on every picture.
pub fn hall() -> Hall {
    Hall {
        name_zh: "样例区政务服务".to_owned(),
        name_en: "Sample District Government Services".to_owned(),
        place_zh: "自助服务终端 · 样例街道 01".to_owned(),
        place_en: "Self-service terminal · Sample Street 01".to_owned(),
    }
}

/// Draws everything that the filter lets through into `out`. Needs the process's only platform: call it once.
pub fn look(out: &Path, filter: &LookFilter) -> Result<LookReport, LookError> {
    let start = Instant::now();
    make_folder(out)?;
    let stage = Stage::install(PORTRAIT.width, PORTRAIT.height)?;
    let samples = match &filter.ticket {
        Some(ticket) => samples::all_with(ticket),
        None => samples::all(),
    };
    let (sender, receiver) = sync_channel(4);
    let writer = std::thread::spawn(move || write_all(&receiver));
    let mut run = Run { out, filter, sender, found: Vec::new(), pages: 0, sheet: sheet::ContactSheet::new() };
    let drawn = [("portrait", PORTRAIT), ("landscape", LANDSCAPE)]
        .into_iter()
        .filter(|(name, _)| filter.orientations.is_empty() || filter.orientations.iter().any(|o| o == name))
        .try_for_each(|(orientation, panel)| run.orientation(&stage, orientation, panel, &samples));
    let Run { sender, found, pages, sheet, .. } = run;
    drop(sender);
    // The writer's error is the cause where both ended.
    writer.join().map_err(|_| LookError::Writer)??;
    drawn?;

    let contact_sheet = out.join("contact-sheet.png");
    sheet.picture().write_small_png(&contact_sheet)?;
    let problems_file = out.join("problems.json");
    fs::write(&problems_file, json(&found))
        .map_err(|source| LookError::File { path: problems_file.clone(), source })?;
    Ok(LookReport { pages, problems: found.len(), contact_sheet, problems_file, time: start.elapsed() })
}

struct Run<'a> {
    out: &'a Path,
    filter: &'a LookFilter,
    sender: SyncSender<(PathBuf, Picture)>,
    found: Vec<(String, Problem)>,
    pages: usize,
    sheet: sheet::ContactSheet,
}

impl Run<'_> {
    fn orientation(
        &mut self,
        stage: &Stage,
        orientation: &'static str,
        panel: Panel,
        samples: &[(String, View)],
    ) -> Result<(), LookError> {
        stage.set_size(panel.width, panel.height);
        let screen = Screen::new(hall(), panel)?;
        screen.open()?;
        let pages: Vec<_> = samples.iter().filter(|(name, _)| self.wanted(name)).collect();
        for comfort in comforts(self.filter) {
            for (page, view) in &pages {
                if !self.needs(page, comfort) {
                    continue;
                }
                let shot = Shot { orientation, panel, comfort, page: page.clone() };
                self.shot(stage, &screen, &shot, view)?;
            }
        }
        Ok(())
    }

    fn wanted(&self, page: &str) -> bool {
        self.filter.pages.is_empty() || self.filter.pages.iter().any(|part| page.contains(part.as_str()))
    }

    /// A page that differs from another in a sentence only is drawn in the ways in which a sentence may not fit.
    fn needs(&self, page: &str, comfort: Comfort) -> bool {
        let plain =
            comfort.contrast == Contrast::Standard && matches!(comfort.size, TextSize::Normal | TextSize::Largest);
        plain || !samples::is_variant(page) || !self.filter.pages.is_empty()
    }

    fn shot(&mut self, stage: &Stage, screen: &Screen, shot: &Shot, view: &View) -> Result<(), LookError> {
        let frame = draw(stage, screen, view, shot.comfort);
        let path = shot.path();
        let found = problems(screen.window(), &frame, &shot.panel, shot.comfort);
        self.found.extend(found.into_iter().map(|problem| (path.clone(), problem)));
        self.sheet.add(shot, &frame);
        self.pages += 1;
        if !self.filter.no_pictures {
            let file = self.out.join(path).with_extension("png");
            if let Some(folder) = file.parent() {
                make_folder(folder)?;
            }
            self.sender.send((file, frame)).map_err(|_| LookError::Writer)?;
        }
        Ok(())
    }
}

/// Shows a view in a person's comfort and draws it to the end.
pub fn draw(stage: &Stage, screen: &Screen, view: &View, comfort: Comfort) -> Picture {
    screen.show(&View { comfort, ..view.clone() });
    stage.settle();
    stage.frame()
}

/// All combinations that the filter lets through.
fn comforts(filter: &LookFilter) -> Vec<Comfort> {
    fn chosen<T: Copy + PartialEq>(all: &[T], wanted: &[T]) -> Vec<T> {
        all.iter().copied().filter(|one| wanted.is_empty() || wanted.contains(one)).collect()
    }
    let mut comforts = Vec::new();
    for language in chosen(&[Language::Chinese, Language::English], &filter.languages) {
        for contrast in chosen(&Contrast::ALL, &filter.contrasts) {
            for size in chosen(&TextSize::ALL, &filter.sizes) {
                comforts.push(Comfort { language, size, contrast });
            }
        }
    }
    comforts
}

fn write_all(receiver: &Receiver<(PathBuf, Picture)>) -> Result<(), PictureError> {
    receiver.iter().try_for_each(|(path, picture)| picture.write_png(&path))
}

fn make_folder(path: &Path) -> Result<(), LookError> {
    fs::create_dir_all(path).map_err(|source| LookError::File { path: path.to_owned(), source })
}

fn json(found: &[(String, Problem)]) -> String {
    let mut text = String::from("[");
    for (i, (page, problem)) in found.iter().enumerate() {
        let Problem { kind, on, at, detail } = problem;
        let (page, on, detail) = (quoted(page), quoted(on), quoted(detail));
        let comma = if i == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{comma}\n{{\"page\":{page},\"kind\":\"{kind:?}\",\"on\":{on},\"at\":[{:.0},{:.0},{:.0},{:.0}],\"detail\":{detail}}}",
            at.x, at.y, at.w, at.h
        );
    }
    text.push_str("\n]\n");
    text
}

fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn language_name(language: Language) -> &'static str {
    match language {
        Language::Chinese => "zh",
        Language::English => "en",
    }
}

fn contrast_name(contrast: Contrast) -> &'static str {
    match contrast {
        Contrast::Standard => "standard",
        Contrast::DarkHigh => "dark-high",
        Contrast::LightHigh => "light-high",
        Contrast::Low => "low",
    }
}

fn size_name(size: TextSize) -> &'static str {
    match size {
        TextSize::Small => "small",
        TextSize::Normal => "normal",
        TextSize::Large => "large",
        TextSize::Largest => "largest",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_quoted_for_json() {
        assert_eq!(quoted("a\"b\\c\nd 王"), "\"a\\\"b\\\\c\\u000ad 王\"");
    }

    #[test]
    fn a_filter_narrows_the_comforts() {
        assert_eq!(comforts(&LookFilter::default()).len(), 32);
        let filter =
            LookFilter { sizes: vec![TextSize::Largest], languages: vec![Language::English], ..LookFilter::default() };
        assert!(comforts(&filter).iter().all(|c| c.size == TextSize::Largest && c.language == Language::English));
        assert_eq!(comforts(&filter).len(), 4);
    }
}
