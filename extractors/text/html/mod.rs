//! HTML: pages saved from a browser or from an office program, and the tables that converters leave as HTML in other
//! texts.
//!
//! Tables are laid out as browsers do it (row and column spans, groups of rows, cells and rows that are never
//! closed), tables in cells stand beside the table that holds them, and tables that only arrange a page dissolve into
//! the text they arrange. Everything outside of tables is prose: headings with their level, list items, paragraphs.
//! Scripts, styles and comments are left out. It is no browser: no style but hiding is obeyed, nothing is fetched.

mod flow;
mod frame;
mod names;
mod style;
mod token;

use std::ops::Range;
use std::sync::Arc;

use flow::{Inline, Nest, Piece};
use frame::Frame;
use names::{Name, is_void};
pub use token::unescape;
use token::{Tag, Token, Tokens, contains_ignoring_case};

use super::dialect::{Claim, Dialect, Strength};
use super::lines::Lines;
use super::page::Page;
use super::places::Places;
use crate::document::{Kept, NewCell, Origin, Stored};
use crate::{Code, Notice};

/// How much of a file may stand before the first tag that shows that it is a page.
const HEAD: usize = 64 << 10;

/// Signs of a page at the beginning of a text.
const PAGE_SIGNS: &[&[u8]] = &[b"<html", b"<!doctype html", b"<body", b"<table", b"<head>"];

pub struct Html;

impl Dialect for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn format(&self) -> &'static str {
        "html"
    }

    fn claims(&self, lines: &Lines<'_>) -> Vec<Claim> {
        if is_page(lines.text()) {
            return vec![Claim::new(0..lines.len(), Strength::Whole)];
        }
        tables_in_text(lines)
    }

    fn read(&self, lines: &Lines<'_>, range: Range<usize>, page: &mut Page<'_, '_>) {
        let start = lines.start(range.start).unwrap_or(0);
        let end = lines.start(range.end).unwrap_or(lines.text().len());
        let text = &lines.text()[start..end];
        read(text, Places::from_line(text, lines.number(range.start)), page);
    }
}

/// Whether a text is a page from its first character on.
pub fn is_page(text: &str) -> bool {
    let head = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let head = &head.as_bytes()[..head.len().min(HEAD)];
    head.first() == Some(&b'<') && PAGE_SIGNS.iter().any(|sign| contains_ignoring_case(head, sign))
}

/// Stretches of another text from a line that opens a table to the line that closes it.
fn tables_in_text(lines: &Lines<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    let (mut depth, mut begins) = (0_usize, 0);
    if memchr::memmem::find(lines.text().as_bytes(), b"<t").is_none() {
        return claims;
    }
    for index in 0..lines.len() {
        let line = lines.get(index);
        if depth == 0 && !begins_with_tag(line, "<table") {
            continue;
        }
        begins = if depth == 0 { index } else { begins };
        let tags = Tokens::new(line).map(|(_, token)| match token {
            Token::Open(tag) if tag.name.eq_ignore_ascii_case("table") => 1,
            Token::Close(name) if name.eq_ignore_ascii_case("table") => -1,
            _ => 0,
        });
        depth = depth.saturating_add_signed(tags.sum::<isize>());
        if depth == 0 {
            claims.push(Claim::new(begins..index + 1, Strength::Marked));
        }
    }
    claims
}

fn begins_with_tag(line: &str, tag: &str) -> bool {
    line.trim_start().get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
}

/// Reads markup and writes what it shows.
pub fn read(text: &str, places: Places<'_>, page: &mut Page<'_, '_>) {
    let mut reader = Reader::new(places, page);
    for (offset, token) in Tokens::new(text) {
        match token {
            Token::Text(text) => reader.text(text, offset),
            Token::Verbatim(text) => reader.inline.push_verbatim(text, || reader.places.at(offset)),
            Token::Open(tag) => reader.open(&tag, offset),
            Token::Close(name) => reader.close(name),
            Token::Style(css) => reader.sheet.read(css),
        }
    }
    reader.finish();
}

fn write(piece: Piece, page: &mut Page<'_, '_>) {
    match piece {
        Piece::Text(paragraph) => page.paragraph(paragraph),
        Piece::Table(nest) => write_nest(*nest, None, page),
    }
}

/// Writes a table, then those inside it. Depth is limited where tables are opened.
fn write_nest(mut nest: Nest, inside: Option<(usize, u32, u32)>, page: &mut Page<'_, '_>) {
    nest.table.inside = inside;
    if nest.table.cells().any(|cell| matches!(cell.stored(), Stored::Number(_))) {
        // Only spreadsheets keep numbers beside what they show; such a table is a whole sheet.
        nest.table.origin = Origin::Sheet;
    }
    let number = page.laid_out(nest.table);
    for (row, col, inner) in nest.inner {
        write_nest(inner, number.map(|number| (number, row, col)), page);
    }
}

