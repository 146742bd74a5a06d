//! XML Spreadsheet 2003: a whole workbook in one XML text, which many systems still export under the name `.xls`.
//!
//! Cells, merges, number formats, hidden rows and sheets, formulas and comments are read; charts and pictures cannot
//! stand in this form. Its formulas say where things stand relative to the cell and are turned into addresses.

mod relative;

use std::collections::HashMap;
use std::sync::Arc;

use memchr::memmem;

use super::formula::{COLS, ROWS};
use super::printed;
use super::workbook::{
    Book, Comment, Look, Reader, Rect, Sheet, SheetCell, Spending, Value, Visibility, Width,
};
use crate::document::{Align, Area, Style};
use crate::xml::{self, Scanner, Step, Tag};
use crate::{Code, Context, Error, Notice, Source};

pub struct Xml2003;

/// What the root element declares.
const NAMESPACE: &[u8] = b"urn:schemas-microsoft-com:office:spreadsheet";

/// How far into the file it may do so.
const HEAD: usize = 8 << 10;

/// The name of the only part, for messages.
const PART: &str = "Workbook";

/// Styles of a workbook; Excel itself stops far below.
const MOST_STYLES: usize = 1 << 16;

/// The names that stand for number formats, and the formats.
const NAMED_FORMATS: &[(&str, &str)] = &[
    ("General Number", "General"),
    ("Fixed", "0.00"),
    ("Standard", "#,##0.00"),
    ("Percent", "0.00%"),
    ("Scientific", "0.00E+00"),
    ("Currency", "#,##0.00"),
    ("Euro Currency", "#,##0.00"),
    ("General Date", "yyyy/m/d h:mm"),
    ("Short Date", "yyyy/m/d"),
    ("Medium Date", "d-mmm-yy"),
    ("Long Date", "yyyy/m/d"),
    ("Short Time", "h:mm"),
    ("Medium Time", "h:mm AM/PM"),
    ("Long Time", "h:mm:ss"),
];

impl Reader for Xml2003 {
    fn recognises(&self, source: &Source) -> bool {
        let head = &source.bytes()[..source.bytes().len().min(HEAD)];
        // In UTF-16 every other byte of the declaration is a NUL.
        let plain: Vec<u8> = head.iter().copied().filter(|&byte| byte != 0).collect();
        let is_markup = plain.trim_ascii_start().starts_with(b"<")
            || plain.starts_with(b"\xEF\xBB\xBF<")
            || is_wide(&plain);
        is_markup && memmem::find(&plain, NAMESPACE).is_some() && memmem::find(&plain, b"Workbook").is_some()
    }

    fn read(&self, context: &mut Context<'_>, source: &Source) -> Result<Book, Error> {
        let (bytes, well_formed) = xml::prepare(source.bytes().to_vec());
        if !well_formed {
            context.notices.add(Notice::new(Code::XML_ENCODING).with("part", PART));
        }
        let start = memmem::find(&bytes, b"<").unwrap_or(0);
        let mut scanner = Scanner::new(context.limits, PART, &bytes[start..]);
        let mut file =
            File { context, spending: Spending::default(), styles: Styles::default(), book: Book::default() };
        file.book.format = "xls";
        file.workbook(&mut scanner)?;
        let File { context, styles, mut book, .. } = file;
        book.looks = styles.looks;
        scanner.remark(context);
        Ok(book)
    }
}

fn is_wide(head: &[u8]) -> bool {
    matches!(head, [0xFF, 0xFE, b'<', ..] | [0xFE, 0xFF, b'<', ..])
}

/// A file while it is read.
struct File<'f, 'c> {
    context: &'f mut Context<'c>,
    spending: Spending,
    styles: Styles,
    book: Book,
}

impl File<'_, '_> {
    fn workbook(&mut self, scanner: &mut Scanner<'_>) -> Result<(), Error> {
        loop {
            match scanner.next()? {
                Step::Open(tag) => match tag.name {
                    b"Styles" => self.styles.read(scanner, &tag)?,
                    b"Worksheet" => self.sheet(scanner, &tag)?,
                    b"Date1904" => self.book.date1904 = true,
                    b"DocumentProperties" | b"Names" => scanner.skip(&tag)?,
                    _ => {}
                },
                Step::Close => {}
                Step::End => return Ok(()),
            }
        }
    }

    fn sheet(&mut self, scanner: &mut Scanner<'_>, tag: &Tag<'_>) -> Result<(), Error> {
        let mut sheet = Sheet::new(&tag.value(b"Name").unwrap_or_default());
        if tag.empty {
            self.book.sheets.push(sheet);
            return Ok(());
        }
        let depth = scanner.depth();
        let mut place = Place::default();
        loop {
            match scanner.next()? {
                Step::Open(tag) => self.part_of_sheet(scanner, &tag, &mut sheet, &mut place)?,
                Step::Close if scanner.depth() < depth => break,
                Step::Close => {}
                Step::End => break,
            }
        }
        self.book.sheets.push(sheet);
        Ok(())
    }

