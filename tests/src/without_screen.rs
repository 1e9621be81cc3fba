//! A visit without a screen, as a program that can be killed: the terminal of the configuration, touched by a script.
//! Says on standard output where it is, a word a line, so that another process knows when to kill it.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use drivers::DeviceState;
use kiosk::assemble::{Assembled, assemble, runtime};
use service::{Intent, Page};

/// `kiosk-under-test visit-without-screen PERSON`: the whole visit of a person of the sandbox, who presses print once.
/// With the person `nobody`: starts, waits until the printer is ready, and ends.
pub const COMMAND: &str = "visit-without-screen";

/// Runs the command; the configuration is `config/terminal.toml` with the environment's overrides.
pub fn main() -> ExitCode {
    let person = std::env::args().nth(2).unwrap_or_else(|| "nobody".into());
    let file = crate::project().join("config/terminal.toml");
    let config = kiosk::config::load(&file, std::env::vars()).map_err(|problems| problems.to_string()).unwrap();
    let runtime = runtime().unwrap();
    runtime.block_on(async {
        let mut visit = service::Delays::default();
        visit.usual.finished = Duration::from_millis(50);
        let assembled = assemble(&config, visit, kiosk::speech::Sound::Cards, &Vec::new()).await.unwrap();
        say(&format!("recovered {}", assembled.recovery.unknown.len()));
        ready(&assembled).await;
        say("ready");
        if person != "nobody" {
            play(&assembled, &person).await;
        }
        assembled.journal.clone().close().await.unwrap();
    });
    runtime.shutdown_timeout(Duration::from_millis(200));
    ExitCode::SUCCESS
}

fn say(word: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{word}").and_then(|()| out.flush()).unwrap();
}

/// The printer has been asked how it is, and whatever it still had to do is done.
async fn ready(assembled: &Assembled) {
    let mut state = assembled.printer.state();
    state.wait_for(|state| state.device == DeviceState::Ready && state.trouble().is_none()).await.unwrap();
}

async fn play(assembled: &Assembled, person: &str) {
    let terminal = &assembled.terminal;
    let mut views = terminal.views();
    let mut before = "";
    loop {
        let view = views.borrow_and_update().clone();
        let name = view.page.name();
        if name != before {
            say(name);
        }
        before = name;
        match &view.page {
            Page::Attract => terminal.intent(Intent::Start),
            Page::Home { .. } => terminal.intent(Intent::Begin(Some(domain::DocumentKind::ContributionCertificate))),
            Page::Consent { .. } => terminal.intent(Intent::Agree),
            Page::Identify { .. } => drop(assembled.controls.lay(person).unwrap()),
            Page::Preview { trouble: None, .. } => {
                // Whatever hangs in the slot is taken out by whoever watches this program.
                assembled.printer.state().wait_for(drivers::printer::PrinterState::ready).await.unwrap();
                // Said before it is pressed: whoever kills from here on may hit any moment of printing.
                say("print");
                terminal.intent(Intent::Print);
            }
            Page::TakeIt { .. } => return,
            Page::Sorry { .. } => return,
            _ => {}
        }
        views.wait_for(|now| *now != view).await.unwrap();
    }
}
