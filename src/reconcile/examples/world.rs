//! Small files out of the items of an example: figures, blanks, rows, lines, claims and formulas, as the heads of the rule
//! files tell.

use std::sync::Arc;

use extractors::document::{Kept, RangeTerm, Relation, Stored};
use extractors::{Block, Document, Locator, NewCell, Table};

use crate::book::rules::Rule;
use crate::chinese::{Unit, read};
use crate::claim::{Claim, ClaimKind, ClaimValue, Said};
use crate::fact::{Amount, Basis, Concept, Fact, Medium, Place, Scope, Sureness};
use crate::report::{
    Absence, Blank, DocumentHead, DocumentKind, Indicator, IndicatorKind, LevelWeight, Points, Reading,
};
use crate::statement::{Column, Heading, Role, Row, RowLabel, Section, Statement, TableKind, UnitSource};

/// A file in the making.
pub struct World {
    pub reading: Reading,
    pub document: Document,
    pub statements: Vec<Statement>,
    rows: Vec<Vec<Vec<String>>>,
    kind: TableKind,
    scope: Scope,
    medium: Medium,
    line: u32,
    row: u32,
    col: u32,
}

impl World {
    /// The file that the items of an example make, each behind a semicolon.
    pub fn of(rule: &Rule, items: &str) -> Self {
        let mut world = Self::new(rule);
        items.split(';').map(str::trim).for_each(|item| world.item(item));
        world.finish();
        world
    }

    fn new(rule: &Rule) -> Self {
        let head = DocumentHead {
            kind: rule.documents.first().copied().unwrap_or(DocumentKind::DeptSelfEval),
            year: Some(2024),
            blocks: 0..10_000,
            ..DocumentHead::default()
        };
        Self {
            reading: Reading { documents: vec![head], ..Reading::default() },
            document: Document::default(),
            statements: Vec::new(),
            rows: Vec::new(),
            kind: rule.tables.first().copied().unwrap_or(TableKind::BaseData),
            scope: Scope::Department,
            medium: Medium::Table,
            line: 0,
            row: 0,
            col: 0,
        }
    }

    fn number(&self) -> usize {
        self.reading.documents.len() - 1
    }

    fn head(&mut self) -> &mut DocumentHead {
        self.reading.documents.last_mut().unwrap()
    }

    fn item(&mut self, item: &str) {
        let (word, rest) = item.split_once(' ').unwrap_or((item, ""));
        match word {
            "doc" => self.head_of(rest),
            "report" => self.next_document(rest),
            "" => {}
            "table" => self.table(rest),
            "scope" => {
                self.scope = if rest == "context" { Scope::Context } else { Scope::Project(rest.into()) }
            }
            "in" => self.medium_of(rest),
            "line" => self.text(rest),
            "cell" | "cells" => self.cell(rest),
            "row" => self.indicator(IndicatorKind::Indicator, rest),
            "budget" => self.indicator(IndicatorKind::BudgetExecution, rest),
            "total" => self.indicator(IndicatorKind::Total, rest),
            "level" => self.level(rest),
            "claim" => self.claim(rest),
            "formula" => self.formula(rest),
            _ => self.figure(item),
        }
    }

    fn head_of(&mut self, rest: &str) {
        for (name, value) in pairs(rest) {
            let head = self.head();
            match name {
                "kind" => head.kind = DocumentKind::parse(value).unwrap(),
                "year" => head.year = value.parse().ok(),
                "score" => head.score = value.parse().ok(),
                "grade" => head.grade = Some(value.to_owned()),
                "office" => head.office = Some(value.to_owned()),
                "title" => head.title = Some(value.to_owned()),
                other => panic!("{other}"),
            }
        }
    }

    fn next_document(&mut self, rest: &str) {
        let kind = self.head().kind;
        self.reading.documents.push(DocumentHead { kind, year: Some(2024), ..DocumentHead::default() });
        self.scope = Scope::Department;
        self.medium = Medium::Table;
        self.head_of(rest);
        self.table("");
    }

