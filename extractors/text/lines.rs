//! A text as lines. Lines end where any program ends them (LF, CR, CRLF, form feed, the separators of Unicode), and
//! every one still knows the number it has in the file, which counts line feeds as an editor does.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memmem};

use crate::Locator;
use crate::document::Ascending;

/// A decoded text and where its lines begin.
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<u32>,
    /// The lines, by index, that begin inside a numbered line: behind a form feed or a separator of Unicode.
    inner: Ascending,
    /// For each of them, the characters that stand before it since the first of them, numbered lines without one left out.
    counted: Ascending,
    /// Lines end at more than LF and CRLF somewhere.
    odd: bool,
}

impl<'t> Lines<'t> {
    /// The largest input whose decoded form is sure to be addressed by 32 bits.
    pub const MOST_BYTES: usize = 1 << 30;

    pub fn new(text: &'t str) -> Self {
        if has_odd_breaks(text) { Self::odd(text) } else { Self::plain(text) }
    }

    /// Lines that end with LF or CRLF and nothing else.
    fn plain(text: &'t str) -> Self {
        let feeds = memchr_iter(b'\n', text.as_bytes());
        let mut starts = Vec::with_capacity(feeds.clone().count() + 1);
        starts.push(0);
        starts.extend(feeds.map(|at| at as u32 + 1));
        Self::ended(text, starts, Inner::default(), false)
    }

    /// Lines of a text with any kind of end.
    fn odd(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let (mut starts, mut inner) = (vec![0], Inner::default());
        let (mut behind, mut is_bare) = (0, true);
        for Break { end, next, numbered } in (Breaks { bytes, at: 0, unfed: 0 }) {
            is_bare &= end == behind;
            behind = next;
            // A form feed before the first character or behind the last one of a line ends nothing by itself.
            let idle = bytes[end] == b'\x0c' && (is_bare || matches!(bytes.get(next), Some(b'\r' | b'\n')));
            if idle {
                continue;
            }
            if !numbered {
                let before = starts.last().map_or(0, |&start| start as usize);
                inner.push(starts.len(), &text[before..next]);
            }
            starts.push(next as u32);
            is_bare = true;
        }
        Self::ended(text, starts, inner, true)
    }

    /// A break at the very end opens no further line.
    fn ended(text: &'t str, mut starts: Vec<u32>, inner: Inner, odd: bool) -> Self {
        if starts.last().is_some_and(|&start| start as usize == text.len()) {
            starts.pop();
        }
        let Inner { lines: inner, counted } = inner;
        Self { text, starts, inner, counted, odd }
    }

