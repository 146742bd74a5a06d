//! A chart as its cache: the name of a series, its categories, its values, each followed by a tab; the next series
//! behind it; the title on the line before. A rich text inside breaks the line; labels drawn at the points repeat the
//! categories at the end.
//!
//! A series is a name, as many texts as figures follow, and these figures. Nothing else is taken for a chart: a missing
//! point or a category that looks like a figure makes the reading one of several, and then the line stays prose.

use std::ops::Range;

use memchr::memchr_iter;

use crate::document::{Caption, Kept, NewCell, Origin, Side};
use crate::text::dialect::{Claim, Dialect, Strength};
use crate::text::lines::Lines;
use crate::text::page::Page;
use crate::{Locator, Stored};

pub struct ChartDump;

/// Lines that one chart is broken into at most.
const MOST_LINES: usize = 64;

/// A title is not longer than this, in bytes.
const LONGEST_TITLE: usize = 300;

/// Fields that the dump of one chart has at most.
const MOST_FIELDS: usize = 1 << 15;

impl Dialect for ChartDump {
    fn name(&self) -> &'static str {
        "chart-dump"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        let (mut claims, mut index) = (Vec::new(), 0);
        while index < lines.len() {
            let end = stretch(lines, index);
            if end > index {
                let apart = index == 0 || !lines.get(index - 1).contains('\t');
                let is_alone = apart && !lines.get(end).contains('\t');
                if is_alone && is_small(lines, index..end) && !charts(&fields(lines, index..end)).is_empty() {
                    claims.push(Claim::new(title(lines, index).unwrap_or(index)..end, Strength::Marked));
                }
            }
            index = end.max(index + 1);
        }
        claims
    }

    fn read(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
        let values = range.clone().find(|&index| is_dumped(lines.get(index))).unwrap_or(range.start);
        let fields = fields(lines, values..range.end);
        for (nth, chart) in charts(&fields).iter().enumerate() {
            let above = (nth == 0 && values > range.start).then_some(range.start);
            write(lines, above, chart, page);
        }
    }
}

/// A field of the dump and where it stands.
struct Field<'t> {
    text: &'t str,
    at: Locator,
}

struct Series<'f, 't> {
    name: &'f Field<'t>,
    values: &'f [Field<'t>],
}

struct Chart<'f, 't> {
    categories: &'f [Field<'t>],
    series: Vec<Series<'f, 't>>,
}

/// Lines with a tab behind their last field and none before the first.
fn is_dumped(line: &str) -> bool {
    matches!(line.as_bytes(), [first, .., b'\t'] if *first != b'\t')
}

fn stretch(lines: &Lines<'_>, start: usize) -> usize {
    let most = lines.len().min(start + MOST_LINES);
    (start..most).find(|&index| !is_dumped(lines.get(index))).unwrap_or(most)
}

fn is_small(lines: &Lines<'_>, range: Range<usize>) -> bool {
    memchr_iter(b'\t', lines.bytes(range)).take(MOST_FIELDS + 1).count() <= MOST_FIELDS
}

/// The line above, where it is short and touches the values.
fn title(lines: &Lines<'_>, values: usize) -> Option<usize> {
    let above = values.checked_sub(1)?;
    let line = lines.get(above);
    (!lines.is_blank(above) && !line.contains('\t') && line.len() <= LONGEST_TITLE).then_some(above)
}

fn fields<'t>(lines: &Lines<'t>, range: Range<usize>) -> Vec<Field<'t>> {
    let of_line = |index| {
        let count = lines.get(index).matches('\t').count();
        lines.fields(index).take(count)
    };
    range.flat_map(of_line).map(|(text, at)| Field { text, at }).collect()
}

/// The charts that the fields are, or none where any field is left over.
fn charts<'f, 't>(fields: &'f [Field<'t>]) -> Vec<Chart<'f, 't>> {
    let mut charts: Vec<Chart<'f, 't>> = Vec::new();
    let mut rest = fields;
    while !rest.is_empty() {
        if let Some(labels) = charts.last().and_then(|chart| repeated(chart, rest)) {
            rest = &rest[labels..];
            continue;
        }
        let Some((categories, series)) = series(rest) else { return Vec::new() };
        rest = &rest[1 + 2 * categories.len()..];
        match charts.last_mut() {
            Some(chart) if texts(chart.categories) == texts(categories) => chart.series.push(series),
            _ => charts.push(Chart { categories, series: vec![series] }),
        }
    }
    charts
}

