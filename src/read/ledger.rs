//! What became of each cell of a table. A cell for which nothing else is known is a label where it holds words; a figure
//! that nobody used is said in a notice. No cell is lost.

use extractors::{Code, Notice, Notices, Table};

use crate::chinese::fold::is_blank;
use crate::chinese::reading::{self, State};
use crate::chinese::unit::unit_in_header;
use crate::report::{Indicator, ReadAs};
use crate::statement::{RowRole, SectionKind, Statement};

pub struct Ledger {
    cells: Vec<Option<ReadAs>>,
}

impl Ledger {
    /// Of a table that nobody sees nothing is read; one notice is enough for that.
    pub fn unseen(table: &Table) -> Vec<ReadAs> {
        (0..table.cells().len()).map(|nth| words(table.text(nth))).collect()
    }

    /// Headers, notes, names and goals are accounted for by their rows; figures by those who read them.
    pub fn new(table: &Table, statement: &Statement) -> Self {
        let mut ledger = Self { cells: vec![None; table.cells().len()] };
        for (at, row) in statement.rows.iter().enumerate() {
            let section = row.section.and_then(|section| statement.sections.get(section));
            let account = account(row.role, section.map(|section| section.kind));
            for index in table.numbers_in_row(at as u32).filter(|_| account.is_some()) {
                ledger.cells[index] = account.map(|account| account(table.text(index)));
            }
        }
        ledger
    }

    pub fn mark(&mut self, cell: u32, read_as: ReadAs) {
        self.cells[cell as usize] = Some(read_as);
    }

    /// The numbers of indicators.
    pub fn mark_points(&mut self, indicators: &[Indicator], number: usize, table: &Table) {
        let own = indicators.iter().filter(|indicator| indicator.table == number);
        let points = own.flat_map(|one| [&one.weight, &one.score, &one.deduction, &one.rate]).flatten();
        for points in points {
            let place = (points.place.row, points.place.col);
            if let Some(index) = table.number_at(place.0, place.1) {
                self.cells[index] = Some(ReadAs::Fact);
            }
        }
    }

    /// The whole account; figures that are still open are said.
    pub fn finish(self, notices: &mut Notices, table: &Table) -> Vec<ReadAs> {
        let cells = self.cells.into_iter().enumerate();
        cells
            .map(|(index, read_as)| {
                let read_as = read_as.unwrap_or_else(|| unused(table.text(index)));
                if read_as == ReadAs::Notice {
                    let cell = table.cell(index);
                    notices.add(Notice::new(Code::CELL_UNUSED).at(cell.at()).with("text", cell.text.trim()));
                }
                read_as
            })
            .collect()
    }
}

/// What becomes of the cells of a row in which no figure can stand.
fn account(role: RowRole, section: Option<SectionKind>) -> Option<fn(&str) -> ReadAs> {
    use SectionKind::{Goals, Indicators, ParticularColumns, Particulars, Text};
    match (role, section) {
        (RowRole::Header | RowRole::ColumnNumbers, _) => Some(header),
        (RowRole::Text, None) => Some(unit_or_words),
        (RowRole::Text | RowRole::Filler, _) => Some(words),
        (_, Some(Particulars | ParticularColumns | Goals | Text | Indicators)) => Some(words),
        _ => None,
    }
}

fn header(text: &str) -> ReadAs {
    if text.trim().is_empty() { ReadAs::Blank } else { ReadAs::Header }
}

fn unit_or_words(text: &str) -> ReadAs {
    if unit_in_header(text).is_some() { ReadAs::Unit } else { words(text) }
}

fn words(text: &str) -> ReadAs {
    if text.chars().all(is_blank) { ReadAs::Blank } else { ReadAs::Label }
}

fn unused(text: &str) -> ReadAs {
    match reading::read(text).state {
        State::Blank => ReadAs::Blank,
        State::Value => ReadAs::Notice,
        _ => ReadAs::Label,
    }
}
