//! What a ticket printer answers.

use drivers::printer::{Answer, Demux, Expected, Slot};
use drivers::record::DeviceKind;

use crate::{Target, seeds};

/// No panic, the same answers however they are cut into reads, no byte counted twice. The first byte says what is expected,
/// the second where the rest is cut.
pub(crate) const STATUS: Target = Target {
    name: "printer_status",
    read: |input| {
        let Some(([asked, _], bytes)) = input.split_first_chunk() else { return };
        let mut demux = Demux::new();
        demux.expect(expected(*asked));
        demux.feed(bytes, |answer| match answer {
            Answer::Ejector(byte) => drop(Slot::of_ejector(byte)),
            Answer::Full(bytes) => drop(Slot::of_full_status(bytes)),
            _ => {}
        });
    },
    check: |input| {
        let Some(([asked, cut], bytes)) = input.split_first_chunk() else { return };
        let whole = sorted(expected(*asked), &[bytes]);
        let (first, second) = bytes.split_at(usize::from(*cut).min(bytes.len()));
        assert_eq!(whole, sorted(expected(*asked), &[first, second]));
        assert!(whole.iter().map(|(_, content)| content.len()).sum::<usize>() <= bytes.len());
    },
    // A block is held in place.
    cap: 0,
    longest: 64 * 1024,
    seeds: || seeds::chosen(3, &seeds::chosen(2, &seeds::said(DeviceKind::Printer))),
};

fn expected(asked: u8) -> Option<Expected> {
    [None, Some(Expected::Ejector), Some(Expected::Full)][usize::from(asked % 3)]
}

/// Every answer as its kind and its bytes.
fn sorted(expected: Option<Expected>, reads: &[&[u8]]) -> Vec<(u8, Vec<u8>)> {
    let mut demux = Demux::new();
    demux.expect(expected);
    let mut answers = Vec::new();
    for read in reads {
        demux.feed(read, |answer| {
            answers.push(match answer {
                Answer::RealTime(byte) => (0, vec![byte]),
                Answer::Auto(bytes) => (1, bytes.to_vec()),
                Answer::Queued(byte) => (2, vec![byte]),
                Answer::Block(bytes) => (3, bytes.to_vec()),
                Answer::Noise(byte) => (4, vec![byte]),
                Answer::Ejector(byte) => {
                    assert!(Slot::of_ejector(byte).waiting.is_some());
                    (5, vec![byte])
                }
                Answer::Full(bytes) => {
                    assert!(Slot::of_full_status(bytes).waiting.is_some());
                    (6, bytes.to_vec())
                }
            });
        });
    }
    answers
}
