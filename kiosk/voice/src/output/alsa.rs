//! A sound card through ALSA.

use std::fmt::Display;
use std::time::Duration;

use alsa::pcm::{Access, Format, HwParams, PCM, State};
use alsa::{Direction, ValueOr};

use super::{Output, OutputError};
use crate::delays::{Delays, SAMPLE_RATE, lasting};

/// EAGAIN: the buffer is full.
const FULL: i32 = 11;

/// A device of ALSA with a buffer so small that a key is heard at once.
pub struct Alsa {
    device: String,
    pcm: PCM,
    delays: Delays,
}

impl Alsa {
    /// `device`: an ALSA name such as `default` or `plughw:CARD=Headphones` (`plug`: any card takes our rate).
    pub fn open(device: &str, delays: Delays) -> Result<Self, OutputError> {
        // ALSA says why on standard error; here it goes into the error.
        let said = alsa::Output::local_error_handler().ok();
        let opened = PCM::new(device, Direction::Playback, true).and_then(|pcm| {
            set_up(&pcm, &delays)?;
            Ok(pcm)
        });
        opened.map(|pcm| Self { device: device.to_owned(), pcm, delays }).map_err(|error| {
            let heard = said.map(|said| said.borrow().buffer_string(|text| String::from_utf8_lossy(text).into_owned()));
            let reason = heard.as_deref().and_then(|text| text.lines().next_back()).unwrap_or_default().trim();
            OutputError::Open { device: device.to_owned(), what: format!("{error} {reason}").trim_end().to_owned() }
        })
    }

    fn gone(&self, what: &dyn Display) -> OutputError {
        OutputError::Gone { device: self.device.clone(), what: what.to_string() }
    }

    /// Waits for room; an underrun is mended.
    fn wait_for_room(&self) -> Result<(), OutputError> {
        match self.pcm.wait(Some(self.delays.output_stall.as_millis() as u32)) {
            Ok(true) => Ok(()),
            Ok(false) => Err(self.gone(&"it takes no more samples")),
            Err(error) => self.pcm.try_recover(error, true).map_err(|error| self.gone(&error)),
        }
    }
}

fn set_up(pcm: &PCM, delays: &Delays) -> alsa::Result<()> {
    let hardware = HwParams::any(pcm)?;
    hardware.set_rate_resample(true)?;
    hardware.set_access(Access::RWInterleaved)?;
    hardware.set_format(Format::s16())?;
    hardware.set_channels(1)?;
    hardware.set_rate(SAMPLE_RATE, ValueOr::Nearest)?;
    hardware.set_buffer_time_near(delays.buffer.as_micros() as u32, ValueOr::Nearest)?;
    hardware.set_period_time_near(delays.chunk.as_micros() as u32, ValueOr::Nearest)?;
    pcm.hw_params(&hardware)?;
    let software = pcm.sw_params_current()?;
    software.set_start_threshold(1)?;
    pcm.sw_params(&software)
}

impl Output for Alsa {
    fn name(&self) -> &str {
        &self.device
    }

    fn write(&mut self, samples: &[i16]) -> Result<(), OutputError> {
        if matches!(self.pcm.state(), State::Setup | State::XRun) {
            self.pcm.prepare().map_err(|error| self.gone(&error))?;
        }
        let io = self.pcm.io_i16().map_err(|error| self.gone(&error))?;
        let mut rest = samples;
        while !rest.is_empty() {
            match io.writei(rest) {
                Ok(written) => rest = rest.get(written..).unwrap_or_default(),
                Err(error) if error.errno() == FULL => self.wait_for_room()?,
                Err(error) => self.pcm.try_recover(error, true).map_err(|error| self.gone(&error))?,
            }
        }
        Ok(())
    }

    fn cut(&mut self) {
        if let Err(error) = self.pcm.drop() {
            tracing::warn!(error = %error, device = self.device, "sound cannot be cut");
        }
    }

    fn delay(&mut self) -> Duration {
        match self.pcm.state() {
            State::Running => self.pcm.delay().map_or(Duration::ZERO, |frames| lasting(frames.max(0) as usize)),
            _ => Duration::ZERO,
        }
    }

    fn rest(&mut self) {
        // All was heard; a card that goes on without samples only counts underruns.
        self.cut();
    }
}
