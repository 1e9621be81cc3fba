//! The report: a row for each requirement, as data and in words.

use std::fmt::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::rows::{ALL, By, Requirement};
use super::tests_by_id::Proof;

/// A measure of `kiosk audit`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(super) struct Measure {
    id: String,
    what: String,
    limit: String,
    worst: String,
    at: String,
    count: usize,
    pass: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    broken: Vec<String>,
}

/// How a requirement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    Met,
    Failed,
    /// Only the cabinet can meet it.
    Cabinet,
    /// Only people can meet it.
    People,
}

/// A row of the report.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    id: &'a str,
    what: &'a str,
    source: &'a str,
    result: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_do: Option<&'a str>,
    measures: Vec<&'a Measure>,
    tests: Vec<&'a str>,
    failed_tests: Vec<&'a str>,
}

/// A row for each requirement, in their order.
pub(super) fn rows<'a>(measures: &'a [Measure], proofs: &'a [Proof]) -> Vec<Row<'a>> {
    ALL.iter().map(|requirement| row(requirement, measures, proofs)).collect()
}

fn row<'a>(requirement: &'a Requirement, measures: &'a [Measure], proofs: &'a [Proof]) -> Row<'a> {
    let measures: Vec<&Measure> = measures.iter().filter(|measure| measure.id == requirement.id).collect();
    let of = proofs.iter().filter(|proof| proof.ids.iter().any(|id| id == requirement.id));
    let (good, bad): (Vec<&Proof>, Vec<&Proof>) = of.partition(|proof| proof.passed);
    let proven = !(measures.is_empty() && good.is_empty());
    let kept = bad.is_empty() && measures.iter().all(|measure| measure.pass);
    let (result, to_do) = match requirement.by {
        _ if !kept => (Outcome::Failed, None),
        By::Software if proven => (Outcome::Met, None),
        By::Software => (Outcome::Failed, Some("nothing measures or tests it")),
        By::Cabinet(to_do) => (Outcome::Cabinet, Some(to_do)),
        By::People(to_do) => (Outcome::People, Some(to_do)),
    };
    let names = |proofs: Vec<&'a Proof>| proofs.into_iter().map(|proof| proof.test.as_str()).collect();
    let Requirement { id, what, source, .. } = *requirement;
    Row { id, what, source, result, to_do, measures, tests: names(good), failed_tests: names(bad) }
}

impl Row<'_> {
    pub(super) fn failed(&self) -> bool {
        self.result == Outcome::Failed
    }

    fn result_in_words(&self) -> &'static str {
        match self.result {
            Outcome::Met => "met",
            Outcome::Failed => "**FAILED**",
            Outcome::Cabinet => "cabinet",
            Outcome::People => "people",
        }
    }

    /// A line for the terminal.
    pub(super) fn line(&self) -> String {
        let measured = match self.measures.len() {
            0 => String::new(),
            some => format!("{some} measures, "),
        };
        let result = self.result_in_words().replace('*', "");
        let tests = self.tests.len() + self.failed_tests.len();
        format!("{:<4} {result:<8} {}: {measured}{tests} tests", self.id, self.what)
    }
}

