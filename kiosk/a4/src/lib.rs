//! From a record or an application to an A4 sheet: PDF/A-2b, and pictures of its very pages.
//!
//! [`Job`] says what stands on a sheet, in the words of [`paper`]. How it looks is text in `config/documents`, which
//! typst sets. Setting takes memory that a terminal cannot spare all day, and its caches remember what they have seen:
//! so it is done by a program of its own (`press`), which [`Child`] starts and which lives no longer than the visit.

mod child;
mod data;
mod error;
mod json;
pub mod limits;
mod qr;
mod slips;
mod specimen;
mod template;
pub mod wire;

pub use child::{Child, Typeset, check};
pub use data::Job;
pub use error::{A4Error, TemplateProblem};
pub use specimen::specimens;
pub use template::Template;
pub use wire::Picture;
