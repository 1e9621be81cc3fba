//! The file `data.json` of a template, written so that nothing of it is left behind in memory.

use std::io;

use jiff::civil::Date;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::error::A4Error;
use crate::limits::JOB_BYTES;

/// The data as JSON, at most [`JOB_BYTES`].
pub(crate) fn json(data: &impl Serialize) -> Result<Zeroizing<Vec<u8>>, A4Error> {
    let mut json = Json(Zeroizing::new(Vec::with_capacity(64 * 1024)));
    serde_json::to_writer(&mut json, data).map_err(|_| A4Error::TooLarge { bytes: JOB_BYTES + 1 })?;
    Ok(json.0)
}

/// A day, in parts as a template wants it.
#[derive(Serialize)]
pub(crate) struct Issued {
    year: i16,
    month: i8,
    day: i8,
}

impl From<Date> for Issued {
    fn from(date: Date) -> Self {
        Self { year: date.year(), month: date.month(), day: date.day() }
    }
}

/// Grows by copying into a larger buffer, so that what is left behind is overwritten.
struct Json(Zeroizing<Vec<u8>>);

impl io::Write for Json {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let needed = self.0.len() + bytes.len();
        if needed > JOB_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if needed > self.0.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(needed * 2));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
