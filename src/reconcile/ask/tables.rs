//! Functions over the tables of a document: their years and units, and how many there are of a kind.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::book::rules::expr::Expr;
use crate::chinese::period;
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
