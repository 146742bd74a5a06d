//! What a person saw of a cell, and what is kept beside it.

use std::sync::Arc;

use compact_str::CompactString;

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

    /// Prints a cell behind what is printed already, and gives what is kept of it beside its text.
    pub fn print(
        &mut self,
        context: &mut Context<'_>,
        cell: SheetCell,
        at: &Locator,
        into: &mut String,
    ) -> Option<Kept> {
        if cell.value == Value::Blank && cell.formula.is_none() {
            return None;
        }
        let begin = into.len();
        if cell.value == Value::Missing {
            let notice = Notice::new(Code::FORMULA_NOVALUE).at(at.clone());
            context.notices.add(notice.with("formula", cell.formula.as_deref().unwrap_or_default()));
        }
        let look = self.look(cell.look);
        let stored = self.value(context, look, cell.value, at, into);
        if let Some(shown) = &cell.shown {
            into.truncate(begin);
            into.push_str(shown);
        }
        let kept = Kept { stored, format: look.code.clone(), formula: cell.formula };
        self.charge(context, begin, at, into);
        Some(kept)
    }

    fn value(
        &self,
        context: &mut Context<'_>,
        look: &PrintLook,
        value: Value,
        at: &Locator,
        into: &mut String,
    ) -> Stored {
        match value {
            Value::Blank | Value::Missing => Stored::Nothing,
            Value::Text(text) => {
                self.text(context, look, &text, at, into);
                Stored::Text
            }
            Value::Number(digits) if look.format.print(&digits, into) => Stored::Number(digits),
            Value::Number(digits) => self.number(context, look, digits, at, into),
            Value::Date(date) => {
                into.push_str(&date);
                Stored::Date(date)
            }
            Value::Flag(flag) => {
                into.push_str(if flag { "TRUE" } else { "FALSE" });
                Stored::Flag(flag)
            }
            Value::Fault(fault) => {
                into.push_str(&fault);
                Stored::Fault(fault)
            }
        }
    }

    fn number(
        &self,
        context: &mut Context<'_>,
        look: &PrintLook,
        digits: CompactString,
        at: &Locator,
        into: &mut String,
    ) -> Stored {
        let shown = look.format.show(&digits, self.epoch);
        if let Some(doubt @ (Doubt::NotANumber | Doubt::OutsideCalendar | Doubt::NoSuchDay)) = shown.doubt {
            let notice = Notice::new(Code::VALUE).at(at.clone());
            context.notices.add(notice.with("detail", format!("{} ({doubt:?})", shown.text)));
        }
        into.push_str(&shown.text);
        match (shown.date, shown.doubt) {
            (_, Some(Doubt::NotANumber)) => Stored::Text,
            (Some(date), _) => Stored::Date(date.into()),
            (None, _) => Stored::Number(digits),
        }
    }

    /// A text through its format, cut where it is longer than a cell may be.
    fn text(&self, context: &mut Context<'_>, look: &PrintLook, text: &str, at: &Locator, into: &mut String) {
        if text.len() <= self.longest {
            return look.format.print_text(text, into);
        }
        context.notices.add(Notice::new(Code::LIMIT_BYTES).at(at.clone()).with("part", at));
        let end = (0..=self.longest).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        into.push_str(&text[..end]);
    }

    /// Nothing is printed beyond the budget: strings that are shared in the file are not in what comes out of it.
    fn charge(&mut self, context: &mut Context<'_>, begin: usize, at: &Locator, into: &mut String) {
        match self.left.checked_sub((into.len() - begin) as u64) {
            Some(left) => self.left = left,
            None => {
                context.notices.add(Notice::new(Code::LIMIT_BYTES).at(at.clone()).with("part", at));
                into.truncate(begin);
            }
        }
    }
}
