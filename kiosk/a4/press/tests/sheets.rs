//! The three documents: their text for review, what a PDF reader says of them, and their pictures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::path::Path;

use domain::{DocumentRequest, InsuranceKind};
use support::people::fields::{fields, solid};
use support::people::{BASE, certificate, month, ordinary, paid, requests};
use support::{assert_margins_are_white, fonts, poppler, press, read_qr, sheet, solid_text, text};

fn file_name(request: &DocumentRequest) -> &'static str {
    match request {
        DocumentRequest::ContributionCertificate => "contribution-certificate",
        DocumentRequest::EntitlementStatement { .. } => "entitlement-statement",
        DocumentRequest::UnemploymentTransfer { .. } => "unemployment-transfer",
    }
}

/// Reviewed by people: `UPDATE_GOLDEN=1` writes them anew, and the difference is read before it is kept.
#[test]
fn the_documents_say_what_they_said() {
    for request in requests() {
        let name = format!("{}.txt", file_name(&request));
        let text = text(sheet(&ordinary("王样例"), request).pdf());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(&name);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        assert_eq!(text, std::fs::read_to_string(&path).unwrap_or_default(), "{name}");
    }
}

#[test]
fn an_ordinary_document_is_one_page_of_archivable_pdf() {
    for request in requests() {
        let sheet = sheet(&ordinary("王样例"), request);
        assert_eq!(sheet.pages(), 1);
        let info = poppler("pdfinfo", &["-"], sheet.pdf());
        for line in ["Pages:           1", "Page size:       595.276 x 841.89 pts (A4)", "Tagged:          yes"] {
            assert!(info.contains(line), "no {line} in {info}");
        }
        // ISO 19005-2, 6.6.4: the version and conformance level of the file.
        let metadata = poppler("pdfinfo", &["-meta", "-"], sheet.pdf());
        assert!(metadata.contains("<pdfaid:part>2</pdfaid:part>"), "{metadata}");
        assert!(metadata.contains("<pdfaid:conformance>B</pdfaid:conformance>"), "{metadata}");
        // The same, 6.2.11.4.1: every font is embedded.
        let listed = poppler("pdffonts", &["-"], sheet.pdf());
        let fonts: Vec<&str> = listed.lines().skip(2).collect();
        assert!(fonts.len() >= 3, "{fonts:?}");
        for font in fonts {
            // A subset's name begins with six letters and a plus.
            assert!(font.contains("yes yes yes") && font.as_bytes()[6] == b'+', "{font}");
        }
        assert!(sheet.pdf().len() < 150_000, "{} bytes", sheet.pdf().len());
    }
}

#[test]
fn the_picture_is_of_the_size_that_was_asked_for_and_its_code_reads_back() {
    for request in requests() {
        let sheet = sheet(&ordinary("王样例"), request);
        for width in [720, 1080] {
            let picture = sheet.preview(0, width).unwrap();
            // ISO 216: A4 is 210 mm by 297 mm.
            assert_eq!((picture.width, picture.height), (width, (width * 297 + 105) / 210));
            assert_eq!(picture.rgb.len() as u32, picture.width * picture.height * 3);
            assert_eq!(read_qr(&picture), format!("{BASE}/v/7KQM4RTX9PWE"));
            assert_margins_are_white(&picture);
            let red = picture.rgb.as_chunks::<3>().0.iter().filter(|[r, g, b]| *r > 180 && *g < 90 && *b < 90).count();
            assert!(red as u32 > width * 3, "a seal and rules are red: {red} pixels");
        }
        for (page, width) in [(1, 1080), (0, 0), (0, 100_000)] {
            let error = sheet.preview(page, width).unwrap_err().to_string();
            assert!(error.contains("cannot be shown"), "{error}");
        }
    }
}

#[test]
fn the_same_certificate_is_the_same_file() {
    let request = requests().remove(0);
    assert_eq!(sheet(&ordinary("王样例"), request.clone()).pdf(), sheet(&ordinary("王样例"), request).pdf());
}

