//! A disk whose power can be cut: it keeps what was synced, and of the rest whatever it likes.
//!
//! What is not synced is kept or not by sectors, each by itself; a file may have grown without what was written into it;
//! names that were made, changed or removed in the folder may be as before. A name is only there for good when its folder
//! was synced, which is stricter than most file systems are.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::common::Random;

/// Something that a program does to the files of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// Opens a file; makes it, empties it.
    Opened {
        name: String,
        makes: bool,
        empties: bool,
    },
    /// Writes into it; without an offset, after what it wrote last.
    Written {
        name: String,
        offset: Option<u64>,
        bytes: Vec<u8>,
    },
    /// Cuts or lengthens it.
    Length {
        name: String,
        length: u64,
    },
    Synced {
        name: String,
    },
    FolderSynced,
    Renamed {
        from: String,
        to: String,
    },
    Removed {
        name: String,
    },
}

/// A change of a file that is not synced.
#[derive(Debug)]
enum Content {
    Written { offset: usize, bytes: Vec<u8> },
    Length(usize),
}

/// A change of the folder that is not synced.
#[derive(Debug)]
enum Naming {
    Made { name: String, file: usize },
    Renamed { from: String, to: String },
    Removed { name: String },
}

#[derive(Debug, Default)]
struct File {
    synced: Vec<u8>,
    changes: Vec<Content>,
    /// Where a write without an offset goes.
    position: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Disk {
    files: Vec<File>,
    /// The folder as programs see it, and as it was synced.
    names: BTreeMap<String, usize>,
    synced: BTreeMap<String, usize>,
    changes: Vec<Naming>,
}

/// What a cut leaves in a folder.
pub(crate) type Left = BTreeMap<String, Vec<u8>>;

/// Puts what a cut has left into a folder.
pub(crate) fn put(left: &Left, folder: &Path) {
    for (name, bytes) in left {
        fs::write(folder.join(name), bytes).unwrap();
    }
}

impl Disk {
    pub(crate) fn change(&mut self, change: &Change) {
        match change {
            Change::Opened { name, makes, empties } => {
                if *makes && !self.names.contains_key(name) {
                    self.names.insert(name.clone(), self.files.len());
                    self.changes.push(Naming::Made { name: name.clone(), file: self.files.len() });
                    self.files.push(File::default());
                }
                let file = self.file(name);
                file.position = 0;
                if *empties {
                    file.changes.push(Content::Length(0));
                }
            }
            Change::Written { name, offset, bytes } => {
                let file = self.file(name);
                let offset = offset.map_or(file.position, |offset| offset as usize);
                file.position = offset + bytes.len();
                file.changes.push(Content::Written { offset, bytes: bytes.clone() });
            }
            Change::Length { name, length } => self.file(name).changes.push(Content::Length(*length as usize)),
            Change::Synced { name } => {
                let file = self.file(name);
                for change in std::mem::take(&mut file.changes) {
                    change.to(&mut file.synced);
                }
            }
            Change::FolderSynced => {
                self.changes.clear();
                self.synced = self.names.clone();
            }
            Change::Renamed { from, to } => {
                let file = self.names.remove(from).unwrap();
                self.names.insert(to.clone(), file);
                self.changes.push(Naming::Renamed { from: from.clone(), to: to.clone() });
            }
            Change::Removed { name } => {
                self.names.remove(name).unwrap();
                self.changes.push(Naming::Removed { name: name.clone() });
            }
        }
    }

    fn file(&mut self, name: &str) -> &mut File {
        &mut self.files[self.names[name]]
    }

    /// What programs see.
    pub(crate) fn seen(&self) -> Left {
        let whole = |file: &File| {
            let mut bytes = file.synced.clone();
            file.changes.iter().for_each(|change| change.to(&mut bytes));
            bytes
        };
        self.names.iter().map(|(name, file)| (name.clone(), whole(&self.files[*file]))).collect()
    }

