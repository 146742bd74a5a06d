//! Paragraphs as sentences need them: one spelling, blanks and quotes gone, and the lines of a sentence that a page or a
//! line of the export cut in two put together again. Every byte still knows the line and the column it came from.

use std::ops::Range;

use extractors::document::Area;
use extractors::{Block, Document, Locator, Paragraph};

use crate::book::{List, Lists};
use crate::chinese::fold;

/// Lines shorter than this that end openly are titles or items of a list, not sentences cut in two.
const SHORTEST_CUT_LINE: usize = 20;

/// Text that is read as one.
#[derive(Debug, Default)]
pub struct Passage<'d> {
    pub text: String,
    /// Behind each mark that ends a sentence.
    pub ends: Vec<usize>,
    pieces: Vec<Piece<'d>>,
}

#[derive(Debug)]
struct Piece<'d> {
    start: usize,
    paragraph: &'d Paragraph,
    /// Folded and raw offsets behind every sign that was dropped or respelt.
    marks: Vec<(usize, usize)>,
}

/// The passages of a document in reading order, each with the number of its first block.
pub fn passages<'d>(document: &'d Document, lists: &Lists) -> Vec<(usize, Passage<'d>)> {
    let mut all: Vec<(usize, Passage<'d>)> = Vec::new();
    let mut open = false;
    for (number, block) in document.blocks.iter().enumerate() {
        let Block::Text(paragraph) = block else {
            open = false;
            continue;
        };
        if paragraph.hidden || !matches!(paragraph.area, Area::Body | Area::TextBox) {
            continue;
        }
        if paragraph.text.trim_matches(fold::is_blank).is_empty() {
            continue;
        }
        let goes_on = open
            && paragraph.text.contains(['，', '。', '；', '、', ','])
            && paragraph.level.is_none()
            && paragraph.number.is_none()
            && !begins_item(&paragraph.text, lists);
        match all.last_mut().filter(|_| goes_on) {
            Some((_, last)) => last.add(paragraph),
            None => all.push((number, Passage::of(paragraph))),
        }
        open = all.last().is_some_and(|(_, last)| last.is_open(document.format));
    }
    all
}

impl<'d> Passage<'d> {
    pub fn of(paragraph: &'d Paragraph) -> Self {
        let mut passage = Self { text: String::with_capacity(paragraph.text.len()), ..Self::default() };
        passage.add(paragraph);
        passage
    }

    fn add(&mut self, paragraph: &'d Paragraph) {
        let start = self.text.len();
        let marks = fold_into(&paragraph.text, &mut self.text, &mut self.ends);
        self.pieces.push(Piece { start, paragraph, marks });
    }

    /// Whether the sentence at the end has to go on in the next line.
    fn is_open(&self, format: &str) -> bool {
        let Some(piece) = self.pieces.last() else { return false };
        if piece.paragraph.level.is_some() {
            return false;
        }
        let line = &self.text[piece.start..];
        match line.chars().next_back() {
            None => false,
            Some('，' | '、' | ',') => true,
            Some(last) => {
                format == "text"
                    && (fold::is_han(last) || last.is_ascii_digit())
                    && line.len() >= SHORTEST_CUT_LINE * 3
                    && line.contains(['，', '。', '；', ','])
            }
        }
    }

    /// The automatic number of the paragraph it begins with, and whether the file marks it as a heading.
    pub fn number(&self) -> (Option<&str>, bool) {
        let first = self.pieces.first().map(|piece| piece.paragraph);
        (first.and_then(|one| one.number.as_deref()), first.is_some_and(|one| one.level.is_some()))
    }

    /// Where a folded offset stands in the file.
    pub fn at(&self, offset: usize) -> Locator {
        let Some(piece) = self.piece(offset) else { return Locator::File };
        let raw = piece.raw(offset);
        match &piece.paragraph.at {
            Locator::Line { line, col } => in_lines(&piece.paragraph.text[..raw], *line, *col),
            other => other.clone(),
        }
    }

    /// A range as it is printed.
    pub fn print(&self, range: Range<usize>) -> String {
        let raw = self.piece(range.start).and_then(|piece| {
            let end_is_here = self.piece(range.end.saturating_sub(1))?.start == piece.start;
            piece.paragraph.text.get(piece.raw(range.start)..piece.raw(range.end)).filter(|_| end_is_here)
        });
        fold::trim(raw.unwrap_or(&self.text[range])).to_owned()
    }

    fn piece(&self, offset: usize) -> Option<&Piece<'d>> {
        let after = self.pieces.partition_point(|piece| piece.start <= offset);
        self.pieces.get(after.checked_sub(1)?)
    }
}

