//! What no dialect claims: one paragraph a line, with the marks that a converter leaves in prose read off.

use std::ops::Range;

use crate::Locator;
use crate::document::Paragraph;

use super::clean::{BOOKMARK, clean};
use super::inline::shown;
use super::lines::Lines;
use super::page::Page;

/// How a printed picture begins; its description follows and may hold a path of the author's machine.
const IMAGE: &str = "[image: ";

/// A heading is not longer than this, in characters.
const LONGEST_HEADING: usize = 60;

/// Writes lines as paragraphs, pictures as placeholders. Blank lines write nothing.
pub fn read(lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
    for index in range {
        if !lines.is_blank(index) {
            line(lines.get(index), &lines.at(index), page);
        }
    }
}

fn line(raw: &str, at: &Locator, page: &mut Page<'_, '_>) {
    let mut rest = raw;
    while let Some(start) = rest.find(IMAGE) {
        let Some(length) = rest[start..].find(']') else { break };
        paragraph(&rest[..start], at, page);
        page.placeholder(Paragraph::new("[image: ]", at.clone()));
        rest = &rest[start + length + 1..];
    }
    paragraph(rest, at, page);
}

fn paragraph(raw: &str, at: &Locator, page: &mut Page<'_, '_>) {
    let text = clean(raw);
    if text.trim().is_empty() {
        return;
    }
    if let Some((level, title)) = marked_heading(text.trim()) {
        let mut paragraph = Paragraph::new(shown(title).0, at.clone());
        paragraph.level = Some(level);
        return page.paragraph(paragraph);
    }
    let level = heading_level(raw, text.trim());
    let text = if is_marked(&text) { shown(&text).0.into() } else { text };
    let mut paragraph = Paragraph::new(text, at.clone());
    paragraph.level = level;
    page.paragraph(paragraph);
}

/// Whether a line bears the marks of Markdown: emphasis, or a sign that would otherwise mean something, as the full stop
/// behind a number that begins a line does.
fn is_marked(text: &str) -> bool {
    let escaped = |(at, _): (usize, _)| {
        text[at + 1..].starts_with(|next: char| next.is_ascii_punctuation() && next != '\\')
    };
    text.matches("**").nth(1).is_some() || text.match_indices('\\').any(escaped)
}

/// A heading as Markdown marks it: up to six number signs and a blank.
fn marked_heading(text: &str) -> Option<(u8, &str)> {
    let level = text.bytes().take_while(|&byte| byte == b'#').count();
    let title = text[level..].strip_prefix(' ')?.trim();
    ((1..=6).contains(&level) && !title.is_empty()).then_some((level as u8, title))
}

/// The level of a heading whose number a converter wrote: a number that is followed by a blank was automatic, a
/// bookmark of a table of contents stands before headings. Numbers themselves are not believed, only their form.
fn heading_level(raw: &str, text: &str) -> Option<u8> {
    let is_short = text.chars().nth(LONGEST_HEADING).is_none() && !text.ends_with(['\u{3002}', '\u{ff1b}']);
    if !is_short {
        return None;
    }
    let listed = raw.contains(BOOKMARK) && raw.contains("[bookmark: _Toc");
    let (form, automatic) = numbered(text)?;
    (listed || automatic).then_some(form)
}

/// The level that the form of a number stands for, and whether it is printed as automatic numbers are: `2` with an
/// ideographic comma is level 1, `2` in brackets level 2.
fn numbered(text: &str) -> Option<(u8, bool)> {
    let bracketed = text.strip_prefix(['\u{ff08}', '(']);
    let body = bracketed.unwrap_or(text);
    let closing: &[char] = if bracketed.is_some() { &['\u{ff09}', ')'] } else { &['\u{3001}'] };
    let end = body.char_indices().take(5).find(|(_, c)| closing.contains(c))?;
    let (number, after) = (&body[..end.0], &body[end.0 + end.1.len_utf8()..]);
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let automatic = digits && after.starts_with(' ');
    Some((if bracketed.is_some() { 2 } else { 1 }, automatic)).filter(|_| !number.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_headings_have_a_level_and_other_signs_have_none() {
        assert_eq!(marked_heading("## 一、概况"), Some((2, "一、概况")));
        for text in ["#1 项目", "####### 甲", "# ", "一、概况"] {
            assert_eq!(marked_heading(text), None, "{text}");
        }
    }

    #[test]
    fn emphasis_and_escaped_signs_are_marks() {
        for text in ["2\\. 项目支出情况", "1\\) 预算", "**一、概况**"] {
            assert!(is_marked(text), "{text}");
        }
        for text in ["2. 项目支出情况", "见 共享\\报告", "公务接待费 & 1.20 \\\\", "*必填", ""]
        {
            assert!(!is_marked(text), "{text}");
        }
        assert_eq!(shown("2\\. 项目支出情况").0, "2. 项目支出情况");
    }

    #[test]
    fn automatic_numbers_and_bookmarks_make_headings() {
        let cases = [
            ("2、 部门基本情况", Some(1)),
            ("（2） 人员编制情况", Some(2)),
            ("（2） 本年收入合计为五十万元。", None),
            ("2、公务接待费", None),
            ("[bookmark: _Toc1]一、基本情况", Some(1)),
            ("[bookmark: _Toc1][bookmark: _Toc2]（一）评价对象", Some(2)),
            ("[bookmark: _GoBack]1.管理不够健全", None),
            ("[bookmark: _Toc7]在评价过程中", None),
        ];
        for (raw, level) in cases {
            assert_eq!(heading_level(raw, clean(raw).trim()), level, "{raw}");
        }
    }
}
