//! What a visit asks the platform: one call each, within the visit's patience; nobody who has left is answered.

use std::future::Future;
use std::sync::Arc;

use domain::{CaseNumber, CreditCode, Identity, Sex, Validity};
use journal::outbox::{Kind, OutboxRow, State};
use platform::application::{Applicant, CaseKey};
use platform::{ApplicationError, CaseState, Consent, PlatformError, Session, Shared, SharedPlatform};
use service::page::{Kept, KeptStanding};
use service::{Answer, CallId, Directory, Effect, Event};
use uuid::Uuid;

use super::effects::Effects;

impl Effects {
    /// Asks what `effect` wants to know; whatever is no question is nothing.
    pub(super) fn call(&mut self, effect: Effect) {
        let platform = self.platform.clone();
        match effect {
            Effect::ResolveCode { call, code } => {
                self.ask(
                    call,
                    async move { Answer::Resolved(platform.resolve_code(&code).await.map(Arc::new)) },
                    Answer::Resolved(Err(PlatformError::TimedOut)),
                );
            }
            Effect::Verify { call, code } => {
                self.ask(
                    call,
                    async move { Answer::Verified(platform.verify(&code).await.map(|found| found.map(Arc::new))) },
                    Answer::Verified(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FindCase { call, number } => {
                self.ask(
                    call,
                    async move { Answer::Case(platform.case(&number).await.map(|found| found.map(Arc::new))) },
                    Answer::Case(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FindSubmission { call, submission } => {
                let (deliveries, directory) = (self.deliveries.clone(), self.directory.borrow().clone());
                self.ask(
                    call,
                    async move {
                        let own = deliveries.entry(submission).await;
                        let own = own.as_ref().map(|own| of_own(own, &directory));
                        let found = match &own {
                            Some(Own::Case(number)) => platform.case(number).await,
                            Some(Own::Kept(kept)) if kept.standing == KeptStanding::Refused => {
                                return Answer::Kept(kept.clone());
                            }
                            // What is on its way may have arrived.
                            Some(Own::Kept(_)) | None => of_submission(&platform, submission).await,
                        };
                        match (found, own) {
                            (Ok(None) | Err(_), Some(Own::Kept(kept))) => Answer::Kept(kept),
                            (found, _) => Answer::Case(found.map(|found| found.map(Arc::new))),
                        }
                    },
                    Answer::Case(Err(PlatformError::TimedOut)),
                );
            }
            Effect::Identify { call, identity } => {
                self.ask(
                    call,
                    async move { Answer::Identified(platform.identify(&identity).await.map(Arc::new)) },
                    Answer::Identified(Err(PlatformError::TimedOut)),
                );
            }
            other => self.call_in_session(other),
        }
    }

    /// The sessions that are to be closed when the visit ends.
    fn remember(&mut self, effect: &Effect) {
        if let Effect::FetchRecord { session, .. }
        | Effect::FetchPrincipals { session, .. }
        | Effect::FetchShared { session, .. }
        | Effect::FetchCases { session, .. } = effect
            && !self.sessions.contains(session)
        {
            self.sessions.push(session.clone());
        }
    }

    /// The same of those for which somebody has signed in.
    fn call_in_session(&mut self, effect: Effect) {
        let platform = self.platform.clone();
        self.remember(&effect);
        match effect {
            Effect::FetchPrincipals { call, session } => {
                self.ask(
                    call,
                    async move { Answer::Principals(platform.principals(&session).await.map(Arc::new)) },
                    Answer::Principals(Err(PlatformError::TimedOut)),
                );
            }
            Effect::ActFor { call, session, principal } => {
                self.ask(
                    call,
                    async move { Answer::Identified(platform.act_for(&session, &principal).await.map(Arc::new)) },
                    Answer::Identified(Err(PlatformError::TimedOut)),
                );
            }
            Effect::ActByAuthorisation { call, session, authorisation } => {
                self.ask(
                    call,
                    async move {
                        let acting = platform.act_by_authorisation(&session, authorisation.reveal()).await;
                        Answer::Authorised(
                            acting.map(|(session, applicant)| (Arc::new(session), Arc::new(identity_of(applicant)))),
                        )
                    },
                    Answer::Authorised(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FetchCompanies { call, session } => {
                self.ask(
                    call,
                    async move { Answer::Companies(platform.companies(&session).await.map(Arc::new)) },
                    Answer::Companies(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FindCompany { call, session, code } => {
                self.ask(
                    call,
                    async move { Answer::Company(platform.company(&session, &code).await) },
                    Answer::Company(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FetchLifeFile { call, session, of } => {
                self.ask(
                    call,
                    async move { Answer::LifeFile(platform.life_file(&session, of).await.map(Arc::new)) },
                    Answer::LifeFile(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FetchRecord { call, session, consent } => {
                self.ask(
                    call,
                    async move { Answer::Record(platform.record(&session, &consent).await.map(Arc::new)) },
                    Answer::Record(Err(PlatformError::TimedOut)),
                );
            }
            Effect::Issue { call, session, consent, request_id, request } => {
                // An A4 sheet comes next, perhaps.
                self.composer.prepare();
                self.ask(
                    call,
                    async move {
                        let issued = platform.issue(&session, &consent, request_id, &request).await;
                        Answer::Issued(issued.map(Arc::new))
                    },
                    Answer::Issued(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FetchShared { call, session, consent, registers, company } => {
                self.ask(
                    call,
                    async move {
                        let shared = shared(&platform, &session, &consent, &registers, company.as_ref()).await;
                        Answer::Shared(shared.map(Arc::new))
                    },
                    Answer::Shared(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FetchCases { call, session } => {
                self.ask(
                    call,
                    async move { Answer::Cases(platform.applications(&session).await.map(Arc::new)) },
                    Answer::Cases(Err(ApplicationError::TimedOut)),
                );
            }
            Effect::Withdraw { call, session, number } => self.withdraw(call, session, number),
            _ => {}
        }
    }

    /// Not among the calls that are dropped: whoever has left, the journal has what came of it.
    fn withdraw(&self, call: CallId, session: Arc<Session>, number: CaseNumber) {
        let (platform, events, journal) = (self.platform.clone(), self.events.clone(), self.journal.clone());
        let limit = self.platform_limit;
        tokio::spawn(async move {
            let asked = tokio::time::timeout(limit, platform.withdraw(&session, &number)).await;
            let result = asked.unwrap_or(Err(ApplicationError::TimedOut));
            journal.withdrawn(number, &result, jiff::Timestamp::now());
            events.send(Event::Answer(call, Answer::Withdrawn(result))).unwrap_or_default();
        });
    }

    fn ask(&mut self, call: CallId, question: impl Future<Output = Answer> + Send + 'static, too_late: Answer) {
        let (events, limit) = (self.events.clone(), self.platform_limit);
        let task = tokio::spawn(async move {
            let answer = tokio::time::timeout(limit, question).await.unwrap_or(too_late);
            events.send(Event::Answer(call, answer)).unwrap_or_default();
        });
        self.keep(task.abort_handle());
    }
}

/// What registers know of the person, and of the company that they apply for.
async fn shared(
    platform: &SharedPlatform,
    session: &Session,
    consent: &Consent,
    registers: &[String],
    company: Option<&CreditCode>,
) -> Result<Shared, PlatformError> {
    let mut shared = platform.shared(session, consent, registers).await?;
    if let Some(company) = company {
        // What the company's registers do not tell, the person is asked.
        let of = platform.shared_of_company(session, consent, company, registers).await;
        // What was answered earlier is the person's own, and is there already.
        let Shared { fields, pages, .. } = of.unwrap_or_default();
        shared.fields.extend(fields);
        shared.pages.extend(pages);
    }
    Ok(shared)
}

/// Whom an authorisation names: there is no card of theirs, only what the platform says.
fn identity_of(applicant: Applicant) -> Identity {
    let Applicant { document, name, number } = applicant;
    Identity { document, name, number, sex: Sex::Unstated, validity: Validity::LongTerm, more: None }
}

/// What this terminal can tell of what it handed in itself.
#[derive(Debug, PartialEq, Eq)]
enum Own {
    /// The platform has its case, and knows best.
    Case(CaseNumber),
    /// It is no case, as far as the terminal knows.
    Kept(Kept),
}

/// What the terminal's own outbox tells of an entry.
fn of_own(own: &OutboxRow, directory: &Directory) -> Own {
    let standing = match (own.kind, &own.state, own.state.number()) {
        // It belongs to a case that was there before it, whatever became of it.
        (Kind::Supplement | Kind::Rating, _, Some(number)) | (Kind::Application, State::Accepted(_), Some(number)) => {
            return Own::Case(number.clone());
        }
        (_, State::Rejected(_), _) => KeptStanding::Refused,
        (_, State::Unknown(_) | State::Dead(_), _) => KeptStanding::WithStaff,
        _ => KeptStanding::Waits,
    };
    let form = own.form.as_deref();
    let known = directory.forms.forms.iter().find(|it| Some(it.id.as_str()) == form);
    Own::Kept(Kept {
        local: own.local,
        title: known.map(|form| form.title.clone()).unwrap_or_default(),
        standing,
        // The country has one time.
        since: own.changed_at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).date(),
    })
}

/// Where the case of an application stands; `None`: the platform has not got it yet.
async fn of_submission(platform: &SharedPlatform, submission: Uuid) -> Result<Option<CaseState>, PlatformError> {
    let failed = |error: ApplicationError| match error {
        ApplicationError::Offline => PlatformError::Offline,
        ApplicationError::TimedOut | ApplicationError::Busy { .. } => PlatformError::TimedOut,
        other => PlatformError::Failed { reference: other.to_string() },
    };
    let known = platform.application(&CaseKey::Submission(submission)).await.map_err(failed)?;
    match known.filter(|progress| progress.receipt.is_some()) {
        Some(progress) => platform.case(&progress.number).await,
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use domain::catalogue::Said;
    use domain::form::Digest;
    use journal::outbox::{Event, Pending, step};

    use super::*;

    fn number() -> CaseNumber {
        CaseNumber::new(jiff::civil::date(2026, 11, 23), 7)
    }

    /// An entry that came where these events led it.
    fn entry(kind: Kind, events: Vec<Event>) -> OutboxRow {
        let follow =
            |state: State, event| step(state.clone(), event).change.map_or(state, |change| change.to().clone());
        // Late in the evening in China.
        let at = "2026-11-23T15:59:59Z".parse().unwrap();
        OutboxRow {
            id: Uuid::now_v7(),
            kind,
            visit: Uuid::now_v7(),
            local: 7,
            form: (kind == Kind::Application).then(|| "a-form".to_owned()),
            digest: Digest::of(b"x"),
            state: events.into_iter().fold(State::Pending(Pending {}), follow),
            created_at: at,
            changed_at: at,
        }
    }

    #[test]
    fn what_is_no_case_is_told_by_the_terminal_itself() {
        let refused = || Event::Refused(Said::default());
        let directory = Directory::default();
        let own = |kind, events| of_own(&entry(kind, events), &directory);
        let since = jiff::civil::date(2026, 11, 23);
        for (events, standing) in [
            (vec![], KeptStanding::Waits),
            (vec![Event::Reserved(number())], KeptStanding::Waits),
            (vec![refused()], KeptStanding::Refused),
            (vec![Event::Reserved(number()), refused()], KeptStanding::Refused),
        ] {
            let kept = Kept { local: 7, title: Said::default(), standing, since };
            assert_eq!(own(Kind::Application, events), Own::Kept(kept));
        }
        // A supplement that was refused is no case that was refused.
        for events in [vec![Event::Reserved(number())], vec![Event::Reserved(number()), refused()]] {
            assert_eq!(own(Kind::Supplement, events), Own::Case(number()));
        }
        let accepted =
            [Event::Reserved(number()), Event::Taken, Event::Uploaded, Event::Received(None)].into_iter().collect();
        assert_eq!(own(Kind::Application, accepted), Own::Case(number()));
    }
}
