//! A reading laid out for questions: figures by concept, document, year and sense; rows by table; lines by place. Made
//! once for a report, asked by every rule.

use std::cell::RefCell;
use std::collections::HashMap;

use extractors::{Block, Document, Locator, Table};
use rust_decimal::Decimal;

use crate::book::Book;
use crate::chinese::grade::Scale;
use crate::fact::{Basis, Fact, Medium};
use crate::report::{Blank, DocumentHead, Indicator, Reading};
use crate::statement::Statement;

/// A line between the tables.
#[derive(Debug, Clone, Copy)]
pub struct Line<'v> {
    pub text: &'v str,
    pub at: &'v Locator,
    pub document: usize,
}

/// Where rules look things up.
pub struct View<'v> {
    pub reading: &'v Reading,
    pub book: &'v Book,
    pub statements: &'v [Statement],
    pub lines: Vec<Line<'v>>,
    pub tables: Vec<&'v Table>,
    pub document: Option<&'v Document>,
    facts: Lookup,
    blanks: Lookup,
    /// The first table of those that are pieces of one.
    roots: Vec<usize>,
    kinds: Vec<Option<usize>>,
    rows: HashMap<usize, Vec<usize>>,
    unknown: HashMap<usize, Vec<u32>>,
    pub(super) memo: RefCell<HashMap<(usize, usize), Decimal>>,
    pub(super) scales: RefCell<HashMap<usize, Option<Scale>>>,
    pub(super) repeated: RefCell<Option<HashMap<u64, u32>>>,
}

/// Numbers of figures under the number of a concept, in the order of document, year and sense.
#[derive(Default)]
struct Lookup {
    starts: Vec<u32>,
    items: Vec<u32>,
}

/// What one entry is sorted by.
type Key = (usize, Option<i32>, Basis);

impl Lookup {
    fn new(size: usize, mut entries: Vec<(u16, Key, u32)>) -> Self {
        entries.sort_unstable();
        let mut starts = vec![0; size + 1];
        for (number, ..) in &entries {
            starts[usize::from(*number) + 1] += 1;
        }
        for at in 0..size {
            starts[at + 1] += starts[at];
        }
        Self { starts, items: entries.into_iter().map(|(.., item)| item).collect() }
    }

    fn of(&self, number: u16) -> &[u32] {
        let at = usize::from(number);
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&from), Some(&to)) => &self.items[from as usize..to as usize],
            _ => &[],
        }
    }
}

