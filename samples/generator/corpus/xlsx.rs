//! Reports as workbooks, as many hands make them: a sheet a form or all forms below each other, boxed and merged or
//! neither, with blank columns between, with the text of the report above or without it. Numbers are numbers with the
//! format that prints them.

use super::dice::Dice;
use super::forms::Page;
use super::grid::{Cell, Grid};
use super::style::decimal;
use super::{Paper, beside};
use crate::sheets::{Book, Look, Sheet, letters};

/// Number formats of the workbook.
const FORMATS: &[&str] = &["0.00", "#,##0.00", "#,##0", "0%", "0.0%", "0.00%"];
/// A sheet's name is no longer than this.
const LONGEST_NAME: usize = 31;

/// What a hand did to a formula.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slip {
    /// Its cells have changed, and nothing was calculated again.
    Stale,
    /// A row was added right beside its range.
    Missed,
    /// Another number was typed over it.
    TypedOver,
}

/// What became of the formulas of a workbook, and what of it is hidden.
#[derive(Default)]
pub struct Sums {
    pub formulas: usize,
    pub slipped: bool,
    /// What stands in its hidden rows and columns.
    pub hidden: Vec<String>,
}

pub fn bytes(paper: &Paper, sums: &mut Sums) -> Vec<u8> {
    let mut habits = Habits::of(paper.seed);
    habits.sums |= paper.slip.is_some();
    let unseen = Dice::new(paper.seed, "unseen");
    let mut book = Writer { habits, paper, sheets: Vec::new(), row: 1, sums, unseen };
    book.text();
    for (nth, page) in paper.pages.iter().enumerate() {
        book.page(nth, page);
    }
    let mut book = Book::of(book.sheets).formats(FORMATS).with_bare_formats();
    beside::onto(&mut book, &paper.beside);
    book.bytes()
}

/// Whether the workbook of a seed holds the sentences of its report.
pub fn has_text(seed: u64) -> bool {
    Habits::of(seed).text
}

/// What the hand that made a workbook does.
struct Habits {
    /// Sums are formulas.
    sums: bool,
    /// Rows that nobody filled are hidden, and a column that holds nothing.
    hides: bool,
    boxed: bool,
    merged: bool,
    /// Columns that lie between those of a form.
    between: usize,
    /// All forms stand on one sheet, with so many blank rows between.
    together: Option<usize>,
    /// The name of the sheet is the title of its form, which is printed nowhere else.
    named: bool,
    /// The report itself stands above its forms.
    text: bool,
    /// A remark over the whole width stands below each form, in its box.
    remarks: bool,
}

impl Habits {
    fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed, "workbook");
        let (sums, hides) = (dice.chance(40), dice.chance(30));
        let (boxed, merged) = (!dice.chance(35), !dice.chance(30));
        let drawn_out = !boxed && !merged && dice.chance(40);
        let together = dice.chance(40).then(|| dice.below(2));
        Self {
            sums,
            hides,
            boxed,
            merged,
            between: usize::from(drawn_out),
            together,
            named: together.is_none() && dice.chance(25),
            text: dice.chance(40),
            remarks: dice.chance(25),
        }
    }

    fn look(&self, cell: &Cell) -> Look {
        let format = cell.stored.as_ref().map(|stored| stored.format);
        match FORMATS.iter().position(|known| Some(*known) == format) {
            Some(own) if self.boxed => Look::Own(own),
            Some(own) => Look::Own(FORMATS.len() + own),
            None if self.boxed => Look::Boxed,
            None => Look::Plain,
        }
    }

    /// The letters of a form's column.
    fn column(&self, col: usize) -> String {
        letters(u32::try_from(col * (1 + self.between)).expect("a narrow form"))
    }

    /// Addresses of the first and the last of some columns, where they are merged.
    fn over(&self, row: usize, cols: usize) -> Option<String> {
        (self.merged && cols > 1).then(|| format!("A{row}:{}{row}", self.column(cols - 1)))
    }
}

struct Writer<'p> {
    habits: Habits,
    paper: &'p Paper,
    sheets: Vec<Sheet>,
    /// The next free row of the last sheet.
    row: usize,
    sums: &'p mut Sums,
    /// Which rows and columns are hidden though something stands in them.
    unseen: Dice,
}

