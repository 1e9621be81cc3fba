//! The ID card reader's wire, and what is on a card.

use drivers::id_card::{
    CardError, Decoder, FrameError, Status, parse_newest_address, parse_text_photo, parse_text_photo_prints,
};
use drivers::record::DeviceKind;

use crate::{Target, seeds};

/// Bytes of one read of the driver.
const READ: usize = 4096;

/// No panic, no byte lost or invented, the same frames however the bytes are cut.
pub(crate) const FRAME: Target = Target {
    name: "id_card_frame",
    read: |bytes| {
        let mut decoder = Decoder::new();
        for piece in bytes.chunks(READ) {
            decoder.push(piece);
            while decoder.next_frame().is_some() {}
        }
        while decoder.give_up().is_some() {
            while decoder.next_frame().is_some() {}
        }
    },
    check: frames_are_the_same,
    // The decoder's buffer, which never has to grow.
    cap: 8 * 1024,
    longest: 64 * 1024,
    seeds: || seeds::chosen(3, &seeds::said(DeviceKind::IdCard)),
};

type Frames = Vec<Result<(u8, Vec<u8>), FrameError>>;

fn take(decoder: &mut Decoder, found: &mut Frames) {
    while let Some(frame) = decoder.next_frame() {
        found.push(frame.map(|frame| (frame.status, frame.data.to_vec())));
    }
}

fn finish(decoder: &mut Decoder, found: &mut Frames) {
    take(decoder, found);
    while decoder.give_up().is_some() {
        take(decoder, found);
    }
}

/// The first byte says how the rest is cut.
fn frames_are_the_same(input: &[u8]) {
    let Some((cut, bytes)) = input.split_first() else { return };
    let (mut whole, mut pieces) = (Frames::new(), Frames::new());
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
    for (status, _) in whole.iter().flatten() {
        assert_eq!(Status::from_byte(*status).byte(), *status);
    }
}

/// Any bytes as what is on a card: the first says which answer.
pub(crate) const RECORD: Target = Target {
    name: "id_card_record",
    read: |input| {
        let Some((which, data)) = input.split_first() else { return };
        match which % 5 {
            0 => drop(parse_text_photo(data)),
            1 => drop(parse_text_photo_prints(data)),
            2 => drop(parse_newest_address(data)),
            // The right length is rarely hit by chance.
            3 => drop(parse_text_photo(&padded(&[1, 0, 4, 0], data, 1280))),
            _ => drop(parse_text_photo_prints(&padded(&[1, 0, 4, 0, 4, 0], data, 2304))),
        }
    },
    check: |input| {
        let Some((_, data)) = input.split_first() else { return };
        // The same data are the same card, and an error quotes nobody.
        let (first, second) = (parse_text_photo(data), parse_text_photo(data));
        assert_eq!(first.as_ref().err(), second.as_ref().err());
        if let Ok(card) = first {
            assert!(!format!("{card:?}").contains(card.number().expose()));
        }
        let address: Result<_, CardError> = parse_newest_address(data);
        if let Ok(Some(address)) = address {
            assert!(address.expose().chars().count() <= 35);
        }
    },
    // Text, photo and prints once more as they are kept, and the input padded.
    cap: 16 * 1024,
    longest: 16 * 1024,
    seeds: || {
        let frames = seeds::said(DeviceKind::IdCard);
        // Without preamble, length, status and checksum.
        let data: Vec<_> =
            frames.iter().filter_map(|frame| frame.get(10..frame.len() - 1)).map(<[u8]>::to_vec).collect();
        seeds::chosen(5, &data)
    },
};

fn padded(head: &[u8], data: &[u8], length: usize) -> Vec<u8> {
    let mut padded = [head, &data[..data.len().min(length)]].concat();
    padded.resize(head.len() + length, b' ');
    padded
}
