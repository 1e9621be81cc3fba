//! What a terminal may ask of government: the trait, its wire types, the sandbox.

pub mod sandbox;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{Certificate, DocumentRequest, Identity, Record, Sensitive};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

pub use sandbox::{Sandbox, SandboxControl, SandboxError};

/// What a terminal may ask of government. Calls may be dropped at any moment; none is done twice by that: `issue` is
/// idempotent by its request id, the others change nothing.
#[async_trait]
pub trait Platform: Send + Sync + 'static {
    /// Opens a session for the person whose document was read.
    async fn identify(&self, identity: &Identity) -> Result<Session, PlatformError>;

    /// The person's social insurance record, under a consent.
    async fn record(&self, session: &Session, consent: &Consent) -> Result<Record, PlatformError>;

    /// Issues a certificate. The same `request_id` always gives the same certificate.
    async fn issue(
        &self,
        session: &Session,
        consent: &Consent,
        request_id: Uuid,
        request: &DocumentRequest,
    ) -> Result<Certificate, PlatformError>;

    /// The visit is over: the platform forgets the session. Failing to is the platform's to bear (sessions time out).
    async fn close(&self, session: &Session) {
        let _ = session;
    }

    /// Whether the platform can be reached; cheap, asked every few seconds.
    async fn reachable(&self) -> Result<(), PlatformError>;
}

/// A person's session with the platform: opaque, for one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The platform's token.
    pub token: Sensitive<String>,
}

/// What the person agreed to, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Version of the text that was shown.
    pub version: String,
    /// When the person agreed.
    pub given_at: Timestamp,
}

/// Why the platform did not give what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlatformError {
    /// The line is down.
    #[error("the government platform cannot be reached; check the terminal's network")]
    Offline,
    /// No answer in time.
    #[error("the government platform did not answer in time")]
    TimedOut,
    /// The person has no record here.
    #[error("the platform has no social insurance record of this person")]
    NoRecord,
    /// The platform refuses this person or document; a counter can help.
    #[error("the platform refuses: {0:?}")]
    Refused(Refusal),
    /// The platform failed; `reference` finds it in its log.
    #[error("the government platform failed (reference {reference})")]
    Failed {
        /// For staff, holds nothing personal.
        reference: String,
    },
    /// The session or the consent is not valid (any more).
    #[error("the platform does not accept the session; the person has to identify again")]
    SessionInvalid,
}

/// Why a platform refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The record is locked at the person's or an office's demand.
    RecordLocked,
    /// Name and number do not belong together in the platform's register.
    IdentityMismatch,
    /// This document cannot be issued for this person (no unemployment insurance, no such year).
    NotEligible,
    /// The document has expired.
    DocumentExpired,
}

/// A platform shared by the tasks of a terminal.
pub type SharedPlatform = Arc<dyn Platform>;
