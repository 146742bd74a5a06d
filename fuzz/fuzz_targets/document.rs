//! Any bytes as a file of any format.

#![no_main]

use extractors::{Context, Limits, Notices, Source, extract_in};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut notices = Notices::default();
    let limits = Limits { part_bytes: 1 << 20, inflated_bytes: 8 << 20, ..Limits::default() };
    let source = Source::new("fuzz", bytes.to_vec());
    let _ = extract_in(&mut Context::new(&mut notices, &limits), &source);
});
