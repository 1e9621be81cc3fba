//! Which serial ports there are, and who uses them.

use std::fs;
use std::path::{Path, PathBuf};

/// Names of serial ports in /dev: on the board, by USB adapter, by USB modem class, on ARM boards.
const NAMES: [&str; 8] = ["ttyS", "ttyUSB", "ttyACM", "ttyAMA", "ttymxc", "ttyO", "ttyTHS", "ttyXRUSB"];

/// A serial port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortPlace {
    /// `/dev/ttyUSB0`.
    pub path: PathBuf,
    /// `/dev/serial/by-path/…`, where there is one.
    pub by_path: Option<PathBuf>,
    /// The kernel writes its messages there.
    pub console: bool,
}

impl PortPlace {
    /// A port of which only the path is known.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), by_path: None, console: false }
    }
}

/// Where ports are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// `/dev`.
    pub dev: PathBuf,
    /// `/sys/class/tty`.
    pub sys: PathBuf,
}

impl Default for Places {
    fn default() -> Self {
        Self { dev: "/dev".into(), sys: "/sys/class/tty".into() }
    }
}

/// Every serial port that is really there: first those with a name by their socket, then the others.
pub fn list_ports() -> Vec<PortPlace> {
    Places::default().list()
}

impl Places {
    /// See [`list_ports`].
    pub fn list(&self) -> Vec<PortPlace> {
        let mut ports: Vec<PortPlace> = Vec::new();
        for link in entries(&self.dev.join("serial/by-path")) {
            let Ok(path) = link.canonicalize() else { continue };
            // A socket may have two names (…-usb-… and …-usbv2-…): the first serves.
            if !ports.iter().any(|port| port.path == path) {
                ports.push(PortPlace { console: self.is_console(&path), path, by_path: Some(link) });
            }
        }
        for path in entries(&self.dev) {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let number = NAMES.iter().find_map(|known| name.strip_prefix(known));
            let named = number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
            let path = path.canonicalize().unwrap_or(path.clone());
            if named && self.is_real(name) && !ports.iter().any(|port| port.path == path) {
                ports.push(PortPlace { console: self.is_console(&path), path, by_path: None });
            }
        }
        ports
    }

    /// The kernel has names for more ports than there are: of those that are none it does not know the chip.
    fn is_real(&self, name: &str) -> bool {
        let folder = self.sys.join(name);
        let unknown = fs::read_to_string(folder.join("type")).is_ok_and(|kind| kind.trim() == "0");
        folder.join("device").exists() && !unknown
    }

    fn is_console(&self, path: &Path) -> bool {
        let active = fs::read_to_string(self.sys.join("console/active")).unwrap_or_default();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        active.split_whitespace().any(|console| console == name)
    }
}

/// What is in a folder, by name.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    // ttyS2 before ttyS10.
    paths.sort_by_key(|path| (path.as_os_str().len(), path.clone()));
    paths
}

/// The other programs that have a port open, as far as this user may see them. `None`: none is seen. A program at the far
/// end of a pseudo-terminal is the device, and no user of it.
pub(super) fn users_of(proc: &Path, port: &Path) -> Option<String> {
    let port = port.canonicalize().ok()?;
    let own = std::process::id().to_string();
    let mut users: Vec<String> = Vec::new();
    for process in entries(proc) {
        let id = process.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if !id.bytes().all(|byte| byte.is_ascii_digit()) || id == own {
            continue;
        }
        let open: Vec<PathBuf> = entries(&process.join("fd")).iter().filter_map(|fd| fs::read_link(fd).ok()).collect();
        let far_end = port.starts_with("/dev/pts") && open.iter().any(|file| file.ends_with("ptmx"));
        if open.contains(&port) && !far_end {
            let name = fs::read_to_string(process.join("comm")).unwrap_or_default();
            users.push(format!("{} (process {id})", name.trim()));
        }
    }
    (!users.is_empty()).then(|| users.join(", "))
}

/// A list without repetitions, the configured one first.
pub(super) fn first(configured: Option<u32>, known: &[u32]) -> Vec<u32> {
    let mut list: Vec<u32> = Vec::new();
    for baud in configured.iter().chain(known) {
        if !list.contains(baud) {
            list.push(*baud);
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// Folders that stand for /dev and /sys/class/tty.
    fn machine() -> (tempfile::TempDir, Places) {
        let dir = tempfile::tempdir().unwrap();
        let places = Places { dev: dir.path().join("dev"), sys: dir.path().join("sys") };
        fs::create_dir_all(places.dev.join("serial/by-path")).unwrap();
        let port = |name: &str, kind: Option<&str>, device: bool| {
            fs::write(places.dev.join(name), "").unwrap();
            fs::create_dir_all(places.sys.join(name)).unwrap();
            if device {
                fs::create_dir(places.sys.join(name).join("device")).unwrap();
            }
            if let Some(kind) = kind {
                fs::write(places.sys.join(name).join("type"), kind).unwrap();
            }
        };
        port("ttyS0", Some("4\n"), true);
        port("ttyS1", Some("0\n"), true);
        port("ttyS10", Some("4\n"), true);
        port("ttyS2", Some("4\n"), true);
        port("ttyUSB0", None, true);
        port("ttyACM0", None, true);
        port("ttyprintk", None, false);
        port("ttyS", None, true);
        port("tty1", None, false);
        fs::create_dir(places.sys.join("console")).unwrap();
        fs::write(places.sys.join("console/active"), "tty0 ttyS2\n").unwrap();
        for link in ["pci-0:1-usb-0:2:1.0-port0", "pci-0:1-usbv2-0:2:1.0-port0"] {
            symlink(places.dev.join("ttyUSB0"), places.dev.join("serial/by-path").join(link)).unwrap();
        }
        symlink(places.dev.join("gone"), places.dev.join("serial/by-path/pci-gone")).unwrap();
        (dir, places)
    }

    #[test]
    fn ports_that_are_there_are_listed_once_and_by_socket_first() {
        let (_dir, places) = machine();
        let ports = places.list();
        let names: Vec<_> = ports.iter().map(|port| port.path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["ttyUSB0", "ttyS0", "ttyS2", "ttyS10", "ttyACM0"]);
        assert!(ports[0].by_path.as_ref().unwrap().ends_with("pci-0:1-usb-0:2:1.0-port0"));
        let consoles: Vec<_> = ports.iter().map(|port| port.console).collect();
        assert_eq!(consoles, [false, false, true, false, false]);
    }

    #[test]
    fn whoever_has_a_port_open_is_named() {
        let (dir, places) = machine();
        let proc = dir.path().join("proc");
        fs::create_dir_all(proc.join("1234567/fd")).unwrap();
        fs::write(proc.join("1234567/comm"), "minicom\n").unwrap();
        let port = places.dev.join("ttyUSB0");
        assert_eq!(users_of(&proc, &port), None);
        symlink(port.canonicalize().unwrap(), proc.join("1234567/fd/3")).unwrap();
        let by_path = places.dev.join("serial/by-path/pci-0:1-usb-0:2:1.0-port0");
        for path in [&port, &by_path] {
            assert_eq!(users_of(&proc, path).unwrap(), "minicom (process 1234567)");
        }
        assert_eq!(users_of(&proc, &places.dev.join("ttyS0")), None);
    }
}
