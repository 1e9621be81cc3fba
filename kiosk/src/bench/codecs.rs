//! How many bytes a second the frame codec of the reader and the status demultiplexer of the printer take.

use std::hint::black_box;

use drivers::id_card::{Decoder, PREAMBLE};
use drivers::printer::{Answer, Demux};

use super::Rig;
use super::bar::{Bar, median};
use super::lap::Lap;

/// Bytes of one pass: a repeated stretch, so that memory is not what is measured.
const PASS: usize = 64 << 20;
/// Bytes of the stretch that is repeated.
const STRETCH: usize = 1 << 20;
const PASSES: usize = 3;
/// Bytes that the drivers read at once.
const READER_CHUNK: usize = 4096;
const PRINTER_CHUNK: usize = 512;

/// Bytes a second in MB/s (10⁶), each the median of three passes of 64 MiB.
pub(super) fn codecs(_rig: &Rig) -> Result<Vec<Bar>, String> {
    let mut random = Random(0x2545_F491);
    let bar = |name, speed| Bar::over(name, speed, "MB/s", 200.0);
    Ok(vec![
        bar("frame codec, clean line", frames(&filled(|bytes| answers(bytes, 0, &mut random)))?),
        bar("frame codec, noisy line", frames(&filled(|bytes| answers(bytes, 4, &mut random)))?),
        bar("status demultiplexer, clean line", statuses(&filled(|bytes| status(bytes, &mut random)))?),
        bar("status demultiplexer, random bytes", statuses(&filled(|bytes| bytes.push(random.byte())))?),
    ])
}

fn filled(mut more: impl FnMut(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(STRETCH);
    while bytes.len() < STRETCH {
        more(&mut bytes);
    }
    bytes
}

/// What a module sends for one reading: found, selected, a person of 1295 bytes; with noise around and between, and, of
/// `of` answers, one damaged (0: none).
fn answers(bytes: &mut Vec<u8>, of: u32, random: &mut Random) {
    for (status, data) in [(0x9F, 4), (0x90, 8), (0x90, 4 + 256 + 1024)] {
        let from = bytes.len() + PREAMBLE.len();
        bytes.extend(PREAMBLE);
        bytes.extend((data + 4_u16).to_be_bytes());
        bytes.extend([0, 0, status]);
        bytes.extend((0..data).map(|_| random.byte()));
        let sum = bytes.iter().skip(from).fold(0, |sum, byte| sum ^ byte);
        bytes.push(sum);
        if of == 0 {
            continue;
        }
        if random.next().is_multiple_of(of)
            && let Some(last) = bytes.last_mut()
        {
            *last ^= 0x5A;
        }
        // Half of the noise looks like a beginning.
        let noise = random.next() % 64;
        bytes.extend((0..noise).map(|_| if random.next().is_multiple_of(2) { 0xAA } else { random.byte() }));
    }
}

/// What a printer sends: answers to DLE EOT, automatic status, an answer of GS r, now and then a block and XON/XOFF.
fn status(bytes: &mut Vec<u8>, random: &mut Random) {
    match random.next() % 16 {
        0..10 => bytes.extend([0x16, 0x12, 0x12, 0x12]),
        10..13 => bytes.extend([0x14, 0x00, 0x00, 0x0F]),
        13 => bytes.push(0x00),
        14 => bytes.extend(b"\x37\x220042\x00"),
        _ => bytes.extend([0x13, 0x11]),
    }
}

fn frames(stretch: &[u8]) -> Result<f64, String> {
    speed(stretch, || {
        let (mut decoder, mut whole) = (Decoder::new(), 0_u64);
        for chunk in passing(stretch, READER_CHUNK) {
            decoder.push(chunk);
            while let Some(frame) = decoder.next_frame() {
                whole += u64::from(black_box(frame).is_ok());
            }
        }
        whole
    })
}

fn statuses(stretch: &[u8]) -> Result<f64, String> {
    speed(stretch, || {
        let (mut demux, mut whole) = (Demux::new(), 0_u64);
        for chunk in passing(stretch, PRINTER_CHUNK) {
            demux.feed(chunk, |answer| whole += u64::from(!matches!(black_box(answer), Answer::Noise(_))));
        }
        whole
    })
}

fn passing(stretch: &[u8], chunk: usize) -> impl Iterator<Item = &[u8]> {
    (0..PASS.div_ceil(STRETCH)).flat_map(move |_| stretch.chunks(chunk))
}

/// MB/s of the median pass; an error when nothing was found in the bytes, for then something else was measured.
fn speed(stretch: &[u8], pass: impl Fn() -> u64) -> Result<f64, String> {
    let megabytes = (stretch.len() * PASS.div_ceil(STRETCH)) as f64 / 1e6;
    let mut speeds = Vec::with_capacity(PASSES);
    for _ in 0..PASSES {
        let lap = Lap::begin();
        if black_box(pass()) == 0 {
            return Err("no answer was found in the bytes".into());
        }
        speeds.push(megabytes / lap.seconds());
    }
    Ok(median(&mut speeds))
}

/// xorshift32: small, and the same on every run.
struct Random(u32);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 >> 3
    }

    fn byte(&mut self) -> u8 {
        self.next() as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> (usize, usize) {
        let (mut decoder, mut whole, mut damaged) = (Decoder::new(), 0, 0);
        for chunk in bytes.chunks(READER_CHUNK) {
            decoder.push(chunk);
            while let Some(frame) = decoder.next_frame() {
                *if frame.is_ok() { &mut whole } else { &mut damaged } += 1;
            }
        }
        (whole, damaged)
    }

    #[test]
    fn what_is_measured_is_what_a_line_carries() {
        let mut random = Random(1);
        let mut clean = Vec::new();
        (0..100).for_each(|_| answers(&mut clean, 0, &mut random));
        assert_eq!(found(&clean), (300, 0));
        let mut noisy = Vec::new();
        (0..100).for_each(|_| answers(&mut noisy, 4, &mut random));
        let (whole, damaged) = found(&noisy);
        assert!((150..300).contains(&whole) && damaged > 30, "{whole} whole, {damaged} damaged");
        let mut sorted = (0, 0);
        Demux::new().feed(&filled(|bytes| status(bytes, &mut random)), |answer| match answer {
            Answer::Noise(_) => sorted.1 += 1,
            _ => sorted.0 += 1,
        });
        assert!(sorted.0 > 100_000 && sorted.1 == 0, "{sorted:?}");
    }
}
