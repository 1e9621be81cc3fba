//! A government platform of invented people, within the program: for development, shows and tests.
//!
//! The people are files (`config/sandbox/people/*.toml`, explained in `config/sandbox/README.md`). As with a real platform
//! their data is not in the terminal: the sandbox keeps where a person's file is and a salted digest of the number, and
//! reads the file again for each question, so that nothing of a person stays in memory when a visit has ended.

mod acting;
mod against;
mod answers;
mod applications;
mod authorisation;
mod card;
mod case;
mod codes;
mod companies;
mod control;
mod departments;
mod earlier;
mod error;
mod issue;
mod life;
mod person;
mod record;
mod registry;
mod settings;

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::form::Forms;
use domain::{Catalogue, IdNumber, MatterId, Problem, Sensitive};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

pub use card::{CardData, CardKind};
pub use codes::CodeFate;
pub use control::SandboxControl;
pub use departments::{Answer, Call, Trouble, Way};
pub use error::{FileProblem, OrderError, SandboxError};
pub use person::{Person, PersonData};
pub use settings::{SandboxSettings, ValidMonths};

use crate::CaseState;
use companies::Companies;
use control::{Shared, lock};
use departments::Departments;
use life::Stages;

/// Name of the signed catalogue beside a folder of people.
const CATALOGUE: &str = "catalogue.json";

/// The sandbox platform. Its [`SandboxControl`] cuts the line, slows it down and makes it fail.
pub struct Sandbox {
    people: Vec<Person>,
    /// Salted digest of a number → place in `people`.
    by_number: HashMap<[u8; 32], usize>,
    salt: [u8; 16],
    settings: SandboxSettings,
    cases: Vec<CaseState>,
    companies: Companies,
    /// The stages of life, and those of matters.
    stages: Stages,
    stage_of: HashMap<MatterId, String>,
    /// Where a signed catalogue may lie; read again for each question.
    catalogue: Vec<PathBuf>,
    shared: Arc<Shared>,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("people", &self.people.len()).finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Reads and checks the people of all folders (`*.toml`, one file a person). What the platform says of itself comes
    /// from the first `platform.toml` that stands beside one of the folders, else from the one that is shipped.
    /// Everything that is wrong in any of the files is told at once.
    pub fn load(folders: &[PathBuf]) -> Result<Self, SandboxError> {
        let mut problems = Vec::new();
        let settings = SandboxSettings::beside(folders).unwrap_or_else(|problem| {
            problems.push(problem);
            SandboxSettings::default()
        });
        let mut sandbox = Self {
            people: Vec::new(),
            by_number: HashMap::new(),
            salt: [0; 16],
            settings,
            cases: codes::beside(folders).unwrap_or_else(|found| {
                problems.extend(found);
                Vec::new()
            }),
            companies: Companies::beside(folders),
            stages: Stages::shipped().clone(),
            stage_of: HashMap::new(),
            catalogue: folders.iter().filter_map(|folder| folder.parent()).map(|it| it.join(CATALOGUE)).collect(),
            shared: Arc::default(),
            clock: Arc::new(Timestamp::now),
        };
        match Departments::beside(folders) {
            Ok(departments) => lock(&sandbox.shared.knobs).departments = departments,
            Err(found) => problems.extend(found),
        }
        if getrandom::fill(&mut sandbox.salt).is_err() {
            problems.push(error::without_line("", "the system gives no random bytes", "check /dev/urandom"));
        }
        for folder in folders {
            match person_files(folder) {
                Ok(files) => files.into_iter().for_each(|file| sandbox.add(file, &mut problems)),
                Err(problem) => problems.push(problem),
            }
        }
        // A person who cannot be read is missing wherever somebody names them: first things first.
        let whole = problems.is_empty();
        let known = |number: &IdNumber| !whole || sandbox.by_number.contains_key(&sandbox.digest(number));
        problems.extend(sandbox.companies.check(&known).err().into_iter().flatten());
        if whole {
            problems.extend(sandbox.authorisations());
        }
        let ids = sandbox.people.iter().map(|person| person.id.clone()).collect();
        // Set once: the people do not change while it runs.
        sandbox.shared.people.set(ids).unwrap_or_default();
        if problems.is_empty() { Ok(sandbox) } else { Err(SandboxError { problems }) }
    }

    /// The same sandbox with another clock: sessions, dates of issue and numbers follow it.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The same sandbox with the forms of the terminal: what is handed in is checked by them, and decided at once where a
    /// form says so.
    #[must_use]
    pub fn with_forms(self, forms: Forms) -> Self {
        // Set once, before anybody asks.
        self.shared.forms.set(forms).unwrap_or_default();
        self
    }

