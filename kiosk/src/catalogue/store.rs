//! Which catalogue is in force at this terminal: the last one that was imported, or the folder that came with the
//! program. What was imported stays, so that one can go back and an application keeps the version it began with.

use std::fs;
use std::path::{Path, PathBuf};

use domain::Places;
use domain::catalogue::{self, Catalogue, Source, Version};
use ed25519_dalek::VerifyingKey;

use super::bundle;
use crate::file::write_whole;

/// Lists the versions that were taken, a line each; the last is in force.
const TAKEN: &str = "taken";
/// Lists the versions that staff went back from, a line each; they are taken again by hand only.
const LEFT: &str = "left";

/// The catalogues of a terminal.
pub struct Store {
    /// Where imported ones are kept.
    folder: PathBuf,
    /// The one that came with the program.
    shipped: PathBuf,
    keys: Vec<VerifyingKey>,
    /// Files that name matters of the catalogue: the places, the forms.
    beside: Option<(PathBuf, PathBuf)>,
}

/// The catalogue in force, and why not a later one.
pub struct InForce {
    /// The catalogue.
    pub catalogue: Catalogue,
    /// Its files.
    pub sources: Vec<Source>,
    /// Imported ones that cannot be used, each with the reason.
    pub passed_over: Vec<String>,
}

/// Why a catalogue was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// In one word, for the journal.
    pub why: Why,
    /// What happened and what to do.
    pub what: String,
}

/// Why a catalogue was not taken, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Nobody who is trusted has signed it, or it was changed afterwards.
    NotTrusted,
    /// It has mistakes.
    Wrong,
    /// One that is as new is in force.
    NotNewer,
    /// It could not be kept.
    Disk,
}

impl Why {
    /// As the journal writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotTrusted => "not_trusted",
            Self::Wrong => "wrong",
            Self::NotNewer => "not_newer",
            Self::Disk => "disk",
        }
    }
}

impl Store {
    /// The catalogues in a folder, over the shipped one; the public keys are PEM files.
    pub fn open(folder: &Path, shipped: &Path, keys: &[PathBuf]) -> Result<Self, String> {
        let keys = keys.iter().map(|path| bundle::trusted(path)).collect::<Result<_, _>>()?;
        Ok(Self { folder: folder.to_owned(), shipped: shipped.to_owned(), keys, beside: None })
    }

    /// With the file of places and the folder of forms that a catalogue has to fit: else the terminal could not work
    /// with it, however right it is by itself.
    #[must_use]
    pub fn beside(self, places: &Path, forms: &Path) -> Self {
        Self { beside: Some((places.to_owned(), forms.to_owned())), ..self }
    }

    /// Whether places and forms name only what a catalogue has, and every matter that one applies for has a form.
    fn fits(&self, catalogue: &Catalogue) -> Result<(), String> {
        let Some((places, forms)) = &self.beside else { return Ok(()) };
        let named = |what: String| {
            format!("it does not fit what this terminal has beside it: {what}; change that first, or the catalogue")
        };
        let of_places = |error: String| named(format!("{}: {error}", places.display()));
        let text = fs::read_to_string(places).map_err(|error| of_places(error.to_string()))?;
        Places::parse(&text, catalogue).map_err(|error| of_places(error.to_string()))?;
        crate::forms::read(forms, catalogue).map_err(named)?;
        Ok(())
    }

    /// The catalogue in force. One that cannot be used is passed over: the terminal serves with the one before.
    pub fn in_force(&self) -> Result<InForce, String> {
        let mut passed_over = Vec::new();
        for version in self.versions(TAKEN)?.into_iter().rev() {
            let fitting = |read: (Catalogue, Vec<Source>)| self.fits(&read.0).map(|()| read);
            match self.imported(version).and_then(fitting) {
                Ok((catalogue, sources)) => return Ok(InForce { catalogue, sources, passed_over }),
                Err(error) => passed_over.push(format!("{version}: {error}")),
            }
        }
        let sources = folder(&self.shipped)?;
        let catalogue = checked(&sources)?;
        Ok(InForce { catalogue, sources, passed_over })
    }

    /// Takes a signed catalogue that is newer than the one in force: checked whole before anything is written.
    pub fn import(&self, text: &str) -> Result<(Catalogue, Catalogue), NotTaken> {
        self.take_newer(self.open_whole(text)?, text)
    }

