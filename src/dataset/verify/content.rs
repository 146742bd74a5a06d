//! Whether the rows of documents agree: every document in its one file of each table, in one revision, in order, with as
//! many rows as it says, and every row that names another one finds it. One year's bucket is in memory at a time.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::super::error::DatasetError;
use super::super::layout::{bucket, live, parse_live};
use super::super::rows::{Rows, View};
use super::super::schema::{
    CELLS, CLAIMS, DOCUMENTS, FACTS, FINDINGS, INDICATORS, TABLES_TABLE, TableSchema,
};
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
        Place { checker, state, year, bucket, cells: HashSet::new(), tables: HashSet::new() }.check()?;
    }
    Ok(())
}

/// A cell by its document, table, row and column.
type CellKey = (String, i32, i32, i32);

struct Place<'p, 'c> {
    checker: &'p mut Checker<'c>,
    state: &'p State,
    year: i32,
    bucket: u32,
    cells: HashSet<CellKey>,
    tables: HashSet<(String, i32)>,
}

/// How many rows of a table each document has here.
type Counts = BTreeMap<String, usize>;

impl Place<'_, '_> {
    fn check(&mut self) -> Result<(), DatasetError> {
        let (path, documents) = self.rows(&DOCUMENTS)?;
        let found = self.documents(&path, &documents);
        let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
        for schema in OWNED {
            let (path, rows) = self.rows(schema)?;
            counts.insert(schema.name, self.owners(&path, &rows));
            self.references(&path, &rows);
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
        self.owners(path, rows)
    }

    /// Every row is of a document of this place and of its one reading; documents stand in order, each in one piece.
    fn owners(&mut self, path: &str, rows: &Rows) -> Counts {
        let view = rows.view();
        let mut counts = Counts::new();
        let mut last = "";
        for row in 0..rows.len() {
            let id = view.text("doc_id", row).unwrap_or_default();
            *counts.entry(id.to_owned()).or_default() += 1;
            if view.int("doc_rev", row) != self.state.documents.get(id).map(|document| document.doc_rev) {
                self.wrong_revision(path, id);
            }
            if id == last {
                continue;
            }
            self.belongs(path, id);
            let rank = |id: &str| self.state.documents.get(id).map(|document| document.rank());
            if row > 0 && rank(last) >= rank(id) {
                self.checker.blame(ORDER, path, format!("document {id} is not in order"));
            }
            last = id;
        }
        counts
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

    /// Rows that name a table, a cell or another finding.
    fn references(&mut self, path: &str, rows: &Rows) {
        match rows.schema.name {
            "tables" => self.take_tables(rows),
            "cells" => self.take_cells(path, rows),
            "facts" => self.point_at_cells(path, rows),
            "indicators" => self.point_at_tables(path, rows),
            "findings" => self.follow(path, rows),
            _ => {}
        }
    }

    fn take_tables(&mut self, rows: &Rows) {
        let view = rows.view();
        self.tables.extend((0..rows.len()).filter_map(|row| table_key(&view, row)));
    }

    fn take_cells(&mut self, path: &str, rows: &Rows) {
        self.point_at_tables(path, rows);
        let view = rows.view();
        for row in 0..rows.len() {
            let Some(key) = cell_key(&view, row) else { continue };
            if !self.cells.insert(key) {
                self.checker.blame(TWICE, path, format!("row {row} is a cell that stands here already"));
            }
        }
    }

    fn point_at_tables(&mut self, path: &str, rows: &Rows) {
        let view = rows.view();
        for row in 0..rows.len() {
            if table_key(&view, row).is_none_or(|key| !self.tables.contains(&key)) {
                self.checker.blame(REFERENCE, path, format!("row {row} is of a table that is not there"));
            }
        }
    }

    fn point_at_cells(&mut self, path: &str, rows: &Rows) {
        let view = rows.view();
        for row in 0..rows.len() {
            if cell_key(&view, row).is_some_and(|key| !self.cells.contains(&key)) {
                self.checker.blame(REFERENCE, path, format!("row {row} is of a cell that is not there"));
            }
        }
    }

    fn follow(&mut self, path: &str, rows: &Rows) {
        let (ids, names, roots) =
            (rows.texts("doc_id"), rows.texts("finding_id"), rows.texts("follows_from"));
        let known: HashSet<_> = ids.iter().zip(&names).collect();
        for (row, (id, root)) in ids.iter().zip(&roots).enumerate() {
            if root.is_some() && !known.contains(&(id, root)) {
                self.checker.blame(
                    REFERENCE,
                    path,
                    format!("row {row} follows from a finding that is not there"),
                );
            }
        }
        let others = rows.texts("across").into_iter().flatten();
        for other in others.filter(|other| !self.state.documents.contains_key(*other)) {
            self.checker.blame(REFERENCE, path, format!("document {other} was compared and is not there"));
        }
    }
}

fn table_key(view: &View<'_>, row: usize) -> Option<(String, i32)> {
    Some((view.text("doc_id", row)?.to_owned(), view.int("table_no", row)?))
}

/// `None` for a figure that stands in no table.
fn cell_key(view: &View<'_>, row: usize) -> Option<CellKey> {
    let (document, table) = table_key(view, row)?;
    Some((document, table, view.int("r", row)?, view.int("c", row)?))
}
