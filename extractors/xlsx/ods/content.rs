//! The body of an OpenDocument workbook: its sheets, rows and cells, in one pass.

use super::shapes::Hung;
use super::styles::Styles;
use super::{formulas, shapes, text};
use crate::xlsx::formula::{COLS, ROWS};
use crate::xlsx::workbook::{
    Book, Comment, NamedTable, Rect, Sheet, SheetCell, Spending, Value, Visibility, Width,
};
use crate::xml::{Scanner, Step, Tag};
use crate::{Code, Context, Error, Notice};

/// Boxed blank cells that wait for a cell that holds something behind them.
const WAITING: usize = 20_000;

pub struct Content<'r> {
    styles: &'r Styles,
    book: Book,
    hung: Vec<Hung>,
    /// The page on which each sheet is printed.
    pages: Vec<Box<str>>,
    spending: Spending,
    sheet: Sheet,
    place: (u32, u32),
    /// The style that cells of a run of columns have where they name none.
    columns: Vec<(u32, u32, u32)>,
    /// The cells of the row at hand, kept until it is known how often it repeats.
    row: Vec<SheetCell>,
    waiting: Vec<SheetCell>,
    header_from: Option<u32>,
    full: bool,
}

impl<'r> Content<'r> {
    pub fn new(styles: &'r Styles) -> Self {
        Self {
            styles,
            book: Book { format: "ods", ..Book::default() },
            hung: Vec::new(),
            pages: Vec::new(),
            spending: Spending::default(),
            sheet: Sheet::default(),
            place: (0, 0),
            columns: Vec::new(),
            row: Vec::new(),
            waiting: Vec::new(),
            header_from: None,
            full: false,
        }
    }

    pub fn finish(mut self) -> (Book, Vec<Hung>, Vec<Box<str>>) {
        self.pages.resize(self.book.sheets.len(), "".into());
        (self.book, self.hung, self.pages)
    }

    /// Reads the part. What it holds before a fault stays, with a notice.
    pub fn read(&mut self, context: &mut Context<'_>, part: &str, xml: &[u8]) -> Result<(), Error> {
        let mut scanner = Scanner::new(context.limits, part, xml);
        let end = self.sheets(context, &mut scanner);
        scanner.remark(context);
        if let Err(error) = end {
            if self.book.sheets.is_empty() && self.sheet.cells.is_empty() {
                return Err(error);
            }
            if !self.sheet.name.is_empty() {
                self.book.sheets.push(std::mem::take(&mut self.sheet));
            }
            context.notices.add(Notice::new(Code::PART_BROKEN).with("part", part).with("detail", error));
        }
        Ok(())
    }

