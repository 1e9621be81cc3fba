//! From the start of the program to its first complete frame.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::Rig;
use super::bar::{Bar, median};
use crate::run::FIRST_FRAME;

const RUNS: usize = 11;
/// A child that has drawn nothing by then never will.
const PATIENCE: Duration = Duration::from_secs(20);

/// `kiosk run --backend headless`, from before the process is made to the line with which it says that it has drawn: so
/// the new start for the font configuration is in it, and the loading of the program.
pub(super) fn first_frame(rig: &Rig) -> Result<Vec<Bar>, String> {
    let mut times = (0..RUNS).map(|_| once(rig)).collect::<Result<Vec<_>, _>>()?;
    Ok(vec![Bar::under("exec → first frame, 1080×1920, median of 11", median(&mut times), "ms", 150.0)])
}

fn once(rig: &Rig) -> Result<f64, String> {
    let mut command = rig.children.command();
    command.args(["run", "--backend", "headless"]).env("KIOSK_LOG", "kiosk=info");
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let begun = Instant::now();
    let mut child = command.spawn().map_err(|error| format!("the program cannot be started: {error}"))?;
    let drawn = await_frame(&mut child);
    // It runs until it is ended; it may have ended by itself.
    child.kill().unwrap_or_default();
    child.wait().map_err(|error| error.to_string())?;
    Ok(drawn?.duration_since(begun).as_secs_f64() * 1000.0)
}

/// When the child says that it has drawn.
fn await_frame(child: &mut Child) -> Result<Instant, String> {
    let errors = child.stderr.take().ok_or("the child has no standard error")?;
    let (tell, told) = mpsc::channel();
    let listener = thread::spawn(move || {
        let mut last = String::new();
        for line in BufReader::new(errors).lines().map_while(Result::ok) {
            if line.contains(FIRST_FRAME) {
                return tell.send(Ok(Instant::now())).unwrap_or_default();
            }
            last = line;
        }
        tell.send(Err(format!("the terminal ended before it drew: {last}"))).unwrap_or_default();
    });
    let drawn = told.recv_timeout(PATIENCE);
    child.kill().unwrap_or_default();
    listener.join().map_err(|_| "the listener ended with a panic")?;
    drawn.map_err(|_| format!("the terminal drew nothing within {} s", PATIENCE.as_secs()))?
}
