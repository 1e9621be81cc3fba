//! What a code that somebody holds before the scanner means to this terminal. Nothing is read out of a personal code:
//! it is opaque, and only the platform knows whose it is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::data_file::Problem;
use crate::sensitive::Sensitive;

/// What a code means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeMeaning {
    /// 验证码 of a certificate that government issued.
    Verification(String),
    /// 办件编号, from a receipt.
    Case(CaseNumber),
    /// The terminal's own id of an application, from a receipt that was printed before there was a case number.
    Submission(Uuid),
    /// A code that stands for a person: resolved by the platform alone, once.
    Personal(PersonalCode),
    /// None that this terminal knows.
    Foreign,
}

/// The codes that stand for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalCodeKind {
    /// 电子社保卡
    SocialSecurityCard,
    /// 居民码
    ResidentCode,
    /// 网证 (国家网络身份认证)
    NetworkIdentity,
}

/// A personal code on its way to the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalCode {
    /// Which: says where it is resolved.
    pub kind: PersonalCodeKind,
    /// As it was scanned.
    pub text: Sensitive<String>,
}

/// Length of a verification code, ASCII letters and digits.
const VERIFICATION_LENGTHS: std::ops::RangeInclusive<usize> = 8..=32;
/// No code that a terminal knows is longer, in bytes.
const LONGEST: usize = 2048;

/// How this terminal tells codes apart: `config/codes.toml` and the address that its own certificates bear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes {
    verification_base: String,
    personal: Vec<Pattern>,
}

/// How a personal code begins and how long it is. The formats themselves are not public: a prefix only chooses who is
/// asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pattern {
    kind: PersonalCodeKind,
    starts: Vec<String>,
    shortest: usize,
    longest: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    personal: Vec<toml::Spanned<Pattern>>,
}

impl Codes {
    /// Reads `codes.toml`. `verification_base`: start of the address in the QR code of a certificate, without a slash at
    /// its end.
    pub fn parse(text: &str, verification_base: &str) -> Result<Self, Problem> {
        let file: File = toml::from_str(text).map_err(|error| Problem::of_toml(text, &error))?;
        for pattern in &file.personal {
            let wrong = |what: &str, remedy: &str| Err(Problem::at(text, Some(pattern.span()), what, remedy));
            let Pattern { starts, shortest, longest, .. } = pattern.get_ref();
            if starts.is_empty() || starts.iter().any(String::is_empty) {
                return wrong(
                    "`starts` is empty",
                    "write how the code begins: without it every code would be taken for one",
                );
            }
            if *shortest == 0 || shortest > longest || *longest > LONGEST {
                return wrong("`shortest` and `longest` are no range", "write 1 to 2048, the shorter first");
            }
        }
        let personal = file.personal.into_iter().map(toml::Spanned::into_inner).collect();
        Ok(Self { verification_base: verification_base.to_owned(), personal })
    }

    /// Knows no personal code: for tests of other things.
    pub fn none(verification_base: &str) -> Self {
        Self { verification_base: verification_base.to_owned(), personal: Vec::new() }
    }

    /// Whether somebody can sign in with a code at all.
    pub fn any_personal(&self) -> bool {
        !self.personal.is_empty()
    }

    /// What `scanned` means.
    pub fn meaning(&self, scanned: &str) -> CodeMeaning {
        let scanned = scanned.trim();
        if scanned.is_empty() || scanned.len() > LONGEST || scanned.chars().any(char::is_control) {
            return CodeMeaning::Foreign;
        }
        let ours = scanned.strip_prefix(self.verification_base.as_str()).filter(|_| !self.verification_base.is_empty());
        if let Some(code) = ours.and_then(|path| path.strip_prefix("/v/")) {
            return verification(code).map_or(CodeMeaning::Foreign, CodeMeaning::Verification);
        }
        if let Some(id) = ours.and_then(|path| path.strip_prefix("/s/")) {
            return submission(id).map_or(CodeMeaning::Foreign, CodeMeaning::Submission);
        }
        let case = ours.and_then(|path| path.strip_prefix("/c/")).unwrap_or(scanned);
        if let Ok(number) = case.parse() {
            return CodeMeaning::Case(number);
        }
        let known = self.personal.iter().find(|pattern| pattern.fits(scanned));
        known.map_or(CodeMeaning::Foreign, |pattern| {
            CodeMeaning::Personal(PersonalCode { kind: pattern.kind, text: scanned.into() })
        })
    }
}

