//! Tables under rules of dashes: pandoc's simple and multiline tables, and the simple tables of reStructuredText.
//!
//! The runs of dashes (or equal signs) say where each column begins and how wide it is, in drawn columns. A simple
//! table has a row a line and ends at a blank one; a multiline table stands between two long rules, its rows parted by
//! blank lines; without a header the same rule stands above and below. A caption after a colon below belongs to it.

use std::ops::Range;

use super::boxed::add_line;
use super::dialect::{Claim, Dialect, Strength};
use super::inline::shown;
use super::layout::{Measure, cut, torn, trimmed};
use super::lines::Lines;
use super::page::{Grid, Page};
use super::prose;
use crate::document::{Caption, Side};
use crate::{Locator, NewCell};

pub struct Ruled;

/// Lines that the header of a multiline table may have.
const TALLEST_HEADER: usize = 12;

impl Dialect for Ruled {
    fn name(&self) -> &'static str {
        "ruled"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        let mut index = 0;
        while index < lines.len() {
            let found = rule(lines.get(index)).filter(|rule| rule.runs.len() > 1);
            match found.and_then(|rule| Shape::around(lines, index, &rule)) {
                Some(shape) => {
                    index = shape.end.max(index + 1);
                    claims.push(Claim::new(shape.start..index, Strength::Marked));
                }
                None => index += 1,
            }
        }
        claims
    }

    fn read(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
        let found = range.clone().find_map(|index| {
            let rule = rule(lines.get(index)).filter(|rule| rule.runs.len() > 1)?;
            Some((Shape::around(lines, index, &rule)?, rule))
        });
        match found {
            Some((shape, rule)) if !page.is_too_large(range.len(), rule.runs.len()) => {
                shape.write(lines, &rule, page)
            }
            _ => {
                page.refuse(lines.at(range.start), "a ruled table with too many columns");
                prose::read(lines, range, page);
            }
        }
    }
}

/// Runs of one sign, by column; nothing else on the line but blanks.
struct Rule {
    sign: u8,
    runs: Vec<Range<usize>>,
}

fn rule(line: &str) -> Option<Rule> {
    let bytes = line.trim_ascii_end().as_bytes();
    let sign = *bytes.last().filter(|sign| matches!(sign, b'-' | b'='))?;
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, &byte) in bytes.iter().enumerate() {
        match (byte == sign, runs.last_mut()) {
            (true, Some(run)) if run.end == at => run.end += 1,
            (true, _) => runs.push(at..at + 1),
            (false, _) if byte == b' ' => {}
            _ => return None,
        }
    }
    let long_enough = runs.iter().map(Range::len).sum::<usize>() >= 4 && runs.iter().any(|run| run.len() > 1);
    long_enough.then_some(Rule { sign, runs })
}

/// Where the parts of a table stand.
struct Shape {
    start: usize,
    end: usize,
    header: Range<usize>,
    body: Range<usize>,
    /// Rows are parted by blank lines instead of line ends.
    multiline: bool,
    caption: Option<Range<usize>>,
}

impl Shape {
    /// The table whose columns a rule says, if there is one around it.
    fn around(lines: &Lines<'_>, index: usize, rule: &Rule) -> Option<Self> {
        let above_is_blank = index == 0 || lines.is_blank(index - 1);
        let mut shape = match (above_is_blank, rule.sign) {
            (true, b'=') => Self::restructured(lines, index)?,
            (true, _) => Self::headless(lines, index)?,
            (false, b'-') => Self::multiline(lines, index).or_else(|| Self::simple(lines, index))?,
            (false, _) => return None,
        };
        shape.take_caption(lines);
        let (_, tears) = shape.measure(lines, rule);
        let cuts = (shape.header.len() + shape.body.len()) * (rule.runs.len() - 1);
        (tears * 4 <= cuts && !shape.body.is_empty()).then_some(shape)
    }

    fn new(whole: Range<usize>, header: Range<usize>, body: Range<usize>, multiline: bool) -> Self {
        Self { start: whole.start, end: whole.end, header, body, multiline, caption: None }
    }

