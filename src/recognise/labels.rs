//! The names of rows: labels beside figures, levels of the indicator tree, what is inherited from above and below, and
//! the concept that the book has for each.

use std::sync::Arc;

use crate::book::{Blocks, HeaderRole, HeaderWord, LevelWord, RowWord};
use crate::chinese::{fold, period};
use crate::fact::Concept;
use crate::statement::{Column, ColumnYear, Role, Row, RowHead, RowLabel, RowRole, Section, SectionKind};

use super::token::{Kind, Sheet, Token};

/// First and second level as they stand at the end of a table, for the piece that goes on with it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Levels {
    first: Option<u32>,
    second: Option<u32>,
}

/// Fills the level columns of an indicator section: blank cells mean the same as above, and where a merged cell's text
/// stands in the middle of its rows, as below.
///
/// In the next piece of a table the levels of the one before hold first (`carried`); then nothing is taken from below but
/// what the second level asks for. So do those that stood above a header that is only printed again (`above`).
pub fn inherit_levels(
    sheet: &Sheet<'_>,
    section: &Section,
    number: usize,
    rows: &mut [Row],
    (carried, above): (bool, Levels),
) {
    let place = |level| section.columns.iter().position(|column| column.role == Some(Role::Level(level)));
    let (Some(first), second) = (place(1), place(2)) else { return };
    let members: Vec<usize> = (0..rows.len())
        .filter(|&row| rows[row].section == Some(number) && rows[row].role == RowRole::Data)
        .collect();
    let printed: Vec<Option<u32>> =
        members.iter().map(|&row| filled(sheet, rows[row].cells.get(first).copied().flatten())).collect();
    let mut levels = above;
    for (at, &row) in members.iter().enumerate() {
        let own_second = second.and_then(|col| filled(sheet, rows[row].cells.get(col).copied().flatten()));
        let below = || printed[at + 1..].iter().flatten().next().copied();
        let found = printed[at].or_else(|| by_second(sheet, own_second, levels.first, below(), carried));
        if found.is_some_and(|found| !same(sheet, Some(found), levels.first)) {
            levels = Levels { first: found, second: None };
        }
        levels.second = own_second.or(levels.second);
        set(&mut rows[row], first, levels.first);
        if let Some(second) = second {
            set(&mut rows[row], second, levels.second);
        }
    }
}

/// The levels in which the rows of a section end; none where they are closed by a total.
pub fn levels_at_end(section: &Section, number: usize, rows: &[Row]) -> Levels {
    let place = |level| section.columns.iter().position(|column| column.role == Some(Role::Level(level)));
    let last = rows.iter().rev().find(|row| row.section == Some(number));
    let Some(last) = last.filter(|row| row.role == RowRole::Data) else { return Levels::default() };
    let cell = |level| last.cells.get(place(level)?).copied().flatten();
    Levels { first: cell(1), second: cell(2) }
}

fn set(row: &mut Row, col: usize, cell: Option<u32>) {
    if let Some(place) = row.cells.get_mut(col) {
        *place = cell;
    }
}

fn filled(sheet: &Sheet<'_>, index: Option<u32>) -> Option<u32> {
    index.filter(|&index| !sheet.tokens[index as usize].is_blank())
}

fn same(sheet: &Sheet<'_>, one: Option<u32>, other: Option<u32>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => sheet.tokens[one as usize].key() == sheet.tokens[other as usize].key(),
        (one, other) => one == other,
    }
}

/// The first level of a row that prints none: the one above, unless the second level says that the next one printed
/// below is meant.
fn by_second(
    sheet: &Sheet<'_>,
    second: Option<u32>,
    above: Option<u32>,
    below: Option<u32>,
    carried: bool,
) -> Option<u32> {
    let under = second.and_then(|index| level_word(sheet, index)).and_then(|word| word.under.as_deref());
    let fits = |index: Option<u32>| {
        under.is_none_or(|under| index.is_some_and(|index| belongs(sheet, index, under)))
    };
    if above.is_some() && fits(above) {
        return above;
    }
    let other =
        under.is_some() && below.is_some_and(|index| level_word(sheet, index).is_some_and(|word| word.first));
    let take_below = under.is_some() && fits(below) || above.is_none() && !carried && !other;
    if take_below { below } else { above }
}

