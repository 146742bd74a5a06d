//! Fields of rows, levels, documents, and functions over the scored rows of a table.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::book::rules::expr::{Expr, Field};
use crate::chinese::{Unit, fold, read};
use crate::fact::Amount;
use crate::reconcile::instances::{Anchor, Subject};
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::{Lack, Seen};
use crate::reconcile::judge::value::{Quantity, Value};
use crate::reconcile::layout::RowSum;
use crate::report::{Indicator, IndicatorKind, LevelWeight, Points};
use crate::statement::TableKind;

use super::fields::{points, text_of};

static ROW_WEIGHT: Expr = Expr::Field(Field::RowWeight);

impl<'v> Judge<'_, 'v> {
    pub fn field_value(&mut self, field: Field) -> Value<'v> {
        if let Some((points, name)) = self.points_of(field) {
            return self.points(points, name);
        }
        let row = self.row();
        match text_of(row, field) {
            Some((found, name)) => text(found, name),
            None if field == Field::RowRate => self.rate(row),
            None => self.other_field(field),
        }
    }

    /// Fields that are points, with what they are called where they are missing.
    pub fn points_of(&self, field: Field) -> Option<(Option<&'v Points>, &'static str)> {
        let row = |name| (self.row().and_then(|row| points(row, field)), name);
        let total = |of: fn(&'v Indicator) -> Option<&'v Points>| self.total_row().and_then(of);
        Some(match field {
            Field::RowWeight => row("分值"),
            Field::RowScore => row("得分"),
            Field::RowDeduction => row("扣分"),
            Field::TotalWeight => (total(|row| row.weight.as_ref()), "总分分值"),
            Field::TotalScore => (total(|row| row.score.as_ref()), "总分"),
            Field::TotalDeduction => (total(|row| row.deduction.as_ref()), "扣分合计"),
            Field::LevelWeight => (self.level().map(|level| &level.weight), "权重"),
            Field::LevelScore => (self.level().and_then(|level| level.score.as_ref()), "得分"),
            _ => return None,
        })
    }

    fn level(&self) -> Option<&'v LevelWeight> {
        match self.anchor.subject {
            Subject::Level(level) => self.view.reading.weights.get(level),
            _ => None,
        }
    }

    fn other_field(&mut self, field: Field) -> Value<'v> {
        let head = self.view.head(self.anchor.document);
        let level = self.level();
        match field {
            Field::DocumentScore => match head.and_then(|head| head.score) {
                Some(score) => {
                    let said = || Lack::spoken(format!("总分 {score}"), format!("total score {score}"));
                    self.trace.see(|| Seen::Lack(said()));
                    Value::plain(score)
                }
                None => Value::missing("总分"),
            },
            Field::DocumentGrade => text(head.and_then(|head| head.grade.as_deref()), "等级"),
            Field::DocumentYear => year(head.and_then(|head| head.year)),
            Field::DocumentOffice => text(head.and_then(|head| head.office.as_deref()), "单位名称"),
            Field::DocumentTitle => text(head.and_then(|head| head.title.as_deref()), "标题"),
            Field::DocumentKind => text(head.map(|head| head.kind.id()), "文件类型"),
            Field::LevelNumber => {
                level.map_or_else(|| Value::missing("级次"), |level| Value::plain(level.level))
            }
            Field::LevelLabel => text(level.map(|level| level.label.as_str()), "指标名称"),
            Field::Year => year(self.anchor.year),
            Field::Basis => match self.anchor.basis {
                Some(basis) => Value::Text(basis.id()),
                None => Value::missing("口径"),
            },
            _ => self.text_field(field),
        }
    }

    fn rate(&mut self, row: Option<&'v Indicator>) -> Value<'v> {
        let Some(rate) = row.and_then(|row| row.rate.as_ref()) else { return Value::missing("执行率") };
        self.trace.see(|| Seen::Points("执行率", rate));
        // 0.9798 in a cell is a share of 1.
        let share = !rate.value.is_integer() && rate.value < Decimal::ONE;
        let bare = if share { Unit::Ratio } else { Unit::Percent };
        let unit = read(&rate.raw).unit.unwrap_or(bare);
        let amount = Amount { value: rate.value, decimals: rate.decimals, unit: Some(unit) };
        Quantity::of(&amount).map_or_else(|| Value::missing("执行率"), Value::Number)
    }

    /// Runs over the scored rows of the table, the budget's row among them, as if each were the instance.
    fn each_row(&mut self, mut visit: impl FnMut(&mut Self, &'v Indicator) -> bool) {
        let Some(table) = self.anchor.table else { return };
        let own = self.anchor;
        let view = self.view;
        let document = own.document;
        for (at, row) in view.rows(table) {
            if row.kind == IndicatorKind::Total || row.document != document {
                continue;
            }
            self.anchor.subject = Subject::Row(at);
            if !visit(self, row) {
                break;
            }
        }
        self.anchor = own;
    }

    pub fn count_rows(&mut self, condition: &'v Expr) -> Value<'v> {
        let mut held = 0u32;
        self.quietly(|judge| {
            judge.each_row(|judge, _| {
                held += u32::from(judge.holds(condition));
                true
            });
        });
        if held > 0 && !self.trace.quiet {
            self.see_rows(condition);
        }
        Value::plain(Decimal::from(held))
    }

    /// What a condition looked at in the rows of which it holds.
    fn see_rows(&mut self, condition: &'v Expr) {
        self.each_row(|judge, _| {
            if judge.is(condition) {
                let mut kept = std::mem::take(&mut judge.trace);
                judge.holds_untold(condition);
                kept.seen.append(&mut judge.trace.seen);
                judge.trace = kept;
            }
            true
        });
    }

    /// Over all rows of the table, or over its indicators alone: a condition, and rules over rows, ask again and again.
    pub fn sum_rows(&mut self, value: &'v Expr, kind: Option<IndicatorKind>) -> Value<'v> {
        let wanted = |row: &Indicator| kind.is_none_or(|kind| row.kind == kind);
        if !self.trace.quiet && !matches!(self.anchor.subject, Subject::Row(_)) {
            return told_sum(self.sum_of_rows(value, wanted));
        }
        let key = (self.anchor.table, self.anchor.document, kind);
        let of_value = |(known, _): &&(&Expr, _)| *known == value;
        if let Some((_, sum)) =
            self.view.memo.sums.borrow().get(&key).and_then(|all| all.iter().find(of_value))
        {
            return told_sum(*sum);
        }
        let sum = self.sum_of_rows(value, wanted);
        self.view.memo.sums.borrow_mut().entry(key).or_default().push((value, sum));
        told_sum(sum)
    }

    fn sum_of_rows(&mut self, value: &'v Expr, wanted: impl Fn(&Indicator) -> bool) -> RowSum {
        let (mut sum, mut missing, mut rows) = (Decimal::ZERO, 0u32, 0u32);
        self.each_row(|judge, row| {
            if !wanted(row) {
                return true;
            }
            rows += 1;
            match judge.eval(value) {
                Value::Number(number) => sum = sum.checked_add(number.value).unwrap_or(sum),
                _ => missing += 1,
            }
            true
        });
        if rows == 0 || missing > 0 { Err(missing) } else { Ok(sum) }
    }

    /// Rows whose level is that of the instance.
    pub fn below(&mut self, value: &'v Expr) -> Value<'v> {
        let Subject::Level(at) = self.anchor.subject else { return Value::missing("指标级次") };
        let level = &self.view.reading.weights[at];
        let (label, above) = (Named::of(&level.label), level.above.as_deref().map(Named::of));
        told_sum(self.sum_of_rows(value, |row| match level.level {
            1 => row.kind == IndicatorKind::Indicator && label.is(&row.l1),
            _ => label.is(&row.l2) && above.as_ref().is_none_or(|above| above.is(&row.l1)),
        }))
    }

    /// What a first level weighs in the one table of the document that has it.
    pub fn weight_of(&mut self, label: &'v Expr) -> Value<'v> {
        let Value::Text(label) = self.eval(label) else { return Value::missing("指标名称") };
        let wanted = short_level(&label);
        let view = self.view;
        let levels = view.memo.levels.get_or_init(|| levels(&view.reading.indicators));
        let is_wanted = |row: usize| levels[row].as_deref() == Some(&*wanted);
        let rows = view.reading.indicators.iter().enumerate();
        let own = rows.filter(|(at, row)| row.document == self.anchor.document && is_wanted(*at));
        let mut tables: Vec<usize> = own.map(|(_, row)| view.root(row.table)).collect();
        tables.dedup();
        if tables.len() > 1 {
            // Beside the office's own table those of its projects are not meant.
            let of_project = |table: &usize| {
                self.view.statements.get(*table).is_some_and(|one| one.kind == TableKind::ProjectSelfEval)
            };
            tables.retain(|table| !of_project(table));
        }
        let [table] = tables[..] else {
            return Value::Missing(Lack::spoken(format!("表中的{label}"), format!("{label} in a table")));
        };
        let own = self.anchor;
        self.anchor = Anchor { table: Some(table), ..own };
        let is_wanted = |row: &Indicator| row.l1.as_deref().is_some_and(|name| short_level(name) == wanted);
        let sum = self.sum_of_rows(&ROW_WEIGHT, is_wanted);
        self.anchor = own;
        told_sum(sum)
    }

    /// How many rows of the table say the same in a field as the instance; counted once for each table and field.
    pub fn alike(&mut self, field: Field) -> Value<'v> {
        let (Some(table), Value::Text(own)) = (self.anchor.table, self.field_value(field)) else {
            return Value::missing("文字");
        };
        let known = self.view.memo.alike.borrow().contains_key(&(table, field));
        if !known {
            let mut alike = Alike::default();
            self.each_row(|judge, _| {
                if let (Subject::Row(row), Value::Text(text)) =
                    (judge.anchor.subject, judge.field_value(field))
                {
                    alike.add(row, &text);
                }
                true
            });
            self.view.memo.alike.borrow_mut().insert((table, field), alike);
        }
        let memo = self.view.memo.alike.borrow();
        let count = memo.get(&(table, field)).and_then(|alike| alike.count(self.anchor.subject, &own));
        self.trace.see(|| match own {
            Cow::Borrowed(own) => Seen::start(own, 80),
            Cow::Owned(own) => Seen::Text(None, Cow::Owned(own.chars().take(80).collect())),
        });
        Value::plain(Decimal::from(count.unwrap_or(1)))
    }
}

/// What the rows of a table say in a field, and how often.
#[derive(Debug, Default)]
pub struct Alike {
    of_rows: HashMap<usize, u64>,
    counts: HashMap<u64, u32>,
}

impl Alike {
    fn add(&mut self, row: usize, text: &str) {
        let hash = key_hash(text);
        self.of_rows.insert(row, hash);
        *self.counts.entry(hash).or_default() += 1;
    }

    /// How many rows say what this one says.
    fn count(&self, subject: Subject, own: &str) -> Option<u32> {
        let known = match subject {
            Subject::Row(row) => self.of_rows.get(&row).copied(),
            _ => None,
        };
        self.counts.get(&known.unwrap_or_else(|| key_hash(own))).copied()
    }
}

fn key_hash(text: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(fold::key(text).as_bytes())
}

fn told_sum<'v>(sum: RowSum) -> Value<'v> {
    sum.map_or_else(
        |missing| {
            Value::Missing(Lack::spoken(
                format!("{missing} 行的分数"),
                format!("the points of {missing} rows"),
            ))
        },
        Value::plain,
    )
}

fn text<'v>(text: Option<&'v str>, name: &'static str) -> Value<'v> {
    match text.filter(|text| fold::is_filled(text)) {
        Some(text) => Value::Text(Cow::Borrowed(text)),
        None => Value::Empty(Lack::Word(name)),
    }
}

fn year<'v>(year: Option<i32>) -> Value<'v> {
    year.map_or_else(|| Value::missing("年度"), |year| Value::plain(Decimal::from(year)))
}

/// A name to be met again, however it is written.
struct Named<'n> {
    name: &'n str,
    key: String,
}

impl<'n> Named<'n> {
    fn of(name: &'n str) -> Self {
        Self { name, key: fold::key(name) }
    }

    fn is(&self, other: &Option<Arc<str>>) -> bool {
        other.as_deref().is_some_and(|other| other == self.name || fold::key(other) == self.key)
    }
}

/// The short name of each row's first level; rows below each other mostly have one.
fn levels(rows: &[Indicator]) -> Vec<Option<Rc<str>>> {
    let mut last: Option<(&str, Rc<str>)> = None;
    let mut short = |name| match &last {
        Some((known, short)) if *known == name => short.clone(),
        _ => {
            let short: Rc<str> = short_level(name).into();
            last = Some((name, short.clone()));
            short
        }
    };
    rows.iter().map(|row| row.l1.as_deref().map(&mut short)).collect()
}

/// 产出 for 产出指标.
fn short_level(name: &str) -> String {
    let key = fold::key(name);
    key.strip_suffix("指标").map_or_else(|| key.clone(), str::to_owned)
}
