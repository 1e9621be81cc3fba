//! 一人一档, 一企一档: what a person or a company did and holds.

use std::sync::Arc;

use domain::acknowledgement::LifeFile;
use platform::{Holder, PlatformError};

use crate::apply::page::ChooseOf;
use crate::effect::{Effect, Printout};
use crate::event::Intent;
use crate::sheet::Slip;
use crate::visit::Phase;

use super::move_to::Step;

impl Step<'_> {
    pub(super) fn fetch_life_file(&mut self, of: Holder) {
        let Some((session, _)) = self.session_and_consent() else { return self.go_to_identify(None) };
        let call = self.next_call();
        self.enter(Phase::FetchingLifeFile(call));
        self.effects.push(Effect::FetchLifeFile { call, session, of });
    }

    pub(super) fn life_file(&mut self, result: Result<Arc<LifeFile>, PlatformError>) {
        match result {
            Ok(file) => {
                if let Some(case) = self.visit.case.as_mut() {
                    case.life_file = Some(file);
                }
                self.enter(Phase::LifeFile);
            }
            Err(error) => self.failed(&error),
        }
    }

    /// What a person does at a file. `false`: it is none of that page's.
    pub(super) fn life_file_intent(&mut self, intent: &Intent) -> bool {
        match intent {
            Intent::Print => {
                let file = self.visit.case.as_ref().and_then(|case| case.life_file.clone());
                if let Some(file) = file {
                    self.compose_slip(Printout::LifeFile, Slip::LifeFile((*file).clone()));
                }
            }
            Intent::CompanyFile => self.fetch_companies(ChooseOf::FileOfCompany),
            Intent::Back => {
                if let Some(case) = self.visit.case.as_mut() {
                    case.life_file = None;
                }
                self.enter(Phase::Cases);
            }
            _ => return false,
        }
        true
    }
}