impl Writer<'_> {
    fn sheet(&mut self, name: &str) {
        self.sheets.push(Sheet::new(name));
        self.row = 1;
    }

    fn line(&mut self, look: Look, text: &str, cols: usize) {
        let row = self.row;
        let merged = self.habits.over(row, cols);
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.text(&format!("A{row}"), look, text);
            if let Some(range) = merged {
                sheet.merge(&range);
            }
        }
        self.row += 1;
    }

    /// The title of the report, and its text where it is there.
    fn text(&mut self) {
        if !self.habits.text {
            return;
        }
        self.sheet(if self.habits.together.is_some() { "Sheet1" } else { "自评报告" });
        for line in &self.paper.title {
            self.line(Look::Title, line, 1);
        }
        for (line, _) in &self.paper.text {
            self.line(Look::Plain, line, 1);
        }
    }

    fn page(&mut self, nth: usize, page: &Page) {
        let named = self.begin(nth, page);
        let cols = page.grid.cols;
        if nth == 0 && !self.habits.text {
            self.line(Look::Plain, &self.paper.title.concat(), cols);
        }
        for line in page.attachment.iter().filter(|_| !named) {
            self.line(Look::Plain, line, cols);
        }
        if !named {
            self.line(Look::Title, &page.title, cols);
        }
        for line in &page.lines {
            self.line(Look::Plain, line, cols);
        }
        self.grid(&page.grid);
        for note in &page.notes {
            self.line(Look::Plain, note, cols);
        }
        if self.habits.remarks {
            self.line(
                Look::Plain,
                "备注：以上数据来源于单位财务账及相关业务资料，与财政部门核对一致。",
                cols,
            );
        }
    }

    /// Where a page begins, and whether the name of its sheet says its title.
    fn begin(&mut self, nth: usize, page: &Page) -> bool {
        if let Some(blank) = self.habits.together.filter(|_| !self.sheets.is_empty()) {
            self.row += blank;
            return false;
        }
        let title = page.title.trim();
        let fits = title.chars().count() <= LONGEST_NAME && !title.contains(['[', ']', ':', '*', '?', '/']);
        let named = self.habits.named && fits && title.ends_with('表');
        let plain = || format!("Sheet{}", nth + 1);
        let name = match named {
            true => title.to_owned(),
            false => page.attachment.as_deref().map_or_else(plain, |name| name.trim().to_owned()),
        };
        self.sheet(&name);
        named
    }

    fn grid(&mut self, grid: &Grid) {
        let (row, habits) = (self.row, &self.habits);
        let Some(sheet) = self.sheets.last_mut() else { return };
        let mut before = None;
        for (at, col, cell) in grid.cells() {
            place(sheet, habits, row + at, col, cell);
            if let Some(range) = sum_of(grid, at, col, cell).filter(|_| habits.sums) {
                let beside = before.replace((at, col, range)) == Some((at, col.wrapping_sub(1), range));
                let beside = beside && habits.between == 0;
                let nearest = if range[1] < at { range[1] } else { range[0] };
                let seen = grid.hundredths(nearest, col).is_some_and(|cents| cents > 0);
                let fits = |slip: &Slip| slip.fits(range, (beside, seen));
                let slip = self.paper.slip.filter(|slip| !self.sums.slipped && fits(slip));
                let (formula, digits) = written(habits, (row, at, col), (range, cell), slip);
                self.sums.slipped |= slip.is_some();
                self.sums.formulas += usize::from(formula.is_some());
                let place = format!("{}{}", habits.column(col), row + at);
                match formula {
                    Some(formula) => sheet.formula(&place, habits.look(cell), &formula, &digits),
                    None => sheet.number(&place, habits.look(cell), &digits),
                };
            }
        }
        let mut rows: Vec<usize> =
            (0..grid.rows()).filter(|at| habits.hides && is_unfilled(grid, *at)).collect();
        if self.paper.hides && self.unseen.chance(40) {
            let at = self.unseen.below(grid.rows());
            rows.extend(Some(at).filter(|at| stands_alone(grid, *at) && !rows.contains(at)));
        }
        for &at in &rows {
            sheet.row(u32::try_from(row + at).expect("a short sheet"), " hidden=\"1\"");
            self.sums.hidden.extend(texts(grid, |place, _| place == at));
        }
        let alone = habits.together.is_none() && habits.between == 0 && !self.paper.style.zero_as_blank;
        if self.paper.hides && alone && self.unseen.chance(25) {
            let col = 1 + self.unseen.below(grid.cols - 1);
            if is_bare_column(grid, col) {
                let number = col + 1;
                sheet.head = format!(
                    "<cols><col min=\"{number}\" max=\"{number}\" width=\"0\" hidden=\"1\" customWidth=\"1\"/></cols>"
                );
                self.sums.hidden.extend(texts(grid, |at, place| place == col && !rows.contains(&at)));
            }
        }
        if habits.hides && habits.between > 0 {
            sheet.head =
                "<cols><col min=\"2\" max=\"2\" width=\"3\" hidden=\"1\" customWidth=\"1\"/></cols>".into();
        }
        self.row += grid.rows();
    }
}

impl Slip {
    /// Whether it can be told from a sum over these rows: a range that lost a row still has two, the row that it lost is
    /// not 0, and only beside another sum does a number show that it was typed.
    fn fits(self, [first, last]: [usize; 2], (beside, seen): (bool, bool)) -> bool {
        match self {
            Self::Stale => true,
            Self::Missed => last > first + 1 && seen,
            Self::TypedOver => beside,
        }
    }
}

