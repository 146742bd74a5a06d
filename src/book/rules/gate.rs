//! What an instance must have before a rule's condition can hold, told from the condition when the book is loaded: words
//! that stand in its text, and how long that is. Most lines and cells are passed over by it at one look.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Over;
use super::expr::{Compare, Expr, Field, Function};
use super::words::{Look, WordSet};

#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// The text has a word of each.
    words: Vec<WordSet>,
    /// It has more letters than the first, and fewer than the second.
    longer: Option<usize>,
    shorter: usize,
}

impl Gate {
    /// Open to every text.
    pub const OPEN: Self = Self { words: Vec::new(), longer: None, shorter: usize::MAX };

    pub fn of(over: &Over, when: Option<&Expr>) -> Self {
        let mut gate = Self::OPEN;
        if let (Over::Lines | Over::Cells | Over::Sentences, Some(when)) = (over, when) {
            gate.narrow(when, *over != Over::Sentences);
        }
        gate
    }

    /// A sentence is looked at within its line, which is longer.
    fn narrow(&mut self, condition: &Expr, whole: bool) {
        let is_text = |given: &Expr| matches!(given, Expr::Field(Field::Text));
        match condition {
            Expr::All(all) => all.iter().for_each(|part| self.narrow(part, whole)),
            Expr::Call(Function::Has, given) => {
                if let [text, Expr::Words(words)] = &given[..]
                    && is_text(text)
                {
                    self.words.extend(words.needed());
                }
            }
            Expr::Compare(compare, left, right) if whole => {
                if let (Expr::Call(Function::Length, given), Expr::Number(limit)) = (&**left, &**right)
                    && given.iter().all(is_text)
                {
                    self.measure(*compare, *limit);
                }
            }
            _ => {}
        }
    }

    fn measure(&mut self, compare: Compare, limit: Decimal) {
        let Some(limit) = limit.to_usize().filter(|_| limit.is_integer()) else { return };
        match compare {
            Compare::More => self.longer = self.longer.max(Some(limit)),
            Compare::Less => self.shorter = self.shorter.min(limit),
            _ => {}
        }
    }

    pub fn is_open_to(&self, look: &Look) -> bool {
        self.longer.is_none_or(|longer| look.length > longer)
            && look.length < self.shorter
            && self.words.iter().all(|words| words.meets(&look.words))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Names;
    use super::super::parse::parse;
    use super::*;

    #[test]
    fn a_gate_is_open_where_the_condition_may_hold() {
        let mut names = Names::open();
        let condition = "length(text) < 6 and has(text, \"电话|手机\") and not has(text, \"无\")";
        let when = parse(condition, &mut names).unwrap();
        let is_open =
            |over: &Over, text: &str| Gate::of(over, Some(&when)).is_open_to(&names.lexicon.look(text));
        for (text, open) in [("电话", true), ("无手机", true), ("地址", false), ("电话号码很长", false)]
        {
            assert_eq!(is_open(&Over::Lines, text), open, "{text}");
        }
        assert!(is_open(&Over::Sentences, "电话号码很长") && !is_open(&Over::Sentences, "地址"));
        assert!(is_open(&Over::Documents, "地址"));
    }
}
