//! How a document says that it was judged: the score and the grade of its forms, its tables, its sentences.

use std::cmp::Reverse;

use rust_decimal::Decimal;

use crate::book::{List, Particular};
use crate::chinese::{Unit, fold, grade, office, period, quantities};
use crate::report::{DocumentKind, Indicator, IndicatorKind};
use crate::statement::{Statement, TableKind};

use super::{Evidence, is_body};

/// Bytes between 得分 and its figure.
const NEAR: usize = 12;

impl Evidence<'_> {
    /// What a form about a project says of its result holds for a report on that project alone.
    pub(super) fn result(&self, kind: DocumentKind, own: Particular, of_form: Particular) -> Option<String> {
        self.said_of(own).or_else(|| self.said_of(of_form).filter(|_| kind.is_project()))
    }

    /// The grade of a form, of the sentence that tells this score, or of any.
    pub(super) fn grade(
        &self,
        kind: DocumentKind,
        score: Option<Decimal>,
        year: Option<i32>,
    ) -> Option<String> {
        let printed = self
            .result(kind, Particular::Grade, Particular::FormGrade)
            .and_then(|cell| grade::Grade::named(&cell).map(|_| fold::key(&cell)));
        printed
            .or_else(|| self.grade_beside(kind, score?, year))
            .or_else(|| self.told_grade(kind.is_project()))
    }

    /// Two judgements may stand in one report, each with its grade: 自评得分97分，等级为优 in that of a firm.
    fn grade_beside(&self, kind: DocumentKind, score: Decimal, year: Option<i32>) -> Option<String> {
        let beside = |sentence: &&str| self.score_in(sentence, kind, year) == Some(score);
        self.results(kind.is_project()).filter(beside).find_map(grade::given).map(|grade| grade.word)
    }

    /// The grade that a sentence calls one; failing that, the first that is given.
    fn told_grade(&self, of_project: bool) -> Option<String> {
        let given = || self.results(of_project).filter_map(grade::given);
        given().find(|grade| grade.is_named).or_else(|| given().next()).map(|grade| grade.word)
    }

    /// The sentences that tell a score or a grade; in a report on an office not those about one of its projects.
    fn results(&self, of_project: bool) -> impl Iterator<Item = &str> {
        let told = self.results.get_or_init(|| {
            let texts = self.texts.iter().filter(|(_, area)| is_body(*area)).map(|(text, _)| *text);
            let likely = texts.filter(|text| {
                self.book.vocabulary().speaks_of_result(text)
                    && (of_project || self.project_of_item(text).is_none())
            });
            let sentences = likely.flat_map(sentences).map(|sentence| self.behind_scale(sentence));
            sentences.filter(|sentence| self.speaks_of_result(sentence)).collect()
        });
        told.iter().copied()
    }

    /// A total in a sentence: 自评综合得分93分. That of a year before is not this document's; a later one is when it was judged.
    pub(super) fn told_score(&self, kind: DocumentKind, year: Option<i32>) -> Option<Decimal> {
        self.results(kind.is_project()).find_map(|sentence| self.score_in(sentence, kind, year))
    }

    fn score_in(&self, sentence: &str, kind: DocumentKind, year: Option<i32>) -> Option<Decimal> {
        let lists = self.book.lists();
        let mut start = 0;
        while let Some((at, word)) = lists.find(List::Score, &sentence[start..]) {
            let (before, behind) = (&sentence[..start + at], &sentence[start + at + word.len()..]);
            start += at + word.len();
            if !kind.is_project() && lists.ends(List::OneOfMany, before) {
                return None;
            }
            let of_before =
                period::years(before).last().map(i32::from).zip(year).is_some_and(|(told, own)| told < own);
            let score = quantities(behind).next().filter(|first| {
                first.figure.start <= NEAR && first.unit == Some(Unit::Score) && first.bound.is_none()
            });
            match score {
                Some(_) if of_before => {}
                Some(score) => return Some(score.value.value).filter(|score| *score <= Decimal::ONE_HUNDRED),
                None => return None,
            }
        }
        None
    }

    /// 90分以上为优，80分以上为良，60分以上为中，我局得分92分，等级为优: what an office says of itself behind its scale.
    fn behind_scale<'t>(&self, sentence: &'t str) -> &'t str {
        if self.names_of_grades(sentence) < 3 {
            return sentence;
        }
        let own = office::self_reference(sentence).and_then(|word| sentence.rfind(word));
        own.map_or(sentence, |at| &sentence[at..])
    }

    fn names_of_grades(&self, sentence: &str) -> usize {
        self.book.lists().of(List::Grade).filter(|grade| sentence.contains(grade)).count()
    }

    /// A sentence that gives a grade; one that names three says where they begin.
    fn speaks_of_result(&self, sentence: &str) -> bool {
        let lists = self.book.lists();
        let told =
            self.book.vocabulary().speaks_of_result(sentence) && lists.is_in(List::ResultSubject, sentence);
        told && self.names_of_grades(sentence) < 3
    }
}

pub(super) fn own_kinds(statements: &[Statement], document: usize) -> impl Iterator<Item = TableKind> {
    statements.iter().filter(move |statement| statement.document == document).map(|statement| statement.kind)
}

/// A table by which an office as a whole is scored.
pub(super) fn is_of_office(kind: TableKind) -> bool {
    matches!(kind, TableKind::OverallSelfEval | TableKind::IndicatorScore | TableKind::EvaluationScore)
}

/// The printed total of the table that judges the document as a whole; of an office that is never the form of a project.
pub(super) fn total_score(
    indicators: &[Indicator],
    statements: &[Statement],
    document: usize,
    of_office: bool,
) -> Option<Decimal> {
    let kind = |indicator: &Indicator| statements.get(indicator.table).map(|statement| statement.kind);
    let totals = indicators
        .iter()
        .filter(|one| one.document == document && one.kind == IndicatorKind::Total && one.score.is_some());
    let totals = totals.filter(|one| !of_office || kind(one) != Some(TableKind::ProjectSelfEval));
    let rank = |one: &Indicator| match kind(one) {
        Some(TableKind::OverallSelfEval | TableKind::EvaluationScore) => 0,
        Some(TableKind::IndicatorScore) => 1,
        Some(TableKind::ProjectSelfEval) => 2,
        _ => 3,
    };
    // Subtotals weigh less than the whole.
    let weight = |one: &Indicator| one.weight.as_ref().map_or(Decimal::ONE_HUNDRED, |weight| weight.value);
    let best = totals.min_by_key(|one| (rank(one), Reverse(weight(one))));
    best.and_then(|total| total.score.as_ref()).map(|score| score.value)
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['。', '\n'])
}
