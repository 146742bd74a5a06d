//! Functions over the words that an instance is or stands beside.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::book::rules::expr::{Expr, Field, Function};
use crate::book::rules::words::{Look, Words, contains};
use crate::chinese::fold;
use crate::fact::Scope;
use crate::reconcile::instances::Subject;
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::{Lack, Seen, beginning};
use crate::reconcile::judge::value::Value;

use super::figures::stand_label;
use super::marks::{has_example_figure, is_placeholder};

impl<'v> Judge<'_, 'v> {
    pub fn text_field(&mut self, field: Field) -> Value<'v> {
        let statement = self.anchor.table.and_then(|table| self.view.statement(table));
        let found: Option<Cow<'v, str>> = match field {
            Field::ClaimText => self.own_text(),
            Field::Concept => self.anchor.concept.map(|concept| Cow::Borrowed(concept.as_str())),
            Field::Text => self.own_text(),
            Field::TableTitle => {
                statement.and_then(|it| it.title.as_ref()).map(|it| Cow::Borrowed(it.text.as_str()))
            }
            Field::TableAttachment => {
                statement.and_then(|it| it.attachment.as_ref()).map(|it| Cow::Borrowed(it.text.as_str()))
            }
            Field::TableYear => return self.table_year(),
            Field::TableFamily => statement.and_then(|it| it.family.as_deref()).map(Cow::Borrowed),
            Field::CellLabel => self.cell_label(),
            Field::Label => self.label().map(Cow::Borrowed),
            Field::Raw => self.own().map(|at| Cow::Borrowed(self.view.fact(at).raw.as_str())),
            Field::Unit => self
                .own()
                .and_then(|at| self.view.fact(at).amount.unit)
                .map(|unit| Cow::Borrowed(unit.symbol())),
            Field::Medium => self.own().map(|at| Cow::Borrowed(self.view.fact(at).medium.id())),
            Field::Scope => self.anchor.scope.and_then(|scope| self.view.scope_named(scope)).map(Scope::id),
            _ => None,
        };
        found.map_or_else(|| Value::Empty(Lack::Word("文字")), Value::Text)
    }

    /// The words that the instance is: a line, a sentence, a cell, a claim.
    pub fn own_text(&self) -> Option<Cow<'v, str>> {
        let text = match self.anchor.subject {
            Subject::Line(line) => self.view.lines[line].text,
            Subject::Sentence(line, start, end) => self.view.lines[line].text.get(start..end)?,
            Subject::Cell(at) => self.view.cells().get(at).text,
            Subject::Claim(claim) => &self.view.reading.claims[claim].text,
            _ => return None,
        };
        Some(Cow::Borrowed(text))
    }

    pub fn label(&self) -> Option<&'v str> {
        match self.anchor.subject {
            Subject::Fact(number) => Some(&self.view.fact(number).label),
            Subject::Column(stand) => Some(stand_label(self.view, stand)),
            Subject::Label(number) => Some(&self.view.blank(number).label),
            _ => None,
        }
    }

    fn cell_label(&self) -> Option<Cow<'v, str>> {
        let Subject::Cell(at) = self.anchor.subject else { return None };
        self.view.cells().label_of(at).map(|(label, _)| Cow::Borrowed(label))
    }

    pub fn of_text(&mut self, given: &'v Expr, ask: impl Fn(&str) -> Value<'static>) -> Value<'v> {
        match self.eval(given) {
            Value::Text(text) => ask(&text),
            Value::Empty(what) | Value::Missing(what) => Value::Missing(what),
            _ => Value::missing("文字"),
        }
    }

    pub fn has(&mut self, text: &'v Expr, words: &'v Expr) -> Value<'v> {
        let Expr::Words(words) = words else {
            let Value::Text(words) = self.eval(words) else { return Value::missing("—") };
            let any = |text: &str| words.split('|').any(|word| contains(text, word));
            return self.of_text(text, |text| Value::Truth(any(text)));
        };
        if let Expr::Call(Function::Context, _) = text {
            return self.context_has(words);
        }
        match (self.known_text(text), self.printed_text(text)) {
            (Some((text, look)), _) => Value::Truth(words.are_among(text, look)),
            (None, Some(text)) => Value::Truth(words.are_in(text)),
            (None, None) => self.of_text(text, |text| Value::Truth(words.are_in(text))),
        }
    }

    /// The text of a line or a cell, or what stands in front of it, and what was seen in it, where an expression means it.
    pub fn known_text(&self, text: &Expr) -> Option<(&'v str, &Look)> {
        match (text, self.anchor.subject) {
            (Expr::Field(Field::Text), Subject::Line(at)) => {
                let line = &self.view.lines[at];
                Some((line.text, &line.look))
            }
            (Expr::Field(Field::Text), Subject::Cell(at)) => {
                let cell = self.view.cells().get(at);
                Some((cell.text, &cell.look))
            }
            (Expr::Field(Field::CellLabel), Subject::Cell(at)) => self.view.cells().label_of(at),
            _ => None,
        }
    }

    /// What a figure is printed as, or its label, where an expression means that.
    fn printed_text(&self, text: &Expr) -> Option<&'v str> {
        match text {
            Expr::Field(Field::Raw) => self.own().map(|at| self.view.fact(at).raw.as_str()),
            Expr::Field(Field::Label) => self.label(),
            _ => None,
        }
    }

    /// Whether the text certainly has none of these words.
    fn lacks(&self, text: &Expr, words: &Words) -> bool {
        self.known_text(text).is_some_and(|(text, look)| !words.are_among(text, look))
    }

    pub fn length(&mut self, text: &'v Expr) -> Value<'v> {
        match self.known_text(text) {
            Some((_, look)) => Value::plain(Decimal::from(look.length)),
            None => self.of_text(text, |text| Value::plain(Decimal::from(text.chars().count()))),
        }
    }

    /// Whether a mark of templates is in a text.
    pub fn placeholder(&mut self, text: &'v Expr) -> Value<'v> {
        if self.lacks(text, &self.view.lists().marks) {
            return Value::Truth(false);
        }
        self.of_text(text, |text| Value::Truth(is_placeholder(text)))
    }

    pub fn example_figure(&mut self, text: &'v Expr) -> Value<'v> {
        if self.lacks(text, &self.view.lists().example) {
            return Value::Truth(false);
        }
        self.of_text(text, |text| Value::Truth(has_example_figure(text)))
    }

    pub fn same_text(&mut self, one: &'v Expr, other: &'v Expr) -> Value<'v> {
        let Value::Text(one) = self.eval(one) else { return Value::missing("文字") };
        self.of_text(other, |other| Value::Truth(fold::key(&one) == fold::key(other)))
    }

    pub fn prior_has(&mut self, given: &'v Expr) -> Value<'v> {
        let Some(earlier) = self.earlier() else { return Value::missing("上年报告") };
        let view = self.view;
        let rows = || view.reading.indicators.iter().filter(|row| row.document == earlier);
        self.of_text(given, |text| {
            let wanted = fold::key(text);
            let same =
                |words: &Option<String>| words.as_deref().is_some_and(|words| fold::key(words) == wanted);
            Value::Truth(rows().any(|row| same(&row.target) || same(&row.note) || same(&row.actual)))
        })
    }

    /// Everything that stands in the row of the figure.
    pub fn row_text(&mut self) -> Value<'v> {
        let place = self.anchor.place(self.view);
        let found = place.and_then(|place| Some((self.view.tables.get(place.table?)?, place.row)));
        let Some((table, row)) = found else { return Value::missing("所在行的文字") };
        let words: Vec<&str> = table.row(row).map(|cell| cell.text).collect();
        let words = words.join("\n");
        self.trace.see(|| Seen::Text(place, Cow::Owned(beginning(&words, 120).to_owned())));
        Value::Text(Cow::Owned(words))
    }

    /// How many years the latest year of a text lies before the report's.
    pub fn years_back(&mut self, given: &'v Expr) -> Value<'v> {
        let own = self.view.head(self.anchor.document).and_then(|head| head.year);
        if self.lacks(given, &self.view.lists().year) {
            return Value::missing("年度");
        }
        self.of_text(given, |text| match (own, crate::chinese::period::years(text).max()) {
            (Some(own), Some(latest)) => Value::plain(Decimal::from(own - i32::from(latest))),
            _ => Value::missing("年度"),
        })
    }
}
