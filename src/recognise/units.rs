//! The unit of a table that prints none, from a figure that stands elsewhere in the same file with its unit: a sentence
//! that says 12,450,318.60元 tells what the table with that very figure is in.
//!
//! Only figures with five digits or more count, and only where every place that prints them agrees.

use std::collections::BTreeMap;

use extractors::{Block, Document, Table};
use rust_decimal::Decimal;

use crate::chinese::{Unit, quantities, read};
use crate::statement::{Row, SectionKind, Statement, UnitSource};

const DIGITS: usize = 5;

/// A county office does not spend a million 万元: where a form of its family's unit prints that much, it is in 元.
const TOO_MUCH: i64 = 1_000_000;

/// Gives a unit to the statements that have none, and takes that of the family from figures that cannot be in it.
pub fn settle(document: &Document, statements: &mut [Statement]) {
    let tables: Vec<&Table> = document.tables().collect();
    statements.iter_mut().for_each(|statement| by_size(tables[statement.table], statement));
    by_agreement(document, &tables, statements);
}

/// The unit of the family is a guess. It gives way to 元 where the figures are too large for it.
fn by_size(table: &Table, statement: &mut Statement) {
    let guessed = statement.unit == Some((Unit::WanYuan, UnitSource::Family));
    let said = statement.sections.iter().any(|section| {
        section.unit.is_some() || section.columns.iter().any(|column| column.unit.is_some_and(Unit::is_money))
    });
    if guessed && let Some(printed) = printed_unit(statement) {
        statement.unit = Some(printed);
    }
    if !guessed || said {
        return;
    }
    let tabular = |row: &Row| row.section.is_some_and(|section| is_money(statement.sections[section].kind));
    let rows = statement.rows.iter().filter(|row| tabular(row));
    let cells = rows.flat_map(|row| row.cells.iter().flatten());
    let largest = cells.filter_map(|cell| bare(table.cell(*cell as usize).text)).max();
    if largest.is_some_and(|largest| largest >= Decimal::from(TOO_MUCH)) {
        statement.unit = Some((Unit::Yuan, UnitSource::Size));
    }
}

/// The one unit of money that the sections of a table print.
fn printed_unit(statement: &Statement) -> Option<(Unit, UnitSource)> {
    let mut units = statement.sections.iter().filter_map(|section| section.unit);
    let first = units.next().filter(|(unit, _)| unit.is_money())?;
    units.all(|(unit, _)| unit == first.0 || !unit.is_money()).then_some(first)
}

fn is_money(kind: SectionKind) -> bool {
    matches!(kind, SectionKind::Funds | SectionKind::Figures)
}

fn by_agreement(document: &Document, tables: &[&Table], statements: &mut [Statement]) {
    let lacking = |statement: &Statement| {
        statement.unit.is_none() && statement.sections.iter().all(|one| one.unit.is_none())
    };
    let long =
        |statement: &Statement| bare_figures(tables[statement.table]).any(|value| digits(value) >= DIGITS);
    if !statements.iter().any(|statement| lacking(statement) && long(statement)) {
        return;
    }
    let mut known = Known::default();
    document.blocks.iter().for_each(|block| known.paragraph(block));
    for statement in statements.iter() {
        if let Some((unit, _)) = statement.unit.filter(|(_, source)| *source != UnitSource::Family) {
            known.table(tables[statement.table], unit);
        }
    }
    for statement in statements.iter_mut().filter(|statement| lacking(statement)) {
        statement.unit = known.unit_of(tables[statement.table]).map(|unit| (unit, UnitSource::Agreement));
    }
}

/// Figures with the money unit that is printed for them; `None` where two are.
#[derive(Default)]
struct Known(BTreeMap<Decimal, Option<Unit>>);

impl Known {
    fn paragraph(&mut self, block: &Block) {
        let Block::Text(paragraph) = block else { return };
        for quantity in quantities(&paragraph.text) {
            if let Some(unit) = quantity.unit.filter(|unit| unit.is_money() && !quantity.per) {
                self.add(quantity.value.value, unit);
            }
        }
    }

    fn table(&mut self, table: &Table, unit: Unit) {
        if unit.is_money() {
            bare_figures(table).for_each(|value| self.add(value, unit));
        }
    }

    fn add(&mut self, value: Decimal, unit: Unit) {
        if digits(value) >= DIGITS {
            let known = self.0.entry(value.normalize()).or_insert(Some(unit));
            if *known != Some(unit) {
                *known = None;
            }
        }
    }

    fn unit_of(&self, table: &Table) -> Option<Unit> {
        let mut units = bare_figures(table)
            .filter(|value| digits(*value) >= DIGITS)
            .filter_map(|value| self.0.get(&value.normalize()).copied());
        let first = units.next()??;
        units.all(|unit| unit == Some(first)).then_some(first)
    }
}

/// Figures of a table that print no unit of their own.
fn bare_figures(table: &Table) -> impl Iterator<Item = Decimal> {
    table.cells().filter_map(|cell| bare(cell.text))
}

fn bare(text: &str) -> Option<Decimal> {
    let reading = read(text);
    let bare = reading.unit.is_none() && reading.bound.is_none();
    reading.value.filter(|_| bare).map(|value| value.value)
}

fn digits(value: Decimal) -> usize {
    let mut digits = value.normalize().mantissa().unsigned_abs();
    while digits != 0 && digits.is_multiple_of(10) {
        digits /= 10;
    }
    digits.checked_ilog10().unwrap_or(0) as usize + 1
}
