//! Paragraphs and what stands in them.

use super::{ANCHORED, BLOCK, Current, Layout, PARAGRAPH, Parser, Run};
use crate::document::Align;
use crate::docx::model::{Anchored, Beside, Item, Paragraph};
use crate::docx::styles;
use crate::docx::symbols::{self, Font};
use crate::xml::Step;
use crate::xml::Tag;
use crate::{Code, Error};

impl<'a> Parser<'a> {
    pub(super) fn paragraph(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        self.begin_paragraph();
        self.within(tag, Self::inlines)?;
        self.end_paragraph();
        Ok(())
    }

    pub(super) fn begin_paragraph(&mut self) {
        let at = self.text.len() as u32;
        self.current = if self.current.joins {
            // Text and remarks of the one before go on; its own properties give way to those of this one.
            Current { joins: false, ..std::mem::take(&mut self.current) }
        } else {
            Current { paragraph: Paragraph { text: (at, at), ..Paragraph::default() }, ..Current::default() }
        };
    }

    /// Ends a paragraph that waits for a next one to join it, where none comes.
    pub(super) fn settle(&mut self) {
        if std::mem::take(&mut self.current.joins) {
            self.end_paragraph();
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        if self.current.joins {
            return;
        }
        let mut current = std::mem::take(&mut self.current);
        let begin = current.paragraph.text.0 as usize;
        if !current.hidden.is_empty() && self.text[begin..].trim().is_empty() {
            self.text.truncate(begin);
            self.text.push_str(&std::mem::take(&mut current.hidden));
            current.paragraph.hidden = true;
        }
        current.paragraph.text.1 = self.text.len() as u32;
        current.paragraph.bold = current.bold && !current.light;
        for (code, text) in [
            (Code::HIDDEN_TEXT, current.hidden),
            (Code::DELETED_TEXT, current.deleted),
            (Code::PLACEHOLDER, current.placeholder),
            (Code::PHONETIC, current.phonetic),
        ] {
            if !text.trim().is_empty() {
                current.paragraph.beside.get_or_insert_default().remarks.push((code, text));
            }
        }
        let is_block = self.nested == 0 && !current.paragraph.is_blank(&self.text);
        if self.afford(if is_block { BLOCK } else { PARAGRAPH }) {
            self.items.push(Item::Paragraph(current.paragraph));
        }
    }

    /// Runs and their wrappers up to the end of the element around them.
    pub(super) fn inlines(&mut self) -> Result<(), Error> {
        loop {
            match self.xml.next()? {
                Step::Open(tag) => self.inline(&tag)?,
                Step::Close | Step::End => return Ok(()),
            }
        }
    }

    pub(super) fn inline(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        match tag.name {
            b"t" | b"delText" => self.text_of(tag),
            b"r" => self.run(tag),
            b"rPr" => self.run_properties(tag),
            b"pPr" => self.paragraph_properties(tag),
            b"del" | b"moveFrom" => self.deleted(tag),
            b"rt" => self.phonetic(tag),
            b"rubyPr" | b"sdtEndPr" | b"binData" => self.xml.skip(tag),
            b"sdt" => self.control(tag, Self::inlines),
            b"sdtPr" => self.control_properties(tag),
            b"AlternateContent" => self.alternatives(tag, Self::inlines),
            b"fldChar" => self.field_mark(tag),
            b"instrText" => self.field_code(tag),
            b"txbxContent" => self.text_box(tag),
            b"p" | b"tbl" => {
                self.current.joins = false;
                self.end_paragraph();
                self.block(tag)?;
                self.begin_paragraph();
                Ok(())
            }
            name if tag.empty => {
                self.mark(name, tag);
                Ok(())
            }
            b"fldSimple" => {
                let code = tag.value(b"instr").unwrap_or_default();
                self.fetches(&code);
                self.inlines()
            }
            _ => {
                self.anchor(tag.name, tag);
                self.inlines()
            }
        }
    }

    fn run(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        let outer = std::mem::take(&mut self.current.run);
        let result = self.within(tag, Self::inlines);
        self.current.run = outer;
        result
    }

    fn run_properties(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        if let Some(run) = self.runs.recall(&mut self.xml) {
            self.current.run = run;
            return Ok(());
        }
        let from = self.xml.offset();
        let mut run = Run::default();
        let pictured = self.pictured;
        let mut properties = self.xml.properties(tag);
        while let Some(property) = properties.next()? {
            match property.name {
                b"b" => run.bold = Some(property.on()),
                b"vanish" => run.hidden = Some(property.on()),
                b"rFonts" if pictured => {
                    run.font = property.value(b"ascii").and_then(|name| Font::named(&name));
                }
                b"rStyle" => {
                    let style = property.raw(b"val").and_then(|id| self.styles.find(id));
                    if let Some(style) = style.and_then(|at| self.styles.get(Some(at))) {
                        run.bold = run.bold.or(style.bold);
                        run.hidden = run.hidden.or(style.hidden);
                    }
                }
                name if name.ends_with(b"Change") => properties.skip(&property)?,
                _ => {}
            }
        }
        self.runs.learn(&self.xml, from, run);
        self.current.run = run;
        Ok(())
    }

    fn paragraph_properties(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        let said = match self.layouts.recall(&mut self.xml) {
            Some(known) => known,
            None => {
                let from = self.xml.offset();
                let said = self.layout(tag)?;
                self.layouts.learn(&self.xml, from, said);
                said
            }
        };
        let own = &mut self.current.paragraph;
        *own = Paragraph {
            text: own.text,
            style: said.style,
            list: said.list,
            list_level: said.list_level,
            outline: said.outline,
            align: said.align,
            breaks: own.breaks || said.breaks,
            beside: own.beside.take(),
            ..Paragraph::default()
        };
        self.current.joins = said.joins;
        Ok(())
    }

    fn layout(&mut self, tag: &Tag<'a>) -> Result<Layout, Error> {
        let mut properties = self.xml.properties(tag);
        let mut layout = Layout::default();
        let mut section = false;
        while let Some(property) = properties.next()? {
            match property.name {
                b"pStyle" => layout.style = property.raw(b"val").and_then(|id| self.styles.find(id)),
                b"numId" => layout.list = property.number(b"val").map(|id| id as i32),
                b"ilvl" => layout.list_level = property.number(b"val").map(|level| level.clamp(0, 8) as u8),
                b"outlineLvl" => {
                    layout.outline = property.number(b"val").map(|level| level.clamp(0, 9) as u8)
                }
                b"jc" => layout.align = styles::align(property.raw(b"val")),
                b"pageBreakBefore" => layout.breaks |= property.on(),
                b"sectPr" => section = true,
                b"type" if property.raw(b"val") == Some(b"continuous") => section = false,
                b"del" => layout.joins = true,
                name if name.ends_with(b"Change") => properties.skip(&property)?,
                _ => {}
            }
        }
        layout.breaks |= section;
        Ok(layout)
    }

    fn deleted(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        self.deleted += 1;
        let result = self.within(tag, Self::inlines);
        self.deleted -= 1;
        result
    }

    /// The reading above a character, which is not part of the text.
    fn phonetic(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        self.phonetic += 1;
        let result = self.within(tag, Self::inlines);
        self.phonetic -= 1;
        result
    }

    fn text_of(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        if self.is_plain() {
            let begin = self.text.len();
            self.xml.text(tag, &mut self.text)?;
            self.weigh(begin);
            return Ok(());
        }
        let mut text = String::new();
        self.xml.text(tag, &mut text)?;
        self.put(&text);
        Ok(())
    }

    /// Whether text simply goes on: the usual case.
    fn is_plain(&self) -> bool {
        self.deleted == 0
            && self.phonetic == 0
            && self.fields.is_empty()
            && self.controls.is_empty()
            && self.current.run.font.is_none()
            && !self.is_hidden()
    }

    fn is_hidden(&self) -> bool {
        self.current.run.hidden.unwrap_or_else(|| {
            let style = self.styles.get(self.current.paragraph.style);
            style.and_then(|style| style.hidden).unwrap_or(false)
        })
    }

    /// Notes whether text from `begin` on is bold.
    fn weigh(&mut self, begin: usize) {
        if self.text[begin..].trim().is_empty() {
            return;
        }
        let bold = self.current.run.bold.unwrap_or_else(|| {
            let style = self.styles.get(self.current.paragraph.style);
            style.and_then(|style| style.bold).unwrap_or(false)
        });
        if bold {
            self.current.bold = true;
        } else {
            self.current.light = true;
        }
    }

    /// Puts a piece of text where it belongs: into the paragraph, or among what is only remarked upon.
    pub(super) fn put(&mut self, text: &str) {
        if self.deleted > 0 {
            self.current.deleted.push_str(text);
        } else if self.phonetic > 0 {
            self.current.phonetic.push_str(text);
        } else if self.fields.iter().any(|field| field.in_code) {
            // The result of a field inside another field's code.
        } else if self.controls.iter().any(|control| control.placeholder) {
            self.current.placeholder.push_str(text);
        } else if let Some(control) = self.controls.last_mut().filter(|control| control.checked.is_some()) {
            let glyph = if control.checked == Some(true) { symbols::CHECKED } else { symbols::UNCHECKED };
            if !std::mem::replace(&mut control.shown, true) {
                self.show(glyph.encode_utf8(&mut [0; 4]));
            }
        } else {
            match self.current.run.font {
                Some(font) => {
                    let seen: String =
                        text.chars().map(|glyph| font.glyph(glyph as u32).unwrap_or(glyph)).collect();
                    self.show(&seen);
                }
                None => self.show(text),
            }
        }
    }

    fn show(&mut self, text: &str) {
        if self.is_hidden() {
            self.current.hidden.push_str(text);
            return;
        }
        let begin = self.text.len();
        self.text.push_str(text);
        self.weigh(begin);
    }

    /// Elements without content that stand for a character, a break or a reference.
    fn mark(&mut self, name: &[u8], tag: &Tag<'a>) {
        match name {
            b"tab" | b"ptab" => self.put("\t"),
            b"br" => match tag.raw(b"type") {
                Some(b"page") => self.current.paragraph.breaks = true,
                Some(b"column") => {}
                _ => self.put("\n"),
            },
            b"cr" => self.put("\n"),
            b"noBreakHyphen" => self.put("-"),
            b"lastRenderedPageBreak" => {}
            b"sym" => self.symbol(tag),
            b"commentReference" => {
                let id = tag.value(b"id").unwrap_or_default().into_owned();
                if self.afford(ANCHORED) {
                    self.beside().comments.push(id);
                }
            }
            _ => self.anchor(name, tag),
        }
    }

    fn symbol(&mut self, tag: &Tag<'a>) {
        let code = tag.value(b"char").and_then(|code| u32::from_str_radix(&code, 16).ok());
        let Some(code) = code else { return };
        let font = tag.value(b"font").and_then(|name| Font::named(&name));
        let glyph = font.and_then(|font| font.glyph(code)).or_else(|| char::from_u32(code));
        if let Some(glyph) = glyph {
            let font = self.current.run.font.take();
            self.put(glyph.encode_utf8(&mut [0; 4]));
            self.current.run.font = font;
        }
    }

    /// Drawings, charts and objects hang on the paragraph by their relationship.
    fn anchor(&mut self, name: &[u8], tag: &Tag<'a>) {
        let id = |attribute: &[u8]| tag.value(attribute).map(|id| id.into_owned());
        let anchored = match name {
            b"chart" => id(b"id").map(Anchored::Chart),
            b"blip" => id(b"embed").map(Anchored::Picture),
            b"imagedata" => id(b"id").map(Anchored::Picture),
            b"relIds" => id(b"dm").map(Anchored::Diagram),
            b"altChunk" => id(b"id").map(|content| Anchored::Object { content, preview: None }),
            b"OLEObject" => {
                id(b"id").map(|content| Anchored::Object { content, preview: self.last_picture() })
            }
            _ => None,
        };
        if let Some(anchored) = anchored
            && self.afford(ANCHORED)
        {
            self.beside().anchored.push(anchored);
        }
    }

    /// The picture that was drawn just before an object is the object's preview.
    fn last_picture(&mut self) -> Option<String> {
        let anchored = &mut self.current.paragraph.beside.as_mut()?.anchored;
        match anchored.pop()? {
            Anchored::Picture(id) => Some(id),
            other => {
                anchored.push(other);
                None
            }
        }
    }

    fn beside(&mut self) -> &mut Beside {
        self.current.paragraph.beside.get_or_insert_default()
    }

    /// A text box: a story of its own that hangs on the paragraph.
    fn text_box(&mut self, tag: &Tag<'a>) -> Result<(), Error> {
        if !self.may_nest("text box") {
            return self.xml.skip(tag);
        }
        let current = std::mem::take(&mut self.current);
        let text = std::mem::take(&mut self.text);
        let items = std::mem::take(&mut self.items);
        let fields = std::mem::take(&mut self.fields);
        self.nested += 1;
        let result = self.within(tag, Self::blocks);
        self.nested -= 1;
        let story = self.taken();
        (self.current, self.text, self.items, self.fields) = (current, text, items, fields);
        self.beside().anchored.push(Anchored::TextBox(story));
        result
    }
}

impl Paragraph {
    /// Its alignment, or its style's.
    pub fn alignment(&self, styles: &styles::Styles) -> Align {
        match self.align {
            Align::Unknown => styles.get(self.style).map_or(Align::Unknown, |style| style.align),
            own => own,
        }
    }
}
