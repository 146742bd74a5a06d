//! Figures of tables: what each measures, by the labels of its row and the headers of its column; in which sense, for
//! which year, in which unit.

use std::cell::OnceCell;
use std::sync::Arc;

use extractors::Cell;
use rust_decimal::Decimal;

use crate::book::{Blocks, Measure, RowWord};
use crate::chinese::{Unit, fold};
use crate::fact::{Amount, Basis, Concept, Fact, Path, Place, Scope, Sureness};
use crate::report::{Absence, Blank, ReadAs, Reading};
use crate::statement::{
    Column, ColumnYear, Role, Row, RowHead, RowLabel, RowRole, Section, SectionKind, TableKind, UnitSource,
};

use super::Context;
use super::amount::{Figure, Print, figure, of_text};
use super::ledger::Ledger;

/// The facts and blanks of all sections of figures.
pub fn read(reading: &mut Reading, ledger: &mut Ledger, context: &Context<'_>) {
    for (number, section) in context.statement.sections.iter().enumerate() {
        if !matches!(section.kind, SectionKind::Figures | SectionKind::Funds) {
            continue;
        }
        let rows = context.statement.rows.iter().enumerate().filter(|(_, row)| row.section == Some(number));
        let data = rows.filter(|(_, row)| matches!(row.role, RowRole::Data | RowRole::Total));
        let data: Vec<(usize, &Row)> = data.collect();
        let filled = data.iter().filter(|(_, row)| !row.cells.is_empty()).count();
        let frame = Frame::new(context, section, filled == 1);
        for (at, row) in data {
            Line { frame: &frame, row, at: at as u32 }.read(reading, ledger);
        }
    }
}

/// What holds for all rows of a section.
struct Frame<'l, 'c> {
    context: &'l Context<'c>,
    section: &'l Section,
    /// What the columns show where they are rates: looked at once, when first asked for.
    rates: Vec<OnceCell<Rates>>,
    /// The columns that are headed as sums.
    sums: Vec<bool>,
    /// The column of units.
    units: Option<usize>,
    /// No other row of figures stands in the section.
    alone: bool,
    /// Each row of the section is about the project that it names.
    projects: bool,
}

impl<'l, 'c> Frame<'l, 'c> {
    fn new(context: &'l Context<'c>, section: &'l Section, alone: bool) -> Self {
        let columns = &section.columns;
        let total = |word: &str| {
            let meaning = context.book.meaning(&fold::key(word));
            meaning.is_some_and(|meaning| meaning.row == Some(RowWord::Total))
        };
        let sums = |column: &Column| column.path.last().is_some_and(|word| total(word));
        Self {
            context,
            section,
            rates: vec![OnceCell::new(); columns.len()],
            sums: columns.iter().map(sums).collect(),
            units: columns.iter().position(|column| column.role == Some(Role::Measure)),
            alone,
            projects: lists_projects(section),
        }
    }
}

/// A row of figures.
struct Line<'l, 'c> {
    frame: &'l Frame<'l, 'c>,
    row: &'l Row,
    at: u32,
}

/// What a column of rates shows as a whole.
#[derive(Debug, Clone, Copy, Default)]
struct Rates {
    /// One of its figures has a sign of per cent.
    percent: bool,
    largest: Decimal,
}

/// What a column says in a row.
struct Meaning {
    concept: Option<Concept>,
    basis: Basis,
    year: Option<i32>,
}

impl Line<'_, '_> {
    fn read(&self, reading: &mut Reading, ledger: &mut Ledger) {
        let table = self.frame.context.table;
        let (cells, first) = (table.row(self.at), table.numbers_in_row(self.at).start);
        for (col, column) in self.frame.section.columns.iter().enumerate() {
            let Some(index) = self.row.cells.get(col).copied().flatten() else { continue };
            // Others reach into the row from above or from elsewhere.
            let own = (index as usize).checked_sub(first).and_then(|nth| cells.get(nth));
            let Some(cell) = own else { continue };
            let found = figure(cell, table.origin);
            let counts = column.role.is_none_or(|role| matches!(role, Role::Figure | Role::Rate));
            match (found, counts) {
                (Figure::Value(print), true) => {
                    reading.facts.push(self.fact(col, cell, print));
                    ledger.mark(index, ReadAs::Fact);
                }
                (Figure::Absent(absence), true) => {
                    self.blank(reading, col, cell, absence);
                    ledger.mark(index, ReadAs::Blank);
                }
                (Figure::Value(print), false) if column.role.is_some_and(Role::is_points) => {
                    reading.facts.extend(self.score(col, cell, print));
                    ledger.mark(index, ReadAs::Fact);
                }
                (Figure::Absent(Absence::Blank), false) => ledger.mark(index, ReadAs::Blank),
                _ => ledger.mark(index, ReadAs::Label),
            }
        }
    }