    /// The whole text, for dialects that are not made of lines.
    pub fn text(&self) -> &'t str {
        self.text
    }

    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// A line without its end. Past the last line: empty.
    #[inline]
    pub fn get(&self, index: usize) -> &'t str {
        let Some(&start) = self.starts.get(index) else { return "" };
        let end = self.starts.get(index + 1).map_or(self.text.len(), |&next| next as usize);
        let line = &self.text[start as usize..end];
        if self.odd {
            return line.trim_matches(['\n', '\r', '\x0c', '\u{2028}', '\u{2029}', '\u{85}']);
        }
        match line.as_bytes() {
            [.., b'\r', b'\n'] => &line[..line.len() - 2],
            [.., b'\n' | b'\r'] => &line[..line.len() - 1],
            _ => line,
        }
    }

    /// Whether a line holds nothing at all, not even a blank.
    pub fn is_empty(&self, index: usize) -> bool {
        self.get(index).is_empty()
    }

    /// Whether a line shows nothing.
    pub fn is_blank(&self, index: usize) -> bool {
        self.get(index).trim().is_empty()
    }

    /// Whether a page begins with this line.
    pub fn begins_page(&self, index: usize) -> bool {
        let raw = |index: usize| {
            let end = self.start(index + 1).unwrap_or(self.text.len());
            self.start(index).map_or("", |start| &self.text[start..end])
        };
        let above = if index == 0 { "" } else { raw(index - 1) };
        raw(index).starts_with('\x0c') || above.trim_end_matches(['\n', '\r']).ends_with('\x0c')
    }

    /// The byte at which a line begins in [`Lines::text`].
    pub fn start(&self, index: usize) -> Option<usize> {
        self.starts.get(index).map(|&start| start as usize)
    }

    /// The bytes of some lines, ends included.
    pub fn bytes(&self, range: Range<usize>) -> &'t [u8] {
        let at = |index: usize| self.start(index).unwrap_or(self.text.len());
        &self.text.as_bytes()[at(range.start)..at(range.end)]
    }

    /// The number of a line in the file, from 1.
    pub fn number(&self, index: usize) -> u32 {
        let inner = self.inner.up_to(index as u32);
        (index + 1 - inner) as u32
    }

    /// Where a line begins.
    pub fn at(&self, index: usize) -> Locator {
        self.place(index, 0)
    }

    /// A place inside a line, by bytes from the beginning of what [`Lines::get`] gives.
    pub fn place(&self, index: usize, bytes: usize) -> Locator {
        let line = self.get(index);
        let before = line.get(..bytes).unwrap_or(line);
        let skipped = if self.inner.is_empty() { 0 } else { self.characters_before(index) };
        Locator::Line { line: self.number(index), col: skipped + before.chars().count() as u32 + 1 }
    }

    /// The fields of a line between tabs, each with its place.
    pub fn fields(&self, index: usize) -> impl Iterator<Item = (&'t str, Locator)> + use<'t> {
        let (line, mut next) = match self.at(index) {
            Locator::Line { line, col } => (line, col),
            _ => (self.number(index), 1),
        };
        self.get(index).split('\t').map(move |field| {
            let col = next;
            next += field.chars().count() as u32 + 1;
            (field, Locator::Line { line, col })
        })
    }

    /// Characters of the numbered line that stand before an inner line.
    fn characters_before(&self, index: usize) -> u32 {
        let above = self.inner.up_to(index as u32);
        let Some(own) = above.checked_sub(1).filter(|&own| self.inner.get(own) == Some(index as u32)) else {
            return 0;
        };
        // The inner lines of one numbered line follow each other: their numbers are as far apart as their places.
        let is_same = |nth: usize| self.inner.get(nth).is_some_and(|line| index - line as usize == own - nth);
        let (mut outside, mut same) = (0, own);
        while outside < same {
            let middle = outside + (same - outside) / 2;
            if is_same(middle) { same = middle } else { outside = middle + 1 }
        }
        let counted = |nth: usize| self.counted.get(nth).unwrap_or(0);
        counted(own) - same.checked_sub(1).map_or(0, counted)
    }
}

/// The inner lines of a text as they are found.
#[derive(Default)]
struct Inner {
    lines: Ascending,
    counted: Ascending,
}

impl Inner {
    /// Adds a line that stands behind this text, which began a line itself.
    fn push(&mut self, line: usize, before: &str) {
        self.lines.push(line as u32);
        self.counted.push(self.counted.last().unwrap_or(0) + before.chars().count() as u32);
    }
}

/// Whether lines end anywhere else than at LF or CRLF.
fn has_odd_breaks(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut returns = memchr_iter(b'\r', bytes);
    memchr(b'\x0c', bytes).is_some()
        || returns.any(|at| bytes.get(at + 1) != Some(&b'\n'))
        || ["\u{2028}", "\u{2029}", "\u{85}"]
            .iter()
            .any(|mark| memmem::find(bytes, mark.as_bytes()).is_some())
}

/// An end of a line: where it stands, where the next line begins, and whether that has a number of its own.
struct Break {
    end: usize,
    next: usize,
    numbered: bool,
}

/// Every end of a line, of whatever kind.
struct Breaks<'t> {
    bytes: &'t [u8],
    at: usize,
    /// Up to here, returns are known to have no line feed behind them.
    unfed: usize,
}

