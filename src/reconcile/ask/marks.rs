//! What is left of a template in a text: placeholders, fields without content, examples with their figures; and stops or
//! brackets that do not go together.

use crate::chinese::{fold, quantities};

/// Whether one of the marks can be in a text; nearly every cell is told by its bytes alone.
fn may_be_placeholder(bytes: &[u8]) -> bool {
    const SIGNS: [&str; 2] = ["某", "字"];
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            b'X' | b'x' | 0xC3 | 0xEF => return true,
            0xE5 | 0xE6 if SIGNS.iter().any(|sign| bytes[at..].starts_with(sign.as_bytes())) => return true,
            0xE0..=0xEE => 3,
            _ => 1,
        };
    }
    false
}

/// XX, ××, 20XX, X%, 某某: what the template asks to be filled in.
pub fn is_placeholder(text: &str) -> bool {
    if !may_be_placeholder(text.as_bytes()) {
        return false;
    }
    let is_mark = |ch: char| matches!(fold::narrow(ch), 'X' | 'x' | '×');
    let mut before = ' ';
    let mut run = 0usize;
    for ch in text.chars().chain([' ']) {
        if is_mark(ch) {
            run += 1;
            continue;
        }
        let latin = |ch: char| ch.is_ascii_alphabetic() || matches!(ch, '.' | '/' | '@');
        let inside_word = latin(before) || latin(ch);
        let counted =
            run == 1 && fold::is_han(before) && matches!(ch, '%' | '‰' | '家' | '个' | '场' | '篇' | '次');
        if run >= 2 && !inside_word || counted {
            return true;
        }
        (before, run) = (ch, 0);
    }
    text.contains("字以内）") || text.match_indices("某某").any(|(at, _)| !is_masked_name(text, at))
}

/// 张某某 is a person who is not to be named: one ideograph in front of it, and nothing behind.
fn is_masked_name(text: &str, at: usize) -> bool {
    let han = |ch: Option<char>| ch.is_some_and(fold::is_han);
    let mut before = text[..at].chars().rev();
    let surname = han(before.next()) && !han(before.next());
    surname && !han(text[at + "某某".len()..].chars().next())
}

/// `填表人：` with nothing behind it, or only another name with its colon.
pub fn has_empty_field(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['：', ':']).collect();
    let last = parts.len().saturating_sub(1);
    last > 0
        && parts.iter().enumerate().skip(1).any(|(at, part)| {
            let filled = fold::trim(part);
            let blank_before_next =
                at < last && part.starts_with([' ', '\u{3000}', '\t', '_']) && filled.chars().count() <= 5;
            filled.is_empty() || blank_before_next
        })
}

/// `（如：发展1名）`
pub fn has_example_figure(text: &str) -> bool {
    let mut examples = text.split("如：").skip(1).chain(text.split("如:").skip(1));
    examples.any(|rest| {
        let inside = rest.split(['）', ')', '。', '；']).next().unwrap_or("");
        inside.chars().count() < 25 && quantities(inside).any(|figure| figure.unit.is_some())
    })
}

/// Stops that do not follow each other.
const TWICE: &[(char, char)] = &[
    ('；', '、'),
    ('；', '。'),
    ('，', '。'),
    ('，', '，'),
    ('。', '，'),
    ('。', '。'),
    ('、', '，'),
    ('、', '。'),
];

/// A bracket without its partner, or two stops in a row. Ideographs are stepped over by their first bytes.
pub fn is_unbalanced(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut open, mut before, mut at) = (0i64, (' ', 0), 0);
    while let Some(&byte) = bytes.get(at) {
        if (0xE4..=0xE9).contains(&byte) {
            at += 3;
            continue;
        }
        let Some(ch) = text[at..].chars().next() else { break };
        if matches!(ch, '；' | '，' | '。' | '、') {
            let (stop, end) = std::mem::replace(&mut before, (ch, at + ch.len_utf8()));
            if end == at && TWICE.contains(&(stop, ch)) {
                return true;
            }
        }
        open += i64::from(matches!(ch, '（' | '(')) - i64::from(matches!(ch, '）' | ')'));
        at += ch.len_utf8();
    }
    open != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_templates_are_seen_and_names_are_not() {
        for text in ["不少于XX场", "结案率X%", "20XX年", "××专项资金", "某某单位", "本某某单位"]
        {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["XXL码", "乘号 3×4", "X光机", "www.xx.com", "李某某", "填表人：李某某 电话"]
        {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
