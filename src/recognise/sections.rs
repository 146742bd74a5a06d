//! Rows that stand under the same headers, put together: where a section begins, what kind it is, which block of the
//! book its wordings are from.

use std::ops::Range;

use crate::book::{Blocks, HeaderRole, SideWord};
use crate::chinese::period;
use crate::statement::{Row, RowRole, Section, SectionKind};

use super::rows::{Class, classify};
use super::token::{Kind, Sheet};

/// Sections and the role and section of every row. Columns and cells come later.
pub struct Layout {
    pub sections: Vec<Section>,
    pub blocks: Vec<Blocks>,
    pub rows: Vec<Row>,
}

pub fn lay_out(sheet: &Sheet<'_>) -> Layout {
    let mut builder =
        Builder { sheet, layout: Layout { sections: Vec::new(), blocks: Vec::new(), rows: Vec::new() } };
    let classes: Vec<Class> = (0..sheet.table.rows()).map(|row| classify(sheet, row)).collect();
    let first_header = classes.iter().position(|class| *class == Class::Header);
    for (row, class) in classes.iter().enumerate() {
        let above = first_header.is_some_and(|first| row < first);
        builder.row(row as u32, *class, above);
    }
    if first_header.is_none() {
        builder.unknown_headers(&classes);
    }
    builder.layout
}

struct Builder<'s, 'a> {
    sheet: &'s Sheet<'a>,
    layout: Layout,
}

impl Builder<'_, '_> {
    fn row(&mut self, row: u32, class: Class, above: bool) {
        let class = if self.names_codes(row) || self.divides_header(row) || self.heads_block(row, class) {
            Class::Header
        } else {
            class
        };
        match class {
            Class::Header => self.header(row),
            Class::Goals => self.open(row, SectionKind::Goals, Blocks::NONE, true),
            Class::Split => self.open(row, SectionKind::Split, Blocks::SPLIT, true),
            Class::Particulars => self.join_or_open(row, SectionKind::Particulars),
            Class::ParticularNames => self.open(row, SectionKind::ParticularColumns, Blocks::NONE, true),
            Class::Text => self.open(row, SectionKind::Text, Blocks::NONE, false),
            Class::Total => self.total(row),
            Class::ColumnNumbers => self.push(row, RowRole::ColumnNumbers, self.last()),
            Class::Filler => self.push(row, RowRole::Filler, self.last()),
            Class::Empty => self.push(row, RowRole::Data, self.last()),
            Class::Single if above || self.layout.sections.is_empty() => self.single_above(row, above),
            Class::Single if self.repeats_title(row) => self.push(row, RowRole::Text, None),
            Class::Single | Class::Data => self.data(row),
        }
    }

    fn last(&self) -> Option<usize> {
        self.layout.sections.len().checked_sub(1)
    }

    fn push(&mut self, row: u32, role: RowRole, section: Option<usize>) {
        if let Some(section) = section.map(|section| &mut self.layout.sections[section])
            && section.rows.end == row
        {
            section.rows.end = row + 1;
        }
        self.layout.rows.push(Row { role, section, ..Row::default() });
    }

    fn open(&mut self, row: u32, kind: SectionKind, blocks: Blocks, header: bool) {
        let headers = if header { row..row + 1 } else { row..row };
        self.layout.sections.push(Section {
            kind,
            rows: row..row + 1,
            header_rows: headers,
            ..Section::default()
        });
        self.layout.blocks.push(blocks);
        let role = match (kind, header) {
            (SectionKind::Text, _) => RowRole::Text,
            (SectionKind::Split, _) => RowRole::Data,
            (_, true) => RowRole::Header,
            (_, false) => RowRole::Data,
        };
        self.push(row, role, self.last());
    }

    fn join_or_open(&mut self, row: u32, kind: SectionKind) {
        match self.last() {
            Some(last) if self.layout.sections[last].kind == kind => {
                self.push(row, RowRole::Data, Some(last))
            }
            _ => self.open(row, kind, Blocks::NONE, false),
        }
    }

    /// 科目编码 | 科目名称 right below a header row, with nothing else: the rest of that header.
    fn names_codes(&self, row: u32) -> bool {
        let below_header = self.layout.rows.last().is_some_and(|above| above.role == RowRole::Header);
        if !below_header {
            return false;
        }
        let roles: Vec<Option<HeaderRole>> =
            self.sheet.filled(row).map(|(_, token)| token.header_role(self.sheet.book)).collect();
        roles.len() >= 2 && roles.iter().all(Option::is_some) && roles.contains(&Some(HeaderRole::Number))
    }