    fn fact(&self, col: usize, cell: Cell<'_>, print: Print) -> Fact {
        let column = &self.frame.section.columns[col];
        let mut meaning = self.meaning(col);
        let measure = self.measure(column, meaning.concept.as_ref());
        if print.unit == Some(Unit::Percent) && measure == Some(Measure::Money) && column.suffix.is_none() {
            meaning.concept = meaning.concept.map(|concept| concept.with("share"));
        } else if print.unit.is_some_and(|unit| !can_measure(measure, unit))
            || self.only_names_rate(col, &print, measure)
        {
            meaning.concept = None;
        }
        Fact {
            document: self.frame.context.statement.document,
            concept: meaning.concept,
            label: self.label_text(column),
            path: self.path(column),
            year: meaning.year,
            basis: meaning.basis,
            amount: print.amount(self.unit_of(print, col, measure), cell.text.trim()),
            scope: self.scope(),
            medium: self.frame.context.medium,
            place: self.place(cell),
            raw: cell.text.trim().to_owned(),
            primary: false,
            sureness: self.sureness(print.sure),
        }
    }

    /// The points that a project got, in a list of projects.
    fn score(&self, col: usize, cell: Cell<'_>, print: Print) -> Option<Fact> {
        let column = &self.frame.section.columns[col];
        let named = self.label(column).is_some_and(|label| !label.total && !label.key.is_empty());
        let own = self.frame.projects && named && column.role == Some(Role::Score);
        own.then(|| Fact {
            concept: Some(Concept::new("score.total")),
            basis: Basis::SelfEval,
            amount: Amount { value: print.value, decimals: print.decimals, unit: Some(Unit::Score) },
            ..self.fact(col, cell, print)
        })
    }

    /// A name of a rate beside a figure without a sign, in a column of which nothing is known, need not be its name.
    fn only_names_rate(&self, col: usize, print: &Print, measure: Option<Measure>) -> bool {
        let column = &self.frame.section.columns[col];
        measure == Some(Measure::Rate)
            && print.unit.is_none()
            && column.unit.is_none()
            && column.basis.is_none_or(|basis| basis == Basis::Unstated)
            && column.role != Some(Role::Rate)
    }

    fn blank(&self, reading: &mut Reading, col: usize, cell: Cell<'_>, absence: Absence) {
        let column = &self.frame.section.columns[col];
        let named = column.role.is_some()
            && self.row.labels.get(column.group).is_some_and(|label| !label.path.is_empty());
        if !named {
            return;
        }
        let meaning = self.meaning(col);
        reading.blanks.push(Blank {
            document: self.frame.context.statement.document,
            concept: meaning.concept,
            label: self.label_text(column),
            year: meaning.year,
            basis: meaning.basis,
            absence,
            place: self.place(cell),
        });
    }

    fn label(&self, column: &Column) -> Option<&RowLabel> {
        self.row.labels.get(column.group)
    }

    fn label_text(&self, column: &Column) -> Arc<str> {
        let own = self.label(column).and_then(|label| label.path.last());
        own.or(column.path.last()).cloned().unwrap_or_default()
    }

    fn path(&self, column: &Column) -> Path {
        let labels = self.label(column).map(|label| label.path.clone());
        Path { heads: column.path.clone(), labels: labels.unwrap_or_default() }
    }

    fn place(&self, cell: Cell<'_>) -> Place {
        Place { table: Some(self.frame.context.statement.table), row: cell.row, col: cell.col, at: cell.at() }
    }

    fn sureness(&self, sure: bool) -> Sureness {
        use extractors::document::Confidence;
        match self.frame.context.table.confidence {
            Confidence::Low => Sureness::Low,
            Confidence::Medium => Sureness::Medium,
            Confidence::High if !sure || self.row.shifted => Sureness::Medium,
            Confidence::High => Sureness::High,
        }
    }

