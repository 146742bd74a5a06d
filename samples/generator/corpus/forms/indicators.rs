//! The scored rows that most self-evaluation forms share: three levels, target, what was reached, weight, points, reason.

use crate::corpus::grid::{Cell, Grid};
use crate::corpus::pen::Pen;
use crate::corpus::results::Result;
use crate::corpus::style::decimal;
use crate::corpus::truth::IndicatorTruth;

/// How a form prints its scored rows.
pub struct Look {
    /// The weight of a first level stands in its label.
    pub weights_in_labels: bool,
    pub has_weight: bool,
    /// The weight stands before the target, not behind what was reached.
    pub weight_first: bool,
    pub has_note: bool,
    /// Places over which the name of a row, its target and what was reached reach.
    pub widths: [usize; 3],
}

const PLAIN: Look =
    Look { weights_in_labels: false, has_weight: true, weight_first: false, has_note: true, widths: [1; 3] };

/// The rows of a list of results; the levels reach down over theirs. A side label reaches over all, if there is one.
pub fn rows(pen: &mut Pen, grid: &mut Grid, results: &[Result], look: &Look) -> (i64, i64) {
    let mut total = (0, 0);
    for (nth, result) in results.iter().enumerate() {
        let mut cells = Vec::new();
        if nth == 0 || results[nth - 1].l1 != result.l1 {
            let group: Vec<&Result> = results.iter().filter(|other| other.l1 == result.l1).collect();
            let weight = group.iter().map(|result| result.weight).sum();
            cells.push(level(pen, "level1", (result.l1, weight), look).down(group.len()));
        }
        if nth == 0 || results[nth - 1].l2 != result.l2 || results[nth - 1].l1 != result.l1 {
            let same = |other: &&Result| other.l1 == result.l1 && other.l2 == result.l2;
            let count = results.iter().filter(same).count();
            cells.push(pen.label(result.l2).down(count));
        }
        let (weight, score) = leaf(pen, &mut cells, result, look);
        grid.row(cells);
        total = (total.0 + weight, total.1 + score);
    }
    total
}

/// What weighs a level of a row: the results that stand under its first, or under its second level.
fn under(results: &[Result], nth: usize, second: bool) -> impl Iterator<Item = &Result> {
    let result = &results[nth];
    let same = move |other: &&Result| other.l1 == result.l1 && (!second || other.l2 == result.l2);
    results.iter().filter(same)
}

/// Whether a level begins in a row.
fn begins(results: &[Result], nth: usize, second: bool) -> bool {
    let before = nth.checked_sub(1).map(|before| &results[before]);
    let result = &results[nth];
    before.is_none_or(|before| before.l1 != result.l1 || second && before.l2 != result.l2)
}

/// First and second levels where they begin, reaching down over theirs.
pub fn levels(pen: &mut Pen, results: &[Result], nth: usize) -> Vec<Cell> {
    weighed_levels(pen, results, nth, [false, false])
}

/// The same with the weight in the label, for the levels that print it.
pub fn weighed_levels(pen: &mut Pen, results: &[Result], nth: usize, weighed: [bool; 2]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (second, weighed) in [(false, weighed[0]), (true, weighed[1])] {
        if !begins(results, nth, second) {
            continue;
        }
        let name = if second { results[nth].l2 } else { results[nth].l1 };
        let look = Look { weights_in_labels: weighed, ..PLAIN };
        let weight = under(results, nth, second).map(|one| one.weight).sum();
        let spot = if second { "level2" } else { "level1" };
        cells.push(level(pen, spot, (name, weight), &look).down(under(results, nth, second).count()));
    }
    cells
}

/// The same with the weight in a cell behind each name.
pub fn levels_with_columns(pen: &mut Pen, results: &[Result], nth: usize) -> Vec<Cell> {
    let mut cells = Vec::new();
    for second in [false, true] {
        if begins(results, nth, second) {
            let count = under(results, nth, second).count();
            let (weight, _) = pen.points("level", under(results, nth, second).map(|one| one.weight).sum());
            let name = if second { results[nth].l2 } else { results[nth].l1 };
            cells.extend([pen.label(name).down(count), weight.down(count)]);
        }
    }
    cells
}

