//! Zip packages with fixed times and order, so that the same parts give the same bytes.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Packs parts in the given order, deflated.
///
/// # Panics
/// Never on names of valid length: the writer works in memory.
pub fn pack<N: AsRef<str>, B: AsRef<[u8]>>(parts: &[(N, B)]) -> Vec<u8> {
    packed(parts, false)
}

/// The same with the sizes of every part in the fields for parts of more than four gigabytes.
///
/// # Panics
/// Never on names of valid length: the writer works in memory.
pub fn pack_wide<N: AsRef<str>, B: AsRef<[u8]>>(parts: &[(N, B)]) -> Vec<u8> {
    packed(parts, true)
}

/// The same as a program writes it that cannot go back: the sizes of each part stand behind it.
///
/// # Panics
/// Never on names of valid length: the writer works in memory.
pub fn pack_streamed<N: AsRef<str>, B: AsRef<[u8]>>(parts: &[(N, B)]) -> Vec<u8> {
    let mut zip = ZipWriter::new_stream(Vec::new());
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(name.as_ref(), options).expect("a name of valid length");
        zip.write_all(bytes.as_ref()).expect("memory takes every byte");
    }
    zip.finish().expect("memory takes every byte").into_inner()
}

fn packed<N: AsRef<str>, B: AsRef<[u8]>>(parts: &[(N, B)], wide: bool) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(wide);
    for (name, bytes) in parts {
        zip.start_file(name.as_ref(), options).expect("a name of valid length");
        zip.write_all(bytes.as_ref()).expect("memory takes every byte");
    }
    zip.finish().expect("memory takes every byte").into_inner()
}
