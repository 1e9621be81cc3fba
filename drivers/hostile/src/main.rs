//! `hostile [INPUTS] [TARGET…]`: feeds every reader of outside bytes so many inputs (a million), and prints what came of it.

use std::fmt::Write as _;
use std::process::ExitCode;

use hostile::{ALL, run};

/// Any number: the same inputs every time.
const SEED: u64 = 20_260_731;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1).peekable();
    let inputs = args.next_if(|arg| arg.parse::<u64>().is_ok()).and_then(|arg| arg.parse().ok()).unwrap_or(1_000_000);
    let wanted: Vec<String> = args.collect();
    if let Some(unknown) = wanted.iter().find(|name| ALL.iter().all(|target| target.name != **name)) {
        let names = ALL.map(|target| target.name).join(", ");
        eprintln!("there is no reader {unknown}; there are {names}");
        return ExitCode::from(2);
    }
    println!(
        "{:<20} {:>9} {:>7} {:>12} {:>12} {:>9}",
        "reader", "inputs", "panics", "held, bytes", "cap, bytes", "seconds"
    );
    let mut sound = true;
    for target in ALL.iter().filter(|target| wanted.is_empty() || wanted.iter().any(|name| name == target.name)) {
        let found = run(target, inputs, SEED);
        println!(
            "{:<20} {:>9} {:>7} {:>12} {:>12} {:>9.1}",
            target.name,
            found.inputs,
            found.panics,
            found.held,
            target.cap,
            found.time.as_secs_f64()
        );
        if let Some(first) = found.first {
            sound = false;
            println!("  the first at input {}: {}", first.number, hex(&first.input));
        }
    }
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02X}");
        text
    })
}
