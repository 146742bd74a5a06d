//! One sheet part: rows and cells, merges, panes, filters, hidden rows and columns. A pass from the first byte to the
//! last; what a damaged part holds before the damage stays.

use std::sync::Arc;

use super::formulas::{Formulas, Given};
use super::{names, strings};
use crate::document::Area;
use crate::xlsx::formula;
use crate::xlsx::printed;
use crate::xlsx::workbook::{Look, Sheet, SheetCell, Spending, Value, Width};
use crate::xml::{Scanner, Step, Tag};
use crate::{Code, Context, Error, Notice};

/// Merged areas of a sheet; the more are left out.
const MERGES: usize = 1_000_000;
/// Boxed blank cells that are kept waiting for a cell that holds something behind them.
const WAITING: usize = 20_000;

/// The reading of one sheet.
pub struct Reading<'r> {
    sheet: &'r mut Sheet,
    looks: &'r [Look],
    strings: &'r [Arc<str>],
    spending: &'r mut Spending,
    formulas: Formulas,
    /// The row and column that come next where the file does not say them.
    next: (u32, u32),
    next_row: u32,
    /// Boxed blanks that nothing follows yet: a million styled rows below the last value are no content.
    waiting: Vec<SheetCell>,
    value: String,
    bad_looks: usize,
    /// Whether the first page and the even ones have headers of their own.
    other_pages: (bool, bool),
    pub has_drawing: bool,
}

/// What a cell's tag says.
#[derive(Default)]
struct Head<'a> {
    place: (u32, u32),
    look: u32,
    kind: &'a [u8],
}

/// What the children of a cell hold beside the value.
#[derive(Default)]
struct Found {
    formula: Given,
    has_formula: bool,
    given: bool,
}

impl<'r> Reading<'r> {
    pub fn new(
        sheet: &'r mut Sheet,
        looks: &'r [Look],
        strings: &'r [Arc<str>],
        spending: &'r mut Spending,
    ) -> Self {
        Self {
            sheet,
            looks,
            strings,
            spending,
            formulas: Formulas::default(),
            next: (0, 0),
            next_row: 0,
            waiting: Vec::new(),
            value: String::new(),
            bad_looks: 0,
            other_pages: (false, false),
            has_drawing: false,
        }
    }

    pub fn read(&mut self, context: &mut Context<'_>, part: &str, xml: &[u8]) -> Result<(), Error> {
        let mut scanner = Scanner::new(context.limits, part, xml);
        let end = self.parts(context, &mut scanner);
        scanner.remark(context);
        if self.bad_looks > 0 && !self.looks.is_empty() {
            let detail = format!("{} cells of {part} name a style that does not exist", self.bad_looks);
            context.notices.add(Notice::new(Code::BAD_COUNT).with("detail", detail));
        }
        end
    }

