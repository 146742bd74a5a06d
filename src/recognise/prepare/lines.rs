//! Lines beside the tables of sheets that are no captions: sentences, headings and titles of the report that stands around
//! them, and what names the next table. They become text, so that everything that reads a report finds them.

use std::collections::BTreeSet;

use extractors::document::{Caption, Side};
use extractors::{Block, Document, Locator, Paragraph};

use super::super::around::{is_attachment, names_table};
use crate::book::Book;
use crate::chinese::{Label, fold};

/// Places of lines that stand over several tables at once.
#[derive(Default)]
pub struct Shared(BTreeSet<Locator>);

impl Shared {
    pub fn holds(&self, at: &Locator) -> bool {
        self.0.contains(at)
    }
}

pub fn shared(document: &Document) -> Shared {
    let mut seen = BTreeSet::new();
    let places = document.tables().flat_map(|table| &table.captions).map(|caption| &caption.at);
    Shared(places.filter(|place| !seen.insert(*place)).cloned().collect())
}

/// All blocks, with the lines that are text on their own.
pub fn freed(blocks: Vec<Block>, shared: &Shared, book: &Book) -> Vec<Block> {
    let mut all = Vec::with_capacity(blocks.len());
    for block in blocks {
        let Block::Table(mut table) = block else {
            all.push(block);
            continue;
        };
        let (above, rest): (Vec<Caption>, Vec<Caption>) =
            table.captions.drain(..).partition(|caption| caption.side == Side::Above);
        let (below, beside): (Vec<Caption>, Vec<Caption>) =
            rest.into_iter().partition(|caption| caption.side == Side::Below);
        let own = |caption: &Caption| !shared.holds(&caption.at);
        let text = above.iter().rposition(|caption| own(caption) && is_text(&caption.text, book));
        let (text, titles) = split(above, text.map_or(0, |last| last + 1));
        let end = below.iter().position(|caption| {
            own(caption) && (is_text(&caption.text, book) || begins(&caption.text, book))
        });
        let count = end.unwrap_or(below.len());
        let (notes, rest) = split(below, count);
        table.captions = titles.into_iter().chain(beside).chain(notes).collect();
        all.extend(text.into_iter().map(paragraph));
        all.push(Block::Table(table));
        all.extend(rest.into_iter().map(paragraph));
    }
    all
}

fn split(mut captions: Vec<Caption>, at: usize) -> (Vec<Caption>, Vec<Caption>) {
    let rest = captions.split_off(at);
    (captions, rest)
}

fn paragraph(caption: Caption) -> Block {
    Block::Text(Paragraph::new(caption.text, caption.at))
}

fn is_text(text: &str, book: &Book) -> bool {
    text.contains(['。', '；', '，']) || is_heading(text, book)
}

/// A numbered heading, or the title of a report.
pub fn is_heading(text: &str, book: &Book) -> bool {
    let key = fold::key(text);
    let numbered =
        Label::parse(text).enumerator.is_some() && !names_table(&key, book) && !is_attachment(&key, book);
    numbered && !text.contains(['。', '；', '，']) || book.titles().is_report(&key)
}

/// What stands below a table and names the next.
pub fn begins(text: &str, book: &Book) -> bool {
    let key = fold::key(text);
    is_attachment(&key, book) || names_table(&key, book)
}
