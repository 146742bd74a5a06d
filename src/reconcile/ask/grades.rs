//! Grades: by the document's own scale where it prints one, else by the national one.

use std::borrow::Cow;

use crate::book::rules::expr::Expr;
use crate::chinese::fold;
use crate::chinese::grade::{Grade, Scale};
use crate::claim::ClaimKind;
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::{Lack, Seen};
use crate::reconcile::judge::value::Value;

impl<'v> Judge<'_, 'v> {
    pub fn own_scale(&self) -> Option<Scale> {
        let document = self.anchor.document;
        let mut known = self.view.memo.scales.borrow_mut();
        known.entry(document).or_insert_with(|| self.printed_scale(document)).clone()
    }

    /// The sentence of thresholds that the document prints.
    fn printed_scale(&self, document: usize) -> Option<Scale> {
        let claims = self.view.reading.claims.iter();
        let claimed = claims.filter(|claim| claim.kind == ClaimKind::Threshold && claim.document == document);
        let lines = self.view.lines.iter().filter(|line| line.document == document);
        let likely = |text: &&str| text.contains('优') && text.contains('良') && text.contains('分');
        let texts = claimed.map(|claim| claim.text.as_str()).chain(lines.map(|line| line.text));
        texts.filter(likely).find_map(Scale::parse)
    }

    pub fn grade_of(&mut self, score: &'v Expr) -> Value<'v> {
        let Value::Number(score) = self.eval(score) else { return Value::missing("总分") };
        let scale = self.own_scale().unwrap_or_else(Scale::national);
        match scale.band(score.value) {
            Some(band) => Value::Text(Cow::Owned(band.word.clone())),
            None => Value::missing("等级标准"),
        }
    }

    pub fn same_grade(&mut self, one: &'v Expr, other: &'v Expr) -> Value<'v> {
        let (one, other) = match (self.eval(one), self.eval(other)) {
            (Value::Text(one), Value::Text(other)) => (one, other),
            (Value::Missing(what), _) | (_, Value::Missing(what)) => return Value::Missing(what),
            _ => return Value::missing("等级"),
        };
        if fold::key(&one) == fold::key(&other) {
            return Value::Truth(true);
        }
        match (Grade::named(&one), Grade::named(&other)) {
            (Some(first), Some(second)) => {
                let zh = format!("一处为 {other}，按分数对照等级标准为 {one}");
                let en = format!("{other} in one place, {one} by the score and the scale of grades");
                self.trace.see(|| Seen::Lack(Lack::spoken(zh, en)));
                Value::Truth(first == second)
            }
            _ => Value::missing("等级"),
        }
    }

    /// `大于90` above and `80-90` below: who has 90?
    pub fn scale_overlaps(&mut self) -> Value<'v> {
        match self.own_scale() {
            Some(scale) => Value::Truth(scale.bands.iter().any(|band| band.low.is_some() && !band.closed)),
            None => Value::missing("等级标准"),
        }
    }
}
