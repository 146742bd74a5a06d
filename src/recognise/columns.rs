//! What each column of a section stands for: the header words above it, put together from the top down, and then what
//! its cells say against that. Words decide first; a column of figures that holds only names is a column of names.

use std::sync::Arc;

use crate::book::{Blocks, Entry, HeaderRole, HeaderWord, RowWord};
use crate::chinese::fold;
use crate::fact::{Basis, Concept};
use crate::statement::{Column, ColumnYear, Role, Section, SectionKind};

use super::headers::{HeaderGrid, header_grid};
use super::token::{Kind, Sheet, Token};

/// The columns of a section, one for each column of the grid, and one more where the rows are longer than their header.
/// `payments` says that the title speaks of payments: names beside its amounts are then who paid.
pub fn columns(sheet: &Sheet<'_>, section: &Section, payments: bool) -> Vec<Column> {
    let grid = header_grid(sheet, section.header_rows.clone());
    let payer = payments || names_payer(sheet, &grid);
    let mut columns: Vec<Column> =
        (0..sheet.table.cols()).map(|col| column(sheet, &grid, col, payer)).collect();
    take_repeats_back(&mut columns, &grid);
    give_names(sheet, section, &mut columns);
    match section.kind {
        SectionKind::Indicators => {
            settle_points(&mut columns);
            give_note(&mut columns);
        }
        _ => settle_groups(&mut columns),
    }
    sum_public_expenses(sheet, &grid, &mut columns);
    part_beside_sum(sheet, &grid, &mut columns);
    if section.kind == SectionKind::Funds {
        part_by_source(sheet, &grid, &mut columns);
    }
    columns
}

/// The budget of a form that heads its amounts with nothing: names and amounts side by side. What `applies` for money plans
/// it; in other forms nothing says in which sense it holds.
pub fn give_basis(section: &mut Section, applies: bool) {
    if section.kind != SectionKind::Funds || !section.header_rows.is_empty() {
        return;
    }
    let basis = if applies { Basis::BudgetInitial } else { Basis::Unstated };
    for column in section.columns.iter_mut().filter(|column| !column.role.is_some_and(Role::is_name)) {
        column.basis.get_or_insert(basis);
    }
}

fn names_payer(sheet: &Sheet<'_>, grid: &HeaderGrid) -> bool {
    let cells = grid.iter().flatten().flatten();
    cells.into_iter().any(|&index| sheet.tokens[index].header_role(sheet.book) == Some(HeaderRole::Payer))
}

/// The column under a stack of header cells.
fn column(sheet: &Sheet<'_>, grid: &HeaderGrid, col: u32, payer: bool) -> Column {
    let mut column = Column::default();
    let mut path: Vec<Arc<str>> = Vec::new();
    let mut before = None;
    for row in grid {
        let Some(index) = row.get(col as usize).copied().flatten().filter(|index| before != Some(*index))
        else {
            continue;
        };
        before = Some(index);
        let token = &sheet.tokens[index];
        if token.is_blank() {
            continue;
        }
        path.push(fold::prose(sheet.text(index).trim()).into());
        column.unit = token.label.unit.or(column.unit);
        column.weight = token.label.weight.or(column.weight);
        take_year(&mut column, token);
        if divides(sheet, token) {
            column.concept = column.concept.take().and_then(|_| part_concept(sheet, token));
        }
        let words = token.headers(sheet.book);
        let fits = |word: &&HeaderWord| word.needs.is_none_or(|needs| needs == HeaderRole::Payer && payer);
        if let Some(word) = words.filter(fits).max_by_key(|word| word.needs.is_some()) {
            take_word(&mut column, word);
        }
    }
    column.path = path.into();
    column
}

/// Whether a header cell below another one names a part of it: neither a sum nor a word for the sense of its figures.
fn divides(sheet: &Sheet<'_>, token: &Token<'_>) -> bool {
    let sums = token.meaning.is_some_and(|meaning| meaning.row == Some(RowWord::Total));
    let plain = token.headers(sheet.book).all(|word| word.role == HeaderRole::Group);
    token.kind == Kind::Words && plain && !sums
}

