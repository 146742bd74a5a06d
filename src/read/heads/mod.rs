//! What each document of a file is: its title and kind, whose it is, where that office stands, which year it is about,
//! who judged and how.
//!
//! An office is named by a cell of a form before the title, by the title before the first sentence, by that before the
//! file name; every other form is kept as an alias. What is not printed is not guessed.

mod firm;
mod office;
mod project;
mod result;
mod title;
mod year;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use extractors::document::{Area, Origin, Side};
use extractors::{Block, Document, Table};
use rust_decimal::Decimal;

use crate::book::{Book, List, Particular};
use crate::chinese::{fold, period};
use crate::report::{DocumentHead, DocumentKind, Evaluator, Indicator};
use crate::statement::{Part, Statement, TableKind};

use super::particulars::{Particulars, colons, particulars};
use result::{is_of_office, own_kinds, total_score};

/// Bytes of a line such as 填报单位：某某局.
const LONGEST_FIELD: usize = 150;

pub fn read(
    name: &str,
    document: &Document,
    parts: &[Part],
    statements: &[Statement],
    indicators: &[Indicator],
    book: &Book,
) -> Vec<DocumentHead> {
    let tables: Vec<&Table> = document.tables().collect();
    let heads = parts.iter().enumerate().map(|(number, part)| {
        let own = statements.iter().filter(|statement| statement.document == number).collect();
        let evidence = Evidence::of(name, texts(document, part), own, &tables, book);
        let mut head = evidence.head(part);
        if head.projects.len() > 1 {
            return DocumentHead { score: None, ..head };
        }
        let total = |of_office| total_score(indicators, statements, number, of_office);
        head.score = head
            .score
            .or_else(|| total(!head.kind.is_project()))
            .or_else(|| evidence.told_score(head.kind, head.year))
            .or_else(|| if own_kinds(statements, number).any(is_of_office) { None } else { total(false) });
        head.grade = evidence.grade(head.kind, head.score, head.year);
        head
    });
    let mut heads: Vec<DocumentHead> = heads.collect();
    share(&mut heads);
    heads
}

/// The score and the grade of a project's form are not those of the office that it is attached to.
fn of_form(what: Particular) -> Particular {
    match what {
        Particular::Score => Particular::FormScore,
        Particular::Grade => Particular::FormGrade,
        other => other,
    }
}

/// The year that most texts in cells begin with: 2023年收入合计….
fn told_year<'t>(tables: impl Iterator<Item = &'t Table>) -> Option<i32> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    let begins = |text: &&str| !matches!(text.as_bytes(), [0xE4..=0xE9 | b'0' | b'1' | b'3'..=b'9', ..] | []);
    for text in tables.flat_map(Table::texts).filter(begins) {
        let text = text.trim_start_matches(fold::is_blank);
        let begins = text.len() > "2024年".len() && text.starts_with("20");
        if let Some((year, _)) = Some(text).filter(|_| begins).and_then(period::split_year) {
            *counts.entry(i32::from(year)).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(year, _)| year)
}

/// An attached report that names no office or year is of the one it is attached to.
fn share(heads: &mut [DocumentHead]) {
    let Some(first) = heads.first().cloned() else { return };
    for head in heads.iter_mut().skip(1) {
        if head.office.is_none() {
            (head.office, head.region) = (first.office.clone(), first.region.clone());
        } else if head.region.code.is_none() {
            head.region = first.region.clone();
        }
        head.year = head.year.or(first.year);
    }
}

/// The paragraphs of a document in order, with the lines above its tables where a sheet or a page of values keeps those
/// beside the table; headers and footers of pages too, for the names of firms.
fn texts<'d>(document: &'d Document, part: &Part) -> Vec<(&'d str, Area)> {
    let mut texts = Vec::new();
    for block in document.blocks.get(part.blocks.clone()).unwrap_or_default() {
        match block {
            Block::Text(paragraph) if !paragraph.hidden => {
                texts.push((paragraph.text.as_str(), paragraph.area));
            }
            Block::Table(table) if !table.is_hidden() => {
                let above = table.captions.iter().filter(|caption| caption.side == Side::Above);
                texts.extend(above.map(|caption| (caption.text.as_str(), Area::Body)));
            }
            _ => {}
        }
    }
    texts.retain(|(text, _)| !text.trim().is_empty());
    texts
}

/// The project that a table is about.
pub fn project_name(table: &Table, statement: &Statement, book: &Book) -> Option<String> {
    particulars(table, statement, book)
        .into_iter()
        .find(|(what, _)| *what == Particular::Project)
        .map(|(_, name)| name)
}