/// The formula of a cell, where it has one, and the number that is stored.
fn written(
    habits: &Habits,
    (row, at, col): (usize, usize, usize),
    ([first, last], cell): ([usize; 2], &Cell),
    slip: Option<Slip>,
) -> (Option<String>, String) {
    let digits = cell.stored.as_ref().map_or("", |stored| &stored.digits);
    let letters = habits.column(col);
    // The row that a range loses is the one right beside its total.
    let lost = usize::from(slip == Some(Slip::Missed));
    let (first, last) = if last < at { (first, last - lost) } else { (first + lost, last) };
    let formula = format!("SUM({letters}{}:{letters}{})", row + first, row + last);
    let changed = || hundredths(digits).map_or_else(String::new, |it| decimal(it + it / 7 + 137, 2, false));
    match slip {
        Some(Slip::Stale) => (Some(formula), changed()),
        Some(Slip::TypedOver) => (None, changed()),
        _ => (Some(formula), digits.to_owned()),
    }
}

/// The rows right below a figure, or right above it, that add up to it, if some do.
fn sum_of(grid: &Grid, at: usize, col: usize, cell: &Cell) -> Option<[usize; 2]> {
    // Points that happen to add up are no sum.
    let stored = cell.stored.as_ref().filter(|stored| stored.format != "General")?;
    let total = hundredths(&stored.digits).filter(|total| *total > 0)?;
    let reach = |rows: &mut dyn Iterator<Item = usize>| {
        let mut sum = 0;
        for (count, row) in rows.enumerate() {
            sum += grid.hundredths(row, col)?;
            if count > 0 && sum == total {
                return Some(row);
            }
        }
        None
    };
    let below = reach(&mut (at + 1..grid.rows().min(at + 5))).map(|last| [at + 1, last]);
    below.or_else(|| reach(&mut (0..at).rev().take(12)).map(|first| [first, at - 1]))
}

impl Grid {
    /// The number that is stored at a place.
    fn hundredths(&self, row: usize, col: usize) -> Option<i64> {
        let (_, _, cell) = self.cells().find(|(other, place, _)| *other == row && *place == col)?;
        hundredths(&cell.stored.as_ref()?.digits)
    }
}

fn hundredths(digits: &str) -> Option<i64> {
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let rest = match rest.len() {
        0 => 0,
        1 => rest.parse::<i64>().ok()? * 10,
        2 => rest.parse().ok()?,
        _ => return None,
    };
    Some(whole.parse::<i64>().ok().filter(|whole| *whole >= 0)? * 100 + rest)
}

/// What stands in the cells that begin at some places.
fn texts<'g>(grid: &'g Grid, at: impl Fn(usize, usize) -> bool + 'g) -> impl Iterator<Item = String> + 'g {
    let found = grid.cells().filter(move |(row, col, cell)| at(*row, *col) && !cell.text.trim().is_empty());
    found.map(|(.., cell)| cell.text.clone())
}

/// A row of figures below the head that shares no cell with another one.
fn stands_alone(grid: &Grid, row: usize) -> bool {
    let reaches = |at: usize, cell: &Cell| at <= row && row < at + cell.down && cell.down > 1;
    row > grid.headers.max(1)
        && grid.cells().any(|(at, _, cell)| at == row && cell.stored.is_some())
        && !grid.cells().any(|(at, _, cell)| reaches(at, cell))
}

/// A column that shares no cell with another one.
fn is_bare_column(grid: &Grid, col: usize) -> bool {
    let reaches = |at: usize, cell: &Cell| at <= col && col < at + cell.across && cell.across > 1;
    grid.cols > 2 && !grid.cells().any(|(_, at, cell)| reaches(at, cell))
}

/// A row with a name and nothing beside it.
fn is_unfilled(grid: &Grid, row: usize) -> bool {
    let texts: Vec<&str> =
        grid.cells().filter(|(at, ..)| *at == row).map(|(_, _, cell)| cell.text.trim()).collect();
    let reaches = grid.cells().any(|(at, _, cell)| at == row && cell.down > 1);
    texts.len() > 2 && !reaches && !texts[0].is_empty() && texts[1..].iter().all(|text| text.is_empty())
}

fn place(sheet: &mut Sheet, habits: &Habits, row: usize, col: usize, cell: &Cell) {
    let at = format!("{}{row}", habits.column(col));
    match &cell.stored {
        Some(stored) => drop(sheet.number(&at, habits.look(cell), &stored.digits)),
        None if cell.text.is_empty() && !habits.boxed => {}
        None if cell.text.is_empty() => drop(sheet.blank(&at, Look::Boxed)),
        None => drop(sheet.text(&at, habits.look(cell), &cell.text)),
    }
    for below in (0..cell.down).filter(|_| habits.boxed) {
        for beside in 0..cell.across {
            if below + beside > 0 {
                sheet.blank(&format!("{}{}", habits.column(col + beside), row + below), Look::Boxed);
            }
        }
    }
    if habits.merged && cell.down * cell.across > 1 {
        let end = format!("{}{}", habits.column(col + cell.across - 1), row + cell.down - 1);
        sheet.merge(&format!("{at}:{end}"));
    }
}
