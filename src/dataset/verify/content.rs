//! Whether the rows of documents agree: every document in its one file of each table, in one revision, in order, with as
//! many rows as it says, and every row that names another one finds it. What is remembered of one year's bucket is which
//! tables, cells and findings it has; rows are in memory piece by piece.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::super::error::DatasetError;
use super::super::layout::{bucket, live, parse_live};
use super::super::rows::{Rows, View};
use super::super::schema::{
    CELLS, CLAIMS, DOCUMENTS, FACTS, FINDINGS, INDICATORS, TABLES_TABLE, TableSchema,
};
use super::super::shelf;
use super::super::state::State;
use super::{COUNT, Checker, Decided, ORDER, PLACE, REFERENCE, REVISION, TWICE};

/// Tables of documents' rows beside `documents` itself.
const OWNED: [&TableSchema; 6] = [&TABLES_TABLE, &CELLS, &FACTS, &CLAIMS, &INDICATORS, &FINDINGS];

/// Looks at every year and bucket.
pub fn check(checker: &mut Checker<'_>, state: &State, decided: &Decided) -> Result<(), DatasetError> {
    let owned = |table: &str| table == DOCUMENTS.name || OWNED.iter().any(|schema| schema.name == table);
    let places: BTreeSet<(i32, u32)> = decided
        .keys()
        .filter_map(|path| parse_live(path))
        .filter(|(table, _, _)| owned(table))
        .map(|(_, year, bucket)| (year, bucket))
        .collect();
    for (year, bucket) in places {
        let (cells, tables, findings) = (HashSet::new(), HashSet::new(), HashSet::new());
        Place { checker, state, year, bucket, cells, tables, findings, roots: Vec::new() }.check()?;
    }
    Ok(())
}

/// A table by the hash of its document's id and its number.
type TableKey = (u128, i32);

/// A cell by its table, row and column.
type CellKey = (TableKey, i32, i32);

struct Place<'p, 'c> {
    checker: &'p mut Checker<'c>,
    state: &'p State,
    year: i32,
    bucket: u32,
    cells: HashSet<CellKey>,
    tables: HashSet<TableKey>,
    /// Findings by the hash of their document's id and name, and those that others say they follow from, with the rows of
    /// these.
    findings: HashSet<u128>,
    roots: Vec<(usize, u128)>,
}

/// How many rows of a table each document has here.
type Counts = BTreeMap<String, usize>;

/// What was seen of a file, piece by piece.
#[derive(Default)]
struct Tally {
    counts: Counts,
    /// The document of the last row.
    last: Option<String>,
    rows: usize,
}

impl Place<'_, '_> {
    fn check(&mut self) -> Result<(), DatasetError> {
        let (path, documents) = self.rows(&DOCUMENTS)?;
        let found = self.documents(&path, &documents);
        let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
        for schema in OWNED {
            counts.insert(schema.name, self.pieces(schema)?.counts);
        }
        for column in ["tables", "facts", "indicators"] {
            self.counts(&path, (&documents, column), &counts[column]);
        }
        for (id, _) in found.iter().filter(|(_, count)| **count > 1) {
            self.checker.blame(TWICE, &path, format!("document {id} stands here twice"));
        }
        Ok(())
    }

    fn rows(&self, schema: &'static TableSchema) -> Result<(String, Rows), DatasetError> {
        let path = live(schema.name, self.year, self.bucket);
        let rows = self.checker.dataset.rows(&path, schema)?.unwrap_or_else(|| Rows::new(schema));
        Ok((path, rows))
    }

    /// A file of a table, piece by piece.
    fn pieces(&mut self, schema: &'static TableSchema) -> Result<Tally, DatasetError> {
        let path = live(schema.name, self.year, self.bucket);
        let mut tally = Tally::default();
        let dataset = self.checker.dataset;
        dataset.each_piece(&path, schema, &mut |piece| {
            self.owners(&path, piece, &mut tally);
            self.references((&path, tally.rows), piece);
            tally.rows += piece.len();
            Ok(())
        })?;
        for (row, root) in std::mem::take(&mut self.roots) {
            if !self.findings.contains(&root) {
                let what = format!("row {row} follows from a finding that is not there");
                self.checker.blame(REFERENCE, &path, what);
            }
        }
        Ok(tally)
    }

    /// The documents themselves: their year and their file.
    fn documents(&mut self, path: &str, rows: &Rows) -> Counts {
        let view = rows.view();
        for row in 0..rows.len() {
            let id = view.text("doc_id", row).unwrap_or_default();
            if view.int("year", row).unwrap_or(0) != self.year {
                self.checker.blame(PLACE, path, format!("document {id} is of another year"));
            }
            let file = view.text("file_id", row).unwrap_or_default();
            if !self.state.files.contains_key(file) {
                self.checker.blame(REFERENCE, path, format!("document {id} is of a file that is not known"));
            }
            let other = view.text("same_report_as", row);
            if other.is_some_and(|other| !self.state.documents.contains_key(other)) {
                self.checker.blame(REFERENCE, path, format!("document {id} copies one that is not there"));
            }
        }
        let mut tally = Tally::default();
        self.owners(path, rows, &mut tally);
        tally.counts
    }