    /// Words below the wide cells of a header row, with figures below them: what these cells are divided into. Where spans
    /// are lost, a blank stands below each cell that is not divided, and the row is longer than the one above it.
    fn divides_header(&self, row: u32) -> bool {
        let below_header = self.layout.rows.last().is_some_and(|above| above.role == RowRole::Header);
        let words = || self.sheet.filled(row);
        if !below_header
            || words().count() < 2
            || !words().all(|(_, token)| token.kind == Kind::Words && token.label.inline.is_none())
            || row + 1 >= self.sheet.table.rows()
            || !self.has_numbers(row + 1)
        {
            return false;
        }
        if !self.sheet.table.spans_known {
            let first = self.sheet.row(row).next().is_some_and(|index| self.sheet.tokens[index].is_blank());
            return first && (self.sheet.width(row) > self.sheet.width(row - 1) || self.fills_blanks(row));
        }
        words().all(|(index, _)| {
            let above = self.sheet.index_at(row - 1, self.sheet.col(index) as u32);
            above.is_some_and(|above| {
                self.sheet.cell(above).span.1 > self.sheet.cell(index).span.1
                    && !self.sheet.tokens[above].is_blank()
            })
        })
    }

    /// Whether words stand below blanks of the row above, which go on with the cell to their left.
    fn fills_blanks(&self, row: u32) -> bool {
        self.sheet.filled(row).any(|(index, _)| {
            let above = self.sheet.index_at(row - 1, self.sheet.col(index) as u32);
            above.is_some_and(|above| self.sheet.tokens[above].is_blank())
        })
    }

    /// Words in columns of figures, behind a new name at the side and with figures below them: a block of a form that
    /// nobody described has headers of its own.
    fn heads_block(&self, row: u32, class: Class) -> bool {
        let last = self.layout.rows.last();
        let below_figures = class == Class::Data
            && last.is_some_and(|above| above.role == RowRole::Data)
            && self.last().is_some_and(|last| {
                matches!(self.layout.sections[last].kind, SectionKind::Figures | SectionKind::Funds)
            })
            && row > 0
            && self.has_numbers(row - 1);
        let next = row + 1;
        below_figures
            && next < self.sheet.table.rows()
            && self.sheet.filled(row).count() >= 3
            && self
                .sheet
                .filled(row)
                .all(|(_, token)| token.kind == Kind::Words && token.label.inline.is_none())
            && self.sheet.filled(row).next().is_some_and(|(index, _)| self.sheet.col(index) == 0)
            && self.sheet.filled(next).filter(|(_, token)| token.kind == Kind::Number).count() >= 2
            && self.sheet.filled(next).all(|(_, token)| token.kind != Kind::Words)
    }

    /// A header row goes on with the one right above it unless it begins a block of its own.
    fn header(&mut self, row: u32) {
        let goes_on = self.layout.rows.last().is_some_and(|above| above.role == RowRole::Header)
            && self.last().is_some_and(|last| is_tabular(self.layout.sections[last].kind))
            && self.side(row).is_none_or(|(index, _)| self.sheet.row_of(index) != row);
        if let Some(last) = self.last().filter(|&last| self.is_divided_by(last, row)) {
            self.layout.sections[last].header_rows = row - 1..row + 1;
            self.layout.rows[row as usize - 1].role = RowRole::Header;
            self.push(row, RowRole::Header, Some(last));
        } else if goes_on && let Some(last) = self.last() {
            self.layout.sections[last].header_rows.end = row + 1;
            self.push(row, RowRole::Header, Some(last));
        } else {
            self.open(row, SectionKind::Figures, Blocks::NONE, true);
            self.take_headings_above(row);
        }
        if let Some(last) = self.last() {
            self.describe(last);
        }
    }

    /// Whether a section so far is one row of words that a header row divides: 资金总额 | 其他资金 over 预算数 | 执行数 twice, at
    /// the same side word.
    fn is_divided_by(&self, section: usize, row: u32) -> bool {
        let section = &self.layout.sections[section];
        let alone = section.rows.end == row && section.rows.len() == 1 && section.header_rows.is_empty();
        let side = |row| self.side(row).map(|(index, _)| index);
        alone
            && section.kind == SectionKind::Funds
            && !self.has_numbers(row - 1)
            && side(row).is_some()
            && side(row) == side(row - 1)
    }