    /// What is there when the power comes back.
    pub(crate) fn cut(&self, random: &mut Random) -> Left {
        let sector = if random.to(1) == 0 { 512 } else { 4096 };
        // From nothing to everything of what was not synced.
        let kept = 25 * random.to(4);
        let mut keeps = move || random.to(99) < kept;
        let mut names = self.synced.clone();
        for change in &self.changes {
            if !keeps() {
                continue;
            }
            match change {
                Naming::Made { name, file } => drop(names.insert(name.clone(), *file)),
                Naming::Removed { name } => drop(names.remove(name)),
                Naming::Renamed { from, to } => {
                    if let Some(file) = names.remove(from) {
                        names.insert(to.clone(), file);
                    }
                }
            }
        }
        names.into_iter().map(|(name, file)| (name, self.files[file].cut(sector, &mut keeps))).collect()
    }
}

impl File {
    fn cut(&self, sector: usize, keeps: &mut impl FnMut() -> bool) -> Vec<u8> {
        let mut left = self.synced.clone();
        // What stands where a file has grown and nothing has arrived.
        let empty = if keeps() { 0 } else { 0xa5 };
        for change in &self.changes {
            match change {
                Content::Length(length) if keeps() => left.resize(*length, 0),
                Content::Length(_) => {}
                Content::Written { offset, bytes } => {
                    let mut at = *offset;
                    while at < offset + bytes.len() {
                        let end = ((at / sector + 1) * sector).min(offset + bytes.len());
                        if keeps() {
                            write(&mut left, at, &bytes[at - offset..end - offset], empty);
                        } else if left.len() < end && keeps() {
                            left.resize(end, empty);
                        }
                        at = end;
                    }
                }
            }
        }
        left
    }
}

impl Content {
    fn to(&self, file: &mut Vec<u8>) {
        match self {
            Self::Length(length) => file.resize(*length, 0),
            Self::Written { offset, bytes } => write(file, *offset, bytes, 0),
        }
    }
}

fn write(file: &mut Vec<u8>, at: usize, bytes: &[u8], empty: u8) {
    if file.len() < at + bytes.len() {
        file.resize(at + bytes.len(), empty);
    }
    file[at..at + bytes.len()].copy_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(disk: &Disk) -> Vec<Left> {
        let mut random = Random(7);
        (0..500).map(|_| disk.cut(&mut random)).collect()
    }

    #[test]
    fn what_is_synced_stays_and_of_the_rest_anything_may() {
        let name = || "file".to_owned();
        let mut disk = Disk::default();
        disk.change(&Change::Opened { name: name(), makes: true, empties: false });
        disk.change(&Change::Written { name: name(), offset: None, bytes: vec![1; 1000] });
        disk.change(&Change::Synced { name: name() });
        let some = cuts(&disk);
        assert!(some.iter().any(Left::is_empty), "its name is not synced");
        assert!(some.iter().all(|left| left.get("file").is_none_or(|bytes| *bytes == [1; 1000])));
        disk.change(&Change::FolderSynced);
        assert!(cuts(&disk).iter().all(|left| left["file"] == [1; 1000]));

        disk.change(&Change::Written { name: name(), offset: Some(400), bytes: vec![2; 1200] });
        assert_eq!(disk.seen()["file"], [[1; 400].as_slice(), &[2; 1200]].concat());
        let some = cuts(&disk);
        let has = |wanted: &dyn Fn(&[u8]) -> bool| some.iter().any(|left| wanted(&left["file"]));
        assert!(has(&|file| file == [1; 1000]), "nothing of it");
        assert!(has(&|file| file[400..] == [2; 1200]), "all of it");
        assert!(has(&|file| file[400] == 1 && file[512] == 2), "its second sector before its first");
        assert!(has(&|file| file[1000..].contains(&0xa5)), "longer, and what stood there before");
        assert!(some.iter().all(|left| left["file"][..400] == [1; 400]));

        disk.change(&Change::Renamed { from: name(), to: "other".to_owned() });
        let some = cuts(&disk);
        assert!(some.iter().all(|left| left.len() == 1), "one of the two names");
        assert!(
            some.iter().any(|left| left.contains_key("file")) && some.iter().any(|left| left.contains_key("other"))
        );
        disk.change(&Change::FolderSynced);
        disk.change(&Change::Removed { name: "other".to_owned() });
        assert!(cuts(&disk).iter().any(|left| left.contains_key("other")), "its removal is not synced");
    }
}
