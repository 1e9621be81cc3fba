//! Sessions of the sandbox, and its answers about whom somebody may act for.

use domain::acknowledgement::{LifeRow, Owner, Party};
use domain::catalogue::Audience;
use domain::{CreditCode, Identity, IdentityDocument, LifeFile, Sensitive};

use super::Sandbox;
use super::answers::{Answer, shared_of};
use super::authorisation::Authorisation;
use super::case::HandedIn;
use super::companies::CompanyData;
use super::control::{Helper, OpenSession, lock};
use super::issue::{random, today};
use super::life::{Entry, standing};
use super::person::{Person, PersonData, Question};
use crate::application::{Applicant, Progress};
use crate::{ActingRefusal, Consent, Holder, Operated, PlatformError, Principal, Refusal, Session, Shared};

impl Sandbox {
    /// Opens the session of a person; whose file refuses them is refused.
    pub(super) fn do_identify(&self, identity: &Identity) -> Answer<Session> {
        let open = self.place_of(identity).map(|person| OpenSession { person, opened: (self.clock)(), helper: None });
        self.asked(open, Question::Identify, |open, data| {
            self.recognised(identity, data)?;
            self.begin(open)
        })
    }

    /// What a company's registers say. Of each that knows it, the materials are there, too.
    pub(super) fn do_shared_of_company(
        &self,
        session: &Session,
        consent: &Consent,
        company: &CreditCode,
        registers: &[String],
    ) -> Answer<Shared> {
        let open = self.alone(session).and_then(|open| agreed(consent).map(|()| open));
        self.asked(open, Question::Companies, |_, data| {
            let who = data.card.number.reveal();
            let found = self.company_data()?.into_iter().find(|data| data.code == *company);
            let found = found.and_then(|data| Some((data.role_of(who)?, data)));
            let (role, data) = found.ok_or(PlatformError::Acting(ActingRefusal::NoRole))?;
            Ok(shared_of(company.as_str(), &data.registers(role), registers))
        })
    }

    pub(super) fn do_companies(&self, session: &Session) -> Answer<Vec<Operated>> {
        self.asked(self.alone(session), Question::Companies, |_, data| {
            let who = data.card.number.reveal();
            Ok(self.company_data()?.iter().filter_map(|company| company.operated_by(who)).collect())
        })
    }

    pub(super) fn do_company(&self, session: &Session, code: &CreditCode) -> Answer<Option<Operated>> {
        self.asked(self.alone(session), Question::Companies, |_, data| {
            let found = self.company_data()?.into_iter().find(|company| company.code == *code);
            Ok(found.and_then(|company| company.operated_by(data.card.number.reveal())))
        })
    }

    pub(super) fn do_life_file(&self, session: &Session, of: &Holder) -> Answer<LifeFile> {
        self.asked(self.alone(session), Question::LifeFile, |open, data| {
            let number = data.card.number.reveal();
            let (owner, audience, mut entries) = match of {
                Holder::Own => {
                    let party = Party::masked(data.card.name().reveal(), number.as_str());
                    (Owner::Person(party), Audience::Person, data.life.clone())
                }
                Holder::Company(code) => {
                    let mut companies = self.company_data()?.into_iter();
                    let company = companies.find(|it| it.code == *code && it.role_of(number).is_some());
                    let company = company.ok_or(PlatformError::Acting(ActingRefusal::NoRole))?;
                    (Owner::Company(company.company()), Audience::Enterprise, company.life)
                }
            };
            let person = self.id_of(open.person);
            entries.extend(self.cases_in_life(|case| match of {
                Holder::Own => case.company.is_none() && case.person == person,
                Holder::Company(code) => case.company.as_ref() == Some(code),
            }));
            Ok(LifeFile { owner, as_of: today((self.clock)()), stages: self.stages.sort(audience, entries) })
        })
    }

    /// Opens a session on behalf of whoever's document was read.
    pub(super) fn do_act_for(&self, helper: &Session, principal: &Identity) -> Answer<Session> {
        let open = self.alone(helper).and_then(|open| behalf(helper, &open, self.place_of(principal)?));
        self.asked(open, Question::Identify, |open, data| {
            self.recognised(principal, data)?;
            self.record_act(&open, None)?;
            self.begin(open)
        })
    }

