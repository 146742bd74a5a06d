//! Rows that are scored: what was aimed at, what was reached, how much it weighs, how many points it got. The total and
//! the row that weighs the budget's execution stand apart.

use std::cell::RefCell;
use std::sync::Arc;

use extractors::{Cell, Table};

use crate::chinese::{Label, Letters, fold};
use crate::fact::Place;
use crate::report::{Indicator, IndicatorKind, LevelWeight, Points, Reading};
use crate::statement::{Role, Row, RowRole, Section, SectionKind, Statement};

use super::amount::{Figure, of_text};

/// The indicators and level weights of one table.
pub fn read(reading: &mut Reading, table: &Table, statement: &Statement) {
    for (number, section) in statement.sections.iter().enumerate() {
        let sheet = Sheet { table, statement, section, last_names: RefCell::default() };
        let rows = || statement.rows.iter().enumerate().filter(move |(_, row)| row.section == Some(number));
        match section.kind {
            SectionKind::Indicators => {
                rows().for_each(|(at, row)| sheet.row(reading, at as u32, row));
            }
            // In a list of projects each row has points of its own.
            SectionKind::Funds if super::facts::lists_projects(section) => {}
            SectionKind::Funds => {
                let found = rows().filter_map(|(at, row)| sheet.execution(at as u32, row)).next();
                reading.indicators.extend(found);
            }
            _ => {}
        }
    }
}

/// Levels whose names are kept, by their numbers from 1.
const LEVELS: usize = 4;

/// The number of a cell and the name in it.
type LastName = (u32, Option<Arc<str>>);

struct Sheet<'s> {
    table: &'s Table,
    statement: &'s Statement,
    section: &'s Section,
    /// The last name of each level and its cell, which mostly reaches over several rows.
    last_names: RefCell<[Option<LastName>; LEVELS]>,
}

