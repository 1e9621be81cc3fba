//! What can go wrong between a record and an A4 sheet. Nothing here names a person.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// One mistake in the folder of documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateProblem {
    /// File within the folder.
    pub file: String,
    /// Line from 1, when it is about one.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for TemplateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}; {}", self.what, self.remedy)
    }
}

/// Why there is no sheet. It goes from the child to the terminal, so it can be written and read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum A4Error {
    /// The folder of documents cannot be read.
    #[error("{path}: {what}; check the folder of documents in the terminal's configuration")]
    Folder {
        /// The folder or the file in it.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Templates have mistakes; all that were found.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Templates(Vec<TemplateProblem>),
    /// A font is missing or broken.
    #[error("the font {file} cannot be used; install the Debian package {package}")]
    Font {
        /// File name.
        file: String,
        /// Debian package that brings it.
        package: String,
    },
    /// A character that no font has: it would be missing from the paper.
    #[error(
        "no font has the character U+{:04X}, and the sheet would lack it; install the Debian packages fonts-noto-cjk \
         and fonts-hanazono, or take the character out of the template", u32::from(*.0)
    )]
    NoGlyph(char),
    /// The verification address does not fit in a QR code.
    #[error(
        "the verification address with its code is {bytes} bytes long and fits in no QR code; check the verification \
         base URL in the terminal's configuration"
    )]
    Qr {
        /// Length of the address.
        bytes: usize,
    },
    /// More than a terminal prints.
    #[error("the sheet has {pages} pages, more than {}; send the person to the counter", crate::limits::PAGES)]
    TooLong {
        /// How many.
        pages: usize,
    },
    /// The record is larger than the child takes.
    #[error("the record takes {bytes} bytes, more than {}; send the person to the counter", crate::limits::JOB_BYTES)]
    TooLarge {
        /// Bytes of the job.
        bytes: usize,
    },
    /// A picture of a page that is not there, or without a sheet, or of a size that is none.
    #[error("page {page} of {pages} at {width} pixels cannot be shown; this is a fault of the program, report it")]
    NoSuchPicture {
        /// Page, from 0.
        page: usize,
        /// Pages of the sheet.
        pages: usize,
        /// Pixels across.
        width: u32,
    },
    /// The PDF could not be written according to PDF/A-2b.
    #[error("the sheet is no valid PDF/A-2b ({0}); correct the template")]
    Pdf(String),
    /// The program that sets sheets is not there.
    #[error("the program {0} is missing; install it beside the terminal's own program")]
    NotInstalled(PathBuf),
    /// The program that sets sheets could not be started.
    #[error("the program that sets A4 sheets cannot be started: {0}; check that memory is left")]
    Start(String),
    /// The program that sets sheets died.
    #[error("the program that sets A4 sheets stopped ({0}); it is started again with the next sheet")]
    Died(String),
    /// The program that sets sheets takes too long.
    #[error("the program that sets A4 sheets gave no answer for {0} s and was ended; check the load of the machine")]
    Slow(u64),
    /// The program that sets sheets answers something else.
    #[error("the program that sets A4 sheets is of another version; install the two together")]
    Protocol,
}
