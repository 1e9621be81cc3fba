//! Which device is on which port: simulated devices on pseudo-terminals that hear only their own speed, and ports with
//! nobody, with noise, with an end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

use std::io::{PipeWriter, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;

use device_sim::LineOptions;
use device_sim::line::{Line, open_host_side};
use device_sim::printer::{Personality, PrinterFault, PrinterSim};
use device_sim::reader::ReaderSim;
use device_sim::scanner::{self as scanners, ScannerSim};
use drivers::port::{PortConfig, open};
use drivers::printer::Model;
use drivers::probe::{
    Delays, Family, Finding, Found, IdCardLanguage, Kind, Language, PortPlace, PrinterLanguage, Probed,
    ScannerLanguage, Settings, probe, profile,
};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::tcgetattr;
use tempfile::TempDir;

/// No test waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// A thread that serves the device's end of a line until it is dropped. It sleeps while nothing happens: a thread that
/// looks again and again keeps the kernel from carrying the bytes of a pseudo-terminal.
struct End {
    stop: Option<PipeWriter>,
    thread: Option<JoinHandle<()>>,
}

impl End {
    /// `serve`: bytes from the host, if any came, and the speed at which they came; `false` ends the line.
    fn serving(link: &Path, serve: impl FnMut(&Line, &[u8], u32) -> bool + Send + 'static) -> Self {
        Self::with(link, None, None, serve)
    }

    /// Woken by `other`, too, and after every `tick`.
    fn with(
        link: &Path,
        other: Option<OwnedFd>,
        tick: Option<Duration>,
        mut serve: impl FnMut(&Line, &[u8], u32) -> bool + Send + 'static,
    ) -> Self {
        let line = Line::open(link).unwrap();
        let (stopped, stop) = std::io::pipe().unwrap();
        let tick = tick.map(|tick| Timespec::try_from(tick).unwrap());
        let thread = std::thread::spawn(move || {
            loop {
                let mut waits = vec![
                    PollFd::from_borrowed_fd(stopped.as_fd(), PollFlags::IN),
                    PollFd::from_borrowed_fd(line.device_side(), PollFlags::IN),
                ];
                waits.extend(other.iter().map(|other| PollFd::from_borrowed_fd(other.as_fd(), PollFlags::IN)));
                let _ = poll(&mut waits, tick.as_ref());
                if !waits[0].revents().is_empty() {
                    return;
                }
                // The speed after the bytes: whoever sent them has not changed it while it waits for an answer.
                let bytes = line.read(512).unwrap();
                let speed = tcgetattr(line.device_side()).unwrap().output_speed();
                if !serve(&line, &bytes, speed) {
                    return;
                }
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for End {
    fn drop(&mut self) {
        drop(self.stop.take());
        let _ = self.thread.take().unwrap().join();
    }
}

/// What arrives at the wrong speed.
fn garbled(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().step_by(2).map(|byte| byte.wrapping_mul(37) | 0x81).collect()
}

/// A line to the device at `inner` that is understood at `baud` only.
fn at_speed(outer: &Path, inner: &Path, baud: u32) -> End {
    let mut device = open_host_side(inner).unwrap();
    rustix::io::ioctl_fionbio(&device, true).unwrap();
    let woken = device.try_clone().unwrap().into();
    End::with(outer, Some(woken), None, move |line, bytes, speed| {
        let right = speed == baud;
        if !bytes.is_empty() {
            device.write_all(&if right { bytes.to_vec() } else { garbled(bytes) }).unwrap();
        }
        let mut answer = [0; 512];
        if let Ok(count) = device.read(&mut answer) {
            let answer = &answer[..count];
            line.write(&if right { answer.to_vec() } else { garbled(answer) }).unwrap();
        }
        true
    })
}

fn models() -> Vec<(String, Model)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/terminals");
    let names = ["epson-80mm", "cn-kiosk-80mm", "cn-kiosk-58mm"];
    names.map(|name| (name.to_owned(), Model::load(&folder.join(format!("{name}.toml"))).unwrap())).into()
}

/// Some of each kind, with much time for an answer: on a busy machine a simulated wire is slow. Silence therefore takes
/// long, and not everything that is known is asked.
fn settings() -> Settings {
    let delays = Delays {
        listen: Duration::from_millis(400),
        pause: Duration::from_millis(20),
        quiet: Duration::from_millis(200),
        slowness: 6,
        port: Duration::from_secs(60),
        ..Delays::default()
    };
    let gm65 = Family::ALL.into_iter().find(|family| family.name == "gm65").unwrap();
    let languages: Vec<Box<dyn Language>> = vec![
        Box::new(PrinterLanguage::new(None, models())),
        Box::new(IdCardLanguage::at(vec![115_200, 19_200])),
        Box::new(ScannerLanguage(Family { bauds: &[115_200, 9600], ..gm65 })),
    ];
    Settings { delays, languages }
}

fn found(probed: &Probed) -> &Found {
    match &probed.finding {
        Finding::Found(found) => found,
        other => panic!("{}: {other}", probed.port.path.display()),
    }
}

struct Cabinet {
    dir: TempDir,
}

impl Cabinet {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn place(&self, name: &str) -> PortPlace {
        PortPlace { by_path: Some(self.path(&format!("by-path-{name}"))), ..PortPlace::at(self.path(name)) }
    }

    fn reader(&self, baud: u32) -> (ReaderSim, End) {
        let sim = ReaderSim::start(LineOptions::instant(self.path("reader-inside"))).unwrap();
        let end = at_speed(&self.path("reader"), &self.path("reader-inside"), baud);
        (sim, end)
    }

    fn printer(&self, name: &str, baud: u32) -> (PrinterSim, End) {
        let (inside, outside) = (self.path(&format!("{name}-inside")), self.path(name));
        let sim = PrinterSim::start(LineOptions::instant(&inside), Personality::named(name).unwrap()).unwrap();
        let end = at_speed(&outside, &inside, baud);
        (sim, end)
    }

    /// A GM65: hears frames that begin with 7E 00, answers a read of register 002A.
    fn scanner(&self) -> End {
        let mut heard = Vec::new();
        End::serving(&self.path("scanner"), move |line, bytes, speed| {
            heard.extend(if speed == 9600 { bytes.to_vec() } else { garbled(bytes) });
            if heard.windows(9).any(|run| run == b"\x7E\x00\x07\x01\x00\x2A\x02\xD8\x0F") {
                heard.clear();
                line.write(b"\x02\x00\x00\x02\x39\x01\xC1\x4C").unwrap();
            }
            true
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_cabinet_is_found() {
    let cabinet = Cabinet::new();
    let (reader, _reader_line) = cabinet.reader(19_200);
    let (printer, _printer_line) = cabinet.printer("cn-kiosk-58mm", 38_400);
    let (other, _other_line) = cabinet.printer("epson-80mm", 9600);
    let _scanner = cabinet.scanner();
    let mut count = 0_u32;
    let tick = Some(Duration::from_millis(20));
    let _noise = End::with(&cabinet.path("noise"), None, tick, move |line, _, _| {
        count += 1;
        line.write(format!("$GPGGA,{count},,,,0,00\r\n").as_bytes()).is_ok()
    });
    let _empty = Line::open(&cabinet.path("empty")).unwrap();
    let mut pulled = false;
    let _pulled = End::serving(&cabinet.path("pulled"), move |_, bytes, _| {
        pulled |= !bytes.is_empty();
        !pulled
    });
    let names = ["reader", "cn-kiosk-58mm", "epson-80mm", "scanner", "noise", "empty", "pulled"];
    let mut ports: Vec<PortPlace> = names.iter().map(|name| cabinet.place(name)).collect();
    ports.push(PortPlace::at(cabinet.path("missing")));
    ports.push(PortPlace { console: true, ..PortPlace::at(cabinet.path("console")) });

    let probed = probe(&ports, settings()).await;
    assert_eq!(probed.iter().map(|probed| probed.port.clone()).collect::<Vec<_>>(), ports);
    let is = |at: usize| (found(&probed[at]).kind, found(&probed[at]).baud, found(&probed[at]).model.clone());
    assert_eq!(is(0), (Kind::IdCard, 19_200, None));
    assert_eq!(found(&probed[0]).identity.serial, "05.03-20240101-0000012345-0000067890");
    assert_eq!(is(1), (Kind::Printer, 38_400, Some("cn-kiosk-58mm".into())));
    assert_eq!(found(&probed[1]).identity.model, "PANEL58");
    assert_eq!(is(2), (Kind::Printer, 9600, Some("epson-80mm".into())));
    assert_eq!(is(3), (Kind::Scanner, 9600, Some("gm65".into())));
    assert!(matches!(probed[4].finding, Finding::Noise { bytes: 10.. }), "{}", probed[4].finding);
    let rest: Vec<_> = probed[5..8].iter().map(|probed| &probed.finding).collect();
    assert_eq!(rest, [&Finding::Silent, &Finding::HungUp, &Finding::HungUp]);
    assert!(matches!(&probed[8].finding, Finding::InUse(who) if who.contains("console")));

    // Nobody was upset.
    assert_eq!(reader.control().counts().bad_frames, 0);
    for printer in [&printer, &other] {
        let control = printer.control();
        assert_eq!((control.tickets().len(), control.ink(), control.current_text().as_str()), (0, 0, ""));
        let raw = control.raw();
        assert!(!raw.windows(5).any(|run| run == drivers::id_card::PREAMBLE), "a printer is never asked for a reader");
    }
    profile_is_what_was_found(&cabinet, &probed);
}

fn profile_is_what_was_found(cabinet: &Cabinet, probed: &[Probed]) {
    let text = profile(probed, &[]);
    let table: toml::Table = text.parse().unwrap();
    assert_eq!(table.keys().collect::<Vec<_>>(), ["id_card", "printer", "scanner"], "{text}");
    let port = |name: &str| cabinet.path(&format!("by-path-{name}")).to_string_lossy().into_owned();
    assert_eq!(table["id_card"]["port"].as_str().unwrap(), port("reader"));
    assert_eq!(table["id_card"]["baud"].as_integer(), Some(19_200));
    assert_eq!(table["id_card"].as_table().unwrap().len(), 2, "only keys of the configuration: {text}");
    assert_eq!(table["printer"]["port"].as_str().unwrap(), port("cn-kiosk-58mm"));
    assert_eq!(table["printer"]["model"].as_str(), Some("cn-kiosk-58mm"));
    assert_eq!(table["printer"]["baud"].as_integer(), Some(38_400));
    assert_eq!(table["scanner"]["port"].as_str().unwrap(), port("scanner"));
    assert_eq!(table["scanner"]["model"].as_str(), Some("gm65"));
    assert_eq!(table["scanner"]["baud"].as_integer(), Some(9600));
    for words in [
        "# Another ticket printer",
        "# model = \"epson-80mm\"",
        "\n[scanner]",
        "config/scanners",
        "refused:",
        "DLE EOT 1–4 answered",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

/// A simulated scanner of every family, at the speed at which it is delivered: each is the model that drives it, none is set,
/// none lights up. A Honeywell cannot be asked.
#[tokio::test(flavor = "multi_thread")]
async fn scanners_are_the_models_that_drive_them() {
    let cabinet = Cabinet::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/scanners");
    let mut sims = Vec::new();
    for family in scanners::Family::ALL {
        let name = family.to_string();
        let inside = cabinet.path(&format!("{name}-inside"));
        let sim = ScannerSim::start(LineOptions::instant(&inside), family).unwrap();
        let model = drivers::scanner::Model::load(&folder.join(format!("{name}.toml"))).unwrap();
        let end = at_speed(&cabinet.path(&name), &inside, model.bauds[0]);
        sims.push((family, name, model.bauds[0], sim, end));
    }
    let places: Vec<PortPlace> = sims.iter().map(|(_, name, ..)| cabinet.place(name)).collect();
    let languages = Family::ALL.map(|family| Box::new(ScannerLanguage(family)) as Box<dyn Language>).into();
    let delays = Delays { slowness: 2, pause: Delays::default().pause, ..settings().delays };
    let probed = probe(&places, Settings { delays, languages }).await;
    for ((family, name, baud, sim, _), probed) in sims.iter().zip(&probed) {
        let counts = sim.control().counts();
        assert_eq!((counts.writes, counts.starts, counts.codes), (0, 0, 0), "{name} is touched");
        if *family == scanners::Family::Honeywell {
            assert!(!matches!(probed.finding, Finding::Found(_)), "{}", probed.finding);
            continue;
        }
        let found = found(probed);
        assert_eq!((found.kind, found.model.as_deref(), found.baud), (Kind::Scanner, Some(name.as_str()), *baud));
    }
}

/// A printer that hears everything and answers nothing has printed nothing afterwards and keeps nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_silent_printer_prints_nothing() {
    let cabinet = Cabinet::new();
    let inside = cabinet.path("printer");
    let sim = PrinterSim::start(LineOptions::instant(&inside), Personality::named("cn-kiosk-80mm").unwrap()).unwrap();
    let mut settings = Settings::new(None, None, models());
    settings.delays = Delays { slowness: 0, ..self::settings().delays };
    let first = |language: &dyn Language| language.questions()[0].bytes.len();
    let asked: usize = settings
        .languages
        .iter()
        .map(|language| {
            let forget = if language.kind() == Kind::Printer { 0 } else { 2 };
            language.bauds().len() * (first(language.as_ref()) + forget)
        })
        .sum();
    // It hears every question, at every speed, but its answers are lost.
    let _deaf = {
        let mut device = open_host_side(&inside).unwrap();
        End::serving(&cabinet.path("deaf"), move |_, bytes, _| device.write_all(bytes).is_ok())
    };
    let probed = probe(&[cabinet.place("deaf")], settings).await;
    assert_eq!(probed[0].finding, Finding::Silent);
    let control = sim.control();
    assert!(asked > 150 && control.wait_raw(asked, PATIENCE), "{asked} bytes, came {}", control.raw().len());
    assert!(control.raw().ends_with(b"\x1B@"));
    assert_eq!((control.tickets().len(), control.ink(), control.buffered_bytes()), (0, 0, 0));
    assert_eq!(control.current_text(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_in_use_or_none_is_said() {
    let cabinet = Cabinet::new();
    let _line = Line::open(&cabinet.path("used")).unwrap();
    let _driver = open(&PortConfig::new(cabinet.path("used"), 115_200)).unwrap();
    std::fs::write(cabinet.path("file"), "no port").unwrap();
    let ports = [cabinet.place("used"), cabinet.place("file")];
    let probed = probe(&ports, settings()).await;
    assert!(matches!(&probed[0].finding, Finding::InUse(_)), "{:?}", probed[0].finding);
    assert!(matches!(&probed[1].finding, Finding::Refused(_)), "{:?}", probed[1].finding);
    let text = profile(&probed, &[]);
    assert!(text.contains("No ID card reader answered") && text.contains("No ticket printer answered"), "{text}");
}

/// A plug that sends back what it is sent, and something that answers everything with the same.
#[tokio::test(flavor = "multi_thread")]
async fn what_only_seems_to_answer_is_refused() {
    let cabinet = Cabinet::new();
    let _loop = End::serving(&cabinet.path("loop"), |line, bytes, _| line.write(bytes).is_ok());
    let _login =
        End::serving(&cabinet.path("login"), |line, bytes, _| bytes.is_empty() || line.write(b"\r\nlogin: ").is_ok());
    // Each byte alone looks like an answer to DLE EOT; four questions in a row it does not pass.
    let mut turn = 0;
    let _lucky = End::serving(&cabinet.path("lucky"), move |line, bytes, _| {
        turn += u32::from(!bytes.is_empty());
        bytes.is_empty() || line.write(if turn % 3 == 0 { b"\x55" } else { b"\x12" }).is_ok()
    });
    let ports = ["loop", "login", "lucky"].map(|name| cabinet.place(name));
    let probed = probe(&ports, settings()).await;
    assert_eq!(probed[0].finding, Finding::Echo);
    assert!(matches!(probed[1].finding, Finding::Unknown { .. }), "{:?}", probed[1].finding);
    assert!(matches!(probed[2].finding, Finding::Unknown { .. }), "{:?}", probed[2].finding);
}

/// A reader that can no longer work is one all the same: it is said what it reports.
#[tokio::test(flavor = "multi_thread")]
async fn a_broken_device_is_found_with_its_trouble() {
    let cabinet = Cabinet::new();
    let sim = ReaderSim::start(LineOptions::instant(cabinet.path("reader"))).unwrap();
    sim.control().set_fault(Some(device_sim::reader::ReaderFault::NotAuthorised));
    let personality = Personality::named("cn-kiosk-80mm").unwrap();
    let printer = PrinterSim::start(LineOptions::instant(cabinet.path("printer")), personality).unwrap();
    printer.control().set_paper(device_sim::printer::PaperLevel::Out);
    printer.control().set_fault(Some(PrinterFault::StaleStatus));
    let probed = probe(&[cabinet.place("reader"), cabinet.place("printer")], settings()).await;
    assert_eq!(found(&probed[0]).kind, Kind::IdCard);
    assert!(found(&probed[0]).evidence.contains("66"), "{}", found(&probed[0]).evidence);
    assert_eq!(found(&probed[1]).kind, Kind::Printer);
    assert!(found(&probed[1]).evidence.contains("1A 32 12 7E"), "{}", found(&probed[1]).evidence);
}