impl Piece<'_> {
    fn raw(&self, offset: usize) -> usize {
        let after = self.marks.partition_point(|(folded, _)| *folded <= offset);
        let (folded, raw) = after.checked_sub(1).map_or((self.start, 0), |at| self.marks[at]);
        let mut raw = (raw + offset - folded).min(self.paragraph.text.len());
        while !self.paragraph.text.is_char_boundary(raw) {
            raw -= 1;
        }
        raw
    }
}

fn in_lines(before: &str, line: u32, col: u32) -> Locator {
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    match before.rsplit_once('\n') {
        None => Locator::Line { line, col: col.saturating_add(count(before)) },
        Some((above, own)) => {
            let lines = above.bytes().filter(|byte| *byte == b'\n').count() + 1;
            let line = line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
            Locator::Line { line, col: count(own).saturating_add(1) }
        }
    }
}

/// What a sign becomes.
enum Spelling {
    Same,
    Dropped,
    Blank,
    Other(char),
}

fn spelling(ch: char) -> Spelling {
    match ch {
        '“' | '”' | '"' | '‘' | '’' | '\'' | '「' | '」' | '『' | '』' | '〝' | '〞' => {
            Spelling::Dropped
        }
        '（' => Spelling::Other('('),
        '）' => Spelling::Other(')'),
        '：' | '∶' => Spelling::Other(':'),
        '％' => Spelling::Other('%'),
        '．' => Spelling::Other('.'),
        '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' => {
            Spelling::Other(fold::narrow(ch))
        }
        _ if fold::is_blank(ch) => Spelling::Blank,
        _ => Spelling::Same,
    }
}

/// Adds a raw text in the one spelling, with the ends of its sentences, and gives the offsets behind every sign that
/// differs.
fn fold_into(raw: &str, out: &mut String, ends: &mut Vec<usize>) -> Vec<(usize, usize)> {
    let bytes = raw.as_bytes();
    let mut marks = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' | b'.' | b',' => {
                at += 1;
                continue;
            }
            0xE4..=0xE9 => {
                at += 3;
                continue;
            }
            _ => {}
        }
        let Some(ch) = raw[at..].chars().next() else { break };
        let instead = spelling(ch);
        let width = ch.len_utf8();
        if !matches!(instead, Spelling::Same) {
            out.push_str(&raw[plain..at]);
            plain = at + width;
            match instead {
                Spelling::Other(other) => out.push(other),
                Spelling::Blank => blank(ch, &raw[plain..], out),
                Spelling::Same | Spelling::Dropped => {}
            }
            if out.ends_with('\n') && ends.last() != Some(&out.len()) {
                ends.push(out.len());
            }
            marks.push((out.len(), plain));
        } else if matches!(ch, '。' | '！' | '？') {
            ends.push(out.len() + at + width - plain);
        }
        at += width;
    }
    out.push_str(&raw[plain..]);
    marks
}

/// A blank stays where two numbers or words of letters would run into each other, a line break where a sentence ends.
fn blank(ch: char, rest: &str, out: &mut String) {
    let before = out.chars().next_back();
    let joins = |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_alphanumeric());
    if ch == '\n' && before.is_some_and(|last| matches!(last, '。' | '；' | ';' | '!' | '！')) {
        out.push('\n');
    } else if joins(before) && joins(rest.chars().find(|ch| !fold::is_blank(*ch))) {
        out.push(' ');
    }
}

/// How deep a list number stands: 一、 1, （一） 2, 1. 3, (1) 4, ① 5. With the text behind it.
pub fn enumerator(text: &str) -> Option<(usize, &str)> {
    const NUMERALS: &str = "一二三四五六七八九十百";
    let text = text.trim_start_matches(fold::is_blank);
    let first = text.chars().next()?;
    if ('①'..='⑳').contains(&first) {
        return Some((5, &text[first.len_utf8()..]));
    }
    let inside = text.strip_prefix(['(', '（']);
    let body = inside.unwrap_or(text);
    let han = body.len() - body.trim_start_matches(|ch| NUMERALS.contains(ch)).len();
    let digits = body.len() - body.trim_start_matches(|ch: char| ch.is_ascii_digit()).len();
    let end = han.max(digits);
    if end == 0 || digits > 2 {
        return None;
    }
    let rest = body[end..].trim_start_matches(' ');
    let close: &[char] = if inside.is_some() { &[')', '）'] } else { &['、', '.', '．'] };
    let rest = rest.strip_prefix(close)?;
    let decimal = digits > 0 && inside.is_none() && rest.starts_with(|ch: char| ch.is_ascii_digit());
    let rank = match (inside.is_some(), han > 0) {
        (false, true) => 1,
        (true, true) => 2,
        (false, false) => 3,
        (true, false) => 4,
    };
    (!decimal).then_some((rank, rest))
}

fn begins_item(text: &str, lists: &Lists) -> bool {
    let text = text.trim_start_matches(fold::is_blank);
    enumerator(text).is_some() || lists.begins(List::ItemBegin, text)
}
