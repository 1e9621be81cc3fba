//! A certificate of the sandbox platform outside a visit: for pictures of the pages and for measuring.

use std::sync::Arc;

use domain::{Certificate, DocumentRequest, Record};
use drivers::printer::{Model, Op};
use platform::sandbox::Sandbox;
use platform::{Consent, Platform};
use service::Sheet;
use uuid::Uuid;

use crate::assemble;
use crate::config::Config;

/// Whose certificate it is: an ordinary name, a long record.
const PERSON: &str = "wang-jianming";

/// A certificate that the sandbox platform issued.
pub(crate) struct Specimen {
    record: Record,
    certificate: Certificate,
    verification_base: String,
    fonts: paper::Fonts,
}

impl Specimen {
    /// Has the certificate issued as a visit does.
    pub(crate) fn prepare(config: &Config) -> Result<Self, String> {
        let sandbox = Sandbox::load(&config.sandbox_people).map_err(|error| error.to_string())?;
        let runtime = assemble::runtime().map_err(|error| error.to_string())?;
        let (record, certificate) = runtime.block_on(issued(&sandbox, config))?;
        let fonts = paper::Fonts::load().map_err(|error| error.to_string())?;
        Ok(Self { record, certificate, verification_base: config.verification_base.clone(), fonts })
    }

    fn ticket(&self, model: &Model) -> paper::Ticket {
        paper::ticket(&self.record, &self.certificate, &self.verification_base, model.columns, &self.fonts)
    }

    /// What the printer does.
    pub(crate) fn ops(&self, model: &Model) -> Result<Vec<Op>, String> {
        paper::ops(&self.ticket(model), model, &self.fonts).map_err(|error| error.to_string())
    }

    /// What the screen shows.
    pub(crate) fn sheet(&self, model: &Model) -> Result<Arc<Sheet>, String> {
        let ticket = self.ticket(model);
        let picture = paper::picture(&ticket, model, &self.fonts).map_err(|error| error.to_string())?;
        Ok(Arc::new(Sheet { ticket, picture, folio: None }))
    }
}

async fn issued(sandbox: &Sandbox, config: &Config) -> Result<(Record, Certificate), String> {
    let person = sandbox.person(PERSON).ok_or_else(|| format!("there is no person “{PERSON}” in the sandbox"))?;
    let identity = person.read().map_err(|error| error.to_string())?.card.identity();
    let consent = Consent { version: config.consent_version.clone(), given_at: jiff::Timestamp::now() };
    let request = DocumentRequest::ContributionCertificate;
    let answers = async {
        let session = sandbox.identify(&identity).await?;
        let record = sandbox.record(&session, &consent).await?;
        let certificate = sandbox.issue(&session, &consent, Uuid::now_v7(), &request).await?;
        sandbox.close(&session).await;
        Ok::<_, platform::PlatformError>((record, certificate))
    };
    answers.await.map_err(|error| error.to_string())
}
