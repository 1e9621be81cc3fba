//! A platform behind something that sees each call about an application.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::form::Digest;
use domain::{CaseNumber, Certificate, CreditCode, DocumentRequest, Identity, LifeFile, PersonalCode, Record};
use platform::application::{Applicant, CaseKey, Part, Progress, Rating, Receipt, Submission, Supplement};
use platform::{
    ApplicationError, CaseState, Consent, Holder, IssuedPaper, Operated, Platform, PlatformError, Principal, Sandbox,
    Session, SharedPlatform,
};
use uuid::Uuid;

/// A platform around `inner`: the calls about applications are its own, the questions of a visit go through.
macro_rules! platform {
    ($(<$c:ident: $carrier:ident>)? $name:ident $(<$of:ident>)? { $($own:tt)* }) => {
        #[async_trait]
        impl $(<$c: $carrier>)? Platform for $name $(<$of>)? {
        async fn identify(&self, identity: &Identity) -> Result<Session, PlatformError> {
            self.inner.identify(identity).await
        }

        async fn record(&self, session: &Session, consent: &Consent) -> Result<Record, PlatformError> {
            self.inner.record(session, consent).await
        }

        async fn issue(
            &self,
            session: &Session,
            consent: &Consent,
            request_id: Uuid,
            request: &DocumentRequest,
        ) -> Result<Certificate, PlatformError> {
            self.inner.issue(session, consent, request_id, request).await
        }

        async fn shared(
            &self,
            session: &Session,
            consent: &Consent,
            registers: &[String],
        ) -> Result<platform::Shared, PlatformError> {
            self.inner.shared(session, consent, registers).await
        }

        async fn shared_of_company(
            &self,
            session: &Session,
            consent: &Consent,
            company: &CreditCode,
            registers: &[String],
        ) -> Result<platform::Shared, PlatformError> {
            self.inner.shared_of_company(session, consent, company, registers).await
        }

        async fn life_file(&self, session: &Session, of: Holder) -> Result<LifeFile, PlatformError> {
            self.inner.life_file(session, of).await
        }

        async fn companies(&self, session: &Session) -> Result<Vec<Operated>, PlatformError> {
            self.inner.companies(session).await
        }

        async fn company(&self, session: &Session, code: &CreditCode) -> Result<Option<Operated>, PlatformError> {
            self.inner.company(session, code).await
        }

        async fn act_for(&self, helper: &Session, principal: &Identity) -> Result<Session, PlatformError> {
            self.inner.act_for(helper, principal).await
        }

        async fn principals(&self, helper: &Session) -> Result<Vec<Principal>, PlatformError> {
            self.inner.principals(helper).await
        }

        async fn act_by_authorisation(
            &self,
            helper: &Session,
            authorisation: &str,
        ) -> Result<(Session, Applicant), PlatformError> {
            self.inner.act_by_authorisation(helper, authorisation).await
        }

        async fn resolve_code(&self, code: &PersonalCode) -> Result<Identity, PlatformError> {
            self.inner.resolve_code(code).await
        }

        async fn verify(&self, code: &str) -> Result<Option<IssuedPaper>, PlatformError> {
            self.inner.verify(code).await
        }

        async fn case(&self, number: &CaseNumber) -> Result<Option<CaseState>, PlatformError> {
            self.inner.case(number).await
        }

        async fn catalogue(&self) -> Result<Option<String>, PlatformError> {
            self.inner.catalogue().await
        }

        async fn applications(&self, session: &Session) -> Result<Vec<Progress>, ApplicationError> {
            self.inner.applications(session).await
        }

        async fn withdraw(&self, session: &Session, number: &CaseNumber) -> Result<(), ApplicationError> {
            self.inner.withdraw(session, number).await
        }

        async fn reachable(&self) -> Result<(), PlatformError> {
            self.inner.reachable().await
        }

        $($own)*
        }
    };
}