impl Pattern {
    fn fits(&self, scanned: &str) -> bool {
        (self.shortest..=self.longest).contains(&scanned.len())
            && self.starts.iter().any(|start| scanned.starts_with(start.as_str()))
    }
}

fn verification(code: &str) -> Option<String> {
    let good = VERIFICATION_LENGTHS.contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    good.then(|| code.to_owned())
}

/// An id as terminals make them: UUIDv7 in its usual form. Source: RFC 9562, 4 and 5.7.
fn submission(id: &str) -> Option<Uuid> {
    let usual = id.len() == 36 && !id.bytes().any(|byte| byte.is_ascii_uppercase());
    id.parse::<Uuid>().ok().filter(|id| usual && id.get_version_num() == 7)
}

/// What the code on a receipt bears while there is no case number: `<base>/s/<id>`. `base` without a slash at its end.
pub fn submission_address(base: &str, id: Uuid) -> Zeroizing<String> {
    Zeroizing::new(format!("{}/s/{id}", base.trim_end_matches('/')))
}

/// 办件编号: `BJ`, the day it was handed in, a number within the day, and a check digit (ISO 7064 MOD 11,10 over the
/// digits before it). `BJ20261123000123` + check.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseNumber(String);

/// A text that is no case number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no case number; it begins with BJ and has 15 digits, of which the last checks the others")]
pub struct CaseNumberError;

impl CaseNumber {
    /// Digits, check digit included.
    const DIGITS: usize = 15;

    /// The number of the `serial`-th case of a day.
    pub fn new(day: jiff::civil::Date, serial: u32) -> Self {
        let digits = format!("{:04}{:02}{:02}{:06}", day.year(), day.month(), day.day(), serial % 1_000_000);
        let check = check_digit(digits.bytes());
        Self(format!("BJ{digits}{check}"))
    }

    /// As it is shown and printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the code on a receipt bears: `<base>/c/<number>`. `base` without a slash at its end.
    pub fn address(&self, base: &str) -> Zeroizing<String> {
        Zeroizing::new(format!("{}/c/{}", base.trim_end_matches('/'), self.0))
    }
}

impl FromStr for CaseNumber {
    type Err = CaseNumberError;

