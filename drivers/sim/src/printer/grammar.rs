//! Where a command ends: the lengths of ESC/POS commands, without their meaning.
//! Source: Epson ESC/POS reference; Custom KPM216 and Pyramid Reliance manuals for GS e.

/// What stands at the head of the receive buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Head {
    /// Not enough bytes to tell.
    Need,
    /// A character or a control code: it has no fixed length and is looked at byte by byte.
    Byte,
    /// A command of so many bytes.
    Command(usize),
    /// A command of `header` bytes, followed by `data` bytes that come as they come.
    Stream {
        /// Bytes before the data.
        header: usize,
        /// Bytes of the data.
        data: usize,
    },
    /// No command: so many bytes are dropped.
    Unknown(usize),
}

/// Looks at the head of `bytes`.
pub(crate) fn head(bytes: &[u8]) -> Head {
    match bytes {
        [] | [0x10 | 0x1B | 0x1C | 0x1D] => Head::Need,
        [0x10, second, rest @ ..] => dle(*second, rest),
        [0x1B, second, rest @ ..] => esc(*second, rest),
        [0x1C, second, rest @ ..] => fs(*second, rest),
        [0x1D, second, rest @ ..] => gs(*second, rest),
        _ => Head::Byte,
    }
}

fn word(low: u8, high: u8) -> usize {
    usize::from(u16::from_le_bytes([low, high]))
}

fn dle(second: u8, rest: &[u8]) -> Head {
    match (second, rest) {
        (0x04 | 0x05 | 0x14, []) => Head::Need,
        (0x04, [7 | 8 | 18, ..]) => Head::Command(4),
        (0x04 | 0x05, _) => Head::Command(3),
        (0x14, [8, ..]) => Head::Command(10),
        (0x14, [1..=3, ..]) => Head::Command(5),
        (0x14, _) => Head::Command(4),
        _ => Head::Unknown(1),
    }
}

fn esc(second: u8, rest: &[u8]) -> Head {
    match second {
        b'@' | b'2' | b'i' | b'm' | b'L' | b'S' | b'v' | b'<' | 0x0C => Head::Command(2),
        b' ' | b'!' | b'%' | b'-' | b'3' | b'=' | b'?' | b'E' | b'G' | b'J' | b'K' | b'M' | b'R' | b'T' | b'V'
        | b'a' | b'd' | b'e' | b'r' | b't' | b'u' | b'{' => Head::Command(3),
        b'$' | b'\\' | b'c' => Head::Command(4),
        b'p' => Head::Command(5),
        b'W' => Head::Command(10),
        b'D' => match rest.iter().position(|byte| *byte == 0) {
            Some(end) => Head::Command(3 + end),
            None if rest.len() < 33 => Head::Need,
            None => Head::Unknown(2),
        },
        b'*' => match rest {
            [mode, low, high, ..] => {
                let down = if *mode >= 32 { 3 } else { 1 };
                Head::Stream { header: 5, data: down * word(*low, *high) }
            }
            _ => Head::Need,
        },
        b'(' => bracket(rest),
        _ => Head::Unknown(2),
    }
}

fn fs(second: u8, rest: &[u8]) -> Head {
    match second {
        b'&' | b'.' => Head::Command(2),
        b'!' | b'-' | b'C' | b'W' => Head::Command(3),
        b'S' | b'p' | b'?' => Head::Command(4),
        b'2' => Head::Stream { header: 4, data: 72 },
        b'(' => bracket(rest),
        _ => Head::Unknown(2),
    }
}

fn gs(second: u8, rest: &[u8]) -> Head {
    match second {
        b':' | b'c' | 0x0C | 0xE1 => Head::Command(2),
        b'!' | b'/' | b'B' | b'E' | b'H' | b'I' | b'T' | b'a' | b'b' | b'f' | b'h' | b'r' | b'w' | b'x' | 0xE0 => {
            Head::Command(3)
        }
        b'$' | b'L' | b'P' | b'W' | b'\\' => Head::Command(4),
        b'^' | b'z' => Head::Command(5),
        b'g' => Head::Command(6),
        b'v' => Head::Command(8),
        b'V' => match rest {
            [] => Head::Need,
            [0 | 1 | 48 | 49, ..] => Head::Command(3),
            [65 | 66 | 97 | 98 | 103 | 104, ..] => Head::Command(4),
            _ => Head::Unknown(3),
        },
        b'e' => match rest {
            [] => Head::Need,
            [3, ..] => Head::Command(4),
            [0x20, ..] => Head::Command(5),
            _ => Head::Command(3),
        },
        b'*' => match rest {
            [x, y, ..] => Head::Stream { header: 4, data: usize::from(*x) * usize::from(*y) * 8 },
            _ => Head::Need,
        },
        b'k' => match rest {
            [0..=6, data @ ..] => match data.iter().position(|byte| *byte == 0) {
                Some(end) => Head::Command(4 + end),
                None if data.len() < 256 => Head::Need,
                None => Head::Unknown(3),
            },
            [_, count, ..] => Head::Stream { header: 4, data: usize::from(*count) },
            _ => Head::Need,
        },
        b'(' => bracket(rest),
        b'8' => match rest {
            [b'L', a, b, c, d, ..] => {
                let data = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
                Head::Stream { header: 7, data }
            }
            [b'L', ..] | [] => Head::Need,
            _ => Head::Unknown(2),
        },
        _ => Head::Unknown(2),
    }
}

/// ESC ( x, FS ( x and GS ( x announce their length.
fn bracket(rest: &[u8]) -> Head {
    match rest {
        [_, low, high, ..] => Head::Stream { header: 5, data: word(*low, *high) },
        _ => Head::Need,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_end_where_the_reference_says() {
        let table: [(&[u8], Head); 16] = [
            (b"\x1B", Head::Need),
            (b"\x1B@x", Head::Command(2)),
            (b"\x1Ba\x01", Head::Command(3)),
            (b"\x1Bc5\x01", Head::Command(4)),
            (b"\x1BD\x08\x10\x00x", Head::Command(5)),
            (b"\x1B*\x21\x02\x00", Head::Stream { header: 5, data: 6 }),
            (b"\x1C&", Head::Command(2)),
            (b"\x1DV\x00", Head::Command(3)),
            (b"\x1DVB\x00", Head::Command(4)),
            (b"\x1DV", Head::Need),
            (b"\x1Dv0\x00\x01\x00\x01\x00", Head::Command(8)),
            (b"\x1D(k\x03\x001Q0", Head::Stream { header: 5, data: 3 }),
            (b"\x1D8L\x0A\x00\x01\x00", Head::Stream { header: 7, data: 65546 }),
            (b"\x10\x04\x01", Head::Command(3)),
            (b"\x10\x14\x08\x01", Head::Command(10)),
            (b"A", Head::Byte),
        ];
        for (bytes, expected) in table {
            assert_eq!(head(bytes), expected, "{bytes:02X?}");
        }
    }
}
