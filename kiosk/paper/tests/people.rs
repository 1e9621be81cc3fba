//! Every shipped person × document × printer model lays out with nothing cut.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::path::Path;

use domain::DocumentRequest;
use drivers::printer::encode;
use paper::{Fonts, ops, picture, ticket};
use platform::sandbox::Sandbox;
use support::fields::assert_nothing_cut;
use support::{BASE, MODELS, certificate, model, requests};

#[test]
fn nothing_is_cut_for_any_shipped_person() {
    let fonts = Fonts::load().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/sandbox/people");
    let sandbox = Sandbox::load(&[folder]).unwrap();
    let mut sheets = 0;
    for person in sandbox.people() {
        let Some(record) = person.read().unwrap().record else { continue };
        // The newest year is among the requests; the oldest one has other employers and bases.
        let oldest = record.years().last().map(|year| DocumentRequest::EntitlementStatement { year: *year });
        for request in requests().into_iter().chain(oldest) {
            let certificate = certificate(request);
            for model in MODELS.map(model) {
                let ticket = ticket(&record, &certificate, BASE, model.columns, &fonts);
                assert_nothing_cut(&ticket, &record, &certificate, &fonts);
                assert!(encode(&ops(&ticket, &model, &fonts).unwrap(), &model).is_ok());
                sheets += 1;
            }
        }
        let widest = model("epson-80mm");
        let sheet = ticket(&record, &certificate(requests().remove(0)), BASE, widest.columns, &fonts);
        picture(&sheet, &widest, &fonts).unwrap();
    }
    assert!(sheets > 14 * 3 * 3, "only {sheets} sheets: are the people there?");
}
