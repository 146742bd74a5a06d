//! The unit of a table that prints none, from a figure that stands elsewhere in the same file with its unit: a sentence
//! that says 12,450,318.60元 tells what the table with that very figure is in.
//!
//! The unit that a family of forms is mostly in is a guess. It holds where the figures are of a size that only it allows,
//! gives way where they are of one that it cannot have, and between the two other figures of the file have to say it; where
//! none does, nobody knows.

use std::collections::BTreeMap;

use extractors::{Block, Document, Locator, Table};
use rust_decimal::Decimal;

use crate::chinese::{Unit, quantities, read};
use crate::statement::{Row, SectionKind, Statement, TableKind, UnitSource};

/// Digits that a figure must have to be known again: without any unit, and where the family's is in doubt.
const DIGITS: usize = 5;
const FEWER_DIGITS: usize = 4;

/// A county office does not spend a million 万元: where a form of its family's unit prints that much, it is in 元.
const TOO_MUCH: i64 = 1_000_000;
/// No office lives on less than so many 元, and no project has less.
const LEAST_OF_OFFICE: i64 = 10_000;
const LEAST_OF_PROJECT: i64 = 1_000;

/// Gives a unit to the statements that have none, and takes that of the family from figures that cannot be in it.
pub fn settle(document: &Document, statements: &mut [Statement]) {
    let tables: Vec<&Table> = document.tables().collect();
    take_from_beside(&tables, statements);
    let doubtful: Vec<usize> = (0..statements.len())
        .filter(|&number| by_size(tables[statements[number].table], &mut statements[number]))
        .collect();
    let lacking = |statement: &Statement| {
        statement.unit.is_none() && statement.sections.iter().all(|one| one.unit.is_none())
    };
    let long =
        |statement: &Statement| bare_figures(tables[statement.table]).any(|value| digits(value) >= DIGITS);
    if doubtful.is_empty() && !statements.iter().any(|statement| lacking(statement) && long(statement)) {
        return;
    }
    let known = Known::of(document, &tables, statements);
    for (number, statement) in statements.iter_mut().enumerate() {
        let table = tables[statement.table];
        if doubtful.contains(&number) {
            statement.unit = known.outweighing(table).map(|unit| (unit, UnitSource::Agreement));
        } else if lacking(statement) {
            statement.unit = known.unit_of(table).map(|unit| (unit, UnitSource::Agreement));
        }
    }
}

/// A line at the right edge of a sheet, over the last of several tables that stand side by side, is about all of them.
fn take_from_beside(tables: &[&Table], statements: &mut [Statement]) {
    let place = |statement: &Statement| match &tables[statement.table].at {
        Locator::Sheet { sheet, row, col } => Some((sheet.clone(), *row, *col)),
        _ => None,
    };
    for number in (0..statements.len().saturating_sub(1)).rev() {
        let (left, right) = (&statements[number], &statements[number + 1]);
        let beside = match (place(left), place(right)) {
            (Some(left), Some(right)) => left.0 == right.0 && left.1 == right.1 && left.2 < right.2,
            _ => false,
        };
        let free = left.unit.is_none_or(|(_, source)| source == UnitSource::Family);
        if let Some(line) = right.unit.filter(|(_, source)| beside && free && *source == UnitSource::Line) {
            statements[number].unit = Some(line);
        }
    }
}

/// Whether the size of the figures leaves it open which unit they are in; where it does not, the unit is set.
fn by_size(table: &Table, statement: &mut Statement) -> bool {
    let guessed = statement.unit == Some((Unit::WanYuan, UnitSource::Family));
    let said = statement.sections.iter().any(|section| {
        section.unit.is_some() || section.columns.iter().any(|column| column.unit.is_some_and(Unit::is_money))
    });
    if guessed && let Some(printed) = printed_unit(statement) {
        statement.unit = Some(printed);
    }
    if !guessed || said {
        return false;
    }
    let least = match statement.kind {
        TableKind::ProjectSelfEval => LEAST_OF_PROJECT,
        _ => LEAST_OF_OFFICE,
    };
    let Some(largest) = largest(table, statement) else { return false };
    if largest >= Decimal::from(TOO_MUCH) {
        statement.unit = Some((Unit::Yuan, UnitSource::Size));
    }
    (Decimal::from(least)..Decimal::from(TOO_MUCH)).contains(&largest)
}

/// The largest figure of money that prints no unit of its own.
fn largest(table: &Table, statement: &Statement) -> Option<Decimal> {
    let tabular = |row: &Row| row.section.is_some_and(|section| is_money(statement.sections[section].kind));
    let rows = statement.rows.iter().filter(|row| tabular(row));
    let cells = rows.flat_map(|row| row.cells.iter().flatten());
    cells.filter_map(|cell| bare(table.cell(*cell as usize).text)).max()
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

/// Figures with the money unit that is printed for them; `None` where two are.
#[derive(Default)]
struct Known(BTreeMap<Decimal, Option<Unit>>);

impl Known {
    fn of(document: &Document, tables: &[&Table], statements: &[Statement]) -> Self {
        let mut known = Self::default();
        document.blocks.iter().for_each(|block| known.paragraph(block));
        for statement in statements {
            if let Some((unit, _)) = statement.unit.filter(|(_, source)| *source != UnitSource::Family) {
                known.table(tables[statement.table], unit);
            }
        }
        known
    }

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
        if digits(value) >= FEWER_DIGITS {
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

    /// 元 or 万元, whichever the figures of a form have elsewhere in the file; also where a sentence tells in one what the
    /// form tells in the other.
    fn outweighing(&self, table: &Table) -> Option<Unit> {
        let (mut yuan, mut wan) = (0, 0);
        let many = Decimal::from(10_000);
        let is = |value: Decimal, unit: Unit| self.0.get(&value.normalize()) == Some(&Some(unit));
        for value in bare_figures(table).filter(|value| digits(*value) >= FEWER_DIGITS) {
            let in_wan = (2..=4).map(|places| (value / many).round_dp(places));
            yuan += usize::from(is(value, Unit::Yuan) || { in_wan }.any(|value| is(value, Unit::WanYuan)));
            let in_yuan = value.checked_mul(many);
            wan +=
                usize::from(is(value, Unit::WanYuan) || in_yuan.is_some_and(|value| is(value, Unit::Yuan)));
        }
        match (yuan, wan) {
            (0, 1..) => Some(Unit::WanYuan),
            (1.., 0) => Some(Unit::Yuan),
            _ => None,
        }
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
