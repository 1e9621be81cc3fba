//! A certificate on its way to a simulated printer at 115200 baud, seen from the printer's end of the wire: whether its
//! paper ever stands still for want of data, and when the last byte has come.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use device_sim::line::LineOptions;
use device_sim::printer::{Personality, PrinterControl, PrinterSim};
use drivers::port::{Flow, PortConfig};
use drivers::printer::{Counters, Delays, Model, Op, Outcome, PrinterConfig, PrinterState, encode, spawn};

use super::Rig;
use super::bar::Bar;
use super::certificate::{NATIVE_QR, RASTER_QR, model};
use crate::assemble;

const BAUD: u32 = 115_200;
/// Bytes by which the beginning of a job is known.
const BEGINNING: usize = 16;
/// Bytes of the cut, the last thing of a ticket.
const END: usize = 3;
/// A simulated printer that is not ready by then never will be.
const PATIENCE: Duration = Duration::from_secs(6);

/// How many bytes had come when.
type Arrivals = Vec<(Instant, usize)>;

/// Both kinds of printer.
pub(super) fn printing(rig: &Rig) -> Result<Vec<Bar>, String> {
    let mut bars = Vec::new();
    for (name, text, personality) in [
        ("epson-80mm", NATIVE_QR, Personality::epson_80mm()),
        ("cn-kiosk-80mm", RASTER_QR, Personality::cn_kiosk_80mm()),
    ] {
        let model = model(text)?;
        let ops = rig.specimen.ops(&model)?;
        let (starved, ratio) = print(rig, name, &model, personality, ops)?;
        bars.push(Bar::at_most(format!("printer starved of data, {name} at {BAUD}"), starved, "ms", 0.0));
        bars.push(Bar::at_most(format!("last byte ÷ the wire's own time, {name}"), ratio, "×", 1.05));
    }
    Ok(bars)
}

/// Milliseconds for which the paper stood still, and the time on the wire by its own.
fn print(rig: &Rig, name: &str, model: &Model, personality: Personality, ops: Vec<Op>) -> Result<(f64, f64), String> {
    let stream = encode(&ops, model).map_err(|error| error.to_string())?;
    let link: PathBuf = rig.children.file(&format!("printer-{name}"));
    let sim = PrinterSim::start(LineOptions::paced(&link, BAUD), personality).map_err(|error| error.to_string())?;
    let control = sim.control();
    // A pseudo-terminal has no RTS and CTS.
    let port = PortConfig { path: link, baud: BAUD, flow: Flow::None, tap: None };
    let runtime = assemble::runtime().map_err(|error| error.to_string())?;
    let ended = AtomicBool::new(false);
    let (outcome, arrivals) = thread::scope(|scope| {
        let listener = scope.spawn(|| listen(&control, &ended));
        let outcome = runtime.block_on(async {
            let printer =
                spawn(PrinterConfig { port, model: model.clone(), counters: Counters::default() }, Delays::default());
            let ready =
                tokio::time::timeout(PATIENCE, async { printer.state().wait_for(PrinterState::ready).await.is_ok() });
            if ready.await != Ok(true) {
                return Err("the simulated printer did not become ready".to_owned());
            }
            Ok(printer.print(ops).await)
        });
        ended.store(true, Ordering::Release);
        (outcome, listener.join())
    });
    runtime.shutdown_timeout(PATIENCE);
    match outcome? {
        Outcome::Printed => {}
        other => return Err(format!("the certificate was not printed: {other:?}")),
    }
    let arrivals = arrivals.map_err(|_| "the listener ended with a panic")?;
    let ratio = ratio(&control.raw(), &stream, &arrivals).ok_or("the job was not found among the bytes that came")?;
    Ok((control.starved_ms() as f64, ratio))
}

/// Notes every arrival until the job has ended.
fn listen(control: &PrinterControl, ended: &AtomicBool) -> Arrivals {
    let mut arrivals = vec![(Instant::now(), 0)];
    let mut seen = 0;
    while !ended.load(Ordering::Acquire) {
        if control.wait_raw(seen + 1, Duration::from_millis(50)) {
            seen = control.raw().len();
            arrivals.push((Instant::now(), seen));
        }
    }
    arrivals
}

/// Time from the ticket's first byte on the wire to its last one, by the time that these bytes take on the wire, with the
/// questions for the printer's state that are sent between them.
fn ratio(raw: &[u8], stream: &[u8], arrivals: &Arrivals) -> Option<f64> {
    let beginning = stream.get(..BEGINNING)?;
    let end = stream.get(stream.len().checked_sub(END)?..)?;
    let first = raw.windows(BEGINNING).position(|window| window == beginning)?;
    let last = raw.windows(END).rposition(|window| window == end)? + END;
    let byte = drivers::port::wire_time(1, BAUD).as_secs_f64();
    // Bytes arrive some at once, when the last of them has passed: back to the moment of this one.
    let moment = |place: usize| {
        let (at, count) = arrivals.iter().find(|(_, count)| *count >= place)?;
        at.checked_sub(Duration::from_secs_f64((count - place) as f64 * byte))
    };
    Some((moment(last)? - moment(first + 1)?).as_secs_f64() / ((last - first - 1) as f64 * byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ticket of 1000 bytes between two questions, that comes in pieces of 100 with `pause` before the last one.
    fn arrived(pause: Duration) -> Option<f64> {
        let mut stream: Vec<u8> = (0..997u32).map(|n| (n % 251) as u8).collect();
        stream.extend([0x1D, 0x56, 0x01]);
        let raw = [&[0x10, 0x04, 0x01], stream.as_slice(), &[0x1D, 0x72, 0x01]].concat();
        let start = Instant::now();
        let mut arrivals: Arrivals =
            (0..=10).map(|n| (start + drivers::port::wire_time(n * 100, BAUD), n * 100)).collect();
        arrivals.push((start + drivers::port::wire_time(raw.len(), BAUD) + pause, raw.len()));
        ratio(&raw, &stream, &arrivals)
    }

    #[test]
    fn a_wire_that_is_never_idle_has_the_ratio_one() {
        let even = arrived(Duration::ZERO).unwrap();
        assert!((even - 1.0).abs() < 0.001, "{even}");
        // 1000 bytes take 86.8 ms.
        let late = arrived(Duration::from_micros(8680)).unwrap();
        assert!((late - 1.1).abs() < 0.002, "{late}");
    }

    #[test]
    fn a_job_that_did_not_come_has_none() {
        let stream: Vec<u8> = (0..50).collect();
        assert_eq!(ratio(&[0x10, 0x04, 0x01], &stream, &vec![(Instant::now(), 3)]), None);
    }
}
