//! The log tail: lines, the REPORT line, the XRAY line, and platform events in JSON.
#![no_main]

use lambdesk_core::invoke::log::Log;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let log = Log::from_bytes(data);
    let lines: usize = log.lines.iter().map(|line| line.text.len()).sum();
    assert!(lines <= 3 * data.len(), "a byte becomes one replacement character at most");
    if let Ok(text) = str::from_utf8(data) {
        let _ = Log::decode(text);
    }
});