    /// Every row is of a document of this place and of its one reading; documents stand in order, each in one piece.
    fn owners(&mut self, path: &str, rows: &Rows, tally: &mut Tally) {
        let view = rows.view();
        for row in 0..rows.len() {
            let id = view.text("doc_id", row).unwrap_or_default();
            if view.int("doc_rev", row) != self.state.documents.get(id).map(|document| document.doc_rev) {
                self.wrong_revision(path, id);
            }
            if tally.last.as_deref() != Some(id) {
                self.belongs(path, id);
                let rank = |id: &str| self.state.documents.get(id).map(|document| document.rank());
                if tally.last.as_deref().is_some_and(|last| rank(last) >= rank(id)) {
                    self.checker.blame(ORDER, path, format!("document {id} is not in order"));
                }
                tally.last = Some(id.to_owned());
            }
            *tally.counts.entry(id.to_owned()).or_default() += 1;
        }
    }

    /// Said once for each document and file; a document that is not known is blamed for that alone.
    fn wrong_revision(&mut self, path: &str, id: &str) {
        if !self.state.documents.contains_key(id) {
            return;
        }
        let what = format!("document {id} stands here in another revision");
        if self.checker.damages.last().is_none_or(|last| last.what != what || last.path != path) {
            self.checker.blame(REVISION, path, what);
        }
    }

    fn belongs(&mut self, path: &str, id: &str) {
        let here = bucket(id, self.checker.dataset.format.buckets) == self.bucket;
        match self.state.documents.get(id) {
            None => self.checker.blame(REFERENCE, path, format!("document {id} is not known")),
            Some(document) if !here || document.report_year != self.year => {
                self.checker.blame(PLACE, path, format!("document {id} does not belong here"));
            }
            Some(_) => {}
        }
    }

    /// As many rows as the document says.
    fn counts(&mut self, path: &str, (documents, column): (&Rows, &str), counts: &Counts) {
        let view = documents.view();
        for row in 0..documents.len() {
            let id = view.text("doc_id", row).unwrap_or_default();
            let found = counts.get(id).copied().unwrap_or(0);
            if view.int(column, row) != i32::try_from(found).ok() {
                let what = format!("document {id} has {found} rows in {column}, not as many as it says");
                self.checker.blame(COUNT, path, what);
            }
        }
    }

    /// Rows that name a table, a cell or another finding. So many rows of the file came before them.
    fn references(&mut self, place: (&str, usize), rows: &Rows) {
        match rows.schema.name {
            "tables" => self.take_tables(rows),
            "cells" => self.take_cells(place, rows),
            "facts" => self.point_at_cells(place, rows),
            "indicators" => self.point_at_tables(place, rows),
            "findings" => self.follow(place, rows),
            _ => {}
        }
    }

    fn take_tables(&mut self, rows: &Rows) {
        let view = rows.view();
        self.tables.extend((0..rows.len()).filter_map(|row| table_key(&view, row)));
    }

    fn take_cells(&mut self, (path, before): (&str, usize), rows: &Rows) {
        self.point_at_tables((path, before), rows);
        let view = rows.view();
        for row in 0..rows.len() {
            if cell_key(&view, row).is_some_and(|key| !self.cells.insert(key)) {
                let what = format!("row {} is a cell that stands here already", before + row);
                self.checker.blame(TWICE, path, what);
            }
        }
    }

    fn point_at_tables(&mut self, (path, before): (&str, usize), rows: &Rows) {
        let view = rows.view();
        for row in 0..rows.len() {
            if table_key(&view, row).is_none_or(|key| !self.tables.contains(&key)) {
                let what = format!("row {} is of a table that is not there", before + row);
                self.checker.blame(REFERENCE, path, what);
            }
        }
    }

    fn point_at_cells(&mut self, (path, before): (&str, usize), rows: &Rows) {
        let view = rows.view();
        for row in 0..rows.len() {
            if cell_key(&view, row).is_some_and(|key| !self.cells.contains(&key)) {
                let what = format!("row {} is of a cell that is not there", before + row);
                self.checker.blame(REFERENCE, path, what);
            }
        }
    }

    fn follow(&mut self, (path, before): (&str, usize), rows: &Rows) {
        let view = rows.view();
        for row in 0..rows.len() {
            let id = view.text("doc_id", row).unwrap_or_default();
            let named = |name: &str| shelf::name(&format!("{id}/{name}"));
            self.findings.extend(view.text("finding_id", row).map(named));
            self.roots.extend(view.text("follows_from", row).map(|root| (before + row, named(root))));
        }
        let others = rows.texts("across").into_iter().flatten();
        for other in others.filter(|other| !self.state.documents.contains_key(*other)) {
            self.checker.blame(REFERENCE, path, format!("document {other} was compared and is not there"));
        }
    }
}

fn table_key(view: &View<'_>, row: usize) -> Option<TableKey> {
    Some((shelf::name(view.text("doc_id", row)?), view.int("table_no", row)?))
}

/// `None` for a figure that stands in no table.
fn cell_key(view: &View<'_>, row: usize) -> Option<CellKey> {
    Some((table_key(view, row)?, view.int("r", row)?, view.int("c", row)?))
}
