//! What a text must have before a rule can say anything of it, told from the rule when the book is loaded: words that stand
//! in it or in front of it, and how long it is. Most lines and cells are passed over by it at one look.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::expr::{Compare, Expr, Field, Function};
use super::words::{Look, RuleWords, WordSet};
use super::{Over, Rule};

#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// Without one of each the condition does not hold.
    needs: Vec<Need>,
    /// The text has more letters than the first, and fewer than the second.
    longer: Option<usize>,
    shorter: usize,
    /// Words of which a text must have one before the check can break; nothing where that is not known.
    alarm: Option<WordSet>,
    /// Whatever it says, it says of every line of a document with the same text.
    pub of_text_alone: bool,
}

/// Words of which one stands in the text, or in the label in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Need {
    text: WordSet,
    label: WordSet,
}

impl Need {
    fn either(self, other: Self) -> Self {
        let mut both = self;
        both.text.join(&other.text);
        both.label.join(&other.label);
        both
    }
}

impl Gate {
    /// Open to every text.
    pub const OPEN: Self =
        Self { needs: Vec::new(), longer: None, shorter: usize::MAX, alarm: None, of_text_alone: false };

    pub fn of(rule: &Rule, lists: &RuleWords) -> Self {
        let mut gate = Self::OPEN;
        if !matches!(rule.over, Over::Lines | Over::Cells | Over::Sentences) {
            return gate;
        }
        if let Some(when) = &rule.when {
            gate.narrow(when, lists, rule.over != Over::Sentences);
        }
        if rule.over.is_summed_up() {
            gate.alarm = alarm(&rule.check, lists);
            gate.of_text_alone = rule.when.iter().chain([&rule.check]).all(is_of_text_alone);
        }
        gate
    }

