//! One step of the machine: an event goes in, a new visit and a list of effects come out.

mod answer;
mod apply;
mod code;
mod comfort;
mod device;
mod file;
mod hand_in;
mod intent;
mod look;
mod move_to;
mod panel;
mod people;
mod receipt;
mod review;
mod typing;

use crate::effect::Effect;
use crate::event::{Event, Intent, Now};
use crate::sheet::Medium;
use crate::visit::{Ending, Phase, Rules, Visit};

use move_to::Step;

/// Any event in any state leads to a state that has a page.
pub fn step(visit: Visit, event: Event, now: Now, rules: &Rules) -> (Visit, Vec<Effect>) {
    let mut step = Step { visit, effects: Vec::new(), now, rules };
    // Time first: an event that comes after the end of a visit belongs to the next one.
    step.pass_time();
    match event {
        Event::Intent(intent) => step.intent(intent),
        Event::Card(news) => step.card(news),
        Event::Code(scanned) => step.code(&scanned),
        Event::Scanner(health) => step.visit.scanner = health,
        Event::Panel(news) => step.panel(news),
        Event::TamperCleared => step.tamper_cleared(),
        Event::Reader(health) => step.visit.reader = health,
        Event::SocialReader(health) => step.visit.social = Some(health),
        Event::Printer(health) => step.printer(Medium::Ticket, health),
        Event::Laser(health) => step.printer(Medium::A4, health),
        Event::Platform(health) => step.platform(health),
        Event::Headphones(plugged) => step.headphones(plugged),
        Event::Keypad => step.keypad(),
        Event::Speaking(speaking) => step.speaking(speaking),
        Event::HelpComes => step.help_comes(),
        Event::Answer(call, answer) => step.answer(call, answer),
        Event::Typed(call, composed) => step.typed(call, composed),
        // What was seen before the camera was disarmed comes late: it is nobody's.
        Event::Seen(seen) if step.visit.camera_on => step.visit.seen = seen,
        Event::Seen(_) => {}
        Event::Engines(engines) => step.engines(engines),
        Event::Delivered(id, delivery) => step.delivered(id, delivery),
        Event::PrintProgress { job, percent } => step.print_progress(job, percent),
        Event::PrintEnded { job, outcome } => step.print_ended(job, outcome),
        Event::Tick => {}
    }
    step.finish()
}

impl Step<'_> {
    fn pass_time(&mut self) {
        let Some(deadline) = self.visit.deadline(&self.rules.delays) else { return };
        if self.now.since_start < deadline {
            return;
        }
        match self.visit.phase {
            Phase::TakeIt { .. } => self.end(Ending::Finished),
            Phase::Finished(_) | Phase::Attract => self.go_to_attract(),
            _ => self.end(Ending::TimedOut),
        }
    }

    /// A sign of life extends the time; the intents that only a machine sends do not come here.
    fn sign_of_life(&mut self, intent: &Intent) -> bool {
        let warned = self.visit.warns(&self.rules.delays, self.now.since_start);
        self.alive();
        // The touch that answers the warning only answers the warning: what lay under it was not seen.
        warned && !matches!(intent, Intent::Finish | Intent::Home | Intent::Help)
    }
}