/// A scored row by its names alone.
pub fn named(result: &Result) -> IndicatorTruth {
    IndicatorTruth {
        l1: Some(result.l1.to_owned()),
        l2: Some(result.l2.to_owned()),
        l3: Some(result.l3.clone()),
        ..special("indicator")
    }
}

/// The same with all that its row tells, but for its weight.
pub fn filled(result: &Result, score: String) -> IndicatorTruth {
    IndicatorTruth {
        target: Some(result.target.clone()),
        actual: Some(result.actual.clone()),
        score: Some(score),
        note: Some(result.note).filter(|note| !note.is_empty()).map(str::to_owned),
        ..named(result)
    }
}

fn level(pen: &mut Pen, spot: &'static str, (name, weight): (&str, i64), look: &Look) -> Cell {
    if !look.weights_in_labels {
        return pen.label(name);
    }
    let (_, points) = pen.points(spot, weight);
    let brackets = pen.style.in_brackets(&format!("{points}分"));
    pen.label(&format!("{name}{brackets}"))
}

fn leaf(pen: &mut Pen, cells: &mut Vec<Cell>, result: &Result, look: &Look) -> (i64, i64) {
    let [name, target, actual] = look.widths;
    cells.push(Cell::new(&*result.l3).across(name));
    let weight = look.has_weight.then(|| pen.points("weight", result.weight));
    // A planted score has to be on a row that weighs something.
    let score = pen.points("score", result.score);
    if look.weight_first {
        cells.extend(weight.iter().map(|(cell, _)| cell.clone()));
    }
    cells.push(Cell::new(&*result.target).across(target));
    cells.push(Cell::new(&*result.actual).across(actual));
    if !look.weight_first {
        cells.extend(weight.iter().map(|(cell, _)| cell.clone()));
    }
    cells.push(score.0);
    if look.has_note {
        cells.push(Cell::new(result.note));
    }
    let told = filled(result, score.1);
    let note = told.note.clone().filter(|_| look.has_note);
    pen.scored(IndicatorTruth { weight: weight.map(|(_, text)| text), note, ..told });
    (result.weight, result.score)
}

/// The last row: what all weighs and what was reached. `lead` places are taken by its label.
pub fn total(pen: &mut Pen, grid: &mut Grid, lead: usize, weight: Option<i64>, score: i64) {
    let label = pen.dice.pick(&["总分", "总分", "合计", "总 分"]);
    let mut cells = vec![Cell::new(label).across(lead)];
    let weight = weight.map(|weight| pen.points("total weight", weight));
    cells.extend(weight.iter().map(|(cell, _)| cell.clone()));
    let (cell, text) = pen.points("total", score);
    let used: usize = cells.iter().map(|cell| cell.across).sum::<usize>() + 1;
    cells.push(cell);
    if used < grid.cols {
        cells.push(Cell::blank());
    }
    grid.row(cells);
    total_of(pen, weight.map(|(_, text)| text), text, score);
}

/// What the last row says, and what the report's score therefore is: the first form of a report decides.
pub fn total_of(pen: &mut Pen, weight: Option<String>, printed: String, score: i64) {
    pen.scored(IndicatorTruth { weight, score: Some(printed), ..special("total") });
    pen.truth.score.get_or_insert_with(|| decimal(score, 2, true));
}

/// The row of the budget's execution.
pub fn execution(pen: &mut Pen, weight: &str, score: &str) {
    let row = special("budget_execution");
    pen.scored(IndicatorTruth { weight: Some(weight.to_owned()), score: Some(score.to_owned()), ..row });
}

pub fn special(kind: &'static str) -> IndicatorTruth {
    IndicatorTruth {
        table: 0,
        kind,
        l1: None,
        l2: None,
        l3: None,
        target: None,
        actual: None,
        weight: None,
        score: None,
        deduction: None,
        note: None,
    }
}

/// Points for the budget's execution: its share of the weight, cut to hundredths as a spreadsheet rounds them.
pub fn execution_points(weight: i64, spent: i64, full: i64) -> i64 {
    (2 * weight * spent + full) / (2 * full)
}
