//! The form that Sichuan's budget system prints for a project (PE-SC): signs, numbers and units of targets in columns of
//! their own, notes of the template left in the cells, names of projects behind their codes.

use super::Page;
use super::indicators;
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::office::Office;
use crate::corpus::pen::{Meaning, Pen};
use crate::corpus::results::{Result, in_parts};
use crate::corpus::truth::IndicatorTruth;
use crate::corpus::world::{Funds, Project};

pub fn page(pen: &mut Pen, project: &Project, office: &Office) -> Page {
    pen.table("PE-SC");
    let code = format!(
        "51{:06}{}T{:012}",
        pen.dice.between(1, 999_999),
        pen.year % 100,
        pen.dice.between(1, 99_999)
    );
    let name = format!("{code}-{}", project.name);
    pen.project = Some(name.clone());
    let mut grid = Grid::new(11);
    grid.row(vec![pen.label("项目名称").across(2), Cell::new(name)]);
    let unit = pen.label("实施单位（盖章）").across(2);
    grid.row(vec![
        pen.label("主管部门").across(2),
        Cell::new(&*office.name).across(4),
        unit,
        Cell::new(&*office.name),
    ]);
    described(pen, &mut grid);
    let budget = funds(pen, &mut grid, project);
    let scored = scored(pen, &mut grid, &project.results);
    total(pen, &mut grid, budget, scored);
    for (label, text) in
        [("评价结论", "项目按期完成，达到预期目标。"), ("存在问题", "无"), ("改进措施", "无")]
    {
        grid.row(vec![pen.label(label), Cell::new(text)]);
    }
    grid.row(vec![Cell::new("项目负责人：").across(5), Cell::new("财务负责人：")]);
    pen.project = None;
    let title = format!("部门预算项目支出绩效自评表（{}年度）", pen.year);
    Page { attachment: None, title, lines: Vec::new(), grid, notes: Vec::new() }
}

fn described(pen: &mut Pen, grid: &mut Grid) {
    let side = pen.label("项目基本情况").down(3);
    let goals = pen.label("1.项目年度目标完成情况").down(2);
    grid.row(vec![side, goals, pen.label("项目年度目标").across(5), pen.label("年度目标完成情况")]);
    grid.row(vec![Cell::new("按计划完成年度建设内容。").across(5), Cell::new("已完成年度建设内容。")]);
    let how = pen.dice.pick(&["按进度组织实施。", "按进度组织实施，年底前完工。（100字以内）"]);
    grid.row(vec![Cell::new("2.项目实施内容及过程概述"), Cell::new(how)]);
}

fn funds(pen: &mut Pen, grid: &mut Grid, project: &Project) -> i64 {
    let side = Cell::new("预算执行情况（10分）").down(6);
    let head = format!("年度预算数（{}）", pen.style.unit_word());
    let mut cells = vec![side, Cell::new(head).across(2)];
    for text in ["年初预算", "调整后预算数", "预算执行数"] {
        cells.push(pen.label(text));
    }
    cells.push(pen.label("预算执行率").across(2));
    cells.extend(["权重", "得分", "原因"].map(Cell::new));
    grid.row(cells);
    let total = project.total();
    let mut cells = figures(pen, "总额", "project_fund.total", total);
    cells.push(pen.percent(("fund.execution_rate", "executed", 0), total.spent, total.full).across(2));
    let budget = indicators::execution_points(1_000, total.spent, total.full);
    let (weight_cell, weight) = pen.points("execution weight", 1_000);
    let (score_cell, score) = pen.points("execution score", budget);
    cells.extend([weight_cell, score_cell, Cell::new("无")]);
    grid.row(cells);
    indicators::execution(pen, &weight, &score);
    for (label, concept, money) in [
        ("其中：财政资金", "project_fund.current_fiscal", project.fiscal + project.carried),
        ("财政专户管理资金", "project_fund.special_account", Funds::default()),
        ("单位资金", "project_fund.own", Funds::default()),
        ("其他资金", "project_fund.other", project.other),
    ] {
        let mut cells = figures(pen, label, concept, money);
        cells.extend([Cell::new("/").across(2), Cell::new("/"), Cell::new("/"), Cell::blank()]);
        grid.row(cells);
    }
    budget
}

fn figures(pen: &mut Pen, label: &str, concept: &'static str, money: Funds) -> Vec<Cell> {
    let mut cells = vec![pen.label(label).across(2)];
    for (basis, cents) in
        [("budget_initial", money.initial), ("budget_full", money.full), ("executed", money.spent)]
    {
        let meaning: Meaning = (concept, basis, 0);
        cells.push(pen.part(meaning, cents));
    }
    cells
}

fn scored(pen: &mut Pen, grid: &mut Grid, results: &[Result]) -> (i64, i64) {
    let mut head = vec![Cell::new("绩效指标（90分）").down(1 + results.len())];
    for text in [
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
        "完成值",
        "权重",
        "得分",
        "未完成原因分析",
    ] {
        head.push(pen.label(text));
    }
    grid.row(head);
    let mut sums = (0, 0);
    for (nth, result) in results.iter().enumerate() {
        let mut cells = indicators::levels(pen, results, nth);
        let parts = in_parts(result);
        cells.push(Cell::new(&*result.l3));
        cells.extend([parts.sign, &parts.target, parts.unit, &parts.actual].map(Cell::new));
        let (weight_cell, weight) = pen.points("weight", result.weight);
        let (score_cell, score) = pen.points("score", result.score);
        cells.extend([weight_cell, score_cell, Cell::new(result.note)]);
        grid.row(cells);
        pen.scored(IndicatorTruth {
            target: Some(parts.target),
            actual: Some(parts.actual),
            weight: Some(weight),
            ..indicators::filled(result, score)
        });
        sums = (sums.0 + result.weight, sums.1 + result.score);
    }
    sums
}

fn total(pen: &mut Pen, grid: &mut Grid, budget: i64, (weight, score): (i64, i64)) {
    let (weight_cell, weight) = pen.points("total weight", weight + 1_000);
    let (score_cell, printed) = pen.points("total", budget + score);
    grid.row(vec![Cell::new("合计").across(8), weight_cell, score_cell, Cell::blank()]);
    indicators::total_of(pen, Some(weight), printed, budget + score);
}
