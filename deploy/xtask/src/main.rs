//! `cargo xtask`: the developer's tool. Sets up a fresh Debian, runs, tests, draws and measures the terminal.

mod a11y;
mod args;
mod packages;
mod plan;
mod run;
mod setup;

use std::ffi::OsString;
use std::process::ExitCode;

use args::{Asked, Command};
use packages::Need;
use run::Failure;

fn main() -> ExitCode {
    let asked = match args::parse(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(wrong) => {
            eprintln!("{wrong}\n\n{}", args::OVERVIEW);
            return ExitCode::from(2);
        }
    };
    let done = match asked {
        Asked::Help(None) => {
            println!("{}", args::OVERVIEW);
            Ok(())
        }
        Asked::Help(Some(command)) => {
            println!("{}", command.help());
            Ok(())
        }
        Asked::Do(command, extra) => perform(command, &extra),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn perform(command: Command, extra: &[String]) -> Result<(), Failure> {
    let root = run::root()?;
    let is_set = |name| std::env::var_os(name).is_some_and(|value: OsString| !value.is_empty());
    let display = is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    setup::setup(&needs(command, display, plan::wants_kms(extra), plan::is_qr(extra)))?;
    match command {
        Command::Setup => Ok(()),
        Command::Test => run::all(&root, &plan::test(run::has_nextest(), &run::clippy(&root)?)),
        Command::A11y => a11y::a11y(&root, extra.iter().any(|arg| arg == args::AFTER_TESTS)),
        Command::Look => run::kiosk(&root, &plan::kiosk_look(extra)),
        Command::Bench if plan::is_qr(extra) => run::one(&root, &plan::qr_bench(extra)),
        Command::Bench => run::kiosk(&root, &plan::kiosk_bench(extra)),
        // Whoever names options for the terminal wants the terminal (`-- --backend linuxkms`).
        Command::Run if display || !extra.is_empty() => run::kiosk_instead(&root, &plan::kiosk_run(extra)),
        Command::Run => {
            run::kiosk(&root, &plan::kiosk_journey())?;
            println!("{}", plan::JOURNEY_DONE);
            Ok(())
        }
        Command::Fuzz => {
            run::all(&root, &plan::hostile())?;
            if !run::has_cargo_fuzz() {
                println!("{}", plan::NO_CARGO_FUZZ);
                return Ok(());
            }
            run::all(&root, &plan::fuzz(&run::fuzz_targets(&root)?))
        }
    }
}

/// What a command needs of the system.
fn needs(command: Command, display: bool, kms: bool, qr: bool) -> Vec<Need> {
    let mut needs = match command {
        Command::Bench if qr => vec![Need::Rivals],
        Command::Setup | Command::Test => {
            vec![Need::Build, Need::Kms, Need::Fonts, Need::Sound, Need::Typing, Need::Cards, Need::Test]
        }
        Command::A11y => vec![Need::Build, Need::Kms, Need::Fonts, Need::Sound, Need::Typing, Need::Cards],
        Command::Run | Command::Look | Command::Bench => {
            vec![Need::Build, Need::Fonts, Need::Sound, Need::Typing, Need::Cards]
        }
        Command::Fuzz => vec![],
    };
    if kms {
        needs.push(Need::Kms);
    }
    if display && matches!(command, Command::Setup | Command::Run) {
        needs.push(Need::Window);
    }
    needs
}
