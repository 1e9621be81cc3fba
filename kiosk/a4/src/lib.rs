//! From a record to an A4 sheet: certificates as PDF/A-2b, and as pictures of their very pages.
//!
//! [`Job`] says what stands on a sheet, in the words of [`paper`]. How it looks is text in `config/documents`, which
//! typst sets. Setting takes memory that a terminal cannot spare all day, and its caches remember what they have seen:
//! so it is done by a program of its own (`press`), which [`Child`] starts and which lives no longer than the visit.

mod child;
mod data;
mod error;
pub mod limits;
mod qr;
mod specimen;
pub mod wire;

pub use child::{Child, Typeset, check};
pub use data::Job;
pub use error::{A4Error, TemplateProblem};
pub use specimen::specimens;
pub use wire::Picture;
