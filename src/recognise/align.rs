//! Puts the cells of each row under the columns of its section.
//!
//! Where the file knows its spans the grid says it. Where a text export lost them, rows are shorter than their header or
//! drift sideways: then words of the book on the left (产出指标 is a first level) and numbers on the right decide, and of
//! all ways to put the cells in order under the columns the one that agrees best is taken. A row that fits as it stands
//! is never moved.

use crate::statement::{Column, Role, RowRole, Section, SectionKind};

use super::columns::goes_on;
use super::token::{Kind, Sheet, Token};

/// The cells of a row, one for each column, and whether any had to be moved.
pub struct Aligned {
    pub cells: Vec<Option<u32>>,
    pub shifted: bool,
}

/// The cells of a row in the columns in which they stand.
pub fn as_they_stand(sheet: &Sheet<'_>, section: &Section, row: u32) -> Vec<Option<u32>> {
    match sheet.table.spans_known {
        true => by_grid(sheet, section, &section.columns, row),
        false => straight(sheet, &section.columns, row),
    }
}

/// The cells of a row under their columns, from where they stand.
pub fn align(
    sheet: &Sheet<'_>,
    section: &Section,
    (row, role): (u32, RowRole),
    straight: Vec<Option<u32>>,
    drifts: bool,
) -> Aligned {
    let columns = &section.columns;
    if sheet.table.spans_known && !drifts {
        return Aligned { cells: straight, shifted: false };
    }
    let cells: Vec<usize> = sheet.row(row).collect();
    if sheet.table.spans_known {
        let moved = put_right(sheet, columns, &cells, &straight, role);
        return moved.unwrap_or(Aligned { cells: straight, shifted: false });
    }
    let width = header_width(sheet, section);
    let reach = sheet.width(row);
    let doubtful = drifts && half_scored(sheet, columns, &straight);
    if (reach >= width || sheet.in_place) && !doubtful && disagreement(sheet, columns, &straight, role) == 0 {
        return Aligned { cells: straight, shifted: false };
    }
    match section.kind {
        SectionKind::Indicators => {
            best(sheet, columns, &cells, role).unwrap_or(Aligned { cells: straight, shifted: false })
        }
        SectionKind::Figures | SectionKind::Funds if reach != width && cells.len() > 1 && !sheet.in_place => {
            let paired = pairs(sheet, columns, &cells);
            let placed = paired.unwrap_or_else(|| from_the_right(sheet, columns, width, &cells));
            let fits = disagreement(sheet, columns, &placed, role) == 0;
            Aligned { cells: if fits { placed } else { vec![None; columns.len()] }, shifted: true }
        }
        _ => Aligned { cells: straight, shifted: false },
    }
}

/// Whether a row of a section drifts sideways: some cell stands where it cannot belong. Then another row that could stand
/// as it is may still be a moved one.
pub fn drifts(sheet: &Sheet<'_>, section: &Section, straight: &[Option<u32>]) -> bool {
    section.kind == SectionKind::Indicators
        && disagreement(sheet, &section.columns, straight, RowRole::Data) > 0
}

/// A row that drifts on a grid that knows its spans, as forms have them that were printed, scanned and turned back into
/// tables. The grid is believed unless words and numbers agree with one another way alone: nothing stands where it
/// cannot belong, and points stand under their headers if there are any.
fn put_right(
    sheet: &Sheet<'_>,
    columns: &[Column],
    cells: &[usize],
    placed: &[Option<u32>],
    role: RowRole,
) -> Option<Aligned> {
    let wrong = |placed: &[Option<u32>]| {
        half_scored(sheet, columns, placed) || disagreement(sheet, columns, placed, role) > 0
    };
    if !wrong(placed) {
        return None;
    }
    let numbers = cells.iter().any(|&index| sheet.tokens[index].kind == Kind::Number);
    best(sheet, columns, cells, role)
        .filter(|other| !wrong(&other.cells) && (!numbers || scored(sheet, columns, &other.cells)))
}

/// Both a weight and a score.
fn scored(sheet: &Sheet<'_>, columns: &[Column], placed: &[Option<u32>]) -> bool {
    let number = number_under(sheet, columns, placed);
    number(Role::Weight) && number(Role::Score)
}

