//! Every page × size × contrast × way × language × orientation as a picture, what the checks find on each, and one sheet
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

use service::sheet::Sheet;
use service::{Comfort, Contrast, Language, Setting, TextSize, View};

use crate::check::{Problem, problems};
use crate::glass::Glass;
use crate::headless::{Stage, StageError};
use crate::samples;
use crate::snapshot::{Picture, PictureError};
use crate::{Hall, Panel, Screen};

/// 27", upright.
pub const PORTRAIT: Panel = Panel { width: 1080, height: 1920, px_per_mm: 3.21, top_mm: 1500.0 };
/// 15.6", lying.
pub const LANDSCAPE: Panel = Panel { width: 1920, height: 1080, px_per_mm: 5.56, top_mm: 1250.0 };

/// Which pictures are made.
#[derive(Debug, Clone, Default)]
pub struct LookFilter {
    /// Every one of these stands in the picture's path; see [`Shot::path`].
    pub parts: Vec<String>,
    /// On this glass of the trade, such as `43in-portrait`; otherwise on the main two.
    pub glass: Option<String>,
    /// A real ticket for the pages that show one; a stand-in otherwise.
    pub ticket: Option<Arc<Sheet>>,
}

/// In which way a page is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As it is for who touched nothing yet.
    Plain,
    /// 长辈版
    Simple,
    /// All controls in the lower band of the glass.
    Reach,
    /// Spoken, with what is said in words.
    Voice,
}

impl Way {
    /// All.
    pub const ALL: [Self; 4] = [Self::Plain, Self::Simple, Self::Reach, Self::Voice];

    /// Its name in paths.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Simple => "simple",
            Self::Reach => "reach",
            Self::Voice => "voice",
        }
    }

    /// The comfort settings of it, for a text size; the simple pages have the largest.
    pub fn comfort(self, language: Language, size: TextSize, contrast: Contrast) -> Comfort {
        let plain = Comfort { language, size, contrast, ..Comfort::default() };
        match self {
            Self::Plain => plain,
            Self::Simple => plain.with(Setting::Simple(true)),
            Self::Reach => plain.with(Setting::Reach(true)),
            Self::Voice => plain.with(Setting::Voice(true)),
        }
    }
}

/// A sentence as long as what is said at once.
pub(crate) fn caption(language: Language) -> &'static str {
    match language {
        Language::Chinese => "现在在：查询打印社保记录，先看缴费情况，再选要打印哪一份，按钮，第 1 项，共 4 项。",
        Language::English => {
            "You are on: Insurance record, see what was paid, then choose what to print, button, item 1 of 4."
        }
    }
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
    /// Such a glass is not made.
    #[error("there is no glass “{0}”; there are: {1}")]
    Glass(String, String),
    /// The thread that writes pictures is gone.
    #[error("the thread that writes the pictures ended; start again")]
    Writer,
}

/// What one picture shows.
#[derive(Debug, Clone)]
pub struct Shot {
    /// `portrait` or `landscape`, or the glass.
    pub orientation: String,
    /// The glass.
    pub panel: Panel,
    /// In which way it is used.
    pub way: Way,
    /// Language, size, colours.
    pub comfort: Comfort,
    /// Name of the sample.
    pub page: String,
}

