//! A reading laid out for questions: figures by concept, document, year and sense; rows by table; lines by place, with
//! the words in them. Made once for a report, asked by every rule.

mod figures;
mod prints;
mod texts;

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use extractors::{Document, Table};
use rust_decimal::Decimal;

use crate::book::Book;
use crate::book::rules::RuleWords;
use crate::book::rules::expr::{Expr, Field};
use crate::book::rules::words::Letters;
use crate::chinese::Reading as Read;
use crate::chinese::grade::Scale;
use crate::fact::{Basis, Fact, Medium, Scope};
use crate::report::{Blank, DocumentHead, Indicator, IndicatorKind, Reading};
use crate::statement::Statement;

use super::ask::Alike;
use super::ask::codes::{self, Codes};
use super::ask::forms::{Named, Reasons};
use super::instances::Anchor;
use super::judge::Verdict;
use super::judge::value::Quantity;

pub use figures::{DEPARTMENT, Entry, NO_TABLE, Sought, of_table};
use figures::{Scopes, Shelf};
pub use prints::firsts;
pub use texts::{Cells, Line, TextTable, same_line};

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
    facts: Shelf,
    blanks: Shelf,
    scopes: Scopes<'v>,
    /// The first table of those that are pieces of one.
    roots: Vec<usize>,
    kinds: Vec<Option<usize>>,
    /// Scored rows, and figures that nobody knows, with their tables.
    rows: Vec<(usize, usize)>,
    unknown: Vec<(usize, u32)>,
    quantities: Vec<OnceCell<Option<Quantity>>>,
    pub memo: Memo<'v>,
}

