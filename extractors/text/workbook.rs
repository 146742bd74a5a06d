//! D5: a workbook as text. The name of each sheet on a line of its own, directly below it the rows, a tab before every
//! cell; nothing else in the file. Cells that the workbook did not keep are missing, so columns are only fairly sure.

use std::ops::Range;

use super::dialect::{Claim, Dialect, Strength};
use super::lines::Lines;
use super::page::Page;
use super::tab_rows::{is_row, is_table, may_hold_rows, stretch, write};
use crate::document::{Caption, Confidence, Origin, Side};

pub struct Workbook;

/// The longest name of a sheet, in characters, as spreadsheet programs allow it.
const LONGEST_NAME: usize = 31;

impl Dialect for Workbook {
    fn name(&self) -> &'static str {
        "workbook"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        match may_hold_rows(lines).then(|| sheets(lines)).flatten() {
            Some(sheets) if !sheets.is_empty() => vec![Claim::new(0..lines.len(), Strength::Marked)],
            _ => Vec::new(),
        }
    }

    fn read(&self, lines: &Lines<'_>, _: Range<usize>, page: &mut Page<'_, '_>) {
        for (named, rows) in sheets(lines).unwrap_or_default() {
            let name = lines.get(named).trim().to_owned();
            let mut grid = page.grid(lines.at(rows.start));
            grid.origin = Origin::Sheet;
            grid.confidence = Confidence::Medium;
            grid.captions.push(Caption { text: name.clone(), side: Side::Above, at: lines.at(named) });
            grid.name = Some(name);
            write(lines, rows, &mut grid, page);
            page.table(grid);
        }
    }
}

/// The line of each sheet's name and its rows; nothing where any line is neither.
fn sheets(lines: &Lines<'_>) -> Option<Vec<(usize, Range<usize>)>> {
    let (mut sheets, mut index) = (Vec::new(), 0);
    while index < lines.len() {
        if lines.is_blank(index) && !is_row(lines, index) {
            index += 1;
            continue;
        }
        let is_name = !is_row(lines, index) && lines.get(index).chars().nth(LONGEST_NAME).is_none();
        if !is_name || !is_row(lines, index + 1) {
            return None;
        }
        let rows = stretch(lines, index + 1);
        if !is_table(lines, rows.clone()) {
            return None;
        }
        let end = rows.end;
        sheets.push((index, rows));
        index = end;
    }
    Some(sheets)
}

#[cfg(test)]
mod tests {
    use crate::document::Origin;
    use crate::text::testing::*;

    #[test]
    fn sheets_are_named_by_the_line_above_their_rows() {
        let text =
            "公开01表\n\t项目\t决算数\n\t一、财政拨款\t1,234.56\n\n\n公开02表\n\t科目\t小计\n\t合计\t8\n\n";
        let (document, _) = extract(text);
        let names: Vec<_> = document.tables().map(|table| table.name.as_deref().unwrap()).collect();
        assert_eq!(names, ["公开01表", "公开02表"]);
        assert!(document.tables().all(|table| table.origin == Origin::Sheet));
        assert_eq!(rows(document.tables().next().unwrap())[1], "一、财政拨款|1,234.56");
    }

    #[test]
    fn a_report_with_paragraphs_is_no_workbook() {
        let text = "标题\n\n一、概况\n表一\n\t甲\t乙\n\t丙\t丁\n\n";
        let origins: Vec<Origin> = extract(text).0.tables().map(|table| table.origin).collect();
        assert_eq!(origins, [Origin::Body]);
    }
}