    /// The same sandbox with the catalogue of the terminal: its stages of life, and to which of them a matter belongs.
    #[must_use]
    pub fn with_catalogue(mut self, catalogue: &Catalogue) -> Self {
        self.stages = Stages::of(catalogue);
        self.stage_of = catalogue.matters.iter().map(|matter| (matter.id, matter.stage.clone())).collect();
        self
    }

    /// The same sandbox with a file that keeps what it has of applications over a restart, as a platform elsewhere would:
    /// numbers, days and digests, nothing personal that can be read (what people answered is sealed with their numbers).
    /// It is made where there is none, and written anew with each change.
    /// Attachments that were on their way begin anew. `file`: JSON.
    pub fn with_store(self, file: &Path) -> Result<Self, SandboxError> {
        let wrong = |what: String| {
            let remedy = "check its rights, or delete it: the sandbox's applications are gone then";
            SandboxError { problems: vec![error::without_line(file, what, remedy)] }
        };
        match fs::read(file) {
            Ok(json) => {
                let registry = serde_json::from_slice(&json).map_err(|e| wrong(format!("it cannot be read ({e})")))?;
                *lock(&self.shared.registry) = registry;
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(wrong(format!("the file cannot be read ({e})"))),
        }
        // Set once: what the sandbox has of applications stays in one file.
        self.shared.store.set(file.to_owned()).unwrap_or_default();
        Ok(self)
    }

    /// Everybody, by folder and file name.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// The person of a file `<id>.toml`.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// What works the sandbox from outside.
    pub fn control(&self) -> SandboxControl {
        SandboxControl::of(&self.shared)
    }

    fn add(&mut self, file: PathBuf, problems: &mut Vec<FileProblem>) {
        let (person, data) = match Person::load(file) {
            Ok(loaded) => loaded,
            Err(found) => return problems.extend(found.problems),
        };
        let digest = self.digest(data.card.number.reveal());
        let twin = self.by_number.get(&digest).copied().or_else(|| self.people.iter().position(|p| p.id == person.id));
        if let Some(twin) = twin.and_then(|index| self.people.get(index)) {
            let what = format!("{} has the same number or the same file name", twin.file().display());
            problems.push(error::without_line(person.file(), what, "change one of the two"));
            return;
        }
        self.by_number.insert(digest, self.people.len());
        self.people.push(person);
    }

    /// What is wrong with authorisations of several people, or with whom they name.
    fn authorisations(&self) -> Vec<FileProblem> {
        let mut problems = Vec::new();
        let mut numbers: HashMap<Sensitive<String>, &Person> = HashMap::new();
        for person in &self.people {
            // Files that cannot be read are told already.
            for authorisation in person.read().map(|data| data.authorisations).unwrap_or_default() {
                let number = authorisation.number.reveal();
                let mut wrong = |what, remedy| problems.push(error::without_line(person.file(), what, remedy));
                if !self.by_number.contains_key(&self.digest(authorisation.helper.reveal())) {
                    let what = format!("nobody in the sandbox has the number of the helper of `{number}`");
                    wrong(what, "correct it, or add the person");
                }
                if let Some(other) = numbers.get(&authorisation.number) {
                    let what = format!("{} has the authorisation `{number}`, too", other.file().display());
                    wrong(what, "give one of the two another number");
                }
                numbers.insert(authorisation.number, person);
            }
        }
        problems
    }

    fn digest(&self, number: &IdNumber) -> [u8; 32] {
        Sha256::new().chain_update(self.salt).chain_update(number.as_str()).finalize().into()
    }
}

/// The people's files of a folder, in order of name.
fn person_files(folder: &Path) -> Result<Vec<PathBuf>, FileProblem> {
    let remedy = "name a folder that holds one .toml file a person";
    let unreadable =
        |e: std::io::Error| error::without_line(folder, format!("the folder cannot be read ({e})"), remedy);
    let mut files = fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| entry.map(|e| e.path()).map_err(unreadable))
        .collect::<Result<Vec<_>, _>>()?;
    files.retain(|path| path.extension().is_some_and(|e| e == "toml") && path.is_file());
    files.sort();
    if files.is_empty() {
        return Err(error::without_line(folder, "the folder holds no person", remedy));
    }
    Ok(files)
}

/// Problems of one file, to be collected while it is read.
struct Findings<'a> {
    text: &'a str,
    problems: Vec<Problem>,
}

impl Findings<'_> {
    fn add(&mut self, span: std::ops::Range<usize>, what: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(Problem::at(self.text, Some(span), what, remedy));
    }
}
