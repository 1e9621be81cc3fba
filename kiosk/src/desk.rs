//! The control socket: staff and their programs hear what happens at the terminal, ask how it is, and answer a call.
//!
//! One JSON object a line, both ways. Asked: `{"do":"watch"}`, `{"do":"status"}`, `{"do":"help_comes"}`,
//! `{"do":"clear_tamper"}`, `{"do":"outbox"}` and what `kiosk outbox` and `kiosk sandbox` ask.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use drivers::DeviceReport;
use journal::outbox::Outbox;
use platform::SandboxControl;
use serde::{Deserialize, Serialize};
use service::Event;
use service::page::Help;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use uuid::Uuid;

use crate::catalogue::Why;
use crate::config::Config;
use crate::outbox::{self, Entry, How};
use crate::sandbox;
use crate::terminal::{DeskEvent, Terminal};

/// A request longer than this is none of ours, in bytes.
const LONGEST: usize = 4096;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// Tell everything from now on, a line each.
    Watch,
    /// How is the terminal?
    Status,
    /// Somebody goes to who called.
    HelpComes,
    /// Staff looked at a cabinet that was tampered with.
    ClearTamper,
    /// Somebody tried to bring in a catalogue that was refused.
    CatalogueRefused {
        /// Why.
        why: Why,
    },
    /// What was handed in, the newest first.
    Outbox,
    /// Staff found out what became of an entry.
    Settle {
        /// Which.
        id: Uuid,
        /// What.
        how: How,
    },
    /// Works the sandbox platform.
    Sandbox {
        /// How.
        order: sandbox::Order,
    },
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Reply {
    /// Something happened.
    Event {
        /// `help_called`, `help_comes`, `help_over`, `door_opened`, `tampered`, `released`.
        what: String,
        /// When, UTC.
        at: jiff::Timestamp,
    },
    /// How the terminal is.
    Status(Status),
    /// What was handed in.
    Outbox(Vec<Entry>),
    /// What the sandbox platform has.
    Sandbox {
        /// Applications that were handed in.
        handed_in: usize,
        /// Case numbers that were given out.
        numbers: usize,
    },
    /// It was done.
    Done,
    /// It was not, and why.
    Error(String),
}

/// How the terminal is. Says nothing of whoever is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Somebody is there.
    pub in_use: bool,
    /// `not_called`, `called`, `comes`.
    pub help: String,
    /// Devices by name.
    pub devices: BTreeMap<String, Device>,
    /// What is wrong with speech, by part; empty: nothing.
    pub voice: BTreeMap<String, String>,
    /// Version of the catalogue of matters that people look things up in.
    pub catalogue: String,
    /// Catalogues that were passed over and announcements that are wrong; empty: none.
    pub passed_over: Vec<String>,
    /// Applications of which nobody knows whether they arrived, or that cannot be sent: `kiosk outbox list`.
    pub unsettled: usize,
}

/// How a device is, in the vocabulary of XFS4IoT. Fields: [`DeviceReport`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// `online`, `offline`, `noDevice`, …
    pub status: String,
    /// What is wrong and what to check.
    pub detail: Option<String>,
    /// Since when the status is so.
    pub since: jiff::Timestamp,
    /// Times that its task failed and was started again.
    pub restarts: u32,
    /// Times that its port was opened again.
    pub reopenings: u32,
    /// What it says it is: maker, model, firmware, serial number.
    pub identity: BTreeMap<String, String>,
    /// What it measures.
    pub sensors: BTreeMap<String, String>,
}

impl From<DeviceReport> for Device {
    fn from(report: DeviceReport) -> Self {
        let identity = report.identity.map_or_else(Vec::new, |identity| {
            vec![
                ("maker", identity.maker),
                ("model", identity.model),
                ("firmware", identity.firmware),
                ("serial", identity.serial),
            ]
        });
        Self {
            status: word(&report.status),
            detail: report.detail,
            since: report.since,
            restarts: report.restarts,
            reopenings: report.reopenings,
            identity: identity
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(name, text)| (name.to_owned(), text))
                .collect(),
            sensors: report.sensors.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        }
    }
}

type Report = Arc<dyn Fn() -> DeviceReport + Send + Sync>;

/// The devices that the status tells of.
#[derive(Clone, Default)]
pub struct Devices(Vec<Report>);

impl Devices {
    /// One more, by what tells how it is.
    #[must_use]
    pub fn with(mut self, report: impl Fn() -> DeviceReport + Send + Sync + 'static) -> Self {
        self.0.push(Arc::new(report));
        self
    }

    /// One more, where there is one.
    #[must_use]
    pub fn with_some(self, report: Option<impl Fn() -> DeviceReport + Send + Sync + 'static>) -> Self {
        match report {
            Some(report) => self.with(report),
            None => self,
        }
    }

