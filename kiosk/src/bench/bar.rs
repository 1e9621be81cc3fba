//! A figure beside its limit, the table of all of them, and `summary.json`.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// A figure and what it must keep to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Bar {
    /// What was measured, and how.
    pub(super) name: String,
    /// The figure, in `unit`.
    pub(super) value: f64,
    /// Its unit.
    pub(super) unit: &'static str,
    /// The limit, in `unit`.
    pub(super) limit: f64,
    /// Whether the limit is kept.
    pub(super) pass: bool,
    #[serde(skip)]
    sign: &'static str,
}

impl Bar {
    /// A figure that must be smaller than its limit.
    pub(super) fn under(name: impl Into<String>, value: f64, unit: &'static str, limit: f64) -> Self {
        Self { name: name.into(), value, unit, limit, pass: value < limit, sign: "<" }
    }

    /// A figure that must not exceed its limit.
    pub(super) fn at_most(name: impl Into<String>, value: f64, unit: &'static str, limit: f64) -> Self {
        Self { name: name.into(), value, unit, limit, pass: value <= limit, sign: "≤" }
    }

    /// A figure that must exceed its limit.
    pub(super) fn over(name: impl Into<String>, value: f64, unit: &'static str, limit: f64) -> Self {
        Self { name: name.into(), value, unit, limit, pass: value > limit, sign: ">" }
    }

    fn limit_in_words(&self) -> String {
        format!("{} {}", self.sign, short(self.limit))
    }
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}, must be {}", self.name, short(self.value), self.unit, self.limit_in_words())
    }
}

/// As many digits as mean something.
fn short(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 1000.0 || (size.fract() == 0.0 && size >= 1.0) || size == 0.0 => 0,
        size if size >= 100.0 => 1,
        size if size >= 2.0 => 2,
        _ => 3,
    };
    format!("{value:.digits$}")
}

/// All bars under each other.
pub(super) struct Table<'a>(pub(super) &'a [Bar]);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wide = self.0.iter().map(|bar| bar.name.chars().count()).max().unwrap_or(0);
        writeln!(f, "{:<wide$}  {:>9}  {:<5}  {:>8}", "bar", "value", "unit", "limit")?;
        for bar in self.0 {
            let kept = if bar.pass { "kept" } else { "MISSED" };
            writeln!(
                f,
                "{:<wide$}  {:>9}  {:<5}  {:>8}  {kept}",
                bar.name,
                short(bar.value),
                bar.unit,
                bar.limit_in_words()
            )?;
        }
        let missed = self.0.iter().filter(|bar| !bar.pass).count();
        write!(f, "{} of {} bars are kept", self.0.len() - missed, self.0.len())
    }
}

/// Writes `summary.json` and says where.
pub(super) fn write(bars: &[Bar], out: &Path) -> Result<PathBuf, String> {
    let path = out.join("summary.json");
    let text = serde_json::to_string_pretty(bars).map_err(|error| error.to_string())?;
    std::fs::write(&path, text + "\n").map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    Ok(path)
}

/// The figure in the middle; 0 of none.
pub(super) fn median(figures: &mut [f64]) -> f64 {
    percentile(figures, 50)
}

/// The figure that so many percent of all are below; 0 of none.
pub(super) fn percentile(figures: &mut [f64], percent: usize) -> f64 {
    figures.sort_by(f64::total_cmp);
    let place = (figures.len() * percent / 100).min(figures.len().saturating_sub(1));
    figures.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_on_its_limit_is_kept_only_where_the_limit_is_the_most() {
        assert!(!Bar::under("a", 150.0, "ms", 150.0).pass);
        assert!(Bar::at_most("a", 0.0, "ms", 0.0).pass);
        assert!(!Bar::over("a", 200.0, "MB/s", 200.0).pass);
        assert!(!Bar::under("a", f64::NAN, "ms", 150.0).pass, "what was not measured is not kept");
    }

    #[test]
    fn the_summary_has_the_five_keys() {
        let bar = Bar::under("start", 120.25, "ms", 150.0);
        let json = serde_json::to_value([&bar]).unwrap_or_default();
        let expected =
            serde_json::json!([{"name": "start", "value": 120.25, "unit": "ms", "limit": 150.0, "pass": true}]);
        assert_eq!(json, expected);
        assert_eq!(bar.to_string(), "start: 120.2 ms, must be < 150");
    }

    #[test]
    fn the_middle_and_the_end() {
        let mut figures: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!((percentile(&mut figures, 50), percentile(&mut figures, 99)), (51.0, 100.0));
        assert_eq!((median(&mut [3.0, 1.0, 2.0]), median(&mut [])), (2.0, 0.0));
    }
}
