//! Lines between the tables and cells with words in them, each looked at once for every word that any rule looks for; of
//! lines that say the same, the first.

use std::ops::Range;

use extractors::{Block, Document, Locator, Table};
use xxhash_rust::xxh3::xxh3_64;

use crate::book::rules::words::{Lexicon, Look, WordSet};
use crate::reconcile::instances::MOST;
use crate::report::DocumentHead;
use crate::statement::{Statement, TableKind};

use super::View;
use super::prints::firsts;

/// A line between the tables.
#[derive(Debug, Clone, Copy)]
pub struct Line<'v> {
    pub text: &'v str,
    pub at: &'v Locator,
    pub document: usize,
    pub look: Look,
    /// The first line of the document with the same text.
    pub first: usize,
}

/// A cell with more than a sign in it.
#[derive(Debug, Clone, Copy)]
pub struct TextCell<'v> {
    pub text: &'v str,
    pub table: usize,
    /// Its number in the table.
    pub cell: usize,
    pub look: Look,
    /// What its row is called, by its number among the labels.
    label: Option<usize>,
}

/// The cells of one recognised table.
#[derive(Debug)]
pub struct TextTable {
    pub document: usize,
    pub kind: TableKind,
    pub table: usize,
    pub cells: Range<usize>,
    /// Every word that stands in one of them, or in front of one.
    pub words: WordSet,
}

/// Cells with words, by their tables.
#[derive(Debug, Default)]
pub struct Cells<'v> {
    all: Vec<TextCell<'v>>,
    pub tables: Vec<TextTable>,
    labels: Vec<(&'v str, Look)>,
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
        lines.push(Line { text, at: &paragraph.at, document, look: Look::default(), first: 0 });
    }
    lines.sort_by(|one, other| one.at.cmp(other.at));
    let hashes = lines.iter().map(|line| xxh3_64(line.text.as_bytes()));
    let firsts = firsts(hashes, |at| (lines[at as usize].document, lines[at as usize].text));
    for (at, first) in firsts.into_iter().map(|first| first as usize).enumerate() {
        let look = if first == at { lexicon.look(lines[at].text) } else { lines[first].look };
        (lines[at].look, lines[at].first) = (look, first);
    }
    lines
}

impl<'v> Cells<'v> {
    /// Those of tables that rules over cells are about, in the order of the statements; of each kind of table as many as any
    /// rule is judged on.
    pub fn of(view: &View<'v>) -> Self {
        let (mut cells, mut counts) = (Self::default(), [0; TableKind::ALL.len()]);
        for statement in view.statements {
            let Some(&table) = view.tables.get(statement.table) else { continue };
            if !view.book.rules().looks_into(statement.kind) {
                continue;
            }
            let count = &mut counts[statement.kind as usize];
            *count += cells.add(view, statement, table, MOST - *count);
        }
        cells
    }

    /// The cells of a table, and how many they are.
    fn add(&mut self, view: &View<'v>, statement: &Statement, table: &'v Table, most: usize) -> usize {
        let lexicon = &view.book.rules().names.lexicon;
        let (from, labels, mut words) = (self.all.len(), self.labels.len(), WordSet::default());
        let mut texts = table.texts();
        for row in 0..table.rows() {
            let numbers = table.numbers_in_row(row);
            let mut label = None;
            for (cell, text) in numbers.clone().zip(&mut texts) {
                if text.len() <= 1 || self.all.len() - from == most {
                    continue;
                }
                let named = *label.get_or_insert_with(|| self.label(view, (statement.table, row), table));
                let look = lexicon.look(text);
                words.join(&look.words);
                // A row without a name of its own is called what its first cell says.
                let own =
                    named.filter(|(_, is_cell)| !is_cell || cell > numbers.start).map(|(label, _)| label);
                self.all.push(TextCell { text, table: statement.table, cell, look, label: own });
            }
        }
        self.labels[labels..].iter().for_each(|(_, look)| words.join(&look.words));
        let cells = from..self.all.len();
        let (document, kind, table) = (statement.document, statement.kind, statement.table);
        self.tables.push(TextTable { document, kind, table, cells, words });
        self.all.len() - from
    }

    /// The number of a row's label, and whether that is its first cell.
    fn label(
        &mut self,
        view: &View<'v>,
        (table, row): (usize, u32),
        cells: &'v Table,
    ) -> Option<(usize, bool)> {
        let known = view.statement(table)?.rows.get(row as usize)?;
        let key = known.labels.first().map(|label| label.key.as_str()).filter(|key| !key.is_empty());
        let text = key.unwrap_or_else(|| cells.text(cells.numbers_in_row(row).start));
        self.labels.push((text, view.book.rules().names.lexicon.look(text)));
        Some((self.labels.len() - 1, key.is_none()))
    }

    pub fn get(&self, at: usize) -> &TextCell<'v> {
        &self.all[at]
    }

    /// What the row of a cell is called.
    pub fn label_of(&self, at: usize) -> Option<(&'v str, &Look)> {
        let (text, look) = &self.labels[self.all[at].label?];
        Some((text, look))
    }
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
