//! Tables by code of the final accounts, where a row of three digits is the sum of its rows of five, these of theirs of
//! seven, and the whole of those of three, in every column. Which rows belong together is read from the codes alone.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;

use extractors::Table;
use rust_decimal::Decimal;

use crate::chinese::{fold, read};
use crate::fact::Amount;
use crate::statement::{Role, Row, RowRole, Statement, TableKind};

use crate::reconcile::instances::Subject;
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::{Lack, Seen};
use crate::reconcile::judge::value::{Quantity, Value};
use crate::reconcile::layout::View;

/// Every sum of every table by code, and the cells that they are made of.
#[derive(Debug, Default)]
pub struct Codes {
    pub sums: Vec<CodeSum>,
    figures: Vec<CodeFigure>,
}

/// A figure of a row with those that should add up to it, by their numbers.
#[derive(Debug)]
pub struct CodeSum {
    /// The code and name of the row.
    pub label: Rc<str>,
    whole: usize,
    parts: Vec<usize>,
}

/// A cell by its number in the table; most are a part of one sum and the whole of another, and are read once.
#[derive(Debug)]
pub struct CodeFigure {
    pub table: usize,
    pub cell: usize,
    read: OnceCell<Option<Quantity>>,
}

/// A row with its code, `""` for the whole, and for each column the number of its figure.
#[derive(Default)]
struct CodeRow {
    code: String,
    label: String,
    figures: Vec<(u32, usize)>,
}

/// Every sum of every table by code.
pub fn sums(view: &View<'_>) -> Codes {
    let mut codes = Codes::default();
    let of_accounts = view.statements.iter().filter(|statement| statement.kind == TableKind::FinalAccounts);
    let mut by_root: HashMap<usize, Vec<CodeRow>> = HashMap::new();
    let mut roots = Vec::new();
    for statement in of_accounts {
        let Some(table) = view.tables.get(statement.table) else { continue };
        let root = view.root(statement.table);
        if !by_root.contains_key(&root) {
            roots.push(root);
        }
        by_root.entry(root).or_default().extend(rows(statement, table, &mut codes.figures));
    }
    codes.sums = roots.iter().filter_map(|root| by_root.get(root)).flat_map(|rows| of_rows(rows)).collect();
    codes
}

/// The rows that bear a code, and that of the whole; of tables side by side those of each.
fn rows(statement: &Statement, table: &Table, figures: &mut Vec<CodeFigure>) -> Vec<CodeRow> {
    let data = |row: &&Row| matches!(row.role, RowRole::Data | RowRole::Total);
    let of_code = |row| code_rows((statement, table), row, figures);
    statement.rows.iter().filter(data).flat_map(of_code).collect()
}

/// A row by its columns, as recognised: a text export has lost the spans of its cells.
fn code_rows(
    (statement, table): (&Statement, &Table),
    row: &Row,
    figures: &mut Vec<CodeFigure>,
) -> Vec<CodeRow> {
    let columns = row.section.and_then(|section| statement.sections.get(section)).map(|it| &it.columns);
    let columns = columns.filter(|_| !row.shifted).map_or(&[][..], Vec::as_slice);
    let (mut found, mut last): (Vec<(usize, CodeRow)>, _) = (Vec::new(), None);
    for (nth, (column, cell)) in columns.iter().zip(&row.cells).enumerate() {
        let Some(cell) = cell.map(|cell| cell as usize).filter(|cell| last != Some(*cell)) else { continue };
        last = Some(cell);
        if found.last().is_none_or(|(group, _)| *group != column.group) {
            found.push((column.group, CodeRow::default()));
        }
        let Some((_, own)) = found.last_mut() else { continue };
        match (column.role, table.cells().get(cell)) {
            (Some(Role::Figure), _) => {
                own.figures.push((nth as u32, figures.len()));
                figures.push(CodeFigure { table: statement.table, cell, read: OnceCell::new() });
            }
            (_, Some(name)) => own.name(&fold::key(name.text)),
            (_, None) => {}
        }
    }
    found.into_iter().map(|(_, row)| row).filter(CodeRow::is_one).collect()
}

impl CodeRow {
    fn is_one(&self) -> bool {
        match self.code.len() {
            0 => self.label == "合计",
            length => matches!(length, 3 | 5 | 7),
        }
    }

