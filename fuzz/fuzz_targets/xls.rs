//! Binary workbooks: a compound file as it is, or the records of a workbook stream in a sound compound file.
#![no_main]

use extractors::{Context, Limits, Notices, Source, extract_in};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { cells: 100_000, grid: 100_000, ..Limits::default() };
    let files = [bytes.to_vec(), samples::biff::compound(&[("Workbook", bytes)])];
    for file in files {
        let mut notices = Notices::default();
        let _ = extract_in(&mut Context::new(&mut notices, &limits), &Source::new("a.xls", file));
    }
});
