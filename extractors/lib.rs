//! A file in, a [`Document`] out: every heading, paragraph and table of a Word file, a workbook or a text export, as
//! it stands there.
//!
//! This crate knows file formats. It knows no money, no units and no Chinese words: whatever needs a word to be
//! decided (a caption that says "continued", a line that names the unit) is left in the document as geometry and text
//! for `recognise` to judge. It never drops a cell in silence; what it cannot read is a [`Notice`], and what it cannot
//! open at all is an [`Error`].
//!
//! Adding a format is one file or folder here and two lines below: the module and its entry in [`EXTRACTORS`].

use std::rc::Rc;
use std::sync::Arc;

pub mod document;
pub mod error;
pub mod limits;
pub mod locator;
pub mod notice;
pub mod source;

pub mod archive;
pub mod drawing;
mod glyphs;
pub mod numfmt;
pub mod opc;
pub mod xml;

mod docx;
mod text;
mod xlsx;

pub use document::{Block, Cell, Document, NewCell, Paragraph, Slot, Stored, Table};
pub use error::{Error, ErrorKind};
pub use limits::Limits;
pub use locator::Locator;
pub use notice::{Code, Notice, Notices, Severity};
pub use source::Source;

/// One family of files. It says its own name, signature and extensions; nothing else in the program does.
pub trait Extractor: Sync {
    /// Short and stable: a folder under `samples/`, a value in the dataset.
    fn name(&self) -> &'static str;
    /// Usual file name endings, for messages only: content decides, never the name.
    fn extensions(&self) -> &'static [&'static str];
    /// Whether these bytes are of this family.
    fn recognises(&self, source: &Source) -> bool;
    /// Reads the whole file. Content problems become notices; only a file that cannot be read at all is an error.
    fn extract(&self, context: &mut Context<'_>, source: &Source) -> Result<Document, Error>;
}

/// The formats, in the order in which they are asked. Text is last: it takes whatever is left that reads as text.
pub const EXTRACTORS: &[&dyn Extractor] = &[&docx::Docx, &xlsx::Workbook, &text::Text];

/// What an extractor works with beside its bytes: where remarks go, what may be spent, and how deep it stands inside
/// other files.
pub struct Context<'a> {
    pub notices: &'a mut Notices,
    pub limits: &'a Limits,
    depth: u8,
    /// The name of the file inside a workbook that is being read: sheets of both are told apart by it.
    inside_workbook: Option<Arc<str>>,
    /// Bytes that were inflated so far, of the file and of all files inside it together.
    inflated: Rc<std::cell::Cell<u64>>,
}

impl<'a> Context<'a> {
    pub fn new(notices: &'a mut Notices, limits: &'a Limits) -> Self {
        Self { notices, limits, depth: 0, inside_workbook: None, inflated: Rc::default() }
    }

    /// The same, one file further inside. `None` where that would go deeper than the limits allow, which leaves a notice.
    pub fn deeper(&mut self, name: &str) -> Option<Context<'_>> {
        if self.depth >= self.limits.embedded_depth {
            self.notices.add(Notice::new(Code::EMBEDDED_SKIPPED).with("name", name));
            return None;
        }
        Some(Context { depth: self.depth + 1, ..self.within(self.limits) })
    }

    /// The same under other limits.
    fn within<'b>(&'b mut self, limits: &'b Limits) -> Context<'b> {
        let (inflated, inside_workbook) = (Rc::clone(&self.inflated), self.inside_workbook.clone());
        Context { notices: &mut *self.notices, limits, depth: self.depth, inside_workbook, inflated }
    }

    /// Takes bytes to be inflated from the budget that a file shares with all files inside it. False where they are more
    /// than is left.
    pub fn may_inflate(&mut self, bytes: u64) -> bool {
        let all = self.inflated.get().saturating_add(bytes);
        self.inflated.set(all);
        all <= self.limits.inflated_bytes
    }

    /// Reads a file that lies inside the one at hand (a workbook in a report). `None` where that would go deeper than
    /// the limits allow or where it cannot be read: both leave a notice.
    pub fn extract_inner(&mut self, source: &Source) -> Option<Document> {
        self.extract_one_in(source, None)
    }

    /// The same for a file inside a workbook.
    pub(crate) fn extract_in_workbook(&mut self, source: &Source) -> Option<Document> {
        let name = source.name().rsplit('/').next().unwrap_or_default();
        self.extract_one_in(source, Some(name.into()))
    }

    fn extract_one_in(&mut self, source: &Source, workbook: Option<Arc<str>>) -> Option<Document> {
        let mut inner = self.deeper(source.name())?;
        inner.inside_workbook = workbook;
        match extract_in(&mut inner, source) {
            Ok(document) => Some(document),
            Err(error) => {
                self.notices.add(error.into_notice().with("name", source.name()));
                None
            }
        }
    }
}

/// Reads a file with the default limits.
pub fn extract(notices: &mut Notices, source: &Source) -> Result<Document, Error> {
    extract_in(&mut Context::new(notices, &Limits::default()), source)
}

/// Reads a file with limits of the caller's choice. What is packed as tightly as no document is read all the same,
/// since blank sheets with formats are, but with half of everything.
pub fn extract_in(context: &mut Context<'_>, source: &Source) -> Result<Document, Error> {
    let Some(part) = opc::tight_part(source) else { return chosen(context, source) };
    context.notices.add(Notice::new(Code::ZIP_RATIO).with("part", part));
    let limits = context.limits.halved();
    chosen(&mut context.within(&limits), source)
}

fn chosen(context: &mut Context<'_>, source: &Source) -> Result<Document, Error> {
    let found = EXTRACTORS.iter().find(|extractor| extractor.recognises(source));
    let document = found.ok_or_else(|| Error::unreadable(source))?.extract(context, source)?;
    if let Some(part) = declared_type(context.notices) {
        return Err(Error::new(Code::XML_DTD).with("part", part));
    }
    if found.is_some_and(|extractor| promises_another(&source.ending(), *extractor)) {
        context.notices.add(Notice::new(Code::TYPE_NAME).with("type", document.format));
    }
    Ok(document)
}

/// The part in which the file at hand declares a document type, as no office program does. What is said of a file inside
/// it bears that file's name.
fn declared_type(notices: &Notices) -> Option<String> {
    let value = |notice: &Notice, wanted: &str| {
        notice.details.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.clone())
    };
    let own = |notice: &&Notice| notice.code == Code::XML_DTD && value(notice, "name").is_none();
    notices.iter().find(own).map(|notice| value(notice, "part").unwrap_or_default())
}

/// Whether a name's ending belongs to another family than the one that the content is of.
fn promises_another(ending: &str, found: &dyn Extractor) -> bool {
    let known = |extractor: &&dyn Extractor| extractor.extensions().contains(&ending);
    !known(&found) && (opc::compound::OLD_ENDINGS.contains(&ending) || EXTRACTORS.iter().any(known))
}
