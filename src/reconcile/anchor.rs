//! On what a rule is judged: one document, table, row, column, figure, sentence, line, cell or formula at a time.

use std::borrow::Cow;
use std::collections::BTreeSet;

use extractors::Locator;

use crate::book::rules::expr::{Named, Reach, TEMPLATES, Term};
use crate::book::rules::{Over, Rule};
use crate::fact::{Basis, Concept, Medium, Place, Scope};
use crate::report::IndicatorKind;

use super::cells::TextCell;
use super::divisions;
use super::view::View;

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
    pub scope: Option<&'v Scope>,
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
            scope: Some(&fact.scope),
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

/// What a rule may be judged on, in the order of the file. What is the same for many rules is laid out once.
pub fn anchors<'a, 'v>(view: &'a View<'v>, rule: &'v Rule) -> Cow<'a, [Anchor<'v>]> {
    let kept = |at: usize, make: fn(&View<'v>) -> Vec<Anchor<'v>>| {
        Cow::Borrowed(view.memo.instances[at].get_or_init(|| make(view)).as_slice())
    };
    match &rule.over {
        Over::Rows => return kept(0, |view| rows(view, IndicatorKind::Indicator)),
        Over::Levels => return kept(1, levels),
        Over::Lines => return kept(2, |view| (0..view.lines.len()).map(|at| line(view, at)).collect()),
        Over::Sentences => return kept(3, sentences),
        Over::Cells => return kept(4, cells),
        _ => {}
    }
    Cow::Owned(match &rule.over {
        Over::Documents => documents(view),
        Over::Tables => tables(view),
        Over::AllTables => every_table(view),
        Over::BudgetRows => rows(view, IndicatorKind::BudgetExecution),
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
        Over::Formulas => formulas(view),
        Over::Codes => codes(view),
        Over::Rows | Over::Levels | Over::Lines | Over::Sentences | Over::Cells => Vec::new(),
    })
}

/// Whether a rule is about instances of this table and document.
pub fn applies(view: &View<'_>, rule: &Rule, anchor: &Anchor<'_>) -> bool {
    if rule.tables.is_empty() && rule.documents.is_empty() {
        return true;
    }
    let cell = || match anchor.subject {
        Subject::Cell(at) => rule.tables.contains(&view.cells()[at].kind),
        _ => true,
    };
    let table = || anchor.table.and_then(|table| view.statement(table)).map(|statement| statement.kind);
    let document = || view.head(anchor.document).map(|head| head.kind);
    (rule.tables.is_empty() || cell() && table().is_some_and(|kind| rule.tables.contains(&kind)))
        && (rule.documents.is_empty() || document().is_some_and(|kind| rule.documents.contains(&kind)))
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

fn line<'v>(view: &View<'v>, at: usize) -> Anchor<'v> {
    let line = &view.lines[at];
    Anchor { at: Some(line.at), ..Anchor::of(Subject::Line(at), line.document, view) }
}

/// Sentences that divide a whole (其中) or list what they count (分别).
fn sentences<'v>(view: &View<'v>) -> Vec<Anchor<'v>> {
    let signs = divisions::signs();
    let likely = view.lines.iter().enumerate().filter(|(_, line)| line.letters.may_have_any(&signs));
    let of_line = |(at, line): (usize, &super::view::Line<'v>)| {
        let anchor = Anchor { at: Some(line.at), ..Anchor::of(Subject::Line(at), line.document, view) };
        let all = divisions::sentences(line.text).into_iter();
        all.map(move |(start, end)| Anchor { subject: Subject::Sentence(at, start, end), ..anchor })
    };
    likely.flat_map(of_line).collect()
}

fn cells<'v>(view: &View<'v>) -> Vec<Anchor<'v>> {
    let anchor = |(at, cell): (usize, &TextCell<'v>)| {
        Anchor::of(Subject::Cell(at), cell.document, view).in_table(view.root(cell.table))
    };
    view.cells().iter().enumerate().map(anchor).collect()
}

fn codes<'v>(view: &View<'v>) -> Vec<Anchor<'v>> {
    let anchor = |(at, sum): (usize, &super::codes::CodeSum)| {
        let document = view.statement(sum.table).map_or(0, |statement| statement.document);
        Anchor::of(Subject::Code(at), document, view).in_table(view.root(sum.table))
    };
    view.code_sums().iter().enumerate().take(MOST).map(anchor).collect()
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
    let mut all: Vec<u32> = Vec::new();
    for named in &term.concepts {
        match named {
            Named::Concept(_, number) | Named::Family(_, number) => all.extend(view.facts(*number, None)),
            Named::Every => all.extend(0..view.reading.facts.len() as u32),
            Named::This | Named::Stem => {}
        }
    }
    all.retain(|&number| {
        (term.bases.is_empty() || term.bases.contains(&view.fact(number).basis))
            && within(view, term.reach, number)
    });
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether a figure stands where a term looks.
pub fn within(view: &View<'_>, reach: Reach, number: u32) -> bool {
    let fact = view.fact(number);
    let accounts = || {
        view.head(fact.document).is_some_and(|head| head.kind == crate::report::DocumentKind::FinalAccounts)
    };
    match reach {
        Reach::Near | Reach::Document | Reach::File => true,
        Reach::Tables => fact.medium != Medium::Narrative,
        Reach::Prose => fact.medium == Medium::Narrative,
        Reach::Charts => matches!(fact.medium, Medium::Chart),
        Reach::Accounts => accounts(),
        Reach::Reports => !accounts(),
        Reach::Template(template) => {
            let statement = fact.place.table.and_then(|table| view.statement(view.root(table)));
            let family = statement.and_then(|statement| statement.family.as_deref());
            family == TEMPLATES.get(usize::from(template)).copied()
        }
    }
}

/// A group of figures that stand together: one column of a table, one paragraph.
type Together<'v> =
    (usize, Option<usize>, Option<&'v Locator>, Option<&'v Scope>, Option<i32>, Option<Basis>, Option<u32>);

fn columns<'v>(view: &View<'v>, term: &Term) -> Vec<Anchor<'v>> {
    let mut seen: BTreeSet<Together<'v>> = BTreeSet::new();
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

fn blank_columns<'v>(
    view: &View<'v>,
    term: &Term,
    seen: &mut BTreeSet<Together<'v>>,
    found: &mut Vec<Anchor<'v>>,
) {
    for named in &term.concepts {
        let Named::Concept(_, number) = named else { continue };
        for blank in view.blanks(*number, None) {
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
        for blank in view.blanks(*number, None) {
            let item = view.blank(blank);
            let fits = term.bases.is_empty() || term.bases.contains(&item.basis);
            if fits && seen.insert((item.place.table, item.place.row)) {
                found.push(Anchor::blank(view, blank, Subject::Label(blank)));
            }
        }
    }
    found
}
