//! D14: text that was recognised from a scan. Its figures are the damage: letters stand in them that look like digits
//! (`1O.5`, `l2.5`, `O76%`), and `W100%` for a bound. Where several stand in a table, the other figures cannot be
//! believed either: the table is refused and its lines stay prose, with a notice.

use std::ops::Range;

use memchr::{memchr_iter, memchr3_iter};

use super::lines::Lines;
use super::page::Page;
use crate::{Code, Notice};

/// Damaged figures from which on a table is refused or the file is said to be a scan, and how many whole ones may stand
/// beside each.
const FEWEST: usize = 3;
const WHOLE_FOR_EACH: usize = 12;

/// The longest figure that is looked at, in bytes.
const LONGEST: usize = 24;

/// Where letters stand in figures.
pub struct Damage {
    /// Bytes at which damaged figures begin, rising.
    starts: Vec<usize>,
}

impl Damage {
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let letters = memchr3_iter(b'O', b'I', b'l', bytes);
        let mut starts: Vec<usize> = letters.filter_map(|at| misread(bytes, at)).collect();
        starts.extend(memchr_iter(b'W', bytes).filter(|&at| is_misread_bound(bytes, at)));
        starts.sort_unstable();
        starts.dedup();
        Self { starts }
    }

    /// Whether the figures of a table cannot be believed.
    pub fn spoils(&self, lines: &Lines<'_>, range: Range<usize>) -> bool {
        let at = |index: usize| lines.start(index).unwrap_or(lines.text().len());
        let bytes = at(range.start)..at(range.end);
        let first = self.starts.partition_point(|&start| start < bytes.start);
        let count = self.starts[first..].partition_point(|&start| start < bytes.end);
        count >= FEWEST && count * WHOLE_FOR_EACH >= figures(&lines.text().as_bytes()[bytes])
    }

    /// Says that a file comes from a scan.
    pub fn remark(&self, lines: &Lines<'_>, page: &mut Page<'_, '_>) {
        if self.spoils(lines, 0..lines.len()) {
            let notice = Notice::new(Code::TEXT_DAMAGED).with("damage", "letters in figures, as of a scan");
            page.notice(notice.with("count", self.starts.len()));
        }
    }
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'O' | b'I' | b'l' | b'.' | b',' | b'%')
}

/// The beginning of the figure in which a letter stands at `at`. A letter at its end can be a unit, a short figure a
/// sign of its own, and where other letters touch it, it is a code.
fn misread(bytes: &[u8], at: usize) -> Option<usize> {
    let before = bytes[..at].iter().rev().take(LONGEST).take_while(|&&byte| is_part(byte)).count();
    let after = bytes[at..].iter().take(LONGEST).take_while(|&&byte| is_part(byte)).count();
    let figure = &bytes[at - before..at + after];
    let touches = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let beside = touches(bytes.get(at + after)) || at > before && touches(bytes.get(at - before - 1));
    let digits = figure.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = figure.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let ends_whole = figure.last().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'%');
    (figure.len() > 2 && digits >= letters && ends_whole && !beside).then_some(at - before)
}

/// `W` in the place of a sign for "at most", before a share.
fn is_misread_bound(bytes: &[u8], at: usize) -> bool {
    let digits = bytes[at + 1..].iter().take(8).take_while(|byte| byte.is_ascii_digit() || **byte == b'.');
    let count = digits.count();
    let alone = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
    alone && count > 0 && bytes.get(at + 1 + count) == Some(&b'%')
}

/// How many runs of digits there are.
fn figures(bytes: &[u8]) -> usize {
    let in_figure = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',');
    bytes.windows(2).filter(|pair| in_figure(pair[0]) && !in_figure(pair[1])).count()
}

#[cfg(test)]
mod tests {
    use super::Damage;
    use crate::Code;
    use crate::text::testing::{extract, prose};

    #[test]
    fn letters_in_figures_are_told_from_codes_and_units() {
        for misread in ["1O.5", "l2.5", "O76%", "W100%", "，3I.20万元", "20l8"] {
            assert_eq!(Damage::of(misread).starts.len(), 1, "{misread}");
        }
        for sound in ["5G", "PM2.5", "O2", "A4l5", "500l", "10kl", "WO2030", "H1l2N3", "Ol", "model W1"] {
            assert_eq!(Damage::of(sound).starts.len(), 0, "{sound}");
        }
    }

    #[test]
    fn a_table_of_a_scan_is_refused_and_its_lines_stay() {
        let row = "公务接待费    1O.50    l2.00    O76%\n公务用车      20.00    18.00    90%\n";
        let text = format!("三公经费\n{}", row.repeat(3));
        let (document, notices) = extract(&text);
        assert_eq!((document.tables().count(), prose(&document).len()), (0, 7));
        let codes: Vec<_> = notices.iter().map(|notice| notice.code).collect();
        assert!(codes.contains(&Code::TABLE_REFUSED) && codes.contains(&Code::TEXT_DAMAGED), "{codes:?}");
        let sound = text.replace('O', "0").replace('l', "1");
        let (document, notices) = extract(&sound);
        assert_eq!(document.tables().count(), 1);
        assert!(notices.iter().all(|notice| notice.code == Code::DECISION));
    }
}
