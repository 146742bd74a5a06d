//! A reading laid out for questions: figures by concept, document, year and sense; rows by table; lines by place. Made
//! once for a report, asked by every rule.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;

use extractors::{Block, Document, Locator, Table};
use rust_decimal::Decimal;

use crate::book::Book;
use crate::book::rules::Names;
use crate::book::rules::expr::Field;
use crate::book::rules::words::Letters;
use crate::chinese::Reading as Read;
use crate::chinese::grade::Scale;
use crate::fact::{Basis, Concept, Fact, Medium};
use crate::report::{Blank, DocumentHead, Indicator, Reading};
use crate::statement::Statement;

use super::anchor::Anchor;
use super::cells::TextCell;
use super::codes::{self, CodeSum};
use super::value::Quantity;

/// A line between the tables.
#[derive(Debug, Clone, Copy)]
pub struct Line<'v> {
    pub text: &'v str,
    pub at: &'v Locator,
    pub document: usize,
    /// How many characters it has, and which.
    pub length: usize,
    pub letters: Letters,
}

/// Where rules look things up.
pub struct View<'v> {
    pub reading: &'v Reading,
    pub book: &'v Book,
    pub statements: &'v [Statement],
    pub lines: Vec<Line<'v>>,
    pub tables: Vec<&'v Table>,
    pub document: Option<&'v Document>,
    /// Whether any figure stands in a picture or a chart.
    pub drawn: bool,
    /// For each figure the first piece of its table, side by side: most figures under a name stand elsewhere.
    tables_of_facts: Vec<Option<usize>>,
    facts: Lookup,
    blanks: Lookup,
    /// The first table of those that are pieces of one.
    roots: Vec<usize>,
    kinds: Vec<Option<usize>>,
    /// Scored rows, and figures that nobody knows, with their tables.
    rows: Vec<(usize, usize)>,
    unknown: Vec<(usize, u32)>,
    quantities: Vec<OnceCell<Option<Quantity>>>,
    pub(super) memo: Memo<'v>,
}

/// Answers that several rules ask for.
#[derive(Default)]
pub(super) struct Memo<'v> {
    pub sums: RefCell<HashMap<(usize, usize), Decimal>>,
    pub scales: RefCell<HashMap<usize, Option<Scale>>>,
    /// How often each line stands in the file, for those that are long.
    pub repeated: OnceCell<Vec<u32>>,
    /// Instances that are the same for every rule that is judged on them.
    pub instances: [OnceCell<Vec<Anchor<'v>>>; 5],
    pub cells: OnceCell<Vec<TextCell<'v>>>,
    /// Targets and results of rows, read.
    pub aims: Vec<[OnceCell<Read<'v>>; 2]>,
    pub twins: Vec<[Cell<Option<Twin>>; 2]>,
    /// For a table and a field of its rows, how often each text stands there.
    pub alike: RefCell<HashMap<(usize, Field), HashMap<u64, u32>>>,
    pub by_table: OnceCell<Vec<(usize, usize)>>,
    pub codes: OnceCell<Vec<CodeSum>>,
    pub divisions: RefCell<HashMap<(usize, usize), Option<Division>>>,
}

/// The whole that a sentence divides, and the sum of its parts.
pub type Division = (Quantity, Quantity);

/// The same figure elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twin {
    One(u32),
    None,
    /// There are several, and they differ.
    Differ,
}

/// Numbers of figures under the number of a concept, in the order of document, year and sense.
#[derive(Default)]
struct Lookup {
    starts: Vec<u32>,
    items: Vec<(Key, u32)>,
    /// For each figure, the number of its own concept.
    own: Vec<Option<u16>>,
}

/// Document, year and sense in one number that sorts as they do.
type Key = u64;

fn key(document: usize, year: Option<i32>, basis: Basis) -> Key {
    let year =
        year.map_or(0, |year| u64::from((i64::from(year) + (1 << 23)).unsigned_abs() as u32 & 0xFF_FFFF));
    (document as u64) << 32 | year << 8 | u64::from(basis.rank())
}

