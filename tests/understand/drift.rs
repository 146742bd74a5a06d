//! Grids whose columns drift: a text export that dropped merged cells.

use super::{indicator_lines, understand_document};
use extractors::{Document, Locator, NewCell, Table};

/// A grid as such an export has it: every field a cell, no spans.
fn drifted(text: &str) -> Document {
    let rows: Vec<Vec<&str>> =
        text.trim().lines().map(|line| line.split('|').map(str::trim).collect()).collect();
    let cols = rows.iter().map(Vec::len).max().unwrap_or(0) as u32;
    let mut cells = Vec::new();
    for (row, line) in rows.iter().enumerate() {
        for (col, text) in line.iter().enumerate() {
            let at = Locator::Line { line: row as u32 + 1, col: col as u32 + 1 };
            cells.push(NewCell::new(row as u32, col as u32, *text, at));
        }
    }
    let mut table = Table::new(rows.len() as u32, cols, cells, Locator::Line { line: 1, col: 1 }).unwrap().0;
    table.spans_known = false;
    Document { format: "text", blocks: vec![table.into()], ..Document::default() }
}

#[test]
fn words_on_the_left_and_numbers_on_the_right_put_rows_straight() {
    let known = understand_document(drifted(
        "
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分
|数量指标|清淤长度|疏通全部支渠|100%|30|28||
|产出指标|质量指标|验收合格率|全部合格|100%|20|20|
效益指标|社会效益指标|社会效 益指标|供水保障|不断档|不断档|30|29|
满意度指标|服务对象满意度指标|群众满意度|满意|95%|20|19|已整改|
总分|||||100|96||
",
    ));
    assert_eq!(
        indicator_lines(&known.reading),
        [
            "产出指标/数量指标/清淤长度 疏通全部支渠 → 100% 30/28 -",
            "产出指标/质量指标/验收合格率 全部合格 → 100% 20/20 -",
            "效益指标/社会效益指标/供水保障 不断档 → 不断档 30/29 -",
            "满意度指标/服务对象满意度指标/群众满意度 满意 → 95% 20/19 已整改",
            "total -/-/- - → - 100/96 -",
        ]
    );
}
