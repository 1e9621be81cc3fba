//! Why an application did not get through.

use std::time::Duration;

use domain::catalogue::Said;

/// Why the platform did not do what was asked for an application.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplicationError {
    /// The line is down. What was asked for may have been done all the same: ask before sending again.
    #[error("the government platform cannot be reached; check the terminal's network")]
    Offline,
    /// No answer in time. The same.
    #[error("the government platform did not answer in time")]
    TimedOut,
    /// The platform failed, nobody knows at what point. The same.
    #[error("the government platform failed (reference {reference})")]
    Failed {
        /// For staff, holds nothing personal.
        reference: String,
    },
    /// The platform has too much to do, and has done nothing.
    #[error("the government platform is busy; it asks to come back in {retry_after:?}")]
    Busy {
        /// Retry-After, where the platform says it.
        retry_after: Option<Duration>,
    },
    /// Refused for good: the same again would be refused again. Nothing was done. What the platform says is in its
    /// field and not in the message: it may be personal.
    #[error("the government platform refuses the application for good")]
    Refused {
        /// What is wrong and what to do, for the person.
        words: Said,
    },
    /// The session is not valid (any more).
    #[error("the platform does not accept the session; the person has to identify again")]
    SessionInvalid,
}

impl ApplicationError {
    /// Whether what was asked for may have been done.
    pub fn may_have_taken_effect(&self) -> bool {
        matches!(self, Self::Offline | Self::TimedOut | Self::Failed { .. })
    }
}
