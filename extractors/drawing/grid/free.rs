//! Tables without ruling lines: rows and columns from how the texts stand to each other. A guess, and called one.

use std::collections::HashMap;

use super::super::canvas::Mark;
use super::lines::{Column, Line, joined, lines};
use super::{Box, Layout, POSITIONS, alignment, is_number};
use crate::document::{Confidence, Style};

/// More columns than a page can show.
const COLUMNS: usize = 256;

/// Arranges texts into rows and columns. Gives them back where they are no table: fewer than two rows and columns.
pub(super) fn layout(marks: Vec<Mark>, em: f64) -> Result<Layout, Vec<Mark>> {
    let mut rows: Vec<Row> = lines(marks).into_iter().map(|line| Row::new(line, em)).collect();
    let back = |rows: Vec<Row>| Err(rows.into_iter().flat_map(Row::into_marks).collect());
    let first = rows.iter().position(|row| row.pieces.len() >= 2).unwrap_or(rows.len());
    let full = rows[first..].iter().filter(|row| row.pieces.len() >= 2).count();
    if full < 2 || full * 2 < rows.len() - first {
        return back(rows);
    }
    let Some(columns) = columns(&rows[first..], em) else { return back(rows) };
    let last = last_row(&rows, &columns, first);
    if last - first < 2 || columns.len() < 2 || (last - first) * columns.len() > POSITIONS {
        return back(rows);
    }
    let below = rows.split_off(last);
    let body = rows.split_off(first);
    let words = |rows: Vec<Row>| rows.into_iter().map(|row| row.text()).collect();
    Ok(Layout { above: words(rows), below: words(below), ..place(body, &columns, em) })
}

/// A line of writing, cut into the texts that stand apart.
struct Row {
    pieces: Vec<Line>,
    top: f64,
    bottom: f64,
}

impl Row {
    /// Texts that touch are one: a change of font inside a word makes two records. A text that lies mostly on another one
    /// cannot be its continuation.
    fn new(line: Line, em: f64) -> Self {
        let centre = line.centre;
        let mut pieces: Vec<Line> = Vec::new();
        let mut end = f64::NEG_INFINITY;
        for mark in line.marks {
            let touches = mark.left - end <= em * 0.15 && end - mark.left <= mark.em * 0.5;
            end = if touches { end.max(mark.right) } else { mark.right };
            match pieces.last_mut().filter(|_| touches) {
                Some(piece) => piece.marks.push(mark),
                None => pieces.push(Line { marks: vec![mark], centre }),
            }
        }
        Self { pieces, top: centre, bottom: centre }
    }

    fn into_marks(self) -> impl Iterator<Item = Mark> {
        self.pieces.into_iter().flat_map(|piece| piece.marks)
    }

    fn text(self) -> String {
        let centre = self.top;
        Line { marks: self.into_marks().collect(), centre }.text()
    }

    fn has_number(&self) -> bool {
        self.pieces.iter().any(|piece| is_number(&piece.text()))
    }
}

impl Column {
    fn of(piece: &Line) -> Self {
        Self { left: piece.left(), right: piece.right() }
    }

    /// How far two stretches lie over each other; negative for a gap.
    fn overlap(&self, other: &Self) -> f64 {
        self.right.min(other.right) - self.left.max(other.left)
    }

    fn width(&self) -> f64 {
        self.right - self.left
    }
}

/// The columns over which a stretch lies, by number, the last one included. `None` between two columns.
fn over(columns: &[Column], one: Column, em: f64) -> Option<(usize, usize)> {
    let enough = |column: &Column| {
        let overlap = column.overlap(&one);
        overlap > em * 0.25 || overlap > 0.5 * one.width().min(column.width())
    };
    let first = columns.partition_point(|column| column.right < one.left);
    let near = || columns[first..].iter().enumerate().take_while(|(_, column)| column.left <= one.right);
    let from = near().find(|(_, column)| enough(column))?.0;
    let to = near().filter(|(_, column)| enough(column)).last()?.0;
    Some((first + from, first + to))
}

/// Builds the columns from the fullest rows on; texts over several columns add nothing.
fn columns(rows: &[Row], em: f64) -> Option<Vec<Column>> {
    let mut order: Vec<&Row> = rows.iter().collect();
    order.sort_by_key(|row| std::cmp::Reverse(row.pieces.len()));
    let mut columns: Vec<Column> = Vec::new();
    for piece in order.into_iter().flat_map(|row| &row.pieces) {
        let one = Column::of(piece);
        match over(&columns, one, em) {
            Some((from, to)) if from == to => widen(&mut columns, from, one),
            Some(_) => {}
            None if columns.len() >= COLUMNS => return None,
            None => columns.insert(columns.partition_point(|column| column.left < one.left), one),
        }
    }
    merge_strangers(&mut columns, rows, em);
    Some(columns)
}

/// Widens a column, but not over its neighbours.
fn widen(columns: &mut [Column], index: usize, by: Column) {
    let before = index.checked_sub(1).map_or(f64::NEG_INFINITY, |index| columns[index].right);
    let after = columns.get(index + 1).map_or(f64::INFINITY, |column| column.left);
    let column = &mut columns[index];
    column.left = column.left.min(by.left.max(before));
    column.right = column.right.max(by.right.min(after));
}

