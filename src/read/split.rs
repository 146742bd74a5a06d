//! Labels that hold their own figures: 其中：基本支出：1862 under 按支出性质分, also where the figure stands in the next cell.

use extractors::Cell;

use crate::book::Blocks;
use crate::chinese::{Label, Unit, fold};
use crate::fact::{Basis, Concept, Fact, Place, Sureness};
use crate::report::{Absence, Blank, ReadAs, Reading};
use crate::statement::SectionKind;

use super::Context;
use super::amount::{Figure, Print, figure, of_text};
use super::ledger::Ledger;

/// The parts of the budget that divisions print.
pub fn read(reading: &mut Reading, ledger: &mut Ledger, context: &Context<'_>) {
    for (number, section) in context.statement.sections.iter().enumerate() {
        if section.kind != SectionKind::Split {
            continue;
        }
        for (at, _) in
            context.statement.rows.iter().enumerate().filter(|(_, row)| row.section == Some(number))
        {
            row(reading, ledger, context, at as u32);
        }
    }
}

fn row(reading: &mut Reading, ledger: &mut Ledger, context: &Context<'_>, at: u32) {
    let cells = context.table.row(at);
    let first = context.table.numbers_in_row(at).start;
    let mut position = 0;
    while let Some(cell) = cells.get(position) {
        let index = (first + position) as u32;
        position += 1;
        let lines = if cell.text.contains('\n') { Label::parse_lines(cell.text) } else { Vec::new() };
        if lines.len() > 1 {
            several(reading, context, cell, &lines);
            ledger.mark(index, ReadAs::Fact);
            continue;
        }
        let label = Label::parse(cell.text);
        let Some(entry) = context.book.concept(&label.key, Blocks::SPLIT) else {
            if let Some(read_as) = plain(cell) {
                ledger.mark(index, read_as);
            }
            continue;
        };
        let part = Part { context, cell, label: &label, concept: entry.concept.clone() };
        let next = cells.get(position).map(|next| (next, figure(next, context.table.origin)));
        match (label.inline.as_deref().filter(|inline| !inline.is_empty()), next) {
            (Some(inline), _) => {
                part.take(reading, cell, of_text(inline));
                ledger.mark(index, ReadAs::Fact);
            }
            (None, Some((next, found @ Figure::Value(_)))) => {
                part.take(reading, next, found);
                ledger.mark(index, ReadAs::Label);
                ledger.mark(index + 1, ReadAs::Fact);
                position += 1;
            }
            (None, _) => {
                part.absent(reading, Absence::Inline);
                ledger.mark(index, ReadAs::Label);
            }
        }
    }
}

/// A cell that holds a division's name and its parts, a line each.
fn several(reading: &mut Reading, context: &Context<'_>, cell: Cell<'_>, labels: &[Label]) {
    for label in labels {
        let Some(entry) = context.book.concept(&label.key, Blocks::SPLIT) else { continue };
        let part = Part { context, cell, label, concept: entry.concept.clone() };
        part.take(reading, cell, of_text(label.inline.as_deref().unwrap_or_default()));
    }
}

fn plain(cell: Cell<'_>) -> Option<ReadAs> {
    match of_text(cell.text) {
        Figure::Absent(Absence::Blank) => Some(ReadAs::Blank),
        Figure::Value(_) => None,
        _ => Some(ReadAs::Label),
    }
}

struct Part<'p, 'c> {
    context: &'p Context<'c>,
    cell: Cell<'p>,
    label: &'p Label,
    concept: Concept,
}

impl Part<'_, '_> {
    fn take(&self, reading: &mut Reading, holder: Cell<'_>, found: Figure) {
        match found {
            Figure::Value(print) => reading.facts.push(self.fact(holder, print)),
            Figure::Absent(Absence::Blank) => self.absent(reading, Absence::Inline),
            Figure::Absent(absence) => self.absent(reading, absence),
            Figure::Words => {}
        }
    }

    fn fact(&self, holder: Cell<'_>, print: Print) -> Fact {
        Fact {
            document: self.context.statement.document,
            concept: Some(self.concept.clone()),
            label: self.label.key.as_str().into(),
            path: std::iter::once(fold::prose(self.cell.text.trim())).collect(),
            year: self.context.year,
            basis: Basis::Unstated,
            amount: print.amount(self.unit(), holder.text.trim()),
            scope: self.context.scope.clone(),
            medium: self.context.medium,
            place: self.place(holder),
            raw: holder.text.trim().to_owned(),
            primary: false,
            sureness: if print.sure { Sureness::High } else { Sureness::Medium },
        }
    }

    fn absent(&self, reading: &mut Reading, absence: Absence) {
        reading.blanks.push(Blank {
            document: self.context.statement.document,
            concept: Some(self.concept.clone()),
            label: self.label.key.as_str().into(),
            year: self.context.year,
            basis: Basis::Unstated,
            absence,
            place: self.place(self.cell),
        });
    }

    fn place(&self, cell: Cell<'_>) -> Place {
        Place { table: Some(self.context.statement.table), row: cell.row, col: cell.col, at: cell.at() }
    }

    /// The label's own, else that of the budget which it divides, else the table's.
    fn unit(&self) -> Option<Unit> {
        let funds = self.context.statement.sections.iter().find(|section| section.kind == SectionKind::Funds);
        let near = self.label.unit.or_else(|| funds.and_then(|section| section.unit).map(|(unit, _)| unit));
        near.or(self.context.statement.unit.map(|(unit, _)| unit)).filter(|unit| unit.is_money())
    }
}
