//! Text of OpenDocument paragraphs, in which blanks, tabs and line breaks are elements.

use crate::Error;
use crate::xml::{Scanner, Step, Tag};

/// Blanks that one element may stand for.
const BLANKS: usize = 1024;

/// Appends the text of a paragraph whose tag was just read.
pub fn paragraph<'a>(scanner: &mut Scanner<'a>, tag: &Tag<'a>, text: &mut String) -> Result<(), Error> {
    scanner.mixed(tag, text, blank)
}

/// Writes what an element of a paragraph stands for. False where what is in it is no text of the paragraph.
pub fn blank(inner: &Tag<'_>, text: &mut String) -> bool {
    match inner.name {
        b"s" => {
            let count = inner.number(b"c").and_then(|count| usize::try_from(count).ok()).unwrap_or(1);
            text.extend(std::iter::repeat_n(' ', count.min(BLANKS)));
            true
        }
        b"tab" => {
            text.push('\t');
            true
        }
        b"line-break" => {
            text.push('\n');
            true
        }
        b"annotation" | b"ruby-text" | b"frame" | b"note" => false,
        _ => true,
    }
}

/// The paragraphs inside an element whose tag was just read, each on its line.
pub fn paragraphs<'a>(scanner: &mut Scanner<'a>, tag: &Tag<'a>) -> Result<String, Error> {
    let mut text = String::new();
    if tag.empty {
        return Ok(text);
    }
    let depth = scanner.depth();
    let mut first = true;
    loop {
        match scanner.next()? {
            Step::Open(tag) if matches!(tag.name, b"p" | b"h") => {
                if !std::mem::take(&mut first) {
                    text.push('\n');
                }
                paragraph(scanner, &tag, &mut text)?;
            }
            Step::Open(tag) if matches!(tag.name, b"creator" | b"date" | b"initials") => {
                scanner.skip(&tag)?
            }
            Step::Close if scanner.depth() < depth => return Ok(text),
            Step::Open(_) | Step::Close => {}
            Step::End => return Ok(text),
        }
    }
}
