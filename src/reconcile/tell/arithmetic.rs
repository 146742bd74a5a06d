//! The arithmetic of a breach as a person would write it — `27 ÷ 30 × 100% = 90%` — and what the points that it rests on
//! belong to. Only for findings that are told; nothing is judged here.

use rust_decimal::Decimal;

use crate::book::rules::expr::{Arithmetic, Expr, Function};
use crate::chinese::Unit;
use crate::report::{Indicator, Points};

use crate::reconcile::instances::Subject;
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::Seen;
use crate::reconcile::judge::value::{Measure, Quantity, Value};

/// No sum is written out with more parts than these.
const PARTS: usize = 60;

impl<'v> Judge<'_, 'v> {
    /// Each side that is a result of several figures, with its result behind it.
    pub fn arithmetic(&mut self, sides: [(&'v Expr, &Quantity); 2]) -> Option<String> {
        if !self.telling {
            return None;
        }
        let shown = sides.map(|(_, result)| result.unit.filter(|_| result.measure == Measure::Money));
        let unit = shown[0].or(shown[1]);
        let [one, other] = sides.map(|(_, result)| result.measure);
        let measure = one.with(other).unwrap_or(one);
        let told = sides.into_iter().filter_map(|(expr, result)| {
            let parts = self.parts_of(expr, unit)?;
            let result = Quantity { unit: result.unit.or(unit), measure, ..result.clone() };
            Some(format!("{parts} = {}", result.shown_with_unit()))
        });
        let told: Vec<String> = told.collect();
        (!told.is_empty()).then(|| told.join("; "))
    }

    /// Nothing for a side that is one figure.
    fn parts_of(&mut self, expr: &'v Expr, unit: Option<Unit>) -> Option<String> {
        match expr {
            Expr::Arithmetic(..) => self.written(expr, unit),
            Expr::Call(function, _) if is_sum(*function) => {
                let parts = self.summed(expr, unit);
                (parts.len() > 1).then(|| parts.join(" + "))
            }
            Expr::Call(Function::Prior | Function::Accounts, given) => self.parts_of(given.first()?, unit),
            _ => None,
        }
    }

    fn written(&mut self, expr: &'v Expr, unit: Option<Unit>) -> Option<String> {
        match expr {
            Expr::Arithmetic(Arithmetic::Multiply, share, hundred) if matches!(**hundred, Expr::Number(number) if number == Decimal::ONE_HUNDRED) => {
                Some(format!("{} × 100%", self.inside(share, unit)?))
            }
            Expr::Arithmetic(sign, left, right) => {
                let tight = matches!(sign, Arithmetic::Multiply | Arithmetic::Divide);
                let one = if tight { self.inside(left, unit) } else { self.written(left, unit) };
                let other = match sign {
                    Arithmetic::Add => self.written(right, unit),
                    _ => self.inside(right, unit),
                };
                match (one, other) {
                    (Some(one), Some(other)) => Some(format!("{one} {} {other}", symbol(*sign))),
                    // A blank part.
                    (one, other) => one.or(other),
                }
            }
            Expr::Call(function, _) if is_sum(*function) => {
                let parts = self.summed(expr, unit);
                (!parts.is_empty()).then(|| parts.join(" + "))
            }
            leaf => self.leaf(leaf, unit),
        }
    }

    /// What stands inside a product or behind a minus: a sum gets brackets.
    fn inside(&mut self, expr: &'v Expr, unit: Option<Unit>) -> Option<String> {
        let written = self.written(expr, unit)?;
        let loose = matches!(expr, Expr::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, ..));
        Some(if loose { format!("({written})") } else { written })
    }

    fn leaf(&mut self, expr: &'v Expr, unit: Option<Unit>) -> Option<String> {
        let mark = self.trace.mark();
        let value = self.eval(expr);
        self.trace.back_to(mark);
        match value {
            Value::Number(number) => Some(in_short(&number, unit)),
            _ => None,
        }
    }

    /// What a function that adds up took, one by one.
    fn summed(&mut self, expr: &'v Expr, unit: Option<Unit>) -> Vec<String> {
        let kept = std::mem::take(&mut self.trace);
        self.eval(expr);
        let taken = std::mem::replace(&mut self.trace, kept);
        let figures = taken.facts.iter().filter_map(|&fact| self.view.quantity(fact));
        let figures = figures.map(|figure| in_short(figure, unit));
        let others = taken.seen.iter().filter_map(|seen| match seen {
            Seen::Points(_, points) => Some(points.value.normalize().to_string()),
            Seen::Text(None, text) => Some(text.to_string()),
            _ => None,
        });
        figures.chain(others).take(PARTS).collect()
    }

    /// The name of the row that points stand in, where the instance is a whole table.
    pub fn row_of(&self, points: &Points) -> Option<&'v str> {
        let (Subject::Table(_) | Subject::Level(_), Some(table)) = (self.anchor.subject, self.anchor.table)
        else {
            return None;
        };
        let own = |row: &Indicator| {
            let all = [&row.weight, &row.score, &row.deduction];
            all.into_iter().flatten().any(|own| std::ptr::eq(own, points))
        };
        let (_, row) = self.view.rows(table).find(|(_, row)| own(row))?;
        row.l3.as_deref().or(row.l2.as_deref()).or(row.l1.as_deref())
    }
}

/// Its digits, with their unit where that is another one than the result's.
fn in_short(number: &Quantity, unit: Option<Unit>) -> String {
    match (number.measure, number.unit) {
        (Measure::Money, own) if own == unit => number.shown(),
        (Measure::Money | Measure::Percent, _) => number.shown_with_unit(),
        _ => number.shown(),
    }
}

fn is_sum(function: Function) -> bool {
    use Function::{Below, Children, CodeParts, Sum, SumIndicators, SumRows};
    matches!(function, Sum | Children | SumRows | SumIndicators | Below | CodeParts)
}

fn symbol(sign: Arithmetic) -> &'static str {
    match sign {
        Arithmetic::Add => "+",
        Arithmetic::Subtract => "-",
        Arithmetic::Multiply => "×",
        Arithmetic::Divide => "÷",
    }
}
