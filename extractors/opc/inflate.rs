//! Inflating an entry into a buffer of exactly the size it declares. The size is checked against what deflate can do
//! at all before memory is taken, and against what came out afterwards; then the checksum.

use libdeflater::{DecompressionError, Decompressor};

use super::directory::Entry;
use crate::{Code, Error};

/// Deflate cannot make more than this many bytes out of one.
const BEST_RATIO: u64 = 1032;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// The content of an entry whose packed bytes are `packed`.
pub fn inflate(entry: &Entry, packed: &[u8]) -> Result<Vec<u8>, Error> {
    let fault = |code: Code| Error::new(code).with("part", &entry.name);
    let bytes = match entry.method {
        STORED => packed.to_vec(),
        DEFLATED if entry.size > (packed.len() as u64 + 8) * BEST_RATIO => return Err(fault(Code::ZIP_SIZE)),
        DEFLATED => deflated(entry, packed).map_err(fault)?,
        method => return Err(fault(Code::ZIP_CORRUPT).with("detail", format!("method {method}"))),
    };
    if bytes.len() as u64 != entry.size {
        return Err(fault(Code::ZIP_SIZE));
    }
    if libdeflater::crc32(&bytes) != entry.crc {
        return Err(fault(Code::ZIP_CORRUPT).with("detail", "checksum"));
    }
    Ok(bytes)
}

fn deflated(entry: &Entry, packed: &[u8]) -> Result<Vec<u8>, Code> {
    let size = usize::try_from(entry.size).map_err(|_| Code::ZIP_SIZE)?;
    let mut bytes = vec![0; size];
    match Decompressor::new().deflate_decompress(packed, &mut bytes) {
        Ok(written) => {
            bytes.truncate(written);
            Ok(bytes)
        }
        Err(DecompressionError::InsufficientSpace) => Err(Code::ZIP_SIZE),
        Err(DecompressionError::BadData) => Err(Code::ZIP_CORRUPT),
    }
}
