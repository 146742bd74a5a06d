//! Functions over words, as rules ask for them: repeated text, references to attachments, and the shapes that
//! [`marks`](super::marks) and [`divisions`](super::divisions) find. What must not be found is a rule's.

use std::borrow::Cow;
use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::book::rules::expr::{Expr, Field, Function};
use crate::book::rules::words::{Letters, Words};
use crate::chinese::fold;
use crate::chinese::quantities;

use super::anchor::Subject;
use super::divisions::{amount, listed, summed};
use super::judge::{Judge, Seen, beginning};
use super::marks::{MARKS, has_empty_field, has_example_figure, is_placeholder, is_unbalanced};
use super::value::{Lack, Value};
use super::view::Line;

/// Bytes between words and their figure: 为, 达到.
const MOST_BETWEEN: usize = 6;

/// Words of this many characters and more are looked at for repetition.
const LONG: usize = 20;

impl<'v> Judge<'_, 'v> {
    pub fn ask_text(&mut self, function: Function, given: &'v [Expr]) -> Value<'v> {
        match (function, given) {
            (Function::Has, [text, words]) => self.has(text, words),
            (Function::SameText, [one, other]) => self.same_text(one, other),
            (Function::Length, [text]) => self.length(text),
            (Function::Placeholder, [text]) => self.placeholder(text),
            (Function::Unbalanced, [text]) => self.of_text(text, |text| Value::Truth(is_unbalanced(text))),
            (Function::ExampleFigure, [text]) if self.lacks(text, &['如']) => Value::Truth(false),
            (Function::ExampleFigure, [text]) => {
                self.of_text(text, |text| Value::Truth(has_example_figure(text)))
            }
            (Function::Repeated, [text]) => self.repeated(text),
            (Function::Context, _) => self.context(),
            (Function::EmptyField, [text]) => self.of_text(text, |text| Value::Truth(has_empty_field(text))),
            (Function::Personal, [text]) => {
                self.of_text(text, |text| Value::Truth(crate::chinese::mask::contacts(text) != text))
            }
            (Function::PriorHas, [text]) => self.prior_has(text),
            (Function::YearShape, [text]) => {
                self.of_text(text, |text| Value::Truth(crate::chinese::read(text).is_year_like()))
            }
            (Function::RowText, _) => self.row_text(),
            (Function::YearsBack, [text]) => self.years_back(text),
            (Function::LineHas, [words]) => self.line_has(words),
            (Function::Resolves, _) => self.resolves(),
            (Function::AttachmentTwice, _) => self.attachment_twice(),
            (Function::Behind, [Expr::Text(words)]) => self.behind(words),
            (Function::PartsWhole, _) => self.division(true),
            (Function::PartsSum, _) => self.division(false),
            (Function::Listed, _) => self.list(false),
            (Function::Announced, _) => self.list(true),
            (Function::Tables, [kind]) => self.count_tables(kind),
            (Function::TableUnits, _) => self.table_units(),
            (Function::OwnOffice, [text]) => self.own_office(text),
            (Function::OneReason, _) => self.one_reason(),
            _ => Value::missing("—"),
        }
    }

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
            Field::Scope => self.anchor.scope.map(crate::fact::Scope::id),
            _ => None,
        };
        found.map_or_else(|| Value::Empty(Lack::Word("文字")), Value::Text)
    }

    /// The words that the instance is: a line, a sentence, a cell, a claim.
    pub fn own_text(&self) -> Option<Cow<'v, str>> {
        let text = match self.anchor.subject {
            Subject::Line(line) => self.view.lines[line].text,
            Subject::Sentence(line, start, end) => self.view.lines[line].text.get(start..end)?,
            Subject::Cell(at) => self.view.cells()[at].text,
            Subject::Claim(claim) => &self.view.reading.claims[claim].text,
            _ => return None,
        };
        Some(Cow::Borrowed(text))
    }

    pub fn label(&self) -> Option<&'v str> {
        match self.anchor.subject {
            Subject::Fact(number) => Some(&self.view.fact(number).label),
            Subject::Column(stand) => Some(super::figures::stand_label(self.view, stand)),
            Subject::Label(number) => Some(&self.view.blank(number).label),
            _ => None,
        }
    }

    fn cell_label(&self) -> Option<Cow<'v, str>> {
        let Subject::Cell(at) = self.anchor.subject else { return None };
        let cell = &self.view.cells()[at];
        let row = self.view.statement(cell.table)?.rows.get(cell.row as usize)?;
        let label = row.labels.first().map(|label| label.key.as_str()).filter(|key| !key.is_empty());
        let first = || self.view.tables[cell.table].row(cell.row).next().filter(|it| it.col < cell.col);
        label.or_else(|| first().map(|cell| cell.text)).map(Cow::Borrowed)
    }

    fn table_year(&mut self) -> Value<'v> {
        let statement = self.anchor.table.and_then(|table| self.view.statement(table));
        let title = statement.and_then(|it| it.title.as_ref());
        let mut years = title.map(|title| crate::chinese::period::years(&title.text)).into_iter().flatten();
        match (years.next(), years.next()) {
            (Some(year), None) => {
                let text = title.map_or("", |title| title.text.as_str());
                self.trace.seen.push(Seen::Text(None, Cow::Borrowed(text)));
                Value::plain(Decimal::from(year))
            }
            _ => Value::missing("表名中的年度"),
        }
    }

    fn of_text(&mut self, given: &'v Expr, ask: impl Fn(&str) -> Value<'static>) -> Value<'v> {
        match self.eval(given) {
            Value::Text(text) => ask(&text),
            Value::Empty(what) | Value::Missing(what) => Value::Missing(what),
            _ => Value::missing("文字"),
        }
    }

    fn has(&mut self, text: &'v Expr, words: &'v Expr) -> Value<'v> {
        let Expr::Words(words) = words else {
            let Value::Text(words) = self.eval(words) else { return Value::missing("—") };
            return self.of_text(text, |text| Value::Truth(Words::new(&words).are_in(text)));
        };
        match self.known_text(text) {
            Some((text, _, letters)) => Value::Truth(words.are_among(text, letters)),
            None => self.of_text(text, |text| Value::Truth(words.are_in(text))),
        }
    }

    /// The text of a line or a cell, how long it is, and its letters, where an expression means it.
    pub fn known_text(&self, text: &Expr) -> Option<(&'v str, usize, &Letters)> {
        match (text, self.anchor.subject) {
            (Expr::Field(Field::Text), Subject::Line(at)) => {
                let line = &self.view.lines[at];
                Some((line.text, line.length, &line.letters))
            }
            (Expr::Field(Field::Text), Subject::Cell(at)) => {
                let cell = &self.view.cells()[at];
                Some((cell.text, cell.length, &cell.letters))
            }
            _ => None,
        }
    }

    /// Whether the text certainly has none of these letters.
    fn lacks(&self, text: &Expr, letters: &[char]) -> bool {
        let known = self.known_text(text);
        known.is_some_and(|(_, _, own)| !letters.iter().any(|letter| own.may_have(*letter)))
    }

    fn length(&mut self, text: &'v Expr) -> Value<'v> {
        match self.known_text(text) {
            Some((_, length, _)) => Value::plain(Decimal::from(length)),
            None => self.of_text(text, |text| Value::plain(Decimal::from(text.chars().count()))),
        }
    }

    /// Whether a mark of templates is in a text. Of a line or a cell it is known which letters there are.
    fn placeholder(&mut self, text: &'v Expr) -> Value<'v> {
        if self.lacks(text, MARKS) {
            return Value::Truth(false);
        }
        self.of_text(text, |text| Value::Truth(is_placeholder(text)))
    }

    fn same_text(&mut self, one: &'v Expr, other: &'v Expr) -> Value<'v> {
        let Value::Text(one) = self.eval(one) else { return Value::missing("文字") };
        self.of_text(other, |other| Value::Truth(fold::key(&one) == fold::key(other)))
    }

    /// Whether a line stands a second time in the file.
    fn repeated(&mut self, given: &'v Expr) -> Value<'v> {
        match (given, self.anchor.subject) {
            (Expr::Field(Field::Text), Subject::Line(line)) => {
                let counts = self.view.memo.repeated.get_or_init(|| counts(&self.view.lines));
                Value::Truth(counts[line] > 1)
            }
            _ => Value::missing("文字"),
        }
    }

    fn prior_has(&mut self, given: &'v Expr) -> Value<'v> {
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
    fn row_text(&mut self) -> Value<'v> {
        let place = self.anchor.place(self.view);
        let found = place.and_then(|place| Some((self.view.tables.get(place.table?)?, place.row)));
        let Some((table, row)) = found else { return Value::missing("所在行的文字") };
        let words: Vec<&str> = table.row(row).map(|cell| cell.text).collect();
        let words = words.join("\n");
        let start = Cow::Owned(beginning(&words, 120).to_owned());
        self.trace.seen.push(Seen::Text(place, start));
        Value::Text(Cow::Owned(words))
    }

    /// How many years the latest year of a text lies before the report's.
    fn years_back(&mut self, given: &'v Expr) -> Value<'v> {
        let own = self.view.head(self.anchor.document).and_then(|head| head.year);
        if self.lacks(given, &['年']) {
            return Value::missing("年度");
        }
        self.of_text(given, |text| match (own, crate::chinese::period::years(text).max()) {
            (Some(own), Some(latest)) => Value::plain(Decimal::from(own - i32::from(latest))),
            _ => Value::missing("年度"),
        })
    }

    /// The line in which the figure stands, and the short lines right above it, which may be headings.
    fn context(&mut self) -> Value<'v> {
        let Some(at) = self.anchor.at else { return Value::missing("上下文") };
        let after = self.view.lines.partition_point(|line| line.at <= at);
        let Some(from) = after.checked_sub(1) else { return Value::missing("上下文") };
        let above = self.view.lines[from.saturating_sub(4)..from].iter();
        let headings = above.filter(|line| line.text.chars().count() < 30 && !line.text.contains('。'));
        let mut words: String = headings.map(|line| line.text).collect::<Vec<_>>().join("\n");
        words.push('\n');
        words.push_str(self.view.lines[from].text);
        Value::Text(Cow::Owned(words))
    }

    fn line_has(&mut self, words: &'v Expr) -> Value<'v> {
        let Expr::Words(words) = words else { return Value::missing("—") };
        let view = self.view;
        let mut own = view.lines.iter().filter(|line| line.document == self.anchor.document);
        let found = own.find(|line| words.are_among(line.text, &line.letters));
        if let Some(line) = found {
            self.trace.seen.push(Seen::start(line.text, 80));
        }
        Value::Truth(found.is_some())
    }

    /// Whether the attachment that a sentence names is one of the document's.
    fn resolves(&mut self) -> Value<'v> {
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

    fn attachment_twice(&mut self) -> Value<'v> {
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
        self.trace.seen.push(Seen::Text(None, Cow::Owned(number)));
        Value::Truth(places.len() > 1)
    }

    /// The exact figure right behind words that stand once in the text of the instance.
    fn behind(&mut self, words: &'v str) -> Value<'v> {
        let Some(Cow::Borrowed(text)) = self.own_text() else { return Value::missing("文字") };
        let mut places = text.match_indices(words).map(|(at, _)| at + words.len());
        let (Some(from), None) = (places.next(), places.next()) else {
            return Value::Missing(Lack::Label(words));
        };
        let figure = quantities(&text[from..]).next().filter(|figure| figure.range.start <= MOST_BETWEEN);
        match figure.as_ref().and_then(amount) {
            Some(quantity) => {
                let start = text[..from].rfind(['。', '；']).map_or(0, |at| at + "。".len());
                self.trace.seen.push(Seen::start(&text[start..], 120));
                Value::Number(quantity)
            }
            None => Value::Missing(Lack::Label(words)),
        }
    }

    /// `A，其中 b、c`: the whole, or the sum of the parts. A list that stops short of the whole is only partial.
    fn division(&mut self, whole: bool) -> Value<'v> {
        let Subject::Sentence(line, start, end) = self.anchor.subject else {
            return Value::missing("文字");
        };
        let view = self.view;
        let Some(text) = view.lines[line].text.get(start..end) else { return Value::missing("文字") };
        let mut known = view.memo.divisions.borrow_mut();
        let division = known.entry((line, start)).or_insert_with(|| summed(text));
        let Some((total, sum)) = division else { return Value::missing("其中各项") };
        if sum.high < total.low {
            return Value::missing("其余各项（其中只列了一部分）");
        }
        self.trace.seen.push(Seen::start(text, 120));
        Value::Number(if whole { total.clone() } else { sum.clone() })
    }

    fn list(&mut self, announced: bool) -> Value<'v> {
        let Subject::Sentence(line, start, _) = self.anchor.subject else { return Value::missing("列举") };
        let Some(Cow::Borrowed(text)) = self.own_text() else { return Value::missing("列举") };
        let Some((label, items, said)) = listed(text) else { return Value::missing("列举") };
        let said = said.or_else(|| self.said_before(&label, line, start));
        match (said, announced) {
            (None, _) => {
                Value::Missing(Lack::spoken(format!("{label}的个数"), format!("the number of {label}")))
            }
            (Some(count), true) => Value::plain(count),
            (Some(_), false) => {
                self.trace.seen.push(Seen::start(text, 120));
                Value::plain(Decimal::from(items))
            }
        }
    }

    /// `内设股室13个` in the same line or the two before.
    fn said_before(&self, label: &str, line: usize, start: usize) -> Option<Decimal> {
        let own = self.view.lines[line].text.get(..start)?;
        let above = self.view.lines[line.saturating_sub(2)..line].iter().rev().map(|line| line.text);
        std::iter::once(own).chain(above).find_map(|text| {
            let after = text.find(label).map(|at| &text[at + label.len()..])?;
            let figure = quantities(after).next().filter(|figure| figure.range.start < 6)?;
            figure.unit.is_some().then_some(figure.value.value)
        })
    }

    fn count_tables(&mut self, kind: &'v Expr) -> Value<'v> {
        let Value::Text(kind) = self.eval(kind) else { return Value::missing("—") };
        let own = self.view.statements.iter().filter(|it| it.document == self.anchor.document);
        Value::plain(Decimal::from(own.filter(|it| it.kind.id() == kind).count()))
    }

    /// How many units the tables of the document are in, as far as they say it.
    fn table_units(&mut self) -> Value<'v> {
        let own = self.view.statements.iter().filter(|it| it.document == self.anchor.document);
        let mut units: Vec<&str> = own.filter_map(|it| it.unit).map(|(unit, _)| unit.symbol()).collect();
        units.sort_unstable();
        units.dedup();
        self.trace.seen.push(Seen::Text(None, Cow::Owned(units.join("、"))));
        Value::plain(Decimal::from(units.len()))
    }

    /// A sum of a workbook: what is stored, what the cells give, and whether a figure right beside the range is left out.
    pub fn formula(&mut self, function: Function) -> Value<'v> {
        let Subject::Formula(at) = self.anchor.subject else { return Value::missing("公式") };
        let Some(relation) = self.view.document.and_then(|document| document.relations.get(at)) else {
            return Value::missing("公式");
        };
        let found = match function {
            Function::FormulaStored => super::formulas::stored(self.view, relation),
            Function::FormulaSum => super::formulas::sum(self.view, relation),
            Function::TypedBeside => super::formulas::typed_beside(self.view, relation),
            Function::SumBeside => super::formulas::sum_beside(self.view, relation),
            _ => super::formulas::misses(self.view, relation),
        };
        if self.telling && found.is_some() && self.trace.seen.is_empty() {
            let beside = matches!(function, Function::TypedBeside | Function::SumBeside);
            let written = super::formulas::written(relation, beside);
            self.trace.seen.push(Seen::Text(None, Cow::Owned(written)));
        }
        found.unwrap_or_else(|| Value::missing("公式所引用的单元格"))
    }
}

/// How often each long line stands in the file; 0 for short ones.
fn counts(lines: &[Line<'_>]) -> Vec<u32> {
    let mut key = String::new();
    let mut hash = |line: &Line<'_>| {
        if line.length <= LONG {
            return None;
        }
        key.clear();
        fold::key_into(line.text, &mut key);
        Some(xxhash_rust::xxh3::xxh3_64(key.as_bytes()))
    };
    let hashes: Vec<Option<u64>> = lines.iter().map(&mut hash).collect();
    let mut counts: HashMap<u64, u32> = HashMap::new();
    hashes.iter().flatten().for_each(|hash| *counts.entry(*hash).or_default() += 1);
    let count = |hash: &Option<u64>| hash.and_then(|hash| counts.get(&hash).copied()).unwrap_or(0);
    hashes.iter().map(count).collect()
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