/// 公用经费 below 基本支出.
fn part_concept(sheet: &Sheet<'_>, token: &Token<'_>) -> Option<Concept> {
    sheet.book.concept(token.key(), Blocks::MONEY.with(Blocks::ANY)).map(|entry| entry.concept.clone())
}

fn take_year(column: &mut Column, token: &Token<'_>) {
    if let Some(year) = token.year {
        column.year = Some(ColumnYear::Printed(year));
        if token.kind == Kind::Year {
            column.role.get_or_insert(Role::Figure);
        }
    }
}

/// A word lower in the stack says more than the ones above it, as far as it says anything.
fn take_word(column: &mut Column, word: &HeaderWord) {
    // 名称 or 指标名称 under 一级指标 is still the first level.
    let names = matches!(word.role, HeaderRole::Label | HeaderRole::Indicator);
    let names_level = names && level(column.role).is_some();
    if let Some(role) = role_of(word.role).filter(|_| !names_level) {
        column.role = Some(role);
    }
    column.part |= word.role == HeaderRole::Source;
    column.projects |= word.role == HeaderRole::Project;
    // 基本支出 under 预算数 is what was planned; alone it would be what was spent.
    column.basis = match word.concept {
        Some(_) => column.basis.or(word.basis),
        None => word.basis.or(column.basis),
    };
    column.concept = word.concept.clone().or_else(|| column.concept.take());
    column.suffix = word.suffix.clone().or_else(|| column.suffix.take());
    if column.year.is_none() {
        column.year = word.year.map(ColumnYear::Relative);
    }
}

fn role_of(role: HeaderRole) -> Option<Role> {
    Some(match role {
        HeaderRole::Level1 => Role::Level(1),
        HeaderRole::Level2 => Role::Level(2),
        HeaderRole::Level3 | HeaderRole::Indicator => Role::Level(3),
        HeaderRole::Label | HeaderRole::Project | HeaderRole::Payer => Role::Label,
        HeaderRole::Number => Role::Number,
        HeaderRole::Figure | HeaderRole::Source => Role::Figure,
        HeaderRole::Rate => Role::Rate,
        HeaderRole::Weight => Role::Weight,
        HeaderRole::Score => Role::Score,
        HeaderRole::Deduction => Role::Deduction,
        HeaderRole::Target => Role::Target,
        HeaderRole::TargetActual => Role::TargetActual,
        HeaderRole::Target2 => Role::Target2,
        HeaderRole::Actual => Role::Actual,
        HeaderRole::Note => Role::Note,
        HeaderRole::Criteria | HeaderRole::Method => Role::Criteria,
        HeaderRole::Operator => Role::Operator,
        HeaderRole::Measure => Role::Measure,
        HeaderRole::Ignore | HeaderRole::Coefficient => Role::Ignore,
        HeaderRole::Group => return None,
    })
}

/// Grid columns under one wide header cell are one column; only names may go on over all of them.
fn take_repeats_back(columns: &mut [Column], grid: &HeaderGrid) {
    let stack = |col: usize| -> Vec<Option<usize>> {
        grid.iter().map(|row| row.get(col).copied().flatten()).collect()
    };
    for col in (1..columns.len()).rev() {
        let (own, before) = (stack(col), stack(col - 1));
        let same = own == before && own.iter().any(Option::is_some);
        if same && !columns[col].role.is_some_and(Role::is_name) {
            columns[col].role = None;
        }
    }
}

/// Whether a grid column goes on under the header cell of the one before it.
pub fn goes_on(columns: &[Column], col: usize) -> bool {
    col > 0
        && columns[col].role.is_none()
        && !columns[col].path.is_empty()
        && columns[col].path == columns[col - 1].path
}

/// What the cells of a column are, as far as its role is concerned.
#[derive(Debug, Clone, Copy, Default)]
struct Cells {
    words: usize,
    numbers: usize,
}

