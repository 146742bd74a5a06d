//! Fields of rows, levels, documents, and functions over the scored rows of a table.

use std::borrow::Cow;
use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::book::rules::expr::{Expr, Field};
use crate::chinese::{fold, read};
use crate::fact::Amount;
use crate::reconcile::instances::{Anchor, Subject};
use crate::reconcile::judge::Judge;
use crate::reconcile::judge::trace::{Lack, Seen, Trace};
use crate::reconcile::judge::value::{Quantity, Value};
use crate::report::{Indicator, IndicatorKind, LevelWeight, Points};
use crate::statement::TableKind;

static ROW_WEIGHT: Expr = Expr::Field(Field::RowWeight);

impl<'v> Judge<'_, 'v> {
    pub fn field_value(&mut self, field: Field) -> Value<'v> {
        if let Some((points, name)) = self.points_of(field) {
            return self.points(points, name);
        }
        let row = self.row();
        match field {
            Field::RowRate => self.rate(row),
            Field::RowTarget => text(row.and_then(|row| row.target.as_deref()), "目标值"),
            Field::RowActual => text(row.and_then(|row| row.actual.as_deref()), "完成值"),
            Field::RowNote => text(
                row.and_then(|row| row.note.as_deref())
                    .filter(|note| !note.contains('无') || fold::key(note) != "无"),
                "偏差原因",
            ),
            Field::RowCriteria => text(row.and_then(|row| row.criteria.as_deref()), "评价要点"),
            Field::RowFirst => text(row.and_then(|row| row.l1.as_deref()), "一级指标"),
            Field::RowSecond => text(row.and_then(|row| row.l2.as_deref()), "二级指标"),
            Field::RowThird => text(row.and_then(|row| row.l3.as_deref()), "三级指标"),
            _ => self.other_field(field),
        }
    }

    /// Fields that are points, with what they are called where they are missing.
    pub fn points_of(&self, field: Field) -> Option<(Option<&'v Points>, &'static str)> {
        let row = |of: fn(&'v Indicator) -> Option<&'v Points>| self.row().and_then(of);
        let total = |of: fn(&'v Indicator) -> Option<&'v Points>| self.total_row().and_then(of);
        Some(match field {
            Field::RowWeight => (row(|row| row.weight.as_ref()), "分值"),
            Field::RowScore => (row(|row| row.score.as_ref()), "得分"),
            Field::RowDeduction => (row(|row| row.deduction.as_ref()), "扣分"),
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
                    let said = Lack::spoken(format!("总分 {score}"), format!("total score {score}"));
                    self.trace.seen.push(Seen::Lack(said));
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
        self.trace.seen.push(Seen::Points("执行率", rate));
        let unit = read(&rate.raw).unit.unwrap_or(crate::chinese::Unit::Percent);
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
            self.anchor = Anchor { subject: Subject::Row(at), ..own };
            if !visit(self, row) {
                break;
            }
        }
        self.anchor = own;
    }

    pub fn count_rows(&mut self, condition: &'v Expr) -> Value<'v> {
        let mut count = 0u32;
        let mut kept = std::mem::take(&mut self.trace);
        self.each_row(|judge, _| {
            judge.trace = Trace::default();
            if judge.is(condition) {
                count += 1;
                kept.seen.append(&mut judge.trace.seen);
            }
            true
        });
        self.trace = kept;
        Value::plain(Decimal::from(count))
    }

    pub fn sum_rows(&mut self, value: &'v Expr, wanted: impl Fn(&Indicator) -> bool) -> Value<'v> {
        let key = (std::ptr::from_ref(value) as usize, self.anchor.table.unwrap_or(usize::MAX));
        let is_row = matches!(self.anchor.subject, Subject::Row(_));
        if let Some(known) = is_row.then(|| self.view.memo.sums.borrow().get(&key).copied()).flatten() {
            return Value::plain(known);
        }
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
        if rows == 0 || missing > 0 {
            return Value::Missing(Lack::spoken(
                format!("{missing} 行的分数"),
                format!("the points of {missing} rows"),
            ));
        }
        if is_row {
            self.view.memo.sums.borrow_mut().insert(key, sum);
        }
        Value::plain(sum)
    }

    /// Rows whose level is that of the instance.
    pub fn below(&mut self, value: &'v Expr) -> Value<'v> {
        let Subject::Level(at) = self.anchor.subject else { return Value::missing("指标级次") };
        let level = &self.view.reading.weights[at];
        let is = |name: &Option<String>, label: &str| {
            name.as_deref().is_some_and(|name| fold::key(name) == fold::key(label))
        };
        let above = level.above.clone();
        self.sum_rows(value, |row| match level.level {
            1 => row.kind == IndicatorKind::Indicator && is(&row.l1, &level.label),
            _ => is(&row.l2, &level.label) && above.as_deref().is_none_or(|above| is(&row.l1, above)),
        })
    }

    /// What a first level weighs in the one table of the document that has it.
    pub fn weight_of(&mut self, label: &'v Expr) -> Value<'v> {
        let Value::Text(label) = self.eval(label) else { return Value::missing("指标名称") };
        let wanted = short_level(&label);
        let mut tables: Vec<usize> = Vec::new();
        for row in self.view.reading.indicators.iter().filter(|row| row.document == self.anchor.document) {
            if row.l1.as_deref().is_some_and(|name| short_level(name) == wanted) {
                tables.push(self.view.root(row.table));
            }
        }
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
        let sum = self
            .sum_rows(&ROW_WEIGHT, |row| row.l1.as_deref().is_some_and(|name| short_level(name) == wanted));
        self.anchor = own;
        sum
    }

    /// How many rows of the table say the same in a field as the instance; counted once for each table and field.
    pub fn alike(&mut self, field: Field) -> Value<'v> {
        let (Some(table), Value::Text(own)) = (self.anchor.table, self.field_value(field)) else {
            return Value::missing("文字");
        };
        let hash = |text: &str| xxhash_rust::xxh3::xxh3_64(fold::key(text).as_bytes());
        let known = self.view.memo.alike.borrow().contains_key(&(table, field));
        if !known {
            let mut counts: HashMap<u64, u32> = HashMap::new();
            self.each_row(|judge, _| {
                if let Value::Text(text) = judge.field_value(field) {
                    *counts.entry(hash(&text)).or_default() += 1;
                }
                true
            });
            self.view.memo.alike.borrow_mut().insert((table, field), counts);
        }
        self.trace.seen.push(Seen::Text(None, Cow::Owned(own.chars().take(80).collect())));
        let memo = self.view.memo.alike.borrow();
        let count = memo.get(&(table, field)).and_then(|counts| counts.get(&hash(&own)));
        Value::plain(Decimal::from(count.copied().unwrap_or(1)))
    }
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

/// 产出 for 产出指标.
fn short_level(name: &str) -> String {
    let key = fold::key(name);
    key.strip_suffix("指标").map_or_else(|| key.clone(), str::to_owned)
}