    /// Digits in front of the first word are the code, which may stand in three columns.
    fn name(&mut self, key: &str) {
        if !self.label.is_empty() {
            return;
        }
        if !key.is_empty() && key.len() <= 7 && key.bytes().all(|byte| byte.is_ascii_digit()) {
            self.code.push_str(key);
        } else {
            self.label = key.to_owned();
        }
    }
}

/// Rows whose code stands twice are nobody's parts: the table is not one by code.
fn of_rows(rows: &[CodeRow]) -> Vec<CodeSum> {
    let mut by_code: HashMap<&str, usize> = HashMap::new();
    let mut parts: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        if by_code.insert(&row.code, at).is_some() {
            return Vec::new();
        }
        let above = match row.code.len() {
            0 => continue,
            3 => "",
            length => &row.code[..length - 2],
        };
        parts.entry(above).or_default().push(at);
    }
    let mut sums = Vec::new();
    for row in rows {
        let Some(below) = parts.get(row.code.as_str()) else { continue };
        let label: Rc<str> = format!("{} {}", row.code, row.label).trim().into();
        sums.extend(row.figures.iter().map(|&(col, whole)| CodeSum {
            label: label.clone(),
            whole,
            parts: below.iter().filter_map(|&at| part(&rows[at], col)).collect(),
        }));
    }
    sums
}

fn part(row: &CodeRow, col: u32) -> Option<usize> {
    row.figures.iter().find(|(own, _)| *own == col).map(|(_, figure)| *figure)
}

impl Codes {
    /// The cell of a sum.
    pub fn whole(&self, sum: &CodeSum) -> &CodeFigure {
        &self.figures[sum.whole]
    }
}

impl<'j, 'v> Judge<'j, 'v> {
    fn code_sum_here(&self) -> Option<&'j CodeSum> {
        match self.anchor.subject {
            Subject::Code(nth) => self.view.codes().sums.get(nth),
            _ => None,
        }
    }

    fn printed(&self, figure: usize) -> Option<&'j Quantity> {
        let figure = &self.view.codes().figures[figure];
        figure.read.get_or_init(|| self.read_figure(figure.table, figure.cell)).as_ref()
    }

    fn read_figure(&self, table: usize, cell: usize) -> Option<Quantity> {
        let reading = read(self.view.tables.get(table)?.cells().get(cell)?.text);
        let value = reading.value.filter(|_| reading.second.is_none() && reading.tail.trim().is_empty())?;
        let unit = self.view.statement(table).and_then(|it| it.unit).map(|(unit, _)| unit);
        Quantity::of(&Amount {
            value: value.value,
            decimals: Some(value.decimals),
            unit: reading.unit.or(unit),
        })
    }

    /// The figure of a row by code.
    pub fn code_total(&mut self) -> Value<'v> {
        let Some(sum) = self.code_sum_here() else { return Value::missing("科目") };
        match self.printed(sum.whole) {
            Some(quantity) => {
                let told = || format!("{} {}", sum.label, quantity.shown_with_unit());
                self.trace.see(|| Seen::Text(None, Cow::Owned(told())));
                Value::Number(quantity.clone())
            }
            None => Value::missing("科目金额"),
        }
    }

    /// What the rows below it add up to; those left blank count as 0 where everything else agrees.
    pub fn code_parts(&mut self) -> Value<'v> {
        let Some(sum) = self.code_sum_here() else { return Value::missing("科目") };
        let (mut total, mut blanks, mut told) = (None::<Quantity>, 0usize, Vec::new());
        for &part in &sum.parts {
            let Some(quantity) = self.printed(part) else {
                blanks += 1;
                continue;
            };
            told.push(quantity.value);
            total = match total {
                None => Some(quantity.clone()),
                Some(sum) => sum.plus(quantity),
            };
        }
        let Some(total) = total else { return Value::missing("下级科目金额") };
        if blanks > 0 {
            self.trace
                .blanks
                .push(Lack::spoken(format!("{blanks} 个下级科目"), format!("{blanks} lower codes")));
        }
        if self.telling {
            let shown = |value: &Decimal| Quantity { value: *value, ..total.clone() }.shown();
            let sum: Vec<String> = told.iter().take(40).map(shown).collect();
            self.trace.see(|| Seen::Text(None, Cow::Owned(sum.join(" + "))));
        }
        Value::Number(total)
    }
}
