//! What stands around a table: its title, the attachment it is, the unit of its figures — in the lines above it, in its
//! captions, in its own first rows. Nothing is taken from another table.

use std::borrow::Cow;

use extractors::document::{Align, Origin, Side};
use extractors::{Block, Document, Locator, Paragraph, Table};

use crate::book::{Book, List};
use crate::chinese::unit::unit_in_header;
use crate::chinese::{Label, Unit, fold, period};
use crate::statement::{Heading, Row, RowRole, UnitSource};

use super::sections::Layout;
use super::token::Sheet;

/// Lines above a table that may belong to it.
const LINES_ABOVE: usize = 6;
/// First rows of a table in which its unit may stand, and bytes of such a cell.
const ROWS_ABOVE: usize = 4;
const LONGEST_NOTE: usize = 120;
/// A title is short; what is longer is a sentence.
const LONGEST_TITLE: usize = 48;
/// Bytes; no title is as long as this, however it is written.
const LONGEST_LINE: usize = 400;

#[derive(Debug, Default)]
pub struct Around {
    pub title: Option<Heading>,
    pub attachment: Option<Heading>,
    pub unit: Option<(Unit, UnitSource)>,
    /// The title or the line above says that the table goes on from the one before.
    pub continued: bool,
}

/// A line near a table, nearest first.
struct Line<'d> {
    text: &'d str,
    key: String,
    at: Cow<'d, Locator>,
    stands_out: bool,
}

pub fn around(document: &Document, block: usize, sheet: &Sheet<'_>, layout: &Layout, book: &Book) -> Around {
    let mut found = Around::default();
    let mut rows = rows_above(sheet, layout);
    rows.reverse();
    let near = rows.into_iter().chain(captions(sheet.table));
    for line in near.chain(lines_above(document, block)) {
        if !found.take(&line, book) {
            break;
        }
    }
    found.take_side(sheet.table);
    found.take_name(sheet.table, book);
    found.unit = unit_beside_names(sheet, layout).or(found.unit);
    found
}

/// A unit printed in the table's own first rows, beside the name of the office: 部门：某某局 | 金额单位：元.
fn unit_beside_names(sheet: &Sheet<'_>, layout: &Layout) -> Option<(Unit, UnitSource)> {
    let header = |row: &&Row| row.role != RowRole::Header;
    let rows = layout.rows.iter().take_while(header).take(ROWS_ABOVE).count() as u32;
    let cells = (0..rows).flat_map(|row| sheet.row(row)).map(|index| sheet.cell(index).text);
    let short = cells.filter(|text| text.len() <= LONGEST_NOTE && text.contains([':', '：']));
    short.filter_map(unit_in_header).find(|unit| unit.is_money()).map(|unit| (unit, UnitSource::Line))
}

impl Around {
    /// A sentence right above a table may say its unit, where it leads over to the table: …见下表（金额：元）：
    fn take_sentence(&mut self, line: &Line<'_>, book: &Book) {
        let text = line.text.trim_end_matches(fold::is_blank);
        let leads_over = text.ends_with([':', '：']) || book.lists().is_in(List::LeadsOver, text);
        if let Some(unit) = unit_in_header(text).filter(|_| leads_over && self.title.is_none()) {
            self.unit.get_or_insert((unit, UnitSource::Sentence));
        }
    }

    /// Looks at one line, the nearest first. False where nothing above it can belong to the table any more.
    fn take(&mut self, line: &Line<'_>, book: &Book) -> bool {
        let length = line.key.chars().count();
        if line.text.len() > LONGEST_LINE || length > LONGEST_TITLE {
            self.take_sentence(line, book);
            return false;
        }
        if let Some(unit) = unit_in_header(line.text) {
            self.unit.get_or_insert((unit, UnitSource::Line));
        }
        self.continued |= length < 30 && is_continuation(&line.key, book);
        if is_public_number(&line.key) {
            self.attachment.get_or_insert_with(|| line.heading());
            return true;
        }
        if is_attachment(&line.key, book) {
            self.attachment.get_or_insert_with(|| line.heading());
            if let Some(rest) = title_behind_attachment(&line.key, book).filter(|_| self.title.is_none()) {
                self.title = Some(Heading { text: rest.to_owned(), at: line.at.as_ref().clone() });
            }
            return false;
        }
        if self.title.is_none() && is_title(line, book) {
            self.title = Some(line.heading());
            return true;
        }
        self.title.is_none() || length <= 20
    }
}

impl Around {
    /// What stands at the side of a table can be its unit, but names nothing.
    fn take_side(&mut self, table: &Table) {
        let mut beside = table.captions.iter().filter(|caption| caption.side == Side::Beside);
        if let Some(unit) = beside.find_map(|caption| unit_in_header(&caption.text)) {
            self.unit.get_or_insert((unit, UnitSource::Line));
        }
    }

    /// A sheet's own name, where nothing on it says more: 附件1-1, 整体支出绩效自评表.
    fn take_name(&mut self, table: &Table, book: &Book) {
        let named = table.name.as_deref().filter(|_| table.origin == Origin::Sheet);
        let Some(line) = named.and_then(|name| line(name, Cow::Borrowed(&table.at), false)) else { return };
        if is_attachment(&line.key, book) {
            if let Some(rest) = title_behind_attachment(&line.key, book).filter(|_| self.title.is_none()) {
                self.title = Some(Heading { text: rest.to_owned(), at: line.at.as_ref().clone() });
            }
            self.attachment.get_or_insert_with(|| line.heading());
        } else if self.title.is_none() && is_title(&line, book) {
            self.title = Some(line.heading());
        }
    }
}