/// A weight without a score beside it.
fn half_scored(sheet: &Sheet<'_>, columns: &[Column], placed: &[Option<u32>]) -> bool {
    let number = number_under(sheet, columns, placed);
    number(Role::Weight) && !number(Role::Score)
}

/// Whether a number stands under the column of a role.
fn number_under(sheet: &Sheet<'_>, columns: &[Column], placed: &[Option<u32>]) -> impl Fn(Role) -> bool {
    move |role| {
        let col = columns.iter().position(|column| column.role == Some(role));
        let index = col.and_then(|col| placed.get(col).copied().flatten());
        index.is_some_and(|index| sheet.tokens[index as usize].kind == Kind::Number)
    }
}

/// Cells where the grid has them; names also where one reaches down from above.
fn by_grid(sheet: &Sheet<'_>, section: &Section, columns: &[Column], row: u32) -> Vec<Option<u32>> {
    let mut placed: Vec<Option<u32>> = vec![None; columns.len()];
    for index in sheet.row(row) {
        let mut col = sheet.col(index);
        let home = (0..=col).rev().find(|&col| !goes_on(columns, col)).unwrap_or(col);
        let free = placed[home].is_none_or(|other| sheet.tokens[other as usize].is_blank());
        if home != col && free {
            col = home;
        }
        placed[col] = Some(index as u32);
    }
    for (col, column) in columns.iter().enumerate() {
        let reaching = matches!(column.role, Some(Role::Note | Role::Criteria))
            || column.role.is_some_and(Role::is_name);
        if placed[col].is_none() && reaching {
            placed[col] = from_above(sheet, section, row, col as u32);
        }
        if column.role == Some(Role::Label)
            && placed[col].is_none_or(|index| sheet.tokens[index as usize].is_blank())
        {
            placed[col] = from_left(sheet, row, col as u32).or(placed[col]);
        }
    }
    name_from_numbers(sheet, columns, &mut placed);
    placed
}

fn from_above(sheet: &Sheet<'_>, section: &Section, row: u32, col: u32) -> Option<u32> {
    let index = sheet.index_at(row, col)?;
    let above = sheet.row_of(index);
    let down = above < row && sheet.col(index) == col as usize && !section.header_rows.contains(&above);
    down.then_some(index as u32)
}

/// Words that reach over codes and names: 合计 in both.
fn from_left(sheet: &Sheet<'_>, row: u32, col: u32) -> Option<u32> {
    let index = sheet.index_at(row, col)?;
    let named = sheet.tokens[index].kind == Kind::Words;
    (named && sheet.row_of(index) == row && sheet.col(index) < col as usize).then_some(index as u32)
}

/// The cells in the columns in which they stand.
fn straight(sheet: &Sheet<'_>, columns: &[Column], row: u32) -> Vec<Option<u32>> {
    let mut cells = vec![None; columns.len()];
    for index in sheet.row(row) {
        if let Some(place) = cells.get_mut(sheet.col(index)) {
            *place = Some(index as u32);
        }
    }
    name_from_numbers(sheet, columns, &mut cells);
    cells
}

/// 合计 in the column of running numbers or codes, with nothing in that of names.
fn name_from_numbers(sheet: &Sheet<'_>, columns: &[Column], cells: &mut [Option<u32>]) {
    let blank = |index: Option<u32>| index.is_none_or(|index| sheet.tokens[index as usize].is_blank());
    for col in 1..columns.len() {
        if columns[col].role == Some(Role::Label) && blank(cells[col]) && section_of_figures(columns) {
            let before = cells[..col].iter().rposition(|index| !blank(*index));
            let name = before.and_then(|before| cells[before]).filter(|&name| {
                let home = sheet.col(name as usize);
                columns[home].role == Some(Role::Number) && sheet.tokens[name as usize].kind == Kind::Words
            });
            cells[col] = name.or(cells[col]);
        }
    }
}

/// Only tables of figures have sums whose name reaches over codes and names: 合计 in both.
fn section_of_figures(columns: &[Column]) -> bool {
    columns.iter().any(|column| column.role == Some(Role::Figure))
}

fn header_width(sheet: &Sheet<'_>, section: &Section) -> usize {
    let named = section.columns.iter().rposition(|column| !column.path.is_empty()).map_or(0, |last| last + 1);
    section.header_rows.clone().map(|row| sheet.width(row)).max().unwrap_or(0).max(named)
}