    /// Rows of plain words right above a header row that share its columns: 收入 | 支出 over 项目 | 金额 | 项目 | 金额.
    fn take_headings_above(&mut self, row: u32) {
        let Some(last) = self.last() else { return };
        let mut first = row;
        while first > 0 && row - first < 3 && self.is_heading(first - 1) {
            first -= 1;
            let above = &mut self.layout.rows[first as usize];
            (above.role, above.section) = (RowRole::Header, Some(last));
        }
        self.layout.sections[last].header_rows.start = first;
        self.layout.sections[last].rows.start = first;
    }

    fn is_heading(&self, row: u32) -> bool {
        let known = &self.layout.rows[row as usize];
        let unused = known.section.is_none() && known.role != RowRole::Text;
        let mut words = 0;
        let plain = self.sheet.filled(row).all(|(_, token)| {
            words += 1;
            matches!(token.kind, Kind::Words | Kind::Year)
                && (token.kind == Kind::Year || token.header_role(self.sheet.book).is_some())
        });
        unused && plain && words >= 2
    }

    /// The side word of a row, printed in it or reaching into it from above.
    fn side(&self, row: u32) -> Option<(usize, SideWord)> {
        let index = self.sheet.index_at(row, 0)?;
        self.sheet.tokens[index].meaning?.side.map(|side| (index, side))
    }

    /// Kind, block and name of a section, from the side word and the roles of its headers.
    fn describe(&mut self, number: usize) {
        let header_rows = self.layout.sections[number].header_rows.clone();
        let roles: Vec<HeaderRole> = header_rows
            .clone()
            .flat_map(|row| self.sheet.filled(row))
            .filter_map(|(_, token)| token.header_role(self.sheet.book))
            .collect();
        let side = header_rows.clone().find_map(|row| self.side(row));
        let (kind, blocks) = match side.map(|(_, side)| side) {
            Some(SideWord::Figures(blocks)) => (SectionKind::Figures, blocks),
            Some(SideWord::Funds) if !roles.contains(&HeaderRole::Level1) => {
                (SectionKind::Funds, Blocks::NONE)
            }
            _ => (kind_by_roles(&roles, &self.budget_words(header_rows)), Blocks::NONE),
        };
        let section = &mut self.layout.sections[number];
        section.kind = kind;
        if let Some((index, _)) = side {
            let label = &self.sheet.tokens[index].label;
            section.name = Some(label.key.clone());
            section.weight = label.weight;
            section.year =
                label.qualifier.as_deref().and_then(period::split_year).map(|(year, _)| i32::from(year));
        }
        self.layout.blocks[number] = blocks;
    }

    /// Header words about the money of the year: planned, adjusted, spent, and the rate of that.
    fn budget_words(&self, header_rows: Range<u32>) -> Budget {
        use crate::fact::Basis::{Budget as Plan, BudgetFull, BudgetInitial, Executed};
        let tokens = header_rows.flat_map(|row| self.sheet.filled(row));
        let words = tokens.filter_map(|(_, token)| token.headers(self.sheet.book).next());
        words.fold(Budget::default(), |mut budget, word| {
            let money = matches!(word.basis, Some(Plan | BudgetFull | BudgetInitial | Executed));
            budget.columns += usize::from(money && word.role == HeaderRole::Figure);
            budget.rate |= word.role == HeaderRole::Rate && word.basis == Some(Executed);
            budget
        })
    }

    fn total(&mut self, row: u32) {
        let holds = |section: &Section| matches!(section.kind, SectionKind::Indicators);
        let last = self.last();
        let section = match last {
            Some(last) if is_tabular(self.layout.sections[last].kind) => Some(last),
            _ => self.layout.sections.iter().rposition(holds).or(last),
        };
        match section {
            Some(section) => self.push(row, RowRole::Total, Some(section)),
            None => self.data(row),
        }
    }

    /// The title of a table again, in the middle of it: the next page begins.
    fn repeats_title(&self, row: u32) -> bool {
        self.sheet.first_filled(row).is_some_and(|(_, token)| self.sheet.book.titles_table(token.key()))
    }

    /// A line alone above the headers: the table's own title or unit, or a name with its value in one cell.
    fn single_above(&mut self, row: u32, above: bool) {
        if above {
            self.push(row, RowRole::Text, None);
        } else {
            self.data(row);
        }
    }

    fn data(&mut self, row: u32) {
        if let Some(kind) = self.new_block(row) {
            self.open(row, kind, Blocks::NONE, false);
            return;
        }
        match self.last() {
            Some(last) if self.belongs(last, row) => self.push(row, RowRole::Data, Some(last)),
            Some(last) if self.layout.sections[last].kind == SectionKind::Text => {
                let kind = if self.has_numbers(row) { SectionKind::Figures } else { SectionKind::Text };
                self.open(row, kind, Blocks::NONE, false);
            }
            Some(_) => self.open(row, SectionKind::Figures, Blocks::NONE, false),
            None => self.push(row, RowRole::Data, None),
        }
    }

