//! A table as aligned text, with East Asian width: a Han character takes two columns.

use extractors::{Slot, Table};
use unicode_width::UnicodeWidthStr;

/// Widest column that is printed whole; longer text is shortened only for the eye.
const WIDEST: usize = 32;

/// The grid, one line a row. `‹` stands where a cell reaches over from the left, `˄` where from above, `×` where the
/// row has no cell; a line break inside a cell is `⏎`.
pub fn grid(table: &Table, shorten: bool) -> String {
    let rows: Vec<Vec<String>> = (0..table.rows())
        .map(|row| (0..table.cols()).map(|col| shown(table, row, col, shorten)).collect())
        .collect();
    let widths: Vec<usize> = (0..table.cols() as usize)
        .map(|col| rows.iter().map(|row| row[col].width()).max().unwrap_or(0))
        .collect();
    rows.iter().map(|row| line(row, &widths)).collect()
}

fn shown(table: &Table, row: u32, col: u32, shorten: bool) -> String {
    match table.slot(row, col) {
        Slot::Cell(cell) => {
            let text = cell.text.replace('\n', "⏎").replace('\t', "⇥");
            let text = if shorten { clip(&text) } else { text };
            if cell.hidden { format!("({text})") } else { text }
        }
        Slot::Covered { by } if by.row == row => "‹".to_owned(),
        Slot::Covered { .. } => "˄".to_owned(),
        Slot::Absent => "×".to_owned(),
    }
}

fn line(row: &[String], widths: &[usize]) -> String {
    let cells: Vec<String> = row
        .iter()
        .zip(widths)
        .map(|(text, width)| format!("{text}{}", " ".repeat(width - text.width())))
        .collect();
    format!("{}\n", cells.join(" │ ").trim_end())
}

/// The beginning of a text that is too long for its column.
fn clip(text: &str) -> String {
    if text.width() <= WIDEST {
        return text.to_owned();
    }
    let mut out = String::new();
    for glyph in text.chars() {
        if out.width() + 3 > WIDEST {
            break;
        }
        out.push(glyph);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use extractors::{Locator, NewCell};

    use super::*;

    #[test]
    fn han_characters_take_two_columns_and_spans_are_marked() {
        let cells = vec![
            NewCell::new(0, 0, "项目", Locator::File).spanning(1, 2),
            NewCell::new(1, 0, "a", Locator::File),
            NewCell::new(1, 1, "1\n2", Locator::File),
        ];
        let (table, _) = Table::new(2, 2, cells, Locator::File).unwrap();
        assert_eq!(grid(&table, false), "项目 │ ‹\na    │ 1⏎2\n");
    }
}
