//! Any picture before the QR reader: no panic, and corners that are numbers.
#![no_main]

use std::time::{Duration, Instant};

use libfuzzer_sys::fuzz_target;
use qr_reader::{Gray, Options, Reader};

fuzz_target!(|input: &[u8]| {
    let Some(([width, height], pixels)) = input.split_first_chunk::<2>() else { return };
    let (width, height) = (usize::from(*width), usize::from(*height));
    let Ok(gray) = Gray::new(pixels, width, height, width) else { return };
    let found = Reader::new(Options::default()).read(&gray, Instant::now() + Duration::from_secs(1));
    assert!(found.iter().flat_map(|found| found.corners).flatten().all(f32::is_finite));
});
