//! Which header cell stands over which column, in every header row. Where the file knows its spans that is plain. Where
//! a text export lost them, it is found again from the row below: a blank there goes on with the cell above it, and cells
//! side by side share one.

use std::ops::Range;

use crate::book::{HeaderRole, SideWord};

use super::token::Sheet;

/// For each header row, for each column of the grid, the number of the cell over it.
pub type HeaderGrid = Vec<Vec<Option<usize>>>;

pub fn header_grid(sheet: &Sheet<'_>, rows: Range<u32>) -> HeaderGrid {
    let cols = sheet.table.cols();
    if sheet.table.spans_known {
        return rows.map(|row| (0..cols).map(|col| sheet.index_at(row, col)).collect()).collect();
    }
    if let Some(grid) = levels_below(sheet, &rows) {
        return grid;
    }
    let mut grid: HeaderGrid = Vec::new();
    for row in rows.rev() {
        let cells: Vec<usize> = sheet.row(row).collect();
        let line = match grid.first() {
            Some(below) if sheet.width(row) < width(below) && !sheet.in_place => spread(sheet, &cells, below),
            Some(below) if !sheet.in_place => padded(sheet, &cells, below),
            _ => in_place(sheet, row),
        };
        grid.insert(0, line);
    }
    grid
}

/// 绩效指标 | 分值 | 得分 over 一级指标 | 二级指标 | 三级指标 alone: the names of the levels stand under the first, and the rest
/// reaches down beside them.
fn levels_below(sheet: &Sheet<'_>, rows: &Range<u32>) -> Option<HeaderGrid> {
    let (upper, lower) = (rows.start, rows.end.checked_sub(1)?);
    let filled = |row: u32| -> Vec<usize> { sheet.filled(row).map(|(index, _)| index).collect() };
    let (above, levels) = (filled(upper), filled(lower));
    let names_level = |index: &usize| {
        let role = sheet.tokens[*index].header_role(sheet.book);
        matches!(role, Some(HeaderRole::Level1 | HeaderRole::Level2 | HeaderRole::Level3))
    };
    let side = |index: &usize| {
        sheet.tokens[*index].meaning.and_then(|meaning| meaning.side) == Some(SideWord::Indicators)
    };
    let place = above.iter().position(side)?;
    let fits = lower == upper + 1
        && !sheet.in_place
        && levels.len() >= 2
        && levels.len() == sheet.width(lower)
        && above.len() == sheet.width(upper)
        && levels.iter().all(names_level)
        && !above.iter().any(names_level)
        && above.len() + levels.len() - 1 == sheet.table.cols() as usize;
    let upper = above.iter().enumerate().flat_map(|(at, &index)| {
        std::iter::repeat_n(Some(index), if at == place { levels.len() } else { 1 })
    });
    let under = (0..above.len()).flat_map(|at| match at == place {
        true => levels.iter().map(|&index| Some(index)).collect(),
        false => vec![None],
    });
    fits.then(|| vec![upper.collect(), under.collect()])
}

/// The cells of a row in the columns in which they stand.
fn in_place(sheet: &Sheet<'_>, row: u32) -> Vec<Option<usize>> {
    let mut line = vec![None; sheet.width(row)];
    for index in sheet.row(row) {
        line[sheet.cell(index).col as usize] = Some(index);
    }
    line
}

fn width(line: &[Option<usize>]) -> usize {
    line.iter().rposition(Option::is_some).map_or(0, |last| last + 1)
}

/// A row with a cell for each column: a blank one is reached over by its left neighbour where something stands below it.
fn padded(sheet: &Sheet<'_>, cells: &[usize], below: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut line: Vec<Option<usize>> = Vec::with_capacity(cells.len());
    for (col, &index) in cells.iter().enumerate() {
        let under = below.get(col).copied().flatten().is_some_and(|index| !sheet.tokens[index].is_blank());
        let reached = sheet.tokens[index].is_blank() && under;
        line.push(if reached { line.last().copied().flatten().or(Some(index)) } else { Some(index) });
    }
    line
}

/// A row with fewer cells than the one below it.
fn spread(sheet: &Sheet<'_>, cells: &[usize], below: &[Option<usize>]) -> Vec<Option<usize>> {
    let below = &below[..width(below)];
    let mut runs = runs(sheet, below);
    share_out(sheet, cells, &mut runs);
    let widths = if runs.len() == cells.len() { runs } else { periods(sheet, cells.len(), below) };
    cells.iter().zip(widths).flat_map(|(&index, width)| std::iter::repeat_n(Some(index), width)).collect()
}

/// Widths of the cells above a row: one for each blank, one for each run of cells that hold something or are the same.
fn runs(sheet: &Sheet<'_>, below: &[Option<usize>]) -> Vec<usize> {
    let mut widths: Vec<usize> = Vec::new();
    let mut open = false;
    for cell in below {
        let blank = cell.is_none_or(|index| sheet.tokens[index].is_blank());
        match widths.last_mut() {
            Some(width) if open && !blank => *width += 1,
            _ => widths.push(1),
        }
        open = !blank;
    }
    widths
}

/// 绩效指标 | 年度指标值 over three names and three values, 一级指标 | 二级指标 | 三级指标 over a name and a weight each: they
/// share the cells below them evenly.
fn share_out(sheet: &Sheet<'_>, cells: &[usize], runs: &mut Vec<usize>) {
    let (Some(&run), Some(over)) = (runs.first(), (cells.len() + 1).checked_sub(runs.len())) else { return };
    if over < 2 || !run.is_multiple_of(over) || over > cells.len() {
        return;
    }
    let side = sheet.tokens[cells[0]].meaning.and_then(|meaning| meaning.side);
    let role = |index: usize| sheet.tokens[index].header_role(sheet.book);
    let levels = [HeaderRole::Level1, HeaderRole::Level2, HeaderRole::Level3];
    let named = cells[..over].iter().zip(levels).all(|(&index, level)| role(index) == Some(level));
    if over == 2 && side == Some(SideWord::Indicators) || over <= levels.len() && named {
        runs.splice(0..1, std::iter::repeat_n(run / over, over));
    }
}

/// Equal widths where the row below repeats itself so often: 预算数 and 决算数 over twice the same words.
fn periods(sheet: &Sheet<'_>, cells: usize, below: &[Option<usize>]) -> Vec<usize> {
    let even = cells > 0 && below.len().is_multiple_of(cells);
    let period = below.len() / cells.max(1);
    let key = |col: usize| below[col].map(|index| sheet.tokens[index].key());
    if even && (period..below.len()).all(|col| key(col) == key(col - period)) {
        vec![period; cells]
    } else {
        vec![1; cells]
    }
}
