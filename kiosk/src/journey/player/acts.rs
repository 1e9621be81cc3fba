//! What a person does in a step: on the glass, with keys, on the devices.

use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use device_sim::printer::PaperLevel;
use domain::CaseNumber;
use domain::catalogue::Said;
use drivers::panel::Input;
use platform::sandbox::Answer;
use screen::tree;
use service::{Delivery, Event, Page};
use slint::platform::Key;

use super::{LOOK_EVERY, Player};
use crate::journey::script::Step;

/// No person lays a card down again sooner; the reader sees within this that it was gone.
const LIFT: Duration = Duration::from_secs(1);
/// A list that has not changed for this long is complete; one that goes on changing is not waited for longer.
const QUIET: Duration = Duration::from_millis(300);
const MOST_READING: Duration = Duration::from_secs(3);
/// A page has no more screens than this.
const MOST_SCREENS: usize = 20;
/// Longer than the half second in which presses count once.
const BETWEEN_STEADY_PRESSES: Duration = Duration::from_millis(600);
/// A finger on a button, longer than a contact bounces.
const HOLD: Duration = Duration::from_millis(300);

impl Player<'_> {
    /// Everything that the step does, in the order of the journeys' README.
    pub(super) fn act(&mut self, step: &Step, notes: &mut Vec<String>) -> Result<(), String> {
        if let Some(label) = &step.tap {
            self.tap(label)?;
        }
        if let Some(text) = &step.types {
            self.types(text);
            self.read_on();
        }
        if let Some(label) = &step.draw {
            self.draw(label)?;
        }
        if !step.fill.is_empty() {
            let today = jiff::Timestamp::now().to_zoned(self.config.time_zone.clone()).date();
            self.fill(&step.fill, today)?;
        }
        if let Some(order) = &step.sandbox {
            self.sandbox(order)?;
        }
        if let Some(label) = &step.tab_to {
            self.tab_to(label)?;
        }
        if let Some(name) = &step.key {
            self.key(name)?;
        }
        self.act_on_keypad(step, notes)?;
        self.act_on_reader(step, notes)?;
        self.act_on_printer(step, notes)?;
        self.act_on_scanner(step, notes)?;
        self.act_on_document_camera(step, notes)?;
        if let Some(name) = &step.laser_fault {
            let laser = self.assembled.controls.laser.as_ref().ok_or("this terminal has no simulated A4 printer")?;
            laser.set_fault(fault(name)?);
        }
        self.act_on_cabinet(step, notes)?;
        for (line, up) in [(&step.cut, false), (&step.restore, true)] {
            if let Some(line) = line {
                self.line(line, up, notes)?;
            }
        }
        Ok(())
    }

    pub(super) fn tap(&mut self, label: &str) -> Result<(), String> {
        // What a person does who does not see the control: leafs on to the end, and from the beginning once more: what
        // stands there may have come meanwhile.
        for labels in [screen::NEXT_SCREEN_LABELS, screen::PREVIOUS_SCREEN_LABELS, screen::NEXT_SCREEN_LABELS] {
            for _ in 0..MOST_SCREENS {
                // Waits before it looks where the control is: what is said below may move it meanwhile.
                self.steadily();
                self.stage.settle();
                let window = self.stage.window();
                let controls = tree::controls(&window);
                if let Some(control) = controls.iter().find(|c| c.label == label && can_be_touched(c)) {
                    self.in_reach(control)?;
                    self.tapped = Some(Instant::now());
                    return if tree::tap(&window, control) {
                        Ok(())
                    } else {
                        Err(format!("“{label}” cannot be touched"))
                    };
                }
                let Some(leaf) = super::turning(&controls, labels) else { break };
                self.tapped = Some(Instant::now());
                tree::tap(&window, leaf);
                self.stage.pump(LOOK_EVERY);
            }
        }
        let controls = tree::controls(&self.stage.window());
        let there: Vec<&str> = controls.iter().filter(|c| c.interactive).map(|c| c.label.as_str()).collect();
        Err(format!("there is no control “{label}” to touch; there are: {}", there.join(", ")))
    }

    /// Where two presses within half a second are one, a person waits between them.
    fn steadily(&self) {
        if self.view().comfort.steady {
            self.let_pass(self.tapped, BETWEEN_STEADY_PRESSES);
        }
    }

    /// Draws until so long after a moment; not at all where there was none.
    fn let_pass(&self, since: Option<Instant>, time: Duration) {
        while since.is_some_and(|since| since.elapsed() < time) {
            self.stage.pump(LOOK_EVERY);
        }
    }

    /// What a department does with the case on the screen, or what goes wrong with the next call about applications.
    fn sandbox(&self, order: &str) -> Result<(), String> {
        let control = &self.assembled.controls.platform;
        let (what, question) = order.split_once(' ').unwrap_or((order, ""));
        let words = |zh: &str, en: &str| Said { zh: zh.to_owned(), en: en.to_owned() };
        let answer = match what {
            "grant" => Answer::Grant,
            "refuse" => Answer::Refuse(words("材料不符合要求。", "The papers do not meet the requirements.")),
            "supplement" => {
                Answer::Supplement(vec![(question.to_owned(), words("请重新填写。", "Please answer it anew."))])
            }
            trouble => {
                let trouble = <crate::sandbox::What as clap::ValueEnum>::from_str(trouble, true)?;
                control.trouble(None, trouble.into(), 1);
                return Ok(());
            }
        };
        let number = case_on(&self.view().page).ok_or("no case with a number is on the screen")?;
        control.answer(&number, answer, jiff::Timestamp::now()).map_err(|error| error.to_string())
    }

    /// Letter by letter, as a keyboard does.
    pub(super) fn types(&self, text: &str) {
        let window = self.stage.window();
        for letter in text.chars() {
            tree::text_key(&window, letter.to_string().into());
            self.stage.pump(LOOK_EVERY);
            self.stage.settle();
        }
    }

    /// A person looks at what comes of the last letter before the next touch: rows that still change places are not hit.
    fn read_on(&self) {
        let (begun, mut quiet_since) = (Instant::now(), Instant::now());
        let mut before = self.view();
        while quiet_since.elapsed() < QUIET && begun.elapsed() < MOST_READING {
            self.stage.pump(LOOK_EVERY);
            let now = self.view();
            if !Arc::ptr_eq(&before, &now) {
                (before, quiet_since) = (now, Instant::now());
            }
        }
        self.stage.settle();
    }

    /// From left to right, up and down.
    pub(super) fn draw(&self, label: &str) -> Result<(), String> {
        self.stage.settle();
        let window = self.stage.window();
        let controls = tree::controls(&window);
        let pad = controls.iter().find(|control| control.label == label && !control.visible.is_empty());
        let pad = pad.ok_or_else(|| format!("there is nothing “{label}” to draw on"))?;
        self.in_reach(pad)?;
        let at = |part: f32| {
            let wave = if ((part * 8.0) as u32).is_multiple_of(2) { 0.35 } else { 0.65 };
            (pad.visible.x + pad.visible.w * (0.1 + 0.8 * part), pad.visible.y + pad.visible.h * wave)
        };
        let points: Vec<(f32, f32)> = (0..=40_u8).map(|step| at(f32::from(step) / 40.0)).collect();
        tree::drag(&window, &points);
        Ok(())
    }

    /// Whether a seated person's arm comes there, where the journey asks for it.
    fn in_reach(&self, control: &tree::Control) -> Result<(), String> {
        let Some((low, high)) = self.reach_mm else { return Ok(()) };
        let panel = &self.config.panel;
        let (top, bottom) = (panel.above_floor_mm(control.visible.y), panel.above_floor_mm(control.visible.bottom()));
        if bottom >= low && top <= high {
            return Ok(());
        }
        Err(format!("“{}” lies {bottom:.0} to {top:.0} mm above the floor, out of {low} to {high} mm", control.label))
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

    fn act_on_reader(&mut self, step: &Step, notes: &mut Vec<String>) -> Result<(), String> {
        let Some(reader) = &self.assembled.controls.reader else {
            if step.lay.is_some() || step.take_card || step.reader_fault.is_some() {
                notes.push("passed over: the ID card reader is a real one; waiting for it".into());
            }
            return Ok(());
        };
        if let Some(id) = &step.lay {
            self.let_pass(self.card_taken, LIFT);
            self.assembled.controls.lay(id).map_err(|error| error.to_string())?;
        }
        if step.take_card {
            reader.take();
            self.card_taken = Some(Instant::now());
        }
        if let Some(name) = &step.reader_fault {
            reader.set_fault(fault(name)?);
        }
        Ok(())
    }

    fn act_on_cabinet(&self, step: &Step, notes: &mut Vec<String>) -> Result<(), String> {
        let Some(panel) = &self.assembled.controls.panel else {
            if step.door.is_some() || step.tamper || step.call_button {
                notes.push("passed over: the cabinet's contacts are real ones".into());
            }
            return Ok(());
        };
        match step.door.as_deref() {
            None => {}
            Some("open") => panel.set(Input::Door, true),
            Some("shut") => panel.set(Input::Door, false),
            Some(other) => return Err(format!("a door is open or shut, not “{other}”")),
        }
        let touched = [(step.tamper, Input::Tamper), (step.call_button, Input::CallButton)];
        for (_, contact) in touched.into_iter().filter(|(touched, _)| *touched) {
            panel.set(contact, true);
            self.let_pass(Some(Instant::now()), HOLD);
            panel.set(contact, false);
        }
        if step.clear_tamper {
            self.assembled.terminal.event(Event::TamperCleared);
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
        if let Some(name) = &step.printer_fault {
            printer.set_fault(fault(name)?);
        }
        Ok(())
    }

    fn act_on_scanner(&self, step: &Step, notes: &mut Vec<String>) -> Result<(), String> {
        let controls = &self.assembled.controls;
        let Some(scanner) = &controls.scanner else {
            if step.phone.is_some() || step.scan.is_some() || step.take_code || step.scanner_fault.is_some() {
                notes.push("passed over: the code scanner is a real one; waiting for it".into());
            }
            return Ok(());
        };
        if let Some(name) = &step.scanner_fault {
            scanner.set_fault((name != "none").then_some(name.as_str()))?;
        }
        if let Some(text) = &step.phone {
            let (id, fate) = text.split_once(' ').unwrap_or((text, ""));
            let code = controls.phone(id, fate)?;
            scanner.hold(code.reveal().as_bytes());
        }
        match step.scan.as_deref() {
            Some("certificate") => {
                let codes = controls.platform.verification_codes();
                let code = codes.last().ok_or("no certificate was issued yet whose code could be scanned")?;
                scanner.hold(format!("{}/v/{code}", self.config.verification_base));
            }
            Some(text) => scanner.hold(text),
            None => {}
        }
        if step.take_code {
            scanner.take();
        }
        Ok(())
    }

    fn act_on_document_camera(&self, step: &Step, notes: &mut Vec<String>) -> Result<(), String> {
        let Some(camera) = &self.assembled.controls.document_camera else {
            if step.sheet.is_some() || step.document_camera_fault.is_some() {
                notes.push("passed over: the document camera is a real one, or there is none".into());
            }
            return Ok(());
        };
        if let Some(name) = &step.document_camera_fault {
            camera.set_fault(fault(name)?);
        }
        match step.sheet.as_deref() {
            None => {}
            Some("next") => camera.lay(),
            Some("away") => camera.take(),
            Some(other) => return Err(format!("a sheet is laid down (next) or taken away (away), not “{other}”")),
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
            ("scanner", ..) => match &controls.scanner {
                Some(scanner) => scanner.plug(up),
                None => notes.push("passed over: the scanner is a real one".into()),
            },
            ("document_camera", ..) => match &controls.document_camera {
                Some(camera) if up => camera.replug(),
                Some(camera) => camera.unplug(),
                None => return Err("this terminal has no simulated document camera".into()),
            },
            ("laser", ..) => match &controls.laser {
                Some(laser) if up => laser.replug(),
                Some(laser) => laser.unplug(),
                None => return Err("this terminal has no simulated A4 printer".into()),
            },
            ("reader" | "printer", ..) => notes.push(format!("passed over: the {name} is a real one")),
            (other, ..) => {
                return Err(format!(
                    "there is no line “{other}”; lines: reader, scanner, document_camera, printer, laser, network"
                ));
            }
        }
        Ok(())
    }
}

fn can_be_touched(control: &tree::Control) -> bool {
    control.enabled && control.interactive && !control.visible.is_empty()
}

/// The first case on a page that has a number.
fn case_on(page: &Page) -> Option<CaseNumber> {
    match page {
        Page::Handed(handed) => handed.cases.iter().find_map(|case| match &case.delivery {
            Delivery::Accepted(receipt) => Some(receipt.number.clone()),
            _ => None,
        }),
        Page::Cases(cases) => cases.cases.first().map(|row| row.number.clone()),
        Page::Case(case) => Some(case.row.number.clone()),
        _ => None,
    }
}

/// A fault by name; "none" takes it back.
fn fault<F: FromStr<Err: Display>>(name: &str) -> Result<Option<F>, String> {
    if name == "none" { Ok(None) } else { name.parse().map(Some).map_err(|error: F::Err| error.to_string()) }
}
