//! Tables that left nothing but their words: every cell on a line of its own (D7), perhaps with empty lines between and
//! a blank for each empty cell (D12.3), or all cells run together without a sign between them (D13). Their rows could only be guessed, so the words stay prose, and a notice says that figures
//! of a table stand there.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::figures::is_figure;
use super::lines::Lines;
use super::page::Page;

/// From so many lines on, a run of short ones is what is left of a table.
const FEWEST_LINES: usize = 10;
const FEWEST_FIGURES: usize = 4;

/// A cell that stands alone on its line is not longer than this, in characters.
const LONGEST_CELL: usize = 24;

/// Empty lines inside such a run: empty cells.
const MOST_EMPTY: usize = 3;

/// Longer cells, such as explanations, that may follow each other inside such a run, and how long they are at most.
const MOST_LONG: usize = 2;
const LONGEST_EXPLANATION: usize = 60;

/// Two figures that are [two each](are_two_figures) have so many points between them.
const FEWEST_POINTS: usize = 4;

/// Says where prose looks like a table that lost its rows.
pub fn remark(lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
    for index in range.clone().filter(|&index| is_in_markup(lines.get(index))) {
        page.refuse(lines.at(index), "a table in a markup that is not read");
    }
    let mut index = range.start;
    while index < range.end {
        let run = run(lines, index..range.end);
        if is_lost_table(lines, run.clone()) {
            let spaced = run.clone().filter(|&line| lines.is_empty(line)).count() * 3 > run.len();
            let detail = match spaced {
                true => "every cell is a paragraph, with empty lines between; its rows are lost",
                false => "every cell stands on a line of its own; its rows are lost",
            };
            page.refuse(lines.at(run.start), detail);
        }
        if are_glued(lines.get(index)) {
            page.refuse(lines.at(index), "cells stand together without a sign between them");
        }
        index = run.end.max(index + 1);
    }
}

/// Short lines, with few empty or long ones between them. A line of blanks is an empty cell.
fn run(lines: &Lines<'_>, range: Range<usize>) -> Range<usize> {
    let (mut end, mut empty, mut long) = (range.start, 0, 0);
    for index in range.clone() {
        let text = lines.get(index);
        match text.trim().chars().take(LONGEST_EXPLANATION + 1).count() {
            0 if text.is_empty() => empty += 1,
            0..=LONGEST_CELL => (empty, long, end) = (0, 0, index + 1),
            ..=LONGEST_EXPLANATION if end > range.start => (empty, long) = (0, long + 1),
            _ => break,
        }
        if empty > MOST_EMPTY || long > MOST_LONG {
            break;
        }
    }
    range.start..end
}

/// Many lines, and from the first figure to the last one a quarter of them figures and a quarter of them not.
fn is_lost_table(lines: &Lines<'_>, run: Range<usize>) -> bool {
    let texts = run.map(|index| lines.get(index).trim()).filter(|text| !text.is_empty());
    // Figures, cells up to the last figure since the first, and cells behind it.
    let (mut written, mut figures, mut among, mut behind) = (0, 0, 0, 0);
    for text in texts {
        written += 1;
        behind += usize::from(figures > 0);
        if is_figure(text) {
            (figures, among, behind) = (figures + 1, among + behind.max(1), 0);
        }
    }
    let labels = among - figures;
    written >= FEWEST_LINES && figures >= FEWEST_FIGURES && figures * 4 >= among && labels * 4 >= among
}

/// Two shares or more that a digit follows at once: where one number ends and the next begins, nobody can tell.
fn are_glued(line: &str) -> bool {
    let may_be_shares = memchr(b'%', line.as_bytes()).is_some() || line.contains('\u{ff05}');
    if !may_be_shares && memchr_iter(b'.', line.as_bytes()).nth(FEWEST_POINTS - 1).is_none() {
        return false;
    }
    let after_share =
        |sign: char| line.split(sign).skip(1).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    may_be_shares && after_share('%').chain(after_share('\u{ff05}')).count() > 1
        || line
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .filter(|figure| are_two_figures(figure))
            .count()
            > 1
}

/// Whether digits and points are two amounts of money without a sign between them: `8.008.15`. Dates and numbers of
/// sections have fewer digits between their points.
fn are_two_figures(text: &str) -> bool {
    let mut parts = text.split('.');
    let (first, middle, last) = (parts.next(), parts.next(), parts.next());
    let filled = |part: Option<&str>| part.is_some_and(|part| !part.is_empty());
    filled(first) && middle.is_some_and(|middle| middle.len() > 2) && filled(last) && parts.next().is_none()
}

/// Whether a table of LaTeX, AsciiDoc or troff begins here.
fn is_in_markup(line: &str) -> bool {
    let line = line.trim_start();
    if !line.starts_with(['\\', '[', '.']) {
        return false;
    }
    ["\\begin{tabu", "\\begin{longtable}", "[cols="].iter().any(|sign| line.starts_with(sign))
        || line.trim_end() == ".TS"
}

#[cfg(test)]
mod tests {
    use crate::text::testing::*;

    fn refusals(text: &str) -> usize {
        let (document, notices) = extract(text);
        assert_eq!(document.tables().count(), 0);
        notices.iter().filter(|notice| notice.code == crate::Code::TABLE_REFUSED).count()
    }

    #[test]
    fn tables_in_foreign_markup_are_said() {
        for text in [
            "一、概况\n\n\\begin{longtable}[]{@{}ll@{}}\n项目 & 金额 \\\\\n甲 & 1.20 \\\\\n\\end{longtable}\n",
            "[cols=\",\"]\n|===\n|项目 |金额\n|甲 |1.20\n\n正文\n",
        ] {
            assert_eq!(refusals(text), 1, "{text}");
        }
    }

    #[test]
    fn lost_rows_are_said_once_and_prose_is_not() {
        let cells = "经费\n2030年\n2031年\n三公\n12.5\n11\n接待\n4\n3.5\n会议\n\n1\n培训\n2\n3\n";
        assert_eq!(
            refusals(&format!(
                "基础数据表\n\n{cells}\n以上金额以万元为单位，没有发生的不填写，保留两位小数即可。\n"
            )),
            1
        );
        assert_eq!(refusals("年度资金总额:202010100.00%10其中财政拨款202010100.00%10\n"), 1);
        assert_eq!(refusals("三公经费12.6013.25其中公务接待费4.605.10项目支出486.00451.37\n"), 1);
        assert_eq!(refusals("2031.03.15至2031.12.20，详见1.2.3与1.2.4，地址192.168.100.1\n"), 0);
        let paragraphs = cells.replace('\n', "\n\n").replace("会议\n\n\n\n", "会议\n\n\u{a0}\n\n\u{a0}\n\n");
        assert_eq!(refusals(&format!("基础数据表\n\n{paragraphs}")), 1);
        let explained =
            cells.replace("接待\n", "本年度接待批次较上年减少，主要原因是部分会议改为线上召开\n接待\n");
        assert_eq!(refusals(&explained), 1);
        assert_eq!(
            refusals("一、概况\n内设股室三个。\n二、问题\n1.进度较慢。\n完成率为98%，较上年增长3%。\n"),
            0
        );
    }
}
