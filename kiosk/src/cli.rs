//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::config::{self, Config};
use crate::{
    audit, bench, catalogue, check, desk, journey, keypad, logging, look, outbox, replay, run, sandbox, setup, speech,
};

/// A self-service terminal for government affairs.
#[derive(Parser)]
#[command(version, about, after_help = EXAMPLES)]
struct Cli {
    /// The configuration file [default: config/terminal.toml, then /etc/kiosk/terminal.toml]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  kiosk run                                   the terminal in a window, on simulated devices (config/terminal.toml)
  kiosk setup --out /etc/kiosk/terminal.toml  which devices are on which ports
  kiosk check --config /etc/kiosk/terminal.toml    everything that is wrong with a terminal, at once
  kiosk journey tests/journeys/main.toml --out /tmp/journey    a whole visit without a screen, as pictures
  KIOSK__ID_CARD__PORT=/dev/ttyUSB0 KIOSK__PRINTER__PORT=/dev/ttyUSB1 kiosk run    with a real reader and printer

KIOSK__SECTION__KEY overrides a key of the configuration; config/README.md explains every key.
KIOSK_LOG=debug says more.";

/// Where the screen is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Backend {
    /// A window on a desktop (X11, Wayland).
    Winit,
    /// The whole screen of a terminal, without a desktop. Only in a build with the feature `linuxkms`.
    Linuxkms,
    /// Nowhere: everything runs, nothing is seen.
    Headless,
}