    fn sheets(&mut self, context: &mut Context<'_>, scanner: &mut Scanner<'_>) -> Result<(), Error> {
        while let Some(tag) = scanner.opening()? {
            match tag.name {
                b"null-date" => {
                    let date = tag.raw(b"date-value").unwrap_or_default();
                    self.book.date1904 = date.starts_with(b"1904");
                }
                b"table" => self.table(context, scanner, &tag)?,
                b"database-range" => self.database_range(&tag),
                b"styles" | b"automatic-styles" | b"font-face-decls" | b"scripts" | b"tracked-changes" => {
                    scanner.skip(&tag)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn table<'a>(
        &mut self,
        context: &mut Context<'_>,
        scanner: &mut Scanner<'a>,
        tag: &Tag<'a>,
    ) -> Result<(), Error> {
        self.sheet = Sheet::new(&tag.value(b"name").unwrap_or_default());
        let style = tag.value(b"style-name").unwrap_or_default();
        if self.styles.hides_table(&style) {
            self.sheet.visibility = Visibility::Hidden;
        }
        self.pages.push(self.styles.page(&style).into());
        self.place = (0, 0);
        self.columns.clear();
        self.waiting.clear();
        self.header_from = None;
        if !tag.empty {
            self.rows(context, scanner)?;
        }
        self.book.sheets.push(std::mem::take(&mut self.sheet));
        Ok(())
    }

    fn rows(&mut self, context: &mut Context<'_>, scanner: &mut Scanner<'_>) -> Result<(), Error> {
        let depth = scanner.depth();
        let mut header_depth = usize::MAX;
        loop {
            match scanner.next()? {
                Step::Open(tag) => match tag.name {
                    b"table-column" => self.column(&tag),
                    b"table-row" => self.table_row(context, scanner, &tag)?,
                    b"table-header-rows" if !tag.empty => {
                        header_depth = scanner.depth();
                        self.header_from = Some(self.place.0);
                    }
                    b"shapes" => {
                        self.hung.extend(shapes::found(scanner, &tag, self.book.sheets.len(), (0, 0))?)
                    }
                    b"table-columns"
                    | b"table-header-columns"
                    | b"table-column-group"
                    | b"table-rows"
                    | b"table-row-group"
                    | b"table-header-rows" => {}
                    _ => scanner.skip(&tag)?,
                },
                Step::Close if scanner.depth() < depth => return Ok(()),
                Step::Close if scanner.depth() + 1 == header_depth => {
                    header_depth = usize::MAX;
                    let last = self.place.0.checked_sub(1);
                    self.sheet.print_titles =
                        self.header_from.zip(last).filter(|(first, last)| first <= last);
                }
                Step::Close => {}
                Step::End => return Ok(()),
            }
        }
    }

    fn column(&mut self, tag: &Tag<'_>) {
        let first = self.columns.last().map_or(0, |run| run.1 + 1);
        if first >= COLS {
            return;
        }
        let last = first.saturating_add(repeated(tag, b"number-columns-repeated") - 1).min(COLS - 1);
        let look = self.styles.look(&tag.value(b"default-cell-style-name").unwrap_or_default());
        self.columns.push((first, last, look));
        if is_hidden(tag) {
            self.sheet.hidden_cols.add(first, last);
        }
        let width = tag.value(b"style-name").and_then(|style| self.styles.width(&style));
        self.sheet.widths.extend(width.map(|width| Width { cols: (first, last), width }));
    }

    fn table_row<'a>(
        &mut self,
        context: &mut Context<'_>,
        scanner: &mut Scanner<'a>,
        tag: &Tag<'a>,
    ) -> Result<(), Error> {
        let row = self.place.0;
        let count = repeated(tag, b"number-rows-repeated").min(ROWS - row.min(ROWS));
        self.place.1 = 0;
        self.row.clear();
        if !tag.empty {
            let depth = scanner.depth();
            loop {
                match scanner.next()? {
                    Step::Open(tag) if matches!(tag.name, b"table-cell" | b"covered-table-cell") => {
                        self.cell(context, scanner, &tag)?;
                    }
                    Step::Open(tag) => scanner.skip(&tag)?,
                    Step::Close if scanner.depth() < depth => break,
                    Step::Close => {}
                    Step::End => break,
                }
            }
        }
        if is_hidden(tag) && count > 0 {
            self.sheet.hidden_rows.add(row, row + count - 1);
        }
        self.lay(context, row, count);
        self.place.0 = row.saturating_add(count).min(ROWS);
        Ok(())
    }

    /// Puts the row at hand onto the sheet, as often as it repeats.
    fn lay(&mut self, context: &mut Context<'_>, row: u32, count: u32) {
        let cells = std::mem::take(&mut self.row);
        let holds = cells.iter().any(|cell| cell.value != Value::Blank);
        for row in (row..row + count).take_while(|_| !cells.is_empty()) {
            if !holds && self.waiting.len() + cells.len() > WAITING {
                self.waiting.clear();
                break;
            }
            for cell in &cells {
                let cell = SheetCell { row, ..cell.clone() };
                if cell.value == Value::Blank {
                    self.waiting.push(cell);
                } else if !self.full && self.spending.cell(context, || self.sheet.at(row, cell.col)) {
                    self.sheet.cells.append(&mut self.waiting);
                    self.sheet.cells.push(cell);
                } else {
                    self.full = true;
                    return;
                }
            }
        }
        self.row = cells;
    }

    fn cell<'a>(
        &mut self,
        context: &mut Context<'_>,
        scanner: &mut Scanner<'a>,
        tag: &Tag<'a>,
    ) -> Result<(), Error> {
        let place = self.place;
        let count = repeated(tag, b"number-columns-repeated").min(COLS - place.1.min(COLS));
        self.place.1 = place.1.saturating_add(count).min(COLS);
        let shown = self.children(scanner, tag, place)?;
        if count == 0 || place.0 >= ROWS {
            return Ok(());
        }
        self.merge(tag, place);
        let look = match tag.value(b"style-name") {
            Some(style) => self.styles.look(&style),
            None => self.default_look(place.1),
        };
        let formula = tag.value(b"formula").map(|formula| formulas::plain(&formula));
        let value = value(tag, shown.as_deref(), formula.is_some());
        if value == Value::Blank && !self.styles.is_boxed(look) {
            return Ok(());
        }
        let bytes = shown.as_ref().map_or(0, String::len) + formula.as_ref().map_or(0, |text| text.len());
        if count > 1
            && !self.spending.text(context, bytes * count as usize, || self.sheet.at(place.0, place.1))
        {
            return Ok(());
        }
        // Blanks at the ends of what is no text only align it.
        let shown = shown
            .filter(|_| !matches!(value, Value::Text(_) | Value::Blank))
            .map(|shown| Box::from(shown.trim()));
        for col in place.1..place.1 + count {
            let (value, shown, formula) = (value.clone(), shown.clone(), formula.clone());
            self.row.push(SheetCell { row: place.0, col, look, value, shown, formula });
            if value_is_blank_run(&self.row, WAITING) {
                break;
            }
        }
        Ok(())
    }

    /// What stands inside a cell: its shown text, comments, and what hangs on it.
    fn children<'a>(
        &mut self,
        scanner: &mut Scanner<'a>,
        tag: &Tag<'a>,
        place: (u32, u32),
    ) -> Result<Option<String>, Error> {
        if tag.empty {
            return Ok(None);
        }
        let depth = scanner.depth();
        let mut shown: Option<String> = None;
        loop {
            match scanner.next()? {
                Step::Open(tag) => match tag.name {
                    b"p" | b"h" => {
                        let text = match &mut shown {
                            Some(text) => {
                                text.push('\n');
                                text
                            }
                            None => shown.insert(String::new()),
                        };
                        text::paragraph(scanner, &tag, text)?;
                    }
                    b"annotation" => {
                        let text = text::paragraphs(scanner, &tag)?;
                        self.sheet.comments.push(Comment { row: place.0, col: place.1, text });
                    }
                    _ => self.hung.extend(shapes::found(scanner, &tag, self.book.sheets.len(), place)?),
                },
                Step::Close if scanner.depth() < depth => return Ok(shown),
                Step::Close => {}
                Step::End => return Ok(shown),
            }
        }
    }