    fn part_of_sheet<'x>(
        &mut self,
        scanner: &mut Scanner<'x>,
        tag: &Tag<'x>,
        sheet: &mut Sheet,
        place: &mut Place,
    ) -> Result<(), Error> {
        match tag.name {
            b"Column" => column(tag, sheet, place),
            b"Row" => row(tag, sheet, place),
            b"Cell" => return self.cell(scanner, tag, sheet, place),
            b"Visible" => {
                let mut text = String::new();
                scanner.text(tag, &mut text)?;
                sheet.visibility = match text.trim() {
                    "SheetHidden" => Visibility::Hidden,
                    "SheetVeryHidden" => Visibility::VeryHidden,
                    _ => Visibility::Shown,
                };
            }
            b"Header" | b"Footer" => {
                let area = if tag.name == b"Header" { Area::Header } else { Area::Footer };
                sheet.printed(area, printed::coded(&tag.value(b"Data").unwrap_or_default()));
            }
            b"Names" | b"Print" | b"Panes" | b"DataValidation" | b"ConditionalFormatting" => {
                scanner.skip(tag)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn cell<'x>(
        &mut self,
        scanner: &mut Scanner<'x>,
        tag: &Tag<'x>,
        sheet: &mut Sheet,
        place: &mut Place,
    ) -> Result<(), Error> {
        let col = index(tag).unwrap_or(place.col);
        let row = place.row.saturating_sub(1);
        let spare = |name: &[u8]| tag.number(name).and_then(|more| u32::try_from(more).ok()).unwrap_or(0);
        let (across, down) = (spare(b"MergeAcross"), spare(b"MergeDown"));
        place.col = col.saturating_add(1).saturating_add(across);
        let mut cell = SheetCell {
            row,
            col,
            look: self.styles.look(tag.value(b"StyleID").as_deref(), place),
            ..SheetCell::default()
        };
        cell.formula =
            tag.value(b"Formula").map(|text| relative::moved(text.trim_start_matches('='), row, col).into());
        let remark = content(scanner, tag, &mut cell)?;
        if row >= ROWS || col >= COLS {
            let notice = Notice::new(Code::CELL_BROKEN).at(sheet.at(row, col));
            self.context.notices.add(notice.with("detail", "a cell outside of every sheet"));
            return Ok(());
        }
        if let Some(text) = remark {
            sheet.comments.push(Comment { row, col, text });
        }
        if (across, down) != (0, 0) {
            let far = (row.saturating_add(down).min(ROWS - 1), col.saturating_add(across).min(COLS - 1));
            sheet.merges.push(Rect::between((row, col), far));
        }
        let boxed = self.styles.looks.get(cell.look as usize).is_some_and(|look| look.boxed);
        let holds = cell.value != Value::Blank || cell.formula.is_some() || boxed;
        if holds && self.spending.cell(self.context, || sheet.at(row, col)) {
            sheet.cells.push(cell);
        }
        Ok(())
    }
}

/// Where the next row and cell stand when they do not say it themselves, and the look of the open row.
#[derive(Debug, Default)]
struct Place {
    next_row: u32,
    /// The open row, from 1.
    row: u32,
    col: u32,
    next_column: u32,
    row_style: Option<String>,
}

/// An index that is written from 1.
fn index(tag: &Tag<'_>) -> Option<u32> {
    tag.number(b"Index").and_then(|index| u32::try_from(index - 1).ok())
}

fn span(tag: &Tag<'_>) -> u32 {
    tag.number(b"Span").and_then(|span| u32::try_from(span).ok()).unwrap_or(0)
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    tag.raw(b"Hidden").is_some_and(|value| value == b"1")
}

fn column(tag: &Tag<'_>, sheet: &mut Sheet, place: &mut Place) {
    let first = index(tag).unwrap_or(place.next_column).min(COLS - 1);
    let last = first.saturating_add(span(tag)).min(COLS - 1);
    place.next_column = last + 1;
    if is_hidden(tag) {
        sheet.hidden_cols.add(first, last);
    }
    let points = tag.value(b"Width").and_then(|width| width.split('.').next()?.parse::<u32>().ok());
    if let Some(points) = points {
        // A digit of the usual font is a little wider than five points.
        sheet.widths.push(Width { cols: (first, last), width: points.saturating_mul(48) });
    }
}

fn row(tag: &Tag<'_>, sheet: &mut Sheet, place: &mut Place) {
    let row = index(tag).unwrap_or(place.next_row).min(ROWS);
    let last = row.saturating_add(span(tag)).min(ROWS);
    place.row = row + 1;
    place.next_row = last + 1;
    place.col = 0;
    place.row_style = tag.value(b"StyleID").map(|id| id.into_owned());
    if is_hidden(tag) {
        sheet.hidden_rows.add(row, last);
    }
}

/// Reads what stands inside a cell and says the text of a comment on it.
fn content<'x>(
    scanner: &mut Scanner<'x>,
    tag: &Tag<'x>,
    cell: &mut SheetCell,
) -> Result<Option<String>, Error> {
    let mut remark = None;
    if tag.empty {
        if cell.formula.is_some() {
            cell.value = Value::Missing;
        }
        return Ok(remark);
    }
    let depth = scanner.depth();
    let mut in_comment = false;
    loop {
        match scanner.next()? {
            Step::Open(tag) if tag.name == b"Comment" => in_comment = !tag.empty,
            Step::Open(tag) if tag.name == b"Data" => {
                let mut text = String::new();
                scanner.text(&tag, &mut text)?;
                if in_comment {
                    remark = Some(text);
                } else {
                    cell.value = value(tag.raw(b"Type").unwrap_or_default(), text);
                }
            }
            Step::Close if scanner.depth() < depth => return Ok(remark),
            Step::Open(_) | Step::Close => {}
            Step::End => return Ok(remark),
        }
    }
}

