//! Cells with words in them, laid out once for the rules that search them: their texts and letters side by side, so that
//! a rule looks at what it searches and not at the table.

use std::collections::HashMap;

use extractors::Table;

use crate::book::rules::words::Letters;
use crate::statement::{Statement, TableKind};

use super::anchor::MOST;

/// A cell with more than a sign in it.
#[derive(Debug, Clone, Copy)]
pub struct TextCell<'v> {
    pub text: &'v str,
    pub table: usize,
    /// Its number in the table, and where it stands.
    pub cell: usize,
    pub row: u32,
    pub col: u32,
    pub document: usize,
    pub kind: TableKind,
    /// How many characters it has, and which.
    pub length: usize,
    pub letters: Letters,
}

/// The cells of recognised tables in the order of the statements; of each kind of table as many as any rule is judged on.
pub fn cells<'v>(tables: &[&'v Table], statements: &[Statement]) -> Vec<TextCell<'v>> {
    let mut found = Vec::new();
    let mut counts: HashMap<TableKind, usize> = HashMap::new();
    for statement in statements {
        let Some(table) = tables.get(statement.table) else { continue };
        let count = counts.entry(statement.kind).or_default();
        let words = table.cells().enumerate().filter(|(_, cell)| cell.text.len() > 1);
        for (at, cell) in words.take(MOST - *count) {
            let (length, letters) = Letters::counted(cell.text);
            found.push(TextCell {
                text: cell.text,
                table: statement.table,
                cell: at,
                row: cell.row,
                col: cell.col,
                document: statement.document,
                kind: statement.kind,
                length,
                letters,
            });
            *count += 1;
        }
    }
    found
}