    fn meaning(&self, col: usize) -> Meaning {
        let column = &self.frame.section.columns[col];
        let label = self.label(column);
        let base = self.base(col).and_then(|base| self.in_family(base));
        let month = label.and_then(|label| label.month);
        let heads = self.heads(col);
        let basis = match (month, heads) {
            (Some(month), _) => Basis::Month(month),
            (None, Some(heads)) => heads.basis,
            (None, None) => self.basis(col),
        };
        let suffix = heads.and_then(|heads| heads.suffix.as_ref()).or(column.suffix.as_ref());
        let concept = match (suffix, base) {
            (Some(suffix), Some(base)) => Some(base.with(suffix)),
            (None, base) => base,
            (Some(_), None) => None,
        };
        let basis = match &concept {
            people if basis == Basis::Unstated && self.counts_people(people.as_ref()) => Basis::YearEnd,
            Some(owned)
                if basis == Basis::BudgetInitial
                    && (owned.is_of("fixed_asset") || owned.is_of("intangible")) =>
            {
                Basis::Opening
            }
            _ => basis,
        };
        let printed = column.year.filter(|year| matches!(year, ColumnYear::Printed(_)));
        let of_row = label.and_then(|label| label.year).map(ColumnYear::Printed);
        let year = heads.and_then(|heads| heads.year).or(printed).or(of_row).or(column.year);
        Meaning { concept, basis, year: self.year(year) }
    }

    /// What the name of the row says where the header of the column says only what is measured.
    fn heads(&self, col: usize) -> Option<&RowHead> {
        let column = &self.frame.section.columns[col];
        let silent = column.suffix.is_none() && (column.basis.is_none() || column.concept.is_some());
        self.label(column).and_then(|label| label.heads.as_ref()).filter(|_| silent)
    }

    /// The project of a row in a list of projects; below it stands what the office spent on all of them.
    fn scope(&self) -> Scope {
        match self.row.labels.first().filter(|_| self.frame.projects) {
            Some(label) if label.total => Scope::Department,
            Some(label) => match label.path.last() {
                Some(name) if label.concept.is_none() => Scope::Project(name.clone()),
                _ => self.frame.context.scope.clone(),
            },
            None => self.frame.context.scope.clone(),
        }
    }

    /// What the money of a row is in a list of projects.
    fn of_list(&self, label: Option<&RowLabel>) -> Option<Concept> {
        let label = label.filter(|label| self.frame.projects && !label.key.is_empty())?;
        match (&label.concept, label.total) {
            (_, true) => Some(Concept::new("project.total")),
            (None, false) => Some(Concept::new("project_fund.total")),
            (Some(known), false) => Some(known.clone()),
        }
    }

    /// 本年收入 of a table of one fund is that fund's; the budget in a project's report is the project's.
    fn in_family(&self, common: Concept) -> Option<Concept> {
        if common.as_str() == "fund.total" && matches!(self.frame.context.scope, Scope::Project(_)) {
            return Some(Concept::new("project_fund.total"));
        }
        let measures = self.frame.context.family.map(|family| &family.measures);
        match measures.filter(|measures| !measures.is_empty()).and_then(|them| them.get(common.as_str())) {
            Some(own) => own.clone(),
            None => Some(common),
        }
    }

    /// What is measured, before a suffix.
    fn base(&self, col: usize) -> Option<Concept> {
        let column = &self.frame.section.columns[col];
        let label = self.label(column);
        let own = self.of_list(label).or_else(|| label.and_then(|label| label.concept.clone()));
        let own = own.or_else(|| self.side_total(column, label)).or_else(|| self.of_form(column, label));
        if column.part {
            return None;
        }
        if let Some(concept) = &column.concept {
            return self.of_column(concept, label, own);
        }
        if column.suffix.as_deref() == Some("share") && own.is_none() {
            return self.neighbour(col).and_then(|neighbour| self.base(neighbour));
        }
        let sums = self.frame.sums[col];
        let block = self.frame.section.block;
        if sums && column.basis.is_none_or(|basis| basis != Basis::Unstated) && own.is_none() {
            let accounts = self.frame.context.family.is_some_and(|family| family.block == Blocks::ACCOUNTS);
            return match block {
                Some("sangong") => self.of_column(&Concept::new("sangong.total"), label, None),
                _ if accounts && label.is_some_and(|label| label.total) => {
                    Some(Concept::new("expenditure.total"))
                }
                _ => None,
            };
        }
        let headed = label.is_some_and(|label| label.heads.is_some());
        let stated =
            headed || column.basis.is_some() || column.suffix.is_some() || self.counts_people(own.as_ref());
        let accounts = self.frame.context.statement.kind == TableKind::FinalAccounts;
        if stated || accounts && sums { own } else { None }
    }