/// Two neighbours that never have a text in the same row are one column: a centred header and short numbers at the
/// right edge under it do not overlap. The nearest neighbours go first.
fn merge_strangers(columns: &mut Vec<Column>, rows: &[Row], em: f64) {
    let mut used: Vec<Vec<bool>> = vec![vec![false; rows.len()]; columns.len()];
    for (row, piece) in
        rows.iter().enumerate().flat_map(|(row, one)| one.pieces.iter().map(move |piece| (row, piece)))
    {
        if let Some((from, to)) = over(columns, Column::of(piece), em) {
            (from..=to).for_each(|column| used[column][row] = true);
        }
    }
    let strangers = |used: &[Vec<bool>], index: usize| {
        used[index].iter().zip(&used[index + 1]).all(|(&left, &right)| !(left && right))
    };
    let mut apart: Vec<bool> =
        (0..columns.len().saturating_sub(1)).map(|index| strangers(&used, index)).collect();
    let gap = |columns: &[Column], index: usize| columns[index + 1].left - columns[index].right;
    loop {
        let open = (0..apart.len()).filter(|&index| apart[index] && gap(columns, index) < em * 8.0);
        let Some(index) = open.min_by(|&a, &b| gap(columns, a).total_cmp(&gap(columns, b))) else { return };
        let (right, more) = (columns.remove(index + 1), used.remove(index + 1));
        columns[index].right = columns[index].right.max(right.right);
        used[index].iter_mut().zip(more).for_each(|(own, more)| *own |= more);
        apart.remove(index);
        for near in [index.checked_sub(1), Some(index)].into_iter().flatten() {
            if near < apart.len() {
                apart[near] = strangers(&used, near);
            }
        }
    }
}

/// The row after the last one of the table: lines below that run over several columns are notes.
fn last_row(rows: &[Row], columns: &[Column], first: usize) -> usize {
    let note = |row: &Row| match row.pieces.as_slice() {
        [only] => {
            let wide = columns.iter().filter(|column| column.overlap(&Column::of(only)) > 0.0).count();
            wide >= 2
        }
        _ => false,
    };
    let notes = rows[first..].iter().rev().take_while(|row| note(row)).count();
    rows.len() - notes
}

/// A piece with the columns that it takes.
struct Placed {
    piece: Line,
    from: usize,
    to: usize,
}

fn place(rows: Vec<Row>, columns: &[Column], em: f64) -> Layout {
    let header = rows.iter().position(Row::has_number).unwrap_or(1).max(1);
    let mut grid: Vec<(f64, Vec<Placed>)> = Vec::new();
    for (number, row) in rows.into_iter().enumerate() {
        let (top, bottom) = (row.top, row.bottom);
        let placed = placed(row, columns, em, number < header);
        match grid.last_mut().filter(|(last, _)| number < header && top - *last <= em * 0.8) {
            Some((last, pieces)) => {
                *last = bottom;
                pieces.extend(placed);
            }
            None => grid.push((bottom, placed)),
        }
    }
    let mut cells = Vec::new();
    let count = grid.len() as u32;
    for (row, (_, pieces)) in grid.into_iter().enumerate() {
        fill(&mut cells, row as u32, pieces, columns, em);
    }
    Layout {
        rows: count,
        cols: columns.len() as u32,
        cells,
        confidence: Confidence::Low,
        ..Layout::default()
    }
}

/// Finds the columns of a row's pieces, from left to right. Only headers reach over several.
fn placed(row: Row, columns: &[Column], em: f64, header: bool) -> Vec<Placed> {
    let main: Vec<usize> = row.pieces.iter().map(|piece| main_column(columns, Column::of(piece))).collect();
    let mut placed: Vec<Placed> = Vec::new();
    for (index, piece) in row.pieces.into_iter().enumerate() {
        let reach = over(columns, Column::of(&piece), em).filter(|_| header);
        let (mut from, mut to) = reach.unwrap_or((main[index], main[index]));
        if let Some(last) = placed.last() {
            from = from.max(last.to + 1).min(main[index]);
        }
        if let Some(&next) = main.get(index + 1) {
            to = to.min(next.saturating_sub(1)).max(main[index]);
        }
        placed.push(Placed { piece, from, to: to.max(from) });
    }
    placed
}

/// The column over which a text lies furthest, or the nearest one.
fn main_column(columns: &[Column], one: Column) -> usize {
    let best =
        columns.iter().enumerate().max_by(|(_, a), (_, b)| a.overlap(&one).total_cmp(&b.overlap(&one)));
    best.map_or(0, |(index, _)| index)
}

fn fill(cells: &mut Vec<Box>, row: u32, pieces: Vec<Placed>, columns: &[Column], em: f64) {
    let mut shares: HashMap<usize, (usize, Vec<Mark>)> = HashMap::new();
    for one in pieces {
        let share = shares.entry(one.from).or_insert((one.to, Vec::new()));
        share.0 = share.0.max(one.to);
        share.1.extend(one.piece.marks);
    }
    let mut col = 0;
    while col < columns.len() {
        let (to, marks) = shares.remove(&col).unwrap_or((col, Vec::new()));
        let next = (col + 1..=to).find(|col| shares.contains_key(col)).unwrap_or(to + 1);
        cells.push(cell(
            (row, col as u32),
            (next - col) as u32,
            marks,
            (columns[col].left, columns[next - 1].right),
            em,
        ));
        col = next;
    }
}

fn cell((row, col): (u32, u32), width: u32, marks: Vec<Mark>, sides: (f64, f64), em: f64) -> Box {
    let bold = marks.iter().any(|mark| mark.bold);
    let lines = lines(marks);
    let bounds = lines.iter().map(|line| (line.left(), line.right()));
    let align = bounds.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).map(|extent| alignment(sides, extent, em));
    let style = Style { bold, shaded: false, align: align.unwrap_or_default() };
    Box { row, col, span: (1, width), text: joined(&lines, sides), style }
}
