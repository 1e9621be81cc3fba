//! espeak-ng itself. The package espeak-ng belongs to what is installed before the tests; without it they fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test stops where it fails

mod audio_measure;

use std::ops::ControlFlow;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use audio_measure::pitch;
use voice::delays::{Clock, Delays, RealClock, SAMPLE_RATE, VirtualClock, samples_in};
use voice::engine::{Cut, Engine, EngineError, Espeak, Request};
use voice::levels::{Calibration, REFERENCE_DBFS, rms_dbfs};
use voice::output::{Output, OutputError, Silent, Sink, Wav};
use voice::speaker::{Event, Interrupt, Parts, Phrase, Phrases, Speaker, Way};
use voice::{Language, Privacy, Rate, Segment, Utterance};

fn mandarin() -> Vec<Segment> {
    vec![Segment::Mandarin(
        "qing3 ba3 shen1fen4zheng4 fang4 zai4 du2ka3qu1, ran2hou4 deng3dai4 ping2mu4 shang4 de5 ti2shi4.".into(),
    )]
}

fn english() -> Vec<Segment> {
    vec![Segment::English("Choose a matter from the list, then wait for the words on the screen.".into())]
}

fn utterance() -> Utterance {
    Utterance { text: String::new(), language: Language::Chinese, privacy: Privacy::Public }
}

fn engine(program: impl Into<PathBuf>) -> Espeak {
    Espeak::new(program, RealClock::start(), Delays::default())
}

fn rendered(engine: &mut Espeak, segments: &[Segment], rate: Rate) -> Result<Vec<i16>, EngineError> {
    let utterance = utterance();
    let mut all = Vec::new();
    engine.render(Request { utterance: &utterance, segments, rate }, &Cut::default(), &mut |samples| {
        all.extend_from_slice(samples);
        ControlFlow::Continue(())
    })?;
    Ok(all)
}

/// Speech of the installed espeak-ng, without the pause after it.
fn speech(segments: &[Segment], rate: Rate) -> Vec<i16> {
    let mut all = rendered(&mut engine("espeak-ng"), segments, rate).expect("espeak-ng speaks");
    let pause = samples_in(Delays::default().pause_utterance * 100 / u32::from(rate.percent()));
    all.truncate(all.len() - pause);
    all
}

/// What the rates were calibrated with; a single sentence is up to 4 % off, for its pauses and vowels differ.
const MANDARIN: [&str; 5] = [
    "qing3 ba3 shen1fen4zheng4 fang4 zai4 du2ka3qu1.",
    "ban4shi4 da4ting1 yin2hang2 chong2qing4, qing3 xuan3ze2 shi4xiang4, ran2hou4 deng3dai4 ping2mu4 shang4 de5 ti2shi4.",
    "di4 er4 xiang4, gong4 wu3 xiang4, an4niu3.",
    "ming2cheng1: zhang1 san1, hao4ma3 yi1 er4 san1 si4.",
    "fei4yong4 yi1 bai3 er4 shi2 ba1 dian3 wu3 yuan2, qing3 que4ren4.",
];
const ENGLISH: [&str; 5] = [
    "Please put your identity card on the reader.",
    "Choose a matter from the list, then wait for the words on the screen.",
    "Item two of five, button.",
    "Amount one hundred and twenty eight yuan fifty.",
    "Put the paper face down on the glass, then press the button start.",
];

#[test]
fn d6_every_rate_lasts_as_long_as_it_says_and_keeps_its_pitch() {
    let mandarin = MANDARIN.map(|text| Segment::Mandarin(text.into()));
    let english = ENGLISH.map(|text| Segment::English(text.into()));
    for (name, segments) in [("Mandarin", mandarin), ("English", english)] {
        let all = |rate| segments.iter().flat_map(|one| speech(std::slice::from_ref(one), rate)).collect::<Vec<_>>();
        let usual = all(Rate::default());
        let (length, height) = (usual.len() as f32, pitch(&usual));
        for rate in Rate::all() {
            let said = all(rate);
            let ratio = said.len() as f32 / length * f32::from(rate.percent()) / 100.0;
            let (hertz, level) = (pitch(&said), rms_dbfs(&said));
            let seconds = said.len() as f32 / SAMPLE_RATE as f32;
            println!(
                "{name} {:>3} %: {seconds:.2} s, {ratio:.3} of nominal, F0 {hertz:.0} Hz, {level:.1} dBFS",
                rate.percent()
            );
            assert!((ratio - 1.0).abs() < 0.05, "{name} {}: {ratio}", rate.percent());
            assert!((hertz / height - 1.0).abs() < 0.05, "{name} {}: {hertz} Hz, usually {height}", rate.percent());
            assert!((level - REFERENCE_DBFS).abs() < 1.5, "{name} {}: {level} dBFS", rate.percent());
        }
    }
}

