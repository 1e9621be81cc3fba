//! `kiosk bench`: measures what the terminal promises of itself, and says of each promise whether it is kept.
//!
//! Start, memory, idle and reading are measured on children of this very program, so that nothing of the measuring is in
//! the figure. Run it on a release build and on a machine that does nothing else.

mod bar;
mod certificate;
mod child;
mod codecs;
mod first_frame;
mod hand_in;
mod lap;
mod pages;
mod search;
mod typing;
mod visits;
mod wire;

use std::cell::OnceCell;
use std::path::Path;

use screen::headless::Stage;
use screen::look::PORTRAIT;

use crate::config::Config;
use crate::specimen::Specimen;
use bar::Bar;
use child::Children;

/// What every measurement works with.
struct Rig<'a> {
    config: &'a Config,
    children: Children,
    specimen: Specimen,
    stage: OnceCell<Stage>,
}

impl Rig<'_> {
    /// Where pages are drawn in this process, which has one such place.
    fn stage(&self) -> Result<&Stage, String> {
        if let Some(stage) = self.stage.get() {
            return Ok(stage);
        }
        let stage = Stage::install(PORTRAIT.width, PORTRAIT.height).map_err(|error| error.to_string())?;
        Ok(self.stage.get_or_init(|| stage))
    }
}

/// A measurement: the bars that it belongs to, or why it could not be made.
type Measure = fn(&Rig) -> Result<Vec<Bar>, String>;

/// What is measured, with what is told meanwhile.
const MEASURES: [(&str, Measure); 13] = [
    ("start, to the first frame", first_frame::first_frame),
    ("memory of the main journey", visits::memory),
    ("voice", visits::voice),
    ("from card to record", visits::card_to_record),
    ("idle", visits::idle),
    ("page changes", pages::pages),
    ("bytes of a certificate", certificate::bytes),
    ("printer on the wire", wire::printing),
    ("search of the catalogue", search::search),
    ("commit of a hand-in", hand_in::commit),
    ("typing Chinese", typing::keys),
    ("writing on the glass", typing::pen),
    ("frame codec and status demultiplexer", codecs::codecs),
];

/// Measures everything, prints a table and writes `summary.json` into the folder `out`. An error when a bar was missed or
/// a figure could not be had; the rest is measured all the same. `only`: measurements in whose name one of these stands.
pub fn bench(config: &Config, out: &Path, only: &[String]) -> Result<(), String> {
    if cfg!(debug_assertions) {
        eprintln!("This is a debug build: the bars are those of a release build (cargo build --release -p kiosk).");
    }
    let (children, specimen) = (Children::new(config, out)?, Specimen::prepare(config)?);
    let rig = Rig { config, children, specimen, stage: OnceCell::new() };
    let (mut bars, mut troubles) = (Vec::new(), Vec::new());
    let wanted = |what: &str| only.is_empty() || only.iter().any(|part| what.contains(part.as_str()));
    if !MEASURES.iter().any(|(what, _)| wanted(what)) {
        let all: Vec<&str> = MEASURES.iter().map(|(what, _)| *what).collect();
        return Err(format!("there is no such measurement; there are: {}", all.join("; ")));
    }
    for (what, measure) in MEASURES.into_iter().filter(|(what, _)| wanted(what)) {
        eprintln!("measuring: {what}");
        match measure(&rig) {
            Ok(measured) => bars.extend(measured),
            Err(why) => troubles.push(format!("not measured: {what}: {why}")),
        }
    }
    let summary = bar::write(&bars, out)?;
    println!("{}", bar::Table(&bars));
    println!("the same as data: {}", summary.display());
    let missed = bars.iter().filter(|bar| !bar.pass).map(|bar| format!("missed: {bar}"));
    let wrong: Vec<String> = missed.chain(troubles).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}
