//! `ipp_attributes` of the crate `hostile`, led by coverage.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    hostile::feed("ipp_attributes", input);
});
