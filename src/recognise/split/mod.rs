//! Where one document of a file ends and the next begins: a department's report can have a project's report as its
//! attachment. An attachment that is only a table begins no document.

mod sheets;

use extractors::document::Area;
use extractors::{Block, Document, Paragraph};

use crate::chinese::fold;
use crate::statement::{Heading, Part};

use super::around::is_attachment;
use crate::book::Book;

/// Lines in which the title of an attached report may stand, and how long it may be.
const TITLE_LINES: usize = 4;
const LONGEST_TITLE: usize = 60;
const BYTES_A_LETTER: usize = 4;

/// The documents of a file, in order; together they hold all of its blocks.
pub fn split(document: &Document, book: &Book) -> Vec<Part> {
    let mut starts = starts(document, book);
    starts.extend(sheets::starts(document, book).into_iter().map(|block| (block, None)));
    starts.sort_by_key(|(block, heading)| (*block, heading.is_none()));
    starts.dedup_by_key(|(block, _)| *block);
    let mut parts = vec![Part { blocks: 0..document.blocks.len(), attachment: None }];
    for (block, attachment) in starts {
        if let Some(last) = parts.last_mut() {
            last.blocks.end = block;
        }
        parts.push(Part { blocks: block..document.blocks.len(), attachment });
    }
    parts
}

fn starts(document: &Document, book: &Book) -> Vec<(usize, Option<Heading>)> {
    let mut found = Vec::new();
    let mut content = false;
    for (number, block) in document.blocks.iter().enumerate() {
        let Block::Text(paragraph) = block else {
            content = true;
            continue;
        };
        if paragraph.area != Area::Body {
            continue;
        }
        if paragraph.text.len() > LONGEST_TITLE * BYTES_A_LETTER {
            content = true;
            continue;
        }
        content |= paragraph.text.len() > LONGEST_TITLE * 3;
        if !paragraph.text.contains('附') && !book.titles().may_be_report(&paragraph.text) {
            continue;
        }
        let key = fold::key(&paragraph.text);
        let is_start = content && begins_report(document, number, &key, book);
        if is_start {
            let heading = Heading { text: paragraph.text.trim().to_owned(), at: paragraph.at.clone() };
            found.push((number, is_attachment(&key, book).then_some(heading)));
            content = false;
        }
    }
    found
}

/// An attachment's number with the title of a report below it, or such a title right behind a table.
fn begins_report(document: &Document, number: usize, key: &str, book: &Book) -> bool {
    if key.is_empty() || key.chars().count() > LONGEST_TITLE {
        return false;
    }
    if is_attachment(key, book) {
        return book.titles().is_report(key) || titled_below(document, number, book);
    }
    book.titles().is_report(key)
        && matches!(number.checked_sub(1).map(|before| &document.blocks[before]), Some(Block::Table(_)))
}

/// Whether the short lines below an attachment's number are the title of a report, maybe broken in two.
fn titled_below(document: &Document, number: usize, book: &Book) -> bool {
    let below = document.blocks[number + 1..].iter().map_while(|block| match block {
        Block::Text(paragraph) => Some(paragraph),
        Block::Table(_) => None,
    });
    let lines = below.filter_map(|line| short_line(line, book)).take(TITLE_LINES);
    let mut title = String::new();
    for line in lines {
        let Some(line) = line else { break };
        title.push_str(&line);
        if book.titles().is_report(&title) {
            return true;
        }
    }
    false
}

/// The folded line; `None` inside where it is too long for a title, `None` outside where it is blank.
fn short_line(paragraph: &Paragraph, book: &Book) -> Option<Option<String>> {
    let key = fold::key(&paragraph.text);
    if key.is_empty() {
        return None;
    }
    let lists = key.starts_with("1.") || key.starts_with("一、");
    Some((key.chars().count() <= LONGEST_TITLE && !lists && !is_attachment(&key, book)).then_some(key))
}
