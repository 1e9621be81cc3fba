//! Sound itself: levels, stretched clips, ALSA. `sox` measures beside our own measure where it is installed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test stops where it fails

mod audio_measure;

use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use audio_measure::pitch;
use voice::delays::{Delays, RealClock, SAMPLE_RATE};
use voice::engine::stretch::stretch;
use voice::engine::{Cut, Engine, Espeak, Request};
use voice::levels::{Calibration, amplified, rms_dbfs};
use voice::output::{Alsa, Output, Reopening, Wav};
use voice::{Language, Privacy, Rate, Segment, Utterance, Volume};

fn sentence() -> Vec<i16> {
    let segments = [Segment::Mandarin("qing3 ba3 shen1fen4zheng4 fang4 zai4 du2ka3qu1, deng3dai4 ti2shi4.".into())];
    let utterance = Utterance { text: String::new(), language: Language::Chinese, privacy: Privacy::Public };
    let request = Request { utterance: &utterance, segments: &segments, rate: Rate::default() };
    let mut all = Vec::new();
    Espeak::new("espeak-ng", RealClock::start(), Delays::default())
        .render(request, &Cut::default(), &mut |samples| {
            all.extend_from_slice(samples);
            ControlFlow::Continue(())
        })
        .expect("espeak-ng speaks");
    all
}

/// RMS in dBFS as sox has it, or `None` where it is not installed. Its full scale is that of a square wave, as ours.
fn by_sox(path: &Path) -> Option<f32> {
    let said = Command::new("sox").arg(path).args(["-n", "stats"]).output().ok()?.stderr;
    let said = String::from_utf8(said).ok()?;
    said.lines().find_map(|line| line.strip_prefix("RMS lev dB"))?.trim().parse().ok()
}

#[test]
fn d5_a_step_is_10_db_until_the_limiter_holds_it() {
    let folder = tempfile::tempdir().unwrap();
    let speech = sentence();
    let mut levels = Vec::new();
    for volume in Volume::all() {
        let loud = amplified(&speech, Calibration::HEADPHONES.gain(volume));
        let path = folder.path().join(format!("{}.wav", volume.db()));
        let mut wav = Wav::create(&path).unwrap();
        wav.write(&loud).unwrap();
        wav.rest();
        let ours = rms_dbfs(&loud);
        if let Some(theirs) = by_sox(&path) {
            assert!((ours - theirs).abs() < 0.2, "{} dB: {ours} dBFS, sox says {theirs}", volume.db());
        }
        let top = loud.iter().map(|sample| sample.unsigned_abs()).max().unwrap();
        println!("{:>3} dB SPL: {ours:.2} dBFS, peak {top}", volume.db());
        levels.push((volume.db(), ours, top));
    }
    for pair in levels.windows(2) {
        let (step, top) = (pair[1].1 - pair[0].1, pair[1].2);
        let limited = top > 26_000;
        assert!(step > 0.0 && step <= 10.5, "{} to {} dB SPL: {step} dB", pair[0].0, pair[1].0);
        assert!(limited || (step - 10.0).abs() <= 0.5, "{} to {} dB SPL: {step} dB", pair[0].0, pair[1].0);
    }
    let range = levels.last().unwrap().1 - levels[4].1;
    assert!(range >= 18.0, "over the default there are {range} dB more");
}

#[test]
fn d6_a_stretched_clip_lasts_as_long_as_it_says_and_keeps_its_pitch() {
    let speech = sentence();
    let height = pitch(&speech);
    for rate in Rate::all() {
        let mut said = Vec::new();
        let _ = stretch(&speech, rate.percent(), &mut |samples| {
            said.extend_from_slice(samples);
            ControlFlow::Continue(())
        });
        let ratio = said.len() as f32 / speech.len() as f32 * f32::from(rate.percent()) / 100.0;
        let (hertz, level) = (pitch(&said), rms_dbfs(&said) - rms_dbfs(&speech));
        println!("{:>3} %: {ratio:.4} of nominal, F0 {hertz:.0} Hz, {level:+.1} dB", rate.percent());
        assert!((ratio - 1.0).abs() < 0.02, "{} %: {ratio}", rate.percent());
        assert!((hertz / height - 1.0).abs() < 0.05, "{} %: {hertz} Hz of {height}", rate.percent());
        assert!(level.abs() < 1.0, "{} %: {level} dB", rate.percent());
    }
}

#[test]
fn a_card_gets_every_sample() {
    let folder = tempfile::tempdir().unwrap();
    let heard = folder.path().join("heard.raw");
    // ALSA's own card that writes into a file.
    let mut card = Alsa::open(&format!("file:{},raw", heard.display()), Delays::default()).expect("ALSA's file plugin");
    let speech = sentence();
    for chunk in speech.chunks(441) {
        card.write(chunk).unwrap();
    }
    drop(card);
    let bytes = std::fs::read(heard).unwrap();
    let heard: Vec<i16> = bytes.as_chunks::<2>().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
    assert_eq!(heard.len(), speech.len());
    assert!(heard == speech);
}

#[test]
fn a_null_card_takes_speech_and_can_be_cut_and_go_on() {
    let mut card = Alsa::open("plug:null", Delays::default()).expect("ALSA's null plugin");
    for _ in 0..3 {
        for _ in 0..100 {
            card.write(&[100; 441]).unwrap();
        }
        assert!(card.delay() <= Delays::default().buffer + Delays::default().chunk, "{:?}", card.delay());
        card.cut();
        assert_eq!(card.delay(), Duration::ZERO);
        card.rest();
    }
}

#[test]
fn without_a_card_speech_goes_on_in_silence_and_says_why() {
    let clock = Arc::new(voice::delays::VirtualClock::default());
    let open = Box::new(|| Alsa::open("plughw:CARD=NoSuchCard", Delays::default()).map(|card| Box::new(card) as _));
    let mut output = Reopening::new("headphones", open, clock, Delays::default());
    output.write(&vec![0; SAMPLE_RATE as usize]).unwrap();
    let trouble = output.trouble().expect("it says why");
    assert!(trouble.contains("NoSuchCard") && trouble.contains("check that the sound card"), "{trouble}");
}
