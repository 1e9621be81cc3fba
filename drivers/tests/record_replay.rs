//! What a recorder wrote of a session with a simulated device, a replay runs again: the driver says the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

mod id_card_support;
mod printer_rig;

use std::path::{Path, PathBuf};
use std::time::Duration;

use device_sim::LineOptions;
use device_sim::printer::PaperLevel;
use device_sim::reader::{ReaderFault, ReaderSim};
use device_sim::scanner::{Family, ScannerSim};
use drivers::DeviceState;
use drivers::id_card::{CardEvent, ReaderConfig};
use drivers::port::PortConfig;
use drivers::printer::{Cut, Delays, Op, Outcome, PrinterState};
use drivers::record::{DeviceKind, Recorder, Recording, Scramble, Settings, What};
use drivers::replay::{Compare, Drivers, Options, Rerun, rerun};
use drivers::scanner::{self, ScanEvent, ScannerConfig};
use id_card_support::{person, soon};
use printer_rig::{Rig, Setup, line, picture, ticket};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// What was held before the scanner: numbers of a region never issued.
const CODE: &str = "370000199003070010";
const OTHER: &str = "370000198502020029";

fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/terminals")
}

/// No code is told twice while it is held, and none is missed.
fn quick_scanner() -> scanner::Delays {
    let ms = Duration::from_millis;
    scanner::Delays { alive: ms(200), again: ms(300), after_code: ms(200), reopen_first: ms(10), ..Default::default() }
}

fn drivers() -> Drivers {
    Drivers {
        id_card: id_card_support::delays(),
        printer: printer_rig::quick(),
        scanner: quick_scanner(),
        ..Drivers::new(models())
    }
}

/// On a paused clock: hours of a hall take no time, and a busy machine changes nothing.
fn run(recording: &Recording, options: Options) -> Rerun {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(rerun(recording, &drivers(), options)).unwrap()
}

fn load(folder: &Path, device: DeviceKind) -> (Recording, String) {
    let path = folder.join(format!("{device}.0001.wire"));
    (Recording::load(&path).unwrap(), std::fs::read_to_string(path).unwrap())
}

/// The same words again, and the same bytes.
fn replays(recording: &Recording) {
    let rerun = run(recording, Options::default());
    assert_eq!(rerun.report.divergence.as_ref().map(ToString::to_string), None);
    assert_eq!(rerun.said, recording.said());
    assert!(rerun.report.matched > 100, "{:?}", rerun.report);
}