    /// A name at the side that begins a block of another kind, although no header row does.
    fn new_block(&self, row: u32) -> Option<SectionKind> {
        let (index, side) = self.side(row).filter(|(index, _)| self.sheet.row_of(*index) == row)?;
        let names_level = self.sheet.tokens[index].meaning.is_some_and(|meaning| meaning.level.is_some());
        let kind = match side {
            SideWord::Funds => SectionKind::Funds,
            SideWord::Goals => SectionKind::Goals,
            SideWord::Indicators => SectionKind::Indicators,
            _ => return None,
        };
        let current = self.last().map(|last| self.layout.sections[last].kind);
        if names_level && current == Some(SectionKind::Indicators) {
            return None;
        }
        let other =
            current.is_some_and(|current| current != kind && current != SectionKind::ParticularColumns);
        other.then_some(kind)
    }

    /// Whether a row of data goes on with a section: names and notes only while nothing new is named at the side.
    fn belongs(&self, section: usize, row: u32) -> bool {
        match self.layout.sections[section].kind {
            SectionKind::Particulars => !self.has_numbers(row),
            SectionKind::Goals | SectionKind::ParticularColumns => true,
            SectionKind::Text => self
                .sheet
                .index_at(row, 0)
                .is_none_or(|index| self.sheet.row_of(index) != row || self.sheet.tokens[index].is_blank()),
            SectionKind::Split => {
                let inline = self.sheet.filled(row).any(|(_, token)| token.label.inline.is_some());
                inline || !self.has_numbers(row)
            }
            _ => true,
        }
    }

    fn has_numbers(&self, row: u32) -> bool {
        self.sheet.filled(row).any(|(_, token)| token.kind == Kind::Number)
    }

    /// No header is known: the rows above the first one with figures are its headers, if they hold words only.
    fn unknown_headers(&mut self, classes: &[Class]) {
        let Some(first) =
            self.layout.rows.iter().position(|row| row.section.is_none() && row.role == RowRole::Data)
        else {
            return;
        };
        let loose: Vec<u32> = (first..classes.len())
            .take_while(|&row| self.layout.rows[row].section.is_none())
            .map(|row| row as u32)
            .collect();
        let marked = self.sheet.table.header_rows();
        let headers = loose
            .iter()
            .take_while(|&&row| {
                row < marked || (!self.has_numbers(row) && self.sheet.filled(row).count() >= 2)
            })
            .count();
        let numbers_below = loose.iter().skip(headers).any(|&row| self.has_numbers(row));
        let headers = if numbers_below { headers.min(4) } else { headers.min(1) };
        let (start, end) = (loose[0], loose[loose.len() - 1] + 1);
        let number = self.layout.sections.len();
        let header_rows = start..start + headers as u32;
        for row in loose {
            let role = if header_rows.contains(&row) {
                RowRole::Header
            } else {
                self.layout.rows[row as usize].role
            };
            self.layout.rows[row as usize] = Row { role, section: Some(number), ..Row::default() };
        }
        self.layout.sections.push(Section { rows: start..end, header_rows, ..Section::default() });
        self.layout.blocks.push(Blocks::NONE);
    }
}

#[derive(Default)]
struct Budget {
    columns: usize,
    rate: bool,
}

fn kind_by_roles(roles: &[HeaderRole], budget: &Budget) -> SectionKind {
    let has = |wanted: &[HeaderRole]| wanted.iter().any(|role| roles.contains(role));
    let levels = has(&[HeaderRole::Level1, HeaderRole::Level2, HeaderRole::Level3]);
    let points = has(&[HeaderRole::Weight, HeaderRole::Score, HeaderRole::Deduction]);
    if !levels && budget.columns > 0 && (points || (budget.columns > 1 && budget.rate)) {
        return SectionKind::Funds;
    }
    let goals = has(&[
        HeaderRole::Target,
        HeaderRole::TargetActual,
        HeaderRole::Actual,
        HeaderRole::Criteria,
        HeaderRole::Indicator,
    ]);
    if levels || (points && goals) { SectionKind::Indicators } else { SectionKind::Figures }
}

/// Sections whose rows stand under column headers.
pub fn is_tabular(kind: SectionKind) -> bool {
    matches!(kind, SectionKind::Figures | SectionKind::Funds | SectionKind::Indicators)
}
