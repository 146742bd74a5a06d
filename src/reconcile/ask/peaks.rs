//! Sentences that call one month the highest of all: which month that is, in which words, and which month it really is by
//! the figures of a term.

use rust_decimal::Decimal;

use crate::book::rules::expr::{Expr, Term};
use crate::chinese::fold;
use crate::fact::Basis;

use crate::book::rules::words::Words;
use crate::reconcile::instances::Subject;
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::{Lack, Seen};
use crate::reconcile::judge::value::Value;
use crate::reconcile::layout::Line;

/// A month, and the words from it to those that call it the highest.
struct Peak<'t> {
    month: u32,
    clause: &'t str,
}

/// The first of a text; month and word stand in one sentence.
fn peak<'t>(text: &'t str, peaks: &Words) -> Option<Peak<'t>> {
    let to = peaks.iter().filter_map(|word| text.find(word)).min()?;
    let from = text[..to].rfind(['。', '；', '：']).map_or(0, |at| at + "。".len());
    let before = &text[from..to];
    let mut months = before.match_indices('月').filter_map(|(at, _)| {
        let digits: String =
            before[..at].chars().rev().map(fold::narrow).take_while(char::is_ascii_digit).collect();
        let month: u32 = digits.chars().rev().collect::<String>().parse().ok()?;
        (1..=12).contains(&month).then_some(Peak { month, clause: &before[at..] })
    });
    months.next_back()
}

/// What a line tells; most lack the words for it.
fn told_in<'v>(line: &Line<'v>, peaks: &Words) -> Option<Peak<'v>> {
    if peaks.are_among(line.text, &line.look) { peak(line.text, peaks) } else { None }
}

impl<'v> Judge<'_, 'v> {
    /// The month that the text of the instance calls the highest.
    pub fn said_month(&mut self) -> Value<'v> {
        let view = self.view;
        let Subject::Line(line) = self.anchor.subject else { return Value::missing("月份") };
        let line = &view.lines[line];
        match told_in(line, &view.lists().peaks) {
            Some(found) => {
                self.trace.see(|| Seen::start(line.text, 120));
                Value::plain(Decimal::from(found.month))
            }
            None => Value::missing("月份"),
        }
    }

    /// Whether words stand between that month and the word for the highest.
    pub fn said_of_month(&mut self, words: &'v Expr) -> Value<'v> {
        let (Subject::Line(line), Expr::Text(words)) = (self.anchor.subject, words) else {
            return Value::missing("月份");
        };
        match told_in(&self.view.lines[line], &self.view.lists().peaks) {
            Some(found) => Value::Truth(words.split('|').any(|word| found.clause.contains(word))),
            None => Value::missing("月份"),
        }
    }

    /// The month in which the greatest figure of a term stands; none where two share it.
    pub fn greatest_month(&mut self, term: &'v Term) -> Value<'v> {
        let size = |at: u32| self.view.quantity(at).map(|quantity| quantity.value);
        let all = self.every(term);
        let Some(best) = all.iter().copied().max_by_key(|&at| size(at)) else {
            return Value::Missing(Lack::Figure(self.wanted(term)));
        };
        let month = |at: u32| match self.view.fact(at).basis {
            Basis::Month(month) => Some(month),
            _ => None,
        };
        let shared = all.iter().any(|&at| size(at) == size(best) && month(at) != month(best));
        let Some(number) = month(best).filter(|_| !shared) else { return Value::missing("最高的月份") };
        drop(self.take(best));
        Value::plain(Decimal::from(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Book;

    #[test]
    fn the_month_stands_in_the_sentence_that_calls_it_the_highest() {
        let book = Book::builtin().unwrap();
        let peaks = &book.rules().lists.peaks;
        let found = |text: &str| peak(text, peaks).map(|peak| peak.month);
        assert_eq!(found("2031年5月支付数占比为31.17%，高于其他月份。"), Some(5));
        assert_eq!(found("其中１１月支付最多"), Some(11));
        assert_eq!(found("3月召开会议。以最高标准要求自己。"), None);
        assert_eq!(found("13月最高"), None);
        assert!(peak("4月拨付数高于其他月份", peaks).is_some_and(|peak| peak.clause.contains("拨付")));
    }
}
