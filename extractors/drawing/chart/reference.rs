//! The cells that a chart's formula names: `Sheet1!$B$2:$B$13`, `'a b'!$C$4`, `(Sheet1!$A$1,Sheet1!$A$3)`.

/// A rectangle of cells on a sheet, rows and columns from 1, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) sheet: String,
    rows: (u32, u32),
    cols: (u32, u32),
}

/// The ranges of a formula in their order. `None` where it is anything but a list of plain ranges.
pub(super) fn ranges(formula: &str) -> Option<Vec<Range>> {
    let formula = formula.trim().trim_start_matches('=');
    let inner = formula.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(formula);
    split_outside_quotes(inner).into_iter().map(range).collect()
}

/// Cells of the ranges together.
pub(super) fn size(ranges: &[Range]) -> u64 {
    ranges.iter().map(Range::size).sum()
}

/// The n-th cell of the ranges, row by row.
pub(super) fn nth(ranges: &[Range], mut n: u64) -> Option<(&str, u32, u32)> {
    for range in ranges {
        if n < range.size() {
            let width = u64::from(range.cols.1 - range.cols.0) + 1;
            return Some((
                &range.sheet,
                range.rows.0 + (n / width) as u32,
                range.cols.0 + (n % width) as u32,
            ));
        }
        n -= range.size();
    }
    None
}

impl Range {
    fn size(&self) -> u64 {
        (u64::from(self.rows.1 - self.rows.0) + 1) * (u64::from(self.cols.1 - self.cols.0) + 1)
    }
}

fn split_outside_quotes(formula: &str) -> Vec<&str> {
    let mut quoted = false;
    formula
        .split(move |character| {
            quoted ^= character == '\'';
            character == ',' && !quoted
        })
        .collect()
}

fn range(text: &str) -> Option<Range> {
    let (sheet, cells) = text.trim().rsplit_once('!')?;
    let (from, to) = cells.split_once(':').unwrap_or((cells, cells));
    let ((row1, col1), (row2, col2)) = (corner(from)?, corner(to)?);
    Some(Range {
        sheet: sheet_name(sheet),
        rows: (row1.min(row2), row1.max(row2)),
        cols: (col1.min(col2), col1.max(col2)),
    })
}

/// The name without quotes and without the workbook in brackets before it.
fn sheet_name(written: &str) -> String {
    let quoted = written.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    let name = quoted.map_or_else(|| written.to_owned(), |name| name.replace("''", "'"));
    match name.rfind(']') {
        Some(end) => name[end + 1..].to_owned(),
        None => name,
    }
}

/// `$B$12` as row and column.
fn corner(written: &str) -> Option<(u32, u32)> {
    let written = written.trim().trim_start_matches('$');
    let letters = written.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = written[letters..].trim_start_matches('$');
    if !(1..=3).contains(&letters) || digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let letter = |col: u32, byte: u8| col * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
    let row = digits.parse().ok().filter(|&row| (1..=1 << 20).contains(&row))?;
    Some((row, written.bytes().take(letters).fold(0, letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_of_a_formula_come_in_its_order() {
        let list = ranges("('费用 一''表'!$B$2:$C$3,[1]Sheet2!$AA$9)").unwrap();
        assert_eq!(size(&list), 5);
        assert_eq!(nth(&list, 2), Some(("费用 一'表", 3, 2)));
        assert_eq!(nth(&list, 4), Some(("Sheet2", 9, 27)));
        assert_eq!(nth(&list, 5), None);
    }

    #[test]
    fn anything_else_is_not_followed() {
        for formula in
            ["", "names", "OFFSET(Sheet1!$A$1,1,0)", "Sheet1!A:A", "Sheet1!$A$0", "S!$A$99999999", "S!é1"]
        {
            assert_eq!(ranges(formula), None, "{formula}");
        }
    }
}
