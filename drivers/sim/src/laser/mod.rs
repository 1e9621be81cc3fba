//! A simulated A4 printer: IPP on a port of this machine, jobs that take time, sheets that lie in the output tray.

mod fault;
mod printer;
mod wire;

use std::io::{self, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

pub use fault::LaserFault;

use printer::{Answered, Printer};

/// A document that lies in the output tray.
#[derive(Clone, PartialEq, Eq)]
pub struct Printed {
    /// As the job was called.
    pub name: String,
    /// The PDF as it came.
    pub pdf: Vec<u8>,
}

impl std::fmt::Debug for Printed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Printed({}, {} bytes)", self.name, self.pdf.len())
    }
}

struct Shared {
    printer: Mutex<Printer>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Printer> {
        self.printer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running printer. Dropping it closes its port.
pub struct LaserSim {
    shared: Arc<Shared>,
    address: SocketAddr,
    thread: Option<JoinHandle<()>>,
}

/// The hand at a simulated printer; cheap to clone. It outlives the printer without effect.
#[derive(Clone)]
pub struct LaserControl {
    shared: Arc<Shared>,
}

impl LaserSim {
    /// Opens a free port of this machine. Each page takes `page`; an error is one of the port.
    pub fn start(page: Duration) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { printer: Mutex::new(Printer::new(page)), changed: Condvar::new() });
        let of_thread = Arc::clone(&shared);
        let thread =
            std::thread::Builder::new().name("sim-laser".into()).spawn(move || serve(&of_thread, &listener))?;
        Ok(Self { shared, address, thread: Some(thread) })
    }

    /// Where it is: `ipp://127.0.0.1:PORT/ipp/print`.
    pub fn uri(&self) -> String {
        format!("ipp://{}/ipp/print", self.address)
    }

    /// The hand.
    pub fn control(&self) -> LaserControl {
        LaserControl { shared: Arc::clone(&self.shared) }
    }
}

impl Drop for LaserSim {
    fn drop(&mut self) {
        self.shared.lock().stop = true;
        // Its own knock lets the thread look up.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            // It ends by itself; what it panicked with is on the error stream already.
            let _ = thread.join();
        }
    }
}

impl LaserControl {
    /// Sets a fault, or takes it back.
    pub fn set_fault(&self, fault: Option<LaserFault>) {
        self.with(|printer| printer.set_fault(fault));
    }

    /// The fault that is set.
    pub fn fault(&self) -> Option<LaserFault> {
        self.shared.lock().fault
    }

    /// Pulls the plug: nobody answers.
    pub fn unplug(&self) {
        self.with(|printer| printer.plugged = false);
    }

    /// Puts the plug. It has forgotten its jobs.
    pub fn replug(&self) {
        self.with(Printer::plug_in);
    }

    /// Whether it is plugged in.
    pub fn is_plugged(&self) -> bool {
        self.shared.lock().plugged
    }

    /// What lies in the output tray.
    pub fn tray(&self) -> Vec<Printed> {
        let mut printer = self.shared.lock();
        printer.advance(Instant::now());
        printer.tray.clone()
    }

    /// Somebody takes everything out of the output tray.
    pub fn clear(&self) {
        self.with(|printer| printer.tray.clear());
    }

    /// Sheets that came out, of whole documents and of parts of some.
    pub fn sheets(&self) -> usize {
        let mut printer = self.shared.lock();
        printer.advance(Instant::now());
        printer.sheets
    }

    /// Jobs that were called back.
    pub fn recalled(&self) -> usize {
        self.shared.lock().recalled
    }

    /// Waits until `wanted` is so; `false` when it is not within `patience`.
    pub fn wait(&self, patience: Duration, wanted: impl Fn(&Self) -> bool) -> bool {
        let until = Instant::now() + patience;
        loop {
            if wanted(self) {
                return true;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            // Pages come out by the clock, so a change is looked for besides being told.
            let step = left.min(Duration::from_millis(20));
            drop(self.shared.changed.wait_timeout(self.shared.lock(), step));
        }
    }

    fn with(&self, act: impl FnOnce(&mut Printer)) {
        act(&mut self.shared.lock());
        self.shared.changed.notify_all();
    }
}

fn serve(shared: &Arc<Shared>, listener: &TcpListener) {
    for stream in listener.incoming() {
        if shared.lock().stop {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        let talk = move || {
            // A connection that breaks is the end of the talk, and nothing else.
            let _ = talk(&shared, &stream);
            let _ = stream.shutdown(Shutdown::Both);
        };
        // Without a thread the caller gets no answer, as from a printer that is at its end.
        let _ = std::thread::Builder::new().name("sim-laser-talk".into()).spawn(talk);
    }
}

fn talk(shared: &Shared, stream: &TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    loop {
        let cut = {
            let printer = shared.lock();
            if !printer.plugged || printer.stop {
                return Ok(());
            }
            printer.fault == Some(LaserFault::CutsDocument)
        };
        let request = match wire::read_request(&mut reader, cut) {
            Ok(Some(request)) => request,
            Ok(None) => return Ok(()),
            Err(error) => {
                if cut && error.kind() == io::ErrorKind::ConnectionAborted {
                    shared.lock().fault = None;
                }
                return Err(error);
            }
        };
        let answered = shared.lock().answer(&request, Instant::now());
        shared.changed.notify_all();
        match answered {
            Answered::With(bytes) => writer.write_all(&bytes)?,
            Answered::Cut => return Ok(()),
            Answered::Nothing => {
                // Until whoever asks has had enough.
                let _ = wire::read_request(&mut reader, false);
                return Ok(());
            }
        }
    }
}
