//! The program `kiosk`, and one command more for power cuts: a visit without a screen.

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some(tests::without_screen::COMMAND) => tests::without_screen::main(),
        _ => kiosk::main(),
    }
}