fn level_word<'s>(sheet: &'s Sheet<'_>, index: u32) -> Option<&'s LevelWord> {
    sheet.tokens[index as usize].meaning?.level.as_ref()
}

/// Whether a printed first level is the one that the book names, in any of its wordings.
fn belongs(sheet: &Sheet<'_>, index: u32, under: &str) -> bool {
    let key = sheet.tokens[index as usize].key();
    let stem = under.trim_end_matches("指标");
    key == under || key.trim_end_matches("指标").ends_with(stem)
}

/// The label columns of a section, for each of their groups.
pub fn name_columns(section: &Section) -> Vec<Vec<usize>> {
    let groups = section.columns.iter().map(|column| column.group).max().unwrap_or(0);
    (0..=groups).map(|group| label_columns(&section.columns, group)).collect()
}

/// The labels of a row, one for each group of label columns.
pub fn row_labels(
    sheet: &Sheet<'_>,
    section: &Section,
    rows: &[Row],
    (row, names): (usize, &[Vec<usize>]),
    blocks: Blocks,
) -> Vec<RowLabel> {
    names.iter().map(|names| row_label(sheet, section, rows, row, names, blocks)).collect()
}

fn row_label(
    sheet: &Sheet<'_>,
    section: &Section,
    rows: &[Row],
    row: usize,
    names: &[usize],
    blocks: Blocks,
) -> RowLabel {
    let cells = cells_of_names(sheet, rows, row, names);
    let Some(&last) = cells.last() else { return unnamed(sheet, section, rows, row, blocks) };
    let path = cells.iter().map(|&index| Arc::from(fold::prose(sheet.text(index as usize).trim())));
    let years = cells.iter().rev().map(|&index| &sheet.tokens[index as usize]);
    let token = &sheet.tokens[last as usize];
    let dots = token.kind == Kind::Filler;
    let concept = if dots { dots_concept(sheet, blocks) } else { concept(sheet, token.key(), blocks) };
    RowLabel {
        path: path.collect(),
        key: token.key().to_owned(),
        unit: token.label.unit,
        total: token.meaning.is_some_and(|meaning| meaning.row == Some(RowWord::Total)),
        month: period::month_column(token.key()),
        year: years.filter(|token| token.kind == Kind::Year).find_map(|token| token.year),
        heads: if concept.is_none() { row_head(sheet, token) } else { None },
        concept,
    }
}

/// The cells that name a row, from the outermost in.
fn cells_of_names(sheet: &Sheet<'_>, rows: &[Row], row: usize, names: &[usize]) -> Vec<u32> {
    let cell = |(at, &col): (usize, &usize)| {
        let own = filled(sheet, rows[row].cells.get(col).copied().flatten());
        let own = own.filter(|&index| !names_block(sheet, index));
        let outer = at + 1 < names.len();
        own.or_else(|| if outer { from_above(sheet, rows, row, col) } else { None })
    };
    names.iter().enumerate().filter_map(cell).collect()
}

/// A row without a name has that of its section; the first one of a budget is all of it.
fn unnamed(sheet: &Sheet<'_>, section: &Section, rows: &[Row], row: usize, blocks: Blocks) -> RowLabel {
    let total = section.kind == SectionKind::Funds && first_row(rows, row);
    RowLabel {
        path: section.name.iter().map(|name| name.as_str().into()).collect(),
        total,
        concept: if total { concept(sheet, "年度资金总额", blocks) } else { None },
        ..RowLabel::default()
    }
}

/// 2023年决算数, 较上年增减: which figures of what the columns measure.
fn row_head(sheet: &Sheet<'_>, token: &Token<'_>) -> Option<RowHead> {
    let figures = |word: &&HeaderWord| {
        matches!(word.role, HeaderRole::Figure | HeaderRole::Rate) && word.concept.is_none()
    };
    let word = token.headers(sheet.book).find(figures)?;
    let year = token.year.map(ColumnYear::Printed).or(word.year.map(ColumnYear::Relative));
    Some(RowHead { basis: word.basis?, year, suffix: word.suffix.clone() })
}

/// A row of the budget without a name is the whole budget where it is the first one.
fn first_row(rows: &[Row], row: usize) -> bool {
    let section = rows[row].section;
    !rows[..row].iter().any(|other| other.section == section && other.role != RowRole::Header)
}