    /// How each is now.
    pub(crate) fn reports(&self) -> Vec<DeviceReport> {
        self.0.iter().map(|report| report()).collect()
    }

    fn now(&self) -> BTreeMap<String, Device> {
        self.reports().into_iter().map(|report| (report.name.clone(), report.into())).collect()
    }
}

/// What staff can ask of.
#[derive(Clone)]
pub struct Served {
    /// The terminal.
    pub terminal: Terminal,
    /// Its devices.
    pub devices: Devices,
    /// What was handed in.
    pub outbox: Outbox,
    /// The sandbox platform.
    pub sandbox: SandboxControl,
}

/// Listens at `path` until the runtime ends. A socket that a dead program left there is replaced.
pub fn serve(path: &Path, served: Served) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    // Staff of the same group may ask; nobody else.
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o660))?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let served = served.clone();
            tokio::spawn(async move {
                let (reading, writing) = stream.into_split();
                let talk = Talk { lines: BufReader::new(reading).lines(), writing, served };
                // Who goes away in the middle of a line is gone.
                talk.run().await.unwrap_or_default();
            });
        }
    });
    Ok(())
}

struct Talk {
    lines: Lines<BufReader<OwnedReadHalf>>,
    writing: OwnedWriteHalf,
    served: Served,
}

impl Talk {
    async fn run(mut self) -> io::Result<()> {
        while let Some(line) = self.lines.next_line().await? {
            if line.len() > LONGEST {
                return Ok(());
            }
            match serde_json::from_str(&line) {
                Ok(Request::Status) => {
                    let status = Reply::Status(self.status().await);
                    self.reply(&status).await?;
                }
                Ok(Request::HelpComes) => {
                    self.served.terminal.event(Event::HelpComes);
                    self.reply(&Reply::Done).await?;
                }
                Ok(Request::ClearTamper) => {
                    self.served.terminal.event(Event::TamperCleared);
                    self.reply(&Reply::Done).await?;
                }
                Ok(Request::CatalogueRefused { why }) => {
                    self.served.terminal.catalogue_refused(why);
                    self.reply(&Reply::Done).await?;
                }
                Ok(Request::Outbox) => {
                    let reply = outbox::entries(&self.served.outbox).await;
                    self.reply(&reply).await?;
                }
                Ok(Request::Settle { id, how }) => {
                    let reply = outbox::settle(&self.served.outbox, id, how).await;
                    self.reply(&reply).await?;
                }
                Ok(Request::Sandbox { order }) => {
                    let reply = sandbox::carry_out(&self.served.sandbox, order);
                    self.reply(&reply).await?;
                }
                Ok(Request::Watch) => return self.watch().await,
                Err(error) => {
                    let what = format!(
                        "{error}; ask {{\"do\":\"watch\"}}, {{\"do\":\"status\"}}, {{\"do\":\"help_comes\"}} or {{\"do\":\"clear_tamper\"}}"
                    );
                    self.reply(&Reply::Error(what)).await?;
                }
            }
        }
        Ok(())
    }

    async fn watch(mut self) -> io::Result<()> {
        let mut news = self.served.terminal.desk();
        // Who begins to listen hears of a call that nobody has answered yet.
        if self.served.terminal.views().borrow().help == Help::Called {
            self.event(DeskEvent::HelpCalled).await?;
        }
        if self.served.outbox.unsettled().await.is_ok_and(|rows| !rows.is_empty()) {
            self.event(DeskEvent::Unsettled).await?;
        }
        loop {
            tokio::select! {
                event = news.recv() => match event {
                    Ok(event) => self.event(event).await?,
                    Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return Ok(()),
                },
                line = self.lines.next_line() => if line?.is_none() { return Ok(()) },
            }
        }
    }

    async fn status(&self) -> Status {
        let unsettled = self.served.outbox.unsettled().await.map_or(0, |rows| rows.len());
        let view = self.served.terminal.views().borrow().clone();
        Status {
            in_use: !*self.served.terminal.idle().borrow(),
            help: match view.help {
                Help::NotCalled => "not_called",
                Help::Called => "called",
                Help::Comes => "comes",
            }
            .into(),
            devices: self.served.devices.now(),
            voice: self
                .served
                .terminal
                .ear()
                .troubles()
                .into_iter()
                .map(|(part, what)| (part.to_owned(), what))
                .collect(),
            catalogue: self.served.terminal.watched().version().to_string(),
            passed_over: self.served.terminal.watched().problems.borrow().clone(),
            unsettled,
        }
    }

    async fn event(&mut self, event: DeskEvent) -> io::Result<()> {
        self.reply(&Reply::Event { what: word(&event), at: jiff::Timestamp::now() }).await
    }