/// One visit to a reader: a card that is read at the second attempt, one that is not genuine, and the plug.
async fn visit(folder: &Path, scramble: Scramble) {
    let dir = tempfile::tempdir().unwrap();
    let recorder = Recorder::start(folder, Settings { scramble, ..Settings::default() }).unwrap();
    let sim = ReaderSim::start(LineOptions::instant(dir.path().join("reader"))).unwrap();
    let control = sim.control();
    let tap = Some(recorder.tap(DeviceKind::IdCard, "sam-v", 115_200));
    let port = PortConfig { tap, ..PortConfig::new(dir.path().join("reader"), 115_200) };
    let (reader, mut events) = drivers::id_card::spawn(ReaderConfig { port }, id_card_support::delays());
    let mut state = reader.state();
    soon(state.wait_for(|state| *state == DeviceState::Ready)).await.unwrap();
    soon(reader.sam_id()).await.unwrap();
    control.set_fault(Some(ReaderFault::ReadFails { times: 1 }));
    reader.arm();
    control.lay(person("欧阳试"));
    assert!(matches!(soon(events.recv()).await, Some(CardEvent::Found)));
    let Some(CardEvent::Read(_)) = soon(events.recv()).await else { panic!("not read") };
    control.take();
    assert!(matches!(soon(events.recv()).await, Some(CardEvent::Removed)));
    control.set_fault(Some(ReaderFault::Counterfeit(0x32)));
    control.lay(person("李伪"));
    assert!(matches!(soon(events.recv()).await, Some(CardEvent::Found)));
    assert!(matches!(soon(events.recv()).await, Some(CardEvent::Failed(_))));
    control.unplug();
    soon(state.wait_for(|state| *state == DeviceState::Absent)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_to_the_reader_runs_again() {
    let folder = tempfile::tempdir().unwrap();
    visit(folder.path(), Scramble::default()).await;
    let (recording, text) = load(folder.path(), DeviceKind::IdCard);
    let said = recording.said();
    for words in ["ready", "card found", "card read: Resident", "card removed", "absent"] {
        assert!(said.contains(&words), "{words} in {said:?}");
    }
    assert!(text.contains("# personal: invented"));
    tokio::task::spawn_blocking(move || replays(&recording)).await.unwrap();
}

/// Whether these bytes are in what was recorded, whatever stands between them.
fn holds(recording: &Recording, bytes: &[u8]) -> bool {
    let all: Vec<u8> = recording.lines.iter().flat_map(|line| line.what.bytes()).copied().collect();
    all.windows(bytes.len()).any(|run| run == bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_in_a_recording_unless_it_is_asked_for() {
    let personal = ["欧阳试", "370000199003070010", "测试路1号", "19900307"];
    for (scramble, there) in [(Scramble::default(), false), (Scramble::Nothing, true)] {
        let folder = tempfile::tempdir().unwrap();
        visit(folder.path(), scramble).await;
        let (recording, text) = load(folder.path(), DeviceKind::IdCard);
        for words in personal {
            let words: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(holds(&recording, &words), there, "{words:02X?}, {scramble:?}");
        }
        assert_eq!(text.contains("# personal: real"), there);
    }
}

/// Three tickets, one of them on paper that ends.
async fn tickets(name: &str, folder: &Path) {
    let mut setup = Setup::of(name);
    setup.delays = Delays { person: std::time::Duration::ZERO, ..setup.delays };
    let bare = Rig::bare(setup);
    let recorder = Recorder::start(folder, Settings::default()).unwrap();
    let mut config = bare.config.clone();
    config.port.tap = Some(recorder.tap(DeviceKind::Printer, name, config.port.baud));
    let printer = drivers::printer::spawn(config, bare.delays.clone());
    let mut state = printer.state();
    soon(state.wait_for(PrinterState::ready)).await.unwrap();
    let mut ops = vec![line("姓名  赵示例 13800000000"), picture(100, 40)];
    ops.push(Op::Qr { data: "https://verify.example.test/v/7K3M9Q".into(), module: 4 });
    ops.push(Op::Cut(Cut::Partial));
    assert_eq!(soon(printer.print(ops)).await, Outcome::Printed);
    bare.control.take_ticket();
    soon(state.wait_for(PrinterState::ready)).await.unwrap();
    bare.control.set_paper(PaperLevel::Out);
    soon(state.wait_for(|state| !state.ready())).await.unwrap();
    let refused = soon(printer.print(ticket("first", 2))).await;
    assert!(matches!(refused, Outcome::NotPrinted(_)), "{refused:?}");
    bare.control.set_paper(PaperLevel::Full);
    soon(state.wait_for(PrinterState::ready)).await.unwrap();
    assert_eq!(soon(printer.print(ticket("second", 5))).await, Outcome::Printed);
}

/// Three tickets as they were recorded, which are played again. On a busy machine a driver may lose patience with an answer,
/// ask once more or open its port again, which it would not do on the replay's paused clock: then they are recorded once
/// more.
async fn recorded_tickets(name: &str) -> Recording {
    let mut why = String::new();
    for _ in 0..8 {
        let folder = tempfile::tempdir().unwrap();
        tickets(name, folder.path()).await;
        let (recording, _) = load(folder.path(), DeviceKind::Printer);
        if recording.lines.iter().filter(|line| line.what == What::Open).count() != 1 {
            "the port was opened again".clone_into(&mut why);
            continue;
        }
        let (recording, diverged) = tokio::task::spawn_blocking(move || {
            let diverged = run(&recording, Options::default()).report.divergence.map(|it| it.to_string());
            (recording, diverged)
        })
        .await
        .unwrap();
        match diverged {
            None => return recording,
            Some(diverged) => why = diverged,
        }
    }
    panic!("{name}: none of eight recordings could be played again: {why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_are_printed_again() {
    for name in printer_rig::MODELS {
        let recording = recorded_tickets(name).await;
        let said = recording.said();
        assert_eq!(said.iter().filter(|words| **words == "printed").count(), 2, "{name}: {said:?}");
        for words in ["姓名", "赵示例", "13800000000", "verify", "second"] {
            assert!(!holds(&recording, &encoding_rs::GBK.encode(words).0), "{name}: {words}");
        }
        tokio::task::spawn_blocking(move || replays(&recording)).await.unwrap();
    }
}

/// A driver that does something else is told where, with what came and what should have come.
#[tokio::test(flavor = "multi_thread")]
async fn a_difference_is_said_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    tickets("epson-80mm", folder.path()).await;
    let (_, text) = load(folder.path(), DeviceKind::Printer);
    // The recording is of a driver that cut the whole way.
    let other = text.replacen("1D 56 42 00", "1D 56 41 00", 2).replacen("1D 56 41 00", "1D 56 42 00", 1);
    let recording = Recording::parse(&other).unwrap();
    let rerun = tokio::task::spawn_blocking(move || run(&recording, Options::default())).await.unwrap();
    let divergence = rerun.report.divergence.expect("it was not noticed");
    assert_eq!((divergence.recorded[0], divergence.came[0]), (0x41, 0x42), "{divergence}");
    assert!(divergence.to_string().contains("recorded: 41"), "{divergence}");
}

/// Compared byte by byte, questions that come more often are a difference, too.
#[tokio::test(flavor = "multi_thread")]
async fn exact_is_exact() {
    let text = "# wire recording 1\n# device: id_card\n# baud: 115200\n+0 open\n\
        +0 > AA AA AA 96 69 00 03 11 FF ED\n+0.001 < AA AA AA 96 69 00 04 00 00 90 94\n\
        +0 > AA AA AA 96 69 00 03 12 FF EE\n\
        +0.001 < AA AA AA 96 69 00 14 00 00 90 05 00 03 00 E5 D6 34 01 39 30 00 00 32 09 01 00 B7 27\n\
        +0 > AA AA AA 96 69 00 04 61 FF 50 CA\n+0.001 < AA AA AA 96 69 00 04 00 00 90 94\n+5 hangup\n";
    let recording = Recording::parse(text).unwrap();
    let (tolerant, exact) = tokio::task::spawn_blocking(move || {
        let exact = Options { compare: Compare::Exact, ..Options::default() };
        (run(&recording, Options::default()), run(&recording, exact))
    })
    .await
    .unwrap();
    assert_eq!(tolerant.report.divergence, None);
    assert!(tolerant.report.repeated > 10 && tolerant.said == ["ready", "absent"], "{tolerant:?}");
    assert_eq!(exact.report.divergence, None, "what comes after the last recorded byte is no difference: {exact:?}");
}

/// A port of which every byte is told to a recorder.
fn tapped(recorder: &Recorder) -> (drivers::port::Opener, tokio::io::DuplexStream) {
    let (host, device) = tokio::io::duplex(1 << 16);
    let mut host = Some(host);
    let opener =
        drivers::port::Opener::new(move || host.take().ok_or(drivers::port::OpenError::Missing("once".into())));
    (opener.tapped(recorder.tap(DeviceKind::Scanner, "gm65", 9600)), device)
}

fn wires(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_full_file_goes_on_in_the_next_and_the_oldest_goes() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { file_bytes: 2000, files: 3, ..Settings::default() };
    let recorder = Recorder::start(folder.path(), settings).unwrap();
    let (mut opener, mut device) = tapped(&recorder);
    let mut port = opener.open().unwrap();
    for _ in 0..400 {
        device.write_all(b"370000199001010011\r").await.unwrap();
        let mut code = [0; 19];
        port.read_exact(&mut code).await.unwrap();
    }
    drop(port);
    assert!(opener.open().is_err() && opener.open().is_err());
    drop(recorder);
    let names = wires(folder.path());
    assert_eq!(names.len(), 3, "{names:?}");
    let texts: Vec<String> =
        names.iter().map(|name| std::fs::read_to_string(folder.path().join(name)).unwrap()).collect();
    for (text, next) in texts.iter().zip(names.iter().skip(1)) {
        assert!(text.len() < 2200 && text.ends_with(&format!("goes on in {next}\n")), "{text}");
    }
    let last = Recording::parse(&texts[2]).unwrap();
    assert_eq!(last.lines[0].what, What::Continued);
    let ends: Vec<_> = last.lines.iter().rev().take(2).map(|line| line.what.clone()).collect();
    assert_eq!(ends, [What::Missing, What::Close], "a row of failing attempts is one line");
    assert!(texts.iter().all(|text| !text.contains("33 37 30")));

    // Together they are one recording.
    let (first, whole) = Recording::load_folder(folder.path()).unwrap().remove(0);
    assert!(first.ends_with(&names[0]));
    let codes = |recording: &Recording| recording.lines.iter().flat_map(|line| line.what.bytes()).count();
    let apart: Vec<Recording> = texts.iter().map(|text| Recording::parse(text).unwrap()).collect();
    assert_eq!(codes(&whole), apart.iter().map(codes).sum::<usize>());
    let inner = whole.lines.iter().skip(1).any(|line| matches!(line.what, What::Continued | What::GoesOn(_)));
    assert!(!inner, "the seams are gone");

    // Another run goes on with the numbers and leaves what is there.
    let recorder = Recorder::start(folder.path(), Settings::default()).unwrap();
    drop(tapped(&recorder).0.open());
    drop(recorder);
    assert_eq!(wires(folder.path()).len(), 4);
    assert_eq!(Recording::load_folder(folder.path()).unwrap().len(), 2, "another run is another recording");
}

/// What the recorder cannot take is missing in the recording, and it says so; the device never waits.
#[tokio::test]
async fn what_is_lost_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::start(folder.path(), Settings { waiting_bytes: 1000, ..Settings::default() }).unwrap();
    let (mut opener, mut device) = tapped(&recorder);
    let mut port = opener.open().unwrap();
    let mut sent = 0;
    for size in [10, 5000, 20, 3000] {
        device.write_all(&vec![b'a'; size]).await.unwrap();
        port.read_exact(&mut vec![0; size]).await.unwrap();
        sent += size;
    }
    drop(port);
    drop(recorder);
    let recording = Recording::load(&folder.path().join("scanner.0001.wire")).unwrap();
    let (mut there, mut lost) = (0, 0);
    for line in &recording.lines {
        there += line.what.bytes().len();
        if let What::Lost { bytes, .. } = line.what {
            lost += bytes as usize;
        }
    }
    assert!(lost >= 8000, "{recording}");
    assert_eq!(there + lost, sent, "every byte is there or counted");
}

/// The disk fails in the middle: what could not be written is counted, and the device is not disturbed.
#[tokio::test]
async fn a_folder_that_is_gone_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::start(&folder.path().join("wires"), Settings::default()).unwrap();
    std::fs::remove_dir(folder.path().join("wires")).unwrap();
    std::fs::write(folder.path().join("wires"), "no folder").unwrap();
    let (mut opener, mut device) = tapped(&recorder);
    let mut port = opener.open().unwrap();
    device.write_all(b"code\r").await.unwrap();
    let mut code = [0; 5];
    port.read_exact(&mut code).await.unwrap();
    assert_eq!(&code, b"code\r");
    drop((port, recorder));
    assert!(Recorder::start(&folder.path().join("wires"), Settings::default()).is_err(), "said at the start");
}

/// A visit to a scanner of each family: a code, the same again to the next person, another, the plug.
async fn scanned(folder: &Path, family: Family, scramble: Scramble) {
    let dir = tempfile::tempdir().unwrap();
    let recorder = Recorder::start(folder, Settings { scramble, ..Settings::default() }).unwrap();
    let sim = ScannerSim::start(LineOptions::instant(dir.path().join("scanner")), family).unwrap();
    let control = sim.control();
    let tap = Some(recorder.tap(DeviceKind::Scanner, &family.to_string(), 9600));
    let port = PortConfig { tap, ..PortConfig::new(dir.path().join("scanner"), 9600) };
    let model = scanner::Model::load(&drivers().scanners.join(format!("{family}.toml"))).unwrap();
    let (scanner, mut events) = scanner::spawn(ScannerConfig { port, model }, quick_scanner());
    let mut state = scanner.state();
    soon(state.wait_for(|state| *state == DeviceState::Ready)).await.unwrap();
    for code in [CODE, CODE, OTHER] {
        scanner.arm();
        control.hold(code);
        let told = soon(events.recv()).await;
        assert!(matches!(&told, Some(ScanEvent::Code(told)) if told.expose() == code.as_bytes()), "{family}: {told:?}");
        control.take();
        // Told to stop before the next one comes: wishes that come together are one, here or there.
        let (dark, before) = (control.clone(), control.counts().stops);
        scanner.disarm();
        let patience = Duration::from_secs(20);
        let stopped = move || dark.wait_counts(patience, |counts| counts.stops > before);
        assert!(tokio::task::spawn_blocking(stopped).await.unwrap(), "{family} is not told to stop");
    }
    control.unplug();
    soon(state.wait_for(|state| *state == DeviceState::Absent)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_told_again_and_nobodys_is_in_the_recording() {
    for family in Family::ALL {
        for (scramble, there) in [(Scramble::default(), false), (Scramble::Nothing, true)] {
            let folder = tempfile::tempdir().unwrap();
            scanned(folder.path(), family, scramble).await;
            let (recording, text) = load(folder.path(), DeviceKind::Scanner);
            for code in [CODE, OTHER] {
                assert_eq!(holds(&recording, code.as_bytes()), there, "{family}, {scramble:?}");
            }
            assert!(!text.contains(CODE) && text.contains("= code of 18 bytes"), "{text}");
            let rerun = tokio::task::spawn_blocking(move || (run(&recording, Options::default()), recording)).await;
            let (rerun, recording) = rerun.unwrap();
            assert_eq!(rerun.report.divergence.as_ref().map(ToString::to_string), None, "{family}\n{text}");
            assert_eq!(rerun.said, recording.said(), "{family}\n{text}");
        }
    }
}
