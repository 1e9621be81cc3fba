//! `kiosk check`: opens everything that the terminal would open and says what it found, all at once.

use std::process::ExitCode;
use std::time::Duration;

use drivers::DeviceState;
use drivers::document_camera::{DocumentCamera, StillError};
use drivers::id_card::{self, ReaderConfig};
use drivers::printer::{self, Counters, PrinterConfig};
use platform::Platform;
use platform::sandbox::Sandbox;
use tokio::sync::watch;

use crate::assemble;
use voice::output::Alsa;

use crate::config::Config;
use crate::simulated::Simulated;
use crate::speech;

/// A device that is there has said who it is within this.
const DEVICE_PATIENCE: Duration = Duration::from_secs(6);

/// What was found, line by line.
#[derive(Default)]
struct Findings {
    right: usize,
    wrong: usize,
}

impl Findings {
    fn good(&mut self, what: &str, found: &str) {
        self.right += 1;
        println!("  ok     {what}: {found}");
    }

    fn bad(&mut self, what: &str, found: &str) {
        self.wrong += 1;
        println!("  WRONG  {what}: {found}");
    }

    fn say(&mut self, what: &str, found: Result<String, String>) {
        match found {
            Ok(found) => self.good(what, &found),
            Err(found) => self.bad(what, &found),
        }
    }
}

/// Checks a terminal whose configuration was read; 0: all is well, 1: something is wrong.
pub fn check(config: &Config) -> ExitCode {
    println!("Checking the terminal of {}", config.file.display());
    let mut findings = Findings::default();
    findings.good("configuration", "every key is known and every value fits");
    if config.simulate {
        findings.good("simulation", "devices without a port are simulated: for development, not for a lobby");
    }
    findings.say("screen fonts", screen_fonts(config));
    findings.say("paper fonts", paper::Fonts::load().map(|_| "found".into()).map_err(|error| error.to_string()));
    let directory = crate::directory::read(config, &crate::popularity::Asked::beside(&config.journal));
    if let Ok(read) = &directory {
        let forms = crate::forms::read(&config.forms, &read.directory.catalogue);
        findings.say("forms", forms.map(|forms| format!("{} of them", forms.forms.len())));
    }
    for (method, found) in ::typing::status(&crate::typing::settings(config)) {
        let works = found == ::typing::Availability::Ready;
        let told = if works { Ok(found.to_string()) } else { Err(found.to_string()) };
        findings.say(&format!("typing by {method}"), told);
    }
    findings.say(
        "catalogue, places, announcements",
        directory.and_then(|read| {
            let catalogue = &read.directory.catalogue;
            match read.problems.as_slice() {
                [] => Ok(format!("version {}, {} matters", catalogue.version, catalogue.items())),
                problems => Err(format!("passed over: {}", problems.join("; "))),
            }
        }),
    );
    let rules = assemble::rules(config, service::Delays::default(), std::sync::Arc::default());
    findings
        .say("provinces and cities", rules.map(|_| config.divisions.display().to_string()).map_err(|e| e.to_string()));
    sound(config, &mut findings);
    match assemble::runtime() {
        Ok(runtime) => runtime.block_on(running(config, &mut findings)),
        Err(error) => findings.bad("threads", &error.to_string()),
    }
    match findings.wrong {
        0 => {
            println!("All is well. {} things were checked.", findings.right);
            ExitCode::SUCCESS
        }
        n => {
            println!("{n} {} to mend.", if n == 1 { "thing" } else { "things" });
            ExitCode::FAILURE
        }
    }
}

fn screen_fonts(config: &Config) -> Result<String, String> {
    screen::fonts::check(&config.fonts).map(|()| config.fonts.display().to_string()).map_err(|error| error.to_string())
}

/// Speech is no condition for a visit: without a sound card the terminal goes on in silence.
fn sound(config: &Config, findings: &mut Findings) {
    findings.say("synthetic voice", speech::synthetic_voice().map(|program| program.display().to_string()));
    for (name, device) in [("headphones", &config.voice.headphones), ("loudspeaker", &config.voice.speaker)] {
        match device {
            None => findings.good(name, "no sound card is named: nothing is heard there"),
            Some(device) => {
                let opened = Alsa::open(device, voice::delays::Delays::default());
                findings.say(name, opened.map(|_| device.clone()).map_err(|error| error.to_string()));
            }
        }
    }
}

