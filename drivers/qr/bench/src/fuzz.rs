//! Any picture: no panic, never longer than the limit (in time of the processor: other work on the machine does not
//! count), nothing read where there is nothing.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use qr_reader::{Gray, Options, Reader};
use qr_specimens::Random;

/// A million pictures take an hour: after so many it says how far it is.
const SAY_EVERY: u64 = 100_000;

/// A picture that takes too long is read so often, and the shortest time counts.
const TRIES: usize = 3;

/// What came of some pictures.
#[derive(Default)]
struct Found {
    read: u64,
    longest: Duration,
}

/// `count` pictures from the one numbered `from`, shared out over the machine's processors. The same pictures every time: the seed is the number.
pub(crate) fn run(from: u64, count: u64) -> Result<(), String> {
    let (next, start) = (AtomicU64::new(from), Instant::now());
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let all = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| some(&next, from + count, start))).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Err("the reader panicked, see above".into())))
            .collect::<Result<Vec<_>, _>>()
    })?;
    let read: u64 = all.iter().map(|found| found.read).sum();
    let longest = all.iter().map(|found| found.longest).max().unwrap_or_default();
    println!("{count} pictures in {:?}, {read} codes read, longest {longest:?}", start.elapsed());
    Ok(())
}

fn some(next: &AtomicU64, end: u64, start: Instant) -> Result<Found, String> {
    let mut reader = Reader::new(Options::default());
    let mut all = Found::default();
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return Ok(all);
        }
        if seed.is_multiple_of(SAY_EVERY) && seed > 0 {
            eprintln!("{seed} pictures in {:?}", start.elapsed());
        }
        let one = one(&mut reader, seed).inspect_err(|_| next.store(end, Ordering::Relaxed))?;
        all.read += one.read;
        all.longest = all.longest.max(one.longest);
    }
}

fn one(reader: &mut Reader, seed: u64) -> Result<Found, String> {
    let mut random = Random::new(seed);
    let (width, height) = (16 + random.below(180), 16 + random.below(180));
    let pixels = qr_specimens::anything(&mut random, width, height);
    let gray = Gray::new(&pixels, width, height, width).map_err(|error| error.to_string())?;
    let mut took = Duration::MAX;
    let mut found = Vec::new();
    // A processor that is shared with others stands still at times: what is slow once more is slow.
    for _ in 0..TRIES {
        let began = crate::cpu();
        found = reader.read(&gray, Instant::now() + Duration::from_secs(1));
        took = took.min(crate::cpu().saturating_sub(began));
        if took <= qr_reader::limits::TIME_MAX {
            break;
        }
    }
    if took > qr_reader::limits::TIME_MAX {
        return Err(format!("picture {seed} took {took:?}"));
    }
    if let Some(found) = found.iter().find(|found| !qr_specimens::ANYTHING.contains(&found.text.as_str())) {
        return Err(format!("picture {seed}: read {:?} where there is no such code", found.text));
    }
    Ok(Found { read: found.len() as u64, longest: took })
}