    /// One line of header above the rule, rows up to a blank line or a further rule.
    fn simple(lines: &Lines<'_>, index: usize) -> Option<Self> {
        let starts = index == 1 || (index > 1 && lines.is_blank(index - 2));
        let stops = |&at: &usize| lines.is_blank(at) || rule(lines.get(at)).is_some();
        let end = (index + 1..lines.len()).find(stops).unwrap_or(lines.len());
        let closed = end < lines.len() && !lines.is_blank(end);
        let whole = index - 1..end + usize::from(closed);
        starts.then(|| Self::new(whole, index - 1..index, index + 1..end, false))
    }

    /// A long rule above the header, and one below the last row.
    fn multiline(lines: &Lines<'_>, index: usize) -> Option<Self> {
        let top = (index.saturating_sub(TALLEST_HEADER)..index)
            .rev()
            .take_while(|&at| !lines.is_blank(at))
            .find(|&at| is_long(lines, at))?;
        let end = next_rule(lines, index)?;
        is_long(lines, end).then(|| Self::new(top..end + 1, top + 1..index, index + 1..end, true))
    }

    /// The same rule above and below, or a long one below.
    fn headless(lines: &Lines<'_>, index: usize) -> Option<Self> {
        let end = next_rule(lines, index)?;
        let same = lines.get(end).trim() == lines.get(index).trim();
        let multiline = (index + 1..end).any(|at| lines.is_blank(at));
        (same || is_long(lines, end))
            .then(|| Self::new(index..end + 1, index..index, index + 1..end, multiline))
    }

    /// Rules above and below the header and below the body.
    fn restructured(lines: &Lines<'_>, index: usize) -> Option<Self> {
        let second = next_rule(lines, index)?;
        let is_same = |at: usize| lines.get(at).trim() == lines.get(index).trim();
        let third = next_rule(lines, second).filter(|&at| is_same(at));
        let (header, body) = match third {
            Some(third) => (index + 1..second, second + 1..third),
            None => (index..index, index + 1..second),
        };
        let end = body.end + 1;
        is_same(second).then(|| Self::new(index..end, header, body, false))
    }

    /// Takes a caption (`: text` or `Table: text`) that stands behind one blank line at most.
    fn take_caption(&mut self, lines: &Lines<'_>) {
        let first = if self.end < lines.len() && lines.is_blank(self.end) { self.end + 1 } else { self.end };
        if caption_text(lines.get(first)).is_none() {
            return;
        }
        let end = (first..lines.len()).find(|&at| lines.is_blank(at)).unwrap_or(lines.len());
        self.caption = Some(first..end);
        self.end = end;
    }

    /// How the columns were counted: the way in which the cuts tear fewer words.
    fn measure(&self, lines: &Lines<'_>, rule: &Rule) -> (Measure, usize) {
        let stops = stops(rule);
        let tears = |measure: Measure| -> usize {
            let of = |index: usize| torn(lines.get(index), &cut(lines.get(index), &stops, measure));
            self.header.clone().chain(self.body.clone()).map(of).sum()
        };
        let (drawn, counted) = (tears(Measure::Drawn), tears(Measure::Counted));
        if counted < drawn { (Measure::Counted, counted) } else { (Measure::Drawn, drawn) }
    }

    fn write(&self, lines: &Lines<'_>, rule: &Rule, page: &mut Page<'_, '_>) {
        let at = lines.at(self.start);
        let (measure, tears) = self.measure(lines, rule);
        if tears > 0 {
            page.decide(at.clone(), format!("{tears} words run over the edge of their column"));
        }
        let mut writer =
            Writer { lines, stops: stops(rule), measure, grid: page.grid(at.clone()), joined: 0 };
        if !self.header.is_empty() {
            writer.row(self.header.clone());
            writer.grid.header_rows = 1;
        }
        match self.multiline {
            true => parted(lines, self.body.clone()).for_each(|row| writer.row(row)),
            false => self.body.clone().for_each(|row| writer.row(row..row + 1)),
        }
        let Writer { mut grid, joined, .. } = writer;
        grid.captions.extend(self.caption(lines));
        if joined > 0 {
            page.decide(at, format!("{joined} cells joined from wrapped lines"));
        }
        page.table(grid);
    }

    fn caption(&self, lines: &Lines<'_>) -> Option<Caption> {
        let range = self.caption.clone()?;
        let mut text = caption_text(lines.get(range.start))?.to_owned();
        for index in range.clone().skip(1) {
            add_line(&mut text, lines.get(index).trim());
        }
        Some(Caption { text: shown(&text).0, side: Side::Below, at: lines.at(range.start) })
    }
}