    /// Takes a catalogue that nobody brought by hand: like [`Self::import`], but none that staff went back from.
    pub fn offered(&self, text: &str) -> Result<(Catalogue, Catalogue), NotTaken> {
        let new = self.open_whole(text)?;
        if self.versions(LEFT).map_err(because(Why::Disk))?.contains(&new.version) {
            let what = format!("staff went back from {}; `kiosk catalogue import` takes it again", new.version);
            return Err(NotTaken { why: Why::NotNewer, what });
        }
        self.take_newer(new, text)
    }

    fn open_whole(&self, text: &str) -> Result<Catalogue, NotTaken> {
        let sources = bundle::open(text, &self.keys).map_err(because(Why::NotTrusted))?;
        let new = checked(&sources).map_err(because(Why::Wrong))?;
        self.fits(&new).map_err(because(Why::Wrong))?;
        Ok(new)
    }

    fn take_newer(&self, new: Catalogue, text: &str) -> Result<(Catalogue, Catalogue), NotTaken> {
        let old = self.in_force().map_err(because(Why::Disk))?.catalogue;
        if new.version <= old.version {
            let what = format!(
                "it is version {}, and {} is in force: raise the version in catalogue.toml, or go back with `kiosk catalogue rollback`",
                new.version, old.version
            );
            return Err(NotTaken { why: Why::NotNewer, what });
        }
        self.take(&new, text).map_err(because(Why::Disk))?;
        Ok((old, new))
    }

    fn take(&self, new: &Catalogue, text: &str) -> Result<(), String> {
        fs::create_dir_all(&self.folder).map_err(|error| unwritable(&self.folder, &error))?;
        write(&self.file(new.version), text)?;
        let mut left = self.versions(LEFT)?;
        if left.contains(&new.version) {
            left.retain(|version| *version != new.version);
            self.write_versions(LEFT, &left)?;
        }
        let mut taken = self.versions(TAKEN)?;
        taken.retain(|version| *version < new.version);
        taken.push(new.version);
        self.write_versions(TAKEN, &taken)
    }

    /// Goes back to the catalogue before: the one taken before, else the shipped one.
    pub fn rollback(&self) -> Result<(Version, Catalogue), String> {
        let mut taken = self.versions(TAKEN)?;
        let Some(gone) = taken.pop() else {
            return Err("the catalogue that came with the program is in force: there is none before it".to_owned());
        };
        let mut left = self.versions(LEFT)?;
        left.push(gone);
        // First that it is not wanted: after a power cut between the two, it is in force and not offered again.
        self.write_versions(LEFT, &left)?;
        self.write_versions(TAKEN, &taken)?;
        Ok((gone, self.in_force()?.catalogue))
    }

    fn imported(&self, version: Version) -> Result<(Catalogue, Vec<Source>), String> {
        let sources = bundle::open(&bundle::read(&self.file(version))?, &self.keys)?;
        Ok((checked(&sources)?, sources))
    }

    fn file(&self, version: Version) -> PathBuf {
        self.folder.join(format!("{version}.json"))
    }

    /// The file that changes whenever another catalogue comes into force.
    pub fn watched(&self) -> PathBuf {
        self.folder.join(TAKEN)
    }

    fn versions(&self, file: &str) -> Result<Vec<Version>, String> {
        let path = self.folder.join(file);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(bundle::unreadable(&path, &error)),
        };
        let version = |line: &str| {
            line.parse().map_err(|error| format!("{}: “{line}”: {error}; correct or remove the line", path.display()))
        };
        text.lines().map(version).collect()
    }

    fn write_versions(&self, file: &str, versions: &[Version]) -> Result<(), String> {
        let lines: Vec<String> = versions.iter().map(Version::to_string).collect();
        write(&self.folder.join(file), &lines.join("\n"))
    }
}

fn because(why: Why) -> impl FnOnce(String) -> NotTaken {
    move |what| NotTaken { why, what }
}

