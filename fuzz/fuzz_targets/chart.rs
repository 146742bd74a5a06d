//! Chart parts of both vocabularies.
#![no_main]

use extractors::{Context, Limits, Notices, Stored, drawing::chart};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (mut notices, limits) = (Notices::default(), Limits::default());
    let mut context = Context::new(&mut notices, &limits);
    if let Some(chart) = chart::parse(&mut context, "chart1.xml", bytes) {
        chart.table(&mut context);
        chart.disagreements(|_, _, _| Some(Stored::Nothing));
    }
});
