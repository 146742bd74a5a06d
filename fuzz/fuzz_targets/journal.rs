//! See `journal` in `tests/fuzzed/meaning.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hebiao_fuzz::meaning::journal(bytes));
