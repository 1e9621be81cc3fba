//! The catalogue of matters at a terminal: which one is in force, and what staff do with it on the command line.

mod bundle;
mod offered;
mod store;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use domain::catalogue::{Catalogue, Finder, Here, Hit, Popularity, Source, diff};

use crate::config::Config;

pub(crate) use offered::keep_asking;
#[cfg(test)]
pub(crate) use store::folder;
pub use store::{InForce, NotTaken, Store, Why};

/// So many hits are shown.
const SHOWN: usize = 10;

/// What is done with the catalogue.
#[derive(Subcommand)]
pub enum Command {
    /// Check a catalogue whole: every mistake with file and line (exit code 1: there is one)
    Check {
        /// The folder or the signed file [default: the one in force]
        path: Option<PathBuf>,
    },
    /// What is found for a query, the best first, and why
    Find {
        /// As a person types it: hanzi, pinyin, initials, or all mixed
        query: String,
    },
    /// What changes from one catalogue to another, a sentence each
    Diff {
        /// The folder or the signed file before
        before: PathBuf,
        /// The folder or the signed file after
        after: PathBuf,
    },
    /// Make one file of a folder, and vouch for it
    Sign {
        /// The folder
        folder: PathBuf,
        /// The private key, as `openssl genpkey -algorithm ed25519` makes it
        #[arg(long, value_name = "PEM")]
        key: PathBuf,
        /// The signed file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Take a signed catalogue, if it is newer, right, and vouched for by a key of [catalogue] keys
    Import {
        /// The signed file
        file: PathBuf,
    },
    /// Go back to the catalogue before
    Rollback,
    /// Write the files of the catalogue in force into a folder, to be edited
    Export {
        /// The folder; made when missing, nothing in it is overwritten
        folder: PathBuf,
    },
}

/// The catalogues of a configured terminal.
pub fn store(config: &Config) -> Result<Store, String> {
    let folder = config.journal.with_file_name("catalogue");
    Ok(Store::open(&folder, &config.catalogue, &config.catalogue_keys)?.beside(&config.places, &config.forms))
}

/// Carries a command out.
pub fn run(config: &Config, command: &Command) -> Result<(), String> {
    match command {
        Command::Check { path } => {
            let (catalogue, passed_over) = if let Some(path) = path {
                (read(config, path)?, Vec::new())
            } else {
                let now = store(config)?.in_force()?;
                (now.catalogue, now.passed_over)
            };
            print!("{}", said_of(&catalogue));
            if passed_over.is_empty() { Ok(()) } else { Err(format!("passed over:\n  {}", passed_over.join("\n  "))) }
        }
        Command::Find { query } => {
            print!("{}", found(&store(config)?.in_force()?.catalogue, query));
            Ok(())
        }
        Command::Diff { before, after } => {
            print!("{}", changes(&read(config, before)?, &read(config, after)?));
            Ok(())
        }
        Command::Sign { folder, key, out } => {
            let sources = store::folder(folder)?;
            let catalogue = checked(folder, &sources)?;
            store::write(out, &bundle::sign(&sources, key)?)?;
            println!("{} is version {}, signed", out.display(), catalogue.version);
            Ok(())
        }
        Command::Import { file } => {
            let (old, new) = store(config)?.import(&signed_file(file)?).map_err(|refused| {
                let logged = logged(config, refused.why);
                format!("{} is refused: {}\n{logged}", file.display(), refused.what)
            })?;
            print!("{}", changes(&old, &new));
            println!(
                "{} is in force, after {}; a running terminal takes it up between visits; `kiosk catalogue rollback` goes back",
                new.version, old.version
            );
            Ok(())
        }
        Command::Rollback => {
            let (left, now) = store(config)?.rollback()?;
            println!("{} is in force, {left} is not any more", now.version);
            Ok(())
        }
        Command::Export { folder } => export(&store(config)?.in_force()?, folder),
    }
}

/// Tells the journal that a catalogue was refused: the running terminal does it, else this program. Says what was done.
fn logged(config: &Config, why: Why) -> String {
    let at_terminal = crate::desk::tell(config, crate::desk::Request::CatalogueRefused { why });
    let written = at_terminal.or_else(|_| {
        let runtime = crate::assemble::runtime().map_err(|error| error.to_string())?;
        runtime.block_on(async {
            let now = jiff::Timestamp::now();
            let (journal, _) = journal::Journal::open(&config.journal, now).await.map_err(|error| error.to_string())?;
            let facts = [("why", journal::Value::Word(why.name()))];
            let written = journal.event(journal::EventCode::CatalogueRefused, None, &facts, now).await;
            journal.close().await.and(written).map_err(|error| error.to_string())
        })
    });
    match written {
        Ok(()) => "the journal has it".to_owned(),
        Err(error) => format!("the journal could not be told: {error}"),
    }
}

/// The catalogue of a folder or a signed file. Of two that are compared, an error says which.
fn read(config: &Config, path: &Path) -> Result<Catalogue, String> {
    checked(path, &sources(&config.catalogue_keys, path)?)
}

fn checked(path: &Path, sources: &[Source]) -> Result<Catalogue, String> {
    store::checked(sources).map_err(|error| format!("{}: {error}", path.display()))
}

/// The files of a catalogue: of a folder, or of a signed file by a trusted key.
fn sources(keys: &[PathBuf], path: &Path) -> Result<Vec<Source>, String> {
    if path.is_dir() {
        return store::folder(path);
    }
    let text = bundle::read(path)?;
    let keys = keys.iter().map(|path| bundle::trusted(path)).collect::<Result<Vec<_>, _>>()?;
    bundle::open(&text, &keys).map_err(|error| format!("{}: {error}", path.display()))
}

/// The text of a file that is to be taken.
fn signed_file(file: &Path) -> Result<String, String> {
    if file.is_dir() {
        let sign = format!("kiosk catalogue sign {} --key key.pem --out catalogue.json", file.display());
        return Err(format!(
            "{} is a folder, not a signed catalogue; run `{sign}` first, then import catalogue.json",
            file.display()
        ));
    }
    bundle::read(file)
}

fn said_of(catalogue: &Catalogue) -> String {
    let count = |is_it: fn(&domain::Matter) -> bool| catalogue.matters.iter().filter(|matter| is_it(matter)).count();
    let unconfirmed: usize = catalogue.matters.iter().map(|matter| matter.guide.unconfirmed.len()).sum();
    format!(
        "version {} of {}, from {}\n{} matters, {} rows, 0 errors\n{} rows are looked up and printed here, {} are applied for here, {} have a \
         full guide, {unconfirmed} of its parts are to be confirmed\n{} departments, {} stages, {} materials, {} scenes \
         of several matters\n",
        catalogue.version,
        catalogue.issued,
        catalogue.source,
        catalogue.items(),
        catalogue.matters.len(),
        count(|matter| matches!(matter.here, Here::Print(_))),
        count(|matter| matter.here == Here::Apply),
        count(|matter| !matter.guide.steps.is_empty()),
        catalogue.departments.len(),
        catalogue.stages.len(),
        catalogue.materials.len(),
        catalogue.chains.len(),
    )
}

/// A line a hit: number, name, and the text in which what is meant stands in brackets.
fn found(catalogue: &Catalogue, query: &str) -> String {
    let hits = Finder::new(catalogue, &Popularity::default()).find(query, SHOWN);
    if hits.is_empty() {
        return format!("nothing is found for “{query}”; `says` of a matter holds what people call it\n");
    }
    let line = |hit: &Hit| {
        let matter = catalogue.matters.get(hit.matter)?;
        let (before, rest) = hit.why.text.split_at_checked(hit.why.range.start)?;
        let (meant, after) = rest.split_at_checked(hit.why.range.len())?;
        let why = if meant.is_empty() { format!("like {}", hit.why.text) } else { format!("{before}[{meant}]{after}") };
        Some(format!("{} {}  {why}\n", matter.id, matter.name))
    };
    hits.iter().filter_map(line).collect()
}

fn changes(before: &Catalogue, after: &Catalogue) -> String {
    let changes = diff(before, after);
    let sum = format!("{} → {}：{} 处改动\n", before.version, after.version, changes.len());
    let lines = changes.iter().map(ToString::to_string).chain([sum]);
    lines.collect::<Vec<_>>().join("\n")
}

fn export(now: &InForce, folder: &Path) -> Result<(), String> {
    let there: Vec<String> = now
        .sources
        .iter()
        .filter(|source| folder.join(&source.path).exists())
        .map(|source| source.path.clone())
        .collect();
    if !there.is_empty() {
        return Err(format!("{} is there already: {}; name another folder", folder.display(), there.join(", ")));
    }
    let matters = folder.join("matters");
    std::fs::create_dir_all(&matters).map_err(|error| store::unwritable(&matters, &error))?;
    for source in &now.sources {
        store::write(&folder.join(&source.path), &source.text)?;
    }
    println!("version {} is in {}", now.catalogue.version, folder.display());
    Ok(())
}
