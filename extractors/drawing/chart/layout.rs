//! From a [`Chart`] to a [`Table`]: which columns there are, which rows, and what stands in each cell.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Chart, Point, Points, Series};
use crate::document::{Caption, Kept, Origin, RowMark, Side};
use crate::numfmt::{Epoch, Format};
use crate::{Code, Context, Locator, NewCell, Notice, Stored, Table};

/// A column of the table: its header and the points that stand under it.
struct Column<'a> {
    header: &'a str,
    /// Columns that the header takes; 0 where the header of the column before reaches over this one.
    reach: u32,
    points: &'a Points,
    /// A point holds until the next one begins: an outer level of categories.
    outer: bool,
}

pub(super) fn table(context: &mut Context<'_>, chart: &Chart) -> Option<Table> {
    let columns = columns(&chart.series);
    let mut indexes = indexes(context, chart, &columns);
    if indexes.is_empty() {
        return None;
    }
    let allowed = (context.limits.grid / columns.len()).saturating_sub(1);
    if indexes.len() > allowed {
        let lost = (indexes.len() - allowed) * columns.len();
        context.notices.add(Notice::new(Code::LIMIT_CELLS).at(place(chart, None)).with("count", lost));
        indexes.truncate(allowed);
    }
    let mut formats = Formats { known: HashMap::new(), epoch: Epoch::of(chart.date1904) };
    let mut cells = header(chart, &columns);
    for (number, column) in columns.iter().enumerate() {
        fill(&mut cells, chart, &mut formats, (number as u32, column), &indexes);
    }
    let (mut table, _) =
        Table::new(indexes.len() as u32 + 1, columns.len() as u32, cells, place(chart, None)).ok()?;
    table.origin = Origin::Chart;
    table.row_marks = vec![RowMark { header: true, hidden: false }];
    table.captions = captions(chart);
    Some(table)
}

fn place(chart: &Chart, cell: Option<(u32, u32)>) -> Locator {
    let (row, col) = cell.map_or((0, 0), |(row, col)| (row + 1, col + 1));
    Locator::Part { part: Arc::clone(&chart.part), row, col }
}

fn captions(chart: &Chart) -> Vec<Caption> {
    let caption = |text: &String, side| Caption { text: text.clone(), side, at: place(chart, None) };
    let title = chart.title.iter().map(|title| caption(title, Side::Above));
    title.chain(chart.remarks.iter().map(|remark| caption(remark, Side::Beside))).collect()
}

/// Shared categories stand once, in front; otherwise every series brings its own.
fn columns(series: &[Series]) -> Vec<Column<'_>> {
    let mut columns = Vec::new();
    let first = series.iter().find(|series| !series.labels.is_empty());
    let shared =
        series.iter().all(|one| one.labels.is_empty() || first.is_some_and(|first| same_labels(one, first)));
    if let (true, Some(first)) = (shared, first) {
        push_labels(&mut columns, first);
    }
    for one in series {
        if !shared {
            push_labels(&mut columns, one);
        }
        for (place, points) in one.values.iter().enumerate() {
            let reach = if place == 0 { one.values.len() as u32 } else { 0 };
            columns.push(Column { header: &one.name, reach, points, outer: false });
        }
    }
    columns
}

fn same_labels(one: &Series, other: &Series) -> bool {
    let same = |(a, b): (&Points, &Points)| a.points == b.points;
    one.labels.len() == other.labels.len() && one.labels.iter().zip(&other.labels).all(same)
}

fn push_labels<'a>(columns: &mut Vec<Column<'a>>, series: &'a Series) {
    let innermost = series.labels.len().saturating_sub(1);
    for (level, points) in series.labels.iter().enumerate() {
        columns.push(Column { header: "", reach: 1, points, outer: level < innermost });
    }
}