/// A name, n texts and n figures, n being two at least.
fn series<'f, 't>(fields: &'f [Field<'t>]) -> Option<(&'f [Field<'t>], Series<'f, 't>)> {
    let named = fields.iter().take_while(|field| !is_cached(field.text)).count();
    let count = named.checked_sub(1).filter(|&count| count > 1)?;
    let values = fields.get(named..named + count)?;
    let ends = fields.get(named + count).is_none_or(|next| !is_cached(next.text));
    let whole = ends && values.iter().all(|field| is_cached(field.text));
    let filled = fields[..named].iter().all(|field| !field.text.trim().is_empty());
    (whole && filled).then_some((&fields[1..named], Series { name: &fields[0], values }))
}

/// How many fields repeat categories of a chart, as labels at its points do.
fn repeated(chart: &Chart<'_, '_>, rest: &[Field<'_>]) -> Option<usize> {
    let labels = rest.get(..chart.categories.len())?;
    let follows = rest.get(labels.len()).is_none_or(|next| !is_cached(next.text));
    (follows && texts(labels) == texts(chart.categories)).then_some(labels.len())
}

fn texts<'f>(fields: &'f [Field<'_>]) -> Vec<&'f str> {
    fields.iter().map(|field| field.text).collect()
}

/// A number as files keep it: digits, point, minus, exponent.
fn is_cached(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = digits.split_once(['E', 'e']).unwrap_or((digits, "0"));
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    is_digits(whole) && is_digits(fraction) && is_digits(exponent)
}

fn write(lines: &Lines<'_>, above: Option<usize>, chart: &Chart<'_, '_>, page: &mut Page<'_, '_>) {
    let Some(first) = chart.series.first() else { return };
    let mut grid = page.grid(first.name.at.clone());
    grid.origin = Origin::Chart;
    grid.spans_known = true;
    grid.header_rows = 1;
    if let Some(index) = above {
        let text = lines.get(index).trim().to_owned();
        grid.name = Some(text.clone());
        grid.captions.push(Caption { text, side: Side::Above, at: lines.at(index) });
    }
    grid.cell("", first.name.at.clone());
    chart.series.iter().for_each(|series| grid.cell(series.name.text, series.name.at.clone()));
    grid.end_row();
    for (nth, category) in chart.categories.iter().enumerate() {
        grid.cell(category.text, category.at.clone());
        for (col, series) in chart.series.iter().enumerate() {
            let value = &series.values[nth];
            let mut cell = NewCell::new(grid.row(), col as u32 + 1, value.text, value.at.clone());
            cell.kept = Some(Kept { stored: Stored::Number(value.text.into()), ..Kept::default() });
            grid.place(cell);
        }
        grid.end_row();
    }
    page.table(grid);
}

#[cfg(test)]
mod tests {
    use crate::text::testing::*;

    #[test]
    fn series_become_columns() {
        let text = "支出对比图\n预算\t一月\t二月\t12.5\t-3E-2\t决算\t一月\t二月\t8\t0\t\n其后\n";
        let (document, _) = extract(text);
        let table = document.tables().next().unwrap();
        assert_eq!(table.name.as_deref(), Some("支出对比图"));
        assert_eq!(rows(table).join("\n"), "|预算|决算\n一月|12.5|8\n二月|-3E-2|0");
    }

    #[test]
    fn a_broken_line_and_repeated_labels_are_one_chart() {
        let (document, _) = extract("图\n金额\t\n甲账户\t乙账户\t10\t20.5\t甲账户\t乙账户\t\n");
        assert_eq!(rows(document.tables().next().unwrap()).join("\n"), "|金额\n甲账户|10\n乙账户|20.5");
    }

    #[test]
    fn a_chart_with_a_missing_point_stays_prose() {
        let (document, _) = extract("图\n金额\t甲\t乙\t丙\t10\t20.5\t\n其后\n");
        assert_eq!(document.tables().count(), 0);
        assert_eq!(document.blocks.len(), 3);
    }
}