impl Sheet<'_> {
    fn row(&self, reading: &mut Reading, at: u32, row: &Row) {
        match row.role {
            RowRole::Total => reading.indicators.push(self.total(at, row)),
            RowRole::Data => {
                let indicator = self.indicator(at, row);
                if self.is_filled(at, row, &indicator) {
                    reading.indicators.push(indicator);
                }
                self.level_weights(reading, at, row);
            }
            _ => {}
        }
    }

    fn col(&self, role: Role) -> Option<usize> {
        self.section.columns.iter().position(|column| column.role == Some(role))
    }

    fn index(&self, row: &Row, role: Role) -> Option<u32> {
        row.cells.get(self.col(role)?).copied().flatten()
    }

    fn text(&self, row: &Row, role: Role) -> Option<String> {
        self.index(row, role).and_then(|index| self.words(index))
    }

    fn words(&self, index: u32) -> Option<String> {
        let text = fold::prose(self.table.text(index as usize).trim_matches(fold::is_blank)).into_owned();
        (!text.is_empty()).then_some(text)
    }

    /// All texts of a role, where several columns have it.
    fn texts(&self, row: &Row, role: Role) -> Option<String> {
        let cols = self.section.columns.iter().enumerate().filter(|(_, column)| column.role == Some(role));
        let cells = cols.filter_map(|(col, _)| row.cells.get(col).copied().flatten());
        cells.filter_map(|index| self.words(index)).reduce(|all, text| [all, text].join("\n"))
    }

    /// A level's name without its weight.
    fn name(&self, row: &Row, level: u8) -> Option<Arc<str>> {
        // Where a form has a fourth level, that names the row.
        let columns = self.section.columns.iter().enumerate().rev();
        let own = columns.filter(|(_, column)| column.role == Some(Role::Level(level)));
        let mut cells = own.filter_map(|(col, _)| row.cells.get(col).copied().flatten());
        let found = cells.find_map(|index| self.name_in(index, level));
        found.or_else(|| self.carried(level).map(|name| without_weight(name).into()))
    }

    fn name_in(&self, index: u32, level: u8) -> Option<Arc<str>> {
        let name = || self.words(index).map(|name| without_weight(name).into());
        let mut last = self.last_names.borrow_mut();
        let Some(last) = last.get_mut(usize::from(level)) else { return name() };
        if last.as_ref().is_none_or(|(cell, _)| *cell != index) {
            *last = Some((index, name()));
        }
        last.as_ref().and_then(|(_, name)| name.clone())
    }

    /// The level in which the piece before this one ended, where none has been printed since.
    fn carried(&self, level: u8) -> Option<String> {
        let carried = self.statement.carried.get(usize::from(level).checked_sub(1)?)?.as_deref()?;
        Some(fold::prose(carried.trim_matches(fold::is_blank)).into_owned())
    }

    /// Whether a cell begins in a row.
    fn stands_in(&self, at: u32, index: u32) -> bool {
        self.table.numbers_in_row(at).contains(&(index as usize))
    }

    /// The number of a column, if it stands in this row.
    fn points(&self, at: u32, row: &Row, role: Role) -> Option<Points> {
        let index = self.index(row, role).filter(|&index| self.stands_in(at, index))?;
        self.number(index)
    }

    fn number(&self, index: u32) -> Option<Points> {
        let text = self.table.text(index as usize);
        match of_text(text) {
            Figure::Value(print) => Some(Points {
                value: print.value,
                decimals: print.decimals,
                raw: text.trim().to_owned(),
                place: self.place(self.table.cell(index as usize)),
            }),
            _ => None,
        }
    }

    fn place(&self, cell: Cell<'_>) -> Place {
        Place { table: Some(self.statement.table), row: cell.row, col: cell.col, at: cell.at() }
    }

    fn row_place(&self, at: u32) -> Place {
        let first = self.table.row(at).first();
        let at_cell = first.map_or_else(|| self.table.at.clone(), |cell| cell.at());
        Place {
            table: Some(self.statement.table),
            row: at,
            col: first.map_or(0, |cell| cell.col),
            at: at_cell,
        }
    }

    fn empty(&self, at: u32, kind: IndicatorKind) -> Indicator {
        let row = (self.statement.document, self.statement.table, at);
        Indicator::empty(kind, row, self.row_place(at))
    }

    fn indicator(&self, at: u32, row: &Row) -> Indicator {
        let weight = self.points(at, row, Role::Weight);
        let (aim, reached) = self.target_and_actual(row);
        Indicator {
            l1: self.name(row, 1),
            l2: self.name(row, 2),
            l3: self.name(row, 3),
            target: self.text(row, Role::Target).or_else(|| self.text(row, Role::Target2)).or(aim),
            actual: self.text(row, Role::Actual).or(reached),
            weight: weight.or_else(|| self.weight_in_name(at, row)),
            score: self.points(at, row, Role::Score),
            deduction: self.points(at, row, Role::Deduction),
            note: self.texts(row, Role::Note),
            criteria: self.texts(row, Role::Criteria),
            ..self.empty(at, IndicatorKind::Indicator)
        }
    }

    /// The parts of a cell that holds target and result: `≥95%/96.2%`. One with several strokes is not taken apart.
    fn target_and_actual(&self, row: &Row) -> (Option<String>, Option<String>) {
        let Some(both) = self.text(row, Role::TargetActual) else { return (None, None) };
        let mut parts = both.split(['/', '／']).map(|part| part.trim_matches(fold::is_blank));
        match (parts.next(), parts.next(), parts.next()) {
            (Some(aim), Some(reached), None) if !aim.is_empty() && !reached.is_empty() => {
                (Some(aim.to_owned()), Some(reached.to_owned()))
            }
            _ => (Some(both), None),
        }
    }

    /// The weight behind the name of the deepest level: 完成率（5分）.
    fn weight_in_name(&self, at: u32, row: &Row) -> Option<Points> {
        if self.col(Role::Weight).is_some() {
            return None;
        }
        let deepest = (1..=3).rev().find_map(|level| self.col(Role::Level(level)))?;
        let index = row.cells.get(deepest).copied().flatten()?;
        self.stands_in(at, index).then(|| self.weight_of_name(index)).flatten()
    }

    fn weight_of_name(&self, index: u32) -> Option<Points> {
        let raw = self.table.text(index as usize).trim();
        let weight = Some(raw).filter(|raw| may_weigh(raw)).and_then(|raw| Label::parse(raw).weight)?;
        let raw = raw.to_owned();
        Some(Points {
            value: weight,
            decimals: Some(weight.scale() as i32),
            raw,
            place: self.place(self.table.cell(index as usize)),
        })
    }

    /// A row of the template that nobody filled is no indicator, nor is a second row of one that goes over several.
    fn is_filled(&self, at: u32, row: &Row, indicator: &Indicator) -> bool {
        let scored = indicator.weight.is_some() || indicator.score.is_some() || indicator.deduction.is_some();
        let own = |role| self.index(row, role).is_some_and(|index| self.stands_in(at, index));
        let told = indicator.target.is_some() && own(Role::Target)
            || indicator.actual.is_some() && own(Role::Actual);
        let named = |name: &str| own(Role::Level(3)) && !is_sample(name);
        scored || told || indicator.l3.as_deref().is_some_and(named)
    }

    /// Weights and scores of whole levels, where they begin.
    fn level_weights(&self, reading: &mut Reading, at: u32, row: &Row) {
        let own = |index: &u32| self.stands_in(at, *index);
        if let Some(index) = self.index(row, Role::Side).filter(own) {
            self.level_weight(reading, (0, row), index, None);
        }
        for level in [1, 2] {
            let Some(index) = self.index(row, Role::Level(level)).filter(own) else { continue };
            let column = self.points(at, row, Role::LevelWeight(level));
            self.level_weight(reading, (level, row), index, column);
        }
    }

    fn level_weight(
        &self,
        reading: &mut Reading,
        (level, row): (u8, &Row),
        index: u32,
        column: Option<Points>,
    ) {
        let Some(weight) = column.or_else(|| self.weight_of_name(index)) else { return };
        let above = if level == 2 { self.name(row, 1) } else { None };
        reading.weights.push(LevelWeight {
            document: self.statement.document,
            table: self.statement.table,
            level,
            label: self.words(index).map(without_weight).unwrap_or_default(),
            above: above.as_deref().map(str::to_owned),
            weight,
            score: None,
        });
    }

    fn total(&self, at: u32, row: &Row) -> Indicator {
        let mut total = self.empty(at, IndicatorKind::Total);
        total.weight = self.points(at, row, Role::Weight);
        total.score = self.points(at, row, Role::Score);
        total.deduction = self.points(at, row, Role::Deduction);
        total.note = self.texts(row, Role::Note);
        if total.weight.is_none() && total.score.is_none() {
            self.loose_points(at, &mut total);
        }
        total
    }

    /// The figures of a total row that stand under no column of points: one is the score, two are weight and score.
    fn loose_points(&self, at: u32, total: &mut Indicator) {
        let cells = self.table.numbers_in_row(at);
        let mut numbers: Vec<Points> = cells.filter_map(|index| self.number(index as u32)).collect();
        total.score = numbers.pop();
        total.weight = numbers.pop();
    }

    /// The row of the budget that is scored.
    fn execution(&self, at: u32, row: &Row) -> Option<Indicator> {
        let score = self.points(at, row, Role::Score);
        let weight = self.points(at, row, Role::Weight).or_else(|| self.printed_weight(at));
        if row.role == RowRole::Header || score.is_none() && self.points(at, row, Role::Weight).is_none() {
            return None;
        }
        let label = row.labels.first().and_then(|label| label.path.last()).cloned();
        Some(Indicator {
            l1: self.section.name.as_deref().map(Into::into),
            l3: label,
            actual: self.executed(at, row),
            rate: self.rate(at, row),
            weight,
            score,
            note: self.texts(row, Role::Note),
            ..self.empty(at, IndicatorKind::BudgetExecution)
        })
    }

    /// A weight in the header or at the side: 得分(20分*执行率), 预算执行情况(20分).
    fn printed_weight(&self, at: u32) -> Option<Points> {
        let column = self.col(Role::Score).and_then(|col| self.section.columns[col].weight);
        let weight = column.or(self.section.weight)?;
        let place = self.row_place(at);
        Some(Points { value: weight, decimals: Some(weight.scale() as i32), raw: weight.to_string(), place })
    }

    fn executed(&self, at: u32, row: &Row) -> Option<String> {
        let executed = Some(crate::fact::Basis::Executed);
        let col = self
            .section
            .columns
            .iter()
            .position(|column| column.basis == executed && column.role == Some(Role::Figure))?;
        let index = row.cells.get(col).copied().flatten()?;
        self.stands_in(at, index).then(|| self.words(index)).flatten()
    }

    fn rate(&self, at: u32, row: &Row) -> Option<Points> {
        let index = self.index(row, Role::Rate)?;
        self.stands_in(at, index).then(|| self.number(index)).flatten()
    }
}

/// 指标1, 指标2: names of the template.
fn is_sample(name: &str) -> bool {
    let key = fold::key(name);
    let rest = key.strip_prefix("指标").map(|rest| rest.trim_end_matches(':'));
    rest.is_some_and(|rest| rest.chars().all(|ch| ch.is_ascii_digit()))
        || key.chars().all(|ch| matches!(ch, '…' | '.'))
}

/// Only names with digits can hold a weight.
fn may_weigh(name: &str) -> bool {
    const DIGITS: Letters = Letters::of(&[
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '０', '１', '２', '３', '４', '５', '６', '７',
        '８', '９',
    ]);
    DIGITS.is_in(name)
}

/// 产出指标（50分） → 产出指标
fn without_weight(mut name: String) -> String {
    if !may_weigh(&name) {
        return name;
    }
    let label = Label::parse(&name);
    match name.rfind(['(', '（', '[', '【']) {
        _ if label.weight.is_none() => name,
        Some(open) if open > 0 => {
            name.truncate(name[..open].trim_end().len());
            name
        }
        _ => label.key,
    }
}
