//! From Word's own terms to a [`Document`]: numbers counted, tables laid on their grids and joined, everything given its
//! place, charts and pictures read where they stand.

mod anchored;
mod table;

use std::collections::HashMap;
use std::sync::Arc;

use super::join;
use super::ledger::Ledger;
use super::model::{Beside, Item, Paragraph, Story};
use super::numbering::{Counters, Numbering};
use super::styles::Styles;
use crate::document::{self, Area, Block, Document};
use crate::opc::{Package, Relationship};
use crate::{Code, Context, Locator, Notice, Table};

/// Where in the outer tables something stands: the table's number, row and column.
pub type Inside = Option<(usize, u32, u32)>;

/// Writes one document from its stories.
pub struct Converter<'a, 'c, 'p, 'b> {
    pub context: &'a mut Context<'c>,
    pub package: &'p mut Package<'b>,
    pub ledger: Ledger,
    pub document: Document,
    pub numbering: Numbering,
    pub comments: HashMap<String, String>,
    styles: &'a Styles,
    counters: Counters,
    /// Relationships of the part whose story is being written.
    links: HashMap<String, Relationship>,
    area: Area,
    /// The part, where it is not the body.
    part: Option<Arc<str>>,
    /// Paragraphs of the part, tables of the file, tables of the document.
    paragraphs: u32,
    drawn_tables: u32,
    tables: usize,
    at: Locator,
}

impl<'a, 'c, 'p, 'b> Converter<'a, 'c, 'p, 'b> {
    pub fn new(context: &'a mut Context<'c>, package: &'p mut Package<'b>, styles: &'a Styles) -> Self {
        Self {
            context,
            package,
            ledger: Ledger::default(),
            document: Document { format: "docx", ..Document::default() },
            numbering: Numbering::default(),
            comments: HashMap::new(),
            styles,
            counters: Counters::default(),
            links: HashMap::new(),
            area: Area::Body,
            part: None,
            paragraphs: 0,
            drawn_tables: 0,
            tables: 0,
            at: Locator::File,
        }
    }

    pub fn styles(&self) -> &'a Styles {
        self.styles
    }

    /// Writes the story of a part.
    pub fn story(&mut self, part: &str, area: Area, links: Vec<Relationship>, story: &Story) {
        self.links = links.into_iter().map(|line| (line.id.clone(), line)).collect();
        self.area = area;
        self.part = (area != Area::Body).then(|| part.into());
        self.paragraphs = 0;
        self.flow(story, &story.items, None);
    }

    fn flow(&mut self, story: &Story, items: &[Item], inside: Inside) {
        let mut rest = items;
        while let Some(item) = rest.first() {
            let taken = match item {
                Item::Paragraph(paragraph) => {
                    self.paragraph(story, paragraph, inside);
                    1
                }
                Item::Table(_) => {
                    let (pieces, taken) = join::pieces(&story.text, rest);
                    self.table(story, &pieces, inside);
                    self.paragraphs += (taken - pieces.len()) as u32;
                    taken
                }
            };
            rest = &rest[taken..];
        }
    }

    fn paragraph(&mut self, story: &Story, paragraph: &Paragraph, inside: Inside) {
        self.paragraphs += 1;
        if inside.is_none() && self.area != Area::TextBox {
            self.at = match &self.part {
                Some(part) => Locator::Part { part: part.clone(), row: self.paragraphs, col: 0 },
                None => Locator::Paragraph { nth: self.paragraphs },
            };
        }
        let number = self.number(paragraph);
        let text = paragraph.of(&story.text).trim_matches('\n');
        if !text.trim().is_empty() || number.is_some() {
            let style = document::Style {
                bold: paragraph.bold,
                shaded: false,
                align: paragraph.alignment(self.styles),
            };
            self.document.blocks.push(Block::Text(document::Paragraph {
                number,
                level: self.level(paragraph),
                area: self.area,
                style,
                hidden: paragraph.hidden,
                ..document::Paragraph::new(text, self.at.clone())
            }));
        }
        if let Some(beside) = &paragraph.beside {
            self.remarks(beside);
            self.anchored(beside, inside);
        }
    }

    fn level(&self, paragraph: &Paragraph) -> Option<u8> {
        let style = self.styles.get(paragraph.style).and_then(|style| style.outline);
        paragraph.outline.or(style).filter(|&level| level < 9).map(|level| level + 1)
    }

    /// Counts a paragraph that belongs to a list.
    fn number(&mut self, paragraph: &Paragraph) -> Option<String> {
        let style = self.styles.get(paragraph.style);
        let list = paragraph.list.or_else(|| style.and_then(|style| style.list)).filter(|&list| list != 0)?;
        let by_style = || {
            let style = style?;
            style.list_level.or_else(|| self.numbering.level_of_style(list, &style.id))
        };
        let level = paragraph.list_level.or_else(by_style).unwrap_or(0);
        self.counters.next(&self.numbering, list, level).filter(|number| !number.trim().is_empty())
    }

    /// What was left out of a paragraph, and what editors say about it.
    fn remarks(&mut self, beside: &Beside) {
        for (code, text) in &beside.remarks {
            let name = if *code == Code::EXTERNAL_LINK { "target" } else { "text" };
            self.notice(Notice::new(*code).with(name, text));
        }
        for id in &beside.comments {
            if let Some(text) = self.comments.remove(id) {
                self.notice(Notice::new(Code::COMMENT).with("text", text));
            }
        }
    }

    fn notice(&mut self, mut notice: Notice) {
        notice.at = Some(self.at.clone());
        self.context.notices.add(notice);
    }

    /// Adds a table; its number in the document.
    fn push(&mut self, table: Table) -> Option<usize> {
        if self.tables >= self.context.limits.tables {
            if self.tables == self.context.limits.tables {
                self.tables += 1;
                self.notice(Notice::new(Code::LIMIT_CELLS).with("count", self.context.limits.tables));
            }
            return None;
        }
        self.tables += 1;
        self.document.blocks.push(table.into());
        Some(self.tables - 1)
    }
}
