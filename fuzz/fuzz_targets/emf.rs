//! Pictures of every kind that [`extractors::drawing::picture`] tells apart.
#![no_main]

use extractors::{Context, Limits, Notices, drawing};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (mut notices, limits) = (Notices::default(), Limits::default());
    drawing::picture(&mut Context::new(&mut notices, &limits), "image1.emf", bytes);
});
