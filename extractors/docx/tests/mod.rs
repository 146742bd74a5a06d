//! What must hold for every document: nothing is lost, every part is accounted for, no bytes do harm.

mod conserved;
mod hostile;
mod looks;

use crate::{Block, Code, Document, Error, Limits, Notices, Source, extract_in};

fn read_with(limits: &Limits, bytes: Vec<u8>) -> (Result<Document, Error>, Notices) {
    let mut notices = Notices::default();
    let source = Source::new("sample.docx", bytes);
    let result = extract_in(&mut crate::Context::new(&mut notices, limits), &source);
    (result, notices)
}

fn read(bytes: Vec<u8>) -> (Result<Document, Error>, Notices) {
    read_with(&Limits::default(), bytes)
}

fn codes(notices: &Notices) -> Vec<Code> {
    notices.iter().map(|notice| notice.code).collect()
}

/// Everything that a reader of the document or of its notices can see.
fn seen(document: &Document, notices: &Notices) -> String {
    let mut text = String::new();
    for block in &document.blocks {
        match block {
            Block::Text(paragraph) => text.push_str(&paragraph.printed()),
            Block::Table(table) => table.cells().for_each(|cell| text.push_str(cell.text)),
        }
    }
    let details = notices.iter().flat_map(|notice| &notice.details);
    text.extend(details.filter(|(name, _)| *name == "text").map(|(_, value)| value.as_str()));
    text
}