    fn merge(&mut self, tag: &Tag<'_>, (row, col): (u32, u32)) {
        let rows = repeated(tag, b"number-rows-spanned");
        let cols = repeated(tag, b"number-columns-spanned");
        if rows > 1 || cols > 1 {
            let last =
                (row.saturating_add(rows - 1).min(ROWS - 1), col.saturating_add(cols - 1).min(COLS - 1));
            self.sheet.merges.push(Rect::between((row, col), last));
        }
    }

    fn default_look(&self, col: u32) -> u32 {
        let run = self.columns.partition_point(|run| run.1 < col);
        match self.columns.get(run) {
            Some(run) => run.2,
            None => self.styles.look(""),
        }
    }

    /// A filter or a named range of data: `target-range-address='Sheet 1'.A1:C9`.
    fn database_range(&mut self, tag: &Tag<'_>) {
        let Some(target) = tag.value(b"target-range-address") else { return };
        let formula = formulas::plain(&format!("[{target}]"));
        let Some((sheet, range)) = formula.rsplit_once('!') else { return };
        let name = sheet.trim_matches('\'').replace("''", "'");
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        let corner = |text: &str| crate::xlsx::formula::address(text);
        if let (Some(first), Some(last)) = (corner(first), corner(last))
            && let Some(sheet) = self.book.sheets.iter_mut().find(|sheet| *sheet.name == *name)
        {
            let headers = u32::from(tag.raw(b"contains-header") != Some(b"false"));
            sheet.tables.push(NamedTable { rect: Rect::between(first, last), headers });
        }
    }
}

/// Whether a row has become so long a run of blanks that no one drew it.
fn value_is_blank_run(row: &[SheetCell], most: usize) -> bool {
    row.len() > most && row.last().is_some_and(|cell| cell.value == Value::Blank)
}

fn repeated(tag: &Tag<'_>, name: &[u8]) -> u32 {
    tag.number(name).and_then(|count| u32::try_from(count).ok()).unwrap_or(1).max(1)
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    matches!(tag.raw(b"visibility"), Some(b"collapse" | b"filter"))
}

/// The value that a cell's attributes say, in the words of the other workbooks.
fn value(tag: &Tag<'_>, shown: Option<&str>, has_formula: bool) -> Value {
    // A second attribute of the same local name says `error` where the first one had to say something else.
    let kinds = || tag.attributes().filter(|(name, _)| *name == b"value-type").map(|(_, value)| value);
    let fault = kinds().any(|kind| kind == b"error") || shown.is_some_and(is_fault) && has_formula;
    if let (true, Some(shown)) = (fault, shown) {
        return Value::Fault(shown.into());
    }
    let attribute = |name: &[u8]| tag.value(name).filter(|value| !value.is_empty());
    let text = || match attribute(b"string-value").as_deref().or(shown) {
        Some(text) if !text.is_empty() || has_formula => Value::Text(text.into()),
        _ => Value::Blank,
    };
    match kinds().next() {
        Some(b"float" | b"percentage" | b"currency") => {
            attribute(b"value").map_or_else(text, |value| Value::Number(value.trim().into()))
        }
        Some(b"date") => attribute(b"date-value").map_or_else(text, |date| Value::Date(date.trim().into())),
        Some(b"time") => {
            attribute(b"time-value").map_or_else(text, |time| Value::Date(clock(time.trim()).into()))
        }
        Some(b"boolean") => Value::Flag(tag.raw(b"boolean-value") == Some(b"true")),
        None if has_formula && shown.is_none() => Value::Missing,
        _ => text(),
    }
}

fn is_fault(shown: &str) -> bool {
    shown.starts_with('#') && shown.ends_with(['!', '?', 'A']) && shown.len() <= 8
        || shown.starts_with("Err:5")
}

/// `PT08H30M05S` as `08:30:05`; anything else as it stands.
fn clock(time: &str) -> String {
    let parts = || -> Option<(u32, u32, u32)> {
        let (hours, rest) = time.strip_prefix("PT")?.split_once('H')?;
        let (minutes, rest) = rest.split_once('M')?;
        let seconds = rest.strip_suffix('S')?.split(['.', ',']).next()?;
        Some((hours.parse().ok()?, minutes.parse().ok()?, seconds.parse().ok()?))
    };
    parts().map_or_else(
        || time.to_owned(),
        |(hours, minutes, seconds)| format!("{hours:02}:{minutes:02}:{seconds:02}"),
    )
}
