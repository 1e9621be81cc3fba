//! Where engines, dictionaries and what is learnt are.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::delays::Delays;

/// A program and its first arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Path, or name in `PATH`.
    pub path: PathBuf,
    /// Arguments before those that it is given here.
    pub arguments: Vec<OsString>,
}

impl Program {
    /// The program that is running, with a word that makes it call [`crate::engine`] with all arguments after that word.
    pub fn this(word: &str) -> std::io::Result<Self> {
        Ok(Self { path: std::env::current_exe()?, arguments: vec![word.into()] })
    }
}

/// Settings of [`crate::Typist`].
#[derive(Debug, Clone)]
pub struct Settings {
    /// The program that calls [`crate::engine`].
    pub engine: Program,
    /// Schemas and dictionaries of the packages: `/usr/share/rime-data`.
    pub shared: PathBuf,
    /// Where dictionaries lie ready, 30 MiB; under the terminal's state. Made when missing or out of date.
    pub prepared: PathBuf,
    /// Where a folder a visit is made for what is learnt. Best in memory ([`Settings::in_memory`]).
    pub visits: PathBuf,
    /// zinnia's program: `zinnia`.
    pub zinnia: PathBuf,
    /// Its model of simplified Chinese.
    pub model: PathBuf,
    /// Delays.
    pub delays: Delays,
}

impl Settings {
    /// As Debian's packages have it. `engine`: see [`Settings::engine`]; `prepared`: a folder that may be written.
    pub fn new(engine: Program, prepared: impl Into<PathBuf>) -> Self {
        Self {
            engine,
            shared: "/usr/share/rime-data".into(),
            prepared: prepared.into(),
            visits: Self::in_memory(),
            zinnia: "zinnia".into(),
            model: "/usr/share/tegaki/models/zinnia/handwriting-zh_CN.model".into(),
            delays: Delays::default(),
        }
    }

    /// A folder that is in memory and gone with the power: systemd's `RuntimeDirectory`, that of the user's session, or
    /// `/dev/shm`; without any, the folder for temporary files.
    pub fn in_memory() -> PathBuf {
        let named =
            ["RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"].into_iter().filter_map(std::env::var_os).map(PathBuf::from);
        let mut folders = named.chain(["/dev/shm".into()]);
        folders.find(|folder| folder.is_dir()).unwrap_or_else(std::env::temp_dir)
    }
}
