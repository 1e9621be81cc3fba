//! What phones and papers show: personal codes, verification codes, case numbers.

use std::path::{Path, PathBuf};

use domain::{CaseNumber, Identity, PersonalCode, PersonalCodeKind, Problem, Sensitive, mask_name};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use toml::Spanned;

use super::Sandbox;
use super::control::lock;
use super::error::{FileProblem, without_line};
use super::issue;
use super::person::Person;
use crate::{CaseStage, CaseState, CodeRefusal, IssuedPaper, PaperKind, PlatformError};

/// The cases that are shipped.
const SHIPPED: &str = include_str!("../../../../config/sandbox/cases.toml");

/// Name of the file beside a folder of people.
const FILE_NAME: &str = "cases.toml";

/// What becomes of a code that a phone shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CodeFate {
    /// It is good, once and for a while.
    #[default]
    Good,
    /// The phone shows it for too long.
    Expired,
    /// Its owner has not signed up.
    NotSignedUp,
}

/// A code that a phone shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShownCode {
    /// Place in the sandbox's people.
    pub(super) person: usize,
    pub(super) shown: Timestamp,
    pub(super) fate: CodeFate,
}

/// For how long a code is good: phones refresh theirs every minute.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(2);

/// How the sandbox's codes begin (`config/codes.toml`).
fn start(kind: PersonalCodeKind) -> &'static str {
    match kind {
        PersonalCodeKind::SocialSecurityCard => "SANDBOX-SSC-",
        PersonalCodeKind::ResidentCode => "SANDBOX-RES-",
        PersonalCodeKind::NetworkIdentity => "SANDBOX-NET-",
    }
}

/// A code that nobody can guess.
pub(super) fn fresh_code(kind: PersonalCodeKind) -> Option<Sensitive<String>> {
    let random = u128::from_le_bytes(issue::random().ok()?);
    Some(format!("{}{random:032X}", start(kind)).into())
}

impl Sandbox {
    /// Whose code it is; it is used up by the question.
    pub(super) fn do_resolve(&self, code: &PersonalCode) -> Result<Identity, PlatformError> {
        let refused = |refusal| Err(PlatformError::Code(refusal));
        if !code.text.reveal().starts_with(start(code.kind)) {
            return refused(CodeRefusal::Invalid);
        }
        let mut codes = lock(&self.shared.codes);
        let Some(shown) = codes.get_mut(&code.text) else { return refused(CodeRefusal::Invalid) };
        let age = (self.clock)().duration_since(shown.shown);
        let person = shown.person;
        match shown.fate {
            CodeFate::NotSignedUp => return refused(CodeRefusal::NotSignedUp),
            CodeFate::Expired => return refused(CodeRefusal::Expired),
            CodeFate::Good if age > GOOD_FOR => return refused(CodeRefusal::Expired),
            CodeFate::Good => {}
        }
        if person == USED {
            return refused(CodeRefusal::Used);
        }
        shown.person = USED;
        drop(codes);
        let Some(Ok(data)) = self.people().get(person).map(Person::read) else {
            return Err(PlatformError::Failed { reference: "SANDBOX-PERSON-FILE".to_owned() });
        };
        Ok(data.card.identity())
    }

    /// The certificate, or the paper of a decision, with this verification code.
    pub(super) fn do_verify(&self, code: &str) -> Result<Option<IssuedPaper>, PlatformError> {
        let issued = lock(&self.shared.issued);
        let Some(found) = issued.values().find(|issued| issued.certificate.verification_code == code) else {
            return self.decision_paper(code);
        };
        let paper = &found.certificate;
        Ok(Some(IssuedPaper {
            document: PaperKind::Certificate(paper.request.kind()),
            number: paper.number.clone(),
            issuer: paper.issuer.clone(),
            issued_on: paper.issued_on,
            valid_until: Some(paper.valid_until),
            masked_name: masked_name(self.people().get(found.person))?,
        }))
    }

    /// 结果证照 of a granted application.
    fn decision_paper(&self, code: &str) -> Result<Option<IssuedPaper>, PlatformError> {
        let registry = lock(&self.shared.registry);
        let Some((paper, person)) = registry.decided(code, (self.clock)()) else { return Ok(None) };
        let masked_name = match person {
            Some(person) => masked_name(self.person(person))?,
            // Names are not kept, and no file here has it.
            None => "＊".into(),
        };
        Ok(Some(IssuedPaper {
            document: PaperKind::Decision(paper.title),
            number: paper.number,
            issuer: paper.issuer,
            issued_on: paper.issued_on,
            valid_until: None,
            masked_name,
        }))
    }
}

