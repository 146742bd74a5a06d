//! Ends of lines as the dialects look for them: programs of old Macintoshes end lines by returns alone, and some exporters
//! put blanks behind each line, so that no line is empty any more. Lines keep their numbers and what stands in them its
//! place.

use std::borrow::Cow;

use memchr::{memchr, memmem};

pub fn usual(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr(b'\n', text.as_bytes()).is_none() && memchr(b'\r', text.as_bytes()).is_some() {
        return usual(Cow::Owned(text.replace('\r', "\n")));
    }
    if is_padded(&text) { Cow::Owned(unpadded(&text)) } else { text }
}

/// Whether lines that should be empty hold blanks, all of them.
fn is_padded(text: &str) -> bool {
    let has = |sign: &str| memmem::find(text.as_bytes(), sign.as_bytes()).is_some();
    let ends_blank = has(" \n") || has(" \r\n");
    let is_blank = |line: &str| line.starts_with(' ') && line.bytes().all(|byte| byte == b' ');
    ends_blank
        && !has("\n\n")
        && !has("\n\r\n")
        && text.split('\n').any(|line| is_blank(line.strip_suffix('\r').unwrap_or(line)))
}

fn unpadded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let shown = line.trim_end_matches(['\n', '\r']);
        out.push_str(shown.trim_end_matches(' '));
        out.push_str(&line[shown.len()..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn returns_become_line_feeds_and_padding_goes_where_no_line_is_empty() {
        let cases = [
            ("甲\r\r\t乙\r", "甲\n\n\t乙\n"),
            ("甲  \n  \n\t乙  \n", "甲\n\n\t乙\n"),
            ("甲 \r\n \r\n乙", "甲\r\n\r\n乙"),
            ("甲  \n\n\t  \n乙", "甲  \n\n\t  \n乙"),
            ("甲  \n\u{3000} \n\t乙", "甲  \n\u{3000} \n\t乙"),
            ("甲 \n乙 \n", "甲 \n乙 \n"),
            ("甲\r\n乙\r丙", "甲\r\n乙\r丙"),
        ];
        for (text, expected) in cases {
            assert_eq!(usual(text.into()), expected, "{text:?}");
        }
    }
}
