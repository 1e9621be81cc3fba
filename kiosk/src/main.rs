//! The program `kiosk`; everything is in the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    kiosk::main()
}
