//! Any picture: no panic, never longer than the limit (in time of the processor: other work on the machine does not
//! count), nothing read where there is nothing.

use std::time::{Duration, Instant};

use qr_reader::{Gray, Options, Reader};
use qr_specimens::Random;

pub(crate) fn run(count: u64) -> Result<(), String> {
    let mut reader = Reader::new(Options::default());
    let (mut read, mut longest, start) = (0u64, Duration::ZERO, Instant::now());
    for seed in 0..count {
        let mut random = Random::new(seed);
        let (width, height) = (16 + random.below(180), 16 + random.below(180));
        let pixels = qr_specimens::anything(&mut random, width, height);
        let gray = Gray::new(&pixels, width, height, width).map_err(|error| error.to_string())?;
        let began = crate::cpu();
        let found = reader.read(&gray, Instant::now() + Duration::from_secs(1));
        let took = crate::cpu().saturating_sub(began);
        longest = longest.max(took);
        read += found.len() as u64;
        if took > qr_reader::limits::TIME_MAX {
            return Err(format!("picture {seed} took {took:?}"));
        }
        if let Some(found) = found.iter().find(|found| !qr_specimens::ANYTHING.contains(&found.text.as_str())) {
            return Err(format!("picture {seed}: read {:?} where there is no such code", found.text));
        }
    }
    println!("{count} pictures in {:?}, {read} codes read, longest {longest:?}", start.elapsed());
    Ok(())
}
