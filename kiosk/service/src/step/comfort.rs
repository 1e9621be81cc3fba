//! How the terminal looks, sounds and waits: what a person changes, and what the headphones' plug says.

use crate::comfort::{Comfort, Setting};
use crate::effect::Note;
use crate::page::Help;
use crate::visit::{Panel, Phase};

use super::move_to::Step;

impl Step<'_> {
    pub(super) fn set(&mut self, setting: Setting) {
        self.visit.comfort = self.visit.comfort.with(setting);
        // "Go on without speech" answers the question that pulled headphones ask.
        if !self.visit.comfort.voice.on && matches!(self.visit.overlay, Some(Panel::Unplugged(_))) {
            self.visit.overlay = None;
        }
    }

    /// VVSG 2.0 7.1-B: back to how it was from the start; what was entered stays. Who listens goes on listening.
    pub(super) fn reset_comfort(&mut self) {
        let listening = self.visit.headphones && self.visit.comfort.voice.on;
        self.visit.comfort = Comfort::default().with(Setting::Voice(listening));
    }

    /// One press of a key, or the offer on the first page.
    pub(super) fn toggle_simple(&mut self) {
        let simple = !self.visit.comfort.simple;
        self.set(Setting::Simple(simple));
        if simple && self.visit.phase == Phase::Attract && self.visit.secured().is_none() {
            self.enter(Phase::Home);
        }
    }

    pub(super) fn call_help(&mut self) {
        if self.visit.help == Help::NotCalled {
            self.visit.help = Help::Called;
            self.note(Note::HelpCalled(self.visit.id()));
        }
        self.visit.overlay = Some(Panel::Help);
    }

    /// Somebody is there.
    pub(super) fn alive(&mut self) {
        self.visit.last_sign = self.now.since_start;
        if let Some(Panel::Unplugged(since)) = &mut self.visit.overlay {
            *since = self.now.since_start;
        }
    }

    pub(super) fn help_comes(&mut self) {
        if self.visit.help == Help::Called {
            self.visit.help = Help::Comes;
        }
    }

    /// The plug starts speech (ADA 707.5, EN 301 549 8.5); pulling it silences, and asks (EN 301 549 5.1.3.9: what is
    /// private never moves to the loudspeaker).
    pub(super) fn headphones(&mut self, plugged: bool) {
        if self.visit.headphones == plugged {
            return;
        }
        self.visit.headphones = plugged;
        let speaks = self.visit.comfort.voice.on;
        let asks = matches!(self.visit.overlay, Some(Panel::Unplugged(_)));
        self.visit.last_sign = self.now.since_start;
        match (plugged, &self.visit.phase) {
            (true, _) => {
                self.set(Setting::Voice(true));
                if asks {
                    self.visit.overlay = None;
                }
            }
            // Nobody is there any more, or nothing personal is left: who goes away pulls the plug.
            (false, Phase::Attract) => self.go_to_attract(),
            (false, Phase::Finished(_)) => {}
            (false, _) if speaks => self.visit.overlay = Some(Panel::Unplugged(self.now.since_start)),
            (false, _) => {}
        }
    }

    /// Whoever comes to a terminal in which headphones were left, and presses a key, wants to hear it.
    pub(super) fn keypad(&mut self) {
        self.alive();
        if self.visit.headphones && self.visit.phase == Phase::Attract && !self.visit.comfort.voice.on {
            self.set(Setting::Voice(true));
        }
    }

    /// Time limits count after speech ends; the warning itself is spoken while its seconds run.
    pub(super) fn speaking(&mut self, speaking: bool) {
        let warned = self.visit.warns(&self.rules.delays, self.now.since_start);
        if speaking && !warned {
            self.visit.speaking = Some(self.now.since_start);
        } else if !speaking && self.visit.speaking.take().is_some() {
            self.alive();
        }
    }
}