/// Everything that a head is read from.
struct Evidence<'e> {
    file: &'e str,
    book: &'e Book,
    texts: Vec<(&'e str, Area)>,
    statements: Vec<&'e Statement>,
    /// Whether a table of final accounts is among them. A chart of such figures stands in every kind of report.
    has_accounts: bool,
    said: Particulars,
    /// The year that most sentences in cells begin with.
    told_year: Option<i32>,
    /// The sentences that tell a score or a grade, once they were looked for.
    results: OnceCell<Vec<&'e str>>,
}

impl<'e> Evidence<'e> {
    fn of(
        file: &'e str,
        texts: Vec<(&'e str, Area)>,
        statements: Vec<&'e Statement>,
        tables: &[&Table],
        book: &'e Book,
    ) -> Self {
        let mut said = Particulars::new();
        for statement in &statements {
            let form = statement.kind == TableKind::ProjectSelfEval;
            let all = particulars(tables[statement.table], statement, book);
            said.extend(
                all.into_iter().map(|(what, value)| (if form { of_form(what) } else { what }, value)),
            );
        }
        let short =
            texts.iter().filter(|(text, _)| text.len() <= LONGEST_FIELD && text.contains([':', '：']));
        short.for_each(|(text, _)| colons(&mut said, text, book));
        let has_accounts = statements.iter().any(|statement| {
            statement.kind == TableKind::FinalAccounts && tables[statement.table].origin != Origin::Chart
        });
        let told_year = told_year(statements.iter().map(|statement| tables[statement.table]));
        Self { file, book, texts, statements, has_accounts, said, told_year, results: OnceCell::new() }
    }

    fn head(&self, part: &Part) -> DocumentHead {
        let title = self.title();
        let firm = self.firm();
        let key = title.as_deref().map(fold::key).unwrap_or_default();
        let third_party = firm.is_some() && !self.book.lists().is_in(List::JudgedByItself, &key);
        let kind = self.kind(&key, third_party);
        let names = self.offices(&key, kind);
        let projects = self.projects(kind);
        let office = names.first().cloned();
        DocumentHead {
            kind,
            region: self.region(office.as_deref(), &key),
            aliases: self.aliases(&names),
            office,
            year: self.year(&key),
            project: self.project(&projects, (kind, &key), names.first().map(String::as_str)),
            planned: self.book.titles().is_budget(&key),
            projects,
            evaluator: if third_party { Evaluator::ThirdParty } else { Evaluator::Own },
            evaluator_name: firm.filter(|_| third_party),
            score: self
                .result(kind, Particular::Score, Particular::FormScore)
                .and_then(|score| number(&score)),
            grade: None,
            title,
            blocks: part.blocks.clone(),
        }
    }

    fn said_of(&self, wanted: Particular) -> Option<String> {
        self.said.iter().find(|(what, _)| *what == wanted).map(|(_, value)| value.clone())
    }

    fn body(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().filter(|(_, area)| is_body(*area)).map(|(text, _)| *text)
    }

    fn kind(&self, title: &str, third_party: bool) -> DocumentKind {
        let by_title = self.book.titles().kind_of(title, third_party);
        let has = |kind: TableKind| self.statements.iter().any(|statement| statement.kind == kind);
        if by_title.is_some_and(|kind| kind != DocumentKind::DeptSelfEval)
            || self.book.titles().is_report(title)
        {
            return by_title.unwrap_or_default();
        }
        match () {
            () if has(TableKind::BaseData) || has(TableKind::OverallSelfEval) => DocumentKind::DeptSelfEval,
            () if has(TableKind::ProjectSelfEval) => DocumentKind::ProjectSelfEval,
            () if has(TableKind::EvaluationScore) && third_party => DocumentKind::DeptThirdParty,
            () if self.has_accounts => DocumentKind::FinalAccounts,
            () => by_title.unwrap_or_default(),
        }
    }
}

fn add(names: &mut Vec<String>, name: Option<String>) {
    if let Some(name) = name.filter(|name| !names.contains(name)) {
        names.push(name);
    }
}

fn is_body(area: Area) -> bool {
    matches!(area, Area::Body | Area::TextBox)
}

fn number(text: &str) -> Option<Decimal> {
    match super::amount::of_text(text) {
        super::amount::Figure::Value(print) => Some(print.value),
        _ => None,
    }
}

fn file_stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned()
}
