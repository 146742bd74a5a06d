//! WordprocessingML into the types of [`super::model`]. Each function takes an element whose tag was just read and
//! leaves the scanner behind its end, so that the nesting of calls is the nesting of elements, which is limited.
//!
//! Elements that are not named here are looked through: a content control, a smart tag or a newer wrapper never hides
//! the text inside it.
//!
//! - [x] paragraphs, runs, tabs, breaks, hyphens, symbols, hyperlinks, smart tags, custom XML
//! - [x] fields: results, form check boxes and lists, EQ without a result
//! - [x] ruby, content controls (placeholders, check boxes), math as its plain text
//! - [x] insertions in, deletions and moves out with a remark, hidden text
//! - [x] tables, rows and cells, also inside content controls; tables and text boxes in each other
//! - [ ] columns of right-to-left tables keep their logical order

mod field;
mod inline;
mod table;

use field::Field;

use super::model::{Item, Paragraph, Story};
use super::styles::Styles;
use super::symbols;
use crate::document::Align;
use crate::xml::{Memory, Scanner, Step, Tag};
use crate::{Code, Error, Limits};

/// What a kept thing takes in memory, roughly and from above: here and as a part of the finished document.
const PARAGRAPH: usize = 160;
const BLOCK: usize = 700;
const CELL: usize = 320;
const ROW: usize = 200;
const ANCHORED: usize = 160;

/// Reads the stories of one part.
pub struct Parser<'a> {
    xml: Scanner<'a>,
    styles: &'a Styles,
    limits: &'a Limits,
    text: String,
    items: Vec<Item>,
    current: Current,
    fields: Vec<Field>,
    controls: Vec<Control>,
    /// Open elements whose text is deleted or moved away.
    deleted: u32,
    phonetic: u32,
    /// Tables and text boxes around this place.
    nested: usize,
    /// Whether the part names a font whose letters are pictures: only then is each run's font looked at.
    pictured: bool,
    cells: usize,
    /// Memory that what is kept may still take, here and once it is converted.
    left: usize,
    runs: Memory<'a, Run>,
    layouts: Memory<'a, Layout>,
    frames: Memory<'a, table::Frame>,
    /// What was left out because a limit was reached.
    pub exceeded: Vec<(Code, String)>,
}

/// The paragraph that is being read.
#[derive(Default)]
struct Current {
    paragraph: Paragraph,
    hidden: String,
    deleted: String,
    placeholder: String,
    phonetic: String,
    run: Run,
    /// Whether the paragraph has bold and other visible text.
    bold: bool,
    light: bool,
    /// The paragraph's mark is deleted: the next one goes on with its text.
    joins: bool,
}

/// What a paragraph's properties say.
#[derive(Clone, Copy, Default)]
struct Layout {
    style: Option<u16>,
    list: Option<i32>,
    list_level: Option<u8>,
    outline: Option<u8>,
    align: Align,
    breaks: bool,
    joins: bool,
}

#[derive(Clone, Copy, Default)]
struct Run {
    bold: Option<bool>,
    hidden: Option<bool>,
    font: Option<symbols::Font>,
}

/// A content control around the place.
#[derive(Clone, Copy, Default)]
struct Control {
    placeholder: bool,
    checked: Option<bool>,
    shown: bool,
}

impl<'a> Parser<'a> {
    pub fn new(limits: &'a Limits, styles: &'a Styles, part: &'a str, xml: &'a [u8]) -> Self {
        Self {
            xml: Scanner::new(limits, part, xml),
            styles,
            limits,
            text: String::new(),
            items: Vec::new(),
            current: Current::default(),
            fields: Vec::new(),
            controls: Vec::new(),
            deleted: 0,
            phonetic: 0,
            nested: 0,
            pictured: memchr::memmem::find(xml, b"Wingdings").is_some(),
            cells: 0,
            left: xml.len().saturating_mul(6).saturating_add(48 << 20),
            runs: Memory::default(),
            layouts: Memory::default(),
            frames: Memory::default(),
            exceeded: Vec::new(),
        }
    }

    /// Reads a part that is one story: a body, a header or a footer.
    pub fn story(&mut self) -> Result<Story, Error> {
        self.blocks()?;
        Ok(self.taken())
    }

