//! How often each matter's guide was opened at this terminal, kept in a file beside the journal: what is asked most is
//! found first. Nothing of who opened it, nor when.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::catalogue::{MatterId, Popularity};

use crate::file::write_whole;

/// Name of the file; it lies beside the journal.
const FILE: &str = "asked.json";

/// The counts of a terminal.
#[derive(Debug, Clone)]
pub struct Asked {
    path: Arc<PathBuf>,
    counts: Arc<Mutex<Counts>>,
}

#[derive(Debug, Default)]
struct Counts {
    by_matter: BTreeMap<String, u32>,
    unsaved: bool,
}

impl Asked {
    /// The counts beside a journal. A file that is not there yet, or cannot be read, is a terminal that nobody has asked.
    pub fn beside(journal: &Path) -> Self {
        let path = journal.with_file_name(FILE);
        let read =
            fs::read(&path).map_err(|error| (error.kind() != io::ErrorKind::NotFound).then(|| error.to_string()));
        let counts = read.and_then(|text| serde_json::from_slice(&text).map_err(|error| Some(error.to_string())));
        let by_matter = counts.unwrap_or_else(|why| {
            if let Some(why) = why {
                tracing::warn!(file = %path.display(), why, "what was asked most is lost; counting begins anew");
            }
            BTreeMap::new()
        });
        Self { path: Arc::new(path), counts: Arc::new(Mutex::new(Counts { by_matter, unsaved: false })) }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A guide was opened.
    pub fn opened(&self, id: MatterId) {
        let mut counts = self.counts();
        let count = counts.by_matter.entry(id.to_string()).or_default();
        *count = count.saturating_add(1);
        counts.unsaved = true;
    }

    /// What finding is weighed by. Matters of a catalogue before are still counted; who asks for them knows.
    pub fn popularity(&self) -> Popularity {
        let counts = self.counts();
        let known = counts.by_matter.iter().filter_map(|(id, count)| Some((id.parse().ok()?, *count)));
        Popularity(known.collect())
    }

    /// Writes what is new. Waits for the disk: call it where waiting is allowed.
    pub fn save(&self) {
        let mut counts = self.counts();
        if !std::mem::replace(&mut counts.unsaved, false) {
            return;
        }
        let text = serde_json::to_vec(&counts.by_matter).map_err(io::Error::other);
        drop(counts);
        if let Err(error) = text.and_then(|text| write_whole(&self.path, &text)) {
            tracing::warn!(%error, file = %self.path.display(), "what was asked most is not kept");
            self.counts().unsaved = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_opened_is_counted_and_there_again() {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("journal.db");
        let asked = Asked::beside(&journal);
        let id: MatterId = "P054-1".parse().unwrap();
        asked.save();
        assert!(!folder.path().join(FILE).exists(), "nothing was counted");
        asked.opened(id);
        asked.opened(id);
        asked.save();
        let again = Asked::beside(&journal);
        assert_eq!(again.popularity().0.get(&id), Some(&2));
        fs::write(folder.path().join(FILE), "{\"P054-1\": 4").unwrap();
        assert_eq!(Asked::beside(&journal).popularity(), Popularity::default());
    }
}
