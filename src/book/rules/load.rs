//! From rule files to rules that can be judged: every expression is parsed here, once, and every word checked.

use std::sync::Arc;

use rust_decimal::Decimal;
use toml::Spanned;

use crate::book::BookError;
use crate::book::data::Word;
use crate::book::load::File;
use crate::claim::ClaimKind;
use crate::fact::Sureness;
use crate::finding::{Sentence, Weight};
use crate::report::DocumentKind;
use crate::statement::TableKind;

use super::data::{HintData, LowerData, PartsData, RuleData, RulesData, WordsData};
use super::expr::{Expr, Named};
use super::gate::Gate;
use super::parse::{parse, parse_term};
use super::{Examples, Forms, Hint, Names, Over, Parts, Rule, Rules, Tolerance};

/// Rules in the making.
pub struct Loading {
    pub rules: Rules,
}

impl Loading {
    pub fn new(names: Names) -> Self {
        Self { rules: Rules { names, ..Rules::default() } }
    }

    /// The rules, ready to be judged by.
    pub fn finish(mut self) -> Rules {
        self.rules.names.settle();
        let lists = &mut self.rules.lists;
        let both = [&*lists.among.text, &*lists.listed.text].join("|");
        lists.divides = self.rules.names.lexicon.words(&both);
        for (at, rule) in self.rules.rules.iter_mut().enumerate() {
            rule.gate = Gate::of(rule, &self.rules.lists);
            self.rules.row_conditions.add(rule);
            if rule.over == Over::Cells {
                let named = |kind: &TableKind| rule.tables.is_empty() || rule.tables.contains(kind);
                TableKind::ALL.iter().filter(|kind| named(kind)).for_each(|kind| {
                    self.rules.looked_into[*kind as usize] = true;
                });
            }
            let fresh = || Forms { first: at, ..Forms::default() };
            let form = self.rules.by_id.entry((&*rule.id).into()).or_insert_with(fresh);
            form.one_cause |= rule.one_cause;
            form.group |= rule.group;
            form.follows.extend(rule.follows.iter().cloned());
        }
        self.rules.shared = share(&mut self.rules.rules);
        self.rules
    }

    /// Adds the rules of a file. A rule whose id an earlier file has takes the place of it; several entries of one id in
    /// one file are forms of one rule.
    pub fn add(&mut self, file: File<'_>) -> Result<(), BookError> {
        let data: RulesData = file.parse()?;
        let again = |rule: &Rule| data.rule.iter().any(|new| new.id.get_ref() == &*rule.id);
        self.rules.rules.retain(|rule| !again(rule));
        data.words.iter().try_for_each(|words| self.words(file, words))?;
        data.parts.iter().try_for_each(|parts| self.parts(file, parts))?;
        for same in &data.same {
            let numbers = same.concepts.iter().map(|word| self.number(file, word));
            let numbers = numbers.collect::<Result<Vec<u16>, BookError>>()?;
            self.same(&numbers);
        }
        data.rule.into_iter().try_for_each(|rule| self.rule(file, rule))
    }

    /// Each of these concepts has the others for names.
    fn same(&mut self, numbers: &[u16]) {
        for &number in numbers {
            let at = usize::from(number);
            self.rules.same.resize(self.rules.same.len().max(at + 1), Vec::new());
            self.rules.same[at].extend(numbers.iter().filter(|other| **other != number));
        }
    }

    fn words(&mut self, file: File<'_>, data: &WordsData) -> Result<(), BookError> {
        let words = self.rules.names.lexicon.words(&data.words.join("|"));
        let list = self.rules.lists.named(data.list.get_ref());
        *list.ok_or_else(|| file.malformed(&data.list, "no list of words is called that"))? = words;
        Ok(())
    }

    fn number(&mut self, file: File<'_>, word: &Word) -> Result<u16, BookError> {
        self.rules.names.concept(word.get_ref()).map_err(|message| file.malformed(word, message))
    }

    fn named(&mut self, file: File<'_>, word: &Word) -> Result<Named, BookError> {
        Ok(Named::Concept(Arc::from(word.get_ref().as_str()), self.number(file, word)?))
    }

    fn parts(&mut self, file: File<'_>, data: &PartsData) -> Result<(), BookError> {
        let of = self.number(file, &data.of)?;
        let always = data.parts.iter().map(|word| self.named(file, word)).collect::<Result<_, _>>()?;
        let sometimes = data.may.iter().map(|word| self.named(file, word)).collect::<Result<_, _>>()?;
        self.rules.parts.retain(|parts| parts.of != of);
        self.rules.parts.push(Parts { of, always, sometimes });
        Ok(())
    }

