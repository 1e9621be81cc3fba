//! When a visit has ended nothing of the person is in the program's memory: the sandbox is inside the program, its people
//! must not be.
#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;

use domain::DocumentRequest;
use jiff::Timestamp;
use platform::{Consent, Holder, Platform, Sandbox};
use uuid::Uuid;

/// A text with each byte turned over, so that looking for it does not put it into memory.
const fn turned<const N: usize>(text: &[u8; N]) -> [u8; N] {
    let mut bytes = *text;
    let mut i = 0;
    while i < N {
        #[allow(clippy::indexing_slicing)] // i < N
        {
            bytes[i] = !bytes[i];
        }
        i += 1;
    }
    bytes
}

/// Of `wang-jianming.toml`, in UTF-8: 王建明, the number, and the end of an employer's name (an allocator writes over the
/// beginning of what is given back to it, and so over the whole of a short text).
const NAME: [u8; 9] = turned(b"\xe7\x8e\x8b\xe5\xbb\xba\xe6\x98\x8e");
const NUMBER: [u8; 18] = turned(b"370000197303180017");
const EMPLOYER: [u8; 21] =
    turned(b"\xe6\xa2\xb0\xe5\x88\xb6\xe9\x80\xa0\xe6\x9c\x89\xe9\x99\x90\xe5\x85\xac\xe5\x8f\xb8");

const NOWHERE: [Vec<String>; 3] = [const { Vec::new() }; 3];

/// The places of this program's writable memory in which the text stands.
fn sightings(turned: &[u8]) -> Vec<String> {
    let mut memory = File::open("/proc/self/mem").unwrap();
    let mut found = Vec::new();
    for line in fs::read_to_string("/proc/self/maps").unwrap().lines().filter(|line| line.contains(" rw-p ")) {
        let (from, rest) = line.split_once('-').unwrap();
        let from = u64::from_str_radix(from, 16).unwrap();
        let to = u64::from_str_radix(rest.split_once(' ').unwrap().0, 16).unwrap();
        let mut region = vec![0; (to - from) as usize];
        // A region may be gone by now, or end earlier.
        let read = memory.seek(SeekFrom::Start(from)).and_then(|_| memory.read(&mut region)).unwrap_or(0);
        region.truncate(read);
        if region.windows(turned.len()).any(|window| window.iter().zip(turned).all(|(byte, other)| *byte == !*other)) {
            found.push(line.to_owned());
        }
        region.fill(0);
    }
    found
}

#[tokio::test]
async fn nothing_of_the_person_remains_after_the_visit() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/sandbox/people"));
    let sandbox = Sandbox::load(&[folder]).unwrap();
    let all = || [sightings(&NAME), sightings(&NUMBER), sightings(&EMPLOYER)];
    assert_eq!(all(), NOWHERE, "before the visit");

    let identity = sandbox.person("wang-jianming").unwrap().read().unwrap().card.identity();
    let session = sandbox.identify(&identity).await.unwrap();
    let consent = Consent { version: "2026-1".to_owned(), given_at: Timestamp::now() };
    let record = sandbox.record(&session, &consent).await.unwrap();
    sandbox.issue(&session, &consent, Uuid::now_v7(), &DocumentRequest::ContributionCertificate).await.unwrap();
    let life = sandbox.life_file(&session, Holder::Own).await.unwrap();
    sandbox.companies(&session).await.unwrap();
    sandbox.principals(&session).await.unwrap();
    assert!(all().iter().all(|places| !places.is_empty()), "the search finds what is there");

    drop((identity, session, record, life));
    assert_eq!(all(), NOWHERE, "after the visit");
    assert_eq!(sandbox.control().issued(), 1);
}
