//! Functions and fields of scored rows, levels, documents and their grades.

use std::borrow::Cow;
use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::book::rules::expr::{Expr, Field, Function};
use crate::chinese::fold;
use crate::chinese::grade::{Grade, Scale};
use crate::chinese::{Bound, Reading, read};
use crate::claim::{ClaimKind, Said};
use crate::fact::Amount;
use crate::report::{Indicator, IndicatorKind, LevelWeight, Points};
use crate::statement::TableKind;

use super::anchor::{Anchor, Subject};
use super::judge::{Judge, Seen, Trace};
use super::value::{Lack, Quantity, Value};

static ROW_WEIGHT: Expr = Expr::Field(Field::RowWeight);

impl<'v> Judge<'_, 'v> {
    pub fn ask_rows(&mut self, function: Function, given: &'v [Expr]) -> Value<'v> {
        match (function, given) {
            (Function::Rows, [condition]) => self.count_rows(condition),
            (Function::SumRows, [value]) => self.sum_rows(value, |_| true),
            (Function::SumIndicators, [value]) => {
                self.sum_rows(value, |row| row.kind == IndicatorKind::Indicator)
            }
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

    fn count_rows(&mut self, condition: &'v Expr) -> Value<'v> {
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

    fn sum_rows(&mut self, value: &'v Expr, wanted: impl Fn(&Indicator) -> bool) -> Value<'v> {
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
    fn below(&mut self, value: &'v Expr) -> Value<'v> {
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
    fn weight_of(&mut self, label: &'v Expr) -> Value<'v> {
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

    fn own_scale(&self) -> Option<Scale> {
        let document = self.anchor.document;
        let mut known = self.view.memo.scales.borrow_mut();
        known.entry(document).or_insert_with(|| self.printed_scale(document)).clone()
    }

    /// The sentence of thresholds that the document prints.
    fn printed_scale(&self, document: usize) -> Option<Scale> {
        let claims = self.view.reading.claims.iter();
        let claimed = claims.filter(|claim| claim.kind == ClaimKind::Threshold && claim.document == document);
        let lines = self.view.lines.iter().filter(|line| line.document == document);
        let likely = |text: &&str| text.contains('优') && text.contains('良') && text.contains('分');
        let texts = claimed.map(|claim| claim.text.as_str()).chain(lines.map(|line| line.text));
        texts.filter(likely).find_map(Scale::parse)
    }

    fn grade_of(&mut self, score: &'v Expr) -> Value<'v> {
        let Value::Number(score) = self.eval(score) else { return Value::missing("总分") };
        let scale = self.own_scale().unwrap_or_else(Scale::national);
        match scale.band(score.value) {
            Some(band) => Value::Text(Cow::Owned(band.word.clone())),
            None => Value::missing("等级标准"),
        }
    }

    fn same_grade(&mut self, one: &'v Expr, other: &'v Expr) -> Value<'v> {
        let (one, other) = match (self.eval(one), self.eval(other)) {
            (Value::Text(one), Value::Text(other)) => (one, other),
            (Value::Missing(what), _) | (_, Value::Missing(what)) => return Value::Missing(what),
            _ => return Value::missing("等级"),
        };
        if fold::key(&one) == fold::key(&other) {
            return Value::Truth(true);
        }
        match (Grade::named(&one), Grade::named(&other)) {
            (Some(first), Some(second)) => {
                let zh = format!("一处为 {other}，按分数对照等级标准为 {one}");
                let en = format!("{other} in one place, {one} by the score and the scale of grades");
                self.trace.seen.push(Seen::Lack(Lack::spoken(zh, en)));
                Value::Truth(first == second)
            }
            _ => Value::missing("等级"),
        }
    }

    /// `大于90` above and `80-90` below: who has 90?
    fn scale_overlaps(&mut self) -> Value<'v> {
        match self.own_scale() {
            Some(scale) => Value::Truth(scale.bands.iter().any(|band| band.low.is_some() && !band.closed)),
            None => Value::missing("等级标准"),
        }
    }

    fn measure(&mut self, given: &'v Expr) -> Value<'v> {
        match self.reading_of(given) {
            Ok(reading) => single(&reading)
                .and_then(|amount| Quantity::of(&amount))
                .map_or_else(|| Value::missing("数值"), Value::Number),
            Err(other) => other,
        }
    }

    /// A text read as a figure; what it is instead where it is no text.
    fn reading_of(&mut self, given: &'v Expr) -> Result<Reading<'v>, Value<'v>> {
        let aim = match given {
            Expr::Field(Field::RowTarget) => Some(0),
            Expr::Field(Field::RowActual) => Some(1),
            _ => None,
        };
        if let (Some(which), Subject::Row(row)) = (aim, self.anchor.subject) {
            let indicator = &self.view.reading.indicators[row];
            let given = if which == 0 { &indicator.target } else { &indicator.actual };
            if let Some(text) = given.as_deref().filter(|text| fold::is_filled(text)) {
                return Ok(*self.view.memo.aims[row][which].get_or_init(|| read(text)));
            }
        }
        match self.eval(given) {
            Value::Text(Cow::Borrowed(text)) => Ok(read(text)),
            Value::Text(Cow::Owned(_)) => Err(Value::missing("数值")),
            other => Err(other),
        }
    }

    /// A text that prints a figure; where it leaves the unit out, the figure's own holds.
    fn same_figure(&mut self, text: &'v Expr, figure: &'v Expr) -> Value<'v> {
        let printed = match self.reading_of(text) {
            Ok(reading) => single(&reading),
            Err(other) => return other,
        };
        let Some(mut printed) = printed else { return Value::missing("数值") };
        let Value::Number(figure) = self.eval(figure) else { return Value::missing("数值") };
        printed.unit = printed.unit.or(figure.unit);
        match Quantity::of(&printed) {
            Some(own) => Value::Truth(own.measure == figure.measure && own.value == figure.value),
            None => Value::missing("数值"),
        }
    }

    fn of_two(
        &mut self,
        one: &'v Expr,
        other: &'v Expr,
        ask: impl Fn(&Reading<'_>, &Reading<'_>) -> Value<'static>,
    ) -> Value<'v> {
        match (self.reading_of(one), self.reading_of(other)) {
            (Ok(one), Ok(other)) => {
                if self.telling {
                    let both = format!("{} → {}", one.raw, other.raw);
                    self.trace.seen.push(Seen::Text(None, Cow::Owned(both)));
                }
                ask(&one, &other)
            }
            (Err(Value::Missing(what) | Value::Empty(what)), _)
            | (_, Err(Value::Missing(what) | Value::Empty(what))) => Value::Missing(what),
            _ => Value::missing("数值"),
        }
    }

    /// How many rows of the table say the same in a field as the instance; counted once for each table and field.
    fn alike(&mut self, field: Field) -> Value<'v> {
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

    /// A value of the sentence by its name.
    fn said(&mut self, name: &'v str) -> Value<'v> {
        let Subject::Claim(at) = self.anchor.subject else { return Value::missing("文中的数值") };
        let claim = &self.view.reading.claims[at];
        self.trace.seen.push(Seen::Text(None, Cow::Borrowed(&claim.text)));
        let value = claim.values.iter().find(|value| value.name == name).map(|value| &value.value);
        match value {
            Some(Said::Amount(amount)) => {
                Quantity::of(amount).map_or_else(|| Value::missing("文中的数值"), Value::Number)
            }
            Some(Said::Text(text)) => Value::Text(Cow::Borrowed(text)),
            None => Value::missing("文中的数值"),
        }
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

/// The figure of a text that is one and nothing else.
fn single(reading: &Reading<'_>) -> Option<Amount> {
    let value = reading.value.filter(|_| reading.second.is_none() && reading.tail.trim().is_empty())?;
    Some(Amount { value: value.value, decimals: Some(value.decimals), unit: reading.unit })
}

/// Two figures in one unit, or with the unit said once.
fn comparable(target: &Reading<'_>, actual: &Reading<'_>) -> Option<(Decimal, Decimal)> {
    let (one, other) = (single(target)?, single(actual)?);
    let like = one.unit == other.unit || one.unit.is_none() || other.unit.is_none();
    like.then_some((one.value, other.value))
}

fn met(target: &Reading<'_>, actual: &Reading<'_>) -> Value<'static> {
    let Some((wanted, reached)) = comparable(target, actual) else {
        return Value::missing("可比的数值");
    };
    let percent = target.unit == Some(crate::chinese::Unit::Percent);
    match target.bound {
        Some(Bound::AtLeast) => Value::Truth(reached >= wanted),
        Some(Bound::MoreThan) => Value::Truth(reached > wanted),
        Some(Bound::AtMost) => Value::Truth(reached <= wanted),
        Some(Bound::LessThan) => Value::Truth(reached < wanted),
        _ if reached == wanted => Value::Truth(true),
        None | Some(Bound::Equal) if percent && reached < wanted => Value::Truth(false),
        _ => Value::missing("目标的方向"),
    }
}

fn attainment(target: &Reading<'_>, actual: &Reading<'_>) -> Value<'static> {
    let Some((wanted, reached)) = comparable(target, actual) else {
        return Value::missing("可比的数值");
    };
    let percent = target.unit == Some(crate::chinese::Unit::Percent);
    let ratio = match target.bound {
        Some(Bound::AtLeast | Bound::MoreThan) => reached.checked_div(wanted),
        Some(Bound::AtMost | Bound::LessThan) => wanted.checked_div(reached),
        None | Some(Bound::Equal) if percent => reached.checked_div(wanted),
        _ => None,
    };
    ratio.map_or_else(|| Value::missing("可比的数值"), |ratio| Value::Number(Quantity::number(ratio)))
}

fn same_unit(one: &Reading<'_>, other: &Reading<'_>) -> Value<'static> {
    match (one.value.and(one.unit), other.value.and(other.unit)) {
        (Some(one), Some(other)) => Value::Truth(one == other || one.is_people() && other.is_people()),
        _ => Value::missing("单位"),
    }
}
