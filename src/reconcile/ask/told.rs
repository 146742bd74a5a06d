//! A result of an indicator in the prose of its document: `专项督查12次` for 专项督查次数. The same words with others in front
//! of them (联合专项督查4次) are another count, and so are those of another year, of a part of it, or of what was planned.

use crate::book::rules::expr::Expr;
use crate::book::rules::words::Letters;
use crate::chinese::{Quantity as Figure, Unit, fold, period, quantities};
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::Seen;
use crate::reconcile::judge::value::{Quantity, Value};
use crate::reconcile::layout::Line;

use super::divisions::amount;

/// Letters of the shortest name that is looked for.
const SHORTEST: usize = 4;
/// Bytes between a name and its figure: 为, 达到.
const MOST_BETWEEN: usize = 6;

/// A name that is looked for, and the unit that its figure must have.
struct Wanted<'t> {
    name: &'t str,
    unit: Option<Unit>,
    /// The name says what is counted only together with the unit.
    short: bool,
    year: Option<i32>,
}

impl<'v> Judge<'_, 'v> {
    /// The figure that sentences give for an indicator: the one that agrees with its result, else the only one.
    pub fn told(&mut self, label: &'v Expr, result: Option<&'v Expr>) -> Value<'v> {
        let Value::Text(label) = self.eval(label) else { return Value::missing("名称") };
        let result = result.and_then(|result| match self.eval(result) {
            Value::Text(text) => quantities(&text).next().map(|figure| (figure.value.value, figure.unit)),
            _ => None,
        });
        let year = self.view.head(self.anchor.document).and_then(|head| head.year);
        let name = self.stem(&label);
        let unit = result.and_then(|(_, unit)| unit);
        let wanted = Wanted { name, unit, short: name.len() < label.len(), year };
        if name.chars().count() < SHORTEST || wanted.short && unit.is_none() {
            return Value::missing("正文中的同一指标");
        }
        let mut found: Vec<(&'v str, Quantity)> = Vec::new();
        self.tellings(&wanted, &mut found);
        let agrees = |one: &Quantity| result.is_some_and(|(value, _)| one.value == value);
        let same = |other: &Quantity| found.first().is_some_and(|(_, first)| first.value == other.value);
        let chosen = match found.iter().position(|(_, one)| agrees(one)) {
            Some(at) => Some(at),
            None => found.iter().all(|(_, one)| same(one)).then_some(0),
        };
        match chosen.and_then(|at| found.into_iter().nth(at)) {
            Some((place, figure)) => {
                self.trace.see(|| Seen::start(place, 60));
                Value::Number(figure)
            }
            None => Value::missing("正文中的同一指标"),
        }
    }

    /// A name without what only says that it counts: 专项督查 of 专项督查次数.
    fn stem<'t>(&self, label: &'t str) -> &'t str {
        let ends = self.view.lists().counts.iter();
        let stem = ends.filter_map(|end| label.strip_suffix(end)).min_by_key(|stem| stem.len());
        stem.unwrap_or(label)
    }

    fn tellings(&self, wanted: &Wanted<'_>, found: &mut Vec<(&'v str, Quantity)>) {
        let (document, letters) = (self.anchor.document, Letters::of(wanted.name));
        let view = self.view;
        let own = |(_, line): &(usize, &Line<'v>)| line.document == document;
        let lines = view.lines.iter().enumerate().filter(own);
        for (_, line) in lines.filter(|(at, _)| view.letters(*at).may_have_all(&letters)) {
            for (at, _) in line.text.match_indices(wanted.name) {
                found.extend(self.telling(line.text, at, wanted).map(|figure| (&line.text[at..], figure)));
            }
        }
    }

    /// The figure behind one place of the name, where nothing says that it is another.
    fn telling(&self, text: &str, at: usize, wanted: &Wanted<'_>) -> Option<Quantity> {
        let lists = self.view.lists();
        let before = &text[..at];
        let sentence = before.rsplit(['。', '；', ';', '\n']).next().unwrap_or(before);
        let another_year = || {
            period::years(sentence)
                .last()
                .map(i32::from)
                .zip(wanted.year)
                .is_some_and(|(one, own)| one != own)
        };
        let free = sentence.chars().next_back().is_none_or(|last| !fold::is_han(last))
            || lists.acts.iter().any(|act| sentence.ends_with(act));
        if !free || lists.not_results.are_in(sentence) || another_year() {
            return None;
        }
        let behind = &text[at + wanted.name.len()..];
        let figure = quantities(behind).next().filter(|figure| figure.range.start <= MOST_BETWEEN)?;
        let between = &behind[..figure.range.start];
        let own = fits(&figure, wanted) && !lists.not_results.are_in(between);
        own.then(|| amount(&figure)).flatten()
    }
}

/// Whether a figure can be one of what is counted.
fn fits(figure: &Figure, wanted: &Wanted<'_>) -> bool {
    match (figure.unit, wanted.unit) {
        (Some(one), Some(other)) => one == other,
        _ => !wanted.short,
    }
}
