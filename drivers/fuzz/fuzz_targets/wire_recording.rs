//! Any text is a recording or an error with its line; what was read is written and read again as the same.
#![no_main]

use drivers::record::Recording;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // The first line is fixed: without it nothing else would be reached.
    let text = format!("# wire recording 1\n# device: printer\n# baud: 9600\n{text}");
    if let Ok(recording) = Recording::parse(&text) {
        let written = recording.to_string();
        assert_eq!(Recording::parse(&written).expect("it was written by us").to_string(), written);
    }
});
