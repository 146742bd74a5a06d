//! Chart parts: the figures behind a drawn chart, as a table of categories × series.
//!
//! A chart keeps copies ("caches") of what it draws, and names the cells of the workbook that they were copied from.
//! The caches are read here, because they are what was drawn; [`Chart::disagreements`] holds them against the
//! workbook where a caller has one. What a chart looks like (bars, lines, colours) is left alone.
//!
//! A table has the series' names in its first row and the categories in its first columns, one column for each level
//! that they have. Series with categories or x values of their own bring those along in front of their values.

mod compare;
mod fill;
mod layout;
mod open;
mod parse;
mod reference;

use std::sync::Arc;

use crate::{Context, Notice, Stored, Table};

/// A chart as its file describes it. Charts of XML parts are read here; a reader of binary records makes its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chart {
    pub part: Arc<str>,
    pub title: Option<String>,
    /// Axis titles and the like: they often name the unit.
    pub remarks: Vec<String>,
    pub series: Vec<Series>,
    /// The relationship by which the part names its workbook.
    pub workbook: Option<String>,
    pub date1904: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Series {
    pub order: u64,
    pub name: String,
    /// The cell that holds the name, where the file keeps no copy of it.
    pub name_source: Option<String>,
    /// Category labels or x values, from the outermost level to the innermost.
    pub labels: Vec<Points>,
    /// Values, and what else each point has (the size of a bubble).
    pub values: Vec<Points>,
}

/// A list of copied cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Points {
    /// The cells that were copied, as the formula that names them.
    pub source: Option<String>,
    pub format: Option<Arc<str>>,
    pub numeric: bool,
    /// How many there are by the part's own word. Never used to take memory.
    pub declared: Option<u64>,
    pub points: Vec<Point>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Point {
    pub index: u64,
    pub text: String,
    pub format: Option<Arc<str>>,
}

/// A cell that a chart was drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DrawnCell {
    /// The digits of a number, else the text as it stands.
    pub text: String,
    pub numeric: bool,
    pub format: Option<Arc<str>>,
}

/// Reads a chart part (`word/charts/chart1.xml`, `xl/charts/chartEx1.xml`). `None` where it is none or has no series;
/// where it could not be read, a notice says why.
pub fn parse(context: &mut Context<'_>, part: &str, xml: &[u8]) -> Option<Chart> {
    parse::chart(context, part, xml)
}

/// Reads the content of a chart in an OpenDocument file (`Object 1/content.xml`). `None` where it holds no chart.
pub fn parse_open(context: &mut Context<'_>, part: &str, xml: &[u8]) -> Option<Chart> {
    open::chart(context, part, xml)
}

/// Reads a chart part into a table in one step, for callers that have no workbook to compare with.
pub fn table(context: &mut Context<'_>, part: &str, xml: &[u8]) -> Option<Table> {
    parse(context, part, xml)?.table(context)
}

impl Chart {
    /// The chart as a table of origin [`crate::document::Origin::Chart`], its title as a caption above. `None` where it
    /// has no points at all.
    pub fn table(&self, context: &mut Context<'_>) -> Option<Table> {
        layout::table(context, self)
    }

    /// The formulas that name the copied cells, in the order of the series.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        let lists = self.series.iter().flat_map(|series| series.labels.iter().chain(&series.values));
        lists.filter_map(|list| list.source.as_deref())
    }

    /// Gives lists without copies the cells that they name, and lists without a number format that of their cells: not
    /// every program writes copies. `lookup` gives a cell that holds something by sheet, row and column (from 1). No
    /// more than `budget` cells are taken: the result is what is left of it, `None` where it did not suffice.
    pub fn fill(&mut self, budget: u64, lookup: impl Fn(&str, u32, u32) -> Option<DrawnCell>) -> Option<u64> {
        fill::fill(self, budget, lookup)
    }

    /// Holds the copies against the cells they were copied from: one notice for each that differs. `lookup` gives a
    /// cell by sheet, row and column (from 1), [`Stored::Nothing`] for a blank, and `None` where it does not know.
    pub fn disagreements(&self, lookup: impl Fn(&str, u32, u32) -> Option<Stored>) -> Vec<Notice> {
        compare::disagreements(self, lookup)
    }
}

#[cfg(test)]
mod tests;
