//! What a person saw of a cell, and what is kept beside it.

use std::sync::Arc;

use super::workbook::{Book, SheetCell, Value};
use crate::document::{Kept, Stored, Style};
use crate::numfmt::{Doubt, Epoch, Format};
use crate::{Code, Context, Limits, Locator, Notice};

/// Prints cells by the looks of their workbook, within a budget of text.
pub struct Printer {
    looks: Vec<PrintLook>,
    /// For cells whose look the file does not say.
    unknown: PrintLook,
    epoch: Epoch,
    left: u64,
    longest: usize,
}

struct PrintLook {
    format: Format,
    code: Option<Arc<str>>,
    style: Style,
}

/// A printed cell.
pub struct Print {
    pub text: String,
    pub kept: Option<Kept>,
}

impl Printer {
    pub fn new(book: &Book, limits: &Limits) -> Self {
        let look = |code: Option<&Arc<str>>, style: Style| {
            let format = Format::parse(code.map_or("General", |code| code));
            // A code that nobody can read says nothing about printed decimals.
            let code = code.filter(|_| format.is_known()).cloned();
            PrintLook { format, code, style }
        };
        Self {
            looks: book.looks.iter().map(|given| look(given.format.as_ref(), given.style)).collect(),
            unknown: look(None, Style::default()),
            epoch: Epoch::of(book.date1904),
            left: limits.text_bytes,
            longest: limits.cell_bytes,
        }
    }

    fn look(&self, look: u32) -> &PrintLook {
        self.looks.get(look as usize).unwrap_or(&self.unknown)
    }

    pub fn style(&self, look: u32) -> Style {
        self.look(look).style
    }

    pub fn print(&mut self, context: &mut Context<'_>, cell: SheetCell, at: &Locator) -> Print {
        let look = self.look(cell.look);
        let (shown, stored, doubt) = match cell.value {
            Value::Blank if cell.formula.is_none() => return Print { text: String::new(), kept: None },
            Value::Blank => (String::new(), Stored::Nothing, None),
            Value::Text(text) => (self.text(context, look, &text, at), Stored::Text, None),
            Value::Number(digits) => {
                let shown = look.format.show(&digits, self.epoch);
                let stored = match (shown.date, shown.doubt) {
                    (_, Some(Doubt::NotANumber)) => Stored::Text,
                    (Some(date), _) => Stored::Date(date.into()),
                    (None, _) => Stored::Number(digits),
                };
                (shown.text, stored, shown.doubt)
            }
            Value::Date(date) => (date.to_string(), Stored::Date(date), None),
            Value::Flag(flag) => (if flag { "TRUE" } else { "FALSE" }.to_owned(), Stored::Flag(flag), None),
            Value::Fault(fault) => (fault.to_string(), Stored::Fault(fault), None),
            Value::Missing => {
                let formula = cell.formula.as_deref().unwrap_or_default();
                context
                    .notices
                    .add(Notice::new(Code::FORMULA_NOVALUE).at(at.clone()).with("formula", formula));
                (String::new(), Stored::Nothing, None)
            }
        };
        if let Some(doubt @ (Doubt::NotANumber | Doubt::OutsideCalendar)) = doubt {
            let notice = Notice::new(Code::VALUE).at(at.clone());
            context.notices.add(notice.with("detail", format!("{shown} ({doubt:?})")));
        }
        let text = cell.shown.map_or(shown, String::from);
        let kept = Kept { stored, format: look.code.clone(), formula: cell.formula };
        let text = self.charge(context, text, at);
        Print { text, kept: Some(kept) }
    }

    /// A text through its format, cut where it is longer than a cell may be.
    fn text(&self, context: &mut Context<'_>, look: &PrintLook, text: &str, at: &Locator) -> String {
        if text.len() <= self.longest {
            return look.format.show_text(text);
        }
        context.notices.add(Notice::new(Code::LIMIT_BYTES).at(at.clone()).with("part", at));
        let end = (0..=self.longest).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        text[..end].to_owned()
    }

    /// Nothing is printed beyond the budget: strings that are shared in the file are not in what comes out of it.
    fn charge(&mut self, context: &mut Context<'_>, text: String, at: &Locator) -> String {
        match self.left.checked_sub(text.len() as u64) {
            Some(left) => {
                self.left = left;
                text
            }
            None => {
                context.notices.add(Notice::new(Code::LIMIT_BYTES).at(at.clone()).with("part", at));
                String::new()
            }
        }
    }
}
