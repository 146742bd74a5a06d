//! Forms of single provinces: Hubei's with twenty points for the budget and no weights (PE-HB), Chongqing's for a
//! department, without levels (OE-CQ).

use super::Page;
use super::indicators::{self, Look};
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::office::Office;
use crate::corpus::pen::Pen;
use crate::corpus::results::{Result, score_of, weight_of};
use crate::corpus::truth::IndicatorTruth;
use crate::corpus::world::{Project, World};

fn page(pen: &Pen, title: &str, grid: Grid) -> Page {
    let title = format!("{title}（{}年度）", pen.year);
    Page { attachment: None, title, lines: Vec::new(), grid, notes: Vec::new() }
}

fn labels(pen: &mut Pen, texts: &[&str]) -> Vec<Cell> {
    texts.iter().map(|text| pen.label(text)).collect()
}

/// Hubei. The budget gives twenty points; no row prints what it weighs.
pub fn hubei(pen: &mut Pen, project: &Project, results: &[Result], office: &Office) -> Page {
    pen.table("PE-HB");
    pen.project = Some(project.name.clone());
    let mut grid = Grid::new(7);
    grid.row(vec![pen.label("项目名称").across(2), Cell::new(&*project.name)]);
    let unit = pen.label("项目实施单位");
    grid.row(vec![
        pen.label("主管部门").across(2),
        Cell::new(&*office.name).across(2),
        unit,
        Cell::new(&*office.name),
    ]);
    grid.row(vec![Cell::new("项目类别").across(2), Cell::new("1、部门预算项目☑ 2、专项□")]);
    let side = format!("预算执行情况（{}）（20分）", pen.style.unit_word());
    let mut head = vec![Cell::new(side).across(2).down(2), Cell::blank()];
    head.extend(labels(pen, &["预算数（A）", "执行数（B）", "执行率（B/A）", "得分（20分*执行率）"]));
    grid.row(head);
    let total = project.total();
    let mut cells = vec![pen.label("年度财政资金总额")];
    cells.push(pen.money(("project_fund.total", "budget", 0), total.full));
    cells.push(pen.money(("project_fund.total", "executed", 0), total.spent));
    cells.push(pen.percent(("fund.execution_rate", "executed", 0), total.spent, total.full));
    let budget_score = indicators::execution_points(2_000, total.spent, total.full);
    let (cell, score) = pen.points("execution score", budget_score);
    cells.push(cell);
    grid.row(cells);
    indicators::execution(pen, "20", &score);
    let mut head = vec![pen.label("年度绩效目标1（80分）").down(1 + results.len())];
    head.extend(labels(
        pen,
        &["一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分"],
    ));
    grid.row(head);
    let look = Look {
        weights_in_labels: false,
        has_weight: false,
        weight_first: false,
        has_note: false,
        widths: [1; 3],
    };
    let (_, scored) = indicators::rows(pen, &mut grid, results, &look);
    indicators::total(pen, &mut grid, 6, None, budget_score + scored);
    grid.row(vec![pen.label("偏差大或目标未完成原因分析").across(2), Cell::new("无")]);
    pen.project = None;
    page(pen, "项目自评表", grid)
}

/// Chongqing. One flat list of indicators.
pub fn chongqing(pen: &mut Pen, world: &World, office: &Office) -> Page {
    pen.table("OE-CQ");
    let mut grid = Grid::new(10);
    let (spent, full) = (world.total().spent, world.full());
    let budget_score = indicators::execution_points(1_000, spent, full);
    let results = &world.results;
    let score = budget_score + score_of(results);
    let names = ["主管部门", "财政处室", "自评总分（分）", "部门联系人", "联系电话"];
    grid.row(labels(pen, &names).into_iter().map(|cell| cell.across(2)).collect());
    let (score_cell, _) = pen.points("cover", score);
    grid.row(
        [Cell::new(&*office.name), Cell::new("行政政法科"), score_cell, Cell::new("某某"), Cell::blank()]
            .into_iter()
            .map(|cell| cell.across(2))
            .collect(),
    );
    funds(pen, &mut grid, world, budget_score);
    goals(pen, &mut grid);
    let heads = [
        "指标名称",
        "计量单位",
        "指标性质",
        "年初指标值",
        "调整指标值",
        "全年完成值",
        "得分系数（%）",
        "指标权重（分）",
        "指标得分（分）",
        "是否核心指标",
    ];
    let head = labels(pen, &heads);
    grid.row(head);
    results.iter().for_each(|result| flat(pen, &mut grid, result));
    debug_assert_eq!(weight_of(results), 9_000);
    pen.truth.score = Some(crate::corpus::style::decimal(score, 2, true));
    page(pen, "部门整体绩效自评表", grid)
}

