//! The marks that Markdown puts into the text of a cell, taken off: escapes, emphasis, entities, line breaks, anchors.

use memchr::memchr3;

use super::html::unescape;

/// The text of a cell as it would be shown, and whether all of it is bold.
pub fn shown(text: &str) -> (String, bool) {
    let text = text.trim();
    let bytes = text.as_bytes();
    let marks = memchr3(b'*', b'\\', b'&', bytes).or_else(|| memchr3(b'<', b'_', b'`', bytes));
    if marks.is_none() && !text.contains("]{#") {
        return (dashes(text).unwrap_or_else(|| text.to_owned()), false);
    }
    let unbroken = with_line_breaks(&without_anchors(text));
    let bold = is_enclosed(&unbroken, "**") || is_enclosed(&unbroken, "__");
    (unmarked(&unbroken), bold)
}

/// A cell of nothing but dashes: Markdown writes three of them for each long one.
fn dashes(text: &str) -> Option<String> {
    let long = text.len() / 3;
    let only = !text.is_empty() && text.len().is_multiple_of(3) && text.bytes().all(|byte| byte == b'-');
    only.then(|| "\u{2014}".repeat(long))
}

fn is_enclosed(text: &str, mark: &str) -> bool {
    let inner = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(mark))
}

/// `<br>` in its spellings becomes a line break.
fn with_line_breaks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match ["<br>", "<br/>", "<br />"].iter().find(|tag| starts_with_ignoring_case(rest, tag)) {
            Some(tag) => {
                out.push('\n');
                rest = &rest[tag.len()..];
            }
            None => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Without `[]{#name .anchor}`, which marks a place and shows nothing.
fn without_anchors(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[]{#") {
        let Some((_, behind)) = after.split_once('}') else { break };
        out.push_str(before);
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Without pairs of emphasis marks and without the backslashes before signs; entities resolved.
fn unmarked(text: &str) -> String {
    let mut marks = String::with_capacity(text.len());
    let whole = ["__", "_", "*", "`"].into_iter().find(|mark| is_enclosed(text, mark));
    let text = whole.map_or(text, |mark| &text[mark.len()..text.len() - mark.len()]);
    let pairs = text.matches("**").count() / 2 * 2;
    let mut seen = 0;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek().is_some_and(char::is_ascii_punctuation) => {
                marks.extend(characters.next())
            }
            '*' if characters.peek() == Some(&'*') && seen < pairs => {
                characters.next();
                seen += 1;
            }
            _ => marks.push(character),
        }
    }
    let mut out = String::with_capacity(marks.len());
    unescape(&mut out, &marks);
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_text_stays() {
        let cases = [
            ("12.50", "12.50"),
            ("**合计**", "合计"),
            ("**三公**经费", "三公经费"),
            ("a \\| b", "a | b"),
            ("年初<br>预算<BR/>数", "年初\n预算\n数"),
            ("3*4=12", "3*4=12"),
            ("*", "*"),
            ("**", "**"),
            ("\\...", "..."),
            ("&nbsp;", ""),
            ("[]{#_Toc1 .anchor}概况", "概况"),
            ("≤5 & <10", "≤5 & <10"),
            ("指标_1", "指标_1"),
            ("------", "——"),
            ("--", "--"),
        ];
        for (raw, seen) in cases {
            assert_eq!(shown(raw).0, seen, "{raw}");
        }
        assert!(shown("**合计**").1 && !shown("**三公**经费").1);
    }
}
