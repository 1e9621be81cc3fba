//! Any picture: no panic, never longer than the limit, nothing read where there is nothing.

use std::time::{Duration, Instant};

use qr_reader::{Gray, Options, Reader};
use qr_specimens::Random;

/// What may come on top of the reader's limit: one step between two looks at the clock, on a busy machine.
const SLACK: Duration = Duration::from_millis(30);

pub(crate) fn run(count: u64) -> Result<(), String> {
    let mut reader = Reader::new(Options::default());
    let (mut read, mut longest, start) = (0u64, Duration::ZERO, Instant::now());
    for seed in 0..count {
        let mut random = Random::new(seed);
        let (width, height) = (16 + random.below(180), 16 + random.below(180));
        let pixels = qr_specimens::anything(&mut random, width, height);
        let gray = Gray::new(&pixels, width, height, width).map_err(|error| error.to_string())?;
        let began = Instant::now();
        let found = reader.read(&gray, began + Duration::from_secs(1));
        longest = longest.max(began.elapsed());
        read += found.len() as u64;
        if began.elapsed() > qr_reader::limits::TIME_MAX + SLACK {
            eprintln!("picture {seed} took {:?}", began.elapsed());
        }
        if let Some(found) = found.iter().find(|found| !qr_specimens::ANYTHING.contains(&found.text.as_str())) {
            return Err(format!("picture {seed}: read {:?} where there is no such code", found.text));
        }
    }
    println!("{count} pictures in {:?}, {read} codes read, longest {longest:?}", start.elapsed());
    Ok(())
}
