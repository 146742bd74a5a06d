//! A picture of cells (a metafile that a spreadsheet was pasted as) by the words that are drawn in it, each on a line
//! with an empty line behind, under the name of the picture's part. The table that they made has to be put together
//! again, so it is never more than fairly sure: a total that adds up raises it above low.

use std::ops::Range;

use memchr::memmem;

use super::rows::{Rebuilt, rebuild};
use super::tokens::tokens;
use crate::document::{Confidence, Origin};
use crate::text::dialect::{Claim, Dialect, Strength};
use crate::text::lines::Lines;
use crate::text::page::{Grid, Page};
use crate::text::prose;

pub struct PictureDump;

/// Lines of one picture at most: more is not a table that somebody pasted.
const MOST_LINES: usize = 4096;

impl Dialect for PictureDump {
    fn name(&self) -> &'static str {
        "picture-dump"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        let (mut claims, mut index) = (Vec::new(), 0);
        if !names_pictures(lines.text()) {
            return claims;
        }
        while index < lines.len() {
            let end = if picture_name(lines.get(index)).is_some() { end(lines, index) } else { index };
            if end > index + 1 {
                claims.push(Claim::new(index..end, Strength::Marked));
            }
            index = end.max(index + 1);
        }
        claims
    }

    fn read(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
        let body = (range.start + 1..range.end).filter(|&index| !lines.is_blank(index));
        let words = body.map(|index| tokens(lines, index)).collect();
        let Some(name) = picture_name(lines.get(range.start)) else { return };
        match rebuild(words) {
            Some(rebuilt) => write(lines, range.start, name, rebuilt, page),
            None => {
                page.refuse(lines.at(range.start), "the rows of a picture cannot be told from its words");
                prose::read(lines, range, page);
            }
        }
    }
}

/// Whether the ending of a metafile's name stands anywhere.
fn names_pictures(text: &str) -> bool {
    [".emf", ".wmf", ".EMF", ".WMF"]
        .iter()
        .any(|ending| memmem::find(text.as_bytes(), ending.as_bytes()).is_some())
}

/// A metafile's name on a line of its own.
fn picture_name(line: &str) -> Option<&str> {
    let name = part_name(line)?;
    let (_, ending) = name.rsplit_once('.')?;
    ["emf", "wmf"].iter().any(|known| ending.eq_ignore_ascii_case(known)).then_some(name)
}

/// The name of a part: letters, digits and a short ending, nothing else on the line.
fn part_name(line: &str) -> Option<&str> {
    let name = line.trim();
    let (stem, ending) = name.rsplit_once('.')?;
    let plain =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let named =
        !stem.is_empty() && stem.len() < 64 && plain(stem) && stem.bytes().any(|byte| byte.is_ascii_digit());
    (named
        && (2..=4).contains(&ending.len())
        && plain(ending)
        && ending.starts_with(|c: char| c.is_alphabetic()))
    .then_some(name)
}

/// The line behind the last word: words stand on every other line, up to the next part.
fn end(lines: &Lines<'_>, start: usize) -> usize {
    let (mut end, mut index, mut empty) = (start + 1, start + 1, 1);
    while index < lines.len().min(start + MOST_LINES) {
        if lines.is_blank(index) {
            empty += 1;
        } else if empty == 0 || part_name(lines.get(index)).is_some() || lines.get(index).contains('\t') {
            break;
        } else {
            (empty, end) = (0, index + 1);
        }
        index += 1;
    }
    end
}

fn write(lines: &Lines<'_>, named: usize, name: &str, rebuilt: Rebuilt, page: &mut Page<'_, '_>) {
    let mut grid = page.grid(lines.at(named));
    grid.origin = Origin::Picture;
    grid.name = Some(name.to_owned());
    grid.header_rows = 1;
    grid.confidence = if rebuilt.confirmed { Confidence::Medium } else { Confidence::Low };
    for choice in &rebuilt.choices {
        page.decide(lines.at(named), choice);
    }
    fill(&mut grid, rebuilt);
    match picture_number(name) {
        Some(nth) => page.picture(nth, grid),
        None => page.table(grid),
    }
}

fn fill(grid: &mut Grid, rebuilt: Rebuilt) {
    for token in rebuilt.header {
        grid.cell(&token.text, token.at);
    }
    grid.end_row();
    for row in rebuilt.rows {
        for (col, token) in row {
            grid.cell_at(col, &token.text, token.at);
        }
        grid.end_row();
    }
}

