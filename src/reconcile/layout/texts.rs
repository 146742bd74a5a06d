//! Lines between the tables and cells with words in them, each looked at once for every word that any rule looks for.

use std::collections::HashMap;

use extractors::{Block, Document, Locator, Table};

use crate::book::rules::words::{Lexicon, Look};
use crate::reconcile::instances::MOST;
use crate::report::DocumentHead;
use crate::statement::{Statement, TableKind};

/// A line between the tables.
#[derive(Debug, Clone, Copy)]
pub struct Line<'v> {
    pub text: &'v str,
    pub at: &'v Locator,
    pub document: usize,
    pub look: Look,
}

/// A cell with more than a sign in it.
#[derive(Debug, Clone, Copy)]
pub struct TextCell<'v> {
    pub text: &'v str,
    pub table: usize,
    /// Its number in the table.
    pub cell: usize,
    pub document: usize,
    pub kind: TableKind,
    pub look: Look,
}

/// The lines of a file that a person sees, in the order of their places.
pub fn lines<'v>(document: &'v Document, heads: &[DocumentHead], lexicon: &Lexicon) -> Vec<Line<'v>> {
    let mut lines = Vec::new();
    for (at, block) in document.blocks.iter().enumerate() {
        let Block::Text(paragraph) = block else { continue };
        if paragraph.hidden || paragraph.text.trim().is_empty() {
            continue;
        }
        let document = heads.iter().position(|head| head.blocks.contains(&at)).unwrap_or(0);
        let text = paragraph.text.as_str();
        lines.push(Line { text, at: &paragraph.at, document, look: lexicon.look(text) });
    }
    lines.sort_by(|one, other| one.at.cmp(other.at));
    lines
}

/// The cells of recognised tables in the order of the statements; of each kind of table as many as any rule is judged on.
pub fn cells<'v>(tables: &[&'v Table], statements: &[Statement], lexicon: &Lexicon) -> Vec<TextCell<'v>> {
    let mut found = Vec::new();
    let mut counts: HashMap<TableKind, usize> = HashMap::new();
    for statement in statements {
        let Some(table) = tables.get(statement.table) else { continue };
        let count = counts.entry(statement.kind).or_default();
        let words = table.texts().enumerate().filter(|(_, text)| text.len() > 1);
        for (cell, text) in words.take(MOST - *count) {
            found.push(TextCell {
                text,
                table: statement.table,
                cell,
                document: statement.document,
                kind: statement.kind,
                look: lexicon.look(text),
            });
            *count += 1;
        }
    }
    found
}

/// Whether two places are in one paragraph.
pub fn same_line(one: &Locator, other: &Locator) -> bool {
    match (one, other) {
        (Locator::Line { line, .. }, Locator::Line { line: other, .. }) => line == other,
        (Locator::Sheet { sheet, row, .. }, Locator::Sheet { sheet: sheet2, row: row2, .. }) => {
            (sheet, row) == (sheet2, row2)
        }
        (one, other) => one == other,
    }
}