fn of_document(key: Key) -> usize {
    (key >> 32) as usize
}

impl Lookup {
    fn new<'f>(names: &Names, all: impl Iterator<Item = (Option<&'f Concept>, Key)>) -> Self {
        let mut entries: Vec<(u16, Key, u32)> = Vec::new();
        let mut own = Vec::new();
        for (at, (concept, key)) in all.enumerate() {
            let name = concept.map_or("", Concept::as_str);
            let number = names.number(name);
            own.push(number);
            let numbers = number.into_iter().chain(names.above(name, number));
            entries.extend(numbers.map(|number| (number, key, at as u32)));
        }
        entries.sort_unstable();
        let mut starts = vec![0; names.len() + 1];
        for (number, ..) in &entries {
            starts[usize::from(*number) + 1] += 1;
        }
        for at in 0..names.len() {
            starts[at + 1] += starts[at];
        }
        Self { starts, items: entries.into_iter().map(|(_, key, item)| (key, item)).collect(), own }
    }

    fn of(&self, number: u16) -> &[(Key, u32)] {
        let at = usize::from(number);
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&from), Some(&to)) => &self.items[from as usize..to as usize],
            _ => &[],
        }
    }

    /// Those with one key.
    fn at(&self, number: u16, wanted: Key) -> impl Iterator<Item = u32> + Clone {
        let all = self.of(number);
        let from = if all.is_empty() { 0 } else { all.partition_point(|(key, _)| *key < wanted) };
        all[from..].iter().take_while(move |(key, _)| *key == wanted).map(|(_, at)| *at)
    }

    /// Those of one document, where one is given.
    fn narrowed(&self, number: u16, document: Option<usize>) -> &[(Key, u32)] {
        let all = self.of(number);
        let Some(document) = document.filter(|_| !all.is_empty()) else { return all };
        let from = all.partition_point(|(key, _)| of_document(*key) < document);
        let to = all.partition_point(|(key, _)| of_document(*key) <= document);
        &all[from..to]
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
        let fact = |fact: &'v Fact| (fact.concept.as_ref(), key(fact.document, fact.year, fact.basis));
        let blank = |blank: &'v Blank| (blank.concept.as_ref(), key(blank.document, blank.year, blank.basis));
        let tables: Vec<&Table> = document.map(|document| document.tables().collect()).unwrap_or_default();
        let mut kinds = vec![None; tables.len()];
        for (at, statement) in statements.iter().enumerate() {
            kinds.resize(kinds.len().max(statement.table + 1), None);
            kinds[statement.table] = Some(at);
        }
        let count = reading.facts.len();
        let roots: Vec<usize> = (0..kinds.len()).map(|table| root(statements, table)).collect();
        let first_piece = |table: usize| roots.get(table).copied().unwrap_or(table);
        Self {
            tables_of_facts: reading.facts.iter().map(|fact| fact.place.table.map(first_piece)).collect(),
            drawn: reading.facts.iter().any(is_drawn),
            facts: Lookup::new(names, reading.facts.iter().map(fact)),
            blanks: Lookup::new(names, reading.blanks.iter().map(blank)),
            lines: document.map(|document| lines(document, &reading.documents)).unwrap_or_default(),
            roots,
            rows: by_table(statements, reading.indicators.iter().map(|row| Some(row.table))),
            unknown: unknown(statements, reading),
            quantities: vec![OnceCell::new(); count],
            memo: Memo {
                twins: vec![Default::default(); count],
                aims: vec![Default::default(); reading.indicators.len()],
                ..Memo::default()
            },
            reading,
            book,
            statements,
            tables,
            document,
            kinds,
        }
    }

    pub fn fact(&self, number: u32) -> &'v Fact {
        &self.reading.facts[number as usize]
    }

    /// Whether a figure stands in a table or one of its later pieces.
    pub fn stands_in(&self, fact: u32, table: usize) -> bool {
        self.tables_of_facts.get(fact as usize) == Some(&Some(table))
    }

    /// A figure as a quantity; nothing for what is too great to reckon with.
    pub fn quantity(&self, number: u32) -> Option<&Quantity> {
        let at = number as usize;
        self.quantities[at].get_or_init(|| Quantity::of(&self.reading.facts[at].amount)).as_ref()
    }

    /// The number of a figure's own concept.
    pub fn own_number(&self, fact: u32) -> Option<u16> {
        self.facts.own.get(fact as usize).copied().flatten()
    }

    pub fn blank(&self, number: u32) -> &'v Blank {
        &self.reading.blanks[number as usize]
    }

    /// Cells with words in them.
    pub fn cells(&self) -> &[TextCell<'v>] {
        self.memo.cells.get_or_init(|| super::cells::cells(&self.tables, self.statements))
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
        let from = self.rows.partition_point(|(of, _)| *of < table);
        let own = self.rows[from..].iter().take_while(move |(of, _)| *of == table);
        own.map(|&(_, at)| (at, &self.reading.indicators[at]))
    }

    /// Figures of a table whose label nobody knows.
    pub fn unknown(&self, table: usize) -> impl Iterator<Item = &'v Fact> {
        let from = self.unknown.partition_point(|(of, _)| *of < table);
        let own = self.unknown[from..].iter().take_while(move |(of, _)| *of == table);
        own.map(|&(_, at)| self.fact(at))
    }

    /// Every figure of a table, in its order.
    pub fn of_table(&self, table: usize) -> impl Iterator<Item = u32> {
        let all = self.memo.by_table.get_or_init(|| {
            let tables = self.reading.facts.iter().map(|fact| fact.place.table);
            by_table(self.statements, tables)
        });
        let from = all.partition_point(|(of, _)| *of < table);
        all[from..].iter().take_while(move |(of, _)| *of == table).map(|&(_, at)| at as u32)
    }

    /// Every figure under a number; of one document where one is given.
    pub fn facts(&self, number: u16, document: Option<usize>) -> impl Iterator<Item = u32> + Clone {
        self.facts.narrowed(number, document).iter().map(|(_, at)| *at)
    }

    pub fn blanks(&self, number: u16, document: Option<usize>) -> impl Iterator<Item = u32> + Clone {
        self.blanks.narrowed(number, document).iter().map(|(_, at)| *at)
    }

    /// Figures under a number in one document, year and sense.
    pub fn exactly(
        &self,
        number: u16,
        document: usize,
        year: Option<i32>,
        basis: Basis,
    ) -> impl Iterator<Item = u32> + Clone {
        self.facts.at(number, key(document, year, basis))
    }

    /// What tables by code add up.
    pub fn code_sums(&self) -> &[CodeSum] {
        self.memo.codes.get_or_init(|| codes::sums(self))
    }
}

/// Whether a figure stands in a picture or a chart.
pub fn is_drawn(fact: &Fact) -> bool {
    matches!(fact.medium, Medium::Chart | Medium::Image)
}

/// Things with the first pieces of their tables, in the order of both.
fn by_table(statements: &[Statement], tables: impl Iterator<Item = Option<usize>>) -> Vec<(usize, usize)> {
    let placed = tables.enumerate().filter_map(|(at, table)| Some((root(statements, table?), at)));
    let mut placed: Vec<(usize, usize)> = placed.collect();
    placed.sort_unstable();
    placed
}

fn unknown(statements: &[Statement], reading: &Reading) -> Vec<(usize, u32)> {
    let table = |fact: &Fact| fact.place.table.filter(|_| fact.concept.is_none());
    let placed = by_table(statements, reading.facts.iter().map(table));
    placed.into_iter().map(|(table, at)| (table, at as u32)).collect()
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
        let text = paragraph.text.as_str();
        let (length, letters) = Letters::counted(text);
        lines.push(Line { text, at: &paragraph.at, document, length, letters });
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
