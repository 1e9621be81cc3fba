//! 办件: what is handed in, where it stands, and why it was not taken.
//!
//! Whatever takes effect bears the terminal's own id (UUIDv7) and takes effect once, however often it is sent: a reply
//! can be lost on every line. What is asked changes nothing.

mod error;
mod hand_in;
mod progress;

pub use error::ApplicationError;
pub use hand_in::{
    Applicant, Attachment, Channel, MediaType, Outgoing, Part, Rating, Satisfaction, Submission, Supplement,
};
pub use progress::{CaseKey, Decision, DecisionDocument, Progress, Receipt, Stage, Step, Wanted};
