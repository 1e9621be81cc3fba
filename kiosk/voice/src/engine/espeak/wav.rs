//! Reads samples out of the WAV stream that espeak-ng writes, as it comes.

/// The head that espeak-ng writes: RIFF, then chunks; sizes are made up, for it does not know them yet.
const RIFF: usize = 12;
const CHUNK: usize = 8;
/// Chunks before the samples may be so long together; more is no sound.
const LONGEST_HEAD: usize = 4096;

/// The stream is not 16-bit mono PCM of the expected rate.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotWav;

/// Where in the stream we are.
#[derive(Debug, Default)]
pub(super) struct WavStream {
    pending: Vec<u8>,
    in_samples: bool,
}

impl WavStream {
    /// Takes the next bytes; gives the samples that they complete.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<Vec<i16>, NotWav> {
        self.pending.extend_from_slice(bytes);
        if !self.in_samples {
            match head_length(&self.pending)? {
                Some(length) => drop(self.pending.drain(..length)),
                None if self.pending.len() > LONGEST_HEAD => return Err(NotWav),
                None => return Ok(Vec::new()),
            }
            self.in_samples = true;
        }
        let (pairs, odd) = self.pending.as_chunks::<2>();
        let samples = pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
        self.pending = odd.to_vec();
        Ok(samples)
    }
}

/// Bytes before the first sample, or `None` while the head is not complete.
fn head_length(bytes: &[u8]) -> Result<Option<usize>, NotWav> {
    let Some(riff) = bytes.get(..RIFF) else { return Ok(None) };
    if !riff.starts_with(b"RIFF") || !riff.ends_with(b"WAVE") {
        return Err(NotWav);
    }
    let (mut at, mut known) = (RIFF, false);
    while let Some(body) = at.checked_add(CHUNK) {
        let Some(name) = bytes.get(at..at + 4) else { return Ok(None) };
        let Some(size) = bytes.get(at + 4..body).and_then(|size| size.try_into().ok()).map(u32::from_le_bytes) else {
            return Ok(None);
        };
        if name == b"data" {
            return if known { Ok(Some(body)) } else { Err(NotWav) };
        }
        let end = body.saturating_add(size as usize);
        if end > LONGEST_HEAD {
            return Err(NotWav);
        }
        if name == b"fmt " {
            let Some(format) = bytes.get(body..end) else { return Ok(None) };
            known = is_ours(format);
        }
        at = end;
    }
    Err(NotWav)
}

/// PCM, one channel, our rate, 16 bits.
fn is_ours(format: &[u8]) -> bool {
    let field = |at: usize| format.get(at..at + 2).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes);
    let rate = format.get(4..8).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    field(0) == Some(1) && field(2) == Some(1) && rate == Some(crate::delays::SAMPLE_RATE) && field(14) == Some(16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stream(rate: u32, samples: &[i16]) -> Vec<u8> {
        let mut bytes = b"RIFF\x24\xf0\xff\x7fWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
        bytes.extend(rate.to_le_bytes());
        bytes.extend(b"\x44\xac\0\0\x02\0\x10\0data\0\xf0\xff\x7f");
        bytes.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        bytes
    }

    #[test]
    fn another_rate_or_no_wav_at_all_is_refused() {
        assert_eq!(WavStream::default().take(&stream(16_000, &[1])), Err(NotWav));
        assert_eq!(WavStream::default().take(b"espeak-ng: no such voice"), Err(NotWav));
        assert_eq!(WavStream::default().take(b"RIFF"), Ok(Vec::new()));
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_samples(samples: Vec<i16>, cuts in prop::collection::vec(1_usize..50, 1..20)) {
            let bytes = stream(22_050, &samples);
            let (mut reader, mut rest, mut read) = (WavStream::default(), bytes.as_slice(), Vec::new());
            for cut in cuts.iter().cycle() {
                if rest.is_empty() { break; }
                let (now, later) = rest.split_at((*cut).min(rest.len()));
                read.extend(reader.take(now).unwrap());
                rest = later;
            }
            prop_assert_eq!(read, samples);
        }

        #[test]
        fn no_bytes_break_it(bytes: Vec<u8>) {
            let _ = WavStream::default().take(&bytes);
            let mut with_head = b"RIFF\0\0\0\0WAVE".to_vec();
            with_head.extend(bytes);
            let _ = WavStream::default().take(&with_head);
        }
    }
}
