//! A sheet or a clear error, whoever the person, whatever the names and amounts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use domain::{Insurance, InsuranceKind, InsuranceStatus, Money, MonthRange, Record};
use proptest::prelude::*;
use support::people::fields::fields;
use support::people::{certificate, month, ordinary, paid, requests};
use support::{assert_margins_are_white, fonts, sheet, solid_text};

/// Names of people and firms: Chinese, Latin, mixed, rare, what a template language or JSON could take for its own, and
/// what no font has.
fn names() -> impl Strategy<Value = String> {
    let ranges = "[一-龥a-zA-Z0-9 ·（）()，。㐂-㑿䶮𬱖𠀔\u{323ae}éñ\u{1b}\t#$*_`~@<>\\[\\]{}\"'\\\\/=+-]";
    prop_oneof![
        3 => proptest::string::string_regex(&format!("[一-龥]{ranges}{{1,8}}")).unwrap(),
        1 => proptest::string::string_regex(&format!("{ranges}{{1,90}}")).unwrap(),
        1 => proptest::string::string_regex("[A-Z]{1,120}").unwrap(),
    ]
}

/// Up to ten thousand million yuan a month.
fn records() -> impl Strategy<Value = Record> {
    let run = (1u8..30, 0u8..4, prop::option::weighted(0.8, names()), 0i64..1_000_000_000_000);
    (names(), proptest::collection::vec(run, 0..6), 0usize..5).prop_map(|(name, runs, kinds)| {
        let mut from = month("2024-03");
        let mut contributions = Vec::new();
        for (months, gap, employer, fen) in runs {
            let to = from.plus(i32::from(months) - 1);
            let mut run = paid("2000-01", "2000-01", "1.00", employer.as_deref());
            run.months = MonthRange::new(from, to).unwrap();
            run.base = Money::from_fen(fen);
            contributions.push(run);
            from = to.plus(i32::from(gap) + 1);
        }
        let all = [
            InsuranceKind::EmployeePension,
            InsuranceKind::Unemployment,
            InsuranceKind::WorkInjury,
            InsuranceKind::ResidentPension,
        ];
        let mut record = ordinary(&name);
        let (account, benefit) = (record.insurances[0].account, record.insurances[1].benefit);
        record.insurances = all[..kinds.min(4)]
            .iter()
            .map(|kind| Insurance {
                kind: *kind,
                status: InsuranceStatus::Paused,
                contributions: contributions.clone(),
                account: account.filter(|_| *kind == InsuranceKind::EmployeePension),
                benefit: benefit.filter(|_| *kind == InsuranceKind::Unemployment),
            })
            .collect();
        record
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, ..ProptestConfig::default() })]
    #[test]
    fn nothing_is_cut_for_any_person(record in records(), which in 0usize..3) {
        let certificate = certificate(requests().remove(which));
        let sheet = sheet(&record, certificate.request.clone());
        let text = solid_text(sheet.pdf());
        for field in fields(&record, &certificate, fonts()) {
            prop_assert!(text.contains(&field), "“{}” is not on the sheet:\n{}", field, text);
        }
        for page in 0..sheet.pages() {
            assert_margins_are_white(&sheet.preview(page, 360).unwrap());
        }
    }
}
