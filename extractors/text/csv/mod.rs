//! Separated values (comma, semicolon, tab) as spreadsheet programs and systems write them, one file one sheet.
//!
//! A file is taken only as a whole, when nearly all of its rows have the same number of fields. Rows on top that hold
//! one text, or only texts with a colon (a title, a unit, who filled it in), become captions; empty columns at the
//! right, which programs append, are left out. Merged cells are empty fields here: spans are not known. A full-width
//! comma is text.

mod records;

use std::collections::HashMap;
use std::ops::Range;

use records::{Field, Record, Records};

use super::clean::clean;
use super::dialect::{Claim, Dialect, Strength};
use super::lines::Lines;
use super::page::{Grid, Page};
use super::places::Places;
use crate::document::{Ascending, Caption, Kept, NewCell, Paragraph, Side, Stored};
use crate::{Code, Notice};

/// How much of a file is looked at to find the separator: so many rows or bytes, but a few rows in any case.
const SAMPLE_ROWS: usize = 2000;
const SAMPLE_BYTES: usize = 256 << 10;
const FEW_ROWS: usize = 4;
const MOST_BYTES: usize = 16 << 20;

/// Rows of one field that may stand above or below a table without spoiling its regularity.
const LOOSE_ROWS: usize = 12;

/// A quoted field is not longer than this.
const LONGEST_FIELD: usize = 1 << 20;

/// A label is not longer than this, in characters, and holds no such sign.
const LONGEST_LABEL: usize = 12;
const SENTENCE: [char; 5] = ['\u{ff1a}', ':', '\u{3002}', '\u{ff1b}', '\u{ff0c}'];

/// Tables of one file at most; what follows belongs to the last one.
const MOST_TABLES: usize = 5000;

/// From this many positions on, a nearly empty sheet gets no cells where nothing stands.
const SPARSE: usize = 1 << 20;

pub struct Csv;

impl Dialect for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn format(&self) -> &'static str {
        "csv"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        let whole = || Claim::new(0..lines.len(), Strength::Separators);
        separator(lines.text()).map(|_| whole()).into_iter().collect()
    }

    fn read(&self, lines: &Lines<'_>, _: Range<usize>, page: &mut Page<'_, '_>) {
        let text = lines.text();
        let (separator, start) = match announced(text) {
            Some(found) => found,
            None => (separator(text).unwrap_or(b','), 0),
        };
        let sheet = Sheet::read(text, separator, start);
        Writer::new(&sheet, page).write();
    }
}

/// The separator that a first line `sep=;` announces, and where the rows begin.
fn announced(text: &str) -> Option<(u8, usize)> {
    let line = text.lines().next()?;
    match line.strip_prefix("sep=")?.as_bytes() {
        &[separator] => {
            let rest = &text[line.len()..];
            Some((separator, line.len() + rest.len() - rest.trim_start_matches(['\r', '\n']).len()))
        }
        _ => None,
    }
}

/// The separator that cuts the beginning of a text into equal rows, if one does.
fn separator(text: &str) -> Option<u8> {
    if let Some((separator, _)) = announced(text) {
        return Some(separator);
    }
    // Of separators that cut equally well, the one that is rarer inside of texts.
    let candidates = [b';', b',', b'\t'].into_iter();
    let regular = candidates.filter_map(|separator| Some((regularity(text, separator)?, separator)));
    regular.max_by_key(|&(agreeing, _)| agreeing).map(|(_, separator)| separator)
}

/// How many rows of the sample, per thousand, have the same number of columns, where that makes a table.
fn regularity(text: &str, separator: u8) -> Option<usize> {
    let sample = Sample::take(text, separator);
    let first = sample.widths.iter().position(|&width| width > 1)?;
    let last = sample.widths.iter().rposition(|&width| width > 1)?;
    let loose = sample.widths.len() - (last + 1 - first);
    let inner = &sample.widths[first..=last];
    let mut counts = HashMap::new();
    inner.iter().for_each(|width| *counts.entry(*width).or_insert(0_usize) += 1);
    let (&columns, &agreeing) = counts.iter().max_by_key(|&(width, count)| (*count, *width))?;
    let needed = if columns == 2 { 3 } else { 2 };
    let equal = agreeing * 10 >= inner.len() * if separator == b'\t' { 10 } else { 8 };
    let is_table = columns > 1
        && sample.left_out == 0
        && agreeing >= needed
        && equal
        && loose <= LOOSE_ROWS.min(agreeing + 3);
    // Exports of other kinds begin their rows with a tab; a comma there stands under a cell that reaches down.
    let is_led = separator == b'\t' && sample.is_led_by_separators();
    (is_table && !sample.reads_like_prose() && !is_led).then(|| agreeing * 1000 / sample.widths.len())
}