    /// 年初预算 | 620.5 | 调整预算 | 655.3: names of columns beside their figures, in the form of an office or a project.
    fn of_form(&self, column: &Column, label: Option<&RowLabel>) -> Option<Concept> {
        let money = label.and_then(|label| label.heads.as_ref()).is_some_and(|heads| {
            let planned = matches!(heads.basis, Basis::Budget | Basis::BudgetInitial | Basis::BudgetFull);
            heads.suffix.is_none() && (planned || heads.basis == Basis::Executed)
        });
        let several = self.row.labels.iter().filter(|label| label.heads.is_some()).count() > 1;
        let bare =
            column.basis.is_none() && column.concept.is_none() && self.frame.section.header_rows.is_empty();
        let form = self
            .frame
            .context
            .family
            .is_some_and(|family| family.block == Blocks::FUND || family.block == Blocks::PROJECT_FUND);
        (money && several && bare && form).then(|| Concept::new("fund.total"))
    }

    /// A row of people is told by its name alone.
    fn counts_people(&self, own: Option<&Concept>) -> bool {
        let entry = own.and_then(|own| self.frame.context.book.entry(own.as_str()));
        entry.is_some_and(|entry| entry.measure == Measure::People)
    }

    /// 总计 under 收入 is 收入总计, where the book knows that.
    fn side_total(&self, column: &Column, label: Option<&RowLabel>) -> Option<Concept> {
        let label = label.filter(|label| label.total && self.frame.section.kind == SectionKind::Figures)?;
        let side = fold::key(column.path.first()?);
        let entry = self.frame.context.book.concept(&format!("{side}{}", label.key), Blocks::ACCOUNTS)?;
        entry.concept.is_of("accounts").then(|| entry.concept.clone())
    }

    /// The column says what is measured: so it does for the total, for a month, for a row that stands alone or has no
    /// name of its own. A row with a name of its own makes it a part that has no concept, but for spending by function.
    fn of_column(
        &self,
        concept: &Concept,
        label: Option<&RowLabel>,
        own: Option<Concept>,
    ) -> Option<Concept> {
        if concept.is_of("payment") {
            return Some(concept.clone());
        }
        if self.frame.projects && (concept.is_of("building") || concept.is_of("staff")) {
            return None;
        }
        let names = label.is_some_and(|label| {
            let period = label.month.is_some() || label.year.is_some();
            !label.key.is_empty() && !label.total && !period && label.heads.is_none()
        });
        if concept.as_str() == "fund.execution_rate" {
            return self.rate_of(own, names);
        }
        if !names || self.frame.alone && own.is_none() {
            return Some(concept.clone());
        }
        let function = own.filter(|own| own.is_of("function"));
        function.filter(|_| concept.as_str() == "expenditure.total")
    }

    /// The rate of the whole budget stands in its total row; that of the basic part has a name of its own.
    fn rate_of(&self, own: Option<Concept>, names: bool) -> Option<Concept> {
        match own.as_ref().map(Concept::as_str) {
            Some("project.total") if self.frame.projects => None,
            Some("fund.total" | "project_fund.total") => Some(Concept::new("fund.execution_rate")),
            Some("basic.total") => Some(Concept::new("basic.execution_rate")),
            None if !names => Some(Concept::new("fund.execution_rate")),
            _ => None,
        }
    }

    /// The column of figures to the left of a share.
    fn neighbour(&self, col: usize) -> Option<usize> {
        let left =
            self.frame.section.columns[..col].iter().rposition(|column| column.role == Some(Role::Figure))?;
        self.frame.section.columns[left].suffix.is_none().then_some(left)
    }

    fn basis(&self, col: usize) -> Basis {
        let column = &self.frame.section.columns[col];
        let own = column.basis.or_else(|| {
            let share = column.suffix.as_deref() == Some("share");
            self.neighbour(col).filter(|_| share).and_then(|left| self.frame.section.columns[left].basis)
        });
        match own {
            None | Some(Basis::Unstated | Basis::Executed)
                if self.frame.context.statement.kind == TableKind::FinalAccounts =>
            {
                Basis::FinalAccount
            }
            own => own.unwrap_or(Basis::Unstated),
        }
    }

