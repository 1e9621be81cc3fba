//! Writes what the visit notes into the journal, in order, without holding the visit up.

use domain::catalogue::Version;
use domain::{CaseNumber, DocumentKind};
use jiff::Timestamp;
use journal::{EventCode, Journal, Value};
use platform::ApplicationError;
use service::{Ending, Note, Printout, Sorry};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use crate::catalogue::Why;

/// A queue in front of the journal.
#[derive(Clone)]
pub(super) struct Writer {
    notes: mpsc::UnboundedSender<(Entry, Timestamp)>,
}

/// What is written.
enum Entry {
    /// Of a visit.
    Visit(Note),
    /// Another catalogue came into force.
    Taken(Version),
    /// One was refused.
    Refused(Why),
    /// Somebody asked to withdraw an application, and what came of it.
    Withdrawn(CaseNumber, &'static str),
}

impl Writer {
    pub(super) fn start(journal: Journal) -> Self {
        let (notes, mut inbox) = mpsc::unbounded_channel::<(Entry, Timestamp)>();
        tokio::spawn(async move {
            while let Some((entry, at)) = inbox.recv().await {
                let written = match entry {
                    Entry::Visit(note) => write(&journal, note, at).await,
                    Entry::Taken(version) => {
                        let facts = [
                            ("year", version.year.into()),
                            ("month", i32::from(version.month).into()),
                            ("number", version.number.into()),
                        ];
                        journal.event(EventCode::CatalogueTaken, None, &facts, at).await
                    }
                    Entry::Refused(why) => {
                        journal.event(EventCode::CatalogueRefused, None, &[("why", Value::Word(why.name()))], at).await
                    }
                    Entry::Withdrawn(number, outcome) => {
                        let facts = [("number", Value::Case(number)), ("outcome", Value::Word(outcome))];
                        journal.event(EventCode::ApplicationWithdrawn, None, &facts, at).await
                    }
                };
                if let Err(error) = written {
                    tracing::error!(%error, "the journal did not take an entry");
                }
            }
        });
        Self { notes }
    }

    pub(super) fn note(&self, note: Note, at: Timestamp) {
        self.notes.send((Entry::Visit(note), at)).unwrap_or_default();
    }

    pub(super) fn catalogue_taken(&self, version: Version, at: Timestamp) {
        self.notes.send((Entry::Taken(version), at)).unwrap_or_default();
    }

    pub(super) fn catalogue_refused(&self, why: Why, at: Timestamp) {
        self.notes.send((Entry::Refused(why), at)).unwrap_or_default();
    }

    pub(super) fn withdrawn(&self, number: CaseNumber, result: &Result<(), ApplicationError>, at: Timestamp) {
        self.notes.send((Entry::Withdrawn(number, withdrawal(result)), at)).unwrap_or_default();
    }
}

/// What came of withdrawing, in the words of the journal.
fn withdrawal(result: &Result<(), ApplicationError>) -> &'static str {
    match result {
        Ok(()) => "withdrawn",
        Err(ApplicationError::Refused { .. }) => "refused",
        Err(_) => "failed",
    }
}

async fn write(journal: &Journal, note: Note, at: Timestamp) -> Result<(), journal::JournalError> {
    match note {
        Note::VisitStarted(visit) => {
            journal.count("visits", 1, at).await?;
            journal.event(EventCode::VisitStarted, Some(visit), &[], at).await
        }
        Note::ConsentGiven { visit, consent } => {
            let text: [u8; 32] = Sha256::digest(screen::consent_text()).into();
            journal.consent(visit, &consent.version, text, consent.given_at).await
        }
        Note::Identified(visit) => journal.event(EventCode::Identified, Some(visit), &[], at).await,
        Note::ActsFor(visit) => journal.event(EventCode::ActsFor, Some(visit), &[], at).await,
        Note::RecordShown(visit) => journal.event(EventCode::RecordShown, Some(visit), &[], at).await,
        Note::CertificateIssued(visit, kind) => {
            let facts = [("document", Value::Word(document_name(kind)))];
            journal.event(EventCode::CertificateIssued, Some(visit), &facts, at).await
        }
        Note::ShareAnswered { visit, register, forms, agreed } => {
            for form in forms {
                let facts = [
                    ("register", Value::Key(register.clone())),
                    ("form", Value::Key(form)),
                    ("agreed", Value::Word(if agreed { "yes" } else { "no" })),
                ];
                journal.event(EventCode::ShareAnswered, Some(visit), &facts, at).await?;
            }
            Ok(())
        }
        // The outbox writes it down with what it seals; here it is counted.
        Note::HandedIn(..) => journal.count("applications", 1, at).await,
        // Counted elsewhere: what is looked up is nobody's but the terminal's.
        Note::MatterOpened(_) => Ok(()),
        Note::SaidSorry(visit, Sorry::Card(problem)) => {
            let facts = [("why", Value::Word(problem.name()))];
            journal.event(EventCode::CardRejected, Some(visit), &facts, at).await
        }
        Note::SaidSorry(visit, sorry) => {
            let facts = [("why", Value::Word(sorry.name()))];
            journal.event(EventCode::SaidSorry, Some(visit), &facts, at).await
        }
        Note::HelpCalled(visit) => {
            journal.count("help_calls", 1, at).await?;
            journal.event(EventCode::HelpCalled, visit, &[], at).await
        }
        Note::Secured(why) => {
            journal.event(EventCode::CabinetSecured, None, &[("why", Value::Word(why.name()))], at).await
        }
        Note::Released(why) => {
            journal.event(EventCode::CabinetReleased, None, &[("why", Value::Word(why.name()))], at).await
        }
        Note::VisitEnded(visit, ending) => {
            let how = match ending {
                Ending::Finished => "finished",
                Ending::Left => "left",
                Ending::TimedOut => "timed_out",
                Ending::Secured => "secured",
            };
            journal.event(EventCode::VisitEnded, Some(visit), &[("how", Value::Word(how))], at).await
        }
    }
}

/// What is printed in the words of the journal.
pub(super) fn printout_name(printout: Printout) -> &'static str {
    match printout {
        Printout::Certificate(kind) => document_name(kind),
        Printout::Guide => "guide",
        Printout::Receipt => "receipt",
        Printout::Decision => "decision",
        Printout::Notice => "notice",
        Printout::LifeFile => "life_file",
    }
}

/// The document in the words of the journal.
pub(super) fn document_name(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::ContributionCertificate => "contribution_certificate",
        DocumentKind::EntitlementStatement => "entitlement_statement",
        DocumentKind::UnemploymentTransfer => "unemployment_transfer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_came_of_withdrawing_stands_in_the_journal_with_the_number_of_the_case() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let at = "2026-11-23T02:00:00Z".parse().unwrap();
        let (journal, _) = Journal::open(&path, at).await.unwrap();
        let writer = Writer::start(journal.clone());
        let number = CaseNumber::new(jiff::civil::date(2026, 11, 23), 7);
        let refused = ApplicationError::Refused { words: domain::catalogue::Said::default() };
        for (result, word) in
            [(Ok(()), "withdrawn"), (Err(refused), "refused"), (Err(ApplicationError::TimedOut), "failed")]
        {
            let before = journal.verify().await.unwrap().last;
            writer.withdrawn(number.clone(), &result, at);
            let written = async {
                while journal.verify().await.unwrap().last == before {
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                }
            };
            tokio::time::timeout(std::time::Duration::from_secs(9), written).await.unwrap();
            assert_eq!(withdrawal(&result), word);
        }
        assert_eq!(journal.verify().await.unwrap().first_bad, None);
        journal.close().await.unwrap();
    }
}