/// The point numbers that get a row. All up to the last one, so that missing points are seen as blanks; only those that
/// are there where the numbers are absurd.
fn indexes(context: &mut Context<'_>, chart: &Chart, columns: &[Column<'_>]) -> Vec<u64> {
    let mut seen: Vec<u64> =
        columns.iter().flat_map(|column| column.points.points.iter().map(|point| point.index)).collect();
    let points = seen.len() as u64;
    seen.sort_unstable();
    seen.dedup();
    let Some(&last) = seen.last() else { return seen };
    let declared = columns.iter().filter_map(|column| column.points.declared).max();
    let believable = 2 * points + 1024;
    if last >= believable || declared.is_some_and(|count| count > believable) {
        let claim = declared.unwrap_or(0).max(last.saturating_add(1));
        let notice = Notice::new(Code::BAD_COUNT).at(place(chart, None));
        context.notices.add(notice.with("detail", format!("{claim} > {points}")));
    }
    if last >= believable {
        return seen;
    }
    let rows = declared.filter(|&count| count <= believable).unwrap_or(0).max(last + 1);
    (0..rows).collect()
}

fn header<'c>(chart: &Chart, columns: &'c [Column<'_>]) -> Vec<NewCell<'c>> {
    let shown = columns.iter().enumerate().filter(|(_, column)| column.reach > 0);
    let cell = |(col, column): (usize, &'c Column<'_>)| {
        let col = col as u32;
        NewCell::new(0, col, column.header, place(chart, Some((0, col)))).spanning(1, column.reach)
    };
    shown.map(cell).collect()
}

/// The number formats of a chart, each parsed once.
struct Formats {
    known: HashMap<Arc<str>, Format>,
    epoch: Epoch,
}

impl Formats {
    /// What a point shows and keeps.
    fn show(&mut self, list: &Points, point: &Point) -> (String, Kept) {
        let format = point.format.as_ref().or(list.format.as_ref()).cloned();
        let mut kept = Kept { stored: stored(list, point), format, formula: None };
        let (Stored::Number(digits), Some(code)) = (&kept.stored, &kept.format) else {
            return (point.text.clone(), kept);
        };
        let format = self.known.entry(Arc::clone(code)).or_insert_with(|| Format::parse(code));
        let shown = format.show(digits, self.epoch);
        if let Some(date) = shown.date {
            kept.stored = Stored::Date(date.into());
        }
        (shown.text, kept)
    }
}

/// Puts a column's points into their rows and blanks into the rest. A number given twice keeps its first point.
fn fill(
    cells: &mut Vec<NewCell<'_>>,
    chart: &Chart,
    formats: &mut Formats,
    (col, column): (u32, &Column<'_>),
    indexes: &[u64],
) {
    let mut points: Vec<&Point> = column.points.points.iter().collect();
    points.sort_by_key(|point| point.index);
    points.dedup_by_key(|point| point.index);
    let mut points = points.into_iter().peekable();
    let mut row = 0;
    while row < indexes.len() {
        let point = points.next_if(|point| point.index <= indexes[row]);
        let until = match points.peek() {
            _ if !column.outer => row + 1,
            Some(next) => indexes.partition_point(|&index| index < next.index),
            None => indexes.len(),
        };
        let at = (row as u32 + 1, col);
        let (text, kept) = point.map_or_else(Default::default, |point| formats.show(column.points, point));
        let mut cell = NewCell::new(at.0, at.1, text, place(chart, Some(at)));
        cell.kept = point.map(|_| kept);
        cells.push(cell.spanning((until.max(row + 1) - row) as u32, 1));
        row = until.max(row + 1);
    }
}

pub(super) fn stored(list: &Points, point: &Point) -> Stored {
    let text = point.text.trim();
    match text {
        "" => Stored::Nothing,
        _ if text.starts_with('#') && list.numeric => Stored::Fault(text.into()),
        _ if list.numeric && text.parse::<f64>().is_ok_and(f64::is_finite) => Stored::Number(text.into()),
        _ => Stored::Text,
    }
}