/// How many cells stand where they cannot belong.
fn disagreement(sheet: &Sheet<'_>, columns: &[Column], placed: &[Option<u32>], role: RowRole) -> usize {
    let cells = placed.iter().enumerate().filter_map(|(col, index)| Some((columns.get(col)?, (*index)?)));
    cells.filter(|(column, index)| agreement(&sheet.tokens[*index as usize], column, role) < 0).count()
}

/// A row of names and figures by turns under several groups, as sums below them are printed: each name with the figure
/// behind it, the last pair under the last group.
fn pairs(sheet: &Sheet<'_>, columns: &[Column], cells: &[usize]) -> Option<Vec<Option<u32>>> {
    let groups = columns.last()?.group + 1;
    let count = cells.len() / 2;
    let kinds = |pair: &[usize]| {
        let [name, figure] = pair else { return false };
        let is_figure = matches!(sheet.tokens[*figure].kind, Kind::Number | Kind::Mark | Kind::Blank);
        sheet.tokens[*name].kind == Kind::Words && is_figure
    };
    if groups < 2 || count < 2 || count > groups || !cells.chunks(2).all(kinds) {
        return None;
    }
    let mut placed = vec![None; columns.len()];
    for (at, pair) in cells.chunks(2).enumerate() {
        let group = if at + 1 == count { groups - 1 } else { at };
        let of = |role| columns.iter().position(|column| column.group == group && column.role == Some(role));
        placed[of(Role::Label)?] = Some(pair[0] as u32);
        placed[of(Role::Figure)?] = Some(pair[1] as u32);
    }
    Some(placed)
}

/// A row of a plain table that is shorter or longer than its header: the first words under the names, the rest from the
/// right.
fn from_the_right(sheet: &Sheet<'_>, columns: &[Column], width: usize, cells: &[usize]) -> Vec<Option<u32>> {
    let mut placed = vec![None; columns.len()];
    let before = |column: &&Column| {
        !column.role.is_some_and(|role| matches!(role, Role::Figure | Role::Rate) || role.is_points())
    };
    let names = columns.iter().take_while(before).count();
    let is_label = |column: &Column| column.role == Some(Role::Label);
    let projects = columns.iter().position(|column| column.projects);
    let label = projects.or_else(|| columns.iter().position(is_label)).unwrap_or(0);
    let first = cells.iter().position(|&index| !sheet.tokens[index].is_blank()).unwrap_or(0);
    for (position, &index) in cells.iter().enumerate() {
        let Some(col) = (width + position).checked_sub(cells.len()) else {
            continue;
        };
        let col = if position == first && col < names { label } else { col };
        if let Some(place) = placed.get_mut(col) {
            *place = Some(index as u32);
        }
    }
    placed
}

/// How well a cell fits a column; below 0 where it cannot belong.
fn agreement(token: &Token<'_>, column: &Column, row: RowRole) -> i32 {
    let Some(role) = column.role else { return if token.is_blank() { 0 } else { -2 } };
    let number = matches!(token.kind, Kind::Number | Kind::Mark);
    if token.is_blank() {
        return 0;
    }
    let total = row == RowRole::Total;
    match role {
        Role::Side | Role::Level(_) | Role::Label if token.kind == Kind::Number => -4,
        Role::Side | Role::Level(_) if number => -4,
        Role::Figure | Role::Rate => figure_agreement(token),
        Role::Side => side_agreement(token, total),
        Role::Level(level) => level_agreement(token, level, total),
        Role::Weight if total && token.percent => 2,
        _ if role.is_points() => points_agreement(token),
        Role::Note if token.kind == Kind::Number => -2,
        Role::Target | Role::Actual if total && number => -1,
        Role::Actual => 2,
        Role::Target | Role::Note => 1,
        Role::Criteria if !total && !number => 1,
        _ => 0,
    }
}

fn figure_agreement(token: &Token<'_>) -> i32 {
    if matches!(token.kind, Kind::Number | Kind::Mark | Kind::Year) { 1 } else { -4 }
}

fn points_agreement(token: &Token<'_>) -> i32 {
    match token.kind {
        Kind::Number if token.plain => 4,
        Kind::Mark => 1,
        Kind::Number => -3,
        _ => -6,
    }
}

