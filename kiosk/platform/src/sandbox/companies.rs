//! Companies of the sandbox, and who may act for them: `companies.toml`. It names people by their numbers, so it is read
//! again for each question, as theirs are, and nothing of it stays in memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::acknowledgement::Company;
use domain::catalogue::Audience;
use domain::{CreditCode, IdNumber, Problem, Sensitive};
use serde::Deserialize;
use toml::Spanned;
use zeroize::Zeroizing;

use super::Findings;
use super::error::{FileProblem, without_line};
use super::life::{Entry, LifeTable};
use super::person::Registers;
use crate::{Operated, Role};

/// The companies that are shipped.
const SHIPPED: &str = include_str!("../../../../config/sandbox/companies.toml");

/// Name of the file beside a folder of people.
const FILE_NAME: &str = "companies.toml";

/// The register that says what a company is: what stands above it in the file goes into it.
const LICENCE: &str = "business_licence";

/// Where the companies stand.
#[derive(Debug, Default)]
pub(super) struct Companies {
    /// `None`: those that are shipped.
    file: Option<PathBuf>,
}

/// What the file says of a company.
pub(super) struct CompanyData {
    pub(super) name: Sensitive<String>,
    pub(super) code: CreditCode,
    roles: Vec<(Sensitive<IdNumber>, Role)>,
    /// What registers know: by register, by field.
    shared: Registers,
    pub(super) life: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    company: Vec<CompanyTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CompanyTable {
    name: Spanned<Sensitive<String>>,
    code: Spanned<String>,
    #[serde(default)]
    role: Vec<RoleTable>,
    #[serde(default)]
    shared: BTreeMap<String, Spanned<BTreeMap<String, Sensitive<String>>>>,
    #[serde(default)]
    life: Vec<LifeTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleTable {
    who: Spanned<Sensitive<String>>,
    role: Role,
}

/// Whether somebody has a number.
type Known<'a> = &'a dyn Fn(&IdNumber) -> bool;

impl Companies {
    /// The first `companies.toml` beside one of the folders, else the shipped one.
    pub(super) fn beside(folders: &[PathBuf]) -> Self {
        let mut files = folders.iter().filter_map(|folder| folder.parent()).map(|folder| folder.join(FILE_NAME));
        Self { file: files.find(|file| file.is_file()) }
    }

    /// What is wrong with the file. `known`: who is in the sandbox. Of the shipped companies some may have nobody: the
    /// people of other folders are others.
    pub(super) fn check(&self, known: Known<'_>) -> Result<(), Vec<FileProblem>> {
        let known = self.file.as_ref().map(|_| known);
        self.parsed(known).map(|_| ())
    }

    /// All companies. The file was good when the sandbox was loaded; an error means that it has changed since.
    pub(super) fn read(&self) -> Result<Vec<CompanyData>, Vec<FileProblem>> {
        self.parsed(None)
    }

    fn parsed(&self, known: Option<Known<'_>>) -> Result<Vec<CompanyData>, Vec<FileProblem>> {
        let Some(file) = &self.file else { return of_file(Path::new(FILE_NAME), parse(SHIPPED, known)) };
        let text = std::fs::read_to_string(file).map(Zeroizing::new).map_err(|error| {
            let what = format!("the file cannot be read ({error})");
            vec![without_line(file, what, "check its rights and its UTF-8")]
        })?;
        of_file(file, parse(&text, known))
    }
}

impl CompanyData {
    /// As what somebody acts for it; `None`: they do not.
    pub(super) fn role_of(&self, who: &IdNumber) -> Option<Role> {
        self.roles.iter().find(|(number, _)| number.reveal() == who).map(|(_, role)| *role)
    }

    pub(super) fn company(&self) -> Company {
        Company { name: self.name.clone(), code: Some(self.code.clone()) }
    }

    pub(super) fn operated_by(&self, who: &IdNumber) -> Option<Operated> {
        Some(Operated { company: self.company(), role: self.role_of(who)? })
    }

    /// What registers say of it to whoever acts for it: the licence knows in which role they do.
    pub(super) fn registers(&self, role: Role) -> Registers {
        let mut registers = self.shared.clone();
        if let Some(licence) = registers.get_mut(LICENCE) {
            licence.insert("name".to_owned(), self.name.clone());
            licence.insert("credit_code".to_owned(), self.code.as_str().into());
            licence.insert("operator_role".to_owned(), role.key().into());
        }
        registers
    }
}

fn of_file<T>(file: &Path, read: Result<T, Vec<Problem>>) -> Result<T, Vec<FileProblem>> {
    read.map_err(|found| found.into_iter().map(|problem| FileProblem { file: file.to_owned(), problem }).collect())
}

/// Reads `companies.toml`.
fn parse(text: &str, known: Option<Known<'_>>) -> Result<Vec<CompanyData>, Vec<Problem>> {
    let file: File = toml::from_str(text).map_err(|error| vec![Problem::of_toml(text, &error)])?;
    let mut findings = Findings { text, problems: Vec::new() };
    let mut companies: Vec<CompanyData> = Vec::new();
    for table in file.company {
        let code = table.code.span();
        let Some(company) = table.check(known, &mut findings) else { continue };
        if companies.iter().any(|other| other.code == company.code) {
            findings.add(code, "this company stands here twice", "make one of the two, or change a code");
        }
        companies.push(company);
    }
    if findings.problems.is_empty() { Ok(companies) } else { Err(findings.problems) }
}

impl CompanyTable {
    /// The company; what is wrong with it goes to `findings`.
    fn check(self, known: Option<Known<'_>>, findings: &mut Findings<'_>) -> Option<CompanyData> {
        if self.name.get_ref().reveal().trim().is_empty() {
            findings.add(self.name.span(), "the company has no name", "write it as on the business licence");
        }
        let code = CreditCode::parse(self.code.get_ref())
            .map_err(|error| findings.add(self.code.span(), error.to_string(), "correct the code"))
            .ok();
        let mut roles: Vec<(Sensitive<IdNumber>, Role)> = Vec::new();
        for RoleTable { who, role } in self.role {
            let number = match IdNumber::parse(who.get_ref().reveal()) {
                Ok(number) => number,
                Err(error) => {
                    findings.add(who.span(), error.to_string(), "correct the number");
                    continue;
                }
            };
            if known.is_some_and(|known| !known(&number)) {
                findings.add(who.span(), "nobody in the sandbox has this number", "correct it, or add the person");
            }
            if roles.iter().any(|(other, _)| *other.reveal() == number) {
                findings.add(who.span(), "this person has a role here twice", "keep one of the two");
            }
            roles.push((number.into(), role));
        }
        let mut shared = Registers::new();
        for (register, fields) in self.shared {
            let own = ["name", "credit_code", "operator_role"];
            if register == LICENCE && own.iter().any(|field| fields.get_ref().contains_key(*field)) {
                let what = "the licence says again what `name`, `code` and `role` say";
                findings.add(fields.span(), what, "remove `name`, `credit_code` and `operator_role` here");
            }
            shared.insert(register, fields.into_inner());
        }
        let life = self.life.into_iter().filter_map(|table| table.check(Audience::Enterprise, findings)).collect();
        Some(CompanyData { name: self.name.into_inner(), code: code?, roles, shared, life })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"[[company]]
name = "环翠示范花店（样例）"
code = "91370000MA3YL00166"

[[company.role]]
who = "370000198811020313"
role = "agent"

[company.shared.business_licence]
address = "山东省威海市环翠区样例路1号"

[[company.life]]
stage = "start"
matter = "个体工商户登记"
matter_en = "Registration of a business"
on = "2020-05-06"
state = "done"
"#;

    #[test]
    fn the_shipped_companies_are_good() {
        let companies = parse(SHIPPED, None).unwrap_or_else(|found| panic!("{found:?}"));
        assert!(companies.len() >= 3);
        assert!(companies.iter().all(|company| company.name.reveal().ends_with("（样例）")));
        assert!(companies.iter().all(|company| !company.roles.is_empty() && !company.life.is_empty()));
    }

    #[test]
    fn the_example_of_the_readme_is_good() {
        let readme = include_str!("../../../../config/sandbox/README.md");
        let example = readme.split("```toml\n").find(|example| example.starts_with("[[company]]")).unwrap();
        assert_eq!(parse(example.split("```").next().unwrap(), None).unwrap_or_default().len(), 1);
    }

    #[test]
    fn mistakes_are_told_with_line_and_remedy() {
        assert!(parse(GOOD, Some(&|_| true)).is_ok());
        let twice = format!("{GOOD}{GOOD}");
        let role_twice = GOOD.replace(
            "[company.shared",
            "[[company.role]]\nwho = \"370000198811020313\"\nrole = \"agent\"\n[company.shared",
        );
        let cases = [
            (GOOD.replace("环翠示范花店（样例）", " "), "line 2: the company has no name"),
            (GOOD.replace("00166", "00167"), "line 3: the last character of the credit code does not fit"),
            (GOOD.replace("020313", "020312"), "line 6: the last character of the ID number does not fit"),
            (GOOD.replace("\"agent\"", "\"agnet\""), "line 7: unknown value `agnet`; did you mean `agent`?"),
            (GOOD.replace("address", "name"), "line 9: the licence says again what `name`, `code` and `role` say"),
            (
                GOOD.replace("\"start\"", "\"work\""),
                "line 13: no life of a company has the stage `work`; use one of: start",
            ),
            (GOOD.replace("2020-05-06", "6 May"), "line 16: this is no day; write it as"),
            (GOOD.replace("个体工商户登记", ""), "line 14: `matter` is empty"),
            (twice, "line 20: this company stands here twice"),
            (role_twice, "line 10: this person has a role here twice"),
        ];
        for (text, expected) in cases {
            let found = parse(&text, None).err().unwrap_or_else(|| panic!("accepted:\n{text}"));
            let told: Vec<String> = found.iter().map(ToString::to_string).collect();
            assert!(told.join("\n").contains(expected), "{expected} was expected: {told:?}");
            assert!(!told.join("\n").contains("198811"), "nobody is quoted: {told:?}");
        }
        let stranger = parse(GOOD, Some(&|_| false)).err().unwrap();
        assert_eq!((stranger.len(), stranger[0].line), (1, Some(6)), "{stranger:?}");
    }
}
