//! Separated values: the separator is announced, so that every input is read by this dialect.
#![no_main]

use extractors::{Context, Limits, Notices, Source, extract_in};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let limits = Limits { cells: 100_000, grid: 100_000, ..Limits::default() };
    let mut notices = Notices::default();
    let file = format!("sep=,\n{text}").into_bytes();
    let _ = extract_in(&mut Context::new(&mut notices, &limits), &Source::new("a.csv", file));
});
