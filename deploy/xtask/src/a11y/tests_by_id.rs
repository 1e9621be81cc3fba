//! Tests whose names begin with the requirements that they prove: `d1_`, `c1_d1_`.

use std::path::Path;

/// A test with the requirements in its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proof {
    pub(super) ids: Vec<String>,
    pub(super) test: String,
    pub(super) passed: bool,
}

impl Proof {
    fn of(test: &str, passed: bool) -> Option<Self> {
        let ids = ids(test.rsplit("::").next().unwrap_or(test));
        (!ids.is_empty()).then(|| Self { ids, test: test.to_owned(), passed })
    }
}

/// The requirements at the beginning of a test's name.
fn ids(name: &str) -> Vec<String> {
    let is_id = |part: &&str| {
        let mut letters = part.chars();
        let chapter = letters.next().is_some_and(|first| ('a'..='f').contains(&first));
        let number = letters.as_str();
        chapter && (1..=2).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit())
    };
    name.split('_').take_while(is_id).map(str::to_uppercase).collect()
}

/// From the report of cargo-nextest (JUnit).
pub(super) fn from_junit(file: &Path) -> Result<Vec<Proof>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    parse_junit(&text).map_err(|error| format!("{} is no JUnit report: {error}", file.display()))
}

fn parse_junit(text: &str) -> Result<Vec<Proof>, roxmltree::Error> {
    let document = roxmltree::Document::parse(text)?;
    let cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
    let proofs = cases.filter_map(|case| {
        let bad = case.children().any(|child| child.has_tag_name("failure") || child.has_tag_name("error"));
        Proof::of(case.attribute("name")?, !bad)
    });
    Ok(proofs.collect())
}

/// From what `cargo test` prints.
pub(super) fn from_cargo_test(text: &str) -> Vec<Proof> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("test ")?.rsplit_once(" ... "));
    lines
        .filter(|(_, end)| !end.starts_with("ignored"))
        .filter_map(|(name, end)| Proof::of(name, end == "ok"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_they_prove() {
        assert_eq!(ids("d15_money_is_said"), ["D15"]);
        assert_eq!(ids("c1_d1_the_main_job"), ["C1", "D1"]);
        assert!(ids("a_page_holds").is_empty() && ids("usb4_port").is_empty() && ids("b100_x").is_empty());
    }

    #[test]
    fn both_reports_are_read() {
        let junit = r#"<testsuites><testsuite name="screen"><testcase name="x::d1_all" classname="s"/>
            <testcase name="f2_more" classname="s"><failure type="test failure">no</failure></testcase>
            <testcase name="other" classname="s"/></testsuite></testsuites>"#;
        let told = "test x::d1_all ... ok\ntest f2_more ... FAILED\ntest other ... ok\ntest d2_off ... ignored\n";
        let found = parse_junit(junit).unwrap();
        assert_eq!(found, from_cargo_test(told));
        assert_eq!(
            found.iter().map(|proof| (proof.ids.concat(), proof.passed)).collect::<Vec<_>>(),
            [("D1".to_owned(), true), ("F2".to_owned(), false)]
        );
        assert!(parse_junit("no xml").is_err());
    }
}