/// What stands in each column. Rows that are longer or shorter than their header say nothing where spans are lost.
fn cells_of(sheet: &Sheet<'_>, section: &Section, columns: usize) -> Vec<Cells> {
    let mut all = vec![Cells::default(); columns];
    let width = section.header_rows.clone().map(|row| sheet.width(row)).max().unwrap_or(0);
    let straight =
        |row: u32| sheet.table.spans_known || width == 0 || sheet.width(row) == width || sheet.in_place;
    for row in (section.header_rows.end..section.rows.end).filter(|&row| straight(row)) {
        for index in sheet.row(row) {
            let Some(cells) = all.get_mut(sheet.col(index)) else { break };
            match sheet.tokens[index].kind {
                Kind::Words | Kind::Prose | Kind::Filler => cells.words += 1,
                Kind::Number => cells.numbers += 1,
                _ => {}
            }
        }
    }
    all
}

/// Columns of names: the one at the side, and those that hold words where the header is silent or mistaken.
fn give_names(sheet: &Sheet<'_>, section: &Section, columns: &mut [Column]) {
    let is_figure = |column: &Column| {
        matches!(column.role, Some(Role::Figure | Role::Rate)) || column.role.is_some_and(Role::is_points)
    };
    let indicators = section.kind == SectionKind::Indicators;
    let mut named = false;
    let all = cells_of(sheet, section, columns.len());
    for col in 0..columns.len() {
        let cells = all[col];
        if col == 0 && columns[0].role.is_none() && section.name.is_some() {
            let label = !indicators && cells.words > 0 && section.kind != SectionKind::Funds;
            columns[0].role = Some(if label { Role::Label } else { Role::Side });
            named = label;
            continue;
        }
        let figure = is_figure(&columns[col]);
        let silent = columns[col].role.is_none() && !indicators;
        let mistaken = !indicators && !named && figure && cells.numbers == 0 && cells.words > 0;
        let own = !goes_on(columns, col) || columns[col - 1].role.is_some_and(Role::is_name);
        if (silent && cells.words > cells.numbers && own) || mistaken {
            let column = &mut columns[col];
            column.role = Some(Role::Label);
            (column.basis, column.concept, column.suffix) = (None, None, None);
            named = true;
        } else if figure && !mistaken {
            break;
        }
        named |= columns[col].role == Some(Role::Label);
    }
    if section.kind == SectionKind::Figures {
        give_generic_figures(&all, columns);
    }
}

/// Where no header word is known, columns that hold figures are columns of figures.
fn give_generic_figures(all: &[Cells], columns: &mut [Column]) {
    for (col, cells) in all.iter().enumerate() {
        if columns[col].role == Some(Role::Label) && col > 0 && cells.numbers > 0 && cells.words == 0 {
            columns[col].role = Some(Role::Figure);
        }
        if columns[col].role.is_none() && !goes_on(columns, col) {
            if cells.numbers > 0 {
                columns[col].role = Some(Role::Figure);
            } else if cells.words > 0 {
                columns[col].role = Some(Role::Label);
            }
        }
    }
}

/// A weight right behind a level is that level's; the last one before the words is the indicator's own. Some forms head
/// their weights with the word for scores: then the last such column alone holds scores.
fn settle_points(columns: &mut [Column]) {
    let points = |role: Option<Role>| matches!(role, Some(Role::Weight | Role::Score));
    let deepest = columns.iter().filter_map(|column| level(column.role)).max().unwrap_or(3);
    let mut above = None;
    for col in 0..columns.len() {
        let role = columns[col].role;
        if role.is_none() {
            continue;
        }
        let later = columns[col + 1..].iter().any(|column| points(column.role));
        if let (true, Some(level), true) = (points(role), above, later) {
            let own = level == deepest;
            let weight_later = columns[col + 1..].iter().any(|column| column.role == Some(Role::Weight));
            if role == Some(Role::Weight) || !weight_later {
                columns[col].role = Some(if own { Role::Weight } else { Role::LevelWeight(level) });
            }
            above = None;
            continue;
        }
        above = level(role);
    }
}

