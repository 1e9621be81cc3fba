//! The command line: what is simulated where, and the words that can be typed while it runs.

mod printer;
mod reader;
mod scanner;

use std::io::BufRead;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use device_sim::line::LineOptions;

/// Simulated devices of a self-service terminal, on pseudo-terminals.
///
/// Point the terminal's configuration at the link (for example KIOSK__ID_CARD__PORT, KIOSK__PRINTER__PORT or KIOSK__SCANNER__PORT) and type
/// commands: `help` lists them. The device runs until `quit` or until standard input ends.
#[derive(Debug, Parser)]
#[command(version, about)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    device: Device,
}

#[derive(Debug, Subcommand)]
enum Device {
    /// An ID card reader (SAM-V serial protocol).
    Reader(ReaderArguments),
    /// A ticket printer (ESC/POS); every ticket is written as ticket-N.bin, .txt and .png.
    Printer(PrinterArguments),
    /// A code scanner.
    Scanner(ScannerArguments),
}

/// What `device-sim reader` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct ReaderArguments {
    /// Path of the symlink that the terminal opens as its serial port.
    #[arg(long)]
    link: PathBuf,
    /// Bits per second; without it the line is instant.
    #[arg(long)]
    baud: Option<u32>,
    /// A card file (TOML) or a reader's answer (.hex) that lies there from the beginning.
    #[arg(long)]
    card: Option<PathBuf>,
}

/// What `device-sim printer` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct PrinterArguments {
    /// Path of the symlink that the terminal opens as its serial port.
    #[arg(long)]
    link: PathBuf,
    /// Folder for the tickets; it is made if it is not there.
    #[arg(long)]
    out: PathBuf,
    /// epson-80mm, cn-kiosk-80mm or cn-kiosk-58mm.
    #[arg(long)]
    model: String,
    /// Bits per second; without it the line and the paper are instant.
    #[arg(long)]
    baud: Option<u32>,
}

/// What `device-sim scanner` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct ScannerArguments {
    /// Path of the symlink that the terminal opens as its serial port.
    #[arg(long)]
    link: PathBuf,
    /// gm65, de2120, newland, honeywell or gm72.
    #[arg(long)]
    model: String,
    /// Bits per second; without it the line is instant.
    #[arg(long)]
    baud: Option<u32>,
}

/// Runs until it is told to stop. The error is for the person at the keyboard.
pub(crate) fn run(arguments: Arguments) -> Result<(), String> {
    match arguments.device {
        Device::Reader(arguments) => reader::run(&arguments),
        Device::Printer(arguments) => printer::run(&arguments),
        Device::Scanner(arguments) => scanner::run(&arguments),
    }
}

fn options(link: &std::path::Path, baud: Option<u32>) -> Result<LineOptions, String> {
    if baud == Some(0) {
        return Err("--baud 0 is no speed; leave it out for an instant line".to_owned());
    }
    Ok(LineOptions { link: link.to_path_buf(), baud })
}

/// Obeys the lines of standard input until `quit` or its end; a mistake is said and nothing else happens.
fn obey(mut act: impl FnMut(&str, &str) -> Result<(), String>) -> Result<(), String> {
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|error| format!("standard input cannot be read: {error}"))?;
        let line = line.trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match word {
            "" => {}
            "quit" => break,
            _ => {
                if let Err(message) = act(word, rest.trim()) {
                    eprintln!("device-sim: {message}");
                }
            }
        }
    }
    Ok(())
}

/// `fault none` or `fault NAME`.
fn fault<F: std::str::FromStr>(text: &str) -> Result<Option<F>, String>
where
    F::Err: std::fmt::Display,
{
    if text == "none" { Ok(None) } else { text.parse().map(Some).map_err(|error: F::Err| error.to_string()) }
}

fn unknown(word: &str) -> Result<(), String> {
    Err(format!("“{word}” is no command; type help"))
}