fn value(kind: &[u8], text: String) -> Value {
    match kind {
        _ if text.is_empty() => Value::Blank,
        b"Number" => Value::Number(text.trim().into()),
        b"DateTime" => {
            let moment = text.trim().trim_end_matches('Z');
            let moment = moment.split_once('.').map_or(moment, |(moment, _)| moment);
            Value::Date(moment.strip_suffix("T00:00:00").unwrap_or(moment).into())
        }
        b"Boolean" => Value::Flag(text.trim() == "1"),
        b"Error" => Value::Fault(text.trim().into()),
        _ => Value::Text(text.replace("\r\n", "\n").into()),
    }
}

/// The looks by the names that cells use.
#[derive(Debug)]
struct Styles {
    looks: Vec<Look>,
    ids: HashMap<String, u32>,
}

impl Default for Styles {
    fn default() -> Self {
        let usual = Look { format: Some("General".into()), ..Look::default() };
        Self { looks: vec![usual], ids: HashMap::new() }
    }
}

impl Styles {
    /// The look of a cell: its own, else its row's, else the usual one.
    fn look(&self, id: Option<&str>, place: &Place) -> u32 {
        let id = id.or(place.row_style.as_deref()).unwrap_or("Default");
        self.ids.get(id).copied().unwrap_or(0)
    }

    fn read(&mut self, scanner: &mut Scanner<'_>, tag: &Tag<'_>) -> Result<(), Error> {
        if tag.empty {
            return Ok(());
        }
        let depth = scanner.depth();
        let mut current = 0;
        loop {
            match scanner.next()? {
                Step::Open(tag) if tag.name == b"Style" => current = self.add(&tag),
                Step::Open(tag) => apply(&tag, &mut self.looks[current]),
                Step::Close if scanner.depth() < depth => return Ok(()),
                Step::Close => {}
                Step::End => return Ok(()),
            }
        }
    }

    /// A new style, which begins as its parent is.
    fn add(&mut self, tag: &Tag<'_>) -> usize {
        let parent = tag.value(b"Parent").and_then(|id| self.ids.get(&*id).copied());
        let default = self.ids.get("Default").copied();
        if self.looks.len() < MOST_STYLES {
            let look = self.looks[parent.or(default).unwrap_or(0) as usize].clone();
            let id = tag.value(b"ID").unwrap_or_default().into_owned();
            self.ids.insert(id, self.looks.len() as u32);
            self.looks.push(look);
        }
        self.looks.len() - 1
    }
}

fn apply(tag: &Tag<'_>, look: &mut Look) {
    match tag.name {
        b"NumberFormat" => look.format = Some(format(&tag.value(b"Format").unwrap_or_default())),
        b"Font" => look.style.bold = tag.raw(b"Bold") == Some(b"1"),
        b"Interior" => look.style.shaded = tag.raw(b"Pattern").is_some_and(|pattern| pattern != b"None"),
        b"Border" => look.boxed = true,
        b"Alignment" => look.style = Style { align: align(tag.raw(b"Horizontal")), ..look.style },
        _ => {}
    }
}

fn format(name: &str) -> Arc<str> {
    if name.is_empty() {
        return "General".into();
    }
    NAMED_FORMATS.iter().find(|(known, _)| *known == name).map_or(name, |(_, code)| code).into()
}

fn align(name: Option<&[u8]>) -> Align {
    match name {
        Some(b"Left") => Align::Left,
        Some(b"Center" | b"CenterAcrossSelection") => Align::Centre,
        Some(b"Right") => Align::Right,
        _ => Align::Unknown,
    }
}

#[cfg(test)]
mod tests;