impl<'v> View<'v> {
    pub fn new(
        reading: &'v Reading,
        statements: &'v [Statement],
        document: Option<&'v Document>,
        book: &'v Book,
    ) -> Self {
        let names = &book.rules().names;
        let facts = reading.facts.iter().enumerate().flat_map(|(at, fact)| {
            let key = (fact.document, fact.year, fact.basis);
            let numbers = fact.concept.iter().flat_map(|concept| names.numbers(concept.as_str()));
            numbers.map(move |number| (number, key, at as u32))
        });
        let blanks = reading.blanks.iter().enumerate().flat_map(|(at, blank)| {
            let key = (blank.document, blank.year, blank.basis);
            let numbers = blank.concept.iter().flat_map(|concept| names.numbers(concept.as_str()));
            numbers.map(move |number| (number, key, at as u32))
        });
        let mut rows: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, row) in reading.indicators.iter().enumerate() {
            rows.entry(root(statements, row.table)).or_default().push(at);
        }
        let mut unknown: HashMap<usize, Vec<u32>> = HashMap::new();
        for (at, fact) in reading.facts.iter().enumerate().filter(|(_, fact)| fact.concept.is_none()) {
            if let Some(table) = fact.place.table {
                unknown.entry(root(statements, table)).or_default().push(at as u32);
            }
        }
        let tables: Vec<&Table> = document.map(|document| document.tables().collect()).unwrap_or_default();
        let mut kinds = vec![None; tables.len()];
        for (at, statement) in statements.iter().enumerate() {
            kinds.resize(kinds.len().max(statement.table + 1), None);
            kinds[statement.table] = Some(at);
        }
        Self {
            facts: Lookup::new(names.len(), facts.collect()),
            blanks: Lookup::new(names.len(), blanks.collect()),
            lines: document.map(|document| lines(document, &reading.documents)).unwrap_or_default(),
            roots: (0..kinds.len()).map(|table| root(statements, table)).collect(),
            reading,
            book,
            statements,
            tables,
            document,
            kinds,
            rows,
            unknown,
            memo: RefCell::default(),
            scales: RefCell::default(),
            repeated: RefCell::default(),
        }
    }

    pub fn fact(&self, number: u32) -> &'v Fact {
        &self.reading.facts[number as usize]
    }

    pub fn blank(&self, number: u32) -> &'v Blank {
        &self.reading.blanks[number as usize]
    }

    pub fn head(&self, document: usize) -> Option<&'v DocumentHead> {
        self.reading.documents.get(document)
    }

    /// The first piece of a table.
    pub fn root(&self, table: usize) -> usize {
        self.roots.get(table).copied().unwrap_or(table)
    }

    pub fn statement(&self, table: usize) -> Option<&'v Statement> {
        self.kinds.get(table).copied().flatten().map(|at| &self.statements[at])
    }

    /// The scored rows of a table and its later pieces.
    pub fn rows(&self, table: usize) -> impl Iterator<Item = (usize, &'v Indicator)> {
        let numbers = self.rows.get(&table).map_or(&[][..], Vec::as_slice);
        numbers.iter().map(|&at| (at, &self.reading.indicators[at]))
    }

    /// Figures of a table whose label nobody knows.
    pub fn unknown(&self, table: usize) -> &[u32] {
        self.unknown.get(&table).map_or(&[], Vec::as_slice)
    }

    /// Every figure under a number; of one document where one is given.
    pub fn facts(&self, number: u16, document: Option<usize>) -> &[u32] {
        narrow(self.facts.of(number), document, |at| self.fact(at).document)
    }

    pub fn blanks(&self, number: u16, document: Option<usize>) -> &[u32] {
        narrow(self.blanks.of(number), document, |at| self.blank(at).document)
    }

    /// Figures under a number in one document, year and sense.
    pub fn exactly(&self, number: u16, document: usize, year: Option<i32>, basis: Basis) -> &[u32] {
        let all = self.facts(number, Some(document));
        let key = |at: u32| (self.fact(at).year, self.fact(at).basis);
        let from = all.partition_point(|&at| key(at) < (year, basis));
        let to = all.partition_point(|&at| key(at) <= (year, basis));
        &all[from..to]
    }

    pub fn is_picture(&self, fact: &Fact) -> bool {
        matches!(fact.medium, Medium::Chart | Medium::Image)
    }
}

fn narrow(all: &[u32], document: Option<usize>, of: impl Fn(u32) -> usize) -> &[u32] {
    let Some(document) = document else { return all };
    let from = all.partition_point(|&at| of(at) < document);
    let to = all.partition_point(|&at| of(at) <= document);
    &all[from..to]
}

/// Follows `continued_from` to the first piece; a table never continues a later one.
fn root(statements: &[Statement], table: usize) -> usize {
    let mut at = table;
    while let Some(earlier) =
        statements.get(at).filter(|it| it.table == at).and_then(|it| it.continued_from).filter(|&it| it < at)
    {
        at = earlier;
    }
    at
}

fn lines<'v>(document: &'v Document, heads: &[DocumentHead]) -> Vec<Line<'v>> {
    let mut lines = Vec::new();
    for (at, block) in document.blocks.iter().enumerate() {
        let Block::Text(paragraph) = block else { continue };
        if paragraph.hidden || paragraph.text.trim().is_empty() {
            continue;
        }
        let document = heads.iter().position(|head| head.blocks.contains(&at)).unwrap_or(0);
        lines.push(Line { text: &paragraph.text, at: &paragraph.at, document });
    }
    lines.sort_by(|one, other| one.at.cmp(other.at));
    lines
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