#[test]
fn thirty_years_with_thirty_employers_go_on_over_pages() {
    let mut record = ordinary("王样例");
    let years = 1996..2026;
    let names: Vec<String> = years.clone().map(|year| format!("威海样例第{year}号国际经济技术合作有限公司")).collect();
    let runs: Vec<_> = years
        .zip(&names)
        .map(|(year, name)| paid(&format!("{year}-01"), &format!("{year}-11"), "3120.00", Some(name)))
        .collect();
    for insurance in &mut record.insurances {
        insurance.contributions.clone_from(&runs);
    }
    record.as_of = month("2026-10");
    let certificate = certificate(requests().remove(0));
    let sheet = sheet(&record, certificate.request.clone());
    let pages = sheet.pages();
    assert_eq!(pages, 3);
    let all = text(sheet.pdf());
    for page in 1..=pages {
        assert!(solid(&all).contains(&format!("第{page}页共{pages}页")), "{all}");
        assert_margins_are_white(&sheet.preview(page - 1, 720).unwrap());
    }
    assert_eq!(all.matches(&certificate.number).count(), pages, "each page has the number");
    assert!(all.matches("起止年月  缴费单位  险种  月数").count() >= 2, "the table's head is repeated:\n{all}");
    let solid = solid_text(sheet.pdf());
    for field in fields(&record, &certificate, fonts()) {
        assert!(solid.contains(&field), "“{field}” is not on the sheet:\n{all}");
    }
}

#[test]
fn rare_characters_are_on_the_paper_and_those_that_no_font_has_are_noted() {
    // U+4DAE, U+2C36D, U+36C3, U+20164: Noto; U+20014: Hanazono only; U+323AE: none.
    for (name, shown) in [("欧阳䶮𬭎", "欧阳䶮𬭎"), ("㛃𠅤", "㛃𠅤"), ("王𠀔", "王𠀔"), ("王\u{323ae}", "王〓")]
    {
        for request in requests() {
            let sheet = sheet(&ordinary(name), request);
            let text = text(sheet.pdf());
            assert!(text.contains(shown), "{text}");
            assert_eq!(text.contains("〓＝U+323AE"), name.contains('\u{323ae}'), "{text}");
        }
    }
    let ink = |name: &str| {
        let picture = sheet(&ordinary(name), requests().remove(0)).preview(0, 1080).unwrap();
        picture.rgb.iter().map(|value| u64::from(255 - value)).sum::<u64>()
    };
    let mut before = ink("王");
    for name in ["王䶮", "王䶮𬭎", "王䶮𬭎㛃", "王䶮𬭎㛃𠅤", "王䶮𬭎㛃𠅤𠀔"] {
        let now = ink(name);
        assert!(now > before, "{name}");
        before = now;
    }
}

#[test]
fn a_person_without_any_insurance_has_a_sheet_that_says_so() {
    let mut record = ordinary("王样例");
    record.insurances.clear();
    for request in requests() {
        let text = text(sheet(&record, request).pdf());
        assert!(text.contains("缴费记录。"), "{text}");
        assert!(!text.contains("缴费单位"), "{text}");
    }
    let mut record = ordinary("王样例");
    record.insurances.retain(|insurance| insurance.kind != InsuranceKind::Unemployment);
    assert!(text(sheet(&record, requests().remove(2)).pdf()).contains("无失业保险参保缴费记录。"));
}

#[test]
fn an_address_that_fits_in_no_code_is_told() {
    let long = format!("https://verify.example/{}", "x".repeat(4000));
    let error = a4::Job::new(&ordinary("王样例"), &certificate(requests().remove(0)), &long, fonts()).unwrap_err();
    assert!(error.to_string().contains("verification base URL"), "{error}");
}

#[test]
fn the_shipped_templates_are_in_order() {
    press().check().unwrap();
}
