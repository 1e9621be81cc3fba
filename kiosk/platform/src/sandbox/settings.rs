//! What the sandbox platform says of itself: `platform.toml`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::{DocumentKind, Problem};
use serde::Deserialize;

use super::error::{FileProblem, without_line};

/// The settings that are shipped, for people's folders without a `platform.toml` beside them.
const SHIPPED: &str = include_str!("../../../../config/sandbox/platform.toml");

/// Name of the file beside a folder of people.
const FILE_NAME: &str = "platform.toml";

/// What the sandbox platform says of itself. Keys are explained in `config/sandbox/README.md`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SandboxSettings {
    /// 出具机构.
    pub issuer: String,
    /// What a certificate's number begins with: ASCII letters and digits.
    pub number_prefix: String,
    /// Milliseconds that every answer takes.
    pub delay_ms: u64,
    /// Minutes after which a session is not accepted any more.
    pub session_minutes: u32,
    /// Months for which a document is valid.
    pub valid_months: ValidMonths,
}

/// Months for which each document is valid, counted from its day of issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidMonths {
    /// 个人参保缴费证明
    pub contribution_certificate: u8,
    /// 个人权益记录
    pub entitlement_statement: u8,
    /// 参保人员失业保险关系迁移证明
    pub unemployment_transfer: u8,
}

impl Default for SandboxSettings {
    /// Nothing set: only for a sandbox that is refused anyway.
    fn default() -> Self {
        Self {
            issuer: String::new(),
            number_prefix: String::new(),
            delay_ms: 0,
            session_minutes: 0,
            valid_months: ValidMonths {
                contribution_certificate: 0,
                entitlement_statement: 0,
                unemployment_transfer: 0,
            },
        }
    }
}

impl SandboxSettings {
    /// Reads the text of a `platform.toml`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let settings: Self = toml::from_str(text).map_err(|e| Problem::of_toml(text, &e))?;
        let wrong = |what: &str, remedy: &str| Problem { line: None, what: what.to_owned(), remedy: remedy.to_owned() };
        if settings.issuer.trim().is_empty() {
            return Err(wrong("`issuer` is empty", "write the name of the issuing body"));
        }
        let prefix = &settings.number_prefix;
        if prefix.len() > 8 || !prefix.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
            return Err(wrong("`number_prefix` has other characters", "use at most eight of A–Z and 0–9"));
        }
        if settings.session_minutes == 0 {
            return Err(wrong("`session_minutes` is 0", "write at least 1"));
        }
        Ok(settings)
    }

    /// The first `platform.toml` beside one of the folders, else the shipped one.
    pub(super) fn beside(folders: &[PathBuf]) -> Result<Self, FileProblem> {
        let file = folders.iter().filter_map(|f| f.parent()).map(|p| p.join(FILE_NAME)).find(|p| p.is_file());
        let Some(file) = file else {
            return Self::parse(SHIPPED).map_err(|problem| FileProblem { file: FILE_NAME.into(), problem });
        };
        let text = read(&file)?;
        Self::parse(&text).map_err(|problem| FileProblem { file, problem })
    }

    /// Months for which a document is valid.
    pub fn valid_months(&self, document: DocumentKind) -> u8 {
        match document {
            DocumentKind::ContributionCertificate => self.valid_months.contribution_certificate,
            DocumentKind::EntitlementStatement => self.valid_months.entitlement_statement,
            DocumentKind::UnemploymentTransfer => self.valid_months.unemployment_transfer,
        }
    }

    pub(super) fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }
}

fn read(file: &Path) -> Result<String, FileProblem> {
    fs::read_to_string(file)
        .map_err(|e| without_line(file, format!("the file cannot be read ({e})"), "check its rights and its UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_settings_are_good() {
        let settings = SandboxSettings::parse(SHIPPED).unwrap();
        assert_eq!(settings.issuer, "样例区社会保险服务中心（演示无效）");
        assert_eq!(settings.valid_months(DocumentKind::ContributionCertificate), 3);
    }

    #[test]
    fn mistakes_are_told() {
        let cases = [
            ("issuer = \"样例区社会保险服务中心（演示无效）\"", "issuer = ' '", "`issuer` is empty"),
            ("number_prefix = \"HC\"", "number_prefix = '环翠'", "`number_prefix` has other characters"),
            ("session_minutes = 30", "session_minutes = 0", "`session_minutes` is 0"),
            ("session_minutes", "session_minute", "did you mean `session_minutes`?"),
        ];
        for (good, bad, expected) in cases {
            assert!(SHIPPED.contains(good), "{good}");
            let problem = SandboxSettings::parse(&SHIPPED.replace(good, bad)).unwrap_err().to_string();
            assert!(problem.contains(expected), "{problem}");
        }
    }
}
