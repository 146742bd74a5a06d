//! Zip packages with fixed times and order, so that the same parts give the same bytes.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Packs parts in the given order, deflated.
///
/// # Panics
/// Never on names of valid length: the writer works in memory.
pub fn pack<N: AsRef<str>, B: AsRef<[u8]>>(parts: &[(N, B)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(name.as_ref(), options).expect("a name of valid length");
        zip.write_all(bytes.as_ref()).expect("memory takes every byte");
    }
    zip.finish().expect("memory takes every byte").into_inner()
}
