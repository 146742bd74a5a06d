//! What bytes are that are no text, by the signatures of the formats that end up under a text name.

use memchr::memmem;

/// Signatures at the first byte, and what they belong to.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"SQLite format 3\0", "sqlite"),
    (b"PAR1", "parquet"),
    (b"\x7fELF", "program"),
    (b"MZ\x90\0", "program"),
];

/// How far into a file a mail header may begin.
const HEADER_BYTES: usize = 1024;

/// The kind of a file that begins like a known format other than text.
pub fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    let signed = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|&(_, kind)| kind);
    signed.or_else(|| is_web_archive(bytes).then_some("mht"))
}

/// A page saved with its pictures as one mail.
fn is_web_archive(bytes: &[u8]) -> bool {
    let head = bytes[..bytes.len().min(HEADER_BYTES)].to_ascii_lowercase();
    memmem::find(&head, b"mime-version:").is_some()
        && memmem::find(&head, b"content-type: multipart/").is_some()
}

/// Whether decoded or single-byte text holds so many controls that it cannot be text.
pub fn is_binary(sample: &[u8]) -> bool {
    sample.iter().filter(|&&byte| is_control(byte)).count() * 14 > sample.len()
}

/// Controls, NULs among them, as hardly any text has, but UTF-16 taken for bytes.
pub fn controls(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| is_control(byte) || byte == 7).count()
}

/// Bytes that no text export writes; the cell and field marks of Word are among those that some do.
fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=6 | 0x0e..=0x12 | 0x16..=0x1a | 0x1c..=0x1f | 0x7f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_formats_are_named() {
        let mail =
            b"From: <Saved by>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n";
        let cases: [(&[u8], Option<&str>); 5] = [
            (b"%PDF-1.7\n", Some("pdf")),
            (b"{\\rtf1\\ansi", Some("rtf")),
            (b"PK\x03\x04\x14", Some("zip")),
            (mail, Some("mht")),
            ("三公经费".as_bytes(), None),
        ];
        for (bytes, kind) in cases {
            assert_eq!(binary_kind(bytes), kind);
        }
    }

    #[test]
    fn a_few_controls_are_no_program() {
        assert!(!is_binary("三公经费\u{1}12.5\n".repeat(20).as_bytes()));
        assert!(is_binary(&(0..=255).collect::<Vec<u8>>()));
    }
}
