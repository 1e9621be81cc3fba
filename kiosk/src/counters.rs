//! What the ticket printer has counted over its life, kept in a file beside the journal: paper fed, cuts, tickets drawn back.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use drivers::printer::{Counters, Printer};

use crate::file::write_whole;

/// Name of the file; it lies beside the journal.
const FILE: &str = "printer-counters.json";

/// Where the counters of a terminal with this journal are.
pub(crate) fn file(journal: &Path) -> PathBuf {
    journal.with_file_name(FILE)
}

/// What was counted before. A file that is not there yet, or cannot be read, is a printer whose past nobody knows.
pub(crate) fn load(path: &Path) -> Counters {
    let read = fs::read(path).map_err(|error| (error.kind() != io::ErrorKind::NotFound).then(|| error.to_string()));
    let counters = read.and_then(|text| serde_json::from_slice(&text).map_err(|error| Some(error.to_string())));
    counters.unwrap_or_else(|why| {
        if let Some(why) = why {
            tracing::warn!(file = %path.display(), why, "what the printer had counted is lost; counting begins anew");
        }
        Counters::default()
    })
}

/// Keeps what is counted from now on, as long as the printer is used. Needs a tokio runtime.
pub(crate) fn keep(printer: &Printer, path: PathBuf) {
    let mut counters = printer.counters();
    tokio::spawn(async move {
        while counters.changed().await.is_ok() {
            let now = *counters.borrow_and_update();
            let path = path.clone();
            let saved = tokio::task::spawn_blocking(move || save(&path, &now)).await;
            if let Ok(Err(error)) = saved {
                tracing::warn!(%error, "what the printer counted was not kept");
            }
        }
    });
}

fn save(path: &Path, counters: &Counters) -> io::Result<()> {
    write_whole(path, &serde_json::to_vec(counters).map_err(io::Error::other)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_there_again_and_a_torn_file_is_no_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder.path().join("journal.db"));
        assert_eq!(load(&path), Counters::default());
        let counted = Counters { dots_fed: 48_000, cuts: 30, roll_began: Some(7), ..Counters::default() };
        save(&path, &counted).unwrap();
        assert_eq!(load(&path), counted);
        fs::write(&path, "{\"dotsFed\": 4").unwrap();
        assert_eq!(load(&path), Counters::default());
    }
}
