//! A format code, a number and a text, one a line.
#![no_main]

use extractors::numfmt::{Epoch, Format};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut lines = text.splitn(3, '\n');
    let format = Format::parse(lines.next().unwrap_or_default());
    let number = lines.next().unwrap_or_default();
    format.show(number, Epoch::Y1900);
    format.show(number, Epoch::Y1904);
    format.show_text(lines.next().unwrap_or_default());
});