fn side_agreement(token: &Token<'_>, total: bool) -> i32 {
    let side = token.meaning.is_some_and(|meaning| meaning.side.is_some());
    let names_row = token.meaning.is_some_and(|meaning| !meaning.concepts.is_empty());
    match (side || total, names_row) {
        (true, _) => 3,
        (false, true) => 0,
        (false, false) => -4,
    }
}

/// First and second levels are words of the book, or unknown; a known word never stands on the wrong level.
fn level_agreement(token: &Token<'_>, level: u8, total: bool) -> i32 {
    let word = token.meaning.and_then(|meaning| meaning.level.as_ref());
    match (level, word) {
        (1, Some(word)) if word.first => 4,
        (2, Some(word)) if word.second => 4,
        (1 | 2, Some(_)) => -4,
        (3, Some(word)) if word.first && word.under.is_none() => -2,
        (1 | 2, None) if token.kind == Kind::Prose && !total => -3,
        (1 | 2, None) => 0,
        _ => 1,
    }
}

const MOVE: i32 = 2;
const WORST: i32 = -1_000_000;

/// The order-keeping placement of the cells that agrees best. Each change of the distance moved costs a little, so that
/// cells move together. `None` where there are more cells than columns.
fn best(sheet: &Sheet<'_>, columns: &[Column], cells: &[usize], role: RowRole) -> Option<Aligned> {
    let filled: Vec<(usize, usize)> = cells
        .iter()
        .filter(|index| !sheet.tokens[**index].is_blank())
        .map(|&index| (sheet.col(index), index))
        .collect();
    let filled = without_repeats(sheet, filled);
    let width = columns.len();
    let mut ways = Ways::new(filled.len(), width);
    for (step, &(position, index)) in filled.iter().enumerate() {
        let earlier = step.checked_sub(1).map(|step| filled[step].0);
        for (col, column) in columns.iter().enumerate() {
            let own = agreement(&sheet.tokens[index], column, role);
            ways.reach(step, col, position, earlier, own);
        }
    }
    ways.trace(&filled)
}

/// For the first cells put in order under the columns: how good the best way is with the last of them in each column,
/// and in which column it has the one before.
struct Ways {
    width: usize,
    score: Vec<i32>,
    came: Vec<usize>,
}

impl Ways {
    fn new(steps: usize, width: usize) -> Self {
        Self { width, score: vec![WORST; steps * width], came: vec![usize::MAX; steps * width] }
    }

    fn reach(&mut self, step: usize, col: usize, position: usize, earlier: Option<usize>, own: i32) {
        let moved = |col: usize, position: usize| col as i32 - position as i32;
        let distance = moved(col, position);
        let (before, from) = match earlier {
            None => (-cost(distance), usize::MAX),
            Some(earlier) => (0..col)
                .map(|c| (self.score[(step - 1) * self.width + c] - cost(distance - moved(c, earlier)), c))
                .max()
                .unwrap_or((WORST, usize::MAX)),
        };
        if before > WORST {
            self.score[step * self.width + col] = before + own;
            self.came[step * self.width + col] = from;
        }
    }

    fn trace(&self, filled: &[(usize, usize)]) -> Option<Aligned> {
        let last = filled.len().checked_sub(1)?;
        let ends = (0..self.width).map(|col| (self.score[last * self.width + col], col));
        let (score, mut col) = ends.max()?;
        if score <= WORST {
            return None;
        }
        let mut aligned = Aligned { cells: vec![None; self.width], shifted: false };
        for (step, &(position, index)) in filled.iter().enumerate().rev() {
            aligned.cells[col] = Some(index as u32);
            aligned.shifted |= position != col;
            col = self.came[step * self.width + col];
        }
        Some(aligned)
    }
}

fn cost(change: i32) -> i32 {
    if change == 0 { 0 } else { MOVE }
}

/// A name that is printed twice side by side is one name.
fn without_repeats(sheet: &Sheet<'_>, filled: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let key = |index: usize| sheet.tokens[index].key();
    let names = |index: usize| sheet.tokens[index].meaning.is_some_and(|meaning| meaning.level.is_some());
    let keep = |at: usize| {
        let next = filled.get(at + 1).map(|(_, index)| *index);
        !next.is_some_and(|next| names(next) && key(next) == key(filled[at].1))
    };
    (0..filled.len()).filter(|&at| keep(at)).map(|at| filled[at]).collect()
}
