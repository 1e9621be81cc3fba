//! Where commands, characters and data stand in what a printer is sent: lengths without meaning. Pure; for recordings.
//! Source of the lengths: Epson ESC/POS reference.

/// DLE DC4 8: clears the buffers.
const CLEAR: [u8; 10] = [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];

/// What stands at the start of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// More bytes are needed to tell.
    Need,
    /// Characters: one byte, or two of a Chinese one.
    Text(usize),
    /// A control character of one byte.
    Control(usize),
    /// A command of so many bytes that holds nothing to be printed.
    Command(usize),
    /// A command that is carried out at once.
    RealTime(usize),
    /// A command followed by data.
    Data {
        /// Bytes of the command.
        header: usize,
        /// Bytes of the data.
        data: usize,
        /// The data are settings or a number: nothing of them is printed.
        harmless: bool,
        /// They are characters of a code, not dots.
        characters: bool,
    },
}

/// Length of the real-time command at the start, whatever stands around it.
pub(crate) fn real_time(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [0x10, 0x04, 1..=4 | 20, ..] | [0x10, 0x05, 0..=2, ..] => Some(3),
        _ if bytes.starts_with(&CLEAR) => Some(CLEAR.len()),
        _ => None,
    }
}

/// Whether these bytes could become a real-time command.
pub(crate) fn may_be_real_time(bytes: &[u8]) -> bool {
    matches!(bytes, [0x10] | [0x10, 0x04 | 0x05]) || (bytes.len() < CLEAR.len() && CLEAR.starts_with(bytes))
}

/// Looks at the start of `bytes`, which stands between two commands.
pub(crate) fn unit(bytes: &[u8]) -> Unit {
    if let Some(length) = real_time(bytes) {
        return Unit::RealTime(length);
    }
    let length = match bytes {
        [] | [0x10 | 0x1B | 0x1C | 0x1D] => return Unit::Need,
        _ if may_be_real_time(bytes) => return Unit::Need,
        [0x1B, second, rest @ ..] => match esc(*second, rest) {
            Ok(length) => length,
            Err(unit) => return unit,
        },
        [0x1C, second, rest @ ..] => match second {
            b'&' | b'.' => 2,
            b'!' | b'-' | b'C' | b'W' => 3,
            b'S' | b'p' => 4,
            b'2' => return stream(bytes, 4, Some(72), false),
            b'(' => return bracket(bytes, rest),
            _ => 2,
        },
        [0x1D, second, rest @ ..] => match gs(*second, rest, bytes) {
            Ok(length) => length,
            Err(unit) => return unit,
        },
        [0x00..=0x1F | 0x7F, ..] => return Unit::Control(1),
        [0x81..=0xFE] => return Unit::Need,
        [0x81..=0xFE, 0x40..=0xFF, ..] => return Unit::Text(2),
        _ => return Unit::Text(1),
    };
    if bytes.len() < length { Unit::Need } else { Unit::Command(length) }
}

fn esc(second: u8, rest: &[u8]) -> Result<usize, Unit> {
    Ok(match second {
        b' ' | b'!' | b'%' | b'-' | b'3' | b'=' | b'?' | b'E' | b'G' | b'J' | b'K' | b'M' | b'R' | b'T' | b'V'
        | b'a' | b'd' | b'e' | b'r' | b't' | b'{' => 3,
        b'$' | b'\\' | b'c' => 4,
        b'p' => 5,
        b'W' => 10,
        b'*' => match rest {
            [mode, low, high, ..] => {
                let columns = usize::from(u16::from_le_bytes([*low, *high]));
                let data = columns * if *mode >= 32 { 3 } else { 1 };
                return Err(Unit::Data { header: 5, data, harmless: false, characters: false });
            }
            _ => return Err(Unit::Need),
        },
        _ => 2,
    })
}