/// What the beginning of a text looks like when it is cut at a separator.
struct Sample {
    widths: Vec<u32>,
    fields: usize,
    after_blank: usize,
    long: usize,
    led: usize,
    left_out: usize,
}

impl Sample {
    fn take(text: &str, separator: u8) -> Self {
        let end = (0..=MOST_BYTES.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
        let head = &text[..end.unwrap_or(0)];
        let mut records = Records::new(head, separator, LONGEST_FIELD);
        let mut sample = Self { widths: Vec::new(), fields: 0, after_blank: 0, long: 0, led: 0, left_out: 0 };
        while let Some(record) = records.read() {
            sample.left_out += records.left_out;
            let fields = &records.fields;
            let cut_off = head.len() < text.len() && records.reached(head.len());
            let all_blank = fields.iter().all(|field| head[field.range()].trim().is_empty());
            if (all_blank && record.width < 3) || (cut_off && !sample.widths.is_empty()) {
                continue;
            }
            sample.widths.push(record.width);
            sample.led += usize::from(record.width > 1 && fields.first().is_some_and(|field| field.col > 0));
            for field in fields {
                sample.fields += 1;
                sample.after_blank += usize::from(field.col > 0 && head[field.range()].starts_with(' '));
                sample.long +=
                    usize::from(field.range().len() > 300 && !head[field.range()].starts_with('"'));
            }
            let rows = sample.widths.len();
            if rows == SAMPLE_ROWS || (rows >= FEW_ROWS && records.reached(SAMPLE_BYTES)) {
                break;
            }
        }
        sample
    }

    /// Sentences have blanks behind their commas, and are long.
    fn reads_like_prose(&self) -> bool {
        self.after_blank * 3 > self.fields || self.long * 4 > self.fields
    }

    /// Exports that write the separator before each cell are another dialect.
    fn is_led_by_separators(&self) -> bool {
        self.led * 2 > self.widths.len()
    }
}

/// What is known of all rows of a file; their fields are read again when they are written, which costs less than
/// keeping them. Rows in which nothing stands are only a gap before the next one.
struct Sheet<'t> {
    text: &'t str,
    separator: u8,
    starts: Ascending,
    marks: Vec<RowMark>,
    tables: Vec<Part>,
    /// Columns up to the last one in which something stands, and up to the last separator.
    used: u32,
    printed: u32,
}

/// What a row looks like by itself, and what stands above it.
#[derive(Debug, Clone, Copy)]
struct RowMark {
    /// Empty rows above, as far as they count.
    gap: u8,
    /// One text, or only texts with a colon: it can be a title.
    loose: bool,
}

/// The rows of a table, with their titles.
#[derive(Debug, Default)]
struct Part {
    rows: Range<usize>,
    /// Fields that hold something, and all fields.
    filled: usize,
    printed: usize,
    /// The first row that is no title.
    header: Vec<Field>,
    /// Where the rows of one text begin that stand at the end so far, and what they hold.
    titles: usize,
    loose: (usize, usize),
    /// It was cut off the table before, because the header stands again.
    is_again: bool,
    /// Its last row is a label behind an empty row.
    last_label: bool,
}

impl Part {
    fn at(row: usize) -> Self {
        Self { rows: row..row, titles: row, ..Self::default() }
    }

    fn add(&mut self, printed: usize, filled: usize) {
        self.loose = if self.rows.end == self.titles {
            (filled, printed)
        } else {
            (self.loose.0 + filled, self.loose.1 + printed)
        };
        self.rows.end += 1;
        self.filled += filled;
        self.printed += printed;
    }

    /// The rows of one text at the end, with the row behind them, as a table of its own.
    fn split_off(&mut self) -> Self {
        let (filled, printed) = self.loose;
        let rows = self.titles..self.rows.end;
        self.rows.end = self.titles;
        self.filled -= filled;
        self.printed -= printed;
        Self { rows, filled, printed, ..Self::default() }
    }
}

/// Whether a row says the header of the table again: half of its texts at least, in their columns.
fn is_again(text: &str, header: &[Field], fields: &[Field]) -> bool {
    let same = |field: &&Field| {
        let value = text[field.range()].trim();
        !value.is_empty()
            && header.iter().any(|other| other.col == field.col && text[other.range()].trim() == value)
    };
    let count = fields.iter().filter(same).count();
    count > 1 && count * 2 >= header.len() && count * 2 >= fields.len()
}