#[derive(Subcommand)]
enum Command {
    /// Run the terminal
    Run {
        /// Where the screen is drawn
        #[arg(long, value_enum, default_value_t = Backend::Winit)]
        backend: Backend,
        /// Show the dock: cards, paper, lid and lines of simulated devices [default: shown when anything is simulated]
        #[arg(long)]
        no_dock: bool,
        /// Record every byte at the reader's and the printer's wire into this folder, people replaced by invented ones
        #[arg(long, value_name = "DIR")]
        record: Option<PathBuf>,
        /// Replace nothing in the recording: it holds real people and must be kept like their files
        #[arg(long, requires = "record")]
        record_raw: bool,
    },
    /// Run the drivers on what `kiosk run --record` recorded, and say whether they do now what they did then
    Replay {
        /// The folder, or one file of it
        path: PathBuf,
        /// Without the waits that were recorded
        #[arg(long)]
        fast: bool,
    },
    /// Ask every serial port what is on it, and write what was found as a profile to be looked over
    Setup {
        /// Ports to be asked [default: every serial port of this machine]
        #[arg(value_name = "PORT")]
        ports: Vec<PathBuf>,
        /// The profile to be written; never over a file that is there
        #[arg(long, value_name = "FILE", default_value = "found.toml")]
        out: PathBuf,
        /// Folder of the printer models
        #[arg(long, value_name = "DIR", default_value = "config/terminals")]
        models: PathBuf,
    },
    /// Validate the configuration, open each device, and say what was found (exit code 1: something is wrong)
    Check,
    /// Play a scripted visit without a screen: a picture of every page, every ticket, and journey.json
    Journey {
        /// The script; tests/journeys/ has some
        file: PathBuf,
        /// Folder for pictures, tickets and journey.json; made when missing
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// For developers: every page × size × contrast × way × language × orientation as PNG, and one contact sheet
    Look {
        /// Folder for the pictures
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Only pictures in whose path this stands, as in portrait/zh/standard/normal/plain/home; may be given again
        #[arg(long, value_name = "PART")]
        only: Vec<String>,
        /// On this glass of the trade, from 15.6in-portrait to 43in-landscape [default: 27" upright and 15.6" lying]
        #[arg(long, value_name = "GLASS")]
        glass: Option<String>,
    },
    /// For developers: measure every page against the requirements of accessibility, and write audit.json
    Audit {
        /// Folder for audit.json
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Only where pages differ most, not on every glass in every size, colour, way and language
        #[arg(long)]
        quick: bool,
    },
    /// For staff: tell what happens at the running terminal, such as a call for help
    Desk {
        /// Answer the call: say at the terminal that somebody comes
        #[arg(long)]
        coming: bool,
        /// Say that somebody looked at a cabinet that was tampered with: the terminal serves again
        #[arg(long, conflicts_with = "coming")]
        clear_tamper: bool,
    },
    /// For staff: how the running terminal is
    Status {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// For staff: what was handed in and has not arrived, and how it is settled
    #[command(subcommand)]
    Outbox(outbox::Command),
    /// For shows and tests: work the sandbox platform of the running terminal
    #[command(subcommand)]
    Sandbox(sandbox::Order),
    /// The catalogue of matters: check, compare, sign, take a new one, go back
    #[command(subcommand)]
    Catalogue(catalogue::Command),
    /// The keypad with the headphone jack
    #[command(subcommand)]
    Keypad(Keypad),
    /// The manifest of the prompts that have no recorded clip yet, in the format of the clips' folder
    Clips,
    /// For developers: measure what the terminal promises, and write summary.json
    Bench {
        /// Folder for summary.json
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Only measurements in whose name this stands, as in “page changes”; may be given again
        #[arg(long, value_name = "PART")]
        only: Vec<String>,
    },
}

#[derive(Subcommand)]
enum Keypad {
    /// The input devices of this machine
    List,
    /// Asks for each key of an unknown keypad and writes its model
    Learn {
        /// The input device, such as a link in /dev/input/by-id
        #[arg(long, value_name = "DEVICE")]
        device: PathBuf,
        /// What staff call it
        #[arg(long, value_name = "NAME")]
        title: String,
        /// The file to be written, in the folder of the keypad models
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// Runs the program. Exit codes: 0 all is well, 1 something is wrong with the terminal, 2 it was called wrongly.
pub fn main() -> ExitCode {
    // Before anything else: the engine's arguments are its own.
    if let Some(ended) = crate::typing::as_engine() {
        return ended;
    }
    let cli = Cli::parse();
    logging::start(!matches!(cli.command, Command::Run { .. }));
    // The one command that is there before a configuration is.
    if let Command::Setup { ports, out, models } = &cli.command {
        return done(setup::setup(ports, models, out));
    }
    let Some(file) = cli.config.or_else(config::find) else {
        return fail("there is no configuration: name one with --config, or start where config/terminal.toml is");
    };
    let config = match config::load(&file, std::env::vars()) {
        Ok(config) => config,
        Err(problems) => {
            eprintln!("The configuration cannot be used:\n{problems}");
            return ExitCode::FAILURE;
        }
    };
    match cli.command {
        Command::Setup { ports, out, models } => done(setup::setup(&ports, &models, &out)),
        Command::Check => check::check(&config),
        Command::Run { backend, no_dock, record, record_raw } => {
            let record = record.map(|folder| config::Record { folder, raw: record_raw });
            let config = config::Config { record, ..config };
            with_fonts(&config, || run::run(&config, backend, !no_dock))
        }
        Command::Replay { path, fast } => done(replay::replay(&config, &path, fast)),
        Command::Journey { file, out } => with_fonts(&config, || journey::journey(&config, &file, &out)),
        Command::Look { out, only, glass } => with_fonts(&config, || look::look(&config, &out, only, glass)),
        Command::Audit { out, quick } => with_fonts(&config, || audit::audit(&config, &out, !quick)),
        Command::Desk { coming, clear_tamper } => done(desk::desk(&config, coming, clear_tamper)),
        Command::Status { json } => done(desk::status(&config, json)),
        Command::Outbox(command) => done(outbox::run(&config, &command)),
        Command::Sandbox(order) => done(sandbox::run(&config, order)),
        Command::Catalogue(command) => done(catalogue::run(&config, &command)),
        Command::Keypad(Keypad::List) => done(keypad::list()),
        Command::Keypad(Keypad::Learn { device, title, out }) => done(keypad::learn(&device, &title, &out)),
        Command::Clips => done(speech::missing_clips(&config)),
        Command::Bench { out, only } => with_fonts(&config, || bench::bench(&config, &out, &only)),
    }
}

/// Slint draws with the program's own fonts only.
fn with_fonts(config: &Config, then: impl FnOnce() -> Result<(), String>) -> ExitCode {
    if let Err(error) = screen::fonts::ensure_fontconfig(&config.fonts) {
        return fail(&error.to_string());
    }
    done(then())
}

fn done(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => fail(&message),
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::FAILURE
}