    fn parts(&mut self, context: &mut Context<'_>, scanner: &mut Scanner<'_>) -> Result<(), Error> {
        while let Some(tag) = scanner.opening()? {
            match tag.name {
                b"c" if !self.cell(context, scanner, &tag)? => return Ok(()),
                b"c" => {}
                b"row" => self.row(&tag),
                b"col" => self.col(&tag),
                b"pane" => self.pane(&tag),
                b"mergeCell" => self.merge(context, &tag),
                b"autoFilter" => {
                    self.sheet.filters.extend(tag.value(b"ref").and_then(|range| names::range(&range)));
                    scanner.skip(&tag)?;
                }
                b"headerFooter" => {
                    let differs = |name: &[u8]| is_true(tag.raw(name));
                    self.other_pages = (differs(b"differentFirst"), differs(b"differentOddEven"));
                }
                b"oddHeader" | b"evenHeader" | b"firstHeader" | b"oddFooter" | b"evenFooter"
                | b"firstFooter" => self.printed(scanner, &tag)?,
                b"drawing" | b"legacyDrawing" | b"tablePart" => self.has_drawing = true,
                b"conditionalFormatting" | b"dataValidations" | b"extLst" | b"sheetPr" | b"hyperlinks" => {
                    scanner.skip(&tag)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn row(&mut self, tag: &Tag<'_>) {
        let given =
            tag.number(b"r").and_then(|row| u32::try_from(row).ok()).and_then(|row| row.checked_sub(1));
        let row = given.filter(|&row| row < formula::ROWS).unwrap_or(self.next_row.min(formula::ROWS - 1));
        self.next = (row, 0);
        self.next_row = row + 1;
        let flat = matches!(tag.raw(b"ht"), Some(b"0" | b"0.0"));
        if flat || is_true(tag.raw(b"hidden")) {
            self.sheet.hidden_rows.add(row, row);
        }
    }

    fn col(&mut self, tag: &Tag<'_>) {
        let number = |name: &[u8]| tag.number(name).and_then(|col| u32::try_from(col).ok());
        let (Some(first), Some(last)) = (number(b"min"), number(b"max")) else { return };
        let cols =
            (first.saturating_sub(1).min(formula::COLS - 1), last.saturating_sub(1).min(formula::COLS - 1));
        if cols.0 > cols.1 {
            return;
        }
        let width: Option<f32> = tag.value(b"width").and_then(|width| width.parse().ok());
        if is_true(tag.raw(b"hidden")) || width.is_some_and(|width| width <= 0.0) {
            self.sheet.hidden_cols.add(cols.0, cols.1);
        }
        if let Some(width) = width.filter(|width| *width > 0.0 && *width < 10_000.0) {
            self.sheet.widths.push(Width { cols, width: (width * 256.0) as u32 });
        }
    }

    fn pane(&mut self, tag: &Tag<'_>) {
        if !matches!(tag.raw(b"state"), Some(b"frozen" | b"frozenSplit")) {
            return;
        }
        let number = |name: &[u8]| tag.number(name).and_then(|split| u32::try_from(split).ok()).unwrap_or(0);
        self.sheet.frozen = (number(b"ySplit"), number(b"xSplit"));
    }

    fn printed<'a>(&mut self, scanner: &mut Scanner<'a>, tag: &Tag<'a>) -> Result<(), Error> {
        let mut text = String::new();
        scanner.text(tag, &mut text)?;
        let area = if tag.name.ends_with(b"Header") { Area::Header } else { Area::Footer };
        let used = match tag.name[0] {
            b'f' => self.other_pages.0,
            b'e' => self.other_pages.1,
            _ => true,
        };
        if used {
            self.sheet.printed(area, printed::coded(&text));
        }
        Ok(())
    }

    /// An area that reaches beyond the sheet is no area: its cells stay single.
    fn merge(&mut self, context: &mut Context<'_>, tag: &Tag<'_>) {
        let written = tag.value(b"ref").unwrap_or_default();
        let area = names::range(&written).filter(|_| self.sheet.merges.len() < MERGES);
        if area.is_none() || names::is_reversed(&written) {
            let notice = Notice::new(Code::LIMIT_SPAN).at(self.sheet.at(0, 0));
            context.notices.add(notice.with("detail", written.chars().take(60).collect::<String>()));
        }
        self.sheet.merges.extend(area);
    }

    /// Reads a cell. False where no more cells are allowed.
    fn cell<'a>(
        &mut self,
        context: &mut Context<'_>,
        scanner: &mut Scanner<'a>,
        tag: &Tag<'a>,
    ) -> Result<bool, Error> {
        let Some(head) = self.head(context, tag) else {
            scanner.skip(tag)?;
            return Ok(true);
        };
        self.next = (head.place.0, head.place.1 + 1);
        if tag.empty {
            self.blank(&head);
            return Ok(true);
        }
        let (row, col) = head.place;
        let (value, formula) = self.content(context, scanner, tag, &head)?;
        if value == Value::Blank && formula.is_none() {
            self.blank(&head);
            return Ok(true);
        }
        if !self.spending.cell(context, || self.sheet.at(row, col)) {
            return Ok(false);
        }
        self.sheet.cells.append(&mut self.waiting);
        self.sheet.cells.push(SheetCell { row, col, look: head.look, value, shown: None, formula });
        Ok(true)
    }

    fn head<'a>(&mut self, context: &mut Context<'_>, tag: &Tag<'a>) -> Option<Head<'a>> {
        let mut head = Head { place: self.next, ..Head::default() };
        let mut bad = None;
        for (name, raw) in tag.attributes() {
            match name {
                b"r" => match place(raw) {
                    Some(place) => head.place = place,
                    None => bad = Some(raw),
                },
                b"s" => head.look = digits(raw).unwrap_or(u32::MAX),
                b"t" => head.kind = raw,
                _ => {}
            }
        }
        if let Some(raw) = bad.or((head.place.1 >= formula::COLS).then_some(b"?")) {
            let detail = String::from_utf8_lossy(raw).chars().take(60).collect::<String>();
            let notice = Notice::new(Code::CELL_BROKEN).at(self.sheet.at(self.next.0, self.next.1));
            context.notices.add(notice.with("detail", detail));
            return None;
        }
        self.bad_looks += usize::from(head.look as usize >= self.looks.len());
        Some(head)
    }

    fn blank(&mut self, head: &Head<'_>) {
        let boxed = self.looks.get(head.look as usize).is_some_and(|look| look.boxed);
        if !boxed {
            return;
        }
        if self.waiting.len() >= WAITING {
            // Nothing comes for so long that these are no blanks between values.
            self.waiting.clear();
        }
        let (row, col) = head.place;
        self.waiting.push(SheetCell { row, col, look: head.look, ..SheetCell::default() });
    }

    /// The children of a cell, up to its end. Most have one of the two plain ones, in this order, and nothing else.
    fn content<'a>(
        &mut self,
        context: &mut Context<'_>,
        scanner: &mut Scanner<'a>,
        tag: &Tag<'a>,
        head: &Head<'_>,
    ) -> Result<(Value, Option<Box<str>>), Error> {
        self.value.clear();
        let mut found = Found::default();
        if let Some(raw) = scanner.plain_child(tag, b"f") {
            found.has_formula = true;
            let mut text = String::new();
            scanner.decode(raw, &mut text);
            found.formula = Given::own(text);
        }
        if let Some(raw) = scanner.plain_child(tag, b"v") {
            found.given = true;
            scanner.decode(raw, &mut self.value);
        }
        if !scanner.ends(tag) {
            self.children(scanner, head, &mut found)?;
        }
        if !found.has_formula {
            found.formula = self.formulas.around(head.place);
        }
        let missing = found.has_formula && (!found.given || (self.value.is_empty() && head.kind != b"str"));
        let value = if missing { Value::Missing } else { self.value(context, head) };
        Ok((value, self.formula(context, found.formula, head.place)))
    }

    /// Any children of a cell, up to its end.
    fn children(
        &mut self,
        scanner: &mut Scanner<'_>,
        head: &Head<'_>,
        found: &mut Found,
    ) -> Result<(), Error> {
        let depth = scanner.depth();
        loop {
            match scanner.next()? {
                Step::Open(tag) => match tag.name {
                    b"v" => {
                        found.given = true;
                        scanner.text(&tag, &mut self.value)?;
                    }
                    b"is" => {
                        found.given = true;
                        strings::item(scanner, &tag, &mut self.value)?;
                    }
                    b"f" => {
                        found.has_formula = true;
                        found.formula = self.formulas.read(scanner, &tag, head.place)?;
                    }
                    _ => scanner.skip(&tag)?,
                },
                Step::Close if scanner.depth() < depth => return Ok(()),
                Step::Close => {}
                Step::End => return Ok(()),
            }
        }
    }

    /// The formula of a cell, charged before it is repeated.
    fn formula(&mut self, context: &mut Context<'_>, given: Given, place: (u32, u32)) -> Option<Box<str>> {
        let bytes = self.formulas.repeated(&given);
        let allowed = self.spending.formula(context, bytes, || self.sheet.at(place.0, place.1));
        if allowed { self.formulas.at(given, place) } else { None }
    }

    fn value(&mut self, context: &mut Context<'_>, head: &Head<'_>) -> Value {
        let text = self.value.as_str();
        match head.kind {
            b"s" => self.shared(context, head.place),
            b"str" | b"inlineStr" => {
                strings::tidy(&mut self.value, 0);
                Value::Text(Arc::from(self.value.as_str()))
            }
            _ if text.trim().is_empty() => Value::Blank,
            b"b" => Value::Flag(matches!(text.trim(), "1" | "true")),
            b"e" => Value::Fault(text.trim().into()),
            b"d" => Value::Date(text.trim().into()),
            _ => Value::Number(text.trim().into()),
        }
    }

    fn shared(&mut self, context: &mut Context<'_>, (row, col): (u32, u32)) -> Value {
        if self.value.trim().is_empty() {
            return Value::Blank;
        }
        let index = digits(self.value.trim().as_bytes());
        if let Some(text) = index.and_then(|index| self.strings.get(index as usize)) {
            return if text.is_empty() { Value::Blank } else { Value::Text(text.clone()) };
        }
        let detail = format!("shared string {}", self.value.chars().take(20).collect::<String>());
        let notice = Notice::new(Code::CELL_BROKEN).at(self.sheet.at(row, col));
        context.notices.add(notice.with("detail", detail));
        Value::Blank
    }
}

pub fn is_true(raw: Option<&[u8]>) -> bool {
    matches!(raw, Some(b"1" | b"true" | b"on"))
}

fn digits(raw: &[u8]) -> Option<u32> {
    if raw.is_empty() || raw.len() > 9 {
        return None;
    }
    raw.iter().try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
}

/// The row and column of `B5`, from 0.
fn place(raw: &[u8]) -> Option<(u32, u32)> {
    let letters = raw.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let col = raw[..letters]
        .iter()
        .fold(0, |col, letter| col * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row = digits(&raw[letters..])?;
    (col <= formula::COLS && (1..=formula::ROWS).contains(&row)).then(|| (row - 1, col - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_nonsense_is_not() {
        assert_eq!(place(b"A1"), Some((0, 0)));
        assert_eq!(place(b"XFD1048576"), Some((1_048_575, 16_383)));
        for wrong in ["ZZZZ0", "A0", "XFE1", "A1048577", "1", "A", "", "A-1", "$A$1"] {
            assert_eq!(place(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
