//! Measures qr-reader on the same pictures as its rivals, in the same run.
//!
//! `cargo run --release -p qr-bench --features rivals` on drawn pictures, with `-- --images DIR` on photographs, with
//! `-- --fuzz 1000000` on noise, with `-- --video` what watching costs.

mod engines;
mod fuzz;
mod pictures;
mod video;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Parser;

use crate::engines::{Engine, Picture};
use crate::pictures::{Case, same};

/// What to measure.
#[derive(Parser)]
struct Args {
    /// Folders of pictures with what is in them beside them; without any, the drawn pictures.
    #[arg(long)]
    images: Vec<PathBuf>,
    /// Drawn pictures of each kind and severity.
    #[arg(long, default_value_t = 10)]
    each: u64,
    /// Only these kinds.
    #[arg(long)]
    kind: Vec<String>,
    /// Only our own reader.
    #[arg(long)]
    alone: bool,
    /// Without the thorough pass.
    #[arg(long)]
    quick: bool,
    /// Our own limit for a picture, milliseconds on the clock: raise it where the machine is busy.
    #[arg(long, default_value_t = 30)]
    time: u64,
    /// Names what ours missed.
    #[arg(long)]
    missed: bool,
    /// Writes the drawn pictures here and ends.
    #[arg(long)]
    write: Option<PathBuf>,
    /// Reads so many pictures of noise, shapes and broken codes: nothing may panic, take too long or be read falsely.
    #[arg(long)]
    fuzz: Option<u64>,
    /// The first of them, to look at a find again.
    #[arg(long, default_value_t = 0, requires = "fuzz")]
    from: u64,
    /// What watching costs at 30 frames a second.
    #[arg(long)]
    video: bool,
}

#[derive(Default)]
struct Score {
    cases: usize,
    right: usize,
    wrong: usize,
    wall: Vec<Duration>,
    cpu: Duration,
}

fn main() -> Result<(), String> {
    let args = Args::parse();
    if let Some(count) = args.fuzz {
        return fuzz::run(args.from, count);
    }
    if args.video {
        return video::run();
    }
    let mut engines = engines::all(!args.quick, args.alone, Duration::from_millis(args.time));
    println!("set | engine | pictures | right % | false | median ms | p95 ms | max ms | CPU ms mean");
    let mut totals: Vec<Score> = engines.iter().map(|_| Score::default()).collect();
    if args.images.is_empty() {
        for kind in qr_specimens::KINDS.into_iter().chain([qr_specimens::EMPTY]) {
            if !args.kind.is_empty() && !args.kind.iter().any(|wanted| wanted == kind) {
                continue;
            }
            let cases: Vec<Case> = (0..qr_specimens::SEVERITIES)
                .flat_map(|severity| (0..args.each).map(move |seed| drawn(kind, severity, seed)))
                .collect();
            if let Some(folder) = &args.write {
                for case in &cases {
                    write(folder, case)?;
                }
                continue;
            }
            measure(kind, &cases, &mut engines, &mut totals, args.missed);
        }
    }
    for folder in &args.images {
        let cases = pictures::folder(folder)?;
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        measure(&name, &cases, &mut engines, &mut totals, args.missed);
    }
    for (engine, score) in engines.iter().zip(&mut totals) {
        print("all", engine.name(), score);
    }
    Ok(())
}

fn drawn(kind: &str, severity: usize, seed: u64) -> Case {
    let specimen = qr_specimens::draw(kind, severity, seed);
    let picture = Picture { width: specimen.width, height: specimen.height, pixels: specimen.pixels };
    Case { name: format!("{kind}-{severity}-{seed}"), picture, contents: specimen.contents }
}

fn write(folder: &std::path::Path, case: &Case) -> Result<(), String> {
    let (width, height) = (case.picture.width as u32, case.picture.height as u32);
    let path = folder.join(format!("{}.png", case.name));
    image::GrayImage::from_raw(width, height, case.picture.pixels.clone())
        .ok_or("the picture's size does not fit its pixels")?
        .save(&path)
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn measure(set: &str, cases: &[Case], engines: &mut [Box<dyn Engine>], totals: &mut [Score], missed: bool) {
    for (i, (engine, total)) in engines.iter_mut().zip(totals).enumerate() {
        let mut score = Score::default();
        for case in cases {
            let (cpu, wall) = (cpu(), Instant::now());
            let found = engine.read(&case.picture);
            score.wall.push(wall.elapsed());
            score.cpu += self::cpu().saturating_sub(cpu);
            let right = !case.contents.is_empty()
                && case.contents.iter().all(|truth| found.iter().any(|(bytes, text)| same(truth, bytes, text)));
            let wrong = found.iter().filter(|(b, t)| !case.contents.iter().any(|truth| same(truth, b, t))).count();
            score.cases += 1;
            score.right += usize::from(right);
            score.wrong += wrong;
            if missed && i == 0 && (!right && !case.contents.is_empty() || wrong > 0) {
                let read: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
                eprintln!("{}: {} {read:?}", case.name, if right { "read" } else { "missed" });
            }
        }
        total.cases += score.cases;
        total.right += score.right;
        total.wrong += score.wrong;
        total.cpu += score.cpu;
        total.wall.extend(&score.wall);
        print(set, engine.name(), &mut score);
    }
}

fn print(set: &str, engine: &str, score: &mut Score) {
    score.wall.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let at = |share: f64| {
        let place = (score.wall.len() as f64 * share) as usize;
        score.wall.get(place.min(score.wall.len().saturating_sub(1))).copied().map_or(0.0, ms)
    };
    let cases = score.cases.max(1) as f64;
    println!(
        "{set} | {engine} | {} | {:.1} | {} | {:.2} | {:.2} | {:.2} | {:.2}",
        score.cases,
        100.0 * score.right as f64 / cases,
        score.wrong,
        at(0.5),
        at(0.95),
        at(1.0),
        ms(score.cpu) / cases,
    );
}

/// What this thread has used of the processor: other work on the machine does not count.
fn cpu() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32)
}