    fn rule(&mut self, file: File<'_>, data: RuleData) -> Result<(), BookError> {
        let over = self.over(file, &data.over)?;
        let when = data.when.as_ref().map(|when| self.expr(file, when)).transpose()?;
        let rule = Rule {
            id: Arc::from(data.id.get_ref().as_str()),
            gate: Gate::OPEN,
            shared: None,
            over,
            when,
            tables: each(file, &data.tables, TableKind::parse)?,
            documents: each(file, &data.documents, DocumentKind::parse)?,
            check: self.expr(file, &data.check)?,
            severity: one(file, &data.severity, weight)?,
            lower: data.lower.iter().map(|lower| self.lower(file, lower)).collect::<Result<_, _>>()?,
            confidence: data.confidence.as_ref().map_or(Ok(Sureness::High), |word| one(file, word, sure))?,
            tolerance: one(file, &data.tolerance, Tolerance::named)?,
            hints: data.hint.into_iter().map(|hint| self.hint(file, hint)).collect::<Result<_, _>>()?,
            says: Arc::new(Sentence { zh: data.zh, en: data.en }),
            over_text: data.over.into_inner(),
            check_text: data.check.into_inner(),
            within: data.within.as_ref().map(|word| one(file, word, decimal)).transpose()?,
            percent: data.percent.as_ref().map(|word| one(file, word, decimal)).transpose()?,
            follows: data.follows.iter().map(|id| Arc::from(id.as_str())).collect(),
            group: data.group,
            one_cause: data.one_cause,
            any_form: data.any_form,
            across: data.across || data.between_files,
            between_files: data.between_files,
            source: data.source,
            traps: data.traps,
            examples: Examples { holds: data.holds, breaks: data.breaks, unknown: data.unknown },
        };
        self.rules.rules.push(rule);
        Ok(())
    }

    fn expr(&mut self, file: File<'_>, word: &Word) -> Result<Expr, BookError> {
        parse(word.get_ref(), &mut self.rules.names).map_err(|message| file.malformed(word, message))
    }

    fn lower(&mut self, file: File<'_>, data: &LowerData) -> Result<(Expr, Weight), BookError> {
        Ok((self.expr(file, &data.when)?, one(file, &data.to, weight)?))
    }

    fn hint(&mut self, file: File<'_>, data: HintData) -> Result<Hint, BookError> {
        Ok(Hint { when: self.expr(file, &data.when)?, says: Arc::new(Sentence { zh: data.zh, en: data.en }) })
    }

    /// `document`, `row`, `column TERM`, `fact TERM`, `claim KIND` …
    fn over(&mut self, file: File<'_>, word: &Word) -> Result<Over, BookError> {
        let (what, rest) = word.get_ref().split_once(' ').unwrap_or((word.get_ref(), ""));
        let mut term =
            || parse_term(rest, &mut self.rules.names).map_err(|message| file.malformed(word, message));
        Ok(match what {
            "document" => Over::Documents,
            "table" => Over::Tables,
            "any_table" => Over::AllTables,
            "row" => Over::Rows,
            "budget_row" => Over::BudgetRows,
            "level" => Over::Levels,
            "column" => Over::Columns(term()?),
            "fact" => Over::Facts(term()?),
            "label" => Over::Labels(term()?),
            "line" => Over::Lines,
            "sentence" => Over::Sentences,
            "cell" => Over::Cells,
            "formula" => Over::Formulas,
            "code" => Over::Codes,
            "claim" => Over::Claims(claim(rest).ok_or_else(|| file.malformed(word, "no such claim"))?),
            _ => return Err(file.malformed(word, "a rule is judged over nothing of that name")),
        })
    }
}

/// Numbers the instances that several rules are judged on, and says how many kinds there are.
fn share(rules: &mut [Rule]) -> usize {
    let mut count = 0;
    for at in 0..rules.len() {
        let is_same = |other: &usize| rules[*other].shared.is_none() && rules[*other].over == rules[at].over;
        let same: Vec<usize> = (at..rules.len()).filter(is_same).collect();
        if same.len() > 1 && rules[at].shared.is_none() {
            same.iter().for_each(|&other| rules[other].shared = Some(count));
            count += 1;
        }
    }
    count
}

fn one<T>(file: File<'_>, word: &Spanned<String>, read: impl Fn(&str) -> Option<T>) -> Result<T, BookError> {
    read(word.get_ref()).ok_or_else(|| file.malformed(word, format!("{} is not known here", word.get_ref())))
}

fn each<T>(file: File<'_>, words: &[Word], read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, BookError> {
    words.iter().map(|word| one(file, word, &read)).collect()
}

fn decimal(word: &str) -> Option<Decimal> {
    word.parse().ok()
}

fn weight(word: &str) -> Option<Weight> {
    [Weight::Info, Weight::Warning, Weight::Error].into_iter().find(|weight| weight.id() == word)
}

fn sure(word: &str) -> Option<Sureness> {
    [Sureness::Low, Sureness::Medium, Sureness::High].into_iter().find(|sure| sure.id() == word)
}

fn claim(word: &str) -> Option<ClaimKind> {
    use ClaimKind::*;
    [None, Weight, Count, Judgement, Reason, Reference, Threshold, Score, Grade]
        .into_iter()
        .find(|kind| kind.id() == word)
}