    /// Whose authorisations let the helper act today.
    pub(super) fn do_principals(&self, helper: &Session) -> Answer<Vec<Principal>> {
        self.asked(self.alone(helper), Question::Principals, |open, data| {
            let of = |(_, principal): (usize, PersonData)| {
                let good = principal.authorisations.iter().filter(|it| self.is_good(it, data));
                good.map(|it| it.principal(&principal.card)).collect::<Vec<_>>()
            };
            Ok(self.others(open.person).flat_map(of).collect())
        })
    }

    /// Opens a session on behalf of whoever's authorisation this is.
    pub(super) fn do_act_by_authorisation(&self, helper: &Session, number: &str) -> Answer<(Session, Applicant)> {
        let open = self.alone(helper).and_then(|open| {
            let Some(Ok(data)) = self.people.get(open.person).map(Person::read) else { return Err(unreadable()) };
            let has = |(_, principal): &(usize, PersonData)| {
                principal.authorisations.iter().any(|it| it.number.reveal() == number && self.is_good(it, &data))
            };
            let (principal, _) = self.others(open.person).find(has).ok_or(NO_AUTHORISATION)?;
            behalf(helper, &open, principal)
        });
        self.asked(open, Question::Identify, |open, data| {
            let authorisation = data.authorisations.iter().find(|it| it.number.reveal() == number);
            let forms = authorisation.ok_or(NO_AUTHORISATION)?.forms.clone();
            self.record_act(&open, forms)?;
            let applicant = Applicant {
                document: data.card.kind.document(),
                name: data.card.name(),
                number: data.card.number.clone(),
            };
            Ok((self.begin(open)?, applicant))
        })
    }

    /// The session with this token, when it is open.
    pub(super) fn opened(&self, session: &Session) -> Result<OpenSession, PlatformError> {
        let open = lock(&self.shared.sessions).get(&session.token).cloned();
        open.filter(|open| self.is_open(open)).ok_or(PlatformError::SessionInvalid)
    }

    /// The same, when nobody acts for somebody else in it.
    pub(super) fn alone(&self, session: &Session) -> Result<OpenSession, PlatformError> {
        let open = self.opened(session)?;
        if open.helper.is_some() { Err(PlatformError::Acting(ActingRefusal::OnBehalf)) } else { Ok(open) }
    }

    fn begin(&self, open: OpenSession) -> Result<Session, PlatformError> {
        let token = Sensitive::new(format!("{:032x}", u128::from_le_bytes(random()?)));
        let mut sessions = lock(&self.shared.sessions);
        sessions.retain(|_, session| self.is_open(session));
        sessions.insert(token.clone(), open);
        Ok(Session { token })
    }

    /// Forgets a session, and those that were opened from it.
    pub(super) fn end(&self, session: &Session) {
        let from_it = |open: &OpenSession| open.helper.as_ref().is_some_and(|it| it.session == session.token);
        lock(&self.shared.sessions).retain(|token, open| *token != session.token && !from_it(open));
    }

    /// Keeps that a helper acted for somebody, for when an application comes.
    fn record_act(&self, open: &OpenSession, forms: Option<Vec<String>>) -> Result<(), PlatformError> {
        let helper = open.helper.as_ref().and_then(|helper| self.id_of(helper.person));
        let (Some(helper), Some(principal)) = (helper, self.id_of(open.person)) else { return Ok(()) };
        let kept = self.change(|registry| {
            registry.record_act(helper, principal, forms);
            Ok(())
        });
        kept.map_err(|_| PlatformError::Failed { reference: "SANDBOX-STORE".to_owned() })
    }

    fn place_of(&self, identity: &Identity) -> Result<usize, PlatformError> {
        self.by_number.get(&self.digest(identity.number.reveal())).copied().ok_or(PlatformError::NoRecord)
    }

    /// The person's id: the name of their file.
    pub(super) fn id_of(&self, person: usize) -> Option<String> {
        self.people.get(person).map(|person| person.id.clone())
    }

