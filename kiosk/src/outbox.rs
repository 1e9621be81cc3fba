//! For staff: what was handed in and has not arrived, and how it is settled (`kiosk outbox`).

use clap::Subcommand;
use journal::outbox::{Outbox, OutboxRow, Settle};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::config::Config;
use crate::desk::{self, Reply, Request};

/// Entries that are told at once.
const MOST: u32 = 100;

/// `kiosk outbox`
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The newest entries: what each is, where it stands, its numbers
    List,
    /// Settle one that is unknown or cannot be sent
    Settle {
        /// Its id, as `list` says it
        id: Uuid,
        /// What was found out
        #[arg(value_enum)]
        how: How,
    },
}

/// What was found out of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The department has it
    ItIsThere,
    /// The department does not have it, or what was in the way is mended: send it
    SendAgain,
    /// It was settled with the person in another way: what was stored is deleted
    GivenUp,
}

impl From<How> for Settle {
    fn from(how: How) -> Self {
        match how {
            How::ItIsThere => Self::ItIsThere,
            How::SendAgain => Self::SendAgain,
            How::GivenUp => Self::GivenUp,
        }
    }
}

/// An entry as staff see it. Says nothing of whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// `application`, `supplement`, `rating`.
    pub kind: String,
    /// 本机编号, as on the receipt.
    pub local: u32,
    /// Key of an application's form.
    pub form: Option<String>,
    /// `pending`, `reserved`, `uploading`, `submitting`, `accepted`, `rejected`, `unknown`, `dead`.
    pub state: String,
    /// Why it is unknown or dead.
    pub why: Option<String>,
    /// 办件编号
    pub number: Option<String>,
    /// Since when it stands there.
    pub since: jiff::Timestamp,
}

impl From<OutboxRow> for Entry {
    fn from(row: OutboxRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind.as_str().to_owned(),
            local: row.local,
            form: row.form,
            state: row.state.name().as_str().to_owned(),
            why: row.state.why().map(|why| why.as_str().to_owned()),
            number: row.state.number().map(|number| number.as_str().to_owned()),
            since: row.changed_at,
        }
    }
}

/// What the running terminal answers.
pub(crate) async fn entries(outbox: &Outbox) -> Reply {
    match outbox.entries(MOST).await {
        Ok(rows) => Reply::Outbox(rows.into_iter().map(Entry::from).collect()),
        Err(error) => Reply::Error(error.to_string()),
    }
}

/// The same for an entry that is settled.
pub(crate) async fn settle(outbox: &Outbox, id: Uuid, how: How) -> Reply {
    match outbox.settle(id, how.into(), jiff::Timestamp::now()).await {
        Ok(row) => Reply::Outbox(vec![Entry::from(row)]),
        Err(error) => Reply::Error(error.to_string()),
    }
}

/// Asks the running terminal and says what it answers.
pub(crate) fn run(config: &Config, command: &Command) -> Result<(), String> {
    let request = match command {
        Command::List => Request::Outbox,
        Command::Settle { id, how } => Request::Settle { id: *id, how: *how },
    };
    let Reply::Outbox(entries) = desk::ask(config, request)? else {
        return Err("the terminal answered something else".into());
    };
    if entries.is_empty() {
        println!("nothing was handed in here");
    }
    for entry in entries {
        let form = entry.form.map(|form| format!(" {form}")).unwrap_or_default();
        let number = entry.number.map(|number| format!(", case {number}")).unwrap_or_default();
        let why = entry.why.map(|why| format!(" ({})", why.replace('_', " "))).unwrap_or_default();
        println!(
            "{}  {:04}  {}{form}: {}{why}{number}, since {}",
            entry.id, entry.local, entry.kind, entry.state, entry.since
        );
    }
    Ok(())
}
