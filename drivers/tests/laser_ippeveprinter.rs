//! The A4 printer against a real IPP printer: ippeveprinter of CUPS (Debian package cups-ipp-utils), whose engine is a
//! script of ours that jams, runs empty and fails when it is told to.
//!
//! It wants to announce itself: the tests start a message bus and an avahi-daemon of their own, which only root may.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by it"
)]

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use drivers::laser::{Delays, Laser, LaserConfig, LaserState, Outcome, PrintJob, Reason, spawn};
use tokio::sync::mpsc;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(60);

const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=SOCKET</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/></policy>
</busconfig>"#;

const AVAHI: &str =
    "[server]\nhost-name=kiosk-test\nuse-ipv6=no\nallow-interfaces=lo\n[publish]\npublish-workstation=no\n";

/// What a printer's engine does, by the files that lie beside it: `jam` and `empty` hold it up while they are there.
const ENGINE: &str = r#"#!/bin/sh
here=$(dirname "$0")
: > "$here/begun"
for trouble in jam empty; do
    if [ -e "$here/$trouble" ]; then
        echo "STATE: +media-$trouble-error" >&2
        while [ -e "$here/$trouble" ]; do sleep 0.05; done
        echo "STATE: -media-$trouble-error" >&2
    fi
done
if [ -e "$here/fail" ]; then
    echo "ERROR: the engine failed" >&2
    exit 1
fi
cp "$1" "$here/printed.pdf"
echo "ATTR: job-impressions-completed=1" >&2
exit 0
"#;

struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        // Both fail only when it is gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A printer on a free port. Its programs end with it, the printer first.
struct Printer {
    laser: Laser,
    _daemon: Daemon,
    _avahi: Daemon,
    _bus: Daemon,
    dir: tempfile::TempDir,
}

fn start(command: &mut Command) -> Daemon {
    Daemon(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap_or_else(|error| {
        panic!("{}: {error}; apt install cups-ipp-utils avahi-daemon dbus", command.get_program().display())
    }))
}

fn wait(what: &str, mut is: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !is() {
        assert!(Instant::now() < until, "{what} does not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}

impl Printer {
    async fn start() -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            eprintln!("not tried: only root may start an avahi-daemon");
            return None;
        }
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        let socket = path("bus");
        fs::write(path("bus.conf"), BUS.replace("SOCKET", &socket.display().to_string())).unwrap();
        fs::write(path("avahi.conf"), AVAHI).unwrap();
        fs::write(path("engine"), ENGINE).unwrap();
        fs::set_permissions(path("engine"), fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir(path("spool")).unwrap();
        let address = format!("unix:path={}", socket.display());
        let bus = start(Command::new("dbus-daemon").arg("--nofork").arg("--config-file").arg(path("bus.conf")));
        wait("the message bus", || socket.exists());
        let avahi = avahi(&path("avahi.conf"), &address);
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let printer = start(
            Command::new("ippeveprinter")
                .args(["-p", &port.to_string(), "-n", "localhost", "-r", "off", "-f", "application/pdf", "-d"])
                .arg(path("spool"))
                .arg("-c")
                .arg(path("engine"))
                .arg("kiosk")
                .env("DBUS_SYSTEM_BUS_ADDRESS", &address),
        );
        wait("ippeveprinter", || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
        let ms = Duration::from_millis;
        let delays = Delays { idle: ms(100), attended: ms(50), job: ms(50), stopped: PATIENCE, ..Delays::default() };
        let address = format!("ipp://localhost:{port}/ipp/print").parse().unwrap();
        let laser = spawn(LaserConfig { address }, delays);
        let printer = Self { laser, _daemon: printer, _avahi: avahi, _bus: bus, dir };
        printer.until("ready", LaserState::ready).await;
        Some(printer)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    async fn until(&self, what: &str, wanted: impl Fn(&LaserState) -> bool) {
        let mut state = self.laser.state();
        let reached = timeout(PATIENCE, state.wait_for(|state| wanted(state))).await.is_ok_and(|seen| seen.is_ok());
        assert!(reached, "wanted {what}, is {:?}", *state.borrow());
    }

    async fn print(&self, pdf: &[u8]) -> Outcome {
        let (progress, _told) = mpsc::unbounded_channel();
        let job = PrintJob { name: "0190-test".into(), pdf: pdf.to_vec().into(), pages: 1 };
        timeout(PATIENCE, self.laser.print(job, progress)).await.expect("printing does not end")
    }
}

/// In a /run of its own, where that may be had: another one may run on this machine.
fn avahi(config: &Path, bus: &str) -> Daemon {
    let script = "mount -t tmpfs tmpfs /run && mkdir /run/avahi-daemon; exec avahi-daemon -f \"$0\" --no-drop-root --no-chroot --no-rlimits";
    start(Command::new("unshare").args(["--mount", "sh", "-c", script]).arg(config).env("DBUS_SYSTEM_BUS_ADDRESS", bus))
}

fn pdf() -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    pdf.extend((0..50_000_u32).map(|place| (place * 7 % 251) as u8));
    pdf
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_printer_prints_jams_and_runs_empty() {
    let Some(printer) = Printer::start().await else { return };
    let pdf = pdf();
    assert_eq!(printer.print(&pdf).await, Outcome::Printed);
    assert_eq!(fs::read(printer.file("printed.pdf")).unwrap(), pdf);
    // It calls an empty tray a warning: a printer may have another one.
    let jammed = |state: &LaserState| state.trouble == Some(Reason::Jammed);
    let empty = |state: &LaserState| state.paper_low;
    for (trouble, is_told) in [("jam", jammed as fn(&LaserState) -> bool), ("empty", empty)] {
        fs::remove_file(printer.file("printed.pdf")).unwrap();
        fs::write(printer.file(trouble), "").unwrap();
        let mended = async {
            printer.until(trouble, is_told).await;
            fs::remove_file(printer.file(trouble)).unwrap();
        };
        let (outcome, ()) = tokio::join!(printer.print(&pdf), mended);
        assert_eq!(outcome, Outcome::Printed, "{trouble}");
        assert_eq!(fs::read(printer.file("printed.pdf")).unwrap(), pdf);
        printer.until("ready", |state| state.ready() && !state.paper_low).await;
    }
    // An engine that fails: whether a sheet came out is for the printer to say, and it never says printed.
    fs::write(printer.file("fail"), "").unwrap();
    assert_ne!(printer.print(&pdf).await, Outcome::Printed);
}
