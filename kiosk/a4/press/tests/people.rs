//! Every shipped person × document is a sheet with every field on it, whole and within its margins.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::path::Path;

use domain::DocumentRequest;
use platform::sandbox::Sandbox;
use support::people::fields::fields;
use support::people::{certificate, requests};
use support::{assert_margins_are_white, fonts, read_qr, sheet, solid_text};

#[test]
fn every_shipped_person_has_whole_sheets() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../config/sandbox/people");
    let sandbox = Sandbox::load(&[folder]).unwrap();
    let mut sheets = 0;
    for person in sandbox.people() {
        let Some(record) = person.read().unwrap().record else { continue };
        // The newest year is among the requests; the oldest one has other employers and bases.
        let oldest = record.years().last().map(|year| DocumentRequest::EntitlementStatement { year: *year });
        for request in requests().into_iter().chain(oldest) {
            let certificate = certificate(request);
            let sheet = sheet(&record, certificate.request.clone());
            let text = solid_text(sheet.pdf());
            for field in fields(&record, &certificate, fonts()) {
                assert!(text.contains(&field), "“{field}” is not on the sheet of {}:\n{text}", person.id);
            }
            assert!(sheet.pages() <= 2, "{} pages", sheet.pages());
            let last = sheet.preview(sheet.pages() - 1, 540).unwrap();
            assert_margins_are_white(&last);
            assert!(read_qr(&last).ends_with(&certificate.verification_code));
            sheets += 1;
        }
    }
    assert!(sheets > 14 * 3, "only {sheets} sheets: are the people there?");
}
