//! Bytes of a part as text: its encoding, and the entities that stand for characters.

use std::borrow::Cow;

use memchr::memchr;

use super::tag::attribute;

/// Text with its entities decoded.
pub fn decoded(raw: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(raw);
    if memchr(b'&', raw).is_none() {
        return text;
    }
    let mut into = String::with_capacity(text.len());
    decode_entities(&text, &mut into);
    Cow::Owned(into)
}

/// The five names of XML and numbers; anything else stands as it is written, because nothing else can be declared.
pub(super) fn decode_entities(mut text: &str, into: &mut String) {
    while let Some(and) = memchr(b'&', text.as_bytes()) {
        into.push_str(&text[..and]);
        text = &text[and..];
        let end = memchr(b';', &text.as_bytes()[..text.len().min(12)]);
        match end.and_then(|end| entity(&text[1..end]).map(|character| (character, end))) {
            Some((character, end)) => {
                into.push(character);
                text = &text[end + 1..];
            }
            None => {
                into.push('&');
                text = &text[1..];
            }
        }
    }
    into.push_str(text);
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// A part's bytes as UTF-8 without a byte order mark, whatever encoding they are in; `false` where something in them
/// had to be replaced.
pub fn prepare(mut bytes: Vec<u8>) -> (Vec<u8>, bool) {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
        return (bytes, true);
    }
    let Some(encoding) = encoding(&bytes) else { return (bytes, true) };
    // Bytes that are UTF-8 by chance do not occur in a part's length: what it says of itself is wrong.
    if encoding.is_ascii_compatible() && !bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok() {
        return (bytes, false);
    }
    let (text, _, malformed) = encoding.decode(&bytes);
    (text.into_owned().into_bytes(), !malformed)
}

/// The encoding that the first bytes show, where it is not UTF-8.
fn encoding(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => return Some(encoding_rs::UTF_16LE),
        [0xFE, 0xFF, ..] | [0, b'<', ..] => return Some(encoding_rs::UTF_16BE),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(256)];
    let head = head.strip_prefix(b"<?xml").map(|head| &head[..memchr(b'>', head).unwrap_or(0)])?;
    let label = attribute(head, b"encoding")?;
    encoding_rs::Encoding::for_label(label).filter(|&encoding| encoding != encoding_rs::UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_in_utf_16_become_utf_8() {
        let bytes: Vec<u8> = "\u{feff}<a>表</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(prepare(bytes), ("<a>表</a>".as_bytes().to_vec(), true));
    }

    #[test]
    fn parts_that_name_another_encoding_than_theirs_are_told() {
        let said = |xml: &str| format!("<?xml version=\"1.0\" encoding=\"gb2312\"?>{xml}");
        let wrong = said("<a>表</a>").into_bytes();
        assert_eq!(prepare(wrong.clone()), (wrong, false));
        let text = said("<a>表</a>");
        let (right, ..) = encoding_rs::GBK.encode(&text);
        assert_eq!(prepare(right.to_vec()), (text.clone().into_bytes(), true));
    }
}
