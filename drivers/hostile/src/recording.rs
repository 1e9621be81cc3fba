//! Recordings: a file of one, and what is personal on a wire that is being recorded.

use drivers::record::{DeviceKind, Recording, Scramble, What};

use crate::{Target, seeds};

/// Any text is a recording or an error with its line; what was read is written and read again as the same.
pub(crate) const FILE: Target = Target {
    name: "wire_recording",
    read: |bytes| {
        if let Some(text) = text(bytes) {
            drop(Recording::parse(&text));
        }
    },
    check: |bytes| {
        let Some(text) = text(bytes) else { return };
        if let Ok(recording) = Recording::parse(&text) {
            let written = recording.to_string();
            assert_eq!(Recording::parse(&written).expect("it was written by us").to_string(), written);
        }
    },
    // The text with its head, and its lines: the shortest takes ten times its bytes. A byte that comes many times
    // (00*8192) is written short: see the parser's own limit.
    cap: 32 << 20,
    longest: 64 * 1024,
    seeds: || seeds::texts("tests/recordings", "wire"),
};

/// The head is fixed: without it nothing else would be reached.
fn text(bytes: &[u8]) -> Option<String> {
    let text = str::from_utf8(bytes).ok()?;
    if text.starts_with("# wire recording 1") {
        return Some(text.to_owned());
    }
    Some(format!("# wire recording 1\n# device: printer\n# baud: 9600\n{text}"))
}

/// Bytes of one read or write.
const PIECE: usize = 1024;

/// Whatever goes over a wire is replaced byte for byte: no panic, no byte more or less, and nothing is held back for ever.
/// The first byte says which device, and whose bytes they are.
pub(crate) const SCRAMBLE: Target = Target {
    name: "recording_scramble",
    read: |input| drop(scrambled(input)),
    check: |input| {
        let Some((_, bytes)) = input.split_first() else { return };
        let count: usize = scrambled(input).iter().map(|what| what.bytes().len()).sum();
        assert_eq!(count, bytes.len());
    },
    // What came, what went on, and what is held between.
    cap: 8 * 64 * 1024,
    longest: 64 * 1024,
    seeds: || {
        let mut seeds = Vec::new();
        for (place, kind) in KINDS.into_iter().enumerate() {
            let with = |choice: usize| move |bytes: Vec<u8>| [&[choice as u8], bytes.as_slice()].concat();
            seeds.extend(seeds::said(kind).into_iter().map(with(2 * place)));
            seeds.extend(seeds::heard(kind).into_iter().map(with(2 * place + 1)));
        }
        seeds
    },
};

const KINDS: [DeviceKind; 3] = [DeviceKind::IdCard, DeviceKind::Printer, DeviceKind::Scanner];

fn scrambled(input: &[u8]) -> Vec<What> {
    let Some((choice, bytes)) = input.split_first() else { return Vec::new() };
    let choice = usize::from(*choice);
    let of = if choice % 2 == 0 { What::Device } else { What::Host };
    let lines = std::iter::once(What::Open).chain(bytes.chunks(PIECE).map(|piece| of(piece.to_vec())));
    Scramble::Personal.lines(KINDS[choice / 2 % KINDS.len()], lines, 7)
}
