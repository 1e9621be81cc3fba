//! Nothing is cut, whoever the person and whatever the names.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::sync::OnceLock;

use domain::{Insurance, InsuranceKind, InsuranceStatus, MonthRange, Record};
use drivers::printer::encode;
use paper::{Fonts, ops, picture, ticket};
use proptest::prelude::*;
use support::fields::assert_nothing_cut;
use support::{BASE, MODELS, certificate, model, month, ordinary, paid, requests};

fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| Fonts::load().unwrap())
}

/// Names of people and firms: Chinese, Latin, mixed, rare, with stops and brackets, and what no font has.
fn names() -> impl Strategy<Value = String> {
    let ranges = "[一-龥a-zA-Z0-9 ·（）()，。㐂-㑿䶮𬱖𠀔\u{323ae}éñ\u{1b}\t]";
    prop_oneof![
        3 => proptest::string::string_regex(&format!("[一-龥]{ranges}{{1,8}}")).unwrap(),
        1 => proptest::string::string_regex(&format!("{ranges}{{1,90}}")).unwrap(),
        1 => proptest::string::string_regex("[A-Z]{1,120}").unwrap(),
    ]
}

fn records() -> impl Strategy<Value = Record> {
    let run = (1u8..30, 0u8..4, prop::option::weighted(0.8, names()), 0i64..999_999_999);
    (names(), proptest::collection::vec(run, 0..6), 0usize..5).prop_map(|(name, runs, kinds)| {
        let mut from = month("2024-03");
        let mut contributions = Vec::new();
        for (months, gap, employer, fen) in runs {
            let to = from.plus(i32::from(months) - 1);
            let mut run = paid("2000-01", "2000-01", "1.00", employer.as_deref());
            run.months = MonthRange::new(from, to).unwrap();
            run.base = domain::Money::from_fen(fen);
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
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn nothing_is_cut_for_any_person(record in records(), wide in any::<bool>()) {
        let model = model(if wide { "cn-kiosk-80mm" } else { "cn-kiosk-58mm" });
        for request in requests() {
            let certificate = certificate(request);
            let ticket = ticket(&record, &certificate, BASE, model.columns, fonts());
            assert_nothing_cut(&ticket, &record, &certificate, fonts());
            let ops = ops(&ticket, &model, fonts()).unwrap();
            prop_assert!(encode(&ops, &model).is_ok());
        }
    }
}

/// What must stand on the paper is found by text; that the text is drawn is seen in dots: a longer name is more ink.
#[test]
fn every_character_of_a_name_has_ink() {
    for name in MODELS {
        let model = model(name);
        let certificate = certificate(requests().remove(0));
        let ink = |name: &str| {
            let ticket = ticket(&ordinary(name), &certificate, BASE, model.columns, fonts());
            let picture = picture(&ticket, &model, fonts()).unwrap();
            picture.gray.iter().map(|dot| usize::from(*dot == 0)).sum::<usize>()
        };
        let mut before = ink("");
        for shown in ["王", "王䶮", "王䶮𬱖", "王䶮𬱖𠀔", "王䶮𬱖𠀔·", "王䶮𬱖𠀔·A"] {
            let now = ink(shown);
            assert!(now > before, "{shown} on {name}");
            before = now;
        }
    }
}