/// The name that a person's papers bear, masked.
fn masked_name(person: Option<&Person>) -> Result<Sensitive<String>, PlatformError> {
    let Some(Ok(data)) = person.map(Person::read) else {
        return Err(PlatformError::Failed { reference: "SANDBOX-PERSON-FILE".to_owned() });
    };
    let name = data.record.as_ref().map_or_else(|| data.card.name(), |record| record.name.clone());
    Ok(mask_name(name.reveal()).into())
}

/// In place of a person: the code was asked about.
const USED: usize = usize::MAX;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    case: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    number: Spanned<String>,
    matter: String,
    matter_en: String,
    stage: CaseStage,
    since: Spanned<String>,
    answer_by: Option<Spanned<String>>,
}

/// The first `cases.toml` beside one of the folders, else the shipped one.
pub(super) fn beside(folders: &[PathBuf]) -> Result<Vec<CaseState>, Vec<FileProblem>> {
    let mut files = folders.iter().filter_map(|folder| folder.parent()).map(|folder| folder.join(FILE_NAME));
    let Some(file) = files.find(|file| file.is_file()) else {
        return cases(SHIPPED).map_err(|found| of_file(Path::new(FILE_NAME), found));
    };
    let text = std::fs::read_to_string(&file).map_err(|error| {
        vec![without_line(&file, format!("the file cannot be read ({error})"), "check its rights and its UTF-8")]
    })?;
    cases(&text).map_err(|found| of_file(&file, found))
}

fn of_file(file: &Path, found: Vec<Problem>) -> Vec<FileProblem> {
    found.into_iter().map(|problem| FileProblem { file: file.to_owned(), problem }).collect()
}

/// Reads `cases.toml`.
fn cases(text: &str) -> Result<Vec<CaseState>, Vec<Problem>> {
    let file: File = toml::from_str(text).map_err(|error| vec![Problem::of_toml(text, &error)])?;
    let mut problems = Vec::new();
    let cases = file.case.into_iter().filter_map(|entry| case(text, entry, &mut problems)).collect();
    if problems.is_empty() { Ok(cases) } else { Err(problems) }
}

fn case(text: &str, entry: Entry, problems: &mut Vec<Problem>) -> Option<CaseState> {
    let mut day = |date: &Spanned<String>| -> Option<Date> {
        let read = date.get_ref().parse();
        if read.is_err() {
            problems.push(Problem::at(text, Some(date.span()), "this is no day", "write it as 2026-11-23"));
        }
        read.ok()
    };
    let since = day(&entry.since);
    let answer_by = entry.answer_by.as_ref().map(&mut day);
    let number = entry.number.get_ref().parse::<CaseNumber>();
    if let Err(error) = &number {
        let remedy = "the last digit is ISO 7064 MOD 11,10 of those before it";
        problems.push(Problem::at(text, Some(entry.number.span()), error.to_string(), remedy));
    }
    Some(CaseState {
        number: number.ok()?,
        matter: entry.matter,
        matter_en: entry.matter_en,
        stage: entry.stage,
        since: since?,
        answer_by: answer_by.flatten(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_cases_are_good_and_each_stage_is_there() {
        let cases = cases(SHIPPED).unwrap();
        let stages: std::collections::HashSet<CaseStage> = cases.iter().map(|case| case.stage).collect();
        assert_eq!(stages.len(), 5, "{stages:?}");
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let good = SHIPPED;
        let number = cases(good).unwrap()[0].number.to_string();
        let (rest, check) = number.split_at(number.len() - 1);
        let other = (check.parse::<u8>().unwrap() + 1) % 10;
        let wrong = cases(&good.replacen(&number, &format!("{rest}{other}"), 1)).unwrap_err();
        assert!(wrong[0].line.is_some() && wrong[0].what.contains("no case number"), "{wrong:?}");
        let wrong = cases(&good.replacen("since = \"2026-", "since = \"Nov-", 1)).unwrap_err();
        assert!(wrong[0].what.contains("no day"), "{wrong:?}");
    }
}
