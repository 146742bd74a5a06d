//! Reports as text: what converters leave of them.

use super::Paper;
use super::dice::Dice;
use super::forms::Page;
use super::grid::{Grid, Seat};

/// A cell a line, led by a tab; an empty line behind a row, another behind a table. Spans are lost.
pub fn cells_on_lines(paper: &Paper) -> Vec<u8> {
    let mut text = exported(paper);
    for page in &paper.pages {
        above(&mut text, page);
        for row in 0..page.grid.rows() {
            for (_, seat) in page.grid.seats(row) {
                text.push('\t');
                if let Seat::Cell(cell) = seat {
                    text.push_str(&cell.text);
                }
                text.push('\n');
            }
            text.push('\n');
        }
        text.push('\n');
        below(&mut text, page);
    }
    text.into_bytes()
}

/// A row a line, fields between tabs, what is merged in the first of its fields.
pub fn fields_between_tabs(paper: &Paper) -> Vec<u8> {
    let mut text = written(paper);
    for page in &paper.pages {
        above(&mut text, page);
        for row in 0..page.grid.rows() {
            text.push_str(&fields(&page.grid, row, |text| text.replace('\n', " ")).join("\t"));
            text.push('\n');
        }
        below(&mut text, page);
    }
    text.into_bytes()
}

/// The first table alone, its title above it, as a spreadsheet exports it.
pub fn separated(paper: &Paper) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    for page in paper.pages.iter().take(1) {
        let office = paper.title.concat();
        for line in [&office, &page.title].into_iter().chain(&page.lines) {
            text.push_str(&quoted(line));
            text.push_str(&",".repeat(page.grid.cols - 1));
            text.push_str("\r\n");
        }
        for row in 0..page.grid.rows() {
            text.push_str(&fields(&page.grid, row, quoted).join(","));
            text.push_str("\r\n");
        }
    }
    text.into_bytes()
}

fn fields(grid: &Grid, row: usize, print: impl Fn(&str) -> String) -> Vec<String> {
    let mut fields = vec![String::new(); grid.cols];
    for (col, seat) in grid.seats(row) {
        if let Seat::Cell(cell) = seat {
            fields[col] = print(&cell.text);
        }
    }
    fields
}

fn quoted(field: &str) -> String {
    match field.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}

fn written(paper: &Paper) -> String {
    let mut text = String::new();
    let lines = paper.title.iter().chain(paper.text.iter().map(|(text, _)| text));
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// The sentences as an export of rich text leaves them: marks of a table of contents stand before headings, and numbers
/// that Word had counted come as digits with a blank behind them.
fn exported(paper: &Paper) -> String {
    let mut dice = Dice::new(paper.seed, "export");
    let (marked, counted) = (dice.chance(20), dice.chance(20));
    let mut text = String::new();
    for line in &paper.title {
        text.push_str(line);
        text.push('\n');
    }
    for (line, heading) in &paper.text {
        let counted = if *heading && counted { in_digits(line) } else { None };
        if *heading && marked {
            let marks = 1 + dice.below(3);
            (0..marks)
                .for_each(|_| text.push_str(&format!("[bookmark: _Toc{}]", dice.between(1_000, 99_999))));
        }
        text.push_str(counted.as_deref().unwrap_or(line));
        text.push('\n');
    }
    text
}

/// `二、` as `2、 `, `（三）` as `（3） `.
fn in_digits(heading: &str) -> Option<String> {
    const NUMERALS: &[char] = &['一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let inside = heading.strip_prefix('（');
    let rest = inside.unwrap_or(heading);
    let numeral = rest.chars().next()?;
    let number = NUMERALS.iter().position(|one| *one == numeral)? + 1;
    let behind = &rest[numeral.len_utf8()..];
    match inside {
        Some(_) => behind.strip_prefix('）').map(|text| format!("（{number}） {text}")),
        None => behind.strip_prefix('、').map(|text| format!("{number}、 {text}")),
    }
}

fn above(text: &mut String, page: &Page) {
    for line in page.attachment.iter().chain([&page.title]).chain(&page.lines) {
        text.push_str(line);
        text.push('\n');
    }
}

fn below(text: &mut String, page: &Page) {
    for line in &page.notes {
        text.push_str(line);
        text.push('\n');
    }
}
