//! A line: a pseudo-terminal whose slave is published under a symlink that a driver opens as its serial port.
//!
//! The line keeps its own descriptor of the slave: the master loses queued bytes when the last one closes, and a
//! driver that closes and opens its port must find the device where it left it.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, ioctl_tiocnxcl, tcgetattr, tcsetattr};

/// Where a simulated device is found and how fast its wire is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineOptions {
    /// The symlink that the driver opens. One that exists already is replaced; a file or a device is not.
    pub link: PathBuf,
    /// Bits per second. `Some`: every byte takes its 8N1 time (10 bits) in both directions and a printer's mechanism
    /// keeps real time. `None`: everything is instant.
    pub baud: Option<u32>,
}

impl LineOptions {
    /// An instant line at `link`.
    pub fn instant(link: impl Into<PathBuf>) -> Self {
        Self { link: link.into(), baud: None }
    }

    /// A line at `link` whose bytes take their time.
    pub fn paced(link: impl Into<PathBuf>, baud: u32) -> Self {
        Self { link: link.into(), baud: Some(baud) }
    }
}

/// An open pair. Dropping it is pulling the plug: a driver on the slave sees a hang-up, and the symlink is gone.
#[derive(Debug)]
pub struct Line {
    link: PathBuf,
    name: PathBuf,
    master: OwnedFd,
    slave: OwnedFd,
}

impl Line {
    /// Opens a pair in raw mode and points `link` at its slave.
    pub fn open(link: &Path) -> io::Result<Self> {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let name = PathBuf::from(OsStr::from_bytes(ptsname(&master, Vec::new())?.to_bytes()));
        let slave = rustix::fs::open(&name, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
        let mut mode = tcgetattr(&slave)?;
        mode.make_raw();
        tcsetattr(&slave, OptionalActions::Now, &mode)?;
        rustix::io::ioctl_fionbio(&master, true)?;
        point(link, &name)?;
        Ok(Self { link: link.to_path_buf(), name, master, slave })
    }

    /// The device's side of the wire, to be polled.
    pub fn device_side(&self) -> BorrowedFd<'_> {
        self.master.as_fd()
    }

    /// What the driver sent, at most `most` bytes; empty when nothing is there.
    pub fn read(&self, most: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; most];
        match rustix::io::retry_on_intr(|| rustix::io::read(&self.master, &mut bytes)) {
            Ok(count) => {
                bytes.truncate(count);
                // A driver claims its port for itself. Our own descriptor would keep that claim alive after the driver
                // has closed it, and its next opening would be refused.
                ioctl_tiocnxcl(&self.slave)?;
                Ok(bytes)
            }
            Err(rustix::io::Errno::AGAIN) => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// Sends to the driver. What it does not fetch in time is lost, as in a UART: the return value counts what was taken.
    pub fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        match rustix::io::retry_on_intr(|| rustix::io::write(&self.master, bytes)) {
            Ok(count) => Ok(count),
            Err(rustix::io::Errno::AGAIN) => Ok(0),
            Err(error) => Err(error.into()),
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // Only our own link: another simulator may have taken the path over.
        if std::fs::read_link(&self.link).is_ok_and(|target| target == self.name) {
            let _ = std::fs::remove_file(&self.link);
        }
    }
}

/// Points the symlink at `name` in one step, so that a driver never meets half a link.
fn point(link: &Path, name: &Path) -> io::Result<()> {
    match link.symlink_metadata() {
        Ok(found) if !found.is_symlink() => {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                format!("{} exists and is no symlink; choose another path for the simulated line", link.display()),
            ));
        }
        _ => {}
    }
    if let Some(folder) = link.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut fresh = link.as_os_str().to_owned();
    fresh.push(".new");
    let fresh = PathBuf::from(fresh);
    let _ = std::fs::remove_file(&fresh);
    std::os::unix::fs::symlink(name, &fresh)?;
    std::fs::rename(&fresh, link)
}

/// Opens the driver's side of a line that another thread serves (for tests and small tools: blocking, raw).
pub fn open_host_side(link: &Path) -> io::Result<File> {
    let port = rustix::fs::open(link, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
    Ok(File::from(port))
}