impl Line<'_> {
    fn heading(&self) -> Heading {
        Heading { text: fold::prose(self.text.trim()).trim().to_owned(), at: self.at.as_ref().clone() }
    }
}

/// A line that holds something; a long one is a sentence and needs no key.
fn line<'d>(text: &'d str, at: Cow<'d, Locator>, stands_out: bool) -> Option<Line<'d>> {
    let key = if text.len() > LONGEST_LINE { String::new() } else { fold::key(text) };
    let holds = !key.is_empty() || text.len() > LONGEST_LINE;
    holds.then_some(Line { text, key, at, stands_out })
}

/// Paragraphs right above the block, up to the next table.
fn lines_above(document: &Document, block: usize) -> impl Iterator<Item = Line<'_>> {
    let above = document.blocks[..block].iter().rev();
    let texts = above.map_while(|block| match block {
        Block::Text(paragraph) => Some(paragraph),
        Block::Table(_) => None,
    });
    texts
        .filter(|paragraph| !paragraph.hidden)
        .filter_map(|paragraph| line(&paragraph.text, Cow::Borrowed(&paragraph.at), stands_out(paragraph)))
        .take(LINES_ABOVE)
}

fn stands_out(paragraph: &Paragraph) -> bool {
    paragraph.level.is_some() || paragraph.style.bold || paragraph.style.align == Align::Centre
}

fn captions(table: &Table) -> impl Iterator<Item = Line<'_>> {
    let above = table.captions.iter().filter(|caption| caption.side == Side::Above);
    above.rev().filter_map(|caption| line(&caption.text, Cow::Borrowed(&caption.at), true))
}

/// Lines that the table itself has above its headers.
fn rows_above<'s>(sheet: &Sheet<'s>, layout: &Layout) -> Vec<Line<'s>> {
    let rows = layout.rows.iter().enumerate().take_while(|(_, row)| row.section.is_none());
    rows.filter(|(_, row)| row.role == RowRole::Text)
        .flat_map(|(row, _)| sheet.row(row as u32))
        .filter_map(|index| {
            let cell = sheet.cell(index);
            line(cell.text, Cow::Owned(cell.at()), cell.style.align == Align::Centre)
        })
        .collect()
}

/// 附件1-1, 附表2：…, 附1: short lines that number an attachment.
pub fn is_attachment(key: &str, book: &Book) -> bool {
    let key = key.trim_start_matches('(');
    let Some(rest) = book.lists().behind(List::Attachment, key) else { return false };
    let rest = rest.trim_end_matches([':', ')', '.', '、']);
    let numbered = rest.starts_with(|ch: char| ch.is_ascii_digit() || "一二三四五六七八九十-(:".contains(ch));
    rest.is_empty() || numbered
}

/// 公开01表: the number of a table of final accounts, which is not its name.
fn is_public_number(key: &str) -> bool {
    let number = key.strip_prefix("公开").and_then(|rest| rest.strip_suffix('表'));
    number.is_some_and(|number| {
        number.chars().count() <= 3
            && number.chars().any(|ch| ch.is_ascii_digit() || "一二三四五六七八九十".contains(ch))
    })
}

/// The title in a line such as 附件1：部门整体支出绩效自评表.
fn title_behind_attachment<'k>(key: &'k str, book: &Book) -> Option<&'k str> {
    let behind_mark = key.split_once([':', '、']).map(|(_, rest)| rest);
    let behind_number = || {
        let behind = book.lists().behind(List::Attachment, key).unwrap_or(key);
        behind.trim_start_matches(|ch: char| ch.is_ascii_digit() || "-.".contains(ch))
    };
    let rest = behind_mark.unwrap_or_else(behind_number);
    (rest.chars().count() >= 4 && without_remark(rest).ends_with('表')).then_some(rest)
}

fn is_continuation(key: &str, book: &Book) -> bool {
    let lists = book.lists();
    lists.begins(List::ContinuedBegin, key)
        || lists.ends(List::ContinuedEnd, key)
        || lists.is_in(List::Continued, key)
}

/// A line that names a table: by a title of the book, or by its look and its last word.
fn is_title(line: &Line<'_>, book: &Book) -> bool {
    let key = line.key.as_str();
    if is_year(key)
        || key.contains(['。', ';', ',', '，', '；'])
        || unit_in_header(line.text).is_some() && key.chars().count() < 12
    {
        return false;
    }
    let name = without_remark(key);
    let tabular = book.lists().ends(List::TableEnd, name) || key.contains("表(");
    let numbered = || Label::parse(line.text).enumerator.is_some();
    let looks_so = tabular || line.stands_out && key.chars().count() >= 4 && !is_label_line(key);
    looks_so && (key.ends_with('表') || !numbered()) || book.titles_table(key)
}

fn without_remark(key: &str) -> &str {
    let name = key.trim_end_matches(':');
    name.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map_or(name, |(name, _)| name)
}

/// Whether a line names a table whatever it looks like: as one of the book does, or by its last word.
pub fn names_table(key: &str, book: &Book) -> bool {
    !key.contains(['。', ';', ',', '，', '；', ':'])
        && (without_remark(key).ends_with('表') || book.titles_table(key))
}

/// 2024年度, （2024年）: which year, not what.
fn is_year(key: &str) -> bool {
    let key = key.trim_start_matches('(').trim_end_matches(')');
    period::split_year(key).is_some_and(|(_, rest)| rest.is_empty())
}

/// 填报单位：某某局 and the like name something else.
fn is_label_line(key: &str) -> bool {
    key.contains(':')
}

/// The unit that holds in the table where none of its cells says one.
pub fn title_unit(title: Option<&Heading>) -> Option<(Unit, UnitSource)> {
    title.and_then(|title| unit_in_header(&title.text)).map(|unit| (unit, UnitSource::Sentence))
}
