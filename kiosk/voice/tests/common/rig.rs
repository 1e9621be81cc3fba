//! A speaker with its threads on an engine and outputs that record.
#![allow(unreachable_pub, missing_docs, dead_code, reason = "helpers of tests; not every file uses all of them")]

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use voice::Segment;
use voice::delays::{Delays, VirtualClock};
use voice::engine::Engine;
use voice::engine::recorder::Recorder;
use voice::levels::Calibration;
use voice::output::{Output, Sink};
use voice::speaker::{Event, Parts, Phrase, Phrases, Speaker, Way};

pub const NOTICE: &str = "这里有您的个人信息，请插上耳机再听。";

pub struct Rig {
    pub speaker: Speaker,
    pub events: Receiver<Event>,
}

impl Rig {
    pub fn new(engine: Box<dyn Engine>, headphones: Box<dyn Output>, speaker: Box<dyn Output>) -> Self {
        let phrase = |chinese: &str| Phrase { chinese: chinese.into(), english: "en".into() };
        let calibration = Calibration::new(80.0).unwrap();
        let parts = Parts {
            engine,
            wording: Arc::new(|text, _| vec![Segment::Mandarin(text.into())]),
            headphones: Way { output: headphones, calibration },
            speaker: Way { output: speaker, calibration },
            phrases: Phrases { private: phrase(NOTICE), masked: phrase("星号") },
            delays: Delays::default(),
        };
        let (sender, events) = channel();
        let speaker = Speaker::start(parts, move |event| drop(sender.send(event))).unwrap();
        Self { speaker, events }
    }

    pub fn recorded(recorder: &Recorder) -> Self {
        Self::new(recorder.engine(), recorder.output(Sink::Headphones), recorder.output(Sink::Speaker))
    }

    /// Events up to `last`. The limit is only for a test that fails.
    pub fn until(&self, last: impl Fn(&Event) -> bool) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            events.push(self.events.recv_timeout(Duration::from_secs(60)).expect("the event comes"));
            if last(&events[events.len() - 1]) {
                return events;
            }
        }
    }

    pub fn until_silent(&self) -> Vec<Event> {
        self.until(|event| *event == Event::Speaking(false))
    }
}

pub fn recorder(words: u16) -> Recorder {
    Recorder::new(Arc::new(VirtualClock::default()), words)
}
