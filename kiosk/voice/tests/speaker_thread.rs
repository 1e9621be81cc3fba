//! The speaker as a whole: threads, engine, outputs. What is recorded is what truly reached an output.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test stops where it fails

mod common;
#[path = "common/rig.rs"]
mod rig;

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::{private, public};
use rig::{NOTICE, Rig, recorder};
use voice::delays::{Delays, VirtualClock, lasting, samples_in};
use voice::engine::recorder::Entry;
use voice::engine::{Cut, Engine, EngineError, Pour, Request};
use voice::output::{Output, OutputError, Silent, Sink};
use voice::speaker::{Event, Interrupt, Line, Part};
use voice::{Language, Privacy, Rate, Volume};

fn started(events: &[Event]) -> Vec<&str> {
    let texts = events.iter().filter_map(|event| match event {
        Event::Started { text, .. } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// An output that takes one piece for each permit, and all when there are no more permits to come.
struct Gate(Box<dyn Output>, Receiver<()>);

impl Gate {
    fn before(output: Box<dyn Output>) -> (Box<dyn Output>, Sender<()>) {
        let (permits, gate) = channel();
        (Box::new(Self(output, gate)), permits)
    }
}

impl Output for Gate {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn write(&mut self, samples: &[i16]) -> Result<(), OutputError> {
        let _ = self.1.recv();
        self.0.write(samples)
    }

    fn cut(&mut self) {
        self.0.cut();
    }

    fn delay(&mut self) -> Duration {
        self.0.delay()
    }

    fn rest(&mut self) {
        self.0.rest();
    }
}

#[test]
fn d4_first_sound_comes_after_its_caption_and_all_is_said_in_order() {
    let recorder = recorder(100);
    let rig = Rig::recorded(&recorder);
    rig.speaker.set_sink(Some(Sink::Headphones));
    rig.speaker.say([public("一"), private("姓名"), public("二")], Interrupt::Now);
    let events = rig.until_silent();
    let first = Event::Started { text: "一".into(), privacy: Privacy::Public, sink: Sink::Headphones };
    assert_eq!(events[..2], [first, Event::Speaking(true)]);
    assert_eq!(started(&events), ["一", "姓名", "二"]);
    assert_eq!(recorder.heard(Sink::Headphones), ["一", "姓名", "二"]);
    assert!(recorder.heard(Sink::Speaker).is_empty(), "d13: one output at a time");
}

#[test]
fn e1_every_sound_has_a_caption() {
    let recorder = recorder(20);
    let rig = Rig::recorded(&recorder);
    rig.speaker.set_sink(Some(Sink::Speaker));
    rig.speaker.say([public("一"), private("姓名"), Line::masked("7", Language::Chinese)], Interrupt::Now);
    let events = rig.until_silent();
    assert_eq!(started(&events), recorder.heard(Sink::Speaker));
    assert_eq!(started(&events), ["一", NOTICE, "星号"]);
    assert_eq!(events.iter().filter(|event| **event == Event::Ended).count(), 3);
}

#[test]
fn d3_a_cut_comes_before_the_next_speech_and_nothing_of_the_old_after_it() {
    let recorder = recorder(1000);
    let (headphones, permits) = Gate::before(recorder.output(Sink::Headphones));
    let rig = Rig::new(recorder.engine(), headphones, recorder.output(Sink::Speaker));
    rig.speaker.set_sink(Some(Sink::Headphones));
    rig.speaker.say([public("旧"), public("更旧")], Interrupt::Now);
    rig.until(|event| matches!(event, Event::Speaking(true)));
    permits.send(()).unwrap();
    rig.speaker.say([public("新")], Interrupt::Now);
    drop(permits);
    assert_eq!(started(&rig.until_silent()), ["新"]);
    let entries = recorder.entries();
    let cut = entries.iter().rposition(|entry| matches!(entry, Entry::Cut { .. })).unwrap();
    let heard_after: Vec<_> = entries[cut..].iter().filter(|entry| matches!(entry, Entry::Heard { .. })).collect();
    assert!(matches!(heard_after[..], [Entry::Heard { text, .. }] if text == "新"), "{heard_after:?}");
}

#[test]
fn d3_a_pause_loses_no_word() {
    let recorder = recorder(1000);
    let (headphones, permits) = Gate::before(recorder.output(Sink::Headphones));
    let rig = Rig::new(recorder.engine(), headphones, recorder.output(Sink::Speaker));
    rig.speaker.set_sink(Some(Sink::Headphones));
    rig.speaker.say([public("一"), public("二")], Interrupt::Now);
    permits.send(()).unwrap();
    rig.speaker.pause();
    drop(permits);
    rig.until_silent();
    rig.speaker.set_volume(Volume::default().louder());
    rig.speaker.resume();
    assert_eq!(started(&rig.until_silent()), ["二"]);
    let mut heard = recorder.heard(Sink::Headphones);
    heard.dedup();
    assert_eq!(heard, ["一", "二"]);
}

/// Has a buffer: what is written is heard 80 ms later, or never when it is cut before.
struct Late {
    held: Vec<i16>,
    heard: Arc<Mutex<Vec<i16>>>,
    /// Is told how many samples were written.
    wrote: Sender<usize>,
}

impl Output for Late {
    fn name(&self) -> &'static str {
        "late"
    }

    fn write(&mut self, samples: &[i16]) -> Result<(), OutputError> {
        self.held.extend_from_slice(samples);
        let old = self.held.len().saturating_sub(samples_in(Delays::default().buffer));
        self.heard.lock().unwrap().extend(self.held.drain(..old));
        let _ = self.wrote.send(samples.len());
        Ok(())
    }

    fn cut(&mut self) {
        self.held.clear();
    }

    fn delay(&mut self) -> Duration {
        lasting(self.held.len())
    }

    fn rest(&mut self) {
        self.heard.lock().unwrap().append(&mut self.held);
    }
}

/// A rig that speaks and stands still after ten pieces of 441 samples at most, of which 80 ms are not heard yet; and how many
/// samples that were.
fn in_the_middle() -> (Rig, Sender<()>, Arc<Mutex<Vec<i16>>>, usize) {
    let (recorder, heard) = (recorder(1000), Arc::default());
    let (wrote, written) = channel();
    let late = Box::new(Late { held: Vec::new(), heard: Arc::clone(&heard), wrote });
    let (headphones, permits) = Gate::before(late);
    let rig = Rig::new(recorder.engine(), headphones, recorder.output(Sink::Speaker));
    rig.speaker.set_sink(Some(Sink::Headphones));
    rig.speaker.say([public("一")], Interrupt::Now);
    (0..10).for_each(|_| permits.send(()).unwrap());
    let samples = (0..10).map(|_| written.recv().unwrap()).sum();
    (rig, permits, heard, samples)
}

#[test]
fn d3_what_a_pause_cut_off_in_the_buffer_is_heard_after_it() {
    let (rig, permits, heard, _) = in_the_middle();
    rig.speaker.pause();
    rig.speaker.resume();
    drop(permits);
    rig.until_silent();
    rig.until_silent();
    let length = heard.lock().unwrap().len();
    assert!(length.abs_diff(16_000) <= 2, "{length} of 16,000 samples were heard");
}

#[test]
fn d3_what_waits_in_the_buffer_is_cut_too() {
    let (rig, permits, heard, samples) = in_the_middle();
    let before = heard.lock().unwrap().len();
    assert_eq!(before, samples - samples_in(Delays::default().buffer));
    rig.speaker.stop();
    drop(permits);
    rig.until_silent();
    // The piece that was being written when the key came may push as much out.
    assert!(heard.lock().unwrap().len() <= before + 441, "{}", heard.lock().unwrap().len());
}

#[test]
fn f6_unplugging_silences_at_once() {
    for next in [None, Some(Sink::Speaker)] {
        let recorder = recorder(1000);
        let (headphones, permits) = Gate::before(recorder.output(Sink::Headphones));
        let rig = Rig::new(recorder.engine(), headphones, recorder.output(Sink::Speaker));
        rig.speaker.set_sink(Some(Sink::Headphones));
        rig.speaker.say([private("姓名"), private("号码")], Interrupt::Now);
        rig.until(|event| matches!(event, Event::Speaking(true)));
        rig.speaker.set_sink(next);
        drop(permits);
        rig.until_silent();
        let Rig { speaker, events } = rig;
        drop(speaker);
        assert_eq!(events.iter().count(), 0, "nothing more is said");
        assert!(recorder.heard(Sink::Headphones).len() <= 1);
        assert!(recorder.heard(Sink::Speaker).is_empty());
    }
}

#[test]
fn d6_a_rate_reaches_the_engine() {
    let recorder = recorder(10);
    let rig = Rig::recorded(&recorder);
    rig.speaker.set_sink(Some(Sink::Headphones));
    let fast = Rate::default().faster();
    rig.speaker.set_rate(fast);
    rig.speaker.say([public("一")], Interrupt::Now);
    rig.until_silent();
    assert!(recorder.entries().iter().any(|entry| matches!(entry, Entry::Heard { rate, .. } if *rate == fast)));
}

/// Keeps the loudest sample.
struct Peak(Arc<Mutex<u16>>);

impl Output for Peak {
    fn name(&self) -> &'static str {
        "peak"
    }

    fn write(&mut self, samples: &[i16]) -> Result<(), OutputError> {
        let mut peak = self.0.lock().unwrap();
        *peak = samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or_default().max(*peak);
        Ok(())
    }

    fn cut(&mut self) {}

    fn delay(&mut self) -> Duration {
        Duration::ZERO
    }
}

#[test]
fn d5_a_volume_reaches_the_output() {
    let mut peaks = Vec::new();
    for volume in [Volume::default().softer(), Volume::default()] {
        let (recorder, peak) = (recorder(10), Arc::default());
        let rig = Rig::new(recorder.engine(), Box::new(Peak(Arc::clone(&peak))), recorder.output(Sink::Speaker));
        rig.speaker.set_sink(Some(Sink::Headphones));
        rig.speaker.set_volume(volume);
        rig.speaker.say([public("一")], Interrupt::Now);
        rig.until_silent();
        peaks.push(*peak.lock().unwrap());
    }
    assert_eq!(peaks, [949, 3000], "10 dB softer");
}

/// Breaks in every way that an engine can.
struct Broken;

impl Engine for Broken {
    fn name(&self) -> &'static str {
        "broken"
    }

    fn render(&mut self, request: Request<'_>, _: &Cut, pour: Pour<'_>) -> Result<(), EngineError> {
        match request.utterance.text.as_str() {
            "panic" => panic!("a fault of the engine"),
            "none" => Err(EngineError::NotInstalled),
            _ => {
                let _ = pour(&[1000; 100]);
                Ok(())
            }
        }
    }
}

#[test]
fn a_broken_engine_and_no_sound_card_are_told_and_speech_goes_on() {
    let delays = Delays { buffer: Duration::ZERO, ..Delays::default() };
    let silent = || Box::new(Silent::new(Arc::new(VirtualClock::default()), &delays));
    let rig = Rig::new(Box::new(Broken), silent(), silent());
    rig.speaker.set_sink(Some(Sink::Speaker));
    rig.speaker.say([public("none"), public("panic"), public("一")], Interrupt::Now);
    let events = rig.until_silent();
    assert_eq!(started(&events), ["none", "panic", "一"]);
    let told: Vec<String> = events
        .iter()
        .filter_map(|event| match event {
            Event::Trouble { part: Part::Engine, what } => Some(what.clone()),
            Event::Mended { part: Part::Engine } => Some("mended".into()),
            _ => None,
        })
        .collect();
    assert!(told[0].contains("install the package espeak-ng"), "{told:?}");
    assert!(told[1].contains("panicked") && told[2] == "mended", "{told:?}");
}
