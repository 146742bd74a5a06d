//! See `drawn` in `tests/fuzzed/files.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hebiao_fuzz::files::drawn(bytes));
