//! What an XLS stream says before its sheets: names and places of sheets, formats, looks, shared strings, names.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::records::{Records, kind};
use super::strings::{Pieces, Writing, shared};
use crate::document::{Align, Fate, Part, Style};
use crate::drawing::art;
use crate::xlsx::binary::Record;
use crate::xlsx::tokens::Dialect;
use crate::xlsx::workbook::{Look, Rect, Visibility};
use crate::{Code, Context, Error, Notice, numfmt};

/// The whole of it.
pub struct Globals {
    pub dialect: Dialect,
    pub writing: Writing,
    pub date1904: bool,
    pub sheets: Vec<SheetEntry>,
    pub looks: Vec<Look>,
    /// The number formats that the file writes itself, by their number.
    pub formats: HashMap<u16, Arc<str>>,
    /// The name of the stream at hand.
    pub stream_name: &'static str,
    /// The pictures of all sheets, each taken out by the first that shows it.
    pub pictures: RefCell<Vec<Option<Vec<u8>>>>,
    pub strings: Vec<Arc<str>>,
    /// The sheets that references to other sheets mean, by their number in the file's list.
    pub references: Vec<Option<Arc<str>>>,
    pub print_titles: HashMap<usize, (u32, u32)>,
    pub filters: HashMap<usize, Rect>,
}

/// A sheet as the list of sheets has it.
pub struct SheetEntry {
    pub name: Arc<str>,
    pub at: usize,
    pub visibility: Visibility,
    pub kind: u8,
}

/// A built-in name with the sheet that it is for.
struct BuiltinName {
    name: u8,
    sheet: usize,
    tokens: Vec<u8>,
}

#[derive(Default)]
struct Raw<'a> {
    fonts: Vec<bool>,
    formats: HashMap<u16, Arc<str>>,
    xfs: Vec<&'a [u8]>,
    own_books: Vec<bool>,
    links: Vec<(u16, u16, u16)>,
    names: Vec<BuiltinName>,
}

impl Globals {
    pub fn read(context: &mut Context<'_>, stream_name: &'static str, stream: &[u8]) -> Result<Self, Error> {
        let mut records = Records::new(stream, 0);
        let dialect = dialect(&mut records)?;
        let writing = if dialect == Dialect::Biff5 { Writing::of_code_page(936) } else { Writing::Unicode };
        let mut globals = Self {
            dialect,
            writing,
            date1904: false,
            sheets: Vec::new(),
            looks: Vec::new(),
            formats: HashMap::new(),
            stream_name,
            pictures: RefCell::default(),
            strings: Vec::new(),
            references: Vec::new(),
            print_titles: HashMap::new(),
            filters: HashMap::new(),
        };
        let mut raw = Raw::default();
        let mut drawings: Vec<&[u8]> = Vec::new();
        while let Some(record) = records.next() {
            match record.kind {
                kind::EOF => break,
                kind::MSODRAWINGGROUP => {
                    drawings.push(record.data);
                    drawings.extend(records.continued());
                }
                kind::SST => globals.shared_strings(context, &record, records.continued()),
                _ => {
                    globals.record(&mut raw, &record);
                }
            }
        }
        globals.pictures = art::pictures(context, &drawings.concat()).into();
        globals.finish(raw);
        Ok(globals)
    }

    /// The pictures of the file that no sheet shows.
    pub fn unseen_pictures(&self) -> Vec<Part> {
        let pictures = self.pictures.borrow();
        let unseen = pictures.iter().enumerate().filter(|(_, picture)| picture.is_some());
        let name = |nth: usize| format!("{}/picture {}", self.stream_name, nth + 1);
        unseen.map(|(nth, _)| Part { name: name(nth), fate: Fate::Skipped("unused") }).collect()
    }

