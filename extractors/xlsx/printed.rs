//! What is printed at the top and the bottom of every page of a sheet: titles and units stand there as often as not.
//! A header has up to three sections; fields in them that are different on every page (numbers, dates) have no text
//! here, and a section that only numbers the pages is none.

use super::workbook::{Floating, Sheet};
use crate::Locator;
use crate::document::{Align, Area, Block, Paragraph};

/// Letters beside a page number that are still nothing but its frame.
const FRAME: usize = 6;

/// One section.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    pub align: Align,
    pub text: String,
    /// Whether a page number stands in it.
    pub numbered: bool,
}

/// Stands in a section for the name of its sheet.
pub const SHEET_NAME: char = '\u{FFFC}';

impl Section {
    pub fn new(align: Align) -> Self {
        Self { align, ..Self::default() }
    }

    fn says_something(&self) -> bool {
        let letters =
            self.text.chars().filter(|letter| letter.is_alphanumeric() || *letter == SHEET_NAME).count();
        letters > 0 && !(self.numbered && letters <= FRAME)
    }
}

impl Sheet {
    /// Puts sections onto the sheet, each once: the pages of a sheet often say the same.
    pub fn printed(&mut self, area: Area, sections: Vec<Section>) {
        for section in sections.into_iter().filter(Section::says_something) {
            let at = Locator::Part { part: self.name.clone(), row: 0, col: 0 };
            let mut paragraph = Paragraph::new(section.text.trim().replace(SHEET_NAME, &self.name), at);
            paragraph.area = area;
            paragraph.style.align = section.align;
            let same = |known: &Floating| matches!(known, Floating::Block(Block::Text(known)) if *known == paragraph);
            if !self.floating.iter().any(same) {
                self.floating.push(Floating::Block(Block::Text(paragraph)));
            }
        }
    }
}

/// The sections of a text with codes, as Excel keeps it: `&L…&C&"font"&14…&R&P/&N`.
pub fn coded(text: &str) -> Vec<Section> {
    let mut sections = vec![Section::new(Align::Centre)];
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, code) = rest.split_at(at);
        push(&mut sections, before);
        rest = skip_code(&mut sections, &code[1..]);
    }
    push(&mut sections, rest);
    sections
}

fn push(sections: &mut [Section], text: &str) {
    if let Some(section) = sections.last_mut() {
        section.text.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
    }
}

/// Takes one code, and gives what follows it.
fn skip_code<'t>(sections: &mut Vec<Section>, code: &'t str) -> &'t str {
    const COLOUR: usize = 6;
    let mut letters = code.chars();
    let Some(letter) = letters.next() else { return "" };
    let rest = letters.as_str();
    match letter.to_ascii_uppercase() {
        '&' => push(sections, "&"),
        'L' => sections.push(Section::new(Align::Left)),
        'C' => sections.push(Section::new(Align::Centre)),
        'R' => sections.push(Section::new(Align::Right)),
        'A' => push(sections, SHEET_NAME.encode_utf8(&mut [0; 4])),
        'P' | 'N' => sections.iter_mut().next_back().into_iter().for_each(|section| section.numbered = true),
        '"' => return rest.split_once('"').map_or("", |(_, rest)| rest),
        'K' => return rest.get(COLOUR..).unwrap_or_default(),
        '0'..='9' => return rest.trim_start_matches(|letter: char| letter.is_ascii_digit()),
        _ => {}
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(code: &str) -> Vec<(Align, String)> {
        let said = coded(code).into_iter().filter(Section::says_something);
        said.map(|section| (section.align, section.text.trim().to_owned())).collect()
    }

    #[test]
    fn codes_are_no_text() {
        let found = texts("&L单位：万元&C&\"宋体,加粗\"&14决算 && 表&K01+000（一）&R第 &P 页 共 &N 页");
        let expected = [(Align::Left, "单位：万元"), (Align::Centre, "决算 & 表（一）")];
        assert_eq!(found, expected.map(|(align, text)| (align, text.to_owned())));
        assert_eq!(texts("A&&B"), [(Align::Centre, "A&B".to_owned())]);
        assert_eq!(texts("&D&T&R附件&A&"), [(Align::Right, format!("附件{SHEET_NAME}"))]);
        assert_eq!(texts("&P/&N"), []);
        assert_eq!(texts("&\"未完"), []);
    }

    #[test]
    fn a_line_that_says_more_than_the_page_stays() {
        assert_eq!(
            texts("云溪县财政局二〇三一年决算&P"),
            [(Align::Centre, "云溪县财政局二〇三一年决算".to_owned())]
        );
    }
}
