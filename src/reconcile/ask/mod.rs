//! What rules can ask beside arithmetic: one function of the language here, its answer in the file that its name begins
//! with. [`terms`] finds the figures that all of them speak of.

mod attachments;
pub mod codes;
pub mod divisions;
mod fields;
mod figures;
pub mod forms;
mod formulas;
mod grades;
mod lines;
mod marks;
mod once;
mod peaks;
mod rows;
mod tables;
mod targets;
mod terms;
mod texts;
mod told;
mod twins;

use rust_decimal::Decimal;

use crate::book::rules::expr::{Expr, Function};
use crate::chinese::mask::contacts;
use crate::chinese::read;
use crate::report::IndicatorKind;

pub use fields::plainly;
pub use once::{Gathered, Meant};
pub use rows::Alike;
pub use terms::Found;

use super::judge::Judge;
use super::judge::value::Value;
use marks::{has_empty_field, is_unbalanced};
use targets::{attainment, met, same_unit};

impl<'v> Judge<'_, 'v> {
    /// What a function of the language answers on the instance; of figures first.
    pub fn ask(&mut self, function: Function, given: &'v [Expr]) -> Value<'v> {
        match (function, given.first()) {
            (Function::Sum, Some(Expr::Term(term))) => self.sum(term),
            (Function::Children, Some(Expr::Term(term))) => self.children(term),
            (Function::Count, Some(Expr::Term(term))) => {
                Value::plain(Decimal::from(self.gathered(term).numbers.len()))
            }
            (Function::Greatest, Some(Expr::Term(term))) => self.extreme_of(term, false),
            (Function::Least, Some(Expr::Term(term))) => self.extreme_of(term, true),
            (Function::Slipped, Some(one)) => self.slipped(one, given.get(1)),
            (Function::Told, Some(label)) => self.told(label, given.get(1)),
            (Function::Distinct, Some(Expr::Term(term))) => self.distinct(term),
            (Function::Prior, Some(inner)) => self.prior(inner),
            (Function::Accounts, Some(inner)) => self.in_accounts(inner),
            (Function::Twin, _) => self.twin(false),
            (Function::DrawnTwin, _) => self.twin(true),
            (Function::CodeTotal, _) => self.code_total(),
            (Function::CodeParts, _) => self.code_parts(),
            (Function::Labelled, Some(label)) => self.labelled(label, given.get(1)),
            (Function::SaidMonth, _) => self.said_month(),
            (Function::SaidOfMonth, Some(words)) => self.said_of_month(words),
            (Function::GreatestMonth, Some(Expr::Term(term))) => self.greatest_month(term),
            (Function::Nearest, Some(Expr::Term(term))) => self.nearest(term),
            (Function::Trend, _) => self.trend(),
            (Function::UnitConflict, _) => self.unit_conflict(),
            (Function::RoundTo, Some(value)) => self.round_to(value, given.get(1)),
            (
                Function::FormulaStored
                | Function::FormulaSum
                | Function::FormulaMisses
                | Function::TypedBeside
                | Function::SumBeside,
                _,
            ) => self.formula(function),
            (_, _) => self.ask_rows(function, given),
        }
    }

    /// Of scored rows, their texts and grades.
    fn ask_rows(&mut self, function: Function, given: &'v [Expr]) -> Value<'v> {
        match (function, given) {
            (Function::Rows, [condition]) => self.count_rows(condition),
            (Function::SumRows, [value]) => self.sum_rows(value, None),
            (Function::SumIndicators, [value]) => self.sum_rows(value, Some(IndicatorKind::Indicator)),
            (Function::Below, [value]) => self.below(value),
            (Function::WeightOf, [label]) => self.weight_of(label),
            (Function::GradeOf, [score]) => self.grade_of(score),
            (Function::SameGrade, [one, other]) => self.same_grade(one, other),
            (Function::OwnScale, _) => Value::Truth(self.own_scale().is_some()),
            (Function::ScaleOverlaps, _) => self.scale_overlaps(),
            (Function::Met, [target, actual]) => self.of_two(target, actual, met),
            (Function::Attainment, [target, actual]) => self.of_two(target, actual, attainment),
            (Function::SameUnit, [one, other]) => self.of_two(one, other, same_unit),
            (Function::SameFigure, [text, figure]) => self.same_figure(text, figure),
            (Function::Measure, [text]) => self.measure(text),
            (Function::Said, [Expr::Text(name)]) => self.said(name),
            (Function::Alike, [Expr::Field(field)]) => self.alike(*field),
            _ => self.ask_text(function, given),
        }
    }

    /// Of words, lines and tables.
    fn ask_text(&mut self, function: Function, given: &'v [Expr]) -> Value<'v> {
        match (function, given) {
            (Function::Has, [text, words]) => self.has(text, words),
            (Function::SameText, [one, other]) => self.same_text(one, other),
            (Function::Length, [text]) => self.length(text),
            (Function::Placeholder, [text]) => self.placeholder(text),
            (Function::Unbalanced, [text]) => self.of_text(text, |text| Value::Truth(is_unbalanced(text))),
            (Function::ExampleFigure, [text]) => self.example_figure(text),
            (Function::Repeated, [text]) => self.repeated(text),
            (Function::Context, _) => self.context(),
            (Function::EmptyField, [text]) => self.of_text(text, |text| Value::Truth(has_empty_field(text))),
            (Function::Personal, [text]) => self.of_text(text, |text| Value::Truth(contacts(text) != text)),
            (Function::PriorHas, [text]) => self.prior_has(text),
            (Function::YearShape, [text]) => {
                self.of_text(text, |text| Value::Truth(read(text).is_year_like()))
            }
            (Function::RowText, _) => self.row_text(),
            (Function::YearsBack, [text]) => self.years_back(text),
            (Function::LineHas, [words]) => self.line_has(words),
            (Function::Resolves, _) => self.resolves(),
            (Function::AttachmentTwice, _) => self.attachment_twice(),
            (Function::Attached, _) => self.attached(),
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
}
