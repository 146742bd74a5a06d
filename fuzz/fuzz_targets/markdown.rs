//! Drawn tables: what is neither a page nor values, with the first lines of each kind of drawing before it.
#![no_main]

use extractors::{Context, Limits, Notices, Source, extract_in};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let limits = Limits { cells: 100_000, grid: 100_000, ..Limits::default() };
    for head in ["", "|a|b|\n|-|-|\n", "+--+--+\n|a |b |\n", "a   b\n--- ---\n", "a   1.0  2.0\nb   3.0  4.0\n"] {
        let mut notices = Notices::default();
        let file = format!("{head}{text}").into_bytes();
        let _ = extract_in(&mut Context::new(&mut notices, &limits), &Source::new("a.md", file));
    }
});
