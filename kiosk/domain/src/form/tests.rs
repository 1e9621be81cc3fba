//! The shipped forms: every example passes, every gap and every broken rule is told.

use jiff::civil::{Date, date};

use super::*;
use crate::catalogue::Source as TextFile;
use crate::catalogue::tests::catalogue;

const TODAY: Date = date(2026, 11, 23);

fn shipped() -> Vec<TextFile> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/forms");
    let files = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut sources: Vec<TextFile> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| TextFile {
            path: path.file_name().unwrap().to_str().unwrap().to_owned(),
            text: std::fs::read_to_string(path).unwrap(),
        })
        .collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn forms() -> Forms {
    load(&shipped(), &catalogue()).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn every_example_passes() {
    for form in &forms().forms {
        let answers = example::answers(form, TODAY);
        assert_eq!(answers.check(form, TODAY), [], "{}", form.id);
        assert_eq!(form.next(&answers, TODAY), None, "{}", form.id);
    }
}
