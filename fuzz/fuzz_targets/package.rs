//! Any bytes as a package: every part and every relationship is asked for.

#![no_main]

use extractors::opc::Package;
use extractors::{Context, Limits, Notices, Source};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut notices = Notices::default();
    let limits = Limits { part_bytes: 1 << 20, inflated_bytes: 8 << 20, ..Limits::default() };
    let mut context = Context::new(&mut notices, &limits);
    let source = Source::new("fuzz", bytes.to_vec());
    let Ok(mut package) = Package::open(&mut context, &source) else { return };
    for name in package.names().to_vec() {
        let _ = package.part(&mut context, &name);
        let _ = package.relationships(&mut context, &name);
        let _ = package.content_type(&name);
    }
});
