//! A pcscd of our own: another socket than the machine's, one virtual reader (vpcd of vsmartcard) on a free port.
//!
//! The client library takes the socket's path from the environment, once a process: a test runs itself again in a process
//! of its own. The daemon takes it the way systemd would hand it over, as an open descriptor (pcscd 1.9.9, pcscdaemon.c and
//! winscard_msg.c), so that one that runs on the machine is not disturbed. Where the kernel lets us, it gets a /run of its
//! own: then it leaves no pid file, and needs no rights. Where not, it wants /run/pcscd to be there or to be root.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use std::fmt::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// Where the client library looks for its socket.
const SOCKET: &str = "PCSCLITE_CSOCK_NAME";
/// Says to a test that it runs in its own process.
const INSIDE: &str = "SOCIAL_CARD_TEST_INSIDE";

/// The virtual reader's driver, and what runs it. Source: Debian's vsmartcard-vpcd and pcscd.
const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";

/// Runs `inside` in a process of its own whose card service is at the path that it is given. `test`: the name of the test
/// that calls this.
pub fn on_its_own(test: &str, inside: impl AsyncFnOnce(&Path)) {
    if let (Some(socket), Some(_)) = (std::env::var_os(SOCKET), std::env::var_os(INSIDE)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        return runtime.block_on(inside(Path::new(&socket)));
    }
    let dir = tempfile::tempdir().unwrap();
    let result = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(SOCKET, dir.path().join("pcscd.comm"))
        .env(INSIDE, "1")
        .output()
        .unwrap();
    let said = [result.stdout, result.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(result.status.success() && said[0].contains("1 passed"), "{}\n{}", said[0], said[1]);
}

/// Two neighbouring ports that are free now: the virtual reader has two slots. Below those that the kernel hands out
/// (ip_local_port_range begins at 32768), and elsewhere in every process: nobody takes them until the reader does.
fn free_ports() -> (u16, [TcpListener; 2]) {
    let bind = |port| TcpListener::bind((Ipv4Addr::UNSPECIFIED, port));
    let start = std::process::id() % 6_000;
    let pairs = (start..6_000).chain(0..start).map(|pair| (20_000 + 2 * pair) as u16);
    let free = |port| Some((port, [bind(port).ok()?, bind(port + 1).ok()?]));
    pairs.into_iter().find_map(free).expect("two neighbouring free ports")
}

/// The service, ended when dropped.
pub struct Pcscd {
    socket: PathBuf,
    pub port: u16,
    /// While these are held the reader's driver finds its ports taken: there is no reader.
    ports: Option<[TcpListener; 2]>,
    child: Option<Child>,
}

impl Pcscd {
    /// Not started yet. `socket`: as [`on_its_own`] gave it.
    pub fn new(socket: &Path) -> Self {
        assert!(
            Path::new(DRIVER).exists() && Path::new("/usr/sbin/pcscd").exists(),
            "this test needs pcscd and its virtual reader: apt install pcscd vsmartcard-vpcd"
        );
        let (port, ports) = free_ports();
        let config = socket.with_file_name("readers");
        std::fs::create_dir(&config).unwrap();
        let mut text = String::new();
        writeln!(text, "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:{port:#06X}").unwrap();
        writeln!(text, "LIBPATH {DRIVER}\nCHANNELID {port:#06X}").unwrap();
        std::fs::write(config.join("vpcd"), text.replace("0X", "0x")).unwrap();
        Self { socket: socket.into(), port, ports: Some(ports), child: None }
    }

    /// Starts it with its reader.
    pub fn start(&mut self) {
        self.ports = None;
        self.start_without_reader();
    }

    /// Starts it; the reader's driver does not come up when [`Self::start`] was never called.
    pub fn start_without_reader(&mut self) {
        // It may be left from one that was killed.
        let _ = std::fs::remove_file(&self.socket);
        let listener = UnixListener::bind(&self.socket).unwrap();
        let isolated = ["--map-root-user", "--mount"];
        let can = Command::new("unshare").args(isolated).arg("true").stderr(Stdio::null()).status();
        let run = "[ -z \"$1\" ] || mount -t tmpfs tmpfs /run || exit 9
            export LISTEN_PID=$$ LISTEN_FDS=1
            exec setpriv --pdeathsig KILL /usr/sbin/pcscd --foreground --config \"$2\" 3<&0 0</dev/null";
        let mut command = if can.is_ok_and(|status| status.success()) {
            let mut command = Command::new("unshare");
            command.args(isolated).args(["sh", "-c", run, "sh", "own"]);
            command
        } else {
            let mut command = Command::new("sh");
            command.args(["-c", run, "sh", ""]);
            command
        };
        let command = command.arg(self.socket.with_file_name("readers")).stdin(OwnedFd::from(listener));
        self.child = Some(command.spawn().unwrap());
    }

    fn signal(&self, signal: Signal) {
        if let Some(child) = &self.child {
            let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
            kill_process(pid, signal).unwrap();
        }
    }

    /// It ends in order.
    pub fn stop(&mut self) {
        self.signal(Signal::TERM);
        if let Some(mut child) = self.child.take() {
            child.wait().unwrap();
        }
    }

    /// It dies in the middle of everything.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Pcscd {
    /// In order, so that it takes its pid file along; by force when it does not.
    fn drop(&mut self) {
        self.signal(Signal::TERM);
        let Some(mut child) = self.child.take() else { return };
        let until = Instant::now() + Duration::from_secs(5);
        while child.try_wait().is_ok_and(|ended| ended.is_none()) {
            if Instant::now() > until {
                let _ = child.kill();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}
