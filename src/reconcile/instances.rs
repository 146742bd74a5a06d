//! On what a rule is judged: one document, table, row, column, figure, sentence, line, cell or formula at a time.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use extractors::Locator;

use crate::book::rules::expr::{Named, Reach, TEMPLATES, Term};
use crate::book::rules::words::Look;
use crate::book::rules::{Over, Rule};
use crate::fact::{Basis, Concept, Medium, Place};
use crate::report::IndicatorKind;
use crate::statement::TableKind;

use super::ask::codes::CodeSum;
use super::ask::divisions;
use super::layout::{Entry, TextTable, View};

/// No rule is judged on more instances than this in one report; further ones say nothing new.
pub const MOST: usize = 20_000;

#[derive(Debug, Clone, Copy, Default)]
pub enum Subject {
    #[default]
    Document,
    Table(usize),
    Row(usize),
    Level(usize),
    Column(Stand),
    Fact(u32),
    Label(u32),
    Claim(usize),
    Line(usize),
    /// Bytes of a line.
    Sentence(usize, usize, usize),
    /// A cell by its number among those with words.
    Cell(usize),
    Formula(usize),
    /// A figure of a table by code.
    Code(usize),
}

/// A figure or a blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    Fact(u32),
    Blank(u32),
}

/// An instance with what terms inherit from it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anchor<'v> {
    pub subject: Subject,
    pub document: usize,
    /// The first piece of the table that the instance stands in.
    pub table: Option<usize>,
    /// The place in prose.
    pub at: Option<&'v Locator>,
    pub year: Option<i32>,
    pub basis: Option<Basis>,
    /// The number of its scope.
    pub scope: Option<u32>,
    pub concept: Option<&'v Concept>,
}

impl<'v> Anchor<'v> {
    fn of(subject: Subject, document: usize, view: &View<'v>) -> Self {
        let year = view.head(document).and_then(|head| head.year);
        Self { subject, document, table: None, at: None, year, basis: None, scope: None, concept: None }
    }

    fn in_table(self, table: usize) -> Self {
        Self { table: Some(table), ..self }
    }

    fn fact(view: &View<'v>, number: u32, subject: Subject) -> Self {
        let fact = view.fact(number);
        Self {
            table: fact.place.table.map(|table| view.root(table)),
            at: fact.place.table.is_none().then_some(&fact.place.at),
            year: fact.year,
            basis: Some(fact.basis),
            scope: Some(view.scope(number)),
            concept: fact.concept.as_ref(),
            ..Self::of(subject, fact.document, view)
        }
    }

    fn blank(view: &View<'v>, number: u32, subject: Subject) -> Self {
        let blank = view.blank(number);
        Self {
            table: blank.place.table.map(|table| view.root(table)),
            year: blank.year,
            basis: Some(blank.basis),
            concept: blank.concept.as_ref(),
            ..Self::of(subject, blank.document, view)
        }
    }

    /// What is known of the text that it stands in.
    pub fn look<'a>(&self, view: &'a View<'v>) -> Option<&'a Look> {
        match self.subject {
            Subject::Sentence(at, ..) => Some(&view.lines[at].look),
            _ => None,
        }
    }

