//! Plays a journey on the real screen, drawn headless: step after step, each page that comes is kept.

mod acts;
mod ears;
mod fill;
mod robot;
mod tickets;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use screen::Screen;
use screen::headless::Stage;
use screen::tree::Control;
use service::{Comfort, Intent, Page, View};

use super::script::{Script, Step};
use super::summary::{Frames, PageShown, StepDone, Summary};
use crate::assemble::Assembled;
use crate::config::Config;
use crate::process;
use crate::run::Opened;

/// A page that is waited for comes within this, when every device is simulated.
const PATIENCE: Duration = Duration::from_secs(30);
/// The same when a person must lay down a real card, or a real printer prints.
const PATIENCE_WITH_PEOPLE: Duration = Duration::from_secs(180);
/// How often the screen is looked at while waiting.
const LOOK_EVERY: Duration = Duration::from_millis(5);

pub(super) fn play(
    script: &Script,
    opened: &Opened,
    assembled: &Assembled,
    config: &Config,
    out: &Path,
) -> Result<Summary, String> {
    let stage = opened.stage.as_ref().ok_or("a journey is played headless")?;
    let mut player = Player {
        stage,
        screen: &opened.screen,
        assembled,
        config,
        out,
        pictures: script.pictures,
        reach_mm: script.reach_mm,
        start: Instant::now(),
        shown: String::new(),
        // What was printed before this journey is not of it.
        heard_before: 0,
        card_taken: None,
        tapped: None,
        tickets_before: assembled.controls.printer.as_ref().map_or(0, |printer| printer.tickets().len()),
        summary: Summary {
            title: script.title.clone(),
            steps: Vec::new(),
            pages: Vec::new(),
            tickets: Vec::new(),
            sheets: Vec::new(),
            said: Vec::new(),
            first_sounds_ms: Vec::new(),
            failed: None,
            took_ms: 0.0,
            frames: Frames::default(),
            peak_rss_kib: None,
            voice_rss_kib: None,
        },
    };
    player.ready();
    let comfort = script.comfort;
    if comfort != Comfort::default() {
        assembled.terminal.intent(Intent::SetComfort(comfort));
        player.settle_for(|view| view.comfort == comfort, PATIENCE);
    }
    player.see()?;
    for step in &script.steps {
        if let Err(why) = player.step(step) {
            player.summary.failed = Some(format!("step {} ({}): {why}", player.summary.steps.len() + 1, step.words()));
            break;
        }
    }
    player.finish()
}

/// What turns to another screen of a page, or of a column that has one. The words on a button that is disabled are none.
fn turning<'a>(controls: &'a [Control], labels: [&str; 2]) -> Option<&'a Control> {
    let leafs = |control: &&Control| labels.contains(&control.label.as_str());
    controls.iter().filter(leafs).find(|control| control.enabled && control.interactive)
}

struct Player<'a> {
    stage: &'a Stage,
    screen: &'a Screen,
    assembled: &'a Assembled,
    config: &'a Config,
    out: &'a Path,
    pictures: bool,
    reach_mm: Option<(f32, f32)>,
    start: Instant,
    shown: String,
    tickets_before: usize,
    /// How much was said before this step.
    heard_before: usize,
    card_taken: Option<Instant>,
    tapped: Option<Instant>,
    summary: Summary,
}

