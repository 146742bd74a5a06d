//! From the characters of a file to the text that a person sees: marks without a width go, soft line breaks become
//! line breaks, and the bookmarks that one converter prints between brackets go too.

use std::borrow::Cow;

/// How a printed bookmark begins; it ends at the next bracket.
pub const BOOKMARK: &str = "[bookmark: ";

/// The visible text. Borrows where nothing had to change, which is nearly always.
pub fn clean(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if !bytes.iter().enumerate().any(|(at, &byte)| SUSPECT[byte as usize] && is_hidden(bytes, at)) {
        return Cow::Borrowed(text);
    }
    let text = without_bookmarks(text);
    Cow::Owned(text.chars().filter_map(visible).collect())
}

/// The text without `[bookmark: …]`, which may stand several in a row and anywhere.
pub fn without_bookmarks(text: &str) -> Cow<'_, str> {
    if !text.contains(BOOKMARK) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(BOOKMARK) {
        kept.push_str(before);
        match after.split_once(']') {
            Some((_, behind)) => rest = behind,
            // Never closed: it is not a bookmark, and everything behind it is text.
            None => {
                kept.push_str(&rest[before.len()..]);
                rest = "";
            }
        }
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// The bytes at which something may begin that does not show.
const SUSPECT: [bool; 256] = {
    let mut suspect = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        suspect[byte] = matches!(byte, 0..=8 | 0xb..=0x1f | 0x7f | 0x5b | 0xc2 | 0xe2 | 0xef);
        byte += 1;
    }
    suspect
};

fn is_hidden(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        b'[' => bytes[at..].starts_with(BOOKMARK.as_bytes()),
        0xc2 => matches!(bytes.get(at + 1), Some(0x80..=0x9f | 0xad)),
        0xe2 => {
            matches!(bytes.get(at + 1..at + 3), Some([0x80, 0x8b..=0x8f | 0xa8..=0xae] | [0x81, 0xa0..=0xaf]))
        }
        0xef => bytes[at..].starts_with(&[0xef, 0xbb, 0xbf]),
        _ => true,
    }
}

/// A character as it shows, or nothing where it never shows.
fn visible(character: char) -> Option<char> {
    match character {
        // a soft line break of Word, and the separators that some programs write instead
        '\u{b}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' | '\n' => Some(character),
        // cell and field marks of a dumped .doc, and other controls
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => None,
        // zero width, direction marks, soft hyphen, byte order mark
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => None,
        _ => Some(character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_width_goes_and_the_rest_stays() {
        let cases = [
            ("三公经费", "三公经费"),
            ("“三公”经费，（万元）", "“三公”经费，（万元）"),
            ("\u{feff}12\u{200b}.5\u{ad}", "12.5"),
            ("年初\u{b}预算数", "年初\n预算数"),
            ("\u{f06c} 一项\u{7}", "\u{f06c} 一项"),
            ("2、 [bookmark: _Toc1][bookmark: _Toc2]概况", "2、 概况"),
            ("[bookmark: 没有结尾", "[bookmark: 没有结尾"),
            ("[bookmark: a]甲[bookmark: b", "甲[bookmark: b"),
        ];
        for (raw, seen) in cases {
            assert_eq!(clean(raw), seen, "{raw:?}");
        }
    }
}