/// Runs of lines between blank ones.
fn parted(lines: &Lines<'_>, body: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut next = body.start;
    std::iter::from_fn(move || {
        let first = (next..body.end).find(|&index| !lines.is_blank(index))?;
        next = (first..body.end).find(|&index| lines.is_blank(index)).unwrap_or(body.end);
        Some(first..next)
    })
}

fn stops(rule: &Rule) -> Vec<usize> {
    rule.runs.iter().map(|run| run.start).collect()
}

fn is_long(lines: &Lines<'_>, index: usize) -> bool {
    rule(lines.get(index)).is_some_and(|rule| rule.runs.len() == 1 && rule.sign == b'-')
}

fn next_rule(lines: &Lines<'_>, index: usize) -> Option<usize> {
    (index + 1..lines.len()).find(|&at| rule(lines.get(at)).is_some())
}

fn caption_text(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = line.strip_prefix(": ").or_else(|| line.strip_prefix("Table: "))?;
    Some(text.trim())
}

struct Writer<'l, 't> {
    lines: &'l Lines<'t>,
    stops: Vec<usize>,
    measure: Measure,
    grid: Grid,
    joined: usize,
}

impl Writer<'_, '_> {
    fn row(&mut self, range: Range<usize>) {
        let mut cells: Vec<(String, Option<Locator>, usize)> = vec![Default::default(); self.stops.len()];
        for index in range.clone() {
            let line = self.lines.get(index);
            for (cell, piece) in cells.iter_mut().zip(cut(line, &self.stops, self.measure)) {
                let piece = trimmed(line, piece);
                if !piece.is_empty() {
                    cell.1.get_or_insert_with(|| self.lines.place(index, piece.start));
                    cell.2 += 1;
                    add_line(&mut cell.0, &line[piece]);
                }
            }
        }
        for (col, (text, at, count)) in cells.into_iter().enumerate() {
            self.joined += usize::from(count > 1);
            let (text, bold) = shown(&text);
            let at = at.unwrap_or_else(|| self.empty_place(range.start, col));
            let mut cell = NewCell::new(self.grid.row(), col as u32, text, at);
            cell.style.bold = bold;
            self.grid.place(cell);
        }
        self.grid.end_row();
    }

    fn empty_place(&self, index: usize, col: usize) -> Locator {
        let line = self.lines.get(index);
        let start = cut(line, &self.stops, self.measure).get(col).map_or(line.len(), |range| range.start);
        self.lines.place(index, start)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{extract, prose, rows, tables};

    #[test]
    fn simple_tables_are_cut_by_drawn_width() {
        let text = "正文。\n\n  项目           2023年   2024年\n  ------------ -------- --------\n  公务接待费       1.20     1.10\n  \
                    车                           3\n\n  : 三公经费表\n\n中间\n";
        let (document, _) = extract(text);
        let table = document.tables().next().unwrap();
        assert_eq!(rows(table), ["项目|2023年|2024年", "公务接待费|1.20|1.10", "车||3"]);
        assert_eq!((table.captions[0].text.as_str(), table.header_rows()), ("三公经费表", 1));
        assert_eq!(table.cell(4).at().to_string(), "L5:15");
        assert_eq!(prose(&document), ["正文。", "中间"]);
    }

    #[test]
    fn multiline_rows_are_parted_by_blank_lines() {
        let text = "\
-------------------------------
 指标      说明          分值
 名称                    
--------- ------------- -------
 产出      完成培训      10
           两期          

 效益      满意          20
-------------------------------
";
        assert_eq!(tables(text), [["指标名称|说明|分值", "产出|完成培训两期|10", "效益|满意|20"]]);
    }

    #[test]
    fn tables_without_header_and_of_restructured_text() {
        assert_eq!(tables("------ ------\n甲     1\n乙     2\n------ ------\n"), [["甲|1", "乙|2"]]);
        assert_eq!(
            tables("==== ====\n项目 金额\n==== ====\n甲   1\n==== ====\n\n尾"),
            [["项目|金额", "甲|1"]]
        );
    }

    #[test]
    fn rules_in_prose_are_prose() {
        for text in [
            "标题\n----\n正文\n",
            "甲\n\n----------\n\n乙\n",
            "这是很长的一行正文不是表头\n-- ----\n这也是很长的一行正文\n",
        ] {
            assert!(tables(text).is_empty(), "{text}");
        }
    }
}