    fn table(&mut self, rest: &str) {
        let (kind, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        if !kind.is_empty() {
            self.kind = TableKind::parse(kind).unwrap();
        }
        self.line += 1;
        let heading =
            |text: &str| Some(Heading { text: text.to_owned(), at: Locator::Paragraph { nth: self.line } });
        let mut statement = statement(self.statements.len(), self.number(), self.kind);
        for (name, value) in pairs(rest) {
            match name {
                "title" => statement.title = heading(value),
                "family" => statement.family = Some(value.into()),
                "attachment" => statement.attachment = heading(value),
                "unit" => statement.unit = Unit::named(value).map(|unit| (unit, UnitSource::Line)),
                other => panic!("{other}"),
            }
        }
        self.statements.push(statement);
        self.rows.push(Vec::new());
        (self.medium, self.row) = (Medium::Table, 0);
    }

    fn medium_of(&mut self, rest: &str) {
        let (medium, text) = rest.split_once(' ').unwrap_or((rest, ""));
        self.medium = match medium {
            "prose" => Medium::Narrative,
            "chart" => Medium::Chart,
            "image" => Medium::Image,
            _ => Medium::Table,
        };
        match self.medium {
            Medium::Narrative => self.text(if text.is_empty() { "正文" } else { text }),
            _ => {
                let medium = self.medium;
                self.table("other");
                self.medium = medium;
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.line += 1;
        let paragraph = extractors::document::Paragraph::new(text, Locator::Paragraph { nth: self.line });
        self.document.blocks.push(Block::Text(paragraph));
    }

    fn open_table(&mut self) -> usize {
        if self.statements.is_empty() {
            self.table("");
        }
        self.statements.len() - 1
    }

    fn cell(&mut self, rest: &str) {
        let table = self.open_table();
        self.rows[table].push(rest.split('|').map(str::to_owned).collect());
    }

    fn place(&mut self) -> Place {
        if self.medium == Medium::Narrative {
            return Place::prose(Locator::Paragraph { nth: self.line });
        }
        let table = self.open_table();
        let at = Locator::Table { nth: table as u32 + 1, row: self.row + 1, col: self.col + 1 };
        Place { table: Some(table), row: self.row, col: self.col, at }
    }

    fn figure(&mut self, item: &str) {
        let (name, value) = item.split_once('=').unwrap_or_else(|| panic!("{item}"));
        let name = match name.strip_prefix('+') {
            Some(name) => {
                self.col += 1;
                name
            }
            None => {
                (self.row, self.col) = (self.row + 1, 0);
                name
            }
        };
        let (name, year) = match name.split_once('#') {
            Some((name, year)) => (name, year.parse().ok()),
            None => (name, self.head().year),
        };
        let (name, basis) = name.split_once('@').unwrap_or((name, "final_account"));
        let basis = Basis::parse(basis).unwrap_or_else(|| panic!("{item}"));
        let extra =
            |key: &str| pairs(value).find(|(name, _)| *name == key).map(|(_, value)| value.to_owned());
        let (label, path, raw) = (extra("label"), extra("path"), extra("raw"));
        let value = value.split(' ').next().unwrap();
        let label = label.unwrap_or_else(|| name.to_owned()).into();
        let concept = (name != "unknown").then(|| Concept::new(name));
        let (document, place) = (self.number(), self.place());
        if value == "?" {
            let absence = Absence::Blank;
            self.reading.blanks.push(Blank { document, concept, label, year, basis, absence, place });
            return;
        }
        self.reading.facts.push(Fact {
            document,
            concept,
            label,
            path: path.into_iter().collect(),
            year,
            basis,
            amount: amount(value),
            scope: self.scope.clone(),
            medium: self.medium,
            place,
            raw: raw.unwrap_or_else(|| value.to_owned()),
            primary: true,
            sureness: Sureness::High,
        });
    }

    fn points(&mut self, value: &str) -> Option<Points> {
        let reading = read(value);
        let value_of = reading.value?;
        self.col += 1;
        Some(Points {
            value: value_of.value,
            decimals: Some(value_of.decimals),
            raw: value.to_owned(),
            place: self.place(),
        })
    }

    fn indicator(&mut self, kind: IndicatorKind, rest: &str) {
        let table = self.open_table();
        (self.row, self.col, self.medium) = (self.row + 1, 0, Medium::Table);
        let mut row = Indicator::empty(kind, (self.number(), table, self.row), self.place());
        for (name, value) in pairs(rest) {
            let text = Some(value.to_owned());
            match name {
                "l1" => row.l1 = Some(value.into()),
                "l2" => row.l2 = Some(value.into()),
                "l3" => row.l3 = Some(value.into()),
                "target" => row.target = text,
                "actual" => row.actual = text,
                "note" => row.note = text,
                "criteria" => row.criteria = text,
                "weight" => row.weight = self.points(value),
                "score" => row.score = self.points(value),
                "ded" => row.deduction = self.points(value),
                "rate" => row.rate = self.points(value),
                other => panic!("{other}"),
            }
        }
        self.reading.indicators.push(row);
    }

    fn level(&mut self, rest: &str) {
        let table = self.open_table();
        let mut words = rest.split(' ');
        let (level, label) = (words.next().unwrap().parse().unwrap(), words.next().unwrap().to_owned());
        let weight = pairs(rest)
            .find(|(name, _)| *name == "weight")
            .and_then(|(_, value)| self.points(value))
            .unwrap();
        let document = self.number();
        self.reading.weights.push(LevelWeight {
            document,
            table,
            level,
            label,
            above: None,
            weight,
            score: None,
        });
    }

    fn claim(&mut self, rest: &str) {
        let (kind, rest) = rest.split_once(' ').unwrap();
        use ClaimKind::*;
        let kinds = [None, Weight, Count, Judgement, Reason, Reference, Threshold, Score, Grade];
        let kind = kinds.into_iter().find(|known| known.id() == kind).unwrap();
        self.line += 1;
        let mut claim = Claim {
            document: self.number(),
            kind,
            text: String::new(),
            concept: Option::None,
            values: Vec::new(),
            year: self.head().year,
            at: Locator::Paragraph { nth: self.line },
        };
        for (name, value) in pairs(rest) {
            match name {
                "text" => claim.text = value.to_owned(),
                "concept" => claim.concept = Some(Concept::new(value)),
                "count" => {
                    claim.values.push(ClaimValue { name: "count", value: Said::Amount(amount(value)) })
                }
                "word" => claim.values.push(ClaimValue { name: "word", value: Said::Text(value.to_owned()) }),
                other => panic!("{other}"),
            }
        }
        self.reading.claims.push(claim);
    }

    /// `1,2,3 sum=1-3 stored=6`: a column of figures, then, two rows on, their sum.
    fn formula(&mut self, rest: &str) {
        let (values, rest) = rest.split_once(' ').unwrap();
        let at = |row: usize, col: u32| Locator::Sheet { sheet: Arc::from("表"), row: row as u32, col };
        let cell = |row: usize, col: u32, digits: &str| {
            let mut cell = NewCell::new(row as u32 - 1, col - 1, digits.to_owned(), at(row, col));
            cell.kept = Some(Kept { stored: Stored::Number(digits.into()), ..Kept::default() });
            cell
        };
        let column = |col: u32| values.split(',').enumerate().map(move |(nth, it)| cell(nth + 1, col, it));
        let mut cells: Vec<NewCell<'_>> = column(1).collect();
        let total = cells.len() + 1;
        let mut rows = (1, 1);
        for (name, value) in pairs(rest) {
            match name {
                "sum" => {
                    rows =
                        value.split_once('-').map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap())).unwrap()
                }
                "stored" => cells.push(cell(total, 1, value)),
                "beside" => {
                    cells.extend(column(2));
                    cells.push(cell(total, 2, value));
                }
                other => panic!("{other}"),
            }
        }
        let (table, _) = Table::new(total as u32, 2, cells, at(1, 1)).unwrap();
        self.statements.push(statement(self.statements.len(), self.number(), TableKind::Other));
        self.rows.push(Vec::new());
        self.document.blocks.push(table.into());
        let term = RangeTerm { negative: false, sheet: Arc::from("表"), rows, cols: (1, 1) };
        self.document.relations.push(Relation { at: at(total, 1), terms: vec![term] });
    }

    /// The grids of tables that hold text.
    fn finish(&mut self) {
        if self.document.tables().next().is_some() {
            return;
        }
        for (nth, rows) in self.rows.iter().enumerate() {
            let at = |row: usize, col: u32| Locator::Table {
                nth: nth as u32 + 1,
                row: row as u32 + 1,
                col: col + 1,
            };
            let cells = rows.iter().enumerate().flat_map(|(row, cells)| {
                let cells = cells.iter().enumerate();
                cells.map(move |(col, text)| {
                    NewCell::new(row as u32, col as u32, text.as_str(), at(row, col as u32))
                })
            });
            let width = rows.iter().map(Vec::len).max().unwrap_or(0).max(2);
            let (table, _) = Table::new(rows.len() as u32, width as u32, cells, at(0, 0)).unwrap();
            self.document.blocks.push(table.into());
            let labels = rows.iter().map(|row| RowLabel { key: row[0].clone(), ..RowLabel::default() });
            let mut next = 0;
            let rows = labels.zip(rows).map(|(label, cells)| {
                let first = next;
                next += cells.len() as u32;
                let numbers = (first..next).map(Some).collect();
                Row { labels: vec![label], cells: numbers, section: Some(0), ..Row::default() }
            });
            self.statements[nth].rows = rows.collect();
            self.statements[nth].sections = vec![columns_of(width)];
        }
    }
}

fn statement(table: usize, document: usize, kind: TableKind) -> Statement {
    Statement {
        table,
        document,
        kind,
        family: None,
        title: None,
        attachment: None,
        unit: None,
        sections: Vec::new(),
        rows: Vec::new(),
        continued_from: None,
        carried: [None, None],
        sureness: Sureness::High,
    }
}

/// Labels in all columns but the last.
fn columns_of(width: usize) -> Section {
    let role = |at: usize| if at + 1 == width { Role::Figure } else { Role::Label };
    let columns = (0..width).map(|at| Column { role: Some(role(at)), ..Column::default() }).collect();
    Section { columns, ..Section::default() }
}

/// `name=value` pairs; a value reaches to the next name.
fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let equals = rest.find('=')?;
        let name = rest[..equals].rsplit(' ').next()?;
        let after = &rest[equals + 1..];
        let end = after
            .match_indices(' ')
            .map(|(at, _)| at)
            .find(|&at| {
                let next = after[at + 1..].split(' ').next().unwrap_or("");
                next.split_once('=')
                    .is_some_and(|(name, _)| name.chars().all(|ch| ch.is_ascii_alphanumeric()))
            })
            .unwrap_or(after.len());
        let value = &after[..end];
        rest = &after[end..];
        Some((name, value))
    })
}

fn amount(text: &str) -> Amount {
    let (text, ratio) = text.strip_suffix("ratio").map_or((text, false), |text| (text, true));
    let reading = read(text);
    let value = reading.value.unwrap_or_else(|| panic!("{text}"));
    let unit = if ratio { Some(Unit::Ratio) } else { reading.unit.or(Some(Unit::WanYuan)) };
    Amount { value: value.value, decimals: Some(value.decimals), unit }
}