    /// A sentence is looked at within its line, which is longer.
    fn narrow(&mut self, condition: &Expr, lists: &RuleWords, whole: bool) {
        match condition {
            Expr::All(all) => all.iter().for_each(|part| self.narrow(part, lists, whole)),
            Expr::Compare(compare, left, right) if whole => {
                if let (Expr::Call(Function::Length, given), Expr::Number(limit)) = (&**left, &**right)
                    && given.iter().all(is_text)
                {
                    self.measure(*compare, *limit);
                }
            }
            other => self.needs.extend(need(other, lists)),
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

    pub fn is_open_to(&self, look: &Look, label: Option<&Look>) -> bool {
        let meets = |need: &Need| {
            need.text.meets(&look.words) || label.is_some_and(|label| need.label.meets(&label.words))
        };
        self.longer.is_none_or(|longer| look.length > longer)
            && look.length < self.shorter
            && self.needs.iter().all(meets)
    }

    /// Whether any text with some of these words, or behind a label with some, may pass.
    pub fn may_open_to(&self, words: &WordSet) -> bool {
        self.needs.iter().all(|need| need.text.meets(words) || need.label.meets(words))
    }

    /// Whether the check can break on a text with these words.
    pub fn may_alarm(&self, words: &WordSet) -> bool {
        self.alarm.is_none_or(|alarm| alarm.meets(words))
    }
}

/// What a part of a condition needs, where words are all that it asks for.
fn need(condition: &Expr, lists: &RuleWords) -> Option<Need> {
    match condition {
        Expr::Any(any) => {
            any.iter().map(|one| need(one, lists)).reduce(|one, other| Some(one?.either(other?)))?
        }
        Expr::Call(Function::Has, given) => match &given[..] {
            [Expr::Field(Field::Text), Expr::Words(words)] => {
                Some(Need { text: words.needed()?, ..Need::default() })
            }
            [Expr::Field(Field::CellLabel), Expr::Words(words)] => {
                Some(Need { label: words.needed()?, ..Need::default() })
            }
            _ => None,
        },
        Expr::Call(Function::SaidOfMonth, _) => Some(Need { text: lists.peaks.needed()?, ..Need::default() }),
        _ => None,
    }
}

/// Words without which a check does not break.
fn alarm(check: &Expr, lists: &RuleWords) -> Option<WordSet> {
    match check {
        Expr::Not(inner) => match &**inner {
            Expr::Call(Function::Has, given) => match &given[..] {
                [text, Expr::Words(words)] if is_text(text) => words.needed(),
                _ => None,
            },
            Expr::Call(Function::Placeholder, given) if given.iter().all(is_text) => lists.marks.needed(),
            Expr::Call(Function::ExampleFigure, given) if given.iter().all(is_text) => lists.example.needed(),
            _ => None,
        },
        Expr::Compare(_, left, right) => match (&**left, &**right) {
            (Expr::Call(Function::YearsBack, given), Expr::Number(_)) if given.iter().all(is_text) => {
                lists.year.needed()
            }
            _ => None,
        },
        _ => None,
    }
}

fn is_text(given: &Expr) -> bool {
    matches!(given, Expr::Field(Field::Text))
}

/// Whether an expression over a line asks for nothing but its text and what holds for the whole document.
fn is_of_text_alone(expr: &Expr) -> bool {
    use Function::{
        EmptyField, ExampleFigure, Has, Length, Personal, Placeholder, Repeated, Unbalanced, YearsBack,
    };
    match expr {
        Expr::Number(_) | Expr::Text(_) | Expr::Words(_) | Expr::Field(Field::Text | Field::DocumentYear) => {
            true
        }
        Expr::Call(function, given) => {
            let of_text = matches!(
                function,
                EmptyField
                    | ExampleFigure
                    | Has
                    | Length
                    | Personal
                    | Placeholder
                    | Repeated
                    | Unbalanced
                    | YearsBack
            );
            of_text && given.iter().all(is_of_text_alone)
        }
        Expr::Compare(_, left, right) => is_of_text_alone(left) && is_of_text_alone(right),
        Expr::All(all) | Expr::Any(all) => all.iter().all(is_of_text_alone),
        Expr::Not(inner) => is_of_text_alone(inner),
        Expr::Field(_) | Expr::Term(_) | Expr::Arithmetic(..) | Expr::OfRow(..) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Book;
    use crate::book::rules::Rules;

    fn rules() -> Rules {
        Book::builtin().map(|book| book.rules().clone()).unwrap_or_default()
    }

    fn gate(over: Over, when: &str, check: &str) -> (Gate, Rules) {
        let mut rules = rules();
        let mut parse = |text: &str| super::super::parse::parse(text, &mut rules.names).unwrap();
        let (when, check) = (parse(when), parse(check));
        let rule = Rule { over, when: Some(when), check, ..rules.iter().next().unwrap().clone() };
        (Gate::of(&rule, &rules.lists), rules)
    }

    #[test]
    fn a_gate_is_open_where_the_condition_may_hold() {
        let when = "length(text) < 6 and has(text, \"电话|手机\") and not has(text, \"无\")";
        let is_open = |over: Over, text: &str| {
            let (gate, rules) = gate(over, when, "not personal(text)");
            gate.is_open_to(&rules.names.lexicon.look(text), None)
        };
        for (text, open) in [("电话", true), ("无手机", true), ("地址", false), ("电话号码很长", false)]
        {
            assert_eq!(is_open(Over::Lines, text), open, "{text}");
        }
        assert!(is_open(Over::Sentences, "电话号码很长") && !is_open(Over::Sentences, "地址"));
        assert!(is_open(Over::Documents, "地址"));
    }

    #[test]
    fn one_of_two_conditions_may_hold_by_the_label() {
        let when = "has(text, \"填报单位\") or has(cell.label, \"填报单位\")";
        let (gate, rules) = gate(Over::Cells, when, "not placeholder(text)");
        let look = |text: &str| rules.names.lexicon.look(text);
        assert!(gate.is_open_to(&look("填报单位"), None));
        assert!(gate.is_open_to(&look("水务局"), Some(&look("填报单位"))));
        assert!(!gate.is_open_to(&look("水务局"), Some(&look("单位"))));
        assert!(gate.may_alarm(&look("××局").words) && !gate.may_alarm(&look("水务局").words));
    }

    #[test]
    fn what_asks_for_more_than_the_text_is_not_of_the_text_alone() {
        let of = |check: &str| gate(Over::Lines, "length(text) > 20", check).0.of_text_alone;
        assert!(of("not repeated(text)") && of("years_back(text) <= 3"));
        assert!(!of("resolves()") && !of("has(context(), \"无\")"));
    }
}
