//! Tables in which a firm scores an office: weight, points, points lost and why (EV).

use super::Page;
use super::indicators;
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::pen::Pen;
use crate::corpus::results::{Result, score_of, weight_of};
use crate::corpus::truth::IndicatorTruth;

const POINTS: &str = "对照评价要点逐项核查资料后计分。";

/// What a firm gave and took.
pub fn evaluated(pen: &mut Pen, results: &[Result]) -> Page {
    pen.table("EV");
    let mut grid = Grid::new(8);
    let heads = ["一级指标", "二级指标", "三级指标", "分值", "得分", "扣分", "扣分说明", "评价要点"];
    grid.row(heads.iter().map(|text| pen.label(text)).collect());
    grid.headers = 1;
    for (nth, result) in results.iter().enumerate() {
        let mut cells = indicators::levels(pen, results, nth);
        cells.push(Cell::new(&*result.l3));
        let (weight_cell, weight) = pen.points("weight", result.weight);
        let (score_cell, score) = pen.points("score", result.score);
        let (lost_cell, lost) = pen.points("deduction", result.weight - result.score);
        cells.extend([weight_cell, score_cell, lost_cell, Cell::new(result.note), Cell::new(POINTS)]);
        grid.row(cells);
        let row = indicators::named(result);
        let note = Some(result.note).filter(|note| !note.is_empty()).map(str::to_owned);
        pen.scored(IndicatorTruth {
            weight: Some(weight),
            score: Some(score),
            deduction: Some(lost),
            note,
            ..row
        });
    }
    let (weight, score) = (weight_of(results), score_of(results));
    let (weight_cell, weight_text) = pen.points("total weight", weight);
    let (score_cell, score_text) = pen.points("total", score);
    let (lost_cell, _) = pen.points("total deduction", weight - score);
    grid.row(vec![
        Cell::new("合计").across(3),
        weight_cell,
        score_cell,
        lost_cell,
        Cell::blank(),
        Cell::blank(),
    ]);
    indicators::total_of(pen, Some(weight_text), score_text, score);
    let title = pen.dice.pick(&["绩效评价得分扣分表", "部门整体支出绩效评价得分扣分表"]);
    Page { attachment: None, title: title.to_owned(), lines: Vec::new(), grid, notes: Vec::new() }
}
