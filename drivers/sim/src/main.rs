//! `device-sim`: a simulated reader, printer or scanner on a pseudo-terminal, led by commands on standard input.

mod cli;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match cli::run(cli::Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("device-sim: {message}");
            ExitCode::FAILURE
        }
    }
}