    /// The place of the figure itself, where the instance is one.
    pub fn place(&self, view: &View<'v>) -> Option<&'v Place> {
        match self.subject {
            Subject::Fact(number) | Subject::Column(Stand::Fact(number)) => Some(&view.fact(number).place),
            Subject::Label(number) | Subject::Column(Stand::Blank(number)) => Some(&view.blank(number).place),
            Subject::Row(row) => Some(&view.reading.indicators[row].place),
            Subject::Level(level) => Some(&view.reading.weights[level].weight.place),
            _ => None,
        }
    }
}

/// What a rule may be judged on, in the order of the file. What is the same for several rules is laid out once.
pub fn of<'a, 'v>(view: &'a View<'v>, rule: &'v Rule) -> Cow<'a, [Anchor<'v>]> {
    match rule.shared.and_then(|number| view.memo.instances.get(number)) {
        Some(kept) => Cow::Borrowed(kept.get_or_init(|| laid_out(view, &rule.over))),
        None => Cow::Owned(laid_out(view, &rule.over)),
    }
}

fn laid_out<'v>(view: &View<'v>, over: &'v Over) -> Vec<Anchor<'v>> {
    match over {
        Over::Documents => documents(view),
        Over::Tables => tables(view),
        Over::AllTables => every_table(view),
        Over::Rows => rows(view, IndicatorKind::Indicator),
        Over::BudgetRows => rows(view, IndicatorKind::BudgetExecution),
        Over::Levels => levels(view),
        Over::Columns(term) => columns(view, term),
        Over::Facts(term) => {
            let anchor = |number| Anchor::fact(view, number, Subject::Fact(number));
            facts(view, term).into_iter().map(anchor).collect()
        }
        Over::Labels(term) => labels(view, term),
        Over::Claims(kind) => {
            let claims = view.reading.claims.iter().enumerate().filter(|(_, claim)| claim.kind == *kind);
            claims.map(|(at, _)| claim(view, at)).collect()
        }
        Over::Sentences => sentences(view),
        Over::Formulas => formulas(view),
        Over::Codes => codes(view),
        // They are gone over where they lie.
        Over::Lines | Over::Cells => Vec::new(),
    }
}

/// Whether a document and a table of the kinds that a rule is about are there at all.
pub fn may_apply(view: &View<'_>, rule: &Rule) -> bool {
    let table = || view.statements.iter().any(|statement| is_among(rule, statement.kind));
    let document = || view.reading.documents.iter().any(|head| rule.documents.contains(&head.kind));
    (rule.tables.is_empty() || table()) && (rule.documents.is_empty() || document())
}

/// Whether a rule is about instances of this table and document.
pub fn applies(view: &View<'_>, rule: &Rule, anchor: &Anchor<'_>) -> bool {
    let kind = || anchor.table.and_then(|table| view.statement(table)).map(|statement| statement.kind);
    (rule.tables.is_empty() || kind().is_some_and(|kind| is_among(rule, kind)))
        && applies_to_document(view, rule, anchor.document)
}

/// The same of all cells of a table with words.
pub fn applies_to_cells(view: &View<'_>, rule: &Rule, table: &TextTable) -> bool {
    let whole = view.statement(view.root(table.table)).map(|statement| statement.kind);
    (rule.tables.is_empty() || is_among(rule, table.kind) && whole.is_some_and(|kind| is_among(rule, kind)))
        && applies_to_document(view, rule, table.document)
}

pub fn applies_to_document(view: &View<'_>, rule: &Rule, document: usize) -> bool {
    let kind = || view.head(document).map(|head| head.kind);
    rule.documents.is_empty() || kind().is_some_and(|kind| rule.documents.contains(&kind))
}

fn is_among(rule: &Rule, kind: TableKind) -> bool {
    rule.tables.iter().any(|meant| *meant as u8 == kind as u8)
}

fn documents<'v>(view: &View<'v>) -> Vec<Anchor<'v>> {
    (0..view.reading.documents.len()).map(|at| Anchor::of(Subject::Document, at, view)).collect()
}

fn tables<'v>(view: &View<'v>) -> Vec<Anchor<'v>> {
    let scored: BTreeSet<(usize, usize)> =
        view.reading.indicators.iter().map(|row| (view.root(row.table), row.document)).collect();
    let anchor = |(table, document)| Anchor::of(Subject::Table(table), document, view).in_table(table);
    scored.into_iter().map(anchor).collect()
}

fn every_table<'v>(view: &View<'v>) -> Vec<Anchor<'v>> {
    let first = view.statements.iter().filter(|statement| statement.continued_from.is_none());
    first.map(|it| Anchor::of(Subject::Table(it.table), it.document, view).in_table(it.table)).collect()
}