    fn year(&self, year: Option<ColumnYear>) -> Option<i32> {
        match year {
            Some(ColumnYear::Printed(year)) => Some(year),
            Some(ColumnYear::Relative(offset)) => self.frame.context.year.map(|year| year + offset),
            None => self.frame.section.year.or(self.frame.context.year),
        }
    }

    fn measure(&self, column: &Column, concept: Option<&Concept>) -> Option<Measure> {
        if column.role == Some(Role::Rate) {
            return Some(Measure::Rate);
        }
        concept.and_then(|concept| self.frame.context.book.entry(concept.as_str())).map(|entry| entry.measure)
    }

    fn unit_of(&self, print: Print, col: usize, measure: Option<Measure>) -> Option<Unit> {
        print.unit.or_else(|| self.unit(col, measure, print.value))
    }

    /// The unit that holds for a figure that prints none: of its label or column, its block, the line above, the family.
    fn unit(&self, col: usize, measure: Option<Measure>, value: Decimal) -> Option<Unit> {
        let column = &self.frame.section.columns[col];
        let label = self.label(column).and_then(|label| label.unit);
        if let Some(unit) = self.unit_beside() {
            return if measure == Some(Measure::Rate) { Some(self.rate_unit(col, value)) } else { unit };
        }
        let near = label.or(column.unit).or(self.frame.section.unit.map(|(unit, _)| unit));
        let far = self.frame.context.statement.unit;
        match measure {
            Some(Measure::Rate) => column.unit.or_else(|| Some(self.rate_unit(col, value))),
            Some(Measure::People) => Some(near.filter(|unit| unit.is_people()).unwrap_or(Unit::PEOPLE)),
            Some(Measure::Area) => Some(column.unit.unwrap_or(Unit::SquareMetre)),
            Some(Measure::Score) => Some(Unit::Score),
            Some(Measure::Money) => near.or(far.map(|(unit, _)| unit)).filter(|unit| unit.is_money()),
            Some(Measure::Count) => near,
            None => near.or(far.filter(|(_, source)| *source != UnitSource::Family).map(|(unit, _)| unit)),
        }
    }

    /// What a column of units says in this row; `Some(None)` where it says something that is no unit.
    fn unit_beside(&self) -> Option<Option<Unit>> {
        let col = self.frame.units?;
        let text = self.frame.context.table.text(self.row.cells.get(col).copied().flatten()? as usize);
        let key = fold::key(text);
        (!key.is_empty()).then(|| Unit::named(&key))
    }

    /// A rate without a sign is a share of 1 where the whole column stays near it, else a percentage.
    fn rate_unit(&self, col: usize, value: Decimal) -> Unit {
        let rates = self.frame.rates[col].get_or_init(|| self.rates_of(col));
        let near_one = value.abs().max(rates.largest) <= Decimal::new(15, 1);
        if near_one && !rates.percent { Unit::Ratio } else { Unit::Percent }
    }

    fn rates_of(&self, col: usize) -> Rates {
        let rows = self.frame.context.statement.rows.iter().filter(|row| row.section == self.row.section);
        let cells = rows.filter_map(|row| row.cells.get(col).copied().flatten());
        let texts = cells.map(|index| self.frame.context.table.text(index as usize));
        let figures = texts.filter_map(|text| match of_text(text) {
            Figure::Value(print) => Some(print),
            _ => None,
        });
        figures.fold(Rates::default(), |rates, print| Rates {
            percent: rates.percent || print.unit == Some(Unit::Percent),
            largest: rates.largest.max(print.value.abs()),
        })
    }
}

/// Whether the rows of a section are projects with their money.
pub fn lists_projects(section: &Section) -> bool {
    let named = section.columns.iter().any(|column| column.projects);
    named && section.columns.iter().any(|column| column.role == Some(Role::Figure) && column.basis.is_some())
}

/// Whether a printed unit can be one of what is measured: an area in a column of rates is some other figure.
fn can_measure(measure: Option<Measure>, unit: Unit) -> bool {
    match measure {
        Some(Measure::Money) => unit.is_money(),
        Some(Measure::People) => unit.is_people(),
        Some(Measure::Rate) => {
            matches!(unit, Unit::Percent | Unit::PerMille | Unit::PercentagePoint | Unit::Ratio)
        }
        Some(Measure::Area) => unit == Unit::SquareMetre,
        Some(Measure::Score) => unit == Unit::Score,
        Some(Measure::Count) | None => true,
    }
}
