//! Property tests: a printer that is fed anything lives and can be brought back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test stops where it fails

use std::time::Instant;

use proptest::prelude::*;

use super::device::Machine;
use super::{PaperLevel, Personality};
use crate::station::Peer;

/// Bytes that look like commands more often than chance would have it.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let start = prop::sample::select(vec![0x10_u8, 0x1B, 0x1C, 0x1D]);
    let letter = prop::sample::select(b"@!$%&*-23ELMJSVWadeiklmprtuv(8 \x04\x05\x14".to_vec());
    let command = (start, letter, prop::collection::vec(any::<u8>(), 0..12)).prop_map(|(start, letter, rest)| {
        let mut command = vec![start, letter];
        command.extend(rest);
        command
    });
    prop::collection::vec(prop_oneof![command, prop::collection::vec(any::<u8>(), 0..40)], 0..40)
        .prop_map(|pieces| pieces.concat())
}

/// Feeds as the station does: never more than the printer takes.
fn feed(machine: &mut Machine, bytes: &[u8]) {
    let mut rest = bytes;
    while !rest.is_empty() && machine.appetite() > 0 {
        let (now, later) = rest.split_at(machine.appetite().min(rest.len()).min(100));
        machine.receive(now, Instant::now());
        rest = later;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_survived(bytes in stream(), which in 0..Personality::NAMES.len(), out_of_paper in any::<bool>()) {
        let personality = Personality::named(Personality::NAMES[which]).unwrap();
        let buffer = personality.buffer_bytes;
        let mut machine = Machine::new(personality, None);
        if out_of_paper {
            machine.set_paper(PaperLevel::Out);
        }
        feed(&mut machine, &bytes);
        prop_assert!(machine.buffered() <= buffer);
        machine.set_paper(PaperLevel::Full);
        machine.power_cycle();
        machine.outgoing().clear();
        machine.receive(b"\x10\x04\x04", Instant::now());
        prop_assert_eq!(machine.outgoing().make_contiguous().to_vec(), vec![0x12]);
        machine.receive(b"\x1B@ok\n", Instant::now());
        prop_assert!(machine.roll.text().ends_with("ok\n"));
    }
}