fn rows<'v>(view: &View<'v>, kind: IndicatorKind) -> Vec<Anchor<'v>> {
    let rows = view.reading.indicators.iter().enumerate().filter(|(_, row)| row.kind == kind);
    rows.map(|(at, row)| Anchor::of(Subject::Row(at), row.document, view).in_table(view.root(row.table)))
        .collect()
}

fn levels<'v>(view: &View<'v>) -> Vec<Anchor<'v>> {
    let levels = view.reading.weights.iter().enumerate().filter(|(_, level)| level.level > 0);
    levels
        .map(|(at, level)| {
            Anchor::of(Subject::Level(at), level.document, view).in_table(view.root(level.table))
        })
        .collect()
}

fn claim<'v>(view: &View<'v>, at: usize) -> Anchor<'v> {
    let claim = &view.reading.claims[at];
    let anchor = Anchor::of(Subject::Claim(at), claim.document, view);
    Anchor {
        at: Some(&claim.at),
        year: claim.year.or(anchor.year),
        concept: claim.concept.as_ref(),
        ..anchor
    }
}

pub fn line<'v>(view: &View<'v>, at: usize) -> Anchor<'v> {
    let line = &view.lines[at];
    Anchor { at: Some(line.at), ..Anchor::of(Subject::Line(at), line.document, view) }
}

/// Sentences that divide a whole (其中) or list what they count (分别).
fn sentences<'v>(view: &View<'v>) -> Vec<Anchor<'v>> {
    let divides = &view.lists().divides;
    let (mut found, mut of_lines) = (Vec::new(), BTreeMap::new());
    for (at, own) in
        view.lines.iter().enumerate().filter(|(_, line)| divides.are_among(line.text, &line.look))
    {
        let anchor = line(view, at);
        let all = of_lines.entry(own.first).or_insert_with(|| divisions::sentences(own.text, divides));
        let sentence = |&(start, end)| Anchor { subject: Subject::Sentence(at, start, end), ..anchor };
        found.extend(all.iter().map(sentence));
    }
    found
}

/// A cell by its number among those with words.
pub fn cell<'v>(view: &View<'v>, table: &TextTable, at: usize) -> Anchor<'v> {
    Anchor::of(Subject::Cell(at), table.document, view).in_table(view.root(table.table))
}

fn codes<'v>(view: &View<'v>) -> Vec<Anchor<'v>> {
    let codes = view.codes();
    let anchor = |(at, sum): (usize, &CodeSum)| {
        let table = codes.whole(sum).table;
        let document = view.statement(table).map_or(0, |statement| statement.document);
        Anchor::of(Subject::Code(at), document, view).in_table(view.root(table))
    };
    codes.sums.iter().enumerate().take(MOST).map(anchor).collect()
}

fn formulas<'v>(view: &View<'v>) -> Vec<Anchor<'v>> {
    let relations = view.document.map_or(&[][..], |document| &document.relations);
    let anchor = |(at, relation): (usize, &'v extractors::document::Relation)| Anchor {
        at: Some(&relation.at),
        ..Anchor::of(Subject::Formula(at), 0, view)
    };
    relations.iter().enumerate().map(anchor).collect()
}

