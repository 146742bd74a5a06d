//! Charts of XLS files: a stream of records of their own, on a sheet or as one. What is read is what was drawn, not how:
//! series with their names, categories and values, the titles of chart and axes.

use std::sync::Arc;

use super::globals::Globals;
use super::records::{Records, kind};
use crate::drawing::chart::{Chart, Point, Points, Series};
use crate::numfmt;
use crate::xlsx::binary::{Record, flag_or_fault, rk};
use crate::xlsx::tokens::{self, Place};
use crate::xlsx::workbook::Value;

/// Series and points of a chart; Excel itself draws no more than 255 series.
const MOST_SERIES: usize = 1 << 12;
const MOST_POINTS: usize = 1 << 18;

/// Reads the chart whose first record was just read, up to its end. `None` where nothing was drawn.
pub fn read(globals: &Globals, records: &mut Records<'_>, part: String) -> Option<Chart> {
    let mut reader = ChartReader {
        globals,
        chart: Chart { part: Arc::from(part), date1904: globals.date1904, ..Chart::default() },
        depth: 0,
        holder: None,
        list: List::Other,
        copies: List::Other,
        points: 0,
    };
    let mut nested = 0u32;
    for record in records.by_ref() {
        match record.kind {
            kind::BOF => nested += 1,
            kind::EOF if nested == 0 => break,
            kind::EOF => nested -= 1,
            _ if nested == 0 => _ = reader.record(&record),
            _ => {}
        }
    }
    Some(reader.chart).filter(|chart| !chart.series.is_empty())
}

/// The lists that a series is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Name,
    Values,
    Labels,
    Sizes,
    Other,
}

/// What the records at hand belong to, and how deep it stands.
enum Holder {
    Series(u32),
    Text { depth: u32, text: String },
}

struct ChartReader<'g> {
    globals: &'g Globals,
    chart: Chart,
    depth: u32,
    holder: Option<Holder>,
    /// What was last linked: a text that follows is its copy.
    list: List,
    /// What the copied cells that follow are of.
    copies: List,
    points: usize,
}

impl ChartReader<'_> {
    fn record(&mut self, record: &Record<'_>) -> Option<()> {
        match record.kind {
            kind::BEGIN => self.depth += 1,
            kind::END => self.end(),
            kind::SERIES => self.series(record)?,
            kind::CHART_TEXT => self.holder = Some(Holder::Text { depth: self.depth, text: String::new() }),
            kind::LINK => self.link(record)?,
            kind::SERIES_TEXT => self.text(record)?,
            kind::OBJECT_LINK => self.title(record.u16(0)?),
            kind::COPIES => {
                self.copies = list(record.u16(0)?, [List::Other, List::Values, List::Labels, List::Sizes])
            }
            kind::NUMBER | kind::RK | kind::LABEL | kind::BOOLERR => self.copied(record)?,
            _ => {}
        }
        Some(())
    }

    fn end(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        let ended = match &self.holder {
            Some(Holder::Series(depth) | Holder::Text { depth, .. }) => self.depth <= *depth,
            None => false,
        };
        if ended {
            self.holder = None;
        }
    }

    fn series(&mut self, record: &Record<'_>) -> Option<()> {
        if self.chart.series.len() >= MOST_SERIES {
            return None;
        }
        let order = self.chart.series.len() as u64;
        let points = |count: u16| Points { declared: Some(u64::from(count)), ..Points::default() };
        let (labels, values) = (points(record.u16(4)?), points(record.u16(6)?));
        self.chart.series.push(Series {
            order,
            labels: vec![labels],
            values: vec![values],
            ..Series::default()
        });
        self.holder = Some(Holder::Series(self.depth));
        Some(())
    }

    /// Which cells a list was copied from, and the number format that is its own.
    fn link(&mut self, record: &Record<'_>) -> Option<()> {
        const OWN_FORMAT: u16 = 1;
        self.list = list(u16::from(record.u8(0)?), [List::Name, List::Values, List::Labels, List::Sizes]);
        if !matches!(self.holder, Some(Holder::Series(_))) {
            return Some(());
        }
        let tokens = record.data.get(8..8 + usize::from(record.u16(6)?))?;
        let place = Place { dialect: self.globals.dialect, row: 0, col: 0, sheets: &self.globals.references };
        let source = tokens::formula(&place, tokens).map(|formula| formula.text.into_string());
        let format = (record.u16(2)? & OWN_FORMAT != 0).then_some(record.u16(4)?);
        let format = format.and_then(|id| {
            self.globals.formats.get(&id).cloned().or_else(|| numfmt::builtin(id).map(Arc::from))
        });
        let series = self.chart.series.last_mut()?;
        match self.list {
            List::Name => series.name_source = source,
            // Every series has a link for the sizes of bubbles, and hardly one has bubbles.
            List::Sizes if source.is_none() => {}
            wanted => {
                let list = points_of(series, wanted)?;
                (list.source, list.format) = (source, format);
            }
        }
        Some(())
    }

    fn text(&mut self, record: &Record<'_>) -> Option<()> {
        let found = self.globals.writing.short(record.from(2))?;
        match &mut self.holder {
            Some(Holder::Text { text, .. }) => *text = found,
            Some(Holder::Series(_)) if self.list == List::Name => self.chart.series.last_mut()?.name = found,
            _ => {}
        }
        Some(())
    }

    /// What the text at hand is the title of: the chart, an axis, or the unit of an axis.
    fn title(&mut self, of: u16) {
        let Some(Holder::Text { text, .. }) = &mut self.holder else { return };
        let text = std::mem::take(text);
        match of {
            _ if text.trim().is_empty() => {}
            1 => self.chart.title = Some(text),
            2 | 3 | 7 | 12 => self.chart.remarks.push(text),
            _ => {}
        }
    }

    /// A copied cell: its row is the point, its column the series.
    fn copied(&mut self, record: &Record<'_>) -> Option<()> {
        let (row, nth) = (record.u16(0)?, usize::from(record.u16(2)?));
        let value = match record.kind {
            kind::NUMBER => Value::Number(numfmt::digits(record.f64(6)?).into()),
            kind::RK => rk(record.u32(6)?),
            kind::LABEL => Value::Text(self.globals.writing.long(record.from(6))?.into()),
            _ => flag_or_fault(record.u8(6)?, record.u8(7)? != 0),
        };
        let text = match &value {
            Value::Number(text) | Value::Fault(text) => text.to_string(),
            Value::Text(text) => text.to_string(),
            _ => return Some(()),
        };
        self.points += 1;
        let copies = self.copies;
        let list = points_of(self.chart.series.get_mut(nth).filter(|_| self.points < MOST_POINTS)?, copies)?;
        list.numeric |= matches!(value, Value::Number(_));
        list.points.push(Point { index: u64::from(row), text, format: None });
        Some(())
    }
}

fn list(id: u16, known: [List; 4]) -> List {
    known.get(usize::from(id)).copied().unwrap_or(List::Other)
}

fn points_of(series: &mut Series, list: List) -> Option<&mut Points> {
    match list {
        List::Values => series.values.first_mut(),
        List::Labels => series.labels.first_mut(),
        List::Sizes => {
            if series.values.len() < 2 {
                series.values.push(Points::default());
            }
            series.values.get_mut(1)
        }
        List::Name | List::Other => None,
    }
}
