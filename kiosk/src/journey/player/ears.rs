//! What a person does in a step who listens: keypad, headphones, patience.

use std::time::{Duration, Instant};

use drivers::keypad::Key;
use screen::tree;

use super::{LOOK_EVERY, PATIENCE, Player};
use crate::journey::script::Step;
use crate::journey::summary::Said;
use crate::process;

/// So long nothing is said when all is said: between a page's help and its controls there are moments, longer ones on a
/// busy machine.
const SILENCE: Duration = Duration::from_millis(900);
/// After a key, what it makes the terminal say begins within this.
const ANSWER: Duration = Duration::from_secs(2);
/// So many controls one page may have.
const MOST_CONTROLS: usize = 200;

/// How a hand trembles: so many presses, and so long between two edges of the key.
const TREMBLES: usize = 2;
const TREMOR: Duration = Duration::from_millis(40);

fn key(name: &str) -> Result<Key, String> {
    name.parse().map_err(|error: drivers::keypad::UnknownKey| error.to_string())
}

impl Player<'_> {
    pub(super) fn act_on_keypad(&mut self, step: &Step, notes: &mut Vec<String>) -> Result<(), String> {
        if self.assembled.controls.keypad.is_none() {
            if step.pad.is_some() || step.pad_to.is_some() || step.tremble.is_some() || step.headphones.is_some() {
                notes.push("passed over: the keypad is a real one".into());
            }
            return Ok(());
        }
        if let Some(plugged) = step.headphones {
            self.plug(plugged)?;
        }
        if let Some(label) = &step.pad_to {
            self.pad_to(label)?;
        }
        for name in step.pad.iter().flat_map(|names| names.split_whitespace()) {
            self.pad(key(name)?)?;
        }
        if let Some(name) = &step.tremble {
            let key = key(name)?;
            self.with_keypad(|keypad| keypad.tremble(key, TREMBLES, TREMOR))?;
        }
        Ok(())
    }

    fn plug(&mut self, plugged: bool) -> Result<(), String> {
        self.with_keypad(|keypad| if plugged { keypad.headphones_in() } else { keypad.headphones_out() })?;
        if self.settle_for(|view| view.headphones == plugged, PATIENCE) {
            Ok(())
        } else {
            Err("the terminal did not hear of the plug".into())
        }
    }

    /// Presses a key, and lets the terminal do what it does.
    pub(super) fn pad(&mut self, key: Key) -> Result<(), String> {
        let before = self.said();
        self.with_keypad(|keypad| keypad.press(key))?;
        let until = Instant::now() + ANSWER;
        // Every key is answered by voice where somebody listens; otherwise by the next frame.
        let listening = self.view().comfort.voice.on;
        while Instant::now() < until && listening && self.said() == before {
            self.stage.pump(LOOK_EVERY);
        }
        if !listening {
            self.settle_for(|_| true, LOOK_EVERY * 4);
        }
        Ok(())
    }

    fn pad_to(&mut self, label: &str) -> Result<(), String> {
        let mut passed: Vec<String> = Vec::new();
        for _ in 0..MOST_CONTROLS {
            self.stage.settle();
            let focused = tree::controls(&self.stage.window()).into_iter().find(|control| control.focused);
            match focused {
                Some(control) if control.label == label => return Ok(()),
                Some(control) if passed.first() == Some(&control.label) && passed.len() > 1 => break,
                Some(control) if passed.last() != Some(&control.label) => passed.push(control.label),
                _ => {}
            }
            self.pad(Key::Next)?;
        }
        Err(format!("the keypad does not lead to “{label}”; it leads to: {}", passed.join(", ")))
    }

    fn with_keypad(
        &self,
        act: impl FnOnce(&mut device_sim::keypad::SimKeypad) -> std::io::Result<()>,
    ) -> Result<(), String> {
        let Some(keypad) = &self.assembled.controls.keypad else { return Ok(()) };
        let mut keypad = keypad.lock().map_err(|_| "the simulated keypad broke".to_owned())?;
        act(&mut keypad).map_err(|error| error.to_string())
    }

    fn said(&self) -> usize {
        self.assembled.terminal.ear().heard().len()
    }

    /// Listens to the end, and looks for what must have been said.
    pub(super) fn hear(&mut self, step: &Step) -> Result<(), String> {
        let ear = self.assembled.terminal.ear().clone();
        if step.listen {
            let until = Instant::now() + PATIENCE;
            let mut quiet_since = Instant::now();
            while quiet_since.elapsed() < SILENCE {
                if Instant::now() >= until {
                    return Err("the terminal did not stop speaking".into());
                }
                if *ear.speaking().borrow() {
                    quiet_since = Instant::now();
                }
                let voice = process::children_rss_kib();
                if voice > 0 {
                    self.summary.voice_rss_kib = self.summary.voice_rss_kib.max(Some(voice));
                }
                self.stage.pump(LOOK_EVERY);
                self.see_passing()?;
            }
        }
        let Some(wanted) = &step.heard else { return Ok(()) };
        let heard = ear.heard();
        let heard: Vec<&str> = heard.iter().skip(self.heard_before).map(|heard| heard.text.as_str()).collect();
        if heard.iter().any(|text| text.contains(wanted)) {
            return Ok(());
        }
        Err(format!("“{wanted}” was not said; said was: {}", heard.join(" ")))
    }

    pub(super) fn keep_said(&mut self) {
        let ear = self.assembled.terminal.ear();
        let said = ear.heard().into_iter().map(|heard| Said {
            at_ms: heard.at.saturating_duration_since(self.start).as_secs_f64() * 1000.0,
            page: heard.page,
            through: heard.sink.name(),
            private: heard.private,
            text: heard.text,
        });
        self.summary.said = said.collect();
        self.summary.first_sounds_ms = ear.first_sounds().into_iter().map(|time| time.as_secs_f64() * 1000.0).collect();
    }
}
