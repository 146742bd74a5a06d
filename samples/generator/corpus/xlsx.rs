//! Reports as workbooks: a sheet a form, its title merged over it, numbers as numbers with the format that prints them.

use super::Paper;
use super::forms::Page;
use super::grid::Cell;
use crate::sheets::{Book, Look, Sheet};

/// Number formats of the workbook, by their place.
const FORMATS: &[&str] = &["0.00", "#,##0.00", "#,##0", "0%", "0.0%", "0.00%"];

pub fn bytes(paper: &Paper) -> Vec<u8> {
    let title = paper.title.concat();
    let sheets = paper.pages.iter().enumerate().map(|(nth, page)| sheet(page, nth, &title)).collect();
    Book::of(sheets).formats(FORMATS).bytes()
}

fn sheet(page: &Page, nth: usize, title: &str) -> Sheet {
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
    }
    row += page.grid.rows();
    for note in &page.notes {
        sheet.text(&format!("A{row}"), Look::Plain, note).merge(&format!("A{row}:{last}{row}"));
        row += 1;
    }
    sheet
}

fn place(sheet: &mut Sheet, row: usize, col: usize, cell: &Cell) {
    let at = format!("{}{row}", column(col));
    match &cell.stored {
        Some(stored) => {
            let look =
                FORMATS.iter().position(|format| *format == stored.format).map_or(Look::Boxed, Look::Own);
            sheet.number(&at, look, &stored.digits);
        }
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
