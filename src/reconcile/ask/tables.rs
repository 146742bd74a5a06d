//! Functions over the tables of a document: their years, units and attachments, and how many there are of a kind.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::book::rules::expr::Expr;
use crate::chinese::{fold, period};
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::Seen;
use crate::reconcile::judge::value::Value;

impl<'v> Judge<'_, 'v> {
    pub fn table_year(&mut self) -> Value<'v> {
        let statement = self.anchor.table.and_then(|table| self.view.statement(table));
        let title = statement.and_then(|it| it.title.as_ref());
        let mut years = title.map(|title| period::years(&title.text)).into_iter().flatten();
        match (years.next(), years.next()) {
            (Some(year), None) => {
                let text = title.map_or("", |title| title.text.as_str());
                self.trace.see(|| Seen::Text(None, Cow::Borrowed(text)));
                Value::plain(Decimal::from(year))
            }
            _ => Value::missing("表名中的年度"),
        }
    }

    /// Whether the attachment that a sentence names is one of the document's.
    pub fn resolves(&mut self) -> Value<'v> {
        let Some(text) = self.own_text() else { return Value::missing("附件") };
        let Some(wanted) = attachment_number(&text) else { return Value::missing("附件编号") };
        let statements = self.view.statements.iter().filter(|it| it.document == self.anchor.document);
        let mut known: Vec<String> = statements
            .filter_map(|it| it.attachment.as_ref())
            .filter_map(|it| attachment_number(&it.text))
            .collect();
        let lines =
            self.view.lines.iter().map(|line| line.text.trim()).filter(|text| text.chars().count() < 40);
        known.extend(lines.filter(|text| text.starts_with("附件")).filter_map(attachment_number));
        match known.is_empty() {
            true => Value::missing("附件"),
            false => Value::Truth(known.contains(&wanted)),
        }
    }

    pub fn attachment_twice(&mut self) -> Value<'v> {
        let own = self.anchor.table.and_then(|table| self.view.statement(table));
        let Some(number) =
            own.and_then(|it| it.attachment.as_ref()).and_then(|it| attachment_number(&it.text))
        else {
            return Value::missing("附件编号");
        };
        let mut places: Vec<&extractors::Locator> = Vec::new();
        let own = self.view.statements.iter().filter(|it| it.document == self.anchor.document);
        for heading in own.filter_map(|it| it.attachment.as_ref()) {
            if attachment_number(&heading.text).as_ref() == Some(&number) {
                places.push(&heading.at);
            }
        }
        places.sort_unstable();
        places.dedup();
        self.trace.see(|| Seen::Text(None, Cow::Owned(number)));
        Value::Truth(places.len() > 1)
    }

    pub fn count_tables(&mut self, kind: &'v Expr) -> Value<'v> {
        let Value::Text(kind) = self.eval(kind) else { return Value::missing("—") };
        let own = self.view.statements.iter().filter(|it| it.document == self.anchor.document);
        Value::plain(Decimal::from(own.filter(|it| it.kind.id() == kind).count()))
    }

    /// How many units the tables of the document are in, as far as they say it.
    pub fn table_units(&mut self) -> Value<'v> {
        let own = self.view.statements.iter().filter(|it| it.document == self.anchor.document);
        let mut units: Vec<&str> = own.filter_map(|it| it.unit).map(|(unit, _)| unit.symbol()).collect();
        units.sort_unstable();
        units.dedup();
        self.trace.see(|| Seen::Text(None, Cow::Owned(units.join("、"))));
        Value::plain(Decimal::from(units.len()))
    }
}

/// `附件1-2` in a text, without brackets and blanks.
fn attachment_number(text: &str) -> Option<String> {
    let after = &text[text.find("附件")? + "附件".len()..];
    let number: String = after
        .chars()
        .map(fold::narrow)
        .skip_while(|ch| ch.is_whitespace())
        .take_while(|ch| ch.is_ascii_digit() || matches!(ch, '-' | '.' | '—'))
        .collect();
    let number = number.trim_end_matches(['-', '.', '—']).to_owned();
    (!number.is_empty()).then_some(number)
}