impl<'t> Sheet<'t> {
    fn read(text: &'t str, separator: u8, start: usize) -> Self {
        let mut records = Records::new(text, separator, LONGEST_FIELD).from(start);
        let (starts, marks, tables) = (Ascending::default(), Vec::new(), Vec::new());
        let mut sheet = Self { text, separator, starts, marks, tables, used: 0, printed: 0 };
        let mut gap: u8 = 0;
        while let Some(record) = records.read() {
            let fields = &records.fields;
            match fields.iter().rfind(|field| shows(text, field)) {
                None => gap = gap.saturating_add(1),
                Some(last) => {
                    sheet.used = sheet.used.max(last.col + 1);
                    let mark = RowMark { gap: std::mem::take(&mut gap), loose: is_loose(text, fields) };
                    let indented =
                        fields.iter().find(|field| shows(text, field)).is_some_and(|one| one.col > 0);
                    let begins = mark.gap > 0 && mark.loose && !indented;
                    sheet.add(&record, (mark, begins), fields);
                }
            }
        }
        sheet.take_last_label();
        sheet
    }

    /// Adds a row to the table at hand: a gap ends that where the row could be a title of another, which stands in the
    /// first column, and so does its own header, where it stands again behind rows of one text. A text elsewhere belongs to
    /// the row above it, however far up.
    fn add(&mut self, record: &Record, (mark, begins): (RowMark, bool), fields: &[Field]) {
        let nth = self.starts.len();
        if nth == 0 || (begins && self.tables.len() < MOST_TABLES) {
            self.tables.push(Part::at(nth));
        }
        self.printed = self.printed.max(record.width);
        self.starts.push(record.start as u32);
        self.marks.push(mark);
        let text = self.text;
        let Some(part) = self.tables.last_mut() else { return };
        part.add(record.width as usize, fields.len());
        if mark.loose {
            return;
        }
        if part.header.is_empty() {
            part.header = fields.to_vec();
        } else if nth > part.titles && is_again(text, &part.header, fields) {
            let next = Part { is_again: true, header: fields.to_vec(), ..part.split_off() };
            self.tables.push(next);
        }
        if let Some(part) = self.tables.last_mut() {
            part.titles = nth + 1;
        }
    }

    /// A label alone at the end of a file, behind one empty row, is the last row of a form that was left blank.
    fn take_last_label(&mut self) {
        let [.., table, last] = self.tables.as_mut_slice() else { return };
        let row = last.rows.start;
        let mut records = Records::new(self.text, self.separator, LONGEST_FIELD)
            .from(self.starts.get(row).unwrap_or(0) as usize);
        records.read();
        let [field] = records.fields.as_slice() else { return };
        let text = self.text[field.range()].trim();
        let is_label = text.chars().nth(LONGEST_LABEL).is_none() && !text.contains(SENTENCE);
        if last.rows.len() == 1 && self.marks[row].gap == 1 && is_label && !table.header.is_empty() {
            table.rows.end = row + 1;
            table.last_label = true;
            self.tables.pop();
        }
    }

    /// The byte at which a row begins.
    fn start(&self, row: usize) -> usize {
        self.starts.get(row).map_or(self.text.len(), |start| start as usize)
    }
}

fn shows(text: &str, field: &Field) -> bool {
    !text[field.range()].trim_start().is_empty()
}

/// Whether a row holds one text, or only texts with a colon.
fn is_loose(text: &str, fields: &[Field]) -> bool {
    let named = |field: &&Field| text[field.range()].contains([':', '\u{ff1a}']);
    let shown = || fields.iter().filter(|field| shows(text, field));
    match shown().take(4).count() {
        1 => true,
        2 | 3 => shown().all(|field| named(&field)),
        _ => false,
    }
}

struct Writer<'s, 't, 'p, 'a, 'c> {
    sheet: &'s Sheet<'t>,
    records: Records<'t>,
    places: Places<'t>,
    page: &'p mut Page<'a, 'c>,
}

impl<'s, 't, 'p, 'a, 'c> Writer<'s, 't, 'p, 'a, 'c> {
    fn new(sheet: &'s Sheet<'t>, page: &'p mut Page<'a, 'c>) -> Self {
        let records = Records::new(sheet.text, sheet.separator, LONGEST_FIELD);
        Self { sheet, records, places: Places::new(sheet.text), page }
    }

    fn write(&mut self) {
        let sheet = self.sheet;
        if sheet.printed > sheet.used {
            let at = self.places.at(0);
            self.page
                .decide(at, format!("{} empty columns at the right left out", sheet.printed - sheet.used));
        }
        for part in &sheet.tables {
            let rows = part.rows.clone();
            if part.is_again {
                let at = self.places.at(sheet.start(rows.start));
                self.page.decide(at, "another table begins, because the header stands again");
            }
            match rows.clone().find(|&row| !sheet.marks[row].loose) {
                Some(body) => {
                    // What stands above a sentence belongs to the text, not to the table.
                    let titles = self.behind_sentences(rows.start..body);
                    (rows.start..titles).for_each(|row| self.prose(row));
                    self.table(part, titles..body);
                }
                None => rows.for_each(|row| self.prose(row)),
            }
        }
    }

