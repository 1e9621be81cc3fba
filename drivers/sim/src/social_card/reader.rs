//! A card reader of PC/SC: `vpcd`, the driver of a virtual one that pcscd loads, listens for cards on TCP.

use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use vpicc::{Connection, VSmartCard};

use super::card::SimSocialCard;

/// Port of vpcd's first slot; the second slot has the next one. Source: /etc/reader.conf.d/vpcd of Debian's vsmartcard-vpcd.
pub const FIRST_PORT: u16 = 35_963;

/// ATR of a card with T=1 and no historical bytes.
const ATR: &[u8] = &[0x3B, 0x80, 0x80, 0x01, 0x01];

/// One slot of the virtual reader. Dropping it pulls the card out.
#[derive(Debug)]
pub struct SimSocialReader {
    vpcd: SocketAddr,
    inserted: Option<Inserted>,
}

#[derive(Debug)]
struct Inserted {
    stream: TcpStream,
    card: Arc<Mutex<SimSocialCard>>,
    thread: JoinHandle<()>,
}

impl SimSocialReader {
    /// Slot 0 or 1 of the vpcd on this machine that listens from `first_port` on. Nothing is asked of it before a card is put in.
    pub fn new(first_port: u16, slot: u16) -> Self {
        Self { vpcd: (Ipv4Addr::LOCALHOST, first_port + slot).into(), inserted: None }
    }

    /// Puts a card in, in place of the one that is in.
    pub fn insert(&mut self, card: SimSocialCard) -> io::Result<()> {
        self.remove();
        let stream = TcpStream::connect(self.vpcd)?;
        stream.set_nodelay(true)?;
        let card = Arc::new(Mutex::new(card));
        let mut driver = InSlot { card: Arc::clone(&card), stream: stream.try_clone()? };
        let connection = Connection::from(stream.try_clone()?);
        // It ends when the card is pulled out, by an error of the connection.
        let thread = std::thread::spawn(move || drop(connection.run(&mut driver)));
        self.inserted = Some(Inserted { stream, card, thread });
        Ok(())
    }

    /// Pulls the card out.
    pub fn remove(&mut self) {
        if let Some(Inserted { stream, thread, .. }) = self.inserted.take() {
            // It may have gone by itself.
            let _ = stream.shutdown(Shutdown::Both);
            let _ = thread.join();
        }
    }

    /// Commands that the card was given; 0 when none is in.
    pub fn commands(&self) -> usize {
        self.inserted.as_ref().map_or(0, |inserted| lock(&inserted.card).commands())
    }
}

impl Drop for SimSocialReader {
    fn drop(&mut self) {
        self.remove();
    }
}

fn lock(card: &Mutex<SimSocialCard>) -> MutexGuard<'_, SimSocialCard> {
    card.lock().unwrap_or_else(PoisonError::into_inner)
}

struct InSlot {
    card: Arc<Mutex<SimSocialCard>>,
    stream: TcpStream,
}

impl VSmartCard for InSlot {
    fn atr(&self) -> &[u8] {
        ATR
    }

    fn power_off(&mut self) {
        lock(&self.card).reset();
    }

    fn reset(&mut self) {
        lock(&self.card).reset();
    }

    fn execute(&mut self, command: &[u8]) -> Vec<u8> {
        lock(&self.card).execute(command).unwrap_or_else(|| {
            // Pulled out at this command.
            let _ = self.stream.shutdown(Shutdown::Both);
            Vec::new()
        })
    }
}