async fn running(config: &Config, findings: &mut Findings) {
    findings.say("journal", journal(config).await);
    match Sandbox::load(&config.sandbox_people) {
        Ok(sandbox) => {
            let there = sandbox.reachable().await.map_err(|error| error.to_string());
            findings
                .say("platform", there.map(|()| format!("the built-in sandbox, {} people", sandbox.people().len())));
        }
        Err(error) => findings.bad("platform", &error.to_string()),
    }
    match Simulated::start(config) {
        Ok(simulated) => {
            findings.say("ID card reader", reader(config, &simulated).await);
            findings.say("ticket printer", printer(config, &simulated).await);
            scanner(config, &simulated, findings).await;
            document_camera(config, &simulated, findings).await;
            social_cards(config, findings).await;
            laser(config, &simulated, findings).await;
            keypad(config, &simulated, findings).await;
        }
        Err(error) => findings.bad("simulation", &error.to_string()),
    }
}

async fn journal(config: &Config) -> Result<String, String> {
    if !config.journal.exists() {
        let folder = config.journal.parent().map_or_else(String::new, |folder| folder.display().to_string());
        return Ok(format!("none yet; it will be made in {folder}"));
    }
    let report = journal::verify_file(&config.journal).await.map_err(|error| error.to_string())?;
    if report.first_bad.is_some() { Err(report.to_string()) } else { Ok(report.to_string()) }
}

fn place(real: bool, port: &drivers::port::PortConfig) -> String {
    if real { format!("{} at {} baud", port.path.display(), port.baud) } else { "simulated".into() }
}

async fn reader(config: &Config, simulated: &Simulated) -> Result<String, String> {
    let port = simulated.reader_port(config);
    let place = place(config.id_card.is_some(), &port);
    let (reader, _news) = id_card::spawn(ReaderConfig { port }, id_card::Delays::default());
    let mut state = reader.state();
    let ready = state.wait_for(|state| matches!(state, DeviceState::Ready));
    if tokio::time::timeout(DEVICE_PATIENCE, ready).await.is_err() {
        let state = reader.state().borrow().clone();
        return Err(format!("{place}: {}", why(&state)));
    }
    let id = reader.sam_id().await.map_err(|error| format!("{place}: {error}"))?;
    Ok(format!("{place}: security module {id}"))
}

async fn printer(config: &Config, simulated: &Simulated) -> Result<String, String> {
    let port = simulated.printer_port(config);
    let place = place(config.printer.is_some(), &port);
    let printer = printer::spawn(
        PrinterConfig { port, model: config.printer_model.clone(), counters: Counters::default() },
        printer::Delays::default(),
    );
    let mut state = printer.state();
    let known = state.wait_for(|state| {
        matches!(state.device, DeviceState::Ready)
            || matches!(
                state.device,
                DeviceState::Faulted(drivers::Fault::NeedsPerson(_) | drivers::Fault::Hardware(_))
            )
    });
    let waited = tokio::time::timeout(DEVICE_PATIENCE, known).await.is_ok();
    let state = printer.state().borrow().clone();
    let model = format!("{} ({})", config.printer_model.title, config.printer_model_name);
    if !waited {
        return Err(format!("{place}, {model}: {}", why(&state.device)));
    }
    if let Some(trouble) = state.trouble() {
        return Err(format!("{place}, {model}: {trouble}"));
    }
    let name = printer.identity().await.map(|id| format!("{} {}", id.maker, id.model)).unwrap_or_default();
    let who = match name.trim() {
        "" => String::new(),
        name => format!(", calls itself {name}"),
    };
    Ok(format!("{place}, {model}{who}; paper: {:?}", state.paper))
}

/// Waits until a device is ready, as long as one that is there may take.
async fn ready(mut state: watch::Receiver<DeviceState>) -> Result<(), String> {
    let waited = tokio::time::timeout(DEVICE_PATIENCE, state.wait_for(|state| *state == DeviceState::Ready));
    if waited.await.is_ok_and(|seen| seen.is_ok()) {
        return Ok(());
    }
    Err(why(&state.borrow()))
}

async fn scanner(config: &Config, simulated: &Simulated, findings: &mut Findings) {
    let Some((scanner, _codes)) = crate::scanner::spawn(config, simulated, None) else {
        return findings.good("code scanner", "none");
    };
    let place = crate::scanner::place(config);
    findings.say(
        "code scanner",
        ready(scanner.state()).await.map_or_else(|why| Err(format!("{place}: {why}")), |()| Ok(place.clone())),
    );
}

