//! What is measured on journeys that children play: memory, idle, and the time from card to record.

use super::Rig;
use super::bar::{Bar, median};
use super::child::Step;

const MAIN: &str = include_str!("../../../tests/journeys/main.toml");
const BLIND: &str = include_str!("../../../tests/journeys/blind-print.toml");
const CARD: &str = include_str!("../../../tests/journeys/bench-card.toml");
const IDLE: &str = include_str!("../../../tests/journeys/bench-idle.toml");

const CARD_RUNS: usize = 9;
/// The rest before the card, as the journey has it.
const REST: &str = "rest_s = 0.2";
const BAUD: u32 = 115_200;

/// Bytes that a reading takes on the wire. Each request has preamble 5, length 2, command 2, checksum 1; each answer has
/// preamble 5, length 2, status 3, data, checksum 1. Data: 4 of find, 8 of select; lengths 4, text 256 and photo 1024 of
/// read. Requests and answers take turns, so their times add up.
/// Source: protocol sheets of SAM-V modules (GA/T 467), answers 9F, 90 and 90.
const READING_BYTES: u32 = 3 * 10 + 3 * 11 + 4 + 8 + (4 + 256 + 1024);

/// The largest resident set through the whole main journey.
pub(super) fn memory(rig: &Rig) -> Result<Vec<Bar>, String> {
    let played = rig.children.journey("main", MAIN, None)?;
    let kib = played.peak_rss_kib.ok_or("the system tells no memory")?;
    Ok(vec![Bar::under("peak memory (RSS), main journey", kib as f64 / 1024.0, "MiB", 64.0)])
}

/// The main job with keypad and voice alone: from an event to the first sound of what it makes the terminal say, and the
/// largest resident sets of the program and of the synthetic voice's program together, even if not at the same moment.
pub(super) fn voice(rig: &Rig) -> Result<Vec<Bar>, String> {
    let mut played = rig.children.journey("blind", BLIND, None)?;
    let count = played.first_sounds_ms.len();
    let slowest = played.first_sounds_ms.iter().copied().fold(f64::NAN, f64::max);
    let own = played.peak_rss_kib.ok_or("the system tells no memory")?;
    let child = played.voice_rss_kib.ok_or("the synthetic voice was never seen; is espeak-ng installed?")?;
    Ok(vec![
        Bar::under(format!("event → first sound, slowest of {count}"), slowest, "ms", 200.0),
        Bar::under(format!("event → first sound, median of {count}"), median(&mut played.first_sounds_ms), "ms", 200.0),
        Bar::under(
            "peak memory (RSS), blind journey, with the voice's program",
            (own + child) as f64 / 1024.0,
            "MiB",
            96.0,
        ),
    ])
}

/// From the card laid down to the record drawn, on wires of 115200 baud, less the wire's own time. The sandbox platform
/// answers without a delay: what its answers take of the processor counts as ours.
pub(super) fn card_to_record(rig: &Rig) -> Result<Vec<Bar>, String> {
    let wire_ms = f64::from(READING_BYTES) * 10.0 * 1000.0 / f64::from(BAUD);
    let mut over = Vec::with_capacity(CARD_RUNS);
    for run in 0..CARD_RUNS {
        // A person comes at any moment, not always right behind a look for a card.
        let script = CARD.replace(REST, &format!("{REST}{:02}", run * 5));
        let played = rig.children.journey("card", &script, Some(BAUD))?;
        let lay = played.steps.iter().find(|step| step.words.starts_with("lay "));
        over.push(lay.ok_or("the journey lays no card")?.took_ms - wire_ms);
    }
    let name = format!("card → record over the wire's {wire_ms:.1} ms, median of {CARD_RUNS}");
    Ok(vec![Bar::at_most(name, median(&mut over), "ms", 60.0)])
}

/// Processor time of the whole program, simulated devices included, while nothing happens.
pub(super) fn idle(rig: &Rig) -> Result<Vec<Bar>, String> {
    let played = rig.children.journey("idle", IDLE, None)?;
    let rests = played.steps.iter().filter_map(|Step { page, cpu_percent, .. }| Some((page, (*cpu_percent)?)));
    let bars: Vec<Bar> =
        rests.map(|(page, percent)| Bar::under(format!("idle on {page}, 12 s"), percent, "% core", 1.0)).collect();
    if bars.len() == 2 { Ok(bars) } else { Err("the journey does not rest twice".into()) }
}