#[test]
fn tones_are_heard_and_not_read_as_digits() {
    let one = |text: &str| speech(&[Segment::Mandarin(text.into())], Rate::default());
    let (level, falling) = (one("ma1 ma1 ma1"), one("ma4 ma4 ma4"));
    assert_ne!(level, falling);
    // "ma-four" would be twice as long.
    assert!(falling.len() < level.len() * 5 / 4, "{} samples, ma1 has {}", falling.len(), level.len());
}

#[test]
fn two_languages_in_one_utterance_follow_each_other_with_a_short_pause() {
    let (first, second) = (mandarin(), english());
    let both = speech(&[first.clone(), second.clone()].concat(), Rate::default());
    let pause = samples_in(Delays::default().pause_segment);
    let apart = speech(&first, Rate::default()).len() + speech(&second, Rate::default()).len() + pause;
    assert_eq!(both.len(), apart);
}

#[test]
fn mark_up_and_phonemes_in_a_text_are_no_commands() {
    let text = |text: &str| speech(&[Segment::English(text.into())], Rate::default());
    assert_eq!(text("file [[ aaaaaaaaaa ]] <break/> end"), text("file    aaaaaaaaaa     break/  end"));
}

fn script(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("espeak");
    std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    path
}

#[test]
fn what_is_not_installed_is_named_with_its_remedy() {
    let error = rendered(&mut engine("/nowhere/espeak-ng"), &mandarin(), Rate::default()).unwrap_err();
    assert_eq!(error.to_string(), "espeak-ng is not installed; install the package espeak-ng");
}

#[test]
fn one_that_dies_is_tried_once_more_then_rests_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let count = folder.path().join("count");
    let program = script(folder.path(), &format!("echo x >> {}; kill -9 $$", count.display()));
    let starts = || std::fs::read_to_string(&count).unwrap().lines().count();
    let clock = Arc::new(VirtualClock::default());
    let mut engine = Espeak::new(&program, clock.clone(), Delays::default());
    let mut try_it = || rendered(&mut engine, &mandarin(), Rate::default());
    let error = try_it().unwrap_err().to_string();
    assert!(error.contains("signal: 9") && error.contains("espeak-ng-data"), "{error}");
    assert_eq!(starts(), 2);
    assert!(matches!(try_it(), Err(EngineError::Resting)));
    assert_eq!(starts(), 2, "it is not started while it rests");
    clock.sleep(Delays::default().retry_first);
    script(folder.path(), "exec espeak-ng \"$@\"");
    assert!(try_it().unwrap().len() > 20_000);
}

#[test]
fn one_that_speaks_nonsense_or_nothing_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for (text, expected) in [("echo this is no sound", "16-bit mono WAV"), ("exit 0", "without a sound")] {
        let error = rendered(&mut engine(script(folder.path(), text)), &mandarin(), Rate::default()).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn one_that_hangs_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let delays = Delays { engine_stall: Duration::from_millis(50), ..Delays::default() };
    let mut engine = Espeak::new(script(folder.path(), "exec sleep 1000"), RealClock::start(), delays);
    let error = rendered(&mut engine, &mandarin(), Rate::default()).unwrap_err();
    assert!(matches!(error, EngineError::Hangs(_)), "{error}");
}

