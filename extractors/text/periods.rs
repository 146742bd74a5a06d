//! Rows out of a plain sequence of cells: possible only where the kinds of the cells (figure, word, nothing) repeat.

use super::layout::is_figure;

/// The widest row that is looked for.
const WIDEST: usize = 12;

/// Rows below the header that must repeat.
const FEWEST_ROWS: usize = 3;

/// The number of cells in a row, where exactly one number makes a header of words above columns that hold either only
/// figures or only words, with some of each.
pub fn period(cells: &[&str]) -> Option<usize> {
    let mut fitting = (3..=WIDEST).filter(|&width| repeats(cells, width));
    let found = fitting.next()?;
    fitting.next().is_none().then_some(found)
}

fn repeats(cells: &[&str], width: usize) -> bool {
    if !cells.len().is_multiple_of(width) || cells.len() / width <= FEWEST_ROWS {
        return false;
    }
    let (header, body) = cells.split_at(width);
    let is_word = |cell: &str| !cell.is_empty() && !is_figure(cell);
    let column = |col: usize| body.iter().skip(col).step_by(width).filter(|cell| !cell.is_empty());
    let figures =
        |col: usize| column(col).clone().next().is_some() && column(col).all(|cell| is_figure(cell));
    let words = |col: usize| column(col).all(|cell| !is_figure(cell));
    header.iter().all(|cell| is_word(cell))
        && (0..width).all(|col| figures(col) || words(col))
        && words(0)
        && (0..width).any(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_reading_is_a_reading() {
        let table = ["项目", "预算", "得分", "甲", "1", "2", "乙", "3", "", "丙", "5", "6"];
        assert_eq!(period(&table), Some(3));
        assert_eq!(period(&table[..9]), None);
        assert_eq!(period(&["甲"; 24]), None);
        assert_eq!(period(&["项目", "a", "b", "甲", "1", "x", "乙", "y", "2", "丙", "3", "4"]), None);
    }
}
