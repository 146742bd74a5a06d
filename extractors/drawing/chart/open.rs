//! Charts of OpenDocument files. Such a chart keeps a table of what it draws, a column for each series, and says at the
//! first cell of a column which cells of the workbook it was copied from.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Chart, Point, Points, Series};
use crate::Context;
use crate::drawing::tree::{Element, Tree, decode};

/// How often a cell that is written once with a count is taken: no chart is drawn from more equal columns.
const MOST_REPEATED: u64 = 16;

pub(super) fn chart(context: &mut Context<'_>, part: &str, xml: &[u8]) -> Option<Chart> {
    let text = decode(context, part, xml)?;
    let tree = Tree::parse(context, part, &text)?;
    let body = tree.root().path(&["body", "chart", "chart"])?;
    let plot = body.child("plot-area");
    let titled = |holder: Element<'_>| holder.child("title").map(text_of).filter(|text| !text.is_empty());
    let axes = plot.into_iter().flat_map(|plot| plot.all("axis"));
    let subtitle = body.child("subtitle").map(text_of).filter(|text| !text.is_empty());
    let chart = Chart {
        part: Arc::from(part),
        title: titled(body),
        remarks: subtitle.into_iter().chain(axes.filter_map(titled)).collect(),
        series: body.child("table").map(|table| series(table, &x_values(plot))).unwrap_or_default(),
        ..Chart::default()
    };
    (!chart.series.is_empty()).then_some(chart)
}

/// The ranges that are x values of series rather than values.
fn x_values(plot: Option<Element<'_>>) -> HashSet<String> {
    let series = plot.into_iter().flat_map(|plot| plot.all("series"));
    let domains = series.flat_map(|series| series.all("domain"));
    domains.filter_map(|domain| source(&domain.attribute("cell-range-address")?)).collect()
}

fn series(table: Element<'_>, x_values: &HashSet<String>) -> Vec<Series> {
    let headers = rows(table, "table-header-rows").pop().unwrap_or_default();
    let columns = columns(&rows(table, "table-rows"));
    let labels = header_columns(table).min(columns.len());
    let mut columns = columns.into_iter().enumerate();
    let mut shared: Vec<Points> = columns.by_ref().take(labels).map(|(_, points)| points).collect();
    let mut series = Vec::new();
    for (col, points) in columns {
        if points.source.as_ref().is_some_and(|source| x_values.contains(source)) {
            shared = vec![points];
            continue;
        }
        let name = headers.get(col).map(|cell| text_of(*cell)).unwrap_or_default();
        let order = series.len() as u64;
        series.push(Series { order, name, name_source: None, labels: shared.clone(), values: vec![points] });
    }
    series
}

fn header_columns(table: Element<'_>) -> usize {
    let columns =
        table.child("table-header-columns").into_iter().flat_map(|header| header.all("table-column"));
    columns.map(|column| column.number("number-columns-repeated").unwrap_or(1) as usize).sum()
}

/// The cells of the rows in one of the table's groups.
fn rows<'t>(table: Element<'t>, group: &str) -> Vec<Vec<Element<'t>>> {
    let rows = table.child(group).into_iter().flat_map(|group| group.all("table-row"));
    let cells = |row: Element<'t>| {
        let repeated = |cell: Element<'t>| {
            let count = cell.number("number-columns-repeated").unwrap_or(1).min(MOST_REPEATED);
            std::iter::repeat_n(cell, count as usize)
        };
        row.children().filter(|cell| cell.name().ends_with("table-cell")).flat_map(repeated).collect()
    };
    rows.map(cells).collect()
}

/// The lists that stand below each other; what a column was copied from is said in its first cell.
fn columns(rows: &[Vec<Element<'_>>]) -> Vec<Points> {
    let mut columns: Vec<Points> = Vec::new();
    for (index, row) in (0..).zip(rows) {
        if index == 0 {
            columns = row.iter().map(|cell| begun(*cell, rows.len() as u64)).collect();
        }
        for (list, cell) in columns.iter_mut().zip(row) {
            let value = cell.attribute("value").filter(|_| list.numeric);
            let text = value.unwrap_or_else(|| text_of(*cell));
            // Points that are not there are written as no number.
            if !text.is_empty() && text != "NaN" {
                list.points.push(Point { index, text, format: None });
            }
        }
    }
    columns
}

fn begun(cell: Element<'_>, rows: u64) -> Points {
    let copied = cell.path(&["g", "desc"]).map(|desc| desc.text().to_owned());
    Points {
        source: copied.and_then(|range| source(&range)),
        numeric: cell.attribute("value-type").is_some_and(|kind| kind == "float"),
        declared: Some(rows),
        ..Points::default()
    }
}

/// `'a b'.A5:'a b'.A7` as `'a b'!A5:A7`.
fn source(range: &str) -> Option<String> {
    let (first, last) =
        range.split_once(":'").or_else(|| range.split_once(":$")).or_else(|| range.split_once(':'))?;
    let (sheet, from) = first.trim_start_matches('$').rsplit_once('.')?;
    let to = last.rsplit_once('.').map_or(last, |(_, to)| to);
    Some(format!("{sheet}!{from}:{to}"))
}

fn text_of(element: Element<'_>) -> String {
    fn gather(element: Element<'_>, text: &mut String) {
        text.push_str(element.text());
        element.children().filter(|child| child.name() != "g").for_each(|child| gather(child, text));
    }
    let mut text = String::new();
    gather(element, &mut text);
    text.trim().to_owned()
}