    /// Reads the fields of a row.
    fn read(&mut self, row: usize) -> u32 {
        self.records.seek(self.sheet.start(row));
        self.records.read().map_or(0, |record| record.width)
    }

    fn prose(&mut self, row: usize) {
        for caption in self.captions(row) {
            self.page.paragraph(Paragraph::new(caption.text, caption.at));
        }
    }

    /// The first row behind the last one that is a sentence.
    fn behind_sentences(&mut self, rows: Range<usize>) -> usize {
        let text = self.sheet.text;
        let last = rows.clone().rev().find(|&row| {
            self.read(row);
            self.records.fields.iter().any(|field| text[field.range()].contains('\u{3002}'))
        });
        last.map_or(rows.start, |last| last + 1)
    }

    fn captions(&mut self, row: usize) -> Vec<Caption> {
        self.read(row);
        let (text, places) = (self.sheet.text, &mut self.places);
        let caption = |field: &Field| {
            let value = field.value(text);
            let at = places.at(field.range().start);
            Caption { text: clean(value.trim()).into_owned(), side: Side::Above, at }
        };
        self.records.fields.iter().filter(|field| shows(text, field)).map(caption).collect()
    }

    fn table(&mut self, part: &Part, titles: Range<usize>) {
        let sheet = self.sheet;
        let captions: Vec<Caption> = titles.clone().flat_map(|row| self.captions(row)).collect();
        let body = titles.end..part.rows.end;
        if let Some(first) = captions.first() {
            let detail = format!("{} rows above the table read as its titles", titles.len());
            self.page.decide(first.at.clone(), detail);
        }
        let at = self.places.at(sheet.start(body.start));
        let mut grid = self.page.grid(at.clone());
        grid.captions = captions;
        let positions = (body.len() as u64 * u64::from(sheet.used)) as usize;
        let sparse = positions > SPARSE && part.filled < positions / 8;
        let bytes = sheet.start(body.end) - sheet.start(body.start);
        grid.reserve(if sparse { part.filled } else { part.printed.min(positions) }, bytes);
        for row in body.clone() {
            if row > body.start && !sparse {
                (0..sheet.marks[row].gap.min(3)).for_each(|_| grid.end_row());
            }
            self.row(row, sparse, &mut grid);
        }
        if part.last_label {
            self.page.decide(at.clone(), "a label behind an empty row read as the last row");
        }
        if sparse {
            self.page.decide(at, "empty fields of a nearly empty sheet are no cells");
        }
        self.page.table(grid);
    }

    fn row(&mut self, row: usize, sparse: bool, grid: &mut Grid) {
        let width = self.read(row).min(self.sheet.used);
        let fields = std::mem::take(&mut self.records.fields);
        let (mut col, mut at) = (0, self.sheet.start(row));
        for field in fields.iter().take_while(|field| field.col < width) {
            self.blanks(col..field.col, at, sparse, grid);
            self.field(field, grid);
            (col, at) = (field.col + 1, field.range().end + 1);
        }
        if self.records.left_out > 0 {
            let at = self.places.at(at);
            self.page.notice(Notice::new(Code::LIMIT_CELLS).at(at).with("count", self.records.left_out));
        } else {
            self.blanks(col..width, at, sparse, grid);
        }
        grid.end_row();
        self.records.fields = fields;
    }

    /// Empty fields stand one byte behind each other.
    fn blanks(&mut self, cols: Range<u32>, start: usize, sparse: bool, grid: &mut Grid) {
        for (nth, col) in cols.enumerate() {
            if !sparse {
                grid.place(NewCell::new(grid.row(), col, "", self.places.at(start + nth)));
            }
        }
    }

    fn field(&mut self, field: &Field, grid: &mut Grid) {
        let range = field.range();
        let at = self.places.at(range.start);
        if field.has_stray_quote() {
            self.page.decide(at.clone(), "a quote that does not close its field is text");
        }
        let value = field.value(self.sheet.text);
        let (value, forced) = match value.strip_prefix("=\"").and_then(|inner| inner.strip_suffix('"')) {
            Some(inner) if !inner.contains('"') => (inner, true),
            _ => (value.trim_end(), false),
        };
        let mut cell = NewCell::new(grid.row(), field.col, clean(value), at);
        if forced {
            cell.kept = Some(Kept { stored: Stored::Text, ..Kept::default() });
        }
        grid.place(cell);
    }
}

#[cfg(test)]
mod tests;
