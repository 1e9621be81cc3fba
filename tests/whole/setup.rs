//! Show 2: three devices and noise on four ports, asked by the very program.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use device_sim::LineOptions;
use device_sim::line::Line;
use device_sim::printer::{Personality, PrinterSim};
use device_sim::reader::ReaderSim;
use device_sim::scanner::{Family, ScannerSim};

/// Something that talks by itself, until it is dropped.
struct Noise {
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Noise {
    fn start(line: Line) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut byte = 0_u8;
            while !stopped.load(Ordering::Relaxed) {
                byte = byte.wrapping_mul(73).wrapping_add(41);
                // A line whose other end reads nothing takes no more: that is noise as well.
                let _ = line.write(&[byte; 7]);
                let _ = line.read(64);
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        Self { stop, thread: Some(thread) }
    }
}

impl Drop for Noise {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap();
    }
}

#[test]
fn setup_finds_three_devices_and_refuses_noise() {
    let folder = tests::folder();
    let path = |name: &str| folder.path().join(name);
    let _reader = ReaderSim::start(LineOptions::instant(path("reader"))).unwrap();
    let personality = Personality::named("cn-kiosk-80mm").unwrap();
    let _printer = PrinterSim::start(LineOptions::instant(path("printer")), personality).unwrap();
    let _scanner = ScannerSim::start(LineOptions::instant(path("scanner")), Family::Gm65).unwrap();
    let _noise = Noise::start(Line::open(&path("noise")).unwrap());
    let out = path("found.toml");
    let asked = || {
        Command::new(crate::KIOSK)
            .arg("setup")
            .args(["reader", "printer", "scanner", "noise"].map(path))
            .arg("--out")
            .arg(&out)
            .arg("--models")
            .arg(tests::project().join("config/terminals"))
            .output()
            .unwrap()
    };
    let done = asked();
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    for wanted in ["ID card reader", "ticket printer", "code scanner", "refused", "3 devices found"] {
        assert!(said.contains(wanted), "“{wanted}” was not said:\n{said}");
    }
    let profile: toml::Table = std::fs::read_to_string(&out).unwrap().parse().unwrap();
    for (section, port) in [("id_card", "reader"), ("printer", "printer"), ("scanner", "scanner")] {
        assert_eq!(profile[section]["port"].as_str(), path(port).to_str(), "{section}");
    }
    assert_eq!(profile["printer"]["model"].as_str(), Some("cn-kiosk-80mm"));
    assert_eq!(profile["scanner"]["model"].as_str(), Some("gm65"));
    // Never over a file that is there.
    let again = asked();
    assert!(!again.status.success() && String::from_utf8_lossy(&again.stderr).contains("exists already"));
}
