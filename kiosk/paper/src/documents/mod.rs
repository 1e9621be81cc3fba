//! The documents that a terminal issues, each from a record to a ticket.

mod contribution;
mod entitlement;
pub mod history;
mod parts;
mod transfer;
pub mod words;

use domain::{Certificate, DocumentRequest, Record};

use crate::fonts::Fonts;
use crate::layout::Ticket;

/// Lays out the document that `certificate` says, for paper of so many half-width `columns`.
///
/// `verification_base` is the address of the verification page: the ticket's QR code is
/// `<verification_base>/v/<verification code>`. `fonts` are asked which characters can be drawn.
pub fn ticket(
    record: &Record,
    certificate: &Certificate,
    verification_base: &str,
    columns: u8,
    fonts: &Fonts,
) -> Ticket {
    let mut sheet = parts::Sheet { ticket: Ticket::new(columns), record, certificate, fonts, parts: 0 };
    match &certificate.request {
        DocumentRequest::ContributionCertificate => contribution::lay_out(&mut sheet),
        DocumentRequest::EntitlementStatement { year } => entitlement::lay_out(&mut sheet, *year),
        DocumentRequest::UnemploymentTransfer { destination } => transfer::lay_out(&mut sheet, destination),
    }
    sheet.foot(verification_base);
    sheet.ticket
}