    fn record<'a>(&mut self, raw: &mut Raw<'a>, record: &Record<'a>) -> Option<()> {
        match record.kind {
            kind::CODEPAGE if self.dialect == Dialect::Biff5 => {
                self.writing = Writing::of_code_page(record.u16(0)?)
            }
            kind::DATEMODE => self.date1904 = record.u16(0)? == 1,
            kind::BOUNDSHEET => self.sheet(record)?,
            kind::FONT => raw.fonts.push(record.u16(6)? >= 600),
            kind::FORMAT => {
                let text = match self.dialect {
                    Dialect::Biff5 => self.writing.short(record.from(2))?,
                    _ => self.writing.long(record.from(2))?,
                };
                raw.formats.insert(record.u16(0)?, text.into());
            }
            kind::XF => raw.xfs.push(record.data),
            kind::SUPBOOK => raw.own_books.push(record.data.len() == 4 && record.u16(2)? == 0x0401),
            kind::EXTERNSHEET if self.dialect == Dialect::Biff8 => {
                let links = record.from(2).chunks_exact(6).map(|link| Record { kind: 0, data: link });
                raw.links.extend(links.filter_map(|link| Some((link.u16(0)?, link.u16(2)?, link.u16(4)?))));
            }
            kind::NAME if self.dialect == Dialect::Biff8 => raw.names.extend(builtin_name(record)),
            _ => {}
        }
        Some(())
    }

    fn sheet(&mut self, record: &Record<'_>) -> Option<()> {
        let name = self.writing.short(record.from(6))?;
        let visibility = match record.u8(4)? & 3 {
            0 => Visibility::Shown,
            1 => Visibility::Hidden,
            _ => Visibility::VeryHidden,
        };
        let at = record.u32(0)? as usize;
        self.sheets.push(SheetEntry { name: name.into(), at, visibility, kind: record.u8(5)? });
        Some(())
    }

    fn shared_strings(&mut self, context: &mut Context<'_>, record: &Record<'_>, continued: Vec<&[u8]>) {
        let mut pieces = Pieces::new(record.data, continued);
        let (strings, short) = shared(&mut pieces, context.limits.shared_strings);
        if short {
            let detail = format!("shared strings: {} are there", strings.len());
            context.notices.add(Notice::new(Code::BAD_COUNT).with("detail", detail));
        }
        self.strings = strings;
    }

    fn finish(&mut self, raw: Raw<'_>) {
        let mut known: HashMap<u16, Option<Arc<str>>> = HashMap::new();
        for xf in &raw.xfs {
            let record = Record { kind: kind::XF, data: xf };
            let id = record.u16(2).unwrap_or(u16::MAX);
            let written = || raw.formats.get(&id).cloned().or_else(|| numfmt::builtin(id).map(Arc::from));
            let format = known.entry(id).or_insert_with(written).clone();
            self.looks.push(look(self.dialect, &record, &raw.fonts, format));
        }
        self.formats = raw.formats;
        self.references = raw.links.iter().map(|link| self.sheet_of_link(&raw.own_books, *link)).collect();
        for name in &raw.names {
            self.builtin_name(name);
        }
    }

    /// The one sheet of this file that a link means; none for other files and for runs of sheets.
    fn sheet_of_link(&self, own_books: &[bool], (book, first, last): (u16, u16, u16)) -> Option<Arc<str>> {
        let own = own_books.get(usize::from(book)).copied().unwrap_or(false);
        let sheet = self.sheets.get(usize::from(first)).filter(|_| own && first == last)?;
        Some(sheet.name.clone())
    }

    fn builtin_name(&mut self, name: &BuiltinName) {
        const FILTER: u8 = 0x0D;
        const PRINT_TITLES: u8 = 0x07;
        for rect in areas(&name.tokens) {
            let whole_rows = rect.cols.0 == 0 && rect.cols.1 >= 0xFF;
            match name.name {
                PRINT_TITLES if whole_rows => {
                    self.print_titles.insert(name.sheet, rect.rows);
                }
                FILTER => {
                    self.filters.insert(name.sheet, rect);
                }
                _ => {}
            }
        }
    }
}

fn dialect(records: &mut Records<'_>) -> Result<Dialect, Error> {
    let broken = || Error::new(Code::NOT_OOXML).with("detail", "the stream does not begin as a workbook");
    let begin = records.next().filter(|record| record.kind == kind::BOF).ok_or_else(broken)?;
    match begin.u16(0) {
        Some(0x0600) => Ok(Dialect::Biff8),
        Some(0x0500) => Ok(Dialect::Biff5),
        _ => Err(broken()),
    }
}

fn look(dialect: Dialect, xf: &Record<'_>, fonts: &[bool], format: Option<Arc<str>>) -> Look {
    // There is no font number 4.
    let font = usize::from(xf.u16(0).unwrap_or(0));
    let font = if font > 4 { font - 1 } else { font };
    let align = match xf.u8(6).unwrap_or(0) & 7 {
        1 => Align::Left,
        2 | 6 => Align::Centre,
        3 => Align::Right,
        _ => Align::Unknown,
    };
    let (pattern, sides) = match dialect {
        Dialect::Biff5 => {
            let (area, border) = (xf.u32(8).unwrap_or(0), xf.u32(12).unwrap_or(0));
            (area >> 16 & 0x3F, [border >> 3 & 7, border >> 6 & 7, border & 7, area >> 22 & 7])
        }
        _ => {
            let border = xf.u32(10).unwrap_or(0);
            (
                xf.u32(14).unwrap_or(0) >> 26,
                [border & 15, border >> 4 & 15, border >> 8 & 15, border >> 12 & 15],
            )
        }
    };
    let [left, right, top, bottom] = sides.map(|line| line != 0);
    let bold = fonts.get(font).copied().unwrap_or(false);
    Look {
        format,
        style: Style { bold, shaded: pattern != 0, align },
        boxed: (left || right) && (top || bottom),
    }
}

fn builtin_name(record: &Record<'_>) -> Option<BuiltinName> {
    const BUILTIN: u16 = 0x0020;
    if record.u16(0)? & BUILTIN == 0 || record.u8(3)? != 1 {
        return None;
    }
    let length = usize::from(record.u16(4)?);
    let sheet = usize::from(record.u16(8)?.checked_sub(1)?);
    // One flag byte and the one character that is the name's number.
    let name = record.u8(15)?;
    let tokens = record.data.get(16..16 + length)?.to_vec();
    Some(BuiltinName { name, sheet, tokens })
}

/// The ranges of a name's formula.
fn areas(tokens: &[u8]) -> Vec<Rect> {
    let mut rest = tokens;
    let mut found = Vec::new();
    while let Some((&token, after)) = rest.split_first() {
        let length = match token {
            0x29 | 0x49 | 0x69 => 2,
            0x3B | 0x5B | 0x7B => 10,
            0x10 | 0x15 => 0,
            _ => break,
        };
        let Some((operand, after)) = after.split_at_checked(length) else { break };
        if length == 10 {
            let number = |at: usize| u32::from(u16::from_le_bytes([operand[at], operand[at + 1]]));
            found.push(Rect::between((number(2), number(6) & 0xFF), (number(4), number(8) & 0xFF)));
        }
        rest = after;
    }
    found
}