impl Shot {
    /// `portrait/zh/standard/normal/plain/home`
    pub fn path(&self) -> String {
        let Comfort { language, size, contrast, .. } = self.comfort;
        format!(
            "{}/{}/{}/{}/{}/{}",
            self.orientation,
            language_name(language),
            contrast_name(contrast),
            size_name(size),
            self.way.name(),
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
        helper_zh: "大厅工作人员".to_owned(),
        helper_en: "Staff of the hall".to_owned(),
    }
}

/// Draws everything that the filter lets through into `out`. Needs the process's only platform: call it once.
pub fn look(out: &Path, filter: &LookFilter) -> Result<LookReport, LookError> {
    let start = Instant::now();
    let glasses = glasses(filter.glass.as_deref())?;
    make_folder(out)?;
    let stage = Stage::install(PORTRAIT.width, PORTRAIT.height)?;
    let samples = match &filter.ticket {
        Some(ticket) => samples::all_with(ticket),
        None => samples::all(),
    };
    let (sender, receiver) = sync_channel(4);
    let writer = std::thread::spawn(move || write_all(&receiver));
    let mut run = Run { out, filter, sender, found: Vec::new(), pages: 0, sheet: sheet::ContactSheet::new() };
    let drawn = glasses.iter().try_for_each(|(name, panel)| run.orientation(&stage, name, *panel, &samples));
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

/// Name and sizes of what is drawn on.
fn glasses(wanted: Option<&str>) -> Result<Vec<(String, Panel)>, LookError> {
    let Some(wanted) = wanted else {
        return Ok(vec![("portrait".to_owned(), PORTRAIT), ("landscape".to_owned(), LANDSCAPE)]);
    };
    let all = Glass::all();
    let found = all.iter().find(|glass| glass.name == wanted).map(|glass| vec![(glass.name.clone(), glass.panel)]);
    let names = || all.iter().map(|glass| glass.name.as_str()).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| LookError::Glass(wanted.to_owned(), names()))
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
        orientation: &str,
        panel: Panel,
        samples: &[(String, View)],
    ) -> Result<(), LookError> {
        stage.set_size(panel.width, panel.height);
        let screen = Screen::new(hall(), panel)?;
        screen.open()?;
        for (way, comfort) in comforts() {
            for (page, view) in samples.iter().filter(|(page, _)| needs(page, way, comfort)) {
                let shot = Shot { orientation: orientation.to_owned(), panel, way, comfort, page: page.clone() };
                if self.filter.parts.iter().all(|part| shot.path().contains(part.as_str())) {
                    self.shot(stage, &screen, &shot, view)?;
                }
            }
        }
        Ok(())
    }

    fn shot(&mut self, stage: &Stage, screen: &Screen, shot: &Shot, view: &View) -> Result<(), LookError> {
        if shot.way == Way::Voice {
            screen.caption(caption(shot.comfort.language));
        }
        let frame = draw(stage, screen, view, shot.comfort);
        let path = shot.path();
        let found = problems(screen.window(), &frame, &shot.panel, shot.comfort);
        self.found.extend(found.into_iter().map(|problem| (path.clone(), problem)));
        self.sheet.add(shot, &frame);
        self.pages += 1;
        let file = self.out.join(path).with_extension("png");
        if let Some(folder) = file.parent() {
            make_folder(folder)?;
        }
        self.sender.send((file, frame)).map_err(|_| LookError::Writer)
    }
}

/// Shows a view in a person's comfort and draws it to the end.
pub fn draw(stage: &Stage, screen: &Screen, view: &View, comfort: Comfort) -> Picture {
    screen.show(&View { comfort, ..view.clone() });
    stage.settle();
    stage.frame()
}

/// A page that differs from another in a sentence only is drawn in the ways in which a sentence may not fit.
pub(crate) fn needs(page: &str, way: Way, comfort: Comfort) -> bool {
    let plain = way == Way::Plain
        && comfort.contrast == Contrast::Standard
        && matches!(comfort.size, TextSize::Normal | TextSize::Largest);
    plain || !samples::is_variant(page)
}

/// All combinations. Colours are the same in every way; the simple pages have one size.
pub(crate) fn comforts() -> Vec<(Way, Comfort)> {
    let mut comforts = Vec::new();
    for way in Way::ALL {
        for language in [Language::Chinese, Language::English] {
            for contrast in Contrast::ALL.into_iter().filter(|c| way == Way::Plain || *c == Contrast::Standard) {
                for size in TextSize::ALL {
                    let comfort = way.comfort(language, size, contrast);
                    if comfort.size == size {
                        comforts.push((way, comfort));
                    }
                }
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

pub(crate) fn language_name(language: Language) -> &'static str {
    match language {
        Language::Chinese => "zh",
        Language::English => "en",
    }
}

pub(crate) fn contrast_name(contrast: Contrast) -> &'static str {
    match contrast {
        Contrast::Standard => "standard",
        Contrast::DarkHigh => "dark-high",
        Contrast::LightHigh => "light-high",
        Contrast::Low => "low",
    }
}

pub(crate) fn size_name(size: TextSize) -> &'static str {
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
    fn every_way_has_its_comforts() {
        let count = |way| comforts().iter().filter(|(other, _)| *other == way).count();
        assert_eq!([Way::Plain, Way::Simple, Way::Reach, Way::Voice].map(count), [32, 2, 8, 8]);
    }
}
