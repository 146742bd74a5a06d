//! Conditions that look at nothing but a scored row. Several rules put the same ones to the same rows, so each bears a
//! number, under which its answer is kept when a report is judged.

use rust_decimal::Decimal;

use super::expr::{Expr, Field, Function};
use super::{Over, Rule};

/// More conditions than these bear no number and are answered each time.
const MOST: usize = 256;

/// The conditions of all rules, each once.
#[derive(Debug, Clone, Default)]
pub struct RowConditions(Vec<Expr>);

impl RowConditions {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Numbers those of a rule. Slack of a rule makes a comparison its own.
    pub fn add(&mut self, rule: &mut Rule) {
        if rule.within.is_some() || rule.percent.is_some() {
            return;
        }
        match (&rule.over, &mut rule.when) {
            (Over::Rows | Over::BudgetRows, Some(when)) => self.condition(when),
            (_, Some(when)) => self.counted(when),
            (_, None) => {}
        }
        self.counted(&mut rule.check);
    }

    /// Those that a function puts to each row of a table.
    fn counted(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Call(Function::Rows, given) => given.iter_mut().for_each(|each| self.condition(each)),
            Expr::Call(_, all) | Expr::All(all) | Expr::Any(all) => {
                all.iter_mut().for_each(|each| self.counted(each));
            }
            Expr::Arithmetic(_, left, right) | Expr::Compare(_, left, right) => {
                self.counted(left);
                self.counted(right);
            }
            Expr::Not(inner) => self.counted(inner),
            _ => {}
        }
    }

    fn condition(&mut self, expr: &mut Expr) {
        match expr {
            Expr::All(all) | Expr::Any(all) => all.iter_mut().for_each(|each| self.condition(each)),
            Expr::Not(inner) => self.condition(inner),
            leaf if is_condition(leaf) => self.number(leaf),
            other => self.counted(other),
        }
    }

    fn number(&mut self, leaf: &mut Expr) {
        let known = self.0.iter().position(|known| known == leaf);
        if known.is_none() && self.0.len() == MOST {
            return;
        }
        let number = known.unwrap_or(self.0.len());
        if known.is_none() {
            self.0.push(leaf.clone());
        }
        let inner = std::mem::replace(leaf, Expr::Number(Decimal::ZERO));
        *leaf = Expr::OfRow(number as u16, Box::new(inner));
    }
}

fn is_condition(leaf: &Expr) -> bool {
    match leaf {
        Expr::Compare(_, left, right) => is_exact(left) && is_exact(right),
        Expr::Call(..) => is_of_row(leaf),
        _ => false,
    }
}

/// Without an interval that a rule's tolerance could widen.
fn is_exact(expr: &Expr) -> bool {
    match expr {
        Expr::Number(_) | Expr::Field(Field::RowWeight | Field::RowScore | Field::RowDeduction) => true,
        Expr::Call(Function::Length, given) => given.iter().all(is_of_row),
        _ => false,
    }
}

fn is_of_row(expr: &Expr) -> bool {
    use Field::*;
    use Function::{Attainment, Blank, Filled, Has, Known, Length, Measure, Met, SameText, SameUnit};
    match expr {
        Expr::Text(_) | Expr::Words(_) => true,
        Expr::Field(field) => matches!(
            field,
            RowWeight
                | RowScore
                | RowDeduction
                | RowRate
                | RowTarget
                | RowActual
                | RowNote
                | RowCriteria
                | RowFirst
                | RowSecond
                | RowThird
        ),
        Expr::Call(
            Attainment | Blank | Filled | Has | Known | Length | Measure | Met | SameText | SameUnit,
            given,
        ) => given.iter().all(is_of_row),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Book;

    #[test]
    fn the_same_condition_bears_one_number_in_all_rules() {
        let book = Book::builtin().unwrap();
        let mut conditions = RowConditions::default();
        let mut names = book.rules().names.clone();
        let mut numbered = |over: Over, when: &str| {
            let when = super::super::parse::parse(when, &mut names).ok();
            let mut rule = Rule { over, when, ..book.rules().iter().next().unwrap().clone() };
            conditions.add(&mut rule);
            rule.when.unwrap()
        };
        let of_row = numbered(Over::Rows, "row.score < row.weight and rows(row.score < row.weight) > 1");
        let counted = numbered(Over::Documents, "rows(row.score < row.weight) > 0");
        let Expr::All(both) = of_row else { panic!("{of_row:?}") };
        let Expr::Compare(_, rows, _) = counted else { panic!("{counted:?}") };
        assert!(matches!(both[0], Expr::OfRow(0, _)) && matches!(both[1], Expr::Compare(..)));
        assert!(matches!(*rows, Expr::Call(_, given) if matches!(given[0], Expr::OfRow(0, _))));
        let other = numbered(Over::Rows, "known(told(row.l3))");
        assert!(matches!(other, Expr::Call(..)));
    }
}
