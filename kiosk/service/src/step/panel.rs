//! What the cabinet itself tells: its door, its tamper switch, its call button, the sensor in its paper slot.

use crate::effect::Note;
use crate::event::PanelNews;
use crate::trouble::Secured;
use crate::visit::{Ending, Phase};

use super::move_to::Step;

impl Step<'_> {
    pub(super) fn panel(&mut self, news: PanelNews) {
        let before = self.visit.secured();
        match news {
            PanelNews::Door(open) => self.visit.door_open = open,
            PanelNews::Tamper => self.visit.tampered = true,
            PanelNews::CallButton if before.is_none() => self.call_help(),
            PanelNews::CallButton => {}
            PanelNews::PaperInSlot(there) => {
                self.visit.paper_in_slot = Some(there);
                self.look_at_slot();
            }
        }
        self.security_changed(before);
    }

    pub(super) fn tamper_cleared(&mut self) {
        let before = self.visit.secured();
        self.visit.tampered = false;
        self.security_changed(before);
    }

    /// Whoever opens the cabinet sees nothing of whoever stood before it.
    fn security_changed(&mut self, before: Option<Secured>) {
        let now = self.visit.secured();
        if before == now {
            return;
        }
        if let Some(before) = before {
            self.note(Note::Released(before));
        }
        let Some(now) = now else { return self.enter(Phase::Attract) };
        if let Some(case) = self.visit.case.take() {
            self.note(Note::VisitEnded(case.visit, Ending::Secured));
        }
        self.enter(Phase::Attract);
        self.wipe();
        self.note(Note::Secured(now));
    }
}
