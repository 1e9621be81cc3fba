//! Where librime keeps what it learns: a folder a visit, in memory, gone with the visit.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;

use crate::error::TypingError;

const PREFIX: &str = "kiosk-typing-";

/// The folder of a visit. Dropping it removes it, too; [`Visit::end`] says whether that went well.
#[derive(Debug)]
pub(crate) struct Visit(TempDir);

impl Visit {
    /// Makes a folder in `visits` that nobody else may read, and removes what terminals left there that are no more.
    pub(crate) fn begin(visits: &Path) -> Result<Self, TypingError> {
        sweep(visits);
        let prefix = format!("{PREFIX}{}-", std::process::id());
        let own = Permissions::from_mode(0o700);
        let made = tempfile::Builder::new().prefix(&prefix).permissions(own).tempdir_in(visits);
        made.map(Self).map_err(|error| TypingError::Folder { folder: visits.to_owned(), why: error.to_string() })
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Removes it with all that is in it. The engine has ended before, or it would write it anew.
    pub(crate) fn end(self) -> Result<(), TypingError> {
        let folder = self.0.path().to_owned();
        self.0.close().map_err(|error| TypingError::Remains { folder, why: error.to_string() })
    }
}

/// A terminal that was killed could not remove its folder.
fn sweep(visits: &Path) {
    let Ok(entries) = std::fs::read_dir(visits) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split('-').next()?.parse::<u32>().ok());
        if process.is_some_and(|process| !Path::new("/proc").join(process.to_string()).exists()) {
            // Another's folder cannot be removed, and is no affair of this terminal.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_private_and_gone_at_the_end() {
        let visits = tempfile::tempdir().unwrap();
        let visit = Visit::begin(visits.path()).unwrap();
        let folder = visit.folder().to_owned();
        std::fs::create_dir(folder.join("luna_pinyin.userdb")).unwrap();
        std::fs::write(folder.join("luna_pinyin.userdb/1.log"), "learnt").unwrap();
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        visit.end().unwrap();
        assert_eq!(std::fs::read_dir(visits.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_a_killed_terminal_left_is_removed_and_a_living_ones_stays() {
        let visits = tempfile::tempdir().unwrap();
        // No process has the number of the largest.
        let [dead, living, other] =
            [format!("{PREFIX}{}-abc", u32::MAX), format!("{PREFIX}{}-abc", std::process::id()), "else".to_owned()]
                .map(|name| visits.path().join(name));
        for folder in [&dead, &living, &other] {
            std::fs::create_dir(folder).unwrap();
            std::fs::write(folder.join("learnt"), "learnt").unwrap();
        }
        let visit = Visit::begin(visits.path()).unwrap();
        assert_eq!((dead.exists(), living.exists(), other.exists()), (false, true, true));
        visit.end().unwrap();
    }

    #[test]
    fn a_place_that_cannot_be_written_is_told() {
        let told = Visit::begin(Path::new("/proc/nowhere")).unwrap_err();
        assert!(told.to_string().contains("/proc/nowhere") && told.to_string().contains("check that"), "{told}");
    }
}
