//! `recording_scramble` of the crate `hostile`, led by coverage.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    hostile::feed("recording_scramble", input);
});