impl Iterator for Breaks<'_> {
    type Item = Break;

    fn next(&mut self) -> Option<Break> {
        let bytes = self.bytes;
        let ends = |at: usize| match bytes[at] {
            b'\n' | b'\r' | b'\x0c' => true,
            0xc2 => bytes.get(at + 1) == Some(&0x85),
            0xe2 => matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xa8 | 0xa9])),
            _ => false,
        };
        let end = (self.at..bytes.len()).find(|&at| ends(at))?;
        let (length, numbered) = match bytes[end] {
            b'\n' => (1, true),
            b'\r' => self.returns(end),
            b'\x0c' => (1, false),
            0xc2 => (2, false),
            _ => (3, false),
        };
        self.at = end + length;
        Some(Break { end, next: self.at, numbered })
    }
}

impl Breaks<'_> {
    /// Returns before a line feed are one end with it; others are ends of their own.
    fn returns(&mut self, end: usize) -> (usize, bool) {
        if end >= self.unfed {
            let count = self.bytes[end..].iter().take_while(|&&byte| byte == b'\r').count();
            if self.bytes.get(end + count) == Some(&b'\n') {
                return (count + 1, true);
            }
            self.unfed = end + count;
        }
        (1, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(text: &str) -> Vec<(u32, &str)> {
        let lines = Lines::new(text);
        (0..lines.len()).map(|index| (lines.number(index), lines.get(index))).collect()
    }

    #[test]
    fn every_kind_of_end_ends_a_line_and_numbers_stay() {
        let cases: [(&str, &[(u32, &str)]); 7] = [
            ("一\n二\n", &[(1, "一"), (2, "二")]),
            ("一\r\n\r\n二", &[(1, "一"), (2, ""), (3, "二")]),
            ("一\r\r\n二", &[(1, "一"), (2, "二")]),
            ("一\u{2028}二\n三", &[(1, "一"), (1, "二"), (2, "三")]),
            ("一\n\x0c二\n三\x0c\n四", &[(1, "一"), (2, "二"), (3, "三"), (4, "四")]),
            ("一\x0c二\n三", &[(1, "一"), (1, "二"), (2, "三")]),
            ("一\r二\n三", &[(1, "一"), (1, "二"), (2, "三")]),
        ];
        for (text, lines) in cases {
            assert_eq!(numbered(text), lines, "{text:?}");
        }
    }

    #[test]
    fn a_place_counts_characters_of_the_numbered_line() {
        let lines = Lines::new("甲\t乙\u{2028}丙丁\n戊");
        assert_eq!(lines.place(0, "甲\t".len()), Locator::Line { line: 1, col: 3 });
        assert_eq!(lines.place(1, "丙".len()), Locator::Line { line: 1, col: 6 });
        assert_eq!(lines.at(2), Locator::Line { line: 2, col: 1 });
    }

    #[test]
    fn many_pages_on_one_numbered_line_cost_no_more_than_many_lines() {
        let text = format!("甲\n{}\n乙\x0c丙", "一二\x0c".repeat(200_000));
        let lines = Lines::new(&text);
        let places: Vec<Locator> = (0..lines.len()).map(|index| lines.at(index)).collect();
        assert_eq!(places[2], Locator::Line { line: 2, col: 4 });
        assert_eq!(places[200_000], Locator::Line { line: 2, col: 599_998 });
        assert_eq!(places[200_001..], [Locator::Line { line: 3, col: 1 }, Locator::Line { line: 3, col: 3 }]);
    }

    #[test]
    fn pages_begin_behind_a_form_feed() {
        let lines = Lines::new("一\n\x0c二\n三\x0c\n四\n");
        let begins: Vec<bool> = (0..lines.len()).map(|index| lines.begins_page(index)).collect();
        assert_eq!(begins, [false, true, false, true]);
    }
}