fn gs(second: u8, rest: &[u8], bytes: &[u8]) -> Result<usize, Unit> {
    Ok(match second {
        b'!' | b'/' | b'B' | b'E' | b'H' | b'I' | b'T' | b'a' | b'b' | b'f' | b'h' | b'r' | b'w' | b'x' => 3,
        b'$' | b'L' | b'P' | b'W' | b'\\' => 4,
        b'^' | b'z' => 5,
        b'V' => match rest {
            [] => return Err(Unit::Need),
            [65 | 66 | 97 | 98 | 103 | 104, ..] => 4,
            _ => 3,
        },
        b'e' => match rest {
            [] => return Err(Unit::Need),
            [3, ..] => 4,
            [0x20, ..] => 5,
            _ => 3,
        },
        b'v' => {
            let size = match rest {
                [_, _, a, b, c, d, ..] => {
                    Some(usize::from(u16::from_le_bytes([*a, *b])) * usize::from(u16::from_le_bytes([*c, *d])))
                }
                _ => None,
            };
            return Err(stream(bytes, 8, size, false));
        }
        b'k' => {
            let size = rest.get(1).map(|count| usize::from(*count));
            return Err(match rest.first() {
                // The older form ends with a NUL: no length tells it, so its characters are taken for text.
                Some(0..=6) => Unit::Command(3),
                _ => stream(bytes, 4, size, true),
            });
        }
        b'(' => return Err(bracket(bytes, rest)),
        b'8' => {
            let size = match rest {
                [b'L', a, b, c, d, ..] => Some(u32::from_le_bytes([*a, *b, *c, *d]) as usize),
                _ => None,
            };
            return Err(stream(bytes, 7, size, false));
        }
        _ => 2,
    })
}

fn stream(bytes: &[u8], header: usize, size: Option<usize>, characters: bool) -> Unit {
    match size {
        Some(data) if bytes.len() >= header => Unit::Data { header, data, harmless: false, characters },
        _ => Unit::Need,
    }
}

/// ESC ( x, FS ( x and GS ( x announce their length.
fn bracket(bytes: &[u8], rest: &[u8]) -> Unit {
    let [function, low, high, content @ ..] = rest else { return Unit::Need };
    let data = usize::from(u16::from_le_bytes([*low, *high]));
    // GS ( k 80 stores the content of a code behind three bytes of its own.
    let stores = match (function, content) {
        (b'k', [_, 0x50, ..]) => true,
        (b'k', [_, _, ..]) => false,
        (b'k', _) => return Unit::Need,
        (b'L', _) => return Unit::Data { header: 5, data, harmless: false, characters: false },
        _ => false,
    };
    if stores {
        let own = data.min(3);
        return if bytes.len() < 5 + own {
            Unit::Need
        } else {
            Unit::Data { header: 5 + own, data: data - own, harmless: false, characters: true }
        };
    }
    // Settings, numbers of jobs: few bytes. Whatever is longer is taken for something that is printed.
    if data > 32 {
        return Unit::Data { header: 5, data, harmless: false, characters: false };
    }
    if bytes.len() < 5 + data { Unit::Need } else { Unit::Data { header: 5, data, harmless: true, characters: false } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_end_where_the_reference_says() {
        let dots = |header, data| Unit::Data { header, data, harmless: false, characters: false };
        let table: [(&[u8], Unit); 20] = [
            (b"", Unit::Need),
            (b"\x1B", Unit::Need),
            (b"\x1B@", Unit::Command(2)),
            (b"\x1Bc5\x01", Unit::Command(4)),
            (b"\x1Bc5", Unit::Need),
            (b"\x1C&x", Unit::Command(2)),
            (b"\x1DV\x42\x00", Unit::Command(4)),
            (b"\x1DV\x01", Unit::Command(3)),
            (b"\x1Dr\x01", Unit::Command(3)),
            (b"\x1Dv0\x00\x48\x00\x02\x00", dots(8, 144)),
            (b"\x1Dv0\x00\x48\x00\x02", Unit::Need),
            (b"\x1D(H\x06\x00000042", Unit::Data { header: 5, data: 6, harmless: true, characters: false }),
            (b"\x1D(k\x07\x001P0abcd", Unit::Data { header: 8, data: 4, harmless: false, characters: true }),
            (b"\x1D(k\x03\x001Q0", Unit::Data { header: 5, data: 3, harmless: true, characters: false }),
            (b"\x10\x04\x01", Unit::RealTime(3)),
            (b"\x10\x04", Unit::Need),
            (&CLEAR, Unit::RealTime(10)),
            (b"\xB2\xE2", Unit::Text(2)),
            (b"A", Unit::Text(1)),
            (b"\n", Unit::Control(1)),
        ];
        for (bytes, expected) in table {
            assert_eq!(unit(bytes), expected, "{bytes:02X?}");
        }
    }
}
