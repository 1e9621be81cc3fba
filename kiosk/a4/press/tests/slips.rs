//! Papers of an application on A4: their text for review, nothing cut however long and strange the content, the codes, and a
//! seal only where a department decided.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::path::Path;

use a4::{Job, Picture};
use a4_press::Sheet;
use domain::acknowledgement::sample;
use domain::{CodeMeaning, Codes};
use support::people::BASE;
use support::people::slips::told;
use support::{assert_margins_are_white, fonts, poppler, press, read_codes, solid_text, text};

/// The job of a sample, by its kind and its name.
fn job(name: &str, english: bool) -> Job {
    fn named<T>(all: Vec<(&'static str, T)>, name: &str) -> T {
        all.into_iter().find(|(of, _)| *of == name).unwrap().1
    }
    let (kind, name) = name.split_once('-').unwrap();
    let fonts = fonts();
    let job = match kind {
        "receipt" => Job::receipt(&named(sample::receipts(), name), english, BASE, fonts),
        "notice" => Job::notice(&named(sample::notices(), name), english, BASE, fonts),
        "decision" => Job::decision(&named(sample::decisions(), name), english, BASE, fonts),
        _ => Job::life_file(&named(sample::life_files(), name), english, fonts),
    };
    job.unwrap()
}

fn sheet(name: &str, english: bool) -> Sheet {
    press().typeset(&job(name, english)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn red(picture: &Picture) -> usize {
    picture.rgb.as_chunks::<3>().0.iter().filter(|[r, g, b]| *r > 180 && *g < 90 && *b < 90).count()
}

/// Reviewed by people: `UPDATE_GOLDEN=1` writes them anew, and the difference is read before it is kept.
#[test]
fn the_papers_say_what_they_said() {
    for english in [false, true] {
        for name in ["receipt-saved", "receipt-mixed", "notice-wanted", "decision-company", "life-person"] {
            let file = format!("{name}-{}.txt", if english { "en" } else { "zh" });
            let text = text(sheet(name, english).pdf());
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(&file);
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                std::fs::write(&path, &text).unwrap();
            }
            assert_eq!(text, std::fs::read_to_string(&path).unwrap_or_default(), "{file}");
        }
    }
}

/// Whether a field stands in a text, whole or with a page's foot and head between two parts of it.
fn stands(field: &str, text: &str) -> bool {
    let parted = |(at, _): (usize, char)| text.contains(&field[..at]) && text.contains(&field[at..]);
    text.contains(field) || field.char_indices().any(parted)
}

/// All that was given stands on the sheet, and nothing stands beyond its margins.
#[test]
fn nothing_is_cut_whatever_the_content() {
    for english in [false, true] {
        for (name, fields) in told(english, fonts()) {
            let sheet = sheet(&name, english);
            let text = solid_text(sheet.pdf());
            for field in fields {
                assert!(stands(&field, &text), "“{field}” is not on {name}:\n{text}");
            }
            for page in 0..sheet.pages() {
                assert_margins_are_white(&sheet.preview(page, 360).unwrap());
            }
        }
    }
}

#[test]
fn twelve_cases_go_on_over_numbered_pages_each_with_its_code() {
    let (_, receipt) = sample::receipts().into_iter().find(|(name, _)| *name == "twelve").unwrap();
    let codes = Codes::none(BASE);
    let expected: Vec<CodeMeaning> = receipt.cases.iter().map(|case| codes.meaning(&case.address(BASE))).collect();
    for english in [false, true] {
        let sheet = sheet("receipt-twelve", english);
        let pages = sheet.pages();
        assert!((3..=5).contains(&pages), "{pages} pages");
        let text = solid_text(sheet.pdf());
        let mut read = Vec::new();
        for page in 1..=pages {
            let number = if english { format!("Page{page}of{pages}") } else { format!("第{page}页共{pages}页") };
            assert!(text.contains(&number), "{text}");
            read.extend(read_codes(&sheet.preview(page - 1, 1440).unwrap()).iter().map(|code| codes.meaning(code)));
        }
        assert_eq!(read.len(), expected.len());
        for code in &expected {
            assert!(read.contains(code), "{code:?}");
        }
    }
}

#[test]
fn what_waits_for_the_line_says_so_and_claims_no_more() {
    let text = solid_text(sheet("receipt-saved", false).pdf());
    for said in ["保存回执", "已保存，联网后自动提交", "本机编号A03-000117", "部门还没有收到申请。"]
    {
        assert!(text.contains(said), "{said} is not on {text}");
    }
    for claimed in ["受理回执", "已受理", "办件编号"] {
        assert!(!text.replace("可查办件编号", "").contains(claimed), "{claimed} is on {text}");
    }
}

#[test]
fn a_seal_stands_only_where_a_department_decided() {
    let most = |name: &str| {
        let sheet = sheet(name, false);
        (0..sheet.pages()).map(|page| red(&sheet.preview(page, 1080).unwrap())).max().unwrap()
    };
    // Rules above and below a page are red, too; a seal's ring alone is some thousand pixels.
    let rules = most("receipt-received");
    for name in ["receipt-mixed", "notice-wanted", "decision-person", "decision-company", "life-person"] {
        let found = most(name);
        let sealed = found > rules + 2000;
        assert_eq!(sealed, name.starts_with("decision"), "{name}: {found} red pixels, {rules} of the rules");
    }
}

#[test]
fn the_sheets_can_be_archived() {
    for name in ["receipt-mixed", "notice-usual", "decision-person", "life-company"] {
        for english in [false, true] {
            let sheet = sheet(name, english);
            let info = poppler("pdfinfo", &["-"], sheet.pdf());
            assert!(info.contains("(A4)") && info.contains("Tagged:          yes"), "{name}: {info}");
            // ISO 19005-2, 6.6.4: the version and conformance level of the file; 6.2.11.4.1: every font is embedded.
            let metadata = poppler("pdfinfo", &["-meta", "-"], sheet.pdf());
            assert!(metadata.contains("<pdfaid:part>2</pdfaid:part>"), "{name}: {metadata}");
            for font in poppler("pdffonts", &["-"], sheet.pdf()).lines().skip(2) {
                assert!(font.contains("yes yes yes") && font.as_bytes()[6] == b'+', "{name}: {font}");
            }
        }
    }
}

#[test]
fn an_ordinary_receipt_is_one_page() {
    for name in ["receipt-received", "receipt-saved", "notice-usual", "notice-wanted", "decision-person", "life-person"]
    {
        for english in [false, true] {
            assert_eq!(sheet(name, english).pages(), 1, "{name}");
        }
    }
}
