//! What is drawn at a paragraph: text boxes, charts, pictures, embedded files and diagrams, each read where it stands.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Converter, Inside};
use crate::document::{Area, Block, Document, Fate, Paragraph};
use crate::docx::model::{Anchored, Beside, Story};
use crate::drawing::{self, chart};
use crate::opc::compound;
use crate::xml::{Scanner, Step};
use crate::{Code, Error, Limits, Locator, Source, Stored, Table};

impl Converter<'_, '_, '_, '_> {
    pub(super) fn anchored(&mut self, beside: &Beside, inside: Inside) {
        for anchored in &beside.anchored {
            match anchored {
                Anchored::TextBox(story) => self.text_box(story, inside),
                Anchored::Chart(id) => self.chart(id, inside),
                Anchored::Picture(id) => self.picture(id, inside),
                Anchored::Object { content, preview } => self.object(content, preview.as_deref(), inside),
                Anchored::Diagram(id) => self.diagram(id),
            }
        }
    }

    fn text_box(&mut self, story: &Story, inside: Inside) {
        let (area, paragraphs) = (self.area, self.paragraphs);
        if area == Area::Body {
            self.area = Area::TextBox;
        }
        self.flow(story, &story.items, inside);
        (self.area, self.paragraphs) = (area, paragraphs);
    }

    /// The part that a relationship of the current part leads to. Each part is read once, where it first stands.
    fn target(&mut self, id: &str) -> Option<String> {
        let line = self.links.get(id).filter(|line| !line.external)?;
        let name = self.package.spelled(&line.target)?.to_owned();
        (!self.ledger.knows(&name)).then_some(name)
    }

    /// A part's bytes; what cannot be read is said and booked as failed.
    fn bytes(&mut self, name: &str, xml: bool) -> Option<Vec<u8>> {
        let read =
            if xml { self.package.xml(self.context, name) } else { self.package.part(self.context, name) };
        match read {
            Ok(bytes) => bytes,
            Err(error) => {
                self.failed(name, &error);
                None
            }
        }
    }

    fn failed(&mut self, name: &str, error: &Error) {
        self.notice(error.of_part(name));
        self.ledger.book(name, Fate::Failed(error.code()));
    }

    fn chart(&mut self, id: &str, inside: Inside) {
        let Some(name) = self.target(id) else { return };
        let Some(xml) = self.bytes(&name, true) else { return };
        let Some(chart) = chart::parse(self.context, &name, &xml) else {
            self.ledger.book(&name, Fate::Failed(Code::PART_BROKEN));
            return;
        };
        self.ledger.book(&name, Fate::Extracted);
        let workbook = self.chart_workbook(&name, chart.workbook.as_deref());
        match (chart.table(self.context), workbook) {
            (Some(table), workbook) => {
                self.compare(&chart, workbook);
                self.place(table, inside);
            }
            (None, Some(workbook)) => self.adopt(workbook, inside),
            (None, None) => {}
        }
    }

    /// The workbook from which a chart was drawn.
    fn chart_workbook(&mut self, chart: &str, id: Option<&str>) -> Option<Document> {
        let lines = self.package.relationships(self.context, chart).ok()?;
        let line = lines.into_iter().find(|line| Some(line.id.as_str()) == id && !line.external)?;
        let name = self.package.spelled(&line.target)?.to_owned();
        if self.ledger.knows(&name) {
            return None;
        }
        let bytes = self.bytes(&name, false)?;
        self.embedded(&name, bytes)
    }

    /// Reads a file inside the file and books its fate.
    fn embedded(&mut self, name: &str, bytes: Vec<u8>) -> Option<Document> {
        let document = self.context.extract_inner(&Source::new(name, bytes));
        let fate = if document.is_some() { Fate::Extracted } else { Fate::Skipped("embedded") };
        self.ledger.book(name, fate);
        document
    }

