//! What the platform and the paper room answer.

use platform::{PlatformError, Refusal};

use crate::effect::Note;
use crate::event::{Answer, CallId};
use crate::page::Checked;
use crate::trouble::{PlatformHealth, Sorry};
use crate::visit::Phase;

use super::move_to::Step;

impl Step<'_> {
    /// An answer counts only while the visit waits for that very call.
    pub(super) fn answer(&mut self, call: CallId, answer: Answer) {
        match (&self.visit.phase, answer) {
            (Phase::Identifying(waits), Answer::Identified(result)) if *waits == call => match result {
                Ok(session) => self.identified(session),
                Err(error) => self.failed(&error),
            },
            (Phase::Identifying(waits), Answer::Authorised(result)) if *waits == call => self.authorised(result),
            (Phase::FetchingPrincipals(waits), Answer::Principals(result)) if *waits == call => {
                self.principals(result);
            }
            (Phase::FetchingCompanies { call: waits, of }, Answer::Companies(result)) if *waits == call => {
                self.companies(*of, result);
            }
            (Phase::FindingCompany(waits), Answer::Company(result)) if *waits == call => self.company(result),
            (Phase::FetchingLifeFile(waits), Answer::LifeFile(result)) if *waits == call => self.life_file(result),
            (Phase::Resolving(waits), Answer::Resolved(result)) if *waits == call => self.resolved(result),
            (Phase::Checking(waits), Answer::Verified(result)) if *waits == call => match result {
                Ok(Some(paper)) => {
                    let valid = paper.valid_until.is_none_or(|last| self.now.today <= last);
                    self.enter(Phase::Checked(Checked::Paper { paper, valid }));
                }
                Ok(None) => self.enter(Phase::Checked(Checked::NoPaper)),
                Err(error) => self.failed(&error),
            },
            (Phase::Checking(waits), Answer::Case(result)) if *waits == call => match result {
                Ok(Some(case)) => self.enter(Phase::Checked(Checked::Case(case))),
                Ok(None) => self.enter(Phase::Checked(Checked::NoCase)),
                Err(error) => self.failed(&error),
            },
            (Phase::Checking(waits), Answer::Kept(kept)) if *waits == call => {
                self.enter(Phase::Checked(Checked::Kept(kept)));
            }
            (Phase::FetchingRecord(waits), Answer::Record(result)) if *waits == call => match result {
                Ok(record) => {
                    if let Some(case) = self.visit.case.as_mut() {
                        case.record = Some(record);
                        let visit = case.visit;
                        self.note(Note::RecordShown(visit));
                    }
                    self.show_record();
                }
                // Who has none can apply all the same.
                Err(PlatformError::NoRecord) if self.run_errand() => {}
                Err(error) => self.failed(&error),
            },
            (Phase::FetchingShared(waits), Answer::Shared(result)) if *waits == call => self.shared(result),
            (Phase::Photographing(waits), Answer::Photographed(photo)) if *waits == call => self.photographed(photo),
            (Phase::HandingIn(waits), Answer::Sealed(locals)) if *waits == call => self.sealed(locals),
            (Phase::FetchingCases(waits), Answer::Cases(result)) if *waits == call => self.cases(result),
            (Phase::Withdrawing { call: waits, .. }, Answer::Withdrawn(result)) if *waits == call => {
                self.withdrawn(result);
            }
            (Phase::Issuing(waits), Answer::Issued(result)) if *waits == call => match result {
                Ok(certificate) => {
                    if let Some(case) = self.visit.case.as_mut() {
                        let note = Note::CertificateIssued(case.visit, certificate.request.kind());
                        case.certificate = Some(certificate);
                        self.note(note);
                    }
                    self.compose();
                }
                Err(error) => self.failed(&error),
            },
            (Phase::Composing(waits), Answer::Composed(sheet)) if *waits == call => match sheet {
                Some(sheet) => {
                    if let Some(case) = self.visit.case.as_mut() {
                        case.sheet = Some(sheet);
                    }
                    let guide =
                        self.visit.case.as_ref().is_some_and(|case| case.leaflet.is_some() || case.slip.is_some());
                    // What a guide or a receipt says was just read on its page.
                    if guide && self.visit.print_trouble().is_none() {
                        self.print();
                    } else {
                        self.enter(Phase::Preview);
                    }
                }
                None => self.sorry(Sorry::CannotPrepare),
            },
            _ => {}
        }
    }

    pub(super) fn failed(&mut self, error: &PlatformError) {
        let sorry = match error {
            PlatformError::Offline => {
                self.visit.platform = PlatformHealth::Offline;
                Sorry::Offline
            }
            PlatformError::TimedOut => Sorry::TooSlow,
            PlatformError::NoRecord => Sorry::NoRecord,
            PlatformError::Refused(Refusal::DocumentExpired) => Sorry::Card(crate::trouble::CardProblem::Expired),
            PlatformError::Acting(_) => Sorry::MayNotAct,
            PlatformError::Refused(refusal) => Sorry::Refused(*refusal),
            PlatformError::Failed { .. } | PlatformError::Code(_) => Sorry::PlatformFailed,
            PlatformError::SessionInvalid => {
                // The platform forgot the person: ask it again who this is, from what the card said.
                if let Some(case) = self.visit.case.as_mut() {
                    case.session = None;
                    case.record = None;
                }
                Sorry::PlatformFailed
            }
        };
        self.sorry(sorry);
    }
}
