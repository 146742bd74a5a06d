//! Pages: any markup behind the tag that makes a text a page, and any markup among other lines.
#![no_main]

use extractors::{Context, Limits, Notices, Source, extract_in};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let limits = Limits { cells: 100_000, grid: 100_000, ..Limits::default() };
    for file in [format!("<html>{text}"), format!("a\n<table>{text}\n</table>\n")] {
        let mut notices = Notices::default();
        let _ = extract_in(&mut Context::new(&mut notices, &limits), &Source::new("a.html", file.into_bytes()));
    }
});
