//! The lines of all families of code scanners.

use drivers::record::DeviceKind;
use drivers::scanner::{End, Item, MAX_CODE, Replies, Splitter};

use crate::{Target, seeds};

/// Bytes of one read of the driver.
const READ: usize = 1024;

const FAMILIES: [Replies; 6] =
    [Replies::None, Replies::AckNak, Replies::Gm65, Replies::Newland, Replies::Honeywell, Replies::Zebra];

/// No panic, the same replies and codes however they are cut into reads, none longer than a code is. The first byte says
/// which family and how its codes end, the second where the rest is cut.
pub(crate) const FRAME: Target = Target {
    name: "scanner_frame",
    read: |input| {
        let Some(([family, _], bytes)) = input.split_first_chunk() else { return };
        let mut splitter = splitter(*family);
        for read in bytes.chunks(READ) {
            splitter.push(read);
            while splitter.next_item().is_some() {}
        }
        splitter.quiet();
        while splitter.next_item().is_some() {}
    },
    check: |input| {
        let Some(([family, cut], bytes)) = input.split_first_chunk() else { return };
        let (first, second) = bytes.split_at(usize::from(*cut).min(bytes.len()));
        let whole = parted(*family, &[bytes]);
        assert_eq!(whole, parted(*family, &[first, second]));
        for item in whole {
            if let Item::Code(code) = item {
                assert!(!code.is_empty() && code.len() <= MAX_CODE);
            }
        }
    },
    // What is held, and the items of one read: one for every two bytes at most.
    cap: 2 * (MAX_CODE + 128) + READ * 64,
    longest: 64 * 1024,
    seeds: || seeds::chosen(12, &seeds::chosen(2, &seeds::said(DeviceKind::Scanner))),
};

fn splitter(family: u8) -> Splitter {
    let family = usize::from(family);
    let end = if (family / FAMILIES.len()).is_multiple_of(2) { End::Line } else { End::Gap };
    let mut splitter = Splitter::new(FAMILIES[family % FAMILIES.len()], end);
    splitter.expect(b"\x16M\x0DTRGMOD0!");
    splitter
}

fn parted(family: u8, reads: &[&[u8]]) -> Vec<Item> {
    let mut splitter = splitter(family);
    for read in reads {
        splitter.push(read);
    }
    splitter.quiet();
    std::iter::from_fn(|| splitter.next_item()).collect()
}
