//! Whatever a printer sends, however it is cut into reads: no panic, the same answers, no byte counted twice.
#![no_main]

use drivers::printer::{Answer, Demux, Expected, Slot};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (Vec<u8>, u8, u8)| {
    let (bytes, cut, asked) = input;
    let expected = [None, Some(Expected::Ejector), Some(Expected::Full)][usize::from(asked % 3)];
    let whole = sorted(expected, &[&bytes]);
    let (first, second) = bytes.split_at(usize::from(cut).min(bytes.len()));
    assert_eq!(whole, sorted(expected, &[first, second]));
    assert!(whole.iter().map(|(_, content)| content.len()).sum::<usize>() <= bytes.len());
});

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
                    let slot = Slot::of_ejector(byte);
                    assert!(slot.waiting.is_some());
                    (5, vec![byte])
                }
                Answer::Full(bytes) => {
                    let slot = Slot::of_full_status(bytes);
                    assert!(slot.waiting.is_some());
                    (6, bytes.to_vec())
                }
            });
        });
    }
    answers
}