fn funds(pen: &mut Pen, grid: &mut Grid, world: &World, score: i64) {
    let (spent, full) = (world.total().spent, world.full());
    let side = format!("部门预算执行情况（{}）", pen.style.unit_word());
    let mut head = vec![Cell::new(side).across(2).down(2), pen.label("年初预算数").across(2)];
    head.extend(labels(
        pen,
        &["全年（调整）预算数", "全年执行数", "执行率（%）", "执行率权重", "执行率得分（分）"],
    ));
    grid.row(head);
    let initial = pen.money(("fund.total", "budget_initial", 0), world.total().planned).across(2);
    let full_cell = pen.money(("fund.total", "budget_full", 0), full);
    let spent_cell = pen.money(("fund.total", "executed", 0), spent);
    let rate = pen.percent(("fund.execution_rate", "executed", 0), spent, full);
    let (weight_cell, weight) = pen.points("execution weight", 1_000);
    let (score_cell, score) = pen.points("execution score", score);
    grid.row(vec![initial, full_cell, spent_cell, rate, weight_cell, score_cell]);
    indicators::execution(pen, &weight, &score);
}

fn goals(pen: &mut Pen, grid: &mut Grid) {
    let mut head = vec![pen.label("当年绩效目标").down(2), pen.label("年初绩效目标").across(3)];
    head.push(pen.label("全年（调整）绩效目标").across(3));
    head.push(pen.label("全年目标实际完成情况"));
    grid.row(head);
    let goal = "保障机关正常运转，完成年度各项工作任务。";
    grid.row(vec![Cell::new(goal).across(3), Cell::new(goal).across(3), Cell::new("已完成。")]);
}

/// The number and the unit of a target stand in different places; words have neither.
fn flat(pen: &mut Pen, grid: &mut Grid, result: &Result) {
    let number = |text: &str| {
        text.trim_start_matches('≥').trim_end_matches(|char: char| !char.is_ascii_digit()).to_owned()
    };
    let is_number =
        result.target.contains(|char: char| char.is_ascii_digit()) && !result.target.contains("月");
    let unit = if is_number {
        result.target.trim_start_matches(|char: char| char == '≥' || char.is_ascii_digit())
    } else {
        ""
    };
    let sign = if result.target.starts_with('≥') {
        "≥"
    } else if is_number {
        "＝"
    } else {
        "定性"
    };
    let plain = |text: &str| if is_number { number(text) } else { text.to_owned() };
    let (target, actual) = (plain(&result.target), plain(&result.actual));
    let (weight_cell, weight) = pen.points("weight", result.weight);
    let (score_cell, score) = pen.points("score", result.score);
    let percent = (result.score * 100 / result.weight).to_string();
    let mut cells: Vec<Cell> =
        [&*result.l3, unit, sign, &target, &target, &actual, &percent].map(Cell::new).into();
    cells.extend([weight_cell, score_cell, Cell::new(pen.dice.pick(&["是", "否"]))]);
    grid.row(cells);
    pen.scored(IndicatorTruth {
        table: 0,
        kind: "indicator",
        l1: None,
        l2: None,
        l3: Some(result.l3.clone()),
        target: Some(target),
        actual: Some(actual),
        weight: Some(weight),
        score: Some(score),
        deduction: None,
        note: None,
    });
}
