//! What an A4 printer answers.

use std::io::Cursor;

use drivers::laser::{LaserState, MAX_ANSWER, MAX_VALUES, parse};
use ipp::model::DelimiterTag;

use crate::Target;

/// Any bytes as the body of an answer: attributes and what they mean.
pub(crate) const ATTRIBUTES: Target = Target {
    name: "ipp_attributes",
    read: |bytes| {
        if let Ok(answer) = parse(Endless(Cursor::new(bytes.to_vec()))) {
            let _ = answer.attributes().first_of(DelimiterTag::PrinterAttributes).map(|of| LaserState::of(of, false));
        }
    },
    check: |bytes| {
        let Ok(answer) = parse(Cursor::new(bytes.to_vec())) else { return };
        if let Some(printer) = answer.attributes().first_of(DelimiterTag::PrinterAttributes) {
            let state = LaserState::of(printer, false);
            assert!(state.supplies.len() <= 16);
            let _ = state.sensors();
        }
    },
    // The answer twice (as it came; it grows by doubling), and every value with its name.
    cap: 4 * MAX_ANSWER as usize + 512 * MAX_VALUES,
    longest: 2 * MAX_ANSWER as usize,
    seeds: genuine,
};

/// The bytes, and then more without an end: the limit must end it.
struct Endless(Cursor<Vec<u8>>);

impl std::io::Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.0.read(into)?;
        if read == 0 {
            into.fill(3);
            return Ok(into.len());
        }
        Ok(read)
    }
}

/// Answers as printers give them (RFC 8010 §3.1).
fn genuine() -> Vec<Vec<u8>> {
    let value = |tag: u8, name: &str, value: &[u8]| {
        let (name_length, length) = ((name.len() as u16).to_be_bytes(), (value.len() as u16).to_be_bytes());
        [&[tag], &name_length[..], name.as_bytes(), &length, value].concat()
    };
    let head = |status: u16| {
        let charset = value(0x47, "attributes-charset", b"utf-8");
        let language = value(0x48, "attributes-natural-language", b"en");
        [&[2, 0], &status.to_be_bytes()[..], &[0, 0, 0, 1, 1], &charset, &language].concat()
    };
    let printer = [
        head(0),
        vec![4],
        value(0x23, "printer-state", &5_i32.to_be_bytes()),
        value(0x44, "printer-state-reasons", b"media-jam-error"),
        value(0x44, "", b"toner-low-warning"),
        value(0x49, "document-format-supported", b"application/pdf"),
        value(0x42, "marker-names", "黑色 Toner".as_bytes()),
        value(0x21, "marker-levels", &80_i32.to_be_bytes()),
        value(0x21, "", &(-3_i32).to_be_bytes()),
        value(0x41, "printer-make-and-model", b"Example 4000"),
        vec![3],
    ];
    let media = [
        head(0),
        vec![4],
        value(0x34, "media-col-ready", b""),
        value(0x4A, "", b"media-size"),
        value(0x34, "", b""),
        value(0x4A, "", b"x-dimension"),
        value(0x21, "", &21_000_i32.to_be_bytes()),
        value(0x37, "", b""),
        value(0x4A, "", b"media-source"),
        value(0x44, "", b"tray-1"),
        value(0x37, "", b""),
        value(0x31, "printer-current-time", &[7, 0xEA, 7, 31, 9, 30, 0, 0, b'+', 8, 0]),
        value(0x33, "copies-supported", &[0, 0, 0, 1, 0, 0, 0, 99]),
        value(0x32, "printer-resolution-default", &[0, 0, 2, 88, 0, 0, 2, 88, 3]),
        value(0x36, "printer-name", b"\x00\x02en\x00\x02A4"),
        value(0x22, "color-supported", &[0]),
        value(0x13, "marker-high-levels", b""),
        vec![3],
    ];
    let jobs = [
        head(0),
        vec![2],
        value(0x21, "job-id", &7_i32.to_be_bytes()),
        value(0x42, "job-name", b"sheet 7"),
        value(0x23, "job-state", &9_i32.to_be_bytes()),
        value(0x44, "job-state-reasons", b"job-completed-successfully"),
        vec![3],
    ];
    let refused = [head(0x0507), vec![3]];
    vec![printer.concat(), media.concat(), jobs.concat(), refused.concat()]
}