impl Player<'_> {
    fn ms(&self) -> f64 {
        self.start.elapsed().as_secs_f64() * 1000.0
    }

    fn view(&self) -> Arc<View> {
        self.assembled.terminal.views().borrow().clone()
    }

    /// Devices are opened in the first moments; a person comes later than that.
    fn ready(&mut self) {
        self.settle_for(|view| view.banner.is_none(), Duration::from_secs(3));
        self.start = Instant::now();
    }

    /// Draws until the view is as wanted and on the screen; `false`: it did not become so in time.
    fn settle_for(&mut self, wanted: impl Fn(&View) -> bool, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        loop {
            let before = self.view();
            self.stage.pump(LOOK_EVERY);
            self.stage.settle();
            if wanted(&before) && self.screen.shows(&before) && Arc::ptr_eq(&before, &self.view()) {
                return true;
            }
            if Instant::now() >= until {
                return false;
            }
        }
    }

    fn step(&mut self, step: &Step) -> Result<(), String> {
        let (at_ms, begun) = (self.ms(), Instant::now());
        let mut notes = Vec::new();
        let before = self.view();
        self.heard_before = self.assembled.terminal.ear().heard().len();
        self.act(step, &mut notes)?;
        if let Some(card) = &step.robot {
            notes.push(self.robot(card)?);
        }
        let mut cpu_percent = None;
        if let Some(seconds) = step.rest_s {
            let percent = self.rest(Duration::from_secs_f64(seconds.clamp(0.0, 3600.0)));
            notes.push(format!("{percent:.2} % of a core"));
            cpu_percent = Some(percent);
        }
        self.wait(step, &before)?;
        self.hear(step)?;
        let took_ms = begun.elapsed().as_secs_f64() * 1000.0;
        self.see()?;
        let page = self.shown.clone();
        self.summary.steps.push(StepDone { step: step.words(), at_ms, took_ms, page, notes, cpu_percent });
        Ok(())
    }

    fn wait(&mut self, step: &Step, before: &Arc<View>) -> Result<(), String> {
        let real = self.assembled.controls.reader.is_none() || self.assembled.controls.printer.is_none();
        let patience =
            step.within_s.map_or(if real { PATIENCE_WITH_PEOPLE } else { PATIENCE }, Duration::from_secs_f64);
        if let Some(text) = &step.see {
            self.wait_to_see(text, patience)?;
        }
        if let Some(name) = &step.then {
            if !Page::NAMES.contains(&name.as_str()) {
                return Err(format!("there is no page “{name}”; pages: {}", Page::NAMES.join(", ")));
            }
            let until = Instant::now() + patience;
            while self.view().page.name() != name && !self.was_read_already(name) {
                if Instant::now() >= until {
                    let shown = self.view().page.name();
                    return Err(format!(
                        "the page “{name}” did not come within {} s; shown is “{shown}”",
                        patience.as_secs()
                    ));
                }
                // Pages on the way are kept too.
                self.stage.pump(LOOK_EVERY);
                self.see_passing()?;
            }
            let page = if self.was_read_already(name) { self.view().page.name() } else { name };
            self.settle_for(|view| view.page.name() == page, Duration::from_secs(1));
        } else if step.touches() {
            // A touch that changes the page changes it at once; one that does not needs no wait.
            self.settle_for(|view| *view != **before, Duration::from_millis(300));
        }
        Ok(())
    }

    fn wait_to_see(&mut self, text: &str, patience: Duration) -> Result<(), String> {
        let until = Instant::now() + patience;
        loop {
            self.stage.pump(LOOK_EVERY);
            self.stage.settle();
            let controls = screen::tree::controls(&self.stage.window());
            if controls.iter().any(|control| control.label.contains(text) && !control.visible.is_empty()) {
                return Ok(());
            }
            // It stands on a later screen of this page: one leafs on.
            let is_there = controls.iter().any(|control| control.label.contains(text));
            if let (true, Some(next)) = (is_there, turning(&controls, screen::NEXT_SCREEN_LABELS)) {
                screen::tree::tap(&self.stage.window(), next);
            }
            if Instant::now() >= until {
                let there: Vec<&str> = controls.iter().map(|control| control.label.as_str()).collect();
                return Err(format!("“{text}” is not on the screen; there are: {}", there.join(", ")));
            }
        }
    }

    /// On a real reader a card may lie before it is asked for: the page that asks for it is over before it is seen.
    fn was_read_already(&self, awaited: &str) -> bool {
        let before = ["attract", "home", "consent", "identify", "sorry-reader_down"];
        self.assembled.controls.reader.is_none() && awaited == "identify" && !before.contains(&self.view().page.name())
    }

    fn see_passing(&mut self) -> Result<(), String> {
        if self.view().page.name() != self.shown {
            self.stage.settle();
            self.see()?;
        }
        Ok(())
    }

    /// Keeps a picture of the page when it is another than the last.
    fn see(&mut self) -> Result<(), String> {
        let name = self.view().page.name();
        if name == self.shown {
            return Ok(());
        }
        name.clone_into(&mut self.shown);
        let at_ms = self.ms();
        let mut picture = String::new();
        if self.pictures {
            picture = format!("{:02}-{name}.png", self.summary.pages.len() + 1);
            self.stage.png(&self.out.join(&picture)).map_err(|error| error.to_string())?;
        }
        self.summary.pages.push(PageShown { page: name.to_owned(), at_ms, picture });
        match &self.view().page {
            Page::TakeIt { sheet, .. } if self.assembled.controls.printer.is_none() => self.keep_sent(sheet),
            _ => Ok(()),
        }
    }

    fn rest(&self, duration: Duration) -> f64 {
        let (begun, used) = (Instant::now(), process::cpu_time());
        while let Some(left) = duration.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) {
            self.stage.pump(left);
        }
        let spent = process::cpu_time().zip(used).map_or(Duration::ZERO, |(now, before)| now.saturating_sub(before));
        spent.as_secs_f64() / begun.elapsed().as_secs_f64() * 100.0
    }

    fn finish(mut self) -> Result<Summary, String> {
        self.summary.took_ms = self.ms();
        // Before the pictures of tickets are made here: they are not the terminal's.
        self.summary.peak_rss_kib = process::peak_rss_kib();
        self.keep_tickets()?;
        self.keep_sheets()?;
        self.keep_said();
        let frames = self.stage.frame_stats();
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        self.summary.frames = Frames { count: frames.frames, median_ms: ms(frames.median), max_ms: ms(frames.max) };
        Ok(self.summary)
    }
}