    fn compare(&mut self, chart: &chart::Chart, workbook: Option<Document>) {
        let Some(workbook) = workbook else { return };
        let mut sheets: HashMap<Arc<str>, HashMap<(u32, u32), &Stored>> = HashMap::new();
        for cell in workbook.tables().flat_map(|table| table.cells()) {
            if let Locator::Sheet { sheet, row, col } = cell.at() {
                sheets.entry(sheet).or_default().insert((row, col), cell.stored());
            }
        }
        let lookup = |sheet: &str, row: u32, col: u32| {
            let cells = sheets.get(sheet)?;
            Some(cells.get(&(row, col)).map_or(Stored::Nothing, |&stored| stored.clone()))
        };
        for notice in chart.disagreements(lookup) {
            self.notice(notice);
        }
    }

    fn place(&mut self, mut table: Table, inside: Inside) {
        table.inside = inside;
        table.area = self.area;
        self.push(table);
    }

    /// Takes over what stands in an embedded file.
    fn adopt(&mut self, inner: Document, inside: Inside) {
        let before = self.tables;
        for block in inner.blocks {
            match block {
                Block::Table(mut table) => {
                    table.inside = match table.inside {
                        Some((outer, row, col)) => Some((outer + before, row, col)),
                        None => inside,
                    };
                    self.push(*table);
                }
                text => self.document.blocks.push(text),
            }
        }
        self.document.relations.extend(inner.relations);
    }

    fn picture(&mut self, id: &str, inside: Inside) {
        if self.links.get(id).is_some_and(|line| line.external) {
            return;
        }
        let Some(name) = self.target(id) else { return };
        let Some(bytes) = self.bytes(&name, false) else { return };
        let picture = drawing::picture(self.context, &name, &bytes);
        for table in picture.tables {
            self.place(table, inside);
        }
        self.document.blocks.extend(picture.texts.into_iter().map(Block::Text));
        self.ledger.book(&name, picture.fate);
    }

    /// An object of another program: its own content where a reader knows it, else its preview.
    fn object(&mut self, content: &str, preview: Option<&str>, inside: Inside) {
        let read = self.target(content).and_then(|name| {
            let bytes = self.bytes(&name, false)?;
            if !may_be_read(&bytes) {
                self.ledger.book(&name, Fate::Skipped("object"));
                return None;
            }
            self.embedded(&name, bytes)
        });
        match (read, preview) {
            (Some(document), preview) => {
                self.adopt(document, inside);
                if let Some(name) = preview.and_then(|id| self.target(id)) {
                    self.ledger.book(&name, Fate::Skipped("preview"));
                }
            }
            (None, Some(preview)) => self.picture(preview, inside),
            (None, None) => {}
        }
    }

    /// The texts of a diagram, a paragraph for each of its points.
    fn diagram(&mut self, id: &str) {
        let Some(name) = self.target(id) else { return };
        let Some(xml) = self.bytes(&name, true) else { return };
        match points(self.context.limits, &name, &xml) {
            Ok(texts) => {
                for text in texts {
                    let paragraph =
                        Paragraph { area: Area::TextBox, ..Paragraph::new(text, self.at.clone()) };
                    self.document.blocks.push(Block::Text(paragraph));
                }
                self.ledger.book(&name, Fate::Extracted);
            }
            Err(error) => self.failed(&name, &error),
        }
    }
}

/// Whether a reader may know the bytes of an embedded object: packages, and compound files that hold a workbook.
fn may_be_read(bytes: &[u8]) -> bool {
    !compound::is_compound(bytes)
        || compound::names(bytes).iter().any(|name| matches!(name.as_str(), "Workbook" | "Book"))
}

fn points(limits: &Limits, part: &str, xml: &[u8]) -> Result<Vec<String>, Error> {
    let mut scanner = Scanner::new(limits, part, xml);
    let mut texts = vec![String::new()];
    loop {
        match scanner.next()? {
            Step::Open(tag) if tag.name == b"pt" => texts.push(String::new()),
            Step::Open(tag) if tag.name == b"t" => {
                if let Some(last) = texts.last_mut().filter(|_| !tag.empty) {
                    let mut text = String::new();
                    // Points hold elements of the same short name that have no text of their own.
                    scanner.text(&tag, &mut text)?;
                    last.push_str(text.trim_matches(['\r', '\n']));
                }
            }
            Step::Open(_) | Step::Close => {}
            Step::End => break,
        }
    }
    texts.retain(|text| !text.trim().is_empty());
    Ok(texts)
}
