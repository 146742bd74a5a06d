//! Which header cell stands over which column, in every header row. Where the file knows its spans that is plain. Where
//! a text export lost them, it is found again from the row below: a blank there goes on with the cell above it, and cells
//! side by side share one.

use std::ops::Range;

use crate::book::{HeaderRole, RowWord, SideWord};

use super::token::Sheet;

/// For each header row, for each column of the grid, the number of the cell over it.
pub type HeaderGrid = Vec<Vec<Option<usize>>>;

pub fn header_grid(sheet: &Sheet<'_>, rows: Range<u32>) -> HeaderGrid {
    let cols = sheet.table.cols();
    if sheet.table.spans_known {
        return rows.map(|row| (0..cols).map(|col| sheet.index_at(row, col)).collect()).collect();
    }
    if let Some(grid) = reaching_down(sheet, &rows) {
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

/// Where the lowest header row is too short for what stands below, some cells above it reach down beside it: 绩效指标 | 分值
/// over 一级指标 | 二级指标 alone, or 合计 | 公务用车费 | 接待费 over 购置费 | 运行费 alone. Which of them have cells below is told by
/// what they mean; each has as many.
fn reaching_down(sheet: &Sheet<'_>, rows: &Range<u32>) -> Option<HeaderGrid> {
    let lower = rows.end.checked_sub(1).filter(|lower| *lower > rows.start && !sheet.in_place)?;
    let row = |row: u32| -> Option<Vec<usize>> {
        let filled: Vec<usize> = sheet.filled(row).map(|(index, _)| index).collect();
        (filled.len() == sheet.width(row)).then_some(filled)
    };
    let (above, below) = (row(lower - 1)?, row(lower)?);
    let divided: Vec<bool> = above.iter().map(|&index| divides(sheet, index, &below)).collect();
    let parents = divided.iter().filter(|divided| **divided).count();
    let full = (above.len() + below.len()).checked_sub(parents)? == sheet.table.cols() as usize;
    if parents == 0 || !full || !below.len().is_multiple_of(parents) {
        return None;
    }
    let each = below.len() / parents;
    let width = |divided: bool| if divided { each } else { 1 };
    let mut grid: HeaderGrid = vec![
        above
            .iter()
            .zip(&divided)
            .flat_map(|(&index, &own)| std::iter::repeat_n(Some(index), width(own)))
            .collect(),
        under(&divided, &below, each),
    ];
    if rows.start + 1 < lower {
        let top = row(lower - 2).filter(|_| rows.start + 2 == lower)?;
        let keys: Vec<&str> = above.iter().map(|&index| sheet.tokens[index].key()).collect();
        let period = above.len() / top.len().max(1);
        let even = above.len().is_multiple_of(top.len())
            && (period..keys.len()).all(|at| keys[at] == keys[at - period]);
        let widths =
            divided.chunks(period.max(1)).map(|part| part.iter().map(|own| width(*own)).sum::<usize>());
        let line = top.iter().zip(widths).flat_map(|(&index, width)| std::iter::repeat_n(Some(index), width));
        grid.insert(0, even.then(|| line.collect())?);
    }
    Some(grid)
}

/// The cells of the lower row in their columns.
fn under(divided: &[bool], below: &[usize], each: usize) -> Vec<Option<usize>> {
    let mut below = below.iter().map(|&index| Some(index));
    let mut line = Vec::new();
    for own in divided {
        if *own { line.extend(below.by_ref().take(each)) } else { line.push(None) }
    }
    line
}

/// Whether some of the cells below are parts of what a header cell means: levels below 绩效指标, 购置费 below 公务用车费.
fn divides(sheet: &Sheet<'_>, index: usize, below: &[usize]) -> bool {
    let token = &sheet.tokens[index];
    let level = |index: &usize| {
        let role = sheet.tokens[*index].header_role(sheet.book);
        matches!(role, Some(HeaderRole::Level1 | HeaderRole::Level2 | HeaderRole::Level3))
    };
    if token.meaning.and_then(|meaning| meaning.side) == Some(SideWord::Indicators) {
        return below.len() >= 2 && below.iter().all(level);
    }
    let concept =
        |index: usize| sheet.tokens[index].headers(sheet.book).find_map(|word| word.concept.as_ref());
    concept(index).is_some_and(|whole| {
        let part = |&index: &usize| {
            concept(index).is_some_and(|part| {
                part.as_str().strip_prefix(whole.as_str()).is_some_and(|rest| rest.starts_with('.'))
            })
        };
        below.iter().any(part)
    })
}

/// The cells of a row in the columns in which they stand.
fn in_place(sheet: &Sheet<'_>, row: u32) -> Vec<Option<usize>> {
    let mut line = vec![None; sheet.width(row)];
    for index in sheet.row(row) {
        line[sheet.col(index)] = Some(index);
    }
    line
}

fn width(line: &[Option<usize>]) -> usize {
    line.iter().rposition(Option::is_some).map_or(0, |last| last + 1)
}

/// A row with a cell for each column: a blank one is reached over by its left neighbour where something stands below it,
/// also over columns in which nothing stands.
fn padded(sheet: &Sheet<'_>, cells: &[usize], below: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut line: Vec<Option<usize>> = Vec::with_capacity(cells.len());
    let mut reaching = None;
    for (col, &index) in cells.iter().enumerate() {
        let under = below.get(col).copied().flatten().is_some_and(|index| !sheet.tokens[index].is_blank());
        let blank = sheet.tokens[index].is_blank();
        if !blank || under && reaching.is_none() {
            reaching = Some(index);
        }
        line.push(if blank && !under { Some(index) } else { reaching });
    }
    line
}

/// A row with fewer cells than the one below it.
fn spread(sheet: &Sheet<'_>, cells: &[usize], below: &[Option<usize>]) -> Vec<Option<usize>> {
    let below = &below[..width(below)];
    let mut runs = runs(sheet, below);
    share_out(sheet, cells, &mut runs);
    let by_words = || by_names(sheet, cells.len(), below).or_else(|| by_sums(sheet, cells.len(), below));
    let widths = match runs.len() == cells.len() {
        true => runs,
        false => periods(sheet, cells.len(), below).or_else(by_words).unwrap_or_else(|| vec![1; cells.len()]),
    };
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

/// Equal widths where the row below repeats itself so often, 预算数 and 决算数 over twice the same words; blanks at its
/// ends have a cell each above them.
fn periods(sheet: &Sheet<'_>, cells: usize, below: &[Option<usize>]) -> Option<Vec<usize>> {
    let blank = |index: &Option<usize>| index.is_none_or(|index| sheet.tokens[index].is_blank());
    let front = below.iter().take_while(|index| blank(index)).count();
    let back = below[front..].iter().rev().take_while(|index| blank(index)).count();
    let (repeated, wide) = (&below[front..below.len() - back], cells.saturating_sub(front + back));
    let even = wide > 0 && repeated.len().is_multiple_of(wide);
    let period = repeated.len() / wide.max(1);
    let key = |col: usize| repeated[col].map(|index| sheet.tokens[index].key());
    let role = |col: usize| repeated[col].and_then(|index| sheet.tokens[index].header_role(sheet.book));
    let same =
        |col: usize, other: usize| key(col) == key(other) || role(col).is_some() && role(col) == role(other);
    let exact = || (period..repeated.len()).any(|col| key(col) == key(col - period));
    if even && exact() && (period..repeated.len()).all(|col| same(col, col - period)) {
        let ones = |count| std::iter::repeat_n(1, count);
        Some(ones(front).chain(std::iter::repeat_n(period, wide)).chain(ones(back)).collect())
    } else {
        None
    }
}

/// 年度 | 收入 | 支出 over a blank and 年初结转 | 本年收入 | 合计 | 基本支出 | 项目支出 | 合计: each reaches up to a sum.
fn by_sums(sheet: &Sheet<'_>, cells: usize, below: &[Option<usize>]) -> Option<Vec<usize>> {
    let front = below.iter().take_while(|index| index.is_none_or(|at| sheet.tokens[at].is_blank())).count();
    let sums = |index: &Option<usize>| {
        let meaning = index.and_then(|index| sheet.tokens[index].meaning);
        meaning.is_some_and(|meaning| meaning.row == Some(RowWord::Total))
    };
    let ends: Vec<usize> = (front..below.len()).filter(|&col| sums(&below[col])).map(|col| col + 1).collect();
    let fits = ends.len() >= 2 && front + ends.len() == cells && ends.last() == Some(&below.len());
    let begins = std::iter::once(front).chain(ends.iter().copied());
    let widths = ends.iter().zip(begins).map(|(end, begin)| end - begin);
    fits.then(|| std::iter::repeat_n(1, front).chain(widths).collect())
}

/// 收入 | 支出 over 项目 | 金额 | 项目 | 合计 | 其中: a column of names begins what each of them reaches over.
fn by_names(sheet: &Sheet<'_>, cells: usize, below: &[Option<usize>]) -> Option<Vec<usize>> {
    let names = |index: &Option<usize>| {
        index.is_some_and(|index| sheet.tokens[index].header_role(sheet.book) == Some(HeaderRole::Label))
    };
    let begins: Vec<usize> = (0..below.len()).filter(|&col| names(&below[col])).collect();
    let fits = cells >= 2 && begins.len() == cells && begins.first() == Some(&0);
    let ends = begins.iter().skip(1).copied().chain([below.len()]);
    fits.then(|| begins.iter().zip(ends).map(|(begin, end)| end - begin).collect())
}
