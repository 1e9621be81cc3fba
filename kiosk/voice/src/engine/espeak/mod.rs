//! espeak-ng, a program of its own for every segment: its first sample comes 15 to 20 ms after its start, so nothing is
//! gained by keeping it running, and a crash or a cut leaves nothing behind.

mod child;
mod shape;
mod speed;
mod wav;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use self::child::Run;
use self::shape::Shape;
use self::speed::Voice;
use self::wav::WavStream;
use super::{Cut, Engine, EngineError, Pour, Request};
use crate::delays::{Backoff, Clock, Delays, samples_in};
use crate::{Rate, Segment};

/// The engine.
pub struct Espeak {
    program: PathBuf,
    clock: Arc<dyn Clock>,
    delays: Delays,
    backoff: Backoff,
}

impl Espeak {
    /// `program`: path or name in `PATH`, `espeak-ng`.
    pub fn new(program: impl Into<PathBuf>, clock: Arc<dyn Clock>, delays: Delays) -> Self {
        Self { program: program.into(), clock, delays, backoff: Backoff::default() }
    }

    /// Says a segment; tries it once more when it died before its first sample.
    fn segment(&self, segment: &Segment, rate: Rate, cut: &Cut, pour: Pour<'_>) -> Result<(), EngineError> {
        let mut poured = false;
        let first = self.run(segment, rate, cut, &mut |samples| {
            poured = true;
            pour(samples)
        });
        match first {
            Err(EngineError::Died(_)) if !poured => self.run(segment, rate, cut, pour),
            other => other,
        }
    }

    fn run(&self, segment: &Segment, rate: Rate, cut: &Cut, pour: Pour<'_>) -> Result<(), EngineError> {
        let (voice, text) = match segment {
            Segment::Mandarin(text) => (Voice::Mandarin, text),
            Segment::English(text) => (Voice::English, text),
        };
        let mut run = Run::start(&self.program, voice, rate, text, self.delays)?;
        run.end_with(cut)?;
        let (mut stream, mut shape, mut any) = (WavStream::default(), Shape::new(voice.gain_db()), false);
        let mut buffer = [0; 8192];
        loop {
            let read = run.read(&mut buffer);
            if cut.is_cut() {
                return Ok(());
            }
            let bytes = buffer.get(..read?).unwrap_or_default();
            if bytes.is_empty() {
                break;
            }
            any = true;
            let samples = shape.take(&stream.take(bytes).map_err(|_| EngineError::Format)?);
            if !samples.is_empty() && pour(&samples).is_break() {
                return Ok(());
            }
        }
        run.end()?;
        if any { Ok(()) } else { Err(EngineError::Died("it ended without a sound".into())) }
    }
}

impl Engine for Espeak {
    fn name(&self) -> &'static str {
        "espeak-ng"
    }

    fn render(&mut self, request: Request<'_>, cut: &Cut, pour: Pour<'_>) -> Result<(), EngineError> {
        if !self.backoff.may_try(self.clock.now()) {
            return Err(EngineError::Resting);
        }
        let mut go_on = true;
        for (index, segment) in request.segments.iter().enumerate() {
            if index > 0 && pour(&pause(self.delays.pause_segment, request.rate)).is_break() {
                return Ok(());
            }
            let result = self.segment(segment, request.rate, cut, &mut |samples| {
                go_on = pour(samples).is_continue();
                if go_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
            if let Err(error) = result {
                tracing::warn!(error = %error, "espeak-ng");
                self.backoff.broke(self.clock.now(), &self.delays);
                return Err(error);
            }
            self.backoff.works();
            if !go_on || cut.is_cut() {
                return Ok(());
            }
        }
        let _ = pour(&pause(self.delays.pause_utterance, request.rate));
        Ok(())
    }
}

/// Silence that is shorter at a higher rate.
fn pause(at_usual_rate: Duration, rate: Rate) -> Vec<i16> {
    vec![0; samples_in(at_usual_rate * 100 / u32::from(rate.percent().max(1)))]
}
