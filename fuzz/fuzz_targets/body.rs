//! Any bytes as the body of a Word document: packed without compression into an otherwise whole package, so that the
//! fuzzer meets the reader of WordprocessingML and not the checksum in front of it.

#![no_main]

use extractors::{Notices, Source, extract};
use libfuzzer_sys::fuzz_target;

/// A zip with one stored entry, `word/document.xml`.
fn packed(body: &[u8]) -> Vec<u8> {
    const NAME: &[u8] = b"word/document.xml";
    let size = (body.len() as u32).to_le_bytes();
    let checksum = crc(body).to_le_bytes();
    let about = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &checksum, &size, &size, &[NAME.len() as u8, 0, 0, 0]].concat();
    let mut zip = [b"PK\x03\x04", &about[..], NAME, body].concat();
    let at = zip.len() as u32;
    let central = [b"PK\x01\x02\x14\x00", &about[..], &[0; 14], NAME].concat();
    zip.extend(&central);
    zip.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    zip.extend((central.len() as u32).to_le_bytes());
    zip.extend(at.to_le_bytes());
    zip.extend([0, 0]);
    zip
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum: u32, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 })
    })
}

fuzz_target!(|bytes: &[u8]| {
    let mut notices = Notices::default();
    let result = extract(&mut notices, &Source::new("fuzz", packed(bytes)));
    if let Err(error) = &result {
        assert!(error.code().id.starts_with("E_XML") || error.code().id.starts_with("E_LIMIT"), "{error}");
    }
});
