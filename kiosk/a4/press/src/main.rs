//! Sets A4 sheets: `a4 serve FOLDER` for a terminal, over standard input and output; `a4 check FOLDER` for whoever
//! changes a template.

use std::path::Path;
use std::process::ExitCode;

use a4::limits::{CHILD_ADDRESS_SPACE, CHILD_CPU_SECONDS};
use a4_press::Press;
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Freed memory is overwritten: what a sheet said is not found in the program after the next one.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

const USAGE: &str = "a4 check FOLDER   tries the templates in FOLDER (config/documents) with invented people
a4 serve FOLDER   sets sheets for the terminal's program, which starts it";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let texts: Vec<_> = arguments.iter().map(|argument| argument.to_str().unwrap_or_default()).collect();
    match texts.as_slice() {
        ["check", _] => arguments.get(1).map_or(ExitCode::FAILURE, |folder| check(Path::new(folder))),
        ["serve", _] => arguments.get(1).map_or(ExitCode::FAILURE, |folder| serve(Path::new(folder), false)),
        ["serve", _, "--check"] => arguments.get(1).map_or(ExitCode::FAILURE, |folder| serve(Path::new(folder), true)),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::FAILURE
        }
    }
}

fn check(folder: &Path) -> ExitCode {
    match Press::load(folder).and_then(|press| press.check()) {
        Ok(()) => {
            println!("{}: all documents can be set", folder.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(folder: &Path, check: bool) -> ExitCode {
    confine();
    let (mut from, mut to) = (std::io::stdin().lock(), std::io::stdout().lock());
    match a4_press::serve(folder, check, &mut from, &mut to) {
        Ok(()) => ExitCode::SUCCESS,
        // The terminal is gone: nobody is left to be told.
        Err(_) => ExitCode::FAILURE,
    }
}

/// No core file and no debugger sees what is set here, and neither a mad template nor an orphan holds up the machine.
/// What the system does not grant is not needed for setting a sheet.
fn confine() {
    std::panic::set_hook(Box::new(|_| {}));
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    let most = |limit| Rlimit { current: Some(limit), maximum: Some(limit) };
    let _ = setrlimit(Resource::Core, most(0));
    let _ = setrlimit(Resource::Cpu, most(CHILD_CPU_SECONDS));
    let _ = setrlimit(Resource::As, most(CHILD_ADDRESS_SPACE));
}
