//! Does the steps of a journey on the real screen, drawn headless, and keeps what is seen.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use device_sim::printer::PaperLevel;
use screen::headless::Stage;
use screen::tree;
use service::{Comfort, Intent, Page, Sheet, View};
use slint::platform::Key;

use super::script::{Script, Step};
use super::summary::{Frames, PageShown, StepDone, Summary, TicketPrinted};
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
        assembled,
        config,
        out,
        pictures: script.pictures,
        start: Instant::now(),
        shown: String::new(),
        // What was printed before this journey is not of it.
        tickets_before: assembled.controls.printer.as_ref().map_or(0, |printer| printer.tickets().len()),
        summary: Summary {
            title: script.title.clone(),
            steps: Vec::new(),
            pages: Vec::new(),
            tickets: Vec::new(),
            failed: None,
            took_ms: 0.0,
            frames: Frames::default(),
            peak_rss_kib: None,
        },
    };
    player.ready();
    let wish = script.comfort;
    let comfort = Comfort { language: wish.language, size: wish.size, contrast: wish.contrast };
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

struct Player<'a> {
    stage: &'a Stage,
    assembled: &'a Assembled,
    config: &'a Config,
    out: &'a Path,
    pictures: bool,
    start: Instant,
    shown: String,
    tickets_before: usize,
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

    /// Draws until the view is as wanted; `false`: it did not become so in time.
    fn settle_for(&mut self, wanted: impl Fn(&View) -> bool, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        loop {
            let before = self.view();
            self.stage.pump(LOOK_EVERY);
            self.stage.settle();
            if wanted(&before) && Arc::ptr_eq(&before, &self.view()) {
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
        self.act(step, &mut notes)?;
        let mut cpu_percent = None;
        if let Some(seconds) = step.rest_s {
            let percent = self.rest(Duration::from_secs_f64(seconds.clamp(0.0, 3600.0)));
            notes.push(format!("{percent:.2} % of a core"));
            cpu_percent = Some(percent);
        }
        self.wait(step, &before)?;
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
        } else if step.tap.is_some() || step.tab_to.is_some() || step.key.is_some() {
            // A touch that changes the page changes it at once; one that does not needs no wait.
            self.settle_for(|view| *view != **before, Duration::from_millis(300));
        }
        Ok(())
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

    fn act(&mut self, step: &Step, notes: &mut Vec<String>) -> Result<(), String> {
        if let Some(label) = &step.tap {
            self.tap(label)?;
        }
        if let Some(label) = &step.tab_to {
            self.tab_to(label)?;
        }
        if let Some(name) = &step.key {
            self.key(name)?;
        }
        self.act_on_reader(step, notes)?;
        self.act_on_printer(step, notes)?;
        for (line, up) in [(&step.cut, false), (&step.restore, true)] {
            if let Some(line) = line {
                self.line(line, up, notes)?;
            }
        }
        Ok(())
    }

    fn tap(&mut self, label: &str) -> Result<(), String> {
        // What a person does who does not see the control: leafs on.
        for _ in 0..20 {
            self.stage.settle();
            let window = self.stage.window();
            let controls = tree::controls(&window);
            let found =
                controls.iter().find(|c| c.label == label && c.enabled && c.interactive && !c.visible.is_empty());
            if let Some(control) = found {
                return if tree::tap(&window, control) {
                    Ok(())
                } else {
                    Err(format!("“{label}” cannot be touched"))
                };
            }
            let next = controls.iter().find(|c| screen::NEXT_SCREEN_LABELS.contains(&c.label.as_str()) && c.enabled);
            match next {
                Some(next) if tree::tap(&window, next) => {
                    self.stage.pump(LOOK_EVERY);
                }
                _ => {
                    let there: Vec<&str> =
                        controls.iter().filter(|c| c.interactive).map(|c| c.label.as_str()).collect();
                    return Err(format!("there is no control “{label}” to touch; there are: {}", there.join(", ")));
                }
            }
        }
        Err(format!("“{label}” is on no screen of this page"))
    }

    /// What a person does who does not use the glass: Tab, until the ring is where it should be.
    fn tab_to(&mut self, label: &str) -> Result<(), String> {
        let window = self.stage.window();
        let mut passed = Vec::new();
        for _ in 0..200 {
            self.stage.pump(Duration::ZERO);
            self.stage.settle();
            let focused = tree::controls(&window).into_iter().find(|c| c.focused && c.interactive);
            match focused {
                Some(control) if control.label == label => return Ok(()),
                Some(control) if passed.first() == Some(&control.label) && passed.len() > 1 => break,
                Some(control) if passed.last() != Some(&control.label) => passed.push(control.label),
                _ => (),
            }
            tree::key(&window, Key::Tab);
        }
        Err(format!("Tab does not lead to “{label}”; it leads to: {}", passed.join(", ")))
    }

    fn key(&self, name: &str) -> Result<(), String> {
        let window = self.stage.window();
        let key = match name {
            "Tab" => Key::Tab,
            "Backtab" => Key::Backtab,
            "Return" => Key::Return,
            "Escape" => Key::Escape,
            "Up" => Key::UpArrow,
            "Down" => Key::DownArrow,
            "Left" => Key::LeftArrow,
            "Right" => Key::RightArrow,
            "Space" => {
                tree::text_key(&window, " ".into());
                return Ok(());
            }
            other => {
                return Err(format!(
                    "there is no key “{other}”; keys: Tab, Backtab, Return, Escape, Up, Down, Left, Right, Space"
                ));
            }
        };
        tree::key(&window, key);
        Ok(())
    }

    fn act_on_reader(&self, step: &Step, notes: &mut Vec<String>) -> Result<(), String> {
        let Some(reader) = &self.assembled.controls.reader else {
            if step.lay.is_some() || step.take_card || step.reader_fault.is_some() {
                notes.push("passed over: the ID card reader is a real one; waiting for it".into());
            }
            return Ok(());
        };
        if let Some(id) = &step.lay {
            self.assembled.controls.lay(id).map_err(|error| error.to_string())?;
        }
        if step.take_card {
            reader.take();
        }
        match step.reader_fault.as_deref() {
            None => {}
            Some("none") => reader.set_fault(None),
            Some(name) => reader.set_fault(Some(name.parse().map_err(|error| format!("{error}"))?)),
        }
        Ok(())
    }

    fn act_on_printer(&self, step: &Step, notes: &mut Vec<String>) -> Result<(), String> {
        let Some(printer) = &self.assembled.controls.printer else {
            if step.paper.is_some() || step.lid.is_some() || step.printer_fault.is_some() || step.take_ticket {
                notes.push("passed over: the printer is a real one".into());
            }
            return Ok(());
        };
        match step.paper.as_deref() {
            None => {}
            Some("full") => printer.set_paper(PaperLevel::Full),
            Some("near") => printer.set_paper(PaperLevel::Near),
            Some("out") => printer.set_paper(PaperLevel::Out),
            Some(other) => return Err(format!("paper is full, near or out, not “{other}”")),
        }
        match step.lid.as_deref() {
            None => {}
            Some("open") => printer.set_cover(true),
            Some("shut") => printer.set_cover(false),
            Some(other) => return Err(format!("the lid is open or shut, not “{other}”")),
        }
        if step.take_ticket {
            printer.take_ticket();
        }
        match step.printer_fault.as_deref() {
            None => {}
            Some("none") => printer.set_fault(None),
            Some(name) => printer.set_fault(Some(name.parse().map_err(|error| format!("{error}"))?)),
        }
        Ok(())
    }

    fn line(&self, name: &str, up: bool, notes: &mut Vec<String>) -> Result<(), String> {
        let controls = &self.assembled.controls;
        match (name, &controls.reader, &controls.printer) {
            ("network", ..) => controls.platform.set_offline(!up),
            ("reader", Some(reader), _) if up => reader.replug(),
            ("reader", Some(reader), _) => reader.unplug(),
            ("printer", _, Some(printer)) if up => printer.replug(),
            ("printer", _, Some(printer)) => printer.unplug(),
            ("reader" | "printer", ..) => notes.push(format!("passed over: the {name} is a real one")),
            (other, ..) => return Err(format!("there is no line “{other}”; lines: reader, printer, network")),
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Summary, String> {
        self.summary.took_ms = self.ms();
        self.keep_tickets()?;
        let frames = self.stage.frame_stats();
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        self.summary.frames = Frames { count: frames.frames, median_ms: ms(frames.median), max_ms: ms(frames.max) };
        self.summary.peak_rss_kib = process::peak_rss_kib();
        Ok(self.summary)
    }

    /// What a real printer was sent: its paper is in the person's hand.
    fn keep_sent(&mut self, sheet: &Sheet) -> Result<(), String> {
        let fonts = paper::Fonts::load().map_err(|error| error.to_string())?;
        let model = &self.config.printer_model;
        let ops = paper::ops(&sheet.ticket, model, &fonts).map_err(|error| error.to_string())?;
        let bytes = drivers::printer::encode(&ops, model).map_err(|error| error.to_string())?;
        let picture = &sheet.picture;
        let png = png_of(picture.width.into(), picture.height.into(), &picture.gray)?;
        self.keep_ticket(&bytes, &png, "what was sent to the real printer")
    }

    fn keep_ticket(&mut self, content: &[u8], png: &[u8], from: &'static str) -> Result<(), String> {
        let n = self.summary.tickets.len() + 1;
        let (bytes, picture) = (format!("ticket-{n}.bin"), format!("ticket-{n}.png"));
        for (name, content) in [(&bytes, content), (&picture, png)] {
            let path = self.out.join(name);
            std::fs::write(&path, content).map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        }
        self.summary.tickets.push(TicketPrinted { bytes, picture, size: content.len(), from });
        Ok(())
    }

    fn keep_tickets(&mut self) -> Result<(), String> {
        let Some(printer) = &self.assembled.controls.printer else { return Ok(()) };
        for ticket in printer.tickets().iter().skip(self.tickets_before) {
            self.keep_ticket(&ticket.bytes, &ticket.png(), "the simulated printer's paper")?;
        }
        Ok(())
    }
}

fn png_of(width: u32, height: u32, gray: &[u8]) -> Result<Vec<u8>, String> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer.write_image_data(gray).map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(file)
}