/// What is done around each call.
#[async_trait]
pub(crate) trait Carrier: Send + Sync + 'static {
    /// Before it arrives; an error keeps it from arriving.
    async fn before(&self) -> Result<(), ApplicationError>;

    /// After it took effect, before its reply arrives.
    async fn after(&self);
}

/// A platform behind a carrier.
pub(crate) struct Line<C> {
    inner: SharedPlatform,
    carrier: C,
}

impl<C: Carrier> Line<C> {
    pub(crate) fn shared(inner: SharedPlatform, carrier: C) -> SharedPlatform {
        Arc::new(Self { inner, carrier })
    }

    async fn carry<T: Send>(
        &self,
        call: impl Future<Output = Result<T, ApplicationError>> + Send,
    ) -> Result<T, ApplicationError> {
        self.carrier.before().await?;
        let answer = call.await;
        self.carrier.after().await;
        answer
    }
}

platform! { <C: Carrier> Line<C> {
    async fn reserve(&self, submission: Uuid, form: &str) -> Result<CaseNumber, ApplicationError> {
        self.carry(self.inner.reserve(submission, form)).await
    }

    async fn uploaded(&self, number: &CaseNumber, attachment: &Digest) -> Result<u64, ApplicationError> {
        self.carry(self.inner.uploaded(number, attachment)).await
    }

    async fn upload(&self, number: &CaseNumber, part: &Part) -> Result<u64, ApplicationError> {
        self.carry(self.inner.upload(number, part)).await
    }

    async fn submit(&self, number: &CaseNumber, submission: &Submission) -> Result<Receipt, ApplicationError> {
        self.carry(self.inner.submit(number, submission)).await
    }

    async fn application(&self, key: &CaseKey) -> Result<Option<Progress>, ApplicationError> {
        self.carry(self.inner.application(key)).await
    }

    async fn supplement(&self, supplement: &Supplement) -> Result<(), ApplicationError> {
        self.carry(self.inner.supplement(supplement)).await
    }

    async fn rate(&self, rating: &Rating) -> Result<(), ApplicationError> {
        self.carry(self.inner.rate(rating)).await
    }
}}

/// A platform that takes whatever arrives as a new application: what stands behind some departments' doors. Counts.
pub(crate) struct Careless {
    inner: Arc<Sandbox>,
    taken: Mutex<HashMap<Uuid, u32>>,
}

impl Careless {
    pub(crate) fn new(inner: Arc<Sandbox>) -> Self {
        Self { inner, taken: Mutex::default() }
    }

    /// How many applications were taken, and how many of them more than once.
    pub(crate) fn taken(&self) -> (usize, usize) {
        let taken = self.taken.lock().unwrap();
        (taken.len(), taken.values().filter(|times| **times > 1).count())
    }

    fn has(&self, submission: Uuid) -> bool {
        self.inner.control().handed_in().contains(&submission)
    }
}

platform! { Careless {
    async fn reserve(&self, submission: Uuid, form: &str) -> Result<CaseNumber, ApplicationError> {
        self.inner.reserve(submission, form).await
    }

    async fn uploaded(&self, number: &CaseNumber, attachment: &Digest) -> Result<u64, ApplicationError> {
        self.inner.uploaded(number, attachment).await
    }

    async fn upload(&self, number: &CaseNumber, part: &Part) -> Result<u64, ApplicationError> {
        self.inner.upload(number, part).await
    }

    async fn submit(&self, number: &CaseNumber, submission: &Submission) -> Result<Receipt, ApplicationError> {
        let before = self.has(submission.id);
        let answer = self.inner.submit(number, submission).await;
        if before || self.has(submission.id) {
            *self.taken.lock().unwrap().entry(submission.id).or_default() += 1;
        }
        answer
    }

    async fn application(&self, key: &CaseKey) -> Result<Option<Progress>, ApplicationError> {
        self.inner.application(key).await
    }

    async fn supplement(&self, supplement: &Supplement) -> Result<(), ApplicationError> {
        self.inner.supplement(supplement).await
    }

    async fn rate(&self, rating: &Rating) -> Result<(), ApplicationError> {
        self.inner.rate(rating).await
    }
}}