/// The files of a folder that holds a catalogue.
pub(crate) fn folder(root: &Path) -> Result<Vec<Source>, String> {
    let export = "`kiosk catalogue export FOLDER` writes the files in force into a new folder";
    if root.is_file() {
        return Err(format!("{} is a file; name the folder that holds catalogue.toml: {export}", root.display()));
    }
    let mut sources = Vec::new();
    for part in ["", "matters"] {
        let folder = if part.is_empty() { root.to_owned() } else { root.join(part) };
        // That there are no matters is told with everything else that is wrong.
        if !part.is_empty() && !folder.exists() {
            continue;
        }
        let error = |error: std::io::Error| bundle::unreadable(&folder, &error);
        for entry in fs::read_dir(&folder).map_err(error)? {
            let path = entry.map_err(error)?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let path_within = if part.is_empty() { name.to_owned() } else { format!("{part}/{name}") };
                sources.push(Source::of_bytes(path_within, bundle::bytes(&path)?));
            }
        }
    }
    if sources.is_empty() {
        return Err(format!(
            "{} holds no catalogue: no file in it ends in .toml; name the folder that holds catalogue.toml: {export}",
            root.display()
        ));
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

/// A catalogue that was checked whole.
pub(super) fn checked(sources: &[Source]) -> Result<Catalogue, String> {
    catalogue::load(sources).map_err(|problems| problems.to_string())
}

/// Writes a file whole or not at all.
pub(super) fn write(path: &Path, text: &str) -> Result<(), String> {
    write_whole(path, text.as_bytes()).map_err(|error| unwritable(path, &error))
}

/// Why a file or folder cannot be written, and what to do.
pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> String {
    format!("{} cannot be written: {error}; name a place that is there and that this user may write to", path.display())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Bench, signed};
    use super::*;

    #[test]
    fn a_newer_catalogue_is_taken_and_one_can_go_back() {
        let bench = Bench::new();
        let store = bench.store();
        assert_eq!(store.in_force().unwrap().catalogue.version.to_string(), "2026.11.1", "the shipped one");
        assert!(store.rollback().unwrap_err().contains("there is none before it"));
        let (old, new) = store.import(&signed(&bench, "2026.12.1")).unwrap();
        assert_eq!((old.version.to_string(), new.version.to_string()), ("2026.11.1".into(), "2026.12.1".into()));
        store.import(&signed(&bench, "2027.1.1")).unwrap();
        assert_eq!(store.in_force().unwrap().catalogue.version.to_string(), "2027.1.1");
        let (left, now) = store.rollback().unwrap();
        assert_eq!((left.to_string(), now.version.to_string()), ("2027.1.1".into(), "2026.12.1".into()));
        assert!(store.file(left).exists(), "an application that began with it still has it");
        let offered = store.offered(&signed(&bench, "2027.1.1")).unwrap_err();
        assert!(offered.why == Why::NotNewer && offered.what.contains("staff went back"), "{offered:?}");
        store.import(&signed(&bench, "2027.1.1")).unwrap();
        assert_eq!(store.in_force().unwrap().catalogue.version.to_string(), "2027.1.1", "once more");
        store.offered(&signed(&bench, "2027.2.1")).unwrap();
        assert_eq!(store.in_force().unwrap().catalogue.version.to_string(), "2027.2.1", "nobody went back from it");
    }

    #[test]
    fn nothing_is_taken_that_is_old_wrongly_signed_or_wrong() {
        let bench = Bench::new();
        let store = bench.store();
        let good = signed(&bench, "2026.12.1");
        let refused = |text: &str| store.import(text).unwrap_err();
        let old = refused(&signed(&bench, "2026.11.1"));
        assert!(old.why == Why::NotNewer && old.what.contains("raise the version"), "{old:?}");
        let changed = refused(&good.replace("失业", "失踪"));
        assert!(changed.why == Why::NotTrusted && changed.what.contains("not by a key that is trusted"), "{changed:?}");
        let wrong =
            bench.sign("2026.12.1", |source| source.text = source.text.replace("scene = \"失业\"", "scene = \"失踪\""));
        let wrong = refused(&wrong);
        assert!(wrong.why == Why::Wrong && wrong.what.contains("工作 has no scene “失踪”"), "{wrong:?}");
        assert_eq!(store.in_force().unwrap().catalogue.version.to_string(), "2026.11.1");
        assert!(!bench.folder().exists(), "nothing was written");
    }

    #[test]
    fn one_that_was_spoilt_on_disk_is_passed_over() {
        let bench = Bench::new();
        let store = bench.store();
        store.import(&signed(&bench, "2026.12.1")).unwrap();
        fs::write(bench.folder().join("2026.12.1.json"), "{").unwrap();
        let now = store.in_force().unwrap();
        assert_eq!(now.catalogue.version.to_string(), "2026.11.1");
        assert_eq!(now.passed_over.len(), 1);
        assert!(now.passed_over[0].starts_with("2026.12.1: this is no signed catalogue"));
    }
}