/// The columns of names of a group; the one at the side where there is no other.
fn label_columns(columns: &[Column], group: usize) -> Vec<usize> {
    let of = |role: Role| -> Vec<usize> {
        let fits = |column: &Column| column.role == Some(role) && column.group == group;
        columns.iter().enumerate().filter(|(_, column)| fits(column)).map(|(col, _)| col).collect()
    };
    let mut labels = of(Role::Label);
    if let Some(projects) = labels.iter().position(|&col| columns[col].projects) {
        labels.truncate(projects + 1);
    }
    if labels.is_empty() { of(Role::Side) } else { labels }
}

/// The name of the whole block, which reaches over its rows, names none of them.
fn names_block(sheet: &Sheet<'_>, index: u32) -> bool {
    sheet.tokens[index as usize].meaning.is_some_and(|meaning| meaning.side.is_some())
}

/// An outer label that is blank goes on from the row above in the same section.
fn from_above(sheet: &Sheet<'_>, rows: &[Row], row: usize, col: usize) -> Option<u32> {
    let section = rows[row].section;
    rows[..row]
        .iter()
        .rev()
        .take_while(|above| above.section == section && above.role != RowRole::Header)
        .find_map(|above| filled(sheet, above.cells.get(col).copied().flatten()))
}

/// The book's concept, also without a remark in brackets at the end.
fn concept(sheet: &Sheet<'_>, key: &str, blocks: Blocks) -> Option<Concept> {
    let entry = sheet.book.concept(key, blocks).or_else(|| {
        let name = key.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(name, _)| name)?;
        sheet.book.concept(name, blocks)
    });
    entry.map(|entry| entry.concept.clone())
}

/// A row of dots with figures in it is a thing of its own where the book has one for it.
fn dots_concept(sheet: &Sheet<'_>, blocks: Blocks) -> Option<Concept> {
    sheet.book.concept("……", blocks).map(|entry| entry.concept.clone())
}

/// A total without a concept of its own, over nothing but the parts of an office's spending, is the office's total.
/// So is that of the tasks in the form of an office, with what was planned and spent for each.
pub fn name_totals((section, number): (&Section, usize), rows: &mut [Row], blocks: Blocks, of_office: bool) {
    if blocks.meets(Blocks::SANGONG) {
        name_total(number, rows, "sangong.total");
        return;
    }
    if section.kind != SectionKind::Figures {
        return;
    }
    let parts = ["basic", "public", "project"];
    let data = |row: &Row| row.section == Some(number) && row.role == RowRole::Data && !row.labels.is_empty();
    let part_of = |concept: &Concept| parts.iter().any(|part| concept.is_of(part));
    let known = rows.iter().filter(|row| data(row)).map(|row| row.labels[0].concept.as_ref());
    let all_parts = known.clone().count() >= 2 && known.clone().all(|concept| concept.is_some_and(part_of));
    let all_tasks = of_office && plans_and_spends(section) && known.clone().all(|concept| concept.is_none());
    if all_tasks {
        name_total(number, rows, "fund.total");
    } else if !all_parts {
        return;
    }
    name_total(number, rows, total_concept(section));
}

fn plans_and_spends(section: &Section) -> bool {
    use crate::fact::Basis::{Budget, BudgetFull, BudgetInitial, Executed};
    let has = |wanted: &[crate::fact::Basis]| {
        section.columns.iter().any(|column| column.basis.is_some_and(|basis| wanted.contains(&basis)))
    };
    has(&[Budget, BudgetInitial, BudgetFull]) && has(&[Executed])
}

fn name_total(number: usize, rows: &mut [Row], total: &str) {
    for row in rows.iter_mut().filter(|row| row.section == Some(number)) {
        if let Some(label) = row.labels.first_mut().filter(|label| label.total && label.concept.is_none()) {
            label.concept = Some(Concept::new(total));
        }
    }
}

/// Planned and spent money of the year makes the year's budget; settled money makes its expenditure.
fn total_concept(section: &Section) -> &'static str {
    use crate::fact::Basis::{BudgetFull, BudgetInitial, Executed};
    let bases = section.columns.iter().filter_map(|column| column.basis);
    let of_the_year = { bases }.any(|basis| matches!(basis, BudgetInitial | BudgetFull | Executed));
    if of_the_year { "fund.total" } else { "expenditure.total" }
}