/// Writes `report.json` and `report.md` into the folder.
pub(super) fn write(rows: &[Row<'_>], whole: bool, folder: &Path) -> Result<(), String> {
    let failed = |path: &Path, error: &dyn std::fmt::Display| format!("{} cannot be written: {error}", path.display());
    let (json, md) = (folder.join("report.json"), folder.join("report.md"));
    let text = serde_json::to_string_pretty(rows).map_err(|error| failed(&json, &error))?;
    std::fs::write(&json, text + "\n").map_err(|error| failed(&json, &error))?;
    std::fs::write(&md, in_words(rows, whole)).map_err(|error| failed(&md, &error))
}

fn in_words(rows: &[Row<'_>], whole: bool) -> String {
    let count = |result| rows.iter().filter(|row| row.result == result).count();
    let mut text = String::from("# Accessibility of the terminal\n\n");
    let scope = if whole {
        "Measured on every page, in every state, size, colour, way and language, upright and lying, on glasses from 15.6\" \
         to 43\"."
    } else {
        "Measured where pages differ most; `cargo xtask a11y` measures everything."
    };
    // Writing into a string cannot fail.
    let _ = writeln!(
        text,
        "{scope}\n\n{} requirements: {} met, {} failed, {} only the cabinet can meet, {} only people can meet.\n",
        rows.len(),
        count(Outcome::Met),
        count(Outcome::Failed),
        count(Outcome::Cabinet),
        count(Outcome::People)
    );
    text.push_str(
        "| id | requirement | source | result | measured at its worst | tests |\n|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let worst = row.measures.iter().map(|m| {
            let kept = if m.pass { "" } else { "**not kept** " };
            format!("{kept}{}: {} (must be {}; {} measured; {})", m.what, m.worst, m.limit, m.count, m.at)
        });
        let mut worst: Vec<String> = worst.collect();
        worst.extend(row.to_do.map(str::to_owned));
        let bad = row.failed_tests.iter().map(|test| format!("**failed** `{test}`"));
        let tests: Vec<String> = row.tests.iter().map(|test| format!("`{test}`")).chain(bad).collect();
        let cells = [row.id, row.what, row.source, row.result_in_words(), &worst.join("<br>"), &tests.join("<br>")];
        let cells = cells.map(|cell| cell.replace('|', "\\|").replace('\n', " "));
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    let broken = rows.iter().flat_map(|row| &row.measures).filter(|measure| !measure.broken.is_empty());
    for measure in broken {
        let _ = writeln!(text, "\n## {}: {}\n", measure.id, measure.what);
        for line in &measure.broken {
            let _ = writeln!(text, "- {line}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(id: &str, pass: bool) -> Measure {
        let word = |text: &str| text.to_owned();
        let (what, limit, worst, at) = (word("gap | room"), word("≥ 2.5 mm"), word("3 mm"), word("home"));
        Measure { id: id.to_owned(), what, limit, worst, at, count: 9, pass, broken: vec!["home: too near".to_owned()] }
    }

    fn proof(id: &str, passed: bool) -> Proof {
        Proof { ids: vec![id.to_owned()], test: format!("{}_x", id.to_lowercase()), passed }
    }

    #[test]
    fn a_row_without_proof_and_a_row_with_a_failure_fail() {
        let measures = [measure("A1", true), measure("B1", false), measure("B2", true)];
        let proofs = [proof("B2", false), proof("D1", true), proof("A12", true)];
        let rows = rows(&measures, &proofs);
        let result = |id: &str| rows.iter().find(|row| row.id == id).unwrap().result;
        assert_eq!([result("A1"), result("D1")], [Outcome::Met; 2]);
        assert_eq!([result("B1"), result("B2"), result("E5")], [Outcome::Failed; 3]);
        assert_eq!([result("A12"), result("E3")], [Outcome::Cabinet; 2]);
        assert_eq!(result("F9"), Outcome::People);
        let text = in_words(&rows, true);
        assert!(text.contains("| B1 |") && text.contains("gap \\| room") && text.contains("**not kept**"), "{text}");
        assert!(text.contains("**failed** `b2_x`") && text.contains("nothing measures or tests it"), "{text}");
        assert!(text.contains("- home: too near"), "{text}");
    }

    #[test]
    fn the_rows_are_those_of_the_table() {
        let of = |chapter: char| ALL.iter().filter(|row| row.id.starts_with(chapter)).count();
        assert_eq!(['A', 'B', 'C', 'D', 'E', 'F'].map(of), [12, 7, 7, 16, 10, 9]);
        assert!(ALL.iter().all(|row| !row.source.is_empty() && !row.what.is_empty()));
    }
}
