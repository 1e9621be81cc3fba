//! The review: everything once more, and the final yes.

use domain::form::At;

use crate::event::Intent;
use crate::visit::Phase;

use super::move_to::Step;

impl Step<'_> {
    /// Everything once more, before it is handed in.
    pub(super) fn review(&mut self) {
        if let Some(draft) = self.visit.case.as_mut().and_then(|case| case.draft.as_mut()) {
            let at = draft.at.clone();
            if !draft.reviewing && !at.key.is_empty() && draft.path.last() != Some(&at) {
                draft.path.push(at);
            }
            draft.reviewing = false;
        }
        self.enter(Phase::Review { failed: false });
    }

    /// What a person does in the review. `false`: it is none of the review's.
    pub(super) fn reviewing(&mut self, intent: &Intent) -> bool {
        let today = self.now.today;
        let Some(draft) = self.visit.case.as_mut().and_then(|case| case.draft.as_mut()) else { return false };
        match intent {
            Intent::OpenAnswer(at) => {
                let Ok(at) = at.parse::<At>();
                if draft.is_fixed(&at.key) || !draft.asked(today).iter().any(|question| question.key == at.key) {
                    return true;
                }
                draft.reviewing = true;
                draft.open(at);
                self.enter(Phase::Asking);
            }
            Intent::UndoAnswer => {
                if let Some(before) = draft.before.take() {
                    draft.answers = before;
                }
                self.enter(Phase::Review { failed: false });
            }
            Intent::HandIn => {
                let complaints = draft.check(today);
                match complaints.iter().find(|complaint| !draft.is_fixed(&complaint.at.key)) {
                    Some(complaint) => {
                        draft.reviewing = true;
                        draft.open(complaint.at.clone());
                        draft.complaint = None;
                        self.enter(Phase::Asking);
                    }
                    None if complaints.is_empty() => self.hand_in(),
                    // What the card says cannot be changed: the page tells it, and prints it.
                    None => {}
                }
            }
            Intent::PrintNotice => self.print_missing(),
            Intent::Back => {
                if draft.go_back(today) {
                    self.enter(Phase::Asking);
                } else {
                    self.leave_application();
                }
            }
            _ => return false,
        }
        true
    }
}
