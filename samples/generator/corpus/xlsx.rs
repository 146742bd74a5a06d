//! Reports as workbooks: a sheet a form, its title merged over it, numbers as numbers with the format that prints them.

use super::Paper;
use super::dice::Dice;
use super::forms::Page;
use super::grid::{Cell, Grid};
use crate::sheets::{Book, Look, Sheet};

/// Number formats of the workbook, by their place.
const FORMATS: &[&str] = &["0.00", "#,##0.00", "#,##0", "0%", "0.0%", "0.00%"];

pub fn bytes(paper: &Paper) -> Vec<u8> {
    let title = paper.title.concat();
    let mut dice = Dice::new(paper.seed, "workbook");
    let habits = Habits { sums: dice.chance(40), hides: dice.chance(30) };
    let sheets =
        paper.pages.iter().enumerate().map(|(nth, page)| sheet(page, nth, &title, &habits)).collect();
    Book::of(sheets).formats(FORMATS).bytes()
}

/// What the hand that made a workbook does.
struct Habits {
    /// Sums are formulas.
    sums: bool,
    /// Rows that nobody filled are hidden.
    hides: bool,
}

fn sheet(page: &Page, nth: usize, title: &str, habits: &Habits) -> Sheet {
    let name =
        page.attachment.as_deref().map_or_else(|| format!("Sheet{}", nth + 1), |name| name.trim().to_owned());
    let mut sheet = Sheet::new(&name);
    let last = column(page.grid.cols - 1);
    let mut row = 1;
    let report = (nth == 0).then(|| title.to_owned());
    let lines = report
        .into_iter()
        .chain(page.attachment.clone())
        .chain([page.title.clone()])
        .chain(page.lines.clone());
    for line in lines {
        let look = if line == page.title { Look::Title } else { Look::Plain };
        sheet.text(&format!("A{row}"), look, &line).merge(&format!("A{row}:{last}{row}"));
        row += 1;
    }
    for (at, col, cell) in page.grid.cells() {
        place(&mut sheet, row + at, col, cell);
        if let Some(range) = sum_below(&page.grid, at, col, cell).filter(|_| habits.sums) {
            let [first, last] = range.map(|below| format!("{}{}", column(col), row + below));
            let look = look_of(cell);
            let digits = cell.stored.as_ref().map_or("", |stored| &stored.digits);
            let place = format!("{}{}", column(col), row + at);
            sheet.formula(&place, look, &format!("SUM({first}:{last})"), digits);
        }
    }
    for at in (0..page.grid.rows()).filter(|at| habits.hides && is_unfilled(&page.grid, *at)) {
        sheet.row(u32::try_from(row + at).expect("a short sheet"), " hidden=\"1\"");
    }
    row += page.grid.rows();
    for note in &page.notes {
        sheet.text(&format!("A{row}"), Look::Plain, note).merge(&format!("A{row}:{last}{row}"));
        row += 1;
    }
    sheet
}

/// The rows right below a figure that add up to it, if some do.
fn sum_below(grid: &Grid, at: usize, col: usize, cell: &Cell) -> Option<[usize; 2]> {
    let digits = |row: usize| {
        let found = grid.cells().find(|(other, place, _)| *other == row && *place == col);
        let stored = found.and_then(|(_, _, cell)| cell.stored.as_ref());
        stored.and_then(|stored| hundredths(&stored.digits))
    };
    let total = hundredths(&cell.stored.as_ref()?.digits).filter(|total| *total > 0)?;
    let mut sum = 0;
    for (count, row) in (at + 1..grid.rows().min(at + 5)).enumerate() {
        sum += digits(row)?;
        if count > 0 && sum == total {
            return Some([at + 1, row]);
        }
    }
    None
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

/// A row with a name and nothing beside it.
fn is_unfilled(grid: &Grid, row: usize) -> bool {
    let texts: Vec<&str> =
        grid.cells().filter(|(at, ..)| *at == row).map(|(_, _, cell)| cell.text.trim()).collect();
    let reaches = grid.cells().any(|(at, _, cell)| at == row && cell.down > 1);
    texts.len() > 2 && !reaches && !texts[0].is_empty() && texts[1..].iter().all(|text| text.is_empty())
}

fn look_of(cell: &Cell) -> Look {
    let format = cell.stored.as_ref().map(|stored| stored.format);
    FORMATS.iter().position(|known| Some(*known) == format).map_or(Look::Boxed, Look::Own)
}

fn place(sheet: &mut Sheet, row: usize, col: usize, cell: &Cell) {
    let at = format!("{}{row}", column(col));
    match &cell.stored {
        Some(stored) => drop(sheet.number(&at, look_of(cell), &stored.digits)),
        None if cell.text.is_empty() => drop(sheet.blank(&at, Look::Boxed)),
        None => drop(sheet.text(&at, Look::Boxed, &cell.text)),
    }
    for below in 0..cell.down {
        for beside in 0..cell.across {
            if below + beside > 0 {
                sheet.blank(&format!("{}{}", column(col + beside), row + below), Look::Boxed);
            }
        }
    }
    if cell.down * cell.across > 1 {
        let end = format!("{}{}", column(col + cell.across - 1), row + cell.down - 1);
        sheet.merge(&format!("{at}:{end}"));
    }
}

/// Forms have fewer columns than there are letters.
fn column(col: usize) -> char {
    char::from(b'A' + u8::try_from(col).expect("a narrow form"))
}
