//! Text exports: what a converter left of a report when it threw the lines of its tables away.
//!
//! A text is decoded ([`encoding`]), cut into [`Lines`] that remember their numbers in the file, and offered to every
//! dialect of [`DIALECTS`]. Each claims the stretches that it knows how to read; where claims meet, the stronger sign
//! wins; what nobody claims is prose. A dialect decides by signs and counts alone. What a choice was, and where, is
//! kept as a notice, because a text cannot prove that it was right.
//!
//! Adding a dialect is one file here and two lines below: the module and its entry in the list.

mod aligned;
mod bars;
mod boxed;
mod clean;
mod csv;
mod dialect;
mod dumps;
mod encoding;
mod ends;
mod figures;
mod html;
mod inline;
mod layout;
mod lines;
mod markdown;
mod markup;
mod mht;
mod page;
mod periods;
mod pictures;
mod places;
mod prose;
mod refused;
mod regions;
mod ruled;
mod scanned;
mod sniff;
mod tab_cells;
mod tab_grid;
mod tab_rows;
mod wiki;
mod workbook;

use dialect::Dialect;
use lines::Lines;
use page::Page;

use crate::opc::{self, Kind};
use crate::{Code, Context, Document, Error, Extractor, Notice, Source};

/// Every dialect, whole-file forms first. The order only decides between claims that are equal in all else.
#[rustfmt::skip]
const DIALECTS: &[&dyn Dialect] = &[
    &html::Html,
    &csv::Csv,
    &dumps::PictureDump,
    &dumps::ChartDump,
    &tab_cells::TabCells,
    &workbook::Workbook,
    &tab_rows::TabRows,
    &tab_grid::TabGrid,
    &wiki::Wiki,
    &boxed::Boxed,
    &ruled::Ruled,
    &markdown::Markdown,
    &bars::Bars,
    &aligned::Aligned,
];

/// Names of texts that programs are written in or made for. Their content cannot say that they are no reports: a source
/// file that prints reports quotes them.
#[rustfmt::skip]
const OF_PROGRAMS: &[&str] = &[
    "bat", "c", "cfg", "conf", "cpp", "cs", "css", "go", "h", "ini", "ipynb", "java", "js", "json", "jsonl", "lock",
    "ps1", "py", "r", "reg", "rs", "sh", "sql", "toml", "ts", "vbs", "yaml", "yml",
];

/// The extractor of last resort: it takes whatever reads as text, and names what does not.
pub struct Text;

impl Extractor for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "csv", "tsv", "html", "htm", "mht", "md", "prn"]
    }

    fn recognises(&self, source: &Source) -> bool {
        !source.bytes().is_empty()
    }

    fn extract(&self, context: &mut Context<'_>, source: &Source) -> Result<Document, Error> {
        let bytes = within_limits(context, source.bytes());
        if let Some(saved) = mht::page(bytes).filter(|_| sniff::binary_kind(bytes) == Some("mht")) {
            return self.web_archive(context, source, &saved);
        }
        match opc::kind(source) {
            Some(Kind::Foreign(kind)) => return Err(self.not_text(source, kind)),
            Some(Kind::OpenDocument) => return Err(self.not_text(source, "opendocument")),
            _ => {}
        }
        if let Some(kind) = sniff::binary_kind(bytes) {
            return Err(self.not_text(source, kind));
        }
        let text = encoding::decode(context, bytes).map_err(|kind| self.not_text(source, kind))?;
        if OF_PROGRAMS.contains(&source.ending().as_str()) {
            return Err(Error::new(Code::UNSUPPORTED).with("type", source.ending()));
        }
        if let Some(root) = markup::foreign_root(&text) {
            return Err(Error::new(Code::UNSUPPORTED).with("type", root));
        }
        let text = ends::usual(text);
        let lines = Lines::new(&text);
        let mut page = Page::new(context, text.len());
        regions::read(DIALECTS, &lines, &mut page);
        Ok(page.finish())
    }
}

impl Text {
    fn web_archive(
        &self,
        context: &mut Context<'_>,
        source: &Source,
        saved: &mht::Saved<'_>,
    ) -> Result<Document, Error> {
        let text = encoding::decode(context, &saved.bytes).map_err(|kind| self.not_text(source, kind))?;
        let mut page = Page::new(context, text.len());
        page.format = "html";
        html::read(&text, places::Places::of_part(&text, saved.name.as_str().into()), &mut page);
        Ok(page.finish())
    }

    /// Under a name that promises text or an office file these bytes are not what they say; under any other they are a
    /// format that nobody reads, unless a crash left nothing of a file but its length.
    fn not_text(&self, source: &Source, kind: &'static str) -> Error {
        if kind == encoding::ONLY_NULS {
            return Error::new(Code::NOT_OOXML).with("detail", kind);
        }
        let ending = source.ending();
        match crate::EXTRACTORS.iter().any(|extractor| extractor.extensions().contains(&ending.as_str())) {
            true => Error::new(Code::TYPE_MISMATCH).with("detail", kind),
            false => Error::new(Code::UNSUPPORTED).with("type", kind),
        }
    }
}

/// The beginning of a file that is larger than allowed, with a notice; else all of it.
fn within_limits<'b>(context: &mut Context<'_>, bytes: &'b [u8]) -> &'b [u8] {
    let most = usize::try_from(context.limits.input_bytes).unwrap_or(usize::MAX).min(Lines::MOST_BYTES);
    if bytes.len() <= most {
        return bytes;
    }
    context.notices.add(Notice::new(Code::LIMIT_BYTES).with("part", "text"));
    &bytes[..most]
}

#[cfg(test)]
#[path = "drawn/tests.rs"]
mod drawn;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