    /// Reads a part of many small stories (notes, comments): each with its identifier.
    pub fn stories(&mut self, each: &[u8]) -> Result<Vec<(String, Story)>, Error> {
        let mut stories = Vec::new();
        loop {
            match self.xml.next()? {
                Step::Open(tag) if tag.name == each => {
                    let separator = matches!(tag.raw(b"type"), Some(kind) if kind != b"normal");
                    self.within(&tag, Self::blocks)?;
                    let story = self.taken();
                    if !separator {
                        stories.push((tag.value(b"id").unwrap_or_default().into_owned(), story));
                    }
                }
                Step::Open(_) | Step::Close => {}
                Step::End => return Ok(stories),
            }
        }
    }

    pub fn remark(&self, context: &mut crate::Context<'_>) {
        self.xml.remark(context);
    }

    fn taken(&mut self) -> Story {
        self.settle();
        self.fields.clear();
        Story { text: std::mem::take(&mut self.text), items: std::mem::take(&mut self.items) }
    }

    /// Runs a reader over an element's content; an empty element has none.
    fn within(&mut self, tag: &Tag<'a>, read: fn(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        if tag.empty { Ok(()) } else { read(self) }
    }

    /// Paragraphs and tables up to the end of the element around them.
    fn blocks(&mut self) -> Result<(), Error> {
        loop {
            match self.xml.next()? {
                Step::Open(tag) => self.block(&tag)?,
                Step::Close | Step::End => return Ok(()),
            }
        }
    }

    fn block(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        match tag.name {
            b"p" => self.paragraph(tag),
            b"tbl" => self.table(tag),
            b"sdt" => self.control(tag, Self::blocks),
            b"sdtPr" => self.control_properties(tag),
            b"sdtEndPr" | b"sectPr" => self.xml.skip(tag),
            b"AlternateContent" => self.alternatives(tag, Self::blocks),
            // A file of another format that Word would read in at this place.
            b"altChunk" => {
                self.begin_paragraph();
                self.inline(tag)?;
                self.end_paragraph();
                Ok(())
            }
            // A run that stands among paragraphs keeps its text in one of its own.
            b"r" | b"t" => {
                self.begin_paragraph();
                self.inline(tag)?;
                self.end_paragraph();
                Ok(())
            }
            _ => self.within(tag, Self::blocks),
        }
    }

    /// A content control: what stands in it counts unless it is a placeholder.
    fn control(&mut self, tag: &Tag<'a>, read: fn(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        self.controls.push(Control::default());
        let result = self.within(tag, read);
        self.controls.pop();
        result
    }

    fn control_properties(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        let mut properties = self.xml.properties(tag);
        let mut control = Control::default();
        while let Some(property) = properties.next()? {
            match property.name {
                b"showingPlcHdr" => control.placeholder = property.on(),
                b"checkbox" => control.checked = control.checked.or(Some(false)),
                b"checked" => control.checked = Some(property.on()),
                _ => {}
            }
        }
        if let Some(innermost) = self.controls.last_mut() {
            *innermost = control;
        }
        Ok(())
    }

    /// The same thing said in several ways: the first way that gives anything is taken.
    fn alternatives(&mut self, tag: &Tag<'a>, read: fn(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        if tag.empty {
            return Ok(());
        }
        let before = self.produced();
        loop {
            match self.xml.next()? {
                Step::Open(tag) if self.produced() == before => self.within(&tag, read)?,
                Step::Open(tag) => self.xml.skip(&tag)?,
                Step::Close | Step::End => return Ok(()),
            }
        }
    }

    /// A measure of all that has been read, to see whether something came.
    fn produced(&self) -> usize {
        let beside = self.current.paragraph.beside.as_ref();
        let aside = self.current.hidden.len() + self.current.deleted.len() + self.current.placeholder.len();
        self.text.len() + self.items.len() + aside + beside.map_or(0, |beside| beside.anchored.len())
    }

    /// Takes memory for something to be kept. Elements of a few bytes are kept in hundreds: a part full of them would take
    /// many times its own size, which no real document comes near. Beyond the budget they are left out and said.
    fn afford(&mut self, cost: usize) -> bool {
        let affordable = cost <= self.left;
        if affordable {
            self.left -= cost;
        } else if !self.exceeded.iter().any(|(code, _)| *code == Code::LIMIT_CELLS) {
            self.exceeded.push((Code::LIMIT_CELLS, self.cells.to_string()));
        }
        affordable
    }

    /// Whether tables may still stand in each other here. Beyond, one is left out and said.
    fn may_nest(&mut self, part: &str) -> bool {
        let may = self.nested < self.limits.nested_tables;
        if !may {
            self.exceeded.push((Code::LIMIT_NEST, part.to_owned()));
        }
        may
    }
}