/// Answers that several rules ask for.
#[derive(Default)]
pub struct Memo<'v> {
    pub sums: RefCell<HashMap<RowsSummed, Vec<(&'v Expr, RowSum)>>>,
    pub scales: RefCell<HashMap<usize, Option<Scale>>>,
    /// How often each line stands in the file, for those that are long.
    pub repeated: OnceCell<Vec<u32>>,
    /// Instances that are the same for every rule that is judged on them.
    pub instances: Vec<OnceCell<Vec<Anchor<'v>>>>,
    pub cells: OnceCell<Cells<'v>>,
    /// The letters of each line.
    letters: OnceCell<Vec<OnceCell<Letters>>>,
    /// Targets and results of rows, read.
    pub aims: Vec<[OnceCell<Read<'v>>; 2]>,
    pub twins: Vec<[Cell<Option<Twin>>; 2]>,
    /// For each row, what came of each condition that several rules put to rows.
    of_rows: OnceCell<Vec<Cell<Option<Verdict>>>>,
    /// For a table and a field of its rows, how often each text stands there.
    pub alike: RefCell<HashMap<(usize, Field), Alike>>,
    /// For each figure the first of its print: by place, and in the whole file.
    pub prints: [OnceCell<Vec<u32>>; 2],
    pub by_table: OnceCell<Vec<(usize, usize)>>,
    pub codes: OnceCell<Codes>,
    /// The last text that was asked whose name it gives, and the last table for its reasons: first a condition asks, then
    /// the check.
    pub named: RefCell<Option<(Asked<'v>, Named)>>,
    pub reasons: RefCell<Option<(usize, Reasons)>>,
    /// The short name of each row's first level.
    pub levels: OnceCell<Vec<Option<Rc<str>>>>,
    pub divisions: RefCell<HashMap<(usize, usize), Option<Division>>>,
}

/// Scored rows that are added up: of a table and a document, all or of one kind.
type RowsSummed = (Option<usize>, usize, Option<IndicatorKind>);

/// What they come to, or of how many rows it is not known.
pub type RowSum = Result<Decimal, u32>;

/// A text of a document.
type Asked<'v> = (usize, Cow<'v, str>);

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

impl<'v> View<'v> {
    pub fn new(
        reading: &'v Reading,
        statements: &'v [Statement],
        document: Option<&'v Document>,
        book: &'v Book,
    ) -> Self {
        let names = &book.rules().names;
        let tables: Vec<&Table> = document.map(|document| document.tables().collect()).unwrap_or_default();
        let mut kinds = vec![None; tables.len()];
        for (at, statement) in statements.iter().enumerate() {
            kinds.resize(kinds.len().max(statement.table + 1), None);
            kinds[statement.table] = Some(at);
        }
        let count = reading.facts.len();
        let roots: Vec<usize> = (0..kinds.len()).map(|table| root(statements, table)).collect();
        let first_piece = |table: usize| roots.get(table).copied().unwrap_or(table);
        let scopes = Scopes::of(reading);
        Self {
            drawn: reading.facts.iter().any(is_drawn),
            facts: Shelf::of_facts(names, reading, &scopes, first_piece),
            blanks: Shelf::of_blanks(names, reading, first_piece),
            lines: document
                .map(|document| texts::lines(document, &reading.documents, &names.lexicon))
                .unwrap_or_default(),
            rows: by_table(statements, reading.indicators.iter().map(|row| Some(row.table))),
            unknown: unknown(statements, reading),
            quantities: vec![OnceCell::new(); count],
            memo: Memo {
                twins: vec![Default::default(); count],
                instances: vec![OnceCell::new(); book.rules().shared()],
                aims: vec![Default::default(); reading.indicators.len()],
                ..Memo::default()
            },
            scopes,
            roots,
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

    /// A figure as a quantity; nothing for what is too great to reckon with.
    pub fn quantity(&self, number: u32) -> Option<&Quantity> {
        let at = number as usize;
        self.quantities[at].get_or_init(|| Quantity::of(&self.reading.facts[at].amount)).as_ref()
    }

    /// The number of a figure's own concept.
    pub fn own_number(&self, fact: u32) -> Option<u16> {
        self.facts.own(fact)
    }

    pub fn blank(&self, number: u32) -> &'v Blank {
        &self.reading.blanks[number as usize]
    }

    /// Cells with words in them.
    pub fn cells(&self) -> &Cells<'v> {
        self.memo.cells.get_or_init(|| Cells::of(self))
    }

    /// The letters of a line.
    pub fn letters(&self, line: usize) -> &Letters {
        let all = self.memo.letters.get_or_init(|| vec![OnceCell::new(); self.lines.len()]);
        let line = &self.lines[line];
        all[line.first].get_or_init(|| Letters::of(line.text))
    }

    pub fn lists(&self) -> &'v RuleWords {
        &self.book.rules().lists
    }

    /// The number of a figure's scope.
    pub fn scope(&self, fact: u32) -> u32 {
        self.scopes.of_facts[fact as usize]
    }

    pub fn scope_named(&self, number: u32) -> Option<&'v Scope> {
        self.scopes.named(number)
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

    /// What came of a condition that several rules put to rows, by its number.
    pub fn of_row(&self, row: usize, condition: u16) -> &Cell<Option<Verdict>> {
        let (rows, count) = (self.reading.indicators.len(), self.book.rules().row_conditions());
        let all = self.memo.of_rows.get_or_init(|| vec![Cell::new(None); rows * count]);
        &all[row * count + usize::from(condition)]
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
    pub fn facts(&self, number: u16, document: Option<usize>) -> &[Entry] {
        document.map_or_else(|| self.facts.under(number), |document| self.facts.of_document(number, document))
    }

    /// Every figure there is.
    pub fn every(&self) -> &[Entry] {
        &self.facts.all
    }

    pub fn blanks(&self, number: u16, document: Option<usize>) -> &[Entry] {
        document
            .map_or_else(|| self.blanks.under(number), |document| self.blanks.of_document(number, document))
    }

    /// Figures under a number in one document, year and sense.
    pub fn exactly(&self, number: u16, document: usize, year: Option<i32>, basis: Basis) -> &[Entry] {
        self.facts.exactly(number, document, year, basis)
    }

    /// What tables by code add up.
    pub fn codes(&self) -> &Codes {
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