/// The state of a page while its tags go by.
struct Reader<'t, 'p, 'a, 'c> {
    page: &'p mut Page<'a, 'c>,
    places: Places<'t>,
    sheet: style::Sheet,
    inline: Inline,
    frames: Vec<Frame>,
    /// Tables that were opened below the deepest one that is read.
    too_deep: u32,
    cells_left: usize,
    bold: u32,
    hidden: Option<Hidden<'t>>,
    level: Option<u8>,
    in_title: bool,
    in_caption: bool,
    in_number: bool,
    preformatted: bool,
}

/// An element whose content is not shown, and how many of its name are open.
struct Hidden<'t> {
    name: &'t str,
    open: u32,
    tables: usize,
}

impl<'t, 'p, 'a, 'c> Reader<'t, 'p, 'a, 'c> {
    fn new(places: Places<'t>, page: &'p mut Page<'a, 'c>) -> Self {
        let cells_left = page.cells_left();
        Self {
            page,
            places,
            sheet: style::Sheet::default(),
            inline: Inline::default(),
            frames: Vec::new(),
            too_deep: 0,
            cells_left,
            bold: 0,
            hidden: None,
            level: None,
            in_title: false,
            in_caption: false,
            in_number: false,
            preformatted: false,
        }
    }

    fn text(&mut self, text: &str, offset: usize) {
        if self.in_title {
            return;
        }
        if self.in_number {
            let places = &mut self.places;
            return self.inline.push_number(text, || places.at(offset));
        }
        if self.preformatted {
            return self.preformatted_text(text, offset);
        }
        let lead = text.len() - text.trim_ascii_start().len();
        let places = &mut self.places;
        self.inline.push(text, self.bold > 0, self.hidden.is_some(), || places.at(offset + lead));
    }

    /// In preformatted text every line is a paragraph.
    fn preformatted_text(&mut self, text: &str, offset: usize) {
        let mut at = offset;
        for line in text.split_inclusive('\n') {
            let places = &mut self.places;
            self.inline.push_verbatim(line.trim_end_matches(['\r', '\n']), || places.at(at));
            at += line.len();
            if line.ends_with('\n') {
                self.flush();
            }
        }
    }

    /// Ends the paragraph at hand.
    fn flush(&mut self) {
        let Some(mut paragraph) = self.inline.take() else { return };
        paragraph.level = self.level;
        match self.frames.last_mut() {
            Some(frame) if self.in_caption => frame.add_caption(paragraph.text, paragraph.at),
            _ => self.add(Piece::Text(paragraph)),
        }
    }

    /// Puts a piece where the flow is: into the innermost open cell, else onto the page, before the tables that are being
    /// read.
    fn add(&mut self, piece: Piece) {
        match self.frames.iter_mut().rev().find(|frame| frame.cell_is_open()) {
            Some(frame) => frame.add(piece),
            None => write(piece, self.page),
        }
    }

    fn open(&mut self, tag: &Tag<'t>, offset: usize) {
        self.in_title = false;
        let name = Name::of(tag.name);
        let hides = style::hides(tag);
        self.track_hidden(tag, name, hides);
        match name {
            Name::Inline => self.in_number |= style::is_list_number(tag),
            Name::Bold => self.bold = self.bold.saturating_add(1),
            Name::Break => self.inline.line_break(),
            Name::Title => self.in_title = true,
            Name::Image => {}
            Name::Table => self.open_table(tag, offset),
            Name::Group | Name::Row | Name::Cell | Name::Column | Name::Caption => {
                self.open_table_part(tag, name, hides, offset);
            }
            Name::Block => {
                self.flush();
                self.level = style::outline_level(tag);
            }
            Name::Heading(level) => {
                self.flush();
                self.level = Some(level);
            }
            Name::Preformatted => {
                self.flush();
                self.preformatted = true;
            }
        }
    }

    fn track_hidden(&mut self, tag: &Tag<'t>, name: Name, hides: bool) {
        // A paragraph that was never closed ends where the next block begins.
        let in_paragraph = self.hidden.as_ref().is_some_and(|hidden| hidden.name.eq_ignore_ascii_case("p"));
        if in_paragraph && matches!(name, Name::Block | Name::Heading(_) | Name::Table | Name::Preformatted) {
            self.flush();
            self.hidden = None;
        }
        match &mut self.hidden {
            Some(hidden) if hidden.name.eq_ignore_ascii_case(tag.name) && !tag.self_closing => {
                hidden.open += 1
            }
            Some(_) => {}
            None if hides && !tag.self_closing && !is_void(tag.name) && !name.is_table_part() => {
                self.hidden = Some(Hidden { name: tag.name, open: 1, tables: self.frames.len() });
            }
            None => {}
        }
    }

    fn open_table(&mut self, tag: &Tag<'t>, offset: usize) {
        self.flush();
        let depth = self.frames.len();
        if depth >= self.page.context().limits.nested_tables {
            if self.too_deep == 0 {
                let at = self.places.at(offset);
                self.page.notice(Notice::new(Code::LIMIT_NEST).at(at));
            }
            self.too_deep = self.too_deep.saturating_add(1);
            return;
        }
        if self.frames.last().is_some_and(|frame| !frame.cell_is_open()) {
            self.close_table();
        }
        let room = self.page.context().limits.grid;
        self.frames.push(Frame::new(self.places.at(offset), tag, room));
        self.level = None;
    }

