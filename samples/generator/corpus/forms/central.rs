//! The older central form for a project (PE-C): weights before values, a column that explains how points are given, no
//! adjusted budget.

use super::Page;
use super::indicators;
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::office::Office;
use crate::corpus::pen::Pen;
use crate::corpus::results::{Result, score_of, weight_of};
use crate::corpus::truth::IndicatorTruth;
use crate::corpus::world::{Funds, Project};

const COUNTED: &str = "完成值达到指标值，记满分；未达到指标值，按B/A或A/B*该指标分值记分。";
const JUDGED: &str =
    "若为定性指标，则根据“三档”原则分别按照指标分值的100-80%（含80%）、80-50%（含50%）、50-0%来记分。";

/// The execution is measured by the budget of the beginning, so the form is for a project whose budget stayed.
pub fn page(pen: &mut Pen, project: &Project, office: &Office) -> Page {
    pen.table("PE-C");
    pen.project = Some(project.name.clone());
    let mut grid = Grid::new(10);
    grid.row(vec![pen.label("项目名称").across(2), Cell::new(&*project.name)]);
    let unit = pen.label("实施单位").across(2);
    grid.row(vec![
        pen.label("主管部门").across(2),
        Cell::new(&*office.name).across(3),
        unit,
        Cell::new(&*office.name),
    ]);
    let budget = funds(pen, &mut grid, project);
    let [wanted, reached] = ["年初设定目标", "年度总体目标完成情况综述"];
    grid.row(vec![pen.label("年度总体目标").down(2), pen.label(wanted).across(4), pen.label(reached)]);
    grid.row(vec![Cell::new("按计划完成建设内容。").across(4), Cell::new("建设内容已完成。")]);
    scored(pen, &mut grid, &project.results);
    let (weight, score) = (1_000 + weight_of(&project.results), budget + score_of(&project.results));
    let (weight_cell, weight) = pen.points("total weight", weight);
    let (score_cell, text) = pen.points("total", score);
    let mut row = vec![Cell::new("总分").across(4), weight_cell];
    row.extend((0..3).map(|_| Cell::blank()));
    row.extend([score_cell, Cell::blank()]);
    grid.row(row);
    indicators::total_of(pen, Some(weight), text, score);
    pen.project = None;
    let lines = vec![format!("（{}年度）", pen.year)];
    Page {
        attachment: Some("附件1".to_owned()),
        title: "项目支出绩效自评表".to_owned(),
        lines,
        grid,
        notes: Vec::new(),
    }
}

/// What was spent of what was planned at first, without an adjustment between them.
fn kept(money: Funds) -> Funds {
    Funds { initial: money.full, ..money }
}

fn funds(pen: &mut Pen, grid: &mut Grid, project: &Project) -> i64 {
    let side = format!("项目资金（{}）", pen.style.unit_word());
    let mut head = vec![pen.label(&side).down(5), Cell::blank().across(2)];
    for text in ["年初预算数（A）", "全年执行数（B）", "分值（10分）", "执行率（B/A）", "得分"]
    {
        head.push(pen.label(text));
    }
    head.push(pen.label("得分计算方法"));
    grid.row(head);
    let total = kept(project.total());
    let budget = indicators::execution_points(1_000, total.spent, total.initial);
    let mut cells = figures(pen, "年度资金总额：", "project_fund.total", total);
    let (weight_cell, weight) = pen.points("execution weight", 1_000);
    let rate = pen.percent(("fund.execution_rate", "executed", 0), total.spent, total.initial);
    let (score_cell, score) = pen.points("execution score", budget);
    let method = Cell::new("执行率*该指标分值，最高不得超过分值上限。").down(4);
    cells.extend([weight_cell, rate, score_cell, method.across(2)]);
    grid.row(cells);
    indicators::execution(pen, &weight, &score);
    for (label, concept, money) in [
        ("其中：本年财政拨款", "project_fund.current_fiscal", project.fiscal),
        ("上年结转资金", "project_fund.carryover", project.carried),
        ("其他资金", "project_fund.other", project.other),
    ] {
        let mut cells = figures(pen, label, concept, kept(money));
        cells.extend([Cell::new("—"), Cell::blank(), Cell::new("—")]);
        grid.row(cells);
    }
    budget
}

fn figures(pen: &mut Pen, label: &str, concept: &'static str, money: Funds) -> Vec<Cell> {
    let mut cells = vec![pen.label(label).across(2)];
    cells.push(pen.part((concept, "budget_initial", 0), money.initial));
    cells.push(pen.part((concept, "executed", 0), money.spent));
    cells
}

fn scored(pen: &mut Pen, grid: &mut Grid, results: &[Result]) {
    let mut head = vec![pen.label("绩效指标").down(1 + results.len())];
    for text in [
        "一级指标",
        "二级指标",
        "三级指标",
        "分值",
        "年度指标值(A)",
        "全年实际值(B)",
        "得分计算方法",
        "得分",
        "未完成原因分析",
    ] {
        head.push(pen.label(text));
    }
    grid.row(head);
    for (nth, result) in results.iter().enumerate() {
        let mut cells = indicators::weighed_levels(pen, results, nth, [true, false]);
        let (weight_cell, weight) = pen.points("weight", result.weight);
        let (score_cell, score) = pen.points("score", result.score);
        let method =
            if result.target.contains(|char: char| char.is_ascii_digit()) { COUNTED } else { JUDGED };
        cells.extend([
            Cell::new(&*result.l3),
            weight_cell,
            Cell::new(&*result.target),
            Cell::new(&*result.actual),
        ]);
        cells.extend([Cell::new(method), score_cell, Cell::new(result.note)]);
        grid.row(cells);
        pen.scored(IndicatorTruth { weight: Some(weight), ..indicators::filled(result, score) });
    }
}