    fn from_str(text: &str) -> Result<Self, CaseNumberError> {
        let digits = text.strip_prefix("BJ").ok_or(CaseNumberError)?;
        if digits.len() != Self::DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CaseNumberError);
        }
        let (rest, check) = digits.split_at(Self::DIGITS - 1);
        if check_digit(rest.bytes()).to_string() != check {
            return Err(CaseNumberError);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for CaseNumber {
    type Error = CaseNumberError;

    fn try_from(text: String) -> Result<Self, CaseNumberError> {
        text.parse()
    }
}

impl From<CaseNumber> for String {
    fn from(number: CaseNumber) -> Self {
        number.0
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// ISO 7064 MOD 11,10: finds every wrong digit and every swap of neighbours but one in ten of the latter.
fn check_digit(digits: impl Iterator<Item = u8>) -> u32 {
    let rest = digits.fold(10, |product, digit| {
        let sum = (product + u32::from(digit.saturating_sub(b'0'))) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - rest) % 10
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const FILE: &str = "
[[personal]]
kind = 'social_security_card'
starts = ['SSC-']
shortest = 12
longest = 64
";

    fn codes() -> Codes {
        Codes::parse(FILE, "https://verify.example").unwrap()
    }

    #[test]
    fn each_code_means_one_thing() {
        let case = CaseNumber::new(date(2026, 11, 23), 123);
        let cases = [
            ("https://verify.example/v/8KDMQ2XWPL4T", CodeMeaning::Verification("8KDMQ2XWPL4T".into())),
            (" https://verify.example/v/8KDMQ2XWPL4T\r\n", CodeMeaning::Verification("8KDMQ2XWPL4T".into())),
            // Another office's, another path, a code that none of ours is.
            ("https://verify.example.evil/v/8KDMQ2XWPL4T", CodeMeaning::Foreign),
            ("https://verify.example/x/8KDMQ2XWPL4T", CodeMeaning::Foreign),
            ("https://verify.example/v/8KD/../../admin", CodeMeaning::Foreign),
            ("https://verify.example/v/", CodeMeaning::Foreign),
            (case.as_str(), CodeMeaning::Case(case.clone())),
            (
                "SSC-0123456789",
                CodeMeaning::Personal(PersonalCode {
                    kind: PersonalCodeKind::SocialSecurityCard,
                    text: "SSC-0123456789".into(),
                }),
            ),
            ("SSC-0123", CodeMeaning::Foreign),
            (
                "https://verify.example/s/019abc00-0000-7000-8000-000000000001",
                CodeMeaning::Submission(Uuid::from_u128(0x019a_bc00_0000_7000_8000_0000_0000_0001)),
            ),
            // Another version, without dashes, of another office, alone.
            ("https://verify.example/s/019abc00-0000-4000-8000-000000000001", CodeMeaning::Foreign),
            ("https://verify.example/s/019abc0000007000800000000000000001", CodeMeaning::Foreign),
            ("https://verify.example/s/019ABC00-0000-7000-8000-000000000001", CodeMeaning::Foreign),
            ("https://other.example/s/019abc00-0000-7000-8000-000000000001", CodeMeaning::Foreign),
            ("019abc00-0000-7000-8000-000000000001", CodeMeaning::Foreign),
            ("SSC-01234\u{0}56789", CodeMeaning::Foreign),
            ("6901234567892", CodeMeaning::Foreign),
            ("wxp://f2f0example", CodeMeaning::Foreign),
            ("", CodeMeaning::Foreign),
        ];
        for (scanned, meaning) in cases {
            assert_eq!(codes().meaning(scanned), meaning, "{scanned:?}");
        }
        let receipt = format!("https://verify.example/c/{case}");
        assert_eq!(*case.address("https://verify.example/"), receipt);
        assert_eq!(codes().meaning(&receipt), CodeMeaning::Case(case));
        let id = Uuid::from_u128(0x019a_bc00_0000_7000_8000_0000_0000_0001);
        let saved = submission_address("https://verify.example", id);
        assert_eq!(codes().meaning(&saved), CodeMeaning::Submission(id));
        assert_eq!(codes().meaning(&"SSC-".repeat(1000)), CodeMeaning::Foreign);
    }

    #[test]
    fn a_personal_code_does_not_print() {
        let shown = format!("{:?}", codes().meaning("SSC-0123456789"));
        assert!(!shown.contains("0123"), "{shown}");
    }

    #[test]
    fn a_file_that_would_take_every_code_for_a_person_is_refused() {
        let cases = [
            ("starts = ['SSC-']", "starts = []", "`starts` is empty"),
            ("starts = ['SSC-']", "starts = ['']", "`starts` is empty"),
            ("shortest = 12", "shortest = 65", "no range"),
            ("longest = 64", "longest = 4096", "no range"),
            ("'social_security_card'", "'social_card'", "did you mean `social_security_card`?"),
        ];
        for (good, bad, expected) in cases {
            let problem = Codes::parse(&FILE.replace(good, bad), "").unwrap_err();
            assert!(problem.to_string().contains(expected) && problem.line.is_some(), "{problem}");
        }
    }

    proptest! {
        #[test]
        fn a_case_number_reads_back_and_no_wrong_digit_does(serial in 0_u32..1_000_000, at in 2_usize..17, add in 1_u8..10) {
            let number = CaseNumber::new(date(2026, 11, 23), serial);
            prop_assert_eq!(number.as_str().parse::<CaseNumber>().unwrap(), number.clone());
            let mut wrong = number.as_str().as_bytes().to_vec();
            wrong[at] = b'0' + (wrong[at] - b'0' + add) % 10;
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert!(wrong.parse::<CaseNumber>().is_err(), "{}", wrong);
        }

        #[test]
        fn any_text_means_something(scanned in "\\PC*") {
            let _ = codes().meaning(&scanned);
        }
    }
}