    fn open_table_part(&mut self, tag: &Tag<'t>, name: Name, hides: bool, offset: usize) {
        self.flush();
        self.end_hidden_in_tables();
        if self.too_deep > 0 || self.frames.is_empty() {
            return;
        }
        (self.level, self.bold, self.in_caption) = (None, 0, name == Name::Caption);
        let cell = if name == Name::Cell { Some(self.cell(tag, hides, offset)) } else { None };
        let Some(frame) = self.frames.last_mut() else { return };
        match name {
            Name::Group => frame.open_group(tag.name.eq_ignore_ascii_case("thead")),
            Name::Row => frame.open_row(Some(tag), hides),
            Name::Column => frame.add_column(tag, hides),
            _ => {}
        }
        if let Some(cell) = cell {
            frame.open_cell(tag, cell, &mut self.cells_left);
        }
    }

    /// A cell without content: what its tag says about it.
    fn cell(&mut self, tag: &Tag<'t>, hides: bool, offset: usize) -> NewCell<'static> {
        let mut cell = NewCell::new(0, 0, "", self.places.at(offset));
        cell.hidden = hides;
        cell.style.bold = tag.name.eq_ignore_ascii_case("th");
        cell.style.align = style::align(tag);
        cell.style.shaded = tag.attribute("bgcolor").is_some();
        cell.kept = self.kept(tag);
        cell
    }

    /// What spreadsheet programs write beside the shown text: the number, its format, its formula.
    fn kept(&self, tag: &Tag<'t>) -> Option<Kept> {
        if tag.attributes.is_empty() {
            return None;
        }
        let number =
            [tag.attribute("x:num"), tag.attribute("sdval")].into_iter().flatten().find(|n| !n.is_empty());
        let stored = match number {
            Some(number) => Stored::Number(number.into()),
            None if tag.attribute("x:str").is_some() => Stored::Text,
            None => Stored::Nothing,
        };
        let written = tag.attribute("sdnum").and_then(|value| value.splitn(3, ';').nth(2));
        let format = self.sheet.format(tag).or_else(|| written.map(|format| Arc::from(unescaped(format))));
        let formula =
            tag.attribute("x:fmla").map(|formula| unescaped(formula.trim_start_matches('=')).into());
        let nothing = stored == Stored::Nothing && format.is_none() && formula.is_none();
        (!nothing).then_some(Kept { stored, format, formula })
    }

    fn close(&mut self, name: &str) {
        self.in_title = false;
        self.end_hidden(name);
        match Name::of(name) {
            Name::Inline => self.in_number = false,
            Name::Bold => self.bold = self.bold.saturating_sub(1),
            Name::Break | Name::Image | Name::Title | Name::Column => {}
            Name::Block | Name::Heading(_) => {
                self.flush();
                self.level = None;
            }
            Name::Preformatted => {
                self.flush();
                self.preformatted = false;
            }
            Name::Caption => {
                self.flush();
                self.in_caption = false;
            }
            Name::Table if self.too_deep > 0 => {
                self.flush();
                self.too_deep -= 1;
            }
            Name::Table => {
                self.flush();
                self.close_table();
            }
            name => self.close_table_part(name),
        }
    }

    fn close_table_part(&mut self, name: Name) {
        self.flush();
        if self.too_deep > 0 {
            return;
        }
        let Some(frame) = self.frames.last_mut() else { return };
        match name {
            Name::Cell => frame.close_cell(),
            Name::Row => frame.close_row(),
            _ => frame.close_group(),
        }
    }

    fn close_table(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        self.end_hidden_in_tables();
        (self.level, self.bold, self.in_caption) = (None, 0, false);
        let closed = frame.finish(self.page.context());
        if let Some(nest) = closed.table {
            self.add(Piece::Table(Box::new(nest)));
        }
        closed.rest.into_iter().for_each(|piece| self.add(piece));
    }

    fn end_hidden(&mut self, name: &str) {
        let Some(hidden) = self.hidden.as_mut().filter(|hidden| hidden.name.eq_ignore_ascii_case(name))
        else {
            return;
        };
        hidden.open -= 1;
        if hidden.open == 0 {
            self.flush_if_block(name);
            self.hidden = None;
        }
    }

    fn flush_if_block(&mut self, name: &str) {
        if !matches!(Name::of(name), Name::Inline | Name::Bold) {
            self.flush();
        }
    }

    /// What was opened inside a cell and never closed ends with the cell.
    fn end_hidden_in_tables(&mut self) {
        let depth = self.frames.len();
        if self.hidden.as_ref().is_some_and(|hidden| hidden.tables >= depth && depth > 0) {
            self.hidden = None;
        }
    }

    fn finish(mut self) {
        self.flush();
        while !self.frames.is_empty() {
            self.close_table();
        }
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    token::unescape(&mut out, text);
    out
}

#[cfg(test)]
mod tests;
