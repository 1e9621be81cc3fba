//! What can go wrong between a record and a sheet. Nothing here names a person.

use std::path::PathBuf;

/// Why the fonts cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// A font file is not where Debian puts it.
    #[error("the font file {file} is in none of {searched:?}; install the Debian package {package}")]
    Missing {
        /// File name.
        file: &'static str,
        /// Debian package that brings it.
        package: &'static str,
        /// Folders that were searched.
        searched: Vec<PathBuf>,
    },
    /// The file is there, but no font, or without the face that is needed.
    #[error("{path}: holds no font face {face}; reinstall the Debian package {package}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// PostScript name of the face.
        face: &'static str,
        /// Debian package that brings it.
        package: &'static str,
    },
}

/// Why a ticket cannot become a sheet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The ticket was laid out for other paper.
    #[error(
        "the ticket is laid out for {ticket} columns and the printer has {printer}; lay it out again with the \
         printer's own columns"
    )]
    TooWide {
        /// Columns of the ticket.
        ticket: u8,
        /// Columns of the printer model.
        printer: u8,
    },
    /// The verification address does not fit in a QR code that fits the paper.
    #[error(
        "the verification address with its code is {bytes} bytes long and gives no QR code that fits the paper; \
         check the verification base URL in the terminal's configuration"
    )]
    Qr {
        /// Length of the address.
        bytes: usize,
    },
}