    /// Everybody else, with what their files say now.
    fn others(&self, person: usize) -> impl Iterator<Item = (usize, PersonData)> {
        let others = self.people.iter().enumerate().filter(move |(at, _)| *at != person);
        others.filter_map(|(at, person)| Some((at, person.read().ok()?)))
    }

    fn is_good(&self, authorisation: &Authorisation, helper: &PersonData) -> bool {
        authorisation.allows(helper.card.number.reveal(), today((self.clock)()))
    }

    fn company_data(&self) -> Result<Vec<CompanyData>, PlatformError> {
        self.companies.read().map_err(|_| PlatformError::Failed { reference: "SANDBOX-COMPANIES-FILE".to_owned() })
    }

    /// Whether the document is that of the person whose file this is, and still good.
    fn recognised(&self, identity: &Identity, data: &PersonData) -> Result<(), PlatformError> {
        let register = data.record.as_ref().map_or_else(|| data.card.name(), |record| record.name.clone());
        let latin = data.card.text("english_name").filter(|_| register == data.card.name());
        let known = [Some(&register), latin].into_iter().flatten().any(|name| same_name(name, &identity.name));
        // Whoever has an identity card may have a social security card besides, under the same number.
        let documents = [data.card.kind.document(), IdentityDocument::SocialSecurityCard];
        if !known || !documents.contains(&identity.document) {
            return Err(PlatformError::Refused(Refusal::IdentityMismatch));
        }
        if identity.expired(today((self.clock)())) {
            return Err(PlatformError::Refused(Refusal::DocumentExpired));
        }
        Ok(())
    }

    /// The cases that were handed in here, as a life tells them.
    fn cases_in_life(&self, which: impl Fn(&HandedIn) -> bool) -> Vec<Entry> {
        let now = (self.clock)();
        let cases: Vec<Progress> = {
            let registry = lock(&self.shared.registry);
            registry.those(which).into_iter().filter_map(|id| registry.progress(id, now)).collect()
        };
        cases.iter().filter_map(|case| self.case_in_life(case)).collect()
    }

    fn case_in_life(&self, case: &Progress) -> Option<Entry> {
        let last = case.steps.last()?;
        let row = LifeRow {
            on: today(last.at),
            state: standing(last.stage),
            matter: self.title_of(&case.form).into(),
            number: Some(case.number.as_str().into()),
        };
        let form = self.shared.forms().forms.iter().find(|form| form.id == case.form);
        let mut matters = form.iter().flat_map(|form| &form.matters);
        let stage = matters.find_map(|matter| self.stage_of.get(matter)).cloned();
        Some((stage.or_else(|| lock(&self.shared.knobs).departments.stage(&case.form)), row))
    }
}

const NO_AUTHORISATION: PlatformError = PlatformError::Acting(ActingRefusal::NoAuthorisation);

/// A session that a helper opens for somebody else; it lasts no longer than the helper's own.
fn behalf(helper: &Session, own: &OpenSession, person: usize) -> Result<OpenSession, PlatformError> {
    if own.person == person {
        return Err(PlatformError::Acting(ActingRefusal::SamePerson));
    }
    let helper = Helper { person: own.person, session: helper.token.clone() };
    Ok(OpenSession { person, opened: own.opened, helper: Some(helper) })
}

/// Whether there is a consent.
pub(super) fn agreed(consent: &Consent) -> Result<(), PlatformError> {
    if consent.version.trim().is_empty() { Err(PlatformError::SessionInvalid) } else { Ok(()) }
}

/// The file was good at the start: somebody is editing it.
pub(super) fn unreadable() -> PlatformError {
    PlatformError::Failed { reference: "SANDBOX-PERSON-FILE".to_owned() }
}

/// Whether two spellings are one name: spaces, capitals and the kind of dot do not matter.
fn same_name(a: &Sensitive<String>, b: &Sensitive<String>) -> bool {
    fn plain(name: &str) -> impl Iterator<Item = char> {
        name.chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| if matches!(c, '•' | '‧' | '・' | '．') { '·' } else { c })
            .flat_map(char::to_lowercase)
    }
    plain(a.reveal()).eq(plain(b.reveal()))
}
