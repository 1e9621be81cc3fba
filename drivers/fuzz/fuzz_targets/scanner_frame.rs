//! Whatever a scanner sends, however it is cut into reads: no panic, the same replies and codes, none longer than a code is.
#![no_main]

use drivers::scanner::{End, Item, MAX_CODE, Replies, Splitter};
use libfuzzer_sys::fuzz_target;

const ALL: [Replies; 6] =
    [Replies::None, Replies::AckNak, Replies::Gm65, Replies::Newland, Replies::Honeywell, Replies::Zebra];

fuzz_target!(|input: (Vec<u8>, u8, u8, bool)| {
    let (bytes, cut, family, line) = input;
    let replies = ALL[usize::from(family) % ALL.len()];
    let end = if line { End::Line } else { End::Gap };
    let (first, second) = bytes.split_at(usize::from(cut).min(bytes.len()));
    let whole = parted(replies, end, &[&bytes]);
    assert_eq!(whole, parted(replies, end, &[first, second]));
    for item in whole {
        if let Item::Code(code) = item {
            assert!(!code.is_empty() && code.len() <= MAX_CODE);
        }
    }
});

fn parted(replies: Replies, end: End, reads: &[&[u8]]) -> Vec<Item> {
    let mut splitter = Splitter::new(replies, end);
    splitter.expect(b"\x16M\x0DTRGMOD0!");
    for read in reads {
        splitter.push(read);
    }
    splitter.quiet();
    std::iter::from_fn(|| splitter.next_item()).collect()
}
