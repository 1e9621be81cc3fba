//! For tests: an engine whose sound carries its words, and outputs that read them back. So what is recorded is what
//! truly reached an output, by whatever way.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{Cut, Engine, EngineError, Pour, Request};
use crate::delays::Clock;
use crate::output::{Output, OutputError, Sink};
use crate::{Privacy, Rate, Utterance};

/// What happened at an output or in the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// An utterance began to be heard.
    Heard {
        /// By the recorder's clock.
        at: Duration,
        /// Through which output.
        sink: Sink,
        /// Its text, as the engine got it.
        text: String,
        /// Who may hear it.
        privacy: Privacy,
        /// How fast.
        rate: Rate,
    },
    /// An output dropped what it held.
    Cut {
        /// Which.
        sink: Sink,
    },
}

/// The record; cheap to clone.
#[derive(Clone)]
pub struct Recorder {
    clock: Arc<dyn Clock>,
    words: u16,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    rendered: Vec<(Utterance, Rate)>,
    entries: Vec<Entry>,
}

/// Samples of a word of sound: one bit each, as its sign.
const BITS: usize = 16;
const HEIGHT: i16 = 3000;

impl Recorder {
    /// `words`: length of every utterance, in pieces of 16 samples.
    pub fn new(clock: Arc<dyn Clock>, words: u16) -> Self {
        Self { clock, words, inner: Arc::default() }
    }

    /// An engine that is recorded.
    pub fn engine(&self) -> Box<dyn Engine> {
        Box::new(RecordedEngine(self.clone()))
    }

    /// An output that is recorded.
    pub fn output(&self, sink: Sink) -> Box<dyn Output> {
        Box::new(RecordedOutput { recorder: self.clone(), sink, pending: Vec::new(), last: None })
    }

    /// What happened up to now.
    pub fn entries(&self) -> Vec<Entry> {
        self.with(|inner| inner.entries.clone())
    }

    /// Texts that were heard through `sink`.
    pub fn heard(&self, sink: Sink) -> Vec<String> {
        let of_sink = |entry: Entry| match entry {
            Entry::Heard { sink: through, text, .. } if through == sink => Some(text),
            _ => None,
        };
        self.entries().into_iter().filter_map(of_sink).collect()
    }

    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> T {
        act(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

struct RecordedEngine(Recorder);

impl Engine for RecordedEngine {
    fn name(&self) -> &'static str {
        "recorder"
    }

    fn render(&mut self, request: Request<'_>, cut: &Cut, pour: Pour<'_>) -> Result<(), EngineError> {
        let number = self.0.with(|inner| {
            inner.rendered.push((request.utterance.clone(), request.rate));
            inner.rendered.len() as u16
        });
        let word: Vec<i16> = (0..BITS).map(|bit| if number >> bit & 1 == 1 { HEIGHT } else { -HEIGHT }).collect();
        for _ in 0..self.0.words {
            if cut.is_cut() || pour(&word).is_break() {
                break;
            }
        }
        Ok(())
    }
}

struct RecordedOutput {
    recorder: Recorder,
    sink: Sink,
    pending: Vec<i16>,
    last: Option<u16>,
}

impl Output for RecordedOutput {
    fn name(&self) -> &'static str {
        "recorder"
    }

    fn write(&mut self, samples: &[i16]) -> Result<(), OutputError> {
        self.pending.extend_from_slice(samples);
        let (words, rest) = self.pending.as_chunks::<BITS>();
        let numbers: Vec<u16> = words.iter().map(number).collect();
        self.pending = rest.to_vec();
        for number in numbers {
            if self.last.replace(number) == Some(number) {
                continue;
            }
            let (at, sink) = (self.recorder.clock.now(), self.sink);
            self.recorder.with(|inner| {
                if let Some((said, rate)) = inner.rendered.get(usize::from(number).wrapping_sub(1)) {
                    let (text, privacy, rate) = (said.text.clone(), said.privacy, *rate);
                    inner.entries.push(Entry::Heard { at, sink, text, privacy, rate });
                }
            });
        }
        Ok(())
    }

    fn cut(&mut self) {
        self.pending.clear();
        self.last = None;
        let sink = self.sink;
        self.recorder.with(|inner| inner.entries.push(Entry::Cut { sink }));
    }

    fn delay(&mut self) -> Duration {
        Duration::ZERO
    }
}

fn number(word: &[i16; BITS]) -> u16 {
    word.iter().enumerate().fold(0, |number, (bit, sample)| number | u16::from(*sample > 0) << bit)
}