async fn document_camera(config: &Config, simulated: &Simulated, findings: &mut Findings) {
    let Some((camera, _previews)) = crate::document_camera::spawn(config, simulated) else {
        return findings.good("document camera", "none");
    };
    let place = crate::document_camera::place(config);
    let found = match ready(camera.state()).await {
        Err(why) => Err(format!("{place}: {why}")),
        Ok(()) => match photographed(&camera).await {
            Err(error) => Err(format!("{place}: {error}")),
            Ok(size) => Ok(format!("{place}: {size}")),
        },
    };
    findings.say("document camera", found);
}

/// A camera that is there and gives no picture is of no use. The size of the picture that it gave.
async fn photographed(camera: &DocumentCamera) -> Result<String, StillError> {
    camera.arm();
    let mut still = camera.still().await;
    // Its first picture may take longer than a person waits for any other.
    if still == Err(StillError::TooLate) {
        still = camera.still().await;
    }
    camera.disarm();
    still.map(|frame| format!("{}×{} pixels", frame.width(), frame.height()))
}

async fn social_cards(config: &Config, findings: &mut Findings) {
    let Some(wanted) = config.social_card.clone() else {
        return findings.good("social security cards", "no reader of them");
    };
    let (reader, _news) = drivers::social_card::spawn(wanted, drivers::social_card::Delays::default());
    let found = ready(reader.state()).await.map_err(|why| reader.report().detail.unwrap_or(why));
    let name = reader.report().identity.map(|identity| identity.model).unwrap_or_default();
    findings.say("social security cards", found.map(|()| name));
}

async fn laser(config: &Config, simulated: &Simulated, findings: &mut Findings) {
    let (Some(setup), Some(laser)) = (&config.laser, crate::laser::spawn(config, simulated)) else {
        return findings.good("A4 printer", "none");
    };
    let place = setup.address.as_ref().map_or_else(|| "simulated".to_owned(), ToString::to_string);
    let mut state = laser.state();
    let known = state.wait_for(|state| state.ready() || state.trouble.is_some());
    let known = tokio::time::timeout(DEVICE_PATIENCE, known).await.is_ok_and(|seen| seen.is_ok());
    let report = laser.report();
    let found = match (known, report.detail) {
        (true, None) => Ok(place),
        (_, Some(detail)) => Err(format!("{place}: {detail}")),
        (false, None) => Err(format!("{place}: it gives no answer")),
    };
    findings.say("A4 printer", found);
    let (program, folder) = (crate::terminal::press(), setup.documents.clone());
    let tried = tokio::task::spawn_blocking(move || a4::check(&program, &folder, a4::limits::Delays::default())).await;
    let tried = tried.map_err(|error| error.to_string()).and_then(|tried| tried.map_err(|error| error.to_string()));
    findings.say("A4 documents", tried.map(|()| setup.documents.display().to_string()));
}

async fn keypad(config: &Config, simulated: &Simulated, findings: &mut Findings) {
    let Some((keypad, _keys)) = crate::keypad::spawn(config, simulated) else {
        return findings.good("keypad", "none");
    };
    let title = &keypad.map().title;
    let place = if config.keypad.is_some() { title.clone() } else { format!("simulated: {title}") };
    let mut state = keypad.state();
    let ready = state.wait_for(|state| matches!(state, DeviceState::Ready));
    let waited = tokio::time::timeout(DEVICE_PATIENCE, ready).await.is_ok();
    let state = keypad.state().borrow().clone();
    let found = if waited { Ok(place) } else { Err(format!("{place}: {}", why_keypad(&state))) };
    findings.say("keypad", found);
}

fn why_keypad(state: &DeviceState) -> String {
    match state {
        DeviceState::Absent => {
            "it is not there; check its plug, and its device with `kiosk keypad list` (this user needs the group input)"
                .into()
        }
        other => why(other),
    }
}

fn why(state: &DeviceState) -> String {
    match state {
        DeviceState::Absent => "it is not there; check the cable, and that the port in the configuration is its own (ls -l /dev/serial/by-path)".into(),
        DeviceState::Opening => "it was opened and has not answered yet; check its power and cable and the baud rate".into(),
        DeviceState::Faulted(fault) => fault.to_string(),
        DeviceState::Ready | DeviceState::Busy => "it works".into(),
    }
}
