//! `printer_status` of the crate `hostile`, led by coverage.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    hostile::feed("printer_status", input);
});