/// Every figure that a quantifier's term names, of all documents, in the order of the reading.
fn facts(view: &View<'_>, term: &Term) -> Vec<u32> {
    let mut found = Vec::new();
    for named in &term.concepts {
        match named {
            Named::Concept(_, number) | Named::Family(_, number) => {
                let all = view.facts(*number, None).iter();
                found.extend(all.filter(|entry| fits(view, term, entry)).map(|entry| entry.item));
            }
            Named::Every => return every(view, term),
            Named::This | Named::Stem => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn fits(view: &View<'_>, term: &Term, entry: &Entry) -> bool {
    (term.bases.is_empty() || term.bases.iter().any(|basis| entry.is_of(*basis)))
        && within(view, term.reach, entry)
}

/// Figures of all concepts, and those whose label nobody knows.
fn every(view: &View<'_>, term: &Term) -> Vec<u32> {
    let entries = view.every().iter();
    entries.filter(|entry| fits(view, term, entry)).map(|entry| entry.item).collect()
}

/// Whether a figure stands where a term looks.
pub fn within(view: &View<'_>, reach: Reach, entry: &Entry) -> bool {
    match reach {
        Reach::Near | Reach::Document | Reach::File => true,
        Reach::Tables => entry.medium != Medium::Narrative,
        Reach::Prose => entry.medium == Medium::Narrative,
        Reach::Charts => entry.medium == Medium::Chart,
        Reach::Accounts => entry.in_accounts,
        Reach::Reports => !entry.in_accounts,
        Reach::Template(template) => {
            let family = view.statement(entry.table as usize).and_then(|it| it.family.as_deref());
            family == TEMPLATES.get(usize::from(template)).copied()
        }
    }
}

/// A group of figures that stand together: one column of a table, one paragraph.
type Together<'v> =
    (usize, Option<usize>, Option<&'v Locator>, Option<u32>, Option<i32>, Option<Basis>, Option<u32>);

/// The groups that were met: nearly always a few, which are looked through.
#[derive(Default)]
struct Met<'v> {
    few: Vec<Together<'v>>,
    more: BTreeSet<Together<'v>>,
}

impl<'v> Met<'v> {
    const FEW: usize = 48;

    /// Whether it is the first of its group.
    fn insert(&mut self, one: Together<'v>) -> bool {
        if self.few.contains(&one) {
            return false;
        }
        if self.few.len() < Self::FEW {
            self.few.push(one);
            return true;
        }
        self.more.insert(one)
    }
}

fn columns<'v>(view: &View<'v>, term: &Term) -> Vec<Anchor<'v>> {
    let mut seen = Met::default();
    let mut found = Vec::new();
    let prose = term.reach == Reach::Prose;
    for number in facts(view, term) {
        let fact = view.fact(number);
        if (fact.medium == Medium::Narrative) != prose {
            continue;
        }
        let anchor = Anchor::fact(view, number, Subject::Column(Stand::Fact(number)));
        if seen.insert(together(&anchor, fact.place.table.map(|_| fact.place.row))) {
            found.push(anchor);
        }
    }
    if !prose {
        blank_columns(view, term, &mut seen, &mut found);
    }
    found
}

fn together<'v>(anchor: &Anchor<'v>, row: Option<u32>) -> Together<'v> {
    (anchor.document, anchor.table, anchor.at, anchor.scope, anchor.year, anchor.basis, row)
}

fn blank_columns<'v>(view: &View<'v>, term: &Term, seen: &mut Met<'v>, found: &mut Vec<Anchor<'v>>) {
    for named in &term.concepts {
        let Named::Concept(_, number) = named else { continue };
        for blank in view.blanks(*number, None).iter().map(|entry| entry.item) {
            let item = view.blank(blank);
            if !term.bases.is_empty() && !term.bases.contains(&item.basis) {
                continue;
            }
            let anchor = Anchor::blank(view, blank, Subject::Column(Stand::Blank(blank)));
            if seen.insert(together(&anchor, Some(item.place.row))) {
                found.push(anchor);
            }
        }
    }
}

/// Rows with a blank, once each.
fn labels<'v>(view: &View<'v>, term: &Term) -> Vec<Anchor<'v>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for named in &term.concepts {
        let (Named::Concept(_, number) | Named::Family(_, number)) = named else { continue };
        for blank in view.blanks(*number, None).iter().map(|entry| entry.item) {
            let item = view.blank(blank);
            let fits = term.bases.is_empty() || term.bases.contains(&item.basis);
            if fits && seen.insert((item.place.table, item.place.row)) {
                found.push(Anchor::blank(view, blank, Subject::Label(blank)));
            }
        }
    }
    found
}
