//! Reports as Word and WPS write them: split runs, properties that say nothing, merges in each program's own words,
//! tables cut by pages, bookmarks, marks of spelling and of pages drawn long ago.

use std::fmt::Write;

use super::dice::Dice;
use super::forms::Page;
use super::grid::{Grid, Seat};
use super::{Paper, Style, beside};
use crate::docx::build::{Docx, escaped};
use crate::heavy::{BORDERS, PARAGRAPH, RUN};
use crate::package::pack;

pub fn bytes(paper: &Paper) -> Vec<u8> {
    let mut word =
        Word { xml: String::with_capacity(1 << 17), dice: Dice::new(paper.seed, "word"), style: paper.style };
    for line in &paper.title {
        word.paragraph(line, "center", true);
    }
    for (text, heading) in &paper.text {
        word.paragraph(text, if *heading { "left" } else { "both" }, *heading);
    }
    for page in &paper.pages {
        word.page(page);
    }
    word.put(&beside::paragraphs(&paper.beside));
    pack(&beside::attach(Docx::new(word.xml), &paper.beside).parts())
}

struct Word {
    xml: String,
    dice: Dice,
    style: Style,
}

impl Word {
    fn put(&mut self, xml: &str) {
        self.xml.push_str(xml);
    }

    fn page(&mut self, page: &Page) {
        self.put(r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#);
        if let Some(attachment) = &page.attachment {
            self.paragraph(attachment, "left", false);
        }
        self.paragraph(&page.title, "center", true);
        for line in &page.lines {
            self.paragraph(line, "left", false);
        }
        self.tables(&page.grid);
        for note in &page.notes {
            self.paragraph(note, "left", false);
        }
    }

    /// One table, or two where a page broke it and somebody cut it there.
    fn tables(&mut self, grid: &Grid) {
        if grid.rows() < 16 || !self.dice.chance(12) {
            return self.table(grid);
        }
        let at = grid.rows() - 2 - self.dice.below(4);
        let again = self.dice.chance(50);
        let repeated = grid.headers > 0 && self.dice.chance(50);
        let (above, below) = grid.cut(at, repeated, again);
        self.table(&above);
        self.put(r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#);
        self.table(&below);
    }

    fn table(&mut self, grid: &Grid) {
        let looks = match self.style.wps {
            true => {
                r#"<w:tblStyle w:val="5"/><w:tblW w:w="9060" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>"#
            }
            false => {
                r#"<w:tblStyle w:val="a3"/><w:tblW w:w="0" w:type="auto"/><w:tblInd w:w="-108" w:type="dxa"/><w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>"#
            }
        };
        write!(self.xml, "<w:tbl><w:tblPr>{looks}</w:tblPr><w:tblGrid>").expect("a string grows");
        for nth in 0..grid.cols {
            write!(self.xml, r#"<w:gridCol w:w="{}"/>"#, 900 + nth % 3 * 120).expect("a string grows");
        }
        self.put("</w:tblGrid>");
        for row in 0..grid.rows() {
            self.row(grid, row);
        }
        self.put("</w:tbl>");
    }

    fn row(&mut self, grid: &Grid, row: usize) {
        self.put(match self.style.wps {
            true => r#"<w:tr><w:tblPrEx><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPrEx><w:trPr><w:trHeight w:val="454" w:hRule="atLeast"/><w:jc w:val="center"/></w:trPr>"#,
            false => r#"<w:tr w:rsidR="00A41B2C" w:rsidTr="003D5E11"><w:trPr><w:cantSplit/><w:trHeight w:val="454"/></w:trPr>"#,
        });
        for (_, seat) in grid.seats(row) {
            let (across, merge, text) = match seat {
                Seat::Cell(cell) if cell.down > 1 => {
                    (cell.across, r#"<w:vMerge w:val="restart"/>"#, cell.text.as_str())
                }
                Seat::Cell(cell) => (cell.across, "", cell.text.as_str()),
                Seat::Below(cell) if self.style.wps => (cell.across, r#"<w:vMerge w:val="continue"/>"#, ""),
                Seat::Below(cell) => (cell.across, "<w:vMerge/>", ""),
            };
            self.cell(across, merge, text);
        }
        self.put("</w:tr>");
    }

    fn cell(&mut self, across: usize, merge: &str, text: &str) {
        write!(self.xml, r#"<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/>"#, across * 960)
            .expect("a string grows");
        if across > 1 {
            write!(self.xml, r#"<w:gridSpan w:val="{across}"/>"#).expect("a string grows");
        }
        self.put(merge);
        self.put(if self.style.dressed { BORDERS } else { r#"<w:vAlign w:val="center"/>"# });
        self.put("</w:tcPr>");
        let break_inside = text.contains('\n') && self.dice.chance(40);
        if break_inside {
            self.paragraph(text, "center", false);
        } else {
            text.split('\n').for_each(|line| self.paragraph(line, "center", false));
        }
        self.put("</w:tc>");
    }

    fn paragraph(&mut self, text: &str, align: &str, bold: bool) {
        let looks = self.looks(bold);
        let (mark, spacing) = match self.style.dressed {
            true => (self.revision(), PARAGRAPH),
            false => (String::new(), r#"<w:spacing w:line="400" w:lineRule="exact"/>"#),
        };
        let spacing = spacing.trim_end_matches(r#"<w:jc w:val="center"/><w:textAlignment w:val="center"/>"#);
        write!(self.xml, r#"<w:p{mark}><w:pPr>{spacing}<w:jc w:val="{align}"/>{looks}</w:pPr>"#)
            .expect("a string grows");
        if !text.is_empty() {
            self.runs(text, &looks);
        }
        self.put("</w:p>");
    }

    fn looks(&self, bold: bool) -> String {
        let weight = if bold { "<w:b/><w:bCs/>" } else { "" };
        if self.style.dressed {
            return RUN.replace("<w:color", &format!("{weight}<w:color"));
        }
        let font = match self.style.wps {
            true => {
                r#"<w:rFonts w:hint="eastAsia" w:ascii="仿宋" w:hAnsi="仿宋" w:eastAsia="仿宋" w:cs="仿宋"/>"#
            }
            false => r#"<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:cs="宋体" w:hint="eastAsia"/>"#,
        };
        format!("<w:rPr>{font}{weight}<w:kern w:val=\"0\"/><w:sz w:val=\"21\"/></w:rPr>")
    }

    /// The marks by which Word tells when something was edited: never the same twice.
    fn revision(&mut self) -> String {
        let (id, day) = (self.dice.below(0xFF_FFFF), self.dice.below(0xFF_FFFF));
        format!(r#" w14:paraId="{id:08X}" w:rsidR="00{day:06X}" w:rsidRDefault="00{day:06X}""#)
    }

    /// A text in one run or, as edited files have it, in several.
    fn runs(&mut self, text: &str, looks: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let whole = !self.dice.chance(18);
            let count = rest.chars().count();
            let cut = if whole || count < 2 { count } else { 1 + self.dice.below(count - 1) };
            let at = rest.char_indices().nth(cut).map_or(rest.len(), |(at, _)| at);
            let (piece, behind) = rest.split_at(at);
            self.run(piece, looks);
            if !behind.is_empty() && self.dice.chance(30) {
                let mark = match self.dice.below(3) {
                    0 => r#"<w:proofErr w:type="gramStart"/>"#,
                    1 => r#"<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>"#,
                    _ => r#"<w:r><w:lastRenderedPageBreak/></w:r>"#,
                };
                self.put(mark);
            }
            rest = behind;
        }
    }

    fn run(&mut self, text: &str, looks: &str) {
        self.put("<w:r>");
        self.put(looks);
        for (nth, line) in text.split('\n').enumerate() {
            if nth > 0 {
                self.put("<w:br/>");
            }
            write!(self.xml, r#"<w:t xml:space="preserve">{}</w:t>"#, escaped(line)).expect("a string grows");
        }
        self.put("</w:r>");
    }
}
