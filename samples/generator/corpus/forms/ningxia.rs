//! The form of Ningxia's cities for a project (PE-NX): decision, management, output and effect, with the score in the head.

use super::Page;
use super::indicators;
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::office::Office;
use crate::corpus::pen::Pen;
use crate::corpus::results::{Result, score_of};
use crate::corpus::style::decimal;
use crate::corpus::truth::IndicatorTruth;
use crate::corpus::world::{Funds, Project};

/// `results` weigh a hundred: the budget's execution is one of them.
pub fn page(pen: &mut Pen, project: &Project, results: &[Result], office: &Office) -> Page {
    pen.table("PE-NX");
    pen.project = Some(project.name.clone());
    let score = score_of(results);
    let mut grid = Grid::new(9);
    let printed = decimal(score, 2, true);
    let head = pen.label("自评得分").across(2);
    grid.row(vec![
        pen.label("项目名称").across(2),
        Cell::new(&*project.name).across(4),
        head,
        Cell::new(printed),
    ]);
    let unit = pen.label("实施单位").across(2);
    grid.row(vec![
        pen.label("主管部门").across(2),
        Cell::new(&*office.name).across(4),
        unit,
        Cell::new(&*office.name),
    ]);
    funds(pen, &mut grid, project);
    let [wanted, reached] = ["年初设定目标", "年度总体目标完成情况"];
    grid.row(vec![pen.label("年度总体目标").down(2), pen.label(wanted).across(4), pen.label(reached)]);
    grid.row(vec![Cell::new("按计划完成建设内容。").across(4), Cell::new("建设内容已完成。")]);
    scored(pen, &mut grid, results);
    let (weight_cell, weight) = pen.points("total weight", 10_000);
    let (score_cell, text) = pen.points("total", score);
    let label = Cell::new("总分").across(4);
    grid.row(vec![label, weight_cell, Cell::blank(), Cell::blank(), score_cell, Cell::blank()]);
    indicators::total_of(pen, Some(weight), text, score);
    pen.project = None;
    let title = format!("{}年度项目支出绩效自评表", pen.year);
    Page { attachment: None, title, lines: Vec::new(), grid, notes: Vec::new() }
}

fn funds(pen: &mut Pen, grid: &mut Grid, project: &Project) {
    let side = format!("项目资金（{}）", pen.style.unit_word());
    let mut head = vec![pen.label(&side).down(4), Cell::blank().across(2)];
    for (text, width) in [("年初预算数", 1), ("调整预算数（A）", 2), ("全年执行数（B）", 2)]
    {
        head.push(pen.label(text).across(width));
    }
    head.push(pen.label("执行率（B/A）"));
    grid.row(head);
    let total = project.total();
    let own = project.fiscal + project.carried;
    for (label, concept, money) in [
        ("年度资金总额：", "project_fund.total", total),
        ("其中：本年财政拨款", "project_fund.current_fiscal", own),
        ("其他资金", "project_fund.other", project.other),
    ] {
        row(pen, grid, (label, concept), money);
    }
}

fn row(pen: &mut Pen, grid: &mut Grid, (label, concept): (&str, &'static str), money: Funds) {
    let mut cells = vec![pen.label(label).across(2)];
    for (basis, cents, width) in
        [("budget_initial", money.initial, 1), ("budget_full", money.full, 2), ("executed", money.spent, 2)]
    {
        cells.push(pen.part((concept, basis, 0), cents).across(width));
    }
    cells.push(match concept {
        "project_fund.total" => pen.percent(("fund.execution_rate", "executed", 0), money.spent, money.full),
        _ => Cell::blank(),
    });
    grid.row(cells);
}

fn scored(pen: &mut Pen, grid: &mut Grid, results: &[Result]) {
    let mut head = vec![pen.label("绩效指标").down(1 + results.len())];
    for text in [
        "一级指标",
        "二级指标",
        "三级指标",
        "参考分值",
        "指标值（A）",
        "全年实际值（B）",
        "得分",
        "未完成原因分析及改进措施",
    ] {
        head.push(pen.label(text));
    }
    grid.row(head);
    for (nth, result) in results.iter().enumerate() {
        let mut cells = indicators::weighed_levels(pen, results, nth, [true, false]);
        cells.push(Cell::new(&*result.l3));
        let (weight_cell, weight) = pen.points("weight", result.weight);
        let (score_cell, score) = pen.points("score", result.score);
        cells.extend([weight_cell, Cell::new(&*result.target), Cell::new(&*result.actual), score_cell]);
        cells.push(Cell::new(result.note));
        grid.row(cells);
        pen.scored(IndicatorTruth { weight: Some(weight), ..indicators::filled(result, score) });
    }
}
