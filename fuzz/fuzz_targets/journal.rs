//! See `journal` in `tests/fuzzed/record.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hebiao_fuzz::record::journal(bytes));
