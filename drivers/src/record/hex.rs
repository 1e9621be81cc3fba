//! Bytes as text: two digits each, a run of equal ones as `00*8192`, long ones over several lines.

use std::fmt;

/// Bytes, or runs, on one line.
const PER_LINE: usize = 32;
/// A run from this length on is written as one.
const RUN: usize = 8;
/// Bytes that one line of a recording may hold, runs counted out.
const MOST: usize = 1 << 20;

/// Writes them behind `mark`.
pub(super) fn write(f: &mut fmt::Formatter<'_>, mark: &str, bytes: &[u8]) -> fmt::Result {
    f.write_str(mark)?;
    let mut on_line = 0;
    let mut put = |token: fmt::Arguments<'_>| {
        if on_line == PER_LINE {
            f.write_str("\n ")?;
            on_line = 0;
        }
        on_line += 1;
        f.write_fmt(token)
    };
    for run in bytes.chunk_by(|a, b| a == b) {
        let byte = run.first().copied().unwrap_or_default();
        if run.len() >= RUN {
            put(format_args!(" {byte:02X}*{}", run.len()))?;
        } else {
            for _ in run {
                put(format_args!(" {byte:02X}"))?;
            }
        }
    }
    Ok(())
}

/// Reads them.
pub(super) fn parse(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    for token in text.split_ascii_whitespace() {
        let (byte, times) = token.split_once('*').unwrap_or((token, "1"));
        let value = u8::from_str_radix(byte, 16).ok().filter(|_| byte.len() == 2);
        let value = value.ok_or_else(|| format!("`{token}` is no byte; bytes are two hexadecimal digits"))?;
        let times: usize = times.parse().map_err(|_| format!("`{token}`: a run is written 00*8192"))?;
        if bytes.len() + times > MOST {
            return Err(format!("more than {MOST} bytes in one line"));
        }
        bytes.resize(bytes.len() + times, value);
    }
    Ok(bytes)
}
