//! Any bytes from an ID card reader: no panic, no byte lost or invented, the same frames however the bytes are cut.
#![no_main]

use drivers::id_card::{Decoder, FrameError, Status, parse_newest_address, parse_text_photo, parse_text_photo_prints};
use libfuzzer_sys::fuzz_target;

type Found = Vec<Result<(u8, Vec<u8>), FrameError>>;

fn take(decoder: &mut Decoder, found: &mut Found) {
    while let Some(frame) = decoder.next_frame() {
        found.push(frame.map(|frame| (frame.status, frame.data.to_vec())));
    }
}

fn finish(decoder: &mut Decoder, found: &mut Found) {
    take(decoder, found);
    while decoder.give_up().is_some() {
        take(decoder, found);
    }
}

fuzz_target!(|input: &[u8]| {
    // The first byte says how the rest is cut.
    let Some((cut, bytes)) = input.split_first() else { return };
    let (mut whole, mut pieces) = (Vec::new(), Vec::new());
    let mut decoder = Decoder::new();
    decoder.push(bytes);
    finish(&mut decoder, &mut whole);
    let framed: usize = whole.iter().flatten().map(|(_, data)| data.len() + 11).sum();
    // What is left is less than a preamble.
    let accounted = framed + decoder.noise() as usize;
    assert!(accounted <= bytes.len() && bytes.len() < accounted + 5);

    let mut decoder = Decoder::new();
    for piece in bytes.chunks(usize::from(*cut).max(1)) {
        decoder.push(piece);
        take(&mut decoder, &mut pieces);
    }
    finish(&mut decoder, &mut pieces);
    assert_eq!(whole, pieces);

    for (status, data) in whole.iter().flatten() {
        assert_eq!(Status::from_byte(*status).byte(), *status);
        let _ = parse_text_photo(data);
        let _ = parse_text_photo_prints(data);
        let _ = parse_newest_address(data);
    }
    // A text is rarely hit by chance: any bytes as one.
    if bytes.len() >= 256 {
        let mut read = vec![1, 0, 4, 0];
        read.extend_from_slice(&bytes[..256]);
        read.resize(4 + 256 + 1024, 0);
        let _ = parse_text_photo(&read);
    }
});