/// Forms whose header forgets the last column, the one for reasons.
fn give_note(columns: &mut [Column]) {
    let score = columns.iter().rposition(|column| column.role.is_some_and(Role::is_points));
    if let Some(next) = score.and_then(|score| columns.get_mut(score + 1))
        && next.role.is_none()
        && next.path.is_empty()
    {
        next.role = Some(Role::Note);
    }
}

/// 其他资金 over 预算数 and 执行数: these are figures of one source, not of what their rows measure.
fn part_by_source(sheet: &Sheet<'_>, grid: &HeaderGrid, columns: &mut [Column]) {
    let source = |index: usize| {
        let blocks = Blocks::FUND.with(Blocks::PROJECT_FUND);
        let entry = sheet.book.concept(sheet.tokens[index].key(), blocks);
        entry.is_some_and(|entry| !entry.concept.as_str().ends_with(".total"))
    };
    for (col, column) in columns.iter_mut().enumerate().filter(|(_, column)| column.basis.is_some()) {
        let mut stack = grid.iter().filter_map(|row| row.get(col).copied().flatten());
        column.part |= column.role == Some(Role::Figure) && stack.any(source);
    }
}

fn is_whole(entry: &Entry) -> bool {
    entry.concept.as_str().ends_with(".total")
}

/// 小计 | 财政资金 | 自筹 below 调整后预算: beside their sum, words that say nothing else are parts of it.
fn part_beside_sum(sheet: &Sheet<'_>, grid: &HeaderGrid, columns: &mut [Column]) {
    let [.., above, lowest] = grid.as_slice() else { return };
    let cell = |line: &[Option<usize>], col: usize| line.get(col).copied().flatten();
    let sums = |col: usize| {
        cell(lowest, col).is_some_and(|index| {
            let total = sheet.tokens[index].meaning.is_some_and(|word| word.row == Some(RowWord::Total));
            total || sheet.book.concept(sheet.tokens[index].key(), Blocks::FUND).is_some_and(is_whole)
        })
    };
    let summed: Vec<usize> =
        (0..columns.len()).filter(|&col| sums(col)).filter_map(|col| cell(above, col)).collect();
    for (col, column) in columns.iter_mut().enumerate() {
        let part = cell(lowest, col).is_some_and(|index| divides(sheet, &sheet.tokens[index]));
        let below = cell(above, col).is_some_and(|index| summed.contains(&index));
        column.part |=
            part && below && !sums(col) && column.concept.is_none() && column.role == Some(Role::Figure);
    }
}

/// 合计 beside columns for the public expenses, without a concept of its own, is their sum.
fn sum_public_expenses(sheet: &Sheet<'_>, grid: &HeaderGrid, columns: &mut [Column]) {
    let parts = columns.iter().filter(|column| column.concept.as_ref().is_some_and(|it| it.is_of("sangong")));
    let others = columns.iter().filter(|column| column.concept.is_some() || column.part).count();
    if parts.count() < 2.max(others) {
        return;
    }
    let sums = |col: usize| {
        let lowest = grid.last().and_then(|row| row.get(col).copied().flatten());
        lowest.and_then(|index| sheet.tokens[index].meaning).is_some_and(|it| it.row == Some(RowWord::Total))
    };
    for (col, column) in columns.iter_mut().enumerate() {
        let free = column.role == Some(Role::Figure) && column.concept.is_none();
        if free && sums(col) {
            column.concept = Some(Concept::new("sangong.total"));
        }
    }
}

fn level(role: Option<Role>) -> Option<u8> {
    match role {
        Some(Role::Level(level)) => Some(level),
        _ => None,
    }
}

/// Tables side by side: a column of names behind figures begins a new group of rows.
fn settle_groups(columns: &mut [Column]) {
    let (mut group, mut figures) = (0, false);
    for column in columns {
        match column.role {
            Some(Role::Label) if figures => (group, figures) = (group + 1, false),
            Some(Role::Figure | Role::Rate) => figures = true,
            _ => {}
        }
        column.group = group;
    }
}