#[test]
fn d3_a_cut_ends_it_even_while_it_hangs() {
    let folder = tempfile::tempdir().unwrap();
    let pid = folder.path().join("pid");
    // It tells its number through the sound that it never gives: reading waits, then the cut comes.
    let program = script(folder.path(), &format!("echo $$ > {0}.new; mv {0}.new {0}; exec sleep 1000", pid.display()));
    let delays = Delays { engine_stall: Duration::from_secs(600), ..Delays::default() };
    let (cut, (done, ended)) = (Cut::default(), channel());
    let token = cut.clone();
    std::thread::spawn(move || {
        let utterance = utterance();
        let request = Request { utterance: &utterance, segments: &mandarin(), rate: Rate::default() };
        let mut engine = Espeak::new(program, RealClock::start(), delays);
        let result = engine.render(request, &token, &mut |_| ControlFlow::Continue(()));
        done.send(result.is_ok()).unwrap();
    });
    while !pid.exists() {
        std::thread::yield_now();
    }
    cut.cut();
    assert_eq!(ended.recv_timeout(Duration::from_secs(60)), Ok(true), "a cut is no error");
    let number = std::fs::read_to_string(&pid).unwrap();
    assert!(!Path::new("/proc").join(number.trim()).exists(), "nothing of it is left, no zombie either");
}

#[test]
fn a_listener_that_has_enough_ends_it() {
    let utterance = utterance();
    let segments = [mandarin(), english(), mandarin()].concat();
    let request = Request { utterance: &utterance, segments: &segments, rate: Rate::default() };
    let mut calls = 0;
    let result = engine("espeak-ng").render(request, &Cut::default(), &mut |_| {
        calls += 1;
        ControlFlow::Break(())
    });
    assert_eq!((result.is_ok(), calls), (true, 1));
}

/// A speaker with the installed espeak-ng whose headphones are `output`, and its events.
fn speaker(output: Box<dyn Output>) -> (Speaker, Receiver<Event>) {
    let phrase = || Phrase { chinese: String::new(), english: String::new() };
    let silent = Silent::new(RealClock::start(), &Delays::default());
    let parts = Parts {
        engine: Box::new(engine("espeak-ng")),
        wording: Arc::new(|_, language| if language == Language::Chinese { mandarin() } else { english() }),
        headphones: Way { output, calibration: Calibration::HEADPHONES },
        speaker: Way { output: Box::new(silent), calibration: Calibration::SPEAKER },
        phrases: Phrases { private: phrase(), masked: phrase() },
        delays: Delays::default(),
    };
    let (sender, events) = channel();
    let speaker = Speaker::start(parts, move |event| drop(sender.send(event))).unwrap();
    speaker.set_sink(Some(Sink::Headphones));
    (speaker, events)
}

#[test]
fn a_batch_becomes_a_file_with_every_word_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("said.wav");
    let (speaker, events) = speaker(Box::new(Wav::create(&path).unwrap()));
    speaker.say([utterance(), Utterance { language: Language::English, ..utterance() }], Interrupt::Now);
    assert!(events.iter().any(|event| event == Event::Speaking(false)));
    let length = |segments: &[Segment]| rendered(&mut engine("espeak-ng"), segments, Rate::default()).unwrap().len();
    let written = hound::WavReader::open(path).unwrap().duration() as usize;
    assert_eq!(written, length(&mandarin()) + length(&english()));
}

/// Tells when it first gets sound.
struct Ear(Sender<Instant>);

impl Output for Ear {
    fn name(&self) -> &'static str {
        "ear"
    }

    fn write(&mut self, samples: &[i16]) -> Result<(), OutputError> {
        if samples.iter().any(|sample| *sample != 0) {
            let _ = self.0.send(Instant::now());
        }
        Ok(())
    }

    fn cut(&mut self) {}

    fn delay(&mut self) -> Duration {
        Duration::ZERO
    }
}

/// Prints what D4 asks for; a clock on a busy machine is no test.
#[test]
#[ignore = "a measurement: cargo test -p voice --release --test espeak -- --ignored --nocapture"]
fn d4_first_sound() {
    let (sender, heard) = channel();
    let (speaker, events) = speaker(Box::new(Ear(sender)));
    let mut times = Vec::new();
    for _ in 0..50 {
        let told = Instant::now();
        speaker.say([utterance()], Interrupt::Now);
        times.push(heard.recv().unwrap() - told);
        assert!(events.iter().any(|event| event == Event::Speaking(false)));
        while heard.try_recv().is_ok() {}
    }
    times.sort();
    println!("from say to the first sample at the output: median {:?}, worst {:?}", times[25], times[49]);
}
