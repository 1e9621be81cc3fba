//! A card reader of PC/SC: `vpcd`, the driver of a virtual one that pcscd loads, listens for cards on TCP.
//!
//! Protocol: a message is its length (two bytes, big endian) and its bytes, both ways. One byte from the reader is a
//! control: 0 power off, 1 power on, 2 reset, 4 send the ATR; everything longer is a command for the card.
//! Source: frankmorgner.github.io/vsmartcard/virtualsmartcard/api.html.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::card::SimSocialCard;

/// Port of vpcd's first slot; the second slot has the next one. Source: /etc/reader.conf.d/vpcd of Debian's vsmartcard-vpcd.
pub const FIRST_PORT: u16 = 35_963;

/// ATR of a card with T=1 and no historical bytes (ISO/IEC 7816-3, 8.2).
const ATR: &[u8] = &[0x3B, 0x80, 0x80, 0x01, 0x01];

/// What a card says that does not come up: longer than an ATR can be (33 bytes), so that pcscd finds something in the reader
/// and gives up giving it power. vpcd takes silence for an empty reader.
const NO_ATR: &[u8] = &[0xFF; 60];

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
        self.connect(card, ATR)
    }

    /// Puts in something that does not answer when it is given power: a card the wrong way round.
    pub fn insert_mute(&mut self, card: SimSocialCard) -> io::Result<()> {
        self.connect(card, NO_ATR)
    }

    fn connect(&mut self, card: SimSocialCard, atr: &'static [u8]) -> io::Result<()> {
        self.remove();
        let stream = TcpStream::connect(self.vpcd)?;
        stream.set_nodelay(true)?;
        let card = Arc::new(Mutex::new(card));
        let (slot, in_slot) = (stream.try_clone()?, Arc::clone(&card));
        let thread = std::thread::spawn(move || {
            // It ends with the connection: pulled out, or the reader is gone.
            let _ = serve(&slot, &in_slot, atr);
            let _ = slot.shutdown(Shutdown::Both);
        });
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

/// Answers the reader until one of the two is gone.
fn serve(mut slot: &TcpStream, card: &Mutex<SimSocialCard>, atr: &[u8]) -> io::Result<()> {
    loop {
        let mut length = [0; 2];
        slot.read_exact(&mut length)?;
        let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
        slot.read_exact(&mut message)?;
        let answer = match *message {
            [0 | 2] => {
                lock(card).reset();
                continue;
            }
            [] | [0..=3] => continue,
            [4] => atr.to_vec(),
            _ => match lock(card).execute(&message) {
                Some(answer) => answer,
                None => return Ok(()), // pulled out at this command
            },
        };
        let length = u16::try_from(answer.len()).map_err(io::Error::other)?;
        slot.write_all(&[&length.to_be_bytes(), &answer[..]].concat())?;
    }
}