/// The number at the end of a part's name.
fn picture_number(name: &str) -> Option<usize> {
    let stem = name.rsplit_once('.')?.0;
    let digits = stem.bytes().rev().take_while(u8::is_ascii_digit).count();
    stem[stem.len() - digits..].parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::document::{Block, Confidence, Origin};
    use crate::text::testing::*;

    fn dumped(words: &str) -> Vec<Vec<String>> {
        tables(&format!(
            "正文\n\nimage1.emf\n{}\n",
            words.split('/').map(|line| format!("{line}\n\n")).collect::<String>()
        ))
    }

    #[test]
    fn whole_rows_stay_and_a_total_raises_the_confidence() {
        let text = "正文\n\nimage1.emf\n付款人 金额 占比\n\n甲账户   3,000.00  30.00%\n\n乙账户   7,000.00  70.00%\n\n合计 10,000.00 100.00%\n";
        let (document, _) = extract(text);
        let table = document.tables().next().unwrap();
        assert_eq!((table.origin, table.confidence), (Origin::Picture, Confidence::Medium));
        assert_eq!(rows(table)[2], "乙账户|7,000.00|70.00%");
        assert_eq!(table.cell(4).at().to_string(), "L6:7");
        assert_eq!(table.header_rows(), 1);
        let (document, _) = extract(&text.replace("10,000.00 100.00%", "10,001.00 101.00%"));
        assert_eq!(document.tables().next().unwrap().confidence, Confidence::Low);
    }

    #[test]
    fn labels_first_and_figures_after_need_a_total() {
        let labels = "分类 年初 全年/人员/公用/项目/合计 60.00 90.00";
        let right = dumped(&format!("{labels}/10.00 20.00/20.00 30.00/30.00 40.00"));
        assert_eq!(
            right[0][1..],
            ["人员|10.00|20.00", "公用|20.00|30.00", "项目|30.00|40.00", "合计|60.00|90.00"]
        );
        assert!(dumped(&format!("{labels}/11.00 21.00/20.00 30.00/30.00 40.00")).is_empty());
        assert!(dumped(&format!("{labels}/10.00 20.00/20.00 30.00")).is_empty());
    }

    #[test]
    fn figures_drawn_last_go_where_the_totals_are_right() {
        let words = "分类 年初 全年/增长额（绝对值）增长率（绝对值）/人员/20.00 200.00%/公用/5.00 50.00%/合计 20.00 45.00/25.00 125.00%/10.00 30.00/10.00 15.00";
        let table = &dumped(words)[0];
        assert_eq!(table[0], "分类|年初|全年|增长额（绝对值）|增长率（绝对值）");
        assert_eq!(table[1], "人员|10.00|30.00|20.00|200.00%");
        assert_eq!(table[3], "合计|20.00|45.00|25.00|125.00%");
    }

    #[test]
    fn a_column_without_words_lies_before_what_is_computed() {
        let words = "指    标/行次/上年 本年 趋势 增减 增减％ 原因/栏    次 1 2 3 4 5/收入 1 30.00 40.00 10.00 33.33%款项增加/其中：补助 2 0.00/支出 3 20.00 10.00 -10.00 -50.00%款项减少";
        let text = format!("image1.emf\n{}", words.replace('/', "\n\n"));
        let (document, _) = extract(&text);
        let table = document.tables().next().unwrap();
        let columns = |row| table.row(row).iter().map(|cell| cell.col).collect::<Vec<_>>();
        assert_eq!(columns(1), [0, 2, 3, 5, 6, 7]);
        assert_eq!(columns(2), [0, 1, 2, 3, 5, 6, 7]);
        assert_eq!(columns(3), [0, 1, 5]);
    }

    #[test]
    fn a_picture_stands_where_the_text_shows_it() {
        let text = "甲\n[image: ]\n乙\n[image: C:\\\\tu.png]\n丙\n\nimage2.emf\n项目 金额\n\n合计 1.00\n\n\nimage1.emf\n科目 数量\n\n合计 2\n";
        let (document, _) = extract(text);
        let shown: Vec<String> = document
            .blocks
            .iter()
            .map(|block| match block {
                Block::Text(paragraph) => paragraph.text.clone(),
                Block::Table(table) => table.name.clone().unwrap(),
            })
            .collect();
        assert_eq!(shown, ["甲", "image1.emf", "乙", "image2.emf", "丙"]);
    }
}
