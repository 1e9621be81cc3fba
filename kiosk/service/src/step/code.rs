//! What a code that was held before the scanner does.

use std::sync::Arc;

use domain::{CodeMeaning, Identity, Sensitive};
use platform::{CodeRefusal, PlatformError};

use crate::effect::Effect;
use crate::trouble::{CodeProblem, SignInProblem};
use crate::visit::Phase;

use super::move_to::Step;

impl Step<'_> {
    pub(super) fn code(&mut self, scanned: &Sensitive<String>) {
        let wanted = match &self.visit.phase {
            Phase::Identify { reading, .. } if !reading => Wanted::Person,
            Phase::ScanPaper { .. } => Wanted::Paper,
            // Nobody asked for one, or a card is being read.
            _ => return,
        };
        self.alive();
        match (wanted, self.rules.codes.meaning(scanned.reveal())) {
            (Wanted::Person, CodeMeaning::Personal(code)) => {
                let call = self.next_call();
                self.enter(Phase::Resolving(call));
                self.effects.push(Effect::ResolveCode { call, code: Arc::new(code) });
            }
            (Wanted::Person, CodeMeaning::Verification(_) | CodeMeaning::Case(_) | CodeMeaning::Submission(_)) => {
                self.not_this_code(CodeProblem::OfPaper);
            }
            (Wanted::Paper, CodeMeaning::Verification(code)) => {
                let call = self.next_call();
                self.enter(Phase::Checking(call));
                self.effects.push(Effect::Verify { call, code });
            }
            (Wanted::Paper, CodeMeaning::Case(number)) => {
                let call = self.next_call();
                self.enter(Phase::Checking(call));
                self.effects.push(Effect::FindCase { call, number });
            }
            (Wanted::Paper, CodeMeaning::Personal(_)) => self.not_this_code(CodeProblem::OfPerson),
            (Wanted::Paper, CodeMeaning::Submission(submission)) => {
                let call = self.next_call();
                self.enter(Phase::Checking(call));
                self.effects.push(Effect::FindSubmission { call, submission });
            }
            (_, CodeMeaning::Foreign) => self.not_this_code(CodeProblem::NotOurs),
        }
    }

    /// The page stays, and says what was wrong with the code.
    fn not_this_code(&mut self, problem: CodeProblem) {
        match self.visit.phase {
            Phase::ScanPaper { .. } => self.enter(Phase::ScanPaper { problem: Some(problem) }),
            _ => self.go_to_identify(Some(SignInProblem::Code(problem))),
        }
    }

    /// The platform said whose code it is.
    pub(super) fn resolved(&mut self, result: Result<Arc<Identity>, PlatformError>) {
        match result {
            Ok(identity) => {
                if let Some(case) = self.visit.case.as_mut() {
                    case.identity = Some(identity);
                }
                self.ask_who();
            }
            Err(PlatformError::Code(refusal)) => {
                let problem = match refusal {
                    CodeRefusal::Expired => CodeProblem::Expired,
                    CodeRefusal::Used => CodeProblem::Used,
                    CodeRefusal::Invalid => CodeProblem::Invalid,
                    CodeRefusal::NotSignedUp => CodeProblem::NotSignedUp,
                };
                self.go_to_identify(Some(SignInProblem::Code(problem)));
            }
            Err(error) => self.failed(&error),
        }
    }
}

#[derive(Clone, Copy)]
enum Wanted {
    Person,
    Paper,
}
