//! Clips: which is said, which is missing, which is damaged.

use std::ops::ControlFlow;
use std::path::Path;

use hound::SampleFormat;

use super::*;
use crate::levels::{REFERENCE_DBFS, rms_dbfs};
use crate::{Privacy, Rate, Utterance};

const FALLBACK: [i16; 3] = [7, 7, 7];

struct Next;

impl Engine for Next {
    fn name(&self) -> &'static str {
        "next"
    }

    fn render(&mut self, _: Request<'_>, _: &Cut, pour: Pour<'_>) -> Result<(), EngineError> {
        let _ = pour(&FALLBACK);
        Ok(())
    }
}

/// A tone of 200 Hz and half a second.
fn record(path: &Path, rate: u32, channels: u16) {
    let spec = hound::WavSpec { channels, sample_rate: rate, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for index in 0..rate / 2 {
        let angle = std::f32::consts::TAU * 200.0 * index as f32 / rate as f32;
        for _ in 0..channels {
            writer.write_sample((angle.sin() * 20_000.0) as i16).unwrap();
        }
    }
    writer.finalize().unwrap();
}

fn clips(folder: &Path, manifest: &Manifest) -> Clips {
    std::fs::write(folder.join("manifest.toml"), manifest.to_toml().unwrap()).unwrap();
    Clips::open(folder, Box::new(Next), Delays::default()).unwrap()
}

fn say(clips: &mut Clips, text: &str) -> (Vec<i16>, Result<(), EngineError>) {
    let utterance = Utterance { text: text.into(), language: Language::Chinese, privacy: Privacy::Public };
    let request = Request { utterance: &utterance, segments: &[], rate: Rate::default() };
    let mut said = Vec::new();
    let result = clips.render(request, &Cut::default(), &mut |samples| {
        said.extend_from_slice(samples);
        ControlFlow::Continue(())
    });
    (said, result)
}

#[test]
fn a_clip_of_any_usual_rate_is_said_at_the_level_of_all_speech() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = Manifest { clips: vec![Clip::named(Language::Chinese, "请取走身份证。")] };
    let pause = samples_in(Delays::default().pause_utterance);
    for (rate, channels) in [(8_000, 1), (22_050, 1), (44_100, 2), (48_000, 1)] {
        record(&folder.path().join(&manifest.clips[0].file), rate, channels);
        let (said, result) = say(&mut clips(folder.path(), &manifest), "请取走身份证。");
        result.unwrap();
        let speech = &said[..said.len() - pause];
        assert!(speech.len().abs_diff(11_025) < 60, "{rate}: {} samples", speech.len());
        assert!((rms_dbfs(speech) - REFERENCE_DBFS).abs() < 0.5, "{rate}: {} dBFS", rms_dbfs(speech));
        let crossings = speech.windows(2).filter(|pair| pair[0] < 0 && pair[1] >= 0).count();
        assert!(crossings.abs_diff(100) <= 1, "{rate}: {crossings} periods of 100");
    }
}

#[test]
fn what_has_no_clip_is_said_by_the_next_engine_and_stands_in_the_manifest_of_the_missing() {
    let folder = tempfile::tempdir().unwrap();
    let (there, lost) = (Clip::named(Language::Chinese, "在"), Clip::named(Language::Chinese, "不在"));
    record(&folder.path().join(&there.file), 22_050, 1);
    let mut clips = clips(folder.path(), &Manifest { clips: vec![there, lost.clone()] });
    assert_eq!(say(&mut clips, "没有").0, FALLBACK);
    let prompts = ["在", "不在", "没有"].map(|text| (Language::Chinese, text.to_owned()));
    let missing = clips.missing(&prompts);
    assert_eq!(missing.clips, [lost, Clip::named(Language::Chinese, "没有")]);
    assert_eq!(toml::from_str::<Manifest>(&missing.to_toml().unwrap()).unwrap(), missing);
}

#[test]
fn a_damaged_clip_is_named_and_its_text_said_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = Manifest { clips: vec![Clip::named(Language::Chinese, "坏")] };
    let path = folder.path().join(&manifest.clips[0].file);
    let eight_bits = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x22\x56\0\0\x22\x56\0\0\x01\0\x08\0data\0\0\0\0";
    for bytes in [b"RIFF".as_slice(), b"", eight_bits] {
        std::fs::write(&path, bytes).unwrap();
        let mut clips = clips(folder.path(), &manifest);
        let (said, result) = say(&mut clips, "坏");
        let error = result.unwrap_err().to_string();
        assert_eq!(said, FALLBACK);
        assert!(error.contains("zh-") && error.contains("record it again"), "{error}");
        say(&mut clips, "坏").1.expect("it is told once");
        assert_eq!(clips.missing(&[(Language::Chinese, "坏".into())]).clips, manifest.clips);
    }
}

#[test]
fn a_manifest_names_its_line_and_leads_out_of_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let open = |text: &str| {
        std::fs::write(folder.path().join("manifest.toml"), text).unwrap();
        Clips::open(folder.path(), Box::new(Next), Delays::default()).map(drop).unwrap_err().to_string()
    };
    let error = open("[[clip]]\nlanguage = \"zh-CN\"\ntext = 5\n");
    assert!(error.contains("manifest.toml") && error.contains("line 3"), "{error}");
    for file in ["../a.wav", "/a.wav", "a/b.wav", ""] {
        let error = open(&format!("[[clip]]\nlanguage = \"en\"\ntext = \"a\"\nfile = {file:?}\n"));
        assert!(error.contains("plain name"), "{file}: {error}");
    }
}

#[test]
fn a_clip_has_the_same_name_on_every_machine() {
    assert_eq!(file_name(Language::English, "Back"), "en-76900f1bfd16c8d4.wav");
}
