//! A WAV file, as fast as it can be written: for tests and journeys without a sound card.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hound::{SampleFormat, WavSpec, WavWriter};

use super::{Output, OutputError};
use crate::delays::SAMPLE_RATE;

/// Writes 16-bit mono.
pub struct Wav {
    path: PathBuf,
    writer: WavWriter<BufWriter<File>>,
}

impl Wav {
    /// Makes the file; one that is there is replaced.
    pub fn create(path: &Path) -> Result<Self, OutputError> {
        let spec =
            WavSpec { channels: 1, sample_rate: SAMPLE_RATE, bits_per_sample: 16, sample_format: SampleFormat::Int };
        let writer = WavWriter::create(path, spec).map_err(|error| failed(path, &error))?;
        Ok(Self { path: path.to_owned(), writer })
    }
}

impl Output for Wav {
    fn name(&self) -> &'static str {
        "WAV file"
    }

    fn write(&mut self, samples: &[i16]) -> Result<(), OutputError> {
        let mut write = || samples.iter().try_for_each(|sample| self.writer.write_sample(*sample));
        write().map_err(|error| failed(&self.path, &error))
    }

    fn cut(&mut self) {}

    fn delay(&mut self) -> Duration {
        Duration::ZERO
    }

    fn rest(&mut self) {
        if let Err(error) = self.writer.flush() {
            tracing::warn!(error = %failed(&self.path, &error), "sound file");
        }
    }
}

fn failed(path: &Path, error: &hound::Error) -> OutputError {
    OutputError::File(path.to_owned(), error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read_as_soon_as_nothing_more_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("said.wav");
        let mut wav = Wav::create(&path).unwrap();
        wav.write(&[1, -2, 3]).unwrap();
        wav.rest();
        let mut reader = hound::WavReader::open(&path).unwrap();
        assert_eq!(reader.spec().sample_rate, 22_050);
        assert_eq!(reader.samples::<i16>().map(Result::unwrap).collect::<Vec<_>>(), [1, -2, 3]);
        let error = Wav::create(&folder.path().join("no/such.wav")).map(drop).unwrap_err();
        assert!(error.to_string().contains("no/such.wav"), "{error}");
    }
}
