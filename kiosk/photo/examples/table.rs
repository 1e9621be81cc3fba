//! What is found, how exactly, and how long a look takes, on drawn photographs of every kind.
//!
//! `cargo run -p photo --release --example table`, with `-- 50 2592 1944` for fifty of each kind at another size; with
//! `-- 50 1280 720 missed` it names what was missed.

use std::time::Instant;

use photo::{Advice, Gray, Paper, sight, straighten};
use photo_specimens::{FAULTY, Kind, ORDINARY, draw};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize, otherwise: usize| args.get(i).and_then(|arg| arg.parse().ok()).unwrap_or(otherwise);
    let (each, size) = (number(0, 40), (number(1, 1280), number(2, 720)));
    let missed = args.get(3).is_some_and(|arg| arg == "missed");
    println!("{}×{}, {each} of each kind; errors in % of the picture's diagonal", size.0, size.1);
    println!("{:<9} {:>6} {:>7} {:>7} {:>7} {:>8}  advice", "kind", "found", "median", "p95", "ms", "aspect%");
    let mut times = Vec::new();
    for kind in ORDINARY.into_iter().chain(FAULTY) {
        row(kind, each, size, missed, &mut times);
    }
    println!("a look: median {:.2} ms, p95 {:.2} ms", at(&mut times, 0.5), at(&mut times, 0.95));
    speed(size);
}

fn at(values: &mut [f32], share: f32) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get((values.len() as f32 * share) as usize).or(values.last()).copied().unwrap_or(f32::NAN)
}

fn row(kind: Kind, each: usize, size: (usize, usize), missed: bool, times: &mut Vec<f32>) {
    let diagonal = (size.0 as f32).hypot(size.1 as f32);
    let (mut found, mut errors, mut spent, mut aspects) = (0, Vec::new(), Vec::new(), Vec::new());
    let mut advices: Vec<(Advice, usize)> = Vec::new();
    for seed in 0..each as u64 {
        let specimen = draw(kind, seed, size);
        let Ok(gray) = Gray::new(&specimen.pixels, specimen.width, specimen.height, specimen.width) else { continue };
        let mut seen = sight(&gray);
        // The fastest of three: what else the machine does is not to be measured.
        let times = [0; 3].map(|_| {
            let start = Instant::now();
            seen = sight(&gray);
            start.elapsed().as_secs_f32() * 1e3
        });
        spent.push(times.into_iter().fold(f32::MAX, f32::min));
        match advices.iter_mut().find(|(advice, _)| *advice == seen.advice) {
            Some((_, count)) => *count += 1,
            None => advices.push((seen.advice, 1)),
        }
        let error = match (seen.sheet, specimen.corners) {
            (Some(sheet), Some(truth)) => 100.0 * nearest(&sheet, truth) / diagonal,
            _ => f32::MAX,
        };
        if error < 1.5 {
            found += 1;
            errors.push(error);
            if let Some(Ok(page)) = seen.sheet.map(|sheet| straighten(&gray, sheet, Paper::Any)) {
                aspects.push(100.0 * (page.width() as f32 / page.height() as f32 / specimen.aspect - 1.0).abs());
            }
        }
        if missed && specimen.corners.is_some() && error >= 1.5 {
            println!("    {kind:?} {seed}: {:?}, off by {error:.1}", seen.advice);
        }
        if missed {
            println!(
                "    {kind:?} {seed}: sharp {:.2} glare {:.4} dark {:.2}",
                seen.sharpness, seen.glare_share, seen.darkness
            );
        }
    }
    advices.sort();
    let (median, most) = (at(&mut errors, 0.5), at(&mut errors, 0.95));
    let time = at(&mut spent, 0.5);
    let (aspect, name) = (at(&mut aspects, 0.95), format!("{kind:?}"));
    println!("{name:<9} {found:>3}/{each:<3} {median:>6.3} {most:>7.3} {time:>7.2} {aspect:>8.2}  {advices:?}");
    times.append(&mut spent);
}

/// The worst corner's error, whichever corner comes first.
fn nearest(sheet: &photo::Corners, truth: [[f32; 2]; 4]) -> f32 {
    let turned = |turn: usize| {
        let mut truth = truth;
        truth.rotate_left(turn);
        sheet.moved(&photo::Corners(truth))
    };
    (0..4).map(turned).fold(f32::MAX, f32::min)
}

/// What it costs to straighten and pack a page.
fn speed(size: (usize, usize)) {
    let specimen = draw(Kind::Askew, 1, size);
    let Ok(gray) = Gray::new(&specimen.pixels, specimen.width, specimen.height, specimen.width) else { return };
    let Some(sheet) = sight(&gray).sheet else { return };
    let (mut straight, mut packed) = (Vec::new(), Vec::new());
    let mut bytes = 0;
    for _ in 0..9 {
        let start = Instant::now();
        let Ok(page) = straighten(&gray, sheet, Paper::A4) else { return };
        straight.push(start.elapsed().as_secs_f32() * 1e3);
        let start = Instant::now();
        bytes = page.to_jpeg_within(400_000).map_or(0, |bytes| bytes.len());
        packed.push(start.elapsed().as_secs_f32() * 1e3);
    }
    println!(
        "straightened in {:.1} ms, packed in {:.1} ms: {bytes} bytes",
        at(&mut straight, 0.5),
        at(&mut packed, 0.5)
    );
}
