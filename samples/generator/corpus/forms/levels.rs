//! Tables in which an office scores itself by a framework of three levels: weights in every label (IS-4), in a column
//! behind every level (IS-H), or in a second header row below each (GD).

use super::Page;
use super::indicators;
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::office::Office;
use crate::corpus::pen::Pen;
use crate::corpus::results::{Result, score_of};
use crate::corpus::truth::IndicatorTruth;

const STANDARD: &str = "完成得满分，每低于一个百分点扣0.5分，扣完为止。";
const EXPLAINED: &str = "反映部门履职情况。";

/// Weights stand at the end of each label; the total row holds only the score.
pub fn in_labels(pen: &mut Pen, results: &[Result], office: &Office) -> Page {
    pen.table("IS-4");
    let mut grid = Grid::new(6);
    let heads = ["一级指标", "二级指标", "三级指标", "自评分", "指标解释", "指标说明"];
    grid.row(heads.iter().map(|text| pen.label(text)).collect());
    grid.headers = 1;
    for (nth, result) in results.iter().enumerate() {
        let mut cells = indicators::weighed_levels(pen, results, nth, [true, true]);
        let (_, weight) = pen.points("weight", result.weight);
        let brackets = pen.style.in_brackets(&format!("{weight}分"));
        cells.push(Cell::new(format!("{}{brackets}", result.l3)));
        let (score_cell, score) = pen.points("score", result.score);
        cells.extend([score_cell, Cell::new(EXPLAINED), Cell::new(STANDARD)]);
        grid.row(cells);
        scored(pen, result, weight, score);
    }
    let score = score_of(results);
    let (cell, text) = pen.points("total", score);
    grid.row(vec![Cell::new("总分").across(3), cell, Cell::blank(), Cell::blank()]);
    indicators::total_of(pen, None, text, score);
    let title = format!("{}年度部门整体支出绩效自评指标计分表", pen.year);
    page(pen, office, title, grid)
}

/// A column of weights behind each level.
pub fn in_columns(pen: &mut Pen, results: &[Result], office: &Office) -> Page {
    pen.table("IS-H");
    let mut grid = Grid::new(9);
    let word = pen.dice.pick(&["分值", "权重", "分值"]);
    let heads = ["一级指标", word, "二级指标", word, "三级指标", word, "评价标准", "指标说明", "得分"];
    grid.row(heads.iter().map(|text| pen.label(text)).collect());
    grid.headers = 1;
    body(pen, &mut grid, results, &[STANDARD, EXPLAINED]);
    let score = score_of(results);
    let (weight_cell, _) = pen.points("total weight", 10_000);
    let (cell, text) = pen.points("total", score);
    let mut row = vec![Cell::new("合计"), weight_cell];
    row.extend((0..6).map(|_| Cell::blank()));
    row.push(cell);
    grid.row(row);
    indicators::total_of(pen, None, text, score);
    let title = pen.dice.pick(&["部门整体支出绩效评价指标表", "部门整体支出绩效评价指标评分表"]);
    page(pen, office, title.to_owned(), grid)
}

/// Names and weights in a second header row.
pub fn in_two_rows(pen: &mut Pen, results: &[Result], office: &Office) -> Page {
    pen.table("GD");
    let mut grid = Grid::new(10);
    let mut head: Vec<Cell> =
        ["一级指标", "二级指标", "三级指标"].iter().map(|text| pen.label(text).across(2)).collect();
    for text in ["指标说明", "评分标准", "自评分", "自评说明"] {
        head.push(pen.label(text).down(2));
    }
    grid.row(head);
    grid.row(["名称", "权重（%）"].repeat(3).iter().map(|text| Cell::new(*text)).collect());
    grid.headers = 2;
    for (nth, result) in results.iter().enumerate() {
        let mut cells = indicators::levels_with_columns(pen, results, nth);
        let (weight_cell, weight) = pen.points("weight", result.weight);
        let (score_cell, score) = pen.points("score", result.score);
        cells.extend([Cell::new(&*result.l3), weight_cell, Cell::new(EXPLAINED), Cell::new(STANDARD)]);
        cells.extend([score_cell, Cell::new(result.note)]);
        grid.row(cells);
        let note = Some(result.note).filter(|note| !note.is_empty()).map(str::to_owned);
        let row = indicators::named(result);
        pen.scored(IndicatorTruth { weight: Some(weight), score: Some(score), note, ..row });
    }
    let score = score_of(results);
    let (weight_cell, weight) = pen.points("total weight", 10_000);
    let (cell, text) = pen.points("total", score);
    let label = Cell::new("合计").across(5);
    grid.row(vec![label, weight_cell, Cell::blank(), Cell::blank(), cell, Cell::blank()]);
    indicators::total_of(pen, Some(weight), text, score);
    let title = format!("{}年度部门整体支出绩效自评评分表", pen.year);
    page(pen, office, title, grid)
}

fn body(pen: &mut Pen, grid: &mut Grid, results: &[Result], texts: &[&str]) {
    for (nth, result) in results.iter().enumerate() {
        let mut cells = indicators::levels_with_columns(pen, results, nth);
        let (weight_cell, weight) = pen.points("weight", result.weight);
        let (score_cell, score) = pen.points("score", result.score);
        cells.extend([Cell::new(&*result.l3), weight_cell]);
        cells.extend(texts.iter().map(|text| Cell::new(*text)));
        cells.push(score_cell);
        grid.row(cells);
        scored(pen, result, weight, score);
    }
}

fn scored(pen: &mut Pen, result: &Result, weight: String, score: String) {
    pen.scored(IndicatorTruth { weight: Some(weight), score: Some(score), ..indicators::named(result) });
}

fn page(pen: &mut Pen, office: &Office, title: String, grid: Grid) -> Page {
    let attachment = pen.dice.pick(&["附件2", "附件3", "附表1", "附1"]);
    let colon = pen.style.colon();
    let lines = vec![format!("单位名称{colon}{}", office.name)];
    Page { attachment: Some(attachment.to_owned()), title, lines, grid, notes: Vec::new() }
}