    async fn reply(&mut self, reply: &Reply) -> io::Result<()> {
        let mut line = serde_json::to_vec(reply)?;
        line.push(b'\n');
        self.writing.write_all(&line).await
    }
}

/// The word that a value is called by outside.
pub(crate) fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// `kiosk desk`: tells what happens until it is ended; with `coming` it answers the call, with `clear_tamper` it lets
/// the terminal serve again, instead.
pub fn desk(config: &Config, coming: bool, clear_tamper: bool) -> Result<(), String> {
    let runtime = crate::assemble::runtime().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let mut line = Line::open(config).await?;
        if coming {
            line.ask(Request::HelpComes).await?;
            println!("Told at the terminal: somebody comes.");
            return Ok(());
        }
        if clear_tamper {
            line.ask(Request::ClearTamper).await?;
            println!("Told: somebody of the staff has looked at the cabinet.");
            return Ok(());
        }
        println!("Listening to the terminal. `kiosk desk --coming` answers a call.");
        line.send(Request::Watch).await?;
        loop {
            if let Reply::Event { what, at } = line.next().await? {
                println!("{at}  {}", in_words(&what));
            }
        }
    })
}

fn in_words(event: &str) -> &str {
    match event {
        "help_called" => "HELP was called",
        "help_comes" => "somebody answered the call",
        "help_over" => "who called has left",
        "door_opened" => "the cabinet's DOOR was opened; nobody is served",
        "tampered" => "the cabinet was TAMPERED with; nobody is served until `kiosk desk --clear-tamper`",
        "released" => "people are served again",
        "unsettled" => "an APPLICATION may not have arrived; see `kiosk outbox list` and settle it",
        other => other,
    }
}

/// Asks a running terminal.
pub(crate) fn ask(config: &Config, request: Request) -> Result<Reply, String> {
    let runtime = crate::assemble::runtime().map_err(|error| error.to_string())?;
    runtime.block_on(async { Line::open(config).await?.ask(request).await })
}

/// Asks a running terminal for something that is only done.
pub(crate) fn tell(config: &Config, request: Request) -> Result<(), String> {
    ask(config, request).map(drop)
}

/// `kiosk status`
pub fn status(config: &Config, json: bool) -> Result<(), String> {
    let runtime = crate::assemble::runtime().map_err(|error| error.to_string())?;
    let status = runtime.block_on(async { Line::open(config).await?.ask(Request::Status).await })?;
    let Reply::Status(status) = status else { return Err("the terminal answered something else".into()) };
    if json {
        println!("{}", serde_json::to_string_pretty(&status).map_err(|error| error.to_string())?);
        return Ok(());
    }
    println!("in use: {}", if status.in_use { "yes" } else { "no" });
    println!("help: {}", status.help.replace('_', " "));
    for (device, how) in &status.devices {
        println!("{device}: {}", how.status);
        if let Some(detail) = &how.detail {
            println!("  {detail}");
        }
        for (sensor, says) in &how.sensors {
            println!("  {sensor}: {says}");
        }
    }
    println!("catalogue: version {}", status.catalogue);
    if status.unsettled > 0 {
        println!("applications to settle: {} (`kiosk outbox list`)", status.unsettled);
    }
    for what in &status.passed_over {
        println!("  passed over: {what}");
    }
    if status.voice.is_empty() {
        println!("voice: all is well");
    }
    for (part, what) in &status.voice {
        println!("voice, {part}: {what}");
    }
    Ok(())
}

/// The other end of the socket.
struct Line {
    lines: Lines<BufReader<OwnedReadHalf>>,
    writing: OwnedWriteHalf,
}

impl Line {
    async fn open(config: &Config) -> Result<Self, String> {
        let path = &config.desk;
        let stream = UnixStream::connect(path).await.map_err(|error| {
            format!(
                "no terminal listens at {}: {error}; is `kiosk run` running with this configuration?",
                path.display()
            )
        })?;
        let (reading, writing) = stream.into_split();
        Ok(Self { lines: BufReader::new(reading).lines(), writing })
    }

    async fn send(&mut self, request: Request) -> Result<(), String> {
        let mut line = serde_json::to_vec(&request).map_err(|error| error.to_string())?;
        line.push(b'\n');
        self.writing.write_all(&line).await.map_err(|error| format!("the terminal has gone: {error}"))
    }

    async fn next(&mut self) -> Result<Reply, String> {
        let line = self.lines.next_line().await.map_err(|error| format!("the terminal has gone: {error}"))?;
        let line = line.ok_or("the terminal has ended")?;
        serde_json::from_str(&line).map_err(|error| format!("the terminal said something unknown: {error}"))
    }

    async fn ask(&mut self, request: Request) -> Result<Reply, String> {
        self.send(request).await?;
        match self.next().await? {
            Reply::Error(what) => Err(what),
            reply => Ok(reply),
        }
    }
}
