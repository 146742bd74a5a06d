//! Reading a dataset back for people: a table's rows, document by document, narrowed to a county, a year or an office.

use std::collections::BTreeMap;

use super::error::DatasetError;
use super::rows::{Rows, View};
use super::schema::{PANEL, TableSchema};
use super::state::{DocumentState, State};
use super::store::Dataset;

/// Which documents are meant. What is not asked for does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Part of a county's name, or its code.
    pub county: Option<String>,
    /// The year of the report.
    pub year: Option<i32>,
    /// Part of an office's name.
    pub office: Option<String>,
    /// Only documents that are the one to use.
    pub preferred: bool,
}

impl Filter {
    pub fn meets(&self, document: &DocumentState) -> bool {
        let has = |asked: &Option<String>, found: &[&Option<String>]| {
            asked
                .as_ref()
                .is_none_or(|asked| found.iter().copied().flatten().any(|text| text.contains(asked.as_str())))
        };
        has(&self.county, &[&document.county, &document.region_code])
            && has(&self.office, &[&document.office])
            && self.year.is_none_or(|year| document.report_year == year)
            && (!self.preferred || document.preferred == Some(true))
    }

    fn is_empty(&self) -> bool {
        self.county.is_none() && self.year.is_none() && self.office.is_none() && !self.preferred
    }
}

/// Hands every row of a table that is meant to `each`, with its document where the table has documents.
pub fn rows(
    dataset: &Dataset,
    (state, filter): (&State, &Filter),
    schema: &'static TableSchema,
    each: &mut dyn FnMut(&View<'_>, usize, Option<&DocumentState>),
) -> Result<(), DatasetError> {
    let by_document = schema.position("doc_id").is_some();
    for (year, path) in dataset.table_files(schema.name)? {
        if by_document && filter.year.is_some_and(|asked| asked != year) {
            continue;
        }
        let Some(rows) = dataset.rows(&path, schema)? else { continue };
        let view = rows.view();
        for row in 0..rows.len() {
            let document = by_document.then(|| view.text("doc_id", row)).flatten();
            let document = document.and_then(|id| state.documents.get(id));
            let meant = match document {
                Some(document) => filter.meets(document),
                None => !by_document || filter.is_empty(),
            };
            if meant {
                each(&view, row, document);
            }
        }
    }
    Ok(())
}

/// A value that people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    Nothing,
    Text(String),
    /// Digits, exact.
    Number(String),
}

/// A table whole: its columns and its rows as people read them. `panel` has the columns that its files have.
pub fn shown(
    dataset: &Dataset,
    (state, filter): (&State, &Filter),
    schema: &'static TableSchema,
    row: &mut dyn FnMut(&[String], Vec<Shown>),
) -> Result<Vec<String>, DatasetError> {
    if schema.name == PANEL.name {
        return panel(dataset, (state, filter), row);
    }
    let names: Vec<String> = schema.columns.iter().map(|column| column.name.to_owned()).collect();
    rows(dataset, (state, filter), schema, &mut |view, at, _| {
        row(&names, names.iter().map(|name| view.shown(name, at)).collect());
    })?;
    Ok(names)
}

fn panel(
    dataset: &Dataset,
    (state, filter): (&State, &Filter),
    row: &mut dyn FnMut(&[String], Vec<Shown>),
) -> Result<Vec<String>, DatasetError> {
    let mut known: BTreeMap<String, ()> = BTreeMap::new();
    let files = dataset.table_files(PANEL.name)?;
    for (_, path) in &files {
        known.extend(dataset.columns(path)?.into_iter().map(|(name, _)| (name, ())));
    }
    let fixed = PANEL.columns.iter().map(|column| column.name.to_owned());
    let figures = known.into_keys().filter(|name| PANEL.position(name).is_none());
    let names: Vec<String> = fixed.chain(figures).collect();
    for (_, path) in files {
        let columns: BTreeMap<String, super::rows::Values> = dataset.columns(&path)?.into_iter().collect();
        let count = columns.values().next().map_or(0, super::rows::Values::len);
        for at in 0..count {
            let of = |name: &str| columns.get(name).map_or(Shown::Nothing, |values| values.shown(at));
            let document = match of("doc_id") {
                Shown::Text(id) => state.documents.get(&id),
                _ => None,
            };
            if document.is_some_and(|document| filter.meets(document)) || filter.is_empty() {
                row(&names, names.iter().map(|name| of(name)).collect());
            }
        }
    }
    Ok(names)
}

/// All rows of a table, for small tables.
pub fn all(dataset: &Dataset, schema: &'static TableSchema) -> Result<Rows, DatasetError> {
    let mut rows = Rows::new(schema);
    for (_, path) in dataset.table_files(schema.name)? {
        if let Some(more) = dataset.rows(&path, schema)? {
            rows.append(&more);
        }
    }
    Ok(rows)
}
