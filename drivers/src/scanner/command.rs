//! Commands that are computed: frames of the GM65 family. All other commands stand in the model's file as they are sent.
//!
//! `7E 00 | type | length | address(2) | data | crc(2)`: type 07 reads a register, 08 writes one (until power off), 09
//! saves them all to flash (never sent from here: flash wears). Source: manuals of the Newland EM3095 and EM2000, from
//! which the GM65, GM861 and GM805 have the protocol; cryptoadvance/specter-diy `src/hosts/qr.py`.

use serde::Deserialize;

/// A register of the GM65 family and what it shall hold: only the bits of `mask` are changed, and only when they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// Its address.
    pub register: u16,
    /// Which bits.
    pub mask: u8,
    /// What they shall be.
    pub value: u8,
}

impl Register {
    /// The command that reads one byte of it.
    pub fn read(&self) -> Vec<u8> {
        frame(0x07, self.register, 1)
    }

    /// The command that writes it; `None`: `now` is right already.
    pub fn write(&self, now: u8) -> Option<Vec<u8>> {
        let wanted = (now & !self.mask) | (self.value & self.mask);
        (wanted != now).then(|| frame(0x08, self.register, wanted))
    }
}

fn frame(kind: u8, address: u16, data: u8) -> Vec<u8> {
    let [high, low] = address.to_be_bytes();
    let body = [kind, 1, high, low, data];
    [[0x7E, 0x00].as_slice(), &body, &crc16(&body).to_be_bytes()].concat()
}

/// CRC-16 of these modules: polynomial 0x1021, begins at 0, not reflected (XMODEM).
pub fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(
            crc ^ (u16::from(*byte) << 8),
            |crc, _| {
                if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 }
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_of_the_manuals() {
        let table: [(&[u8], u16, &str); 7] = [
            (&[0x00, 0x01, 0x00], 0x3331, "reply: done (EM3095 manual p. 19)"),
            (&[0x01, 0x01, 0x00], 0x0401, "reply: checksum was wrong (EM3095 manual p. 19)"),
            (&[0x03, 0x01, 0x00], 0x6A61, "reply: no such command (EM2000 manual p. 15)"),
            (&[0x0A, 0x01, 0, 0, 0], 0x301A, "heartbeat (an open driver of the GM65)"),
            (&[0x09, 0x01, 0, 0, 0], 0xDEC8, "save (specter-diy)"),
            (&[0x07, 0x01, 0, 0x2A, 0x02], 0xD80F, "read the baud rate (manual of the GM65)"),
            (&[0x08, 0x02, 0, 0x2A, 0x39, 0x01], 0xA7EA, "write the baud rate (manual of the GM65)"),
        ];
        for (body, crc, what) in table {
            assert_eq!(crc16(body), crc, "{what}");
        }
        assert_eq!(crc16(b"123456789"), 0x31C3, "check value of CRC-16/XMODEM");
    }

    #[test]
    fn the_bits_that_are_not_ours_stay() {
        let mode = Register { register: 0, mask: 0x03, value: 0x01 };
        assert_eq!(mode.read()[..7], [0x7E, 0, 7, 1, 0, 0, 1]);
        assert_eq!(mode.write(0xD6).unwrap()[..7], [0x7E, 0, 8, 1, 0, 0, 0xD5]);
        assert_eq!(mode.write(0xD5), None);
    }
}
