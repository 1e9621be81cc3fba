//! What stood on a sheet is not found in the program after it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::fs::{self, File};
use std::os::unix::fs::FileExt;

use a4::Job;
use support::people::{BASE, certificate, ordinary, requests};
use support::press;

/// As in the program.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// A name of characters that follow each other nowhere else. Made anew each time, so that the test does not find itself.
fn name() -> Vec<char> {
    [0x9f98u32, 0x9f75, 0x9f49, 0x9ef9].into_iter().filter_map(char::from_u32).collect()
}

/// How often the name's bytes stand in the memory of this program that can be written.
fn found() -> usize {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let memory = File::open("/proc/self/mem").unwrap();
    let wanted: Vec<u8> = name().into_iter().collect::<String>().into_bytes();
    // One byte off, so that the needle is not its own find.
    let masked: Vec<u8> = wanted.iter().map(|byte| byte ^ 0x55).collect();
    drop(wanted);
    let mut times = 0;
    for line in maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|rights| rights.starts_with("rw"))) {
        let (from, to) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let (from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
        let mut piece = vec![0; 1 << 16];
        let mut at = from;
        while at < to {
            let length = piece.len().min((to - at) as usize);
            let Ok(read) = memory.read_at(&mut piece[..length], at) else { break };
            if read == 0 {
                break;
            }
            // The piece itself is memory, too: what is read into it is masked at once.
            piece[..read].iter_mut().for_each(|byte| *byte ^= 0x55);
            times += piece[..read].windows(masked.len()).filter(|window| *window == masked).count();
            at += if (at + read as u64) < to { (read - masked.len()).max(1) as u64 } else { read as u64 };
        }
    }
    times
}

#[test]
fn nothing_of_a_sheet_remains_after_it() {
    let fonts = paper::Fonts::load().unwrap();
    let press = press();
    // Whatever is made once is made before.
    for request in requests() {
        let job = Job::new(&ordinary("王样例"), &certificate(request), BASE, &fonts).unwrap();
        press.typeset(&job).unwrap().preview(0, 360).unwrap();
    }
    for request in requests() {
        let text: String = name().into_iter().collect();
        let record = ordinary(&text);
        drop(text);
        let job = Job::new(&record, &certificate(request), BASE, &fonts).unwrap();
        let sheet = press.typeset(&job).unwrap();
        let picture = sheet.preview(0, 360).unwrap();
        assert!(found() > 0, "the search finds what is there");
        drop((record, job, sheet, picture));
        assert_eq!(found(), 0, "the name is still in memory");
    }
}
