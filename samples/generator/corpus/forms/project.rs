//! The self-evaluation of a project: the national form (PE-N), that of Hunan (PE-H), Hubei (PE-HB), the older central one
//! (PE-C), and the one for transfers (PE-T).

use super::Page;
use super::indicators::{self, Look};
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::office::Office;
use crate::corpus::pen::Pen;
use crate::corpus::results::{score_of, weight_of};
use crate::corpus::style::MoneyUnit;
use crate::corpus::world::{Funds, Project};

/// What differs between the forms that are built alike.
struct Form {
    family: &'static str,
    first: &'static str,
    money: &'static str,
    initial: Option<&'static str>,
    full: &'static str,
    spent: &'static str,
    total_last: bool,
    weight_first: bool,
    note: Option<&'static str>,
    target: &'static str,
    actual: &'static str,
}

const NATIONAL: Form = Form {
    family: "PE-N",
    first: "项目名称",
    money: "项目资金",
    initial: Some("年初预算数"),
    full: "全年预算数",
    spent: "全年执行数",
    total_last: false,
    weight_first: false,
    note: Some("偏差原因分析及改进措施"),
    target: "年度指标值",
    actual: "实际完成值",
};

const HUNAN: Form = Form { family: "PE-H", first: "项目支出名称", total_last: true, ..NATIONAL };

const TRANSFER: Form = Form {
    family: "PE-T",
    money: "资金情况",
    initial: None,
    weight_first: true,
    note: Some("未完成原因及拟采取的改进措施"),
    actual: "全年实际值",
    ..NATIONAL
};

pub fn page(pen: &mut Pen, project: &Project, office: &Office, hunan: bool) -> Page {
    let form = match (hunan, pen.dice.below(4)) {
        (true, _) => &HUNAN,
        (false, 0) => &TRANSFER,
        (false, _) => &NATIONAL,
    };
    pen.table(form.family);
    pen.project = Some(project.name.clone());
    let mut grid = Grid::new(9);
    grid.row(vec![pen.label(form.first).across(2), Cell::new(&*project.name)]);
    let unit = pen.label("实施单位").across(2);
    grid.row(vec![
        pen.label("主管部门").across(2),
        Cell::new(&*office.name).across(2),
        unit,
        Cell::new(&*office.name),
    ]);
    let score = funds(pen, &mut grid, project, form);
    goals(pen, &mut grid, form);
    let scored = scored(pen, &mut grid, project, form);
    total(pen, &mut grid, form, scored, score);
    pen.project = None;
    let unit_line =
        (pen.style.unit == MoneyUnit::Yuan).then(|| Page::head_line(pen, "填报单位", &office.name));
    let year = pen.year;
    let mut lines = vec![format!("（{year}年度）")];
    lines.extend(unit_line);
    let title = match form.family {
        "PE-T" => "转移支付绩效目标自评表",
        _ => "项目支出绩效自评表",
    };
    Page { attachment: None, title: title.to_owned(), lines, grid, notes: Vec::new() }
}

fn total(pen: &mut Pen, grid: &mut Grid, form: &Form, scored: (i64, i64), score: i64) {
    let (weight, points) = (1_000 + scored.0, score + scored.1);
    if !form.weight_first {
        return indicators::total(pen, grid, 6, Some(weight), points);
    }
    // Here the weights stand in the fifth place and the points in the eighth.
    let (weight_cell, weight) = pen.points("total weight", weight);
    let (score_cell, score) = pen.points("total", points);
    let cells = vec![
        Cell::new("总分").across(4),
        weight_cell,
        Cell::blank(),
        Cell::blank(),
        score_cell,
        Cell::blank(),
    ];
    grid.row(cells);
    indicators::total_of(pen, Some(weight), score, points);
}

fn funds(pen: &mut Pen, grid: &mut Grid, project: &Project, form: &Form) -> i64 {
    let unit = pen.style.unit_word();
    let side = pen.label(&format!("{}（{unit}）", form.money)).down(5);
    let lead = if form.initial.is_some() { 2 } else { 3 };
    let mut head = vec![side, Cell::new(if form.total_last { "资金来源" } else { "" }).across(lead)];
    head.extend(form.initial.map(|text| pen.label(text)));
    for text in [form.full, form.spent, "分值", "执行率", "得分"] {
        head.push(pen.label(text));
    }
    grid.row(head);
    let parts = [
        ("其中：当年财政拨款", "project_fund.current_fiscal", project.fiscal),
        ("上年结转资金", "project_fund.carryover", project.carried),
        ("其他资金", "project_fund.other", project.other),
    ];
    let mut score = 0;
    if !form.total_last {
        score = total_row(pen, grid, project, form, lead);
    }
    for (label, concept, money) in parts {
        let mut cells = vec![pen.label(label).across(lead)];
        cells.extend(figures(pen, form, concept, money));
        let dash = pen.dice.pick(&["—", "-", "/", ""]);
        cells.extend([Cell::new(dash), Cell::new(dash), Cell::new(dash)]);
        grid.row(cells);
    }
    if form.total_last {
        score = total_row(pen, grid, project, form, lead);
    }
    score
}

fn total_row(pen: &mut Pen, grid: &mut Grid, project: &Project, form: &Form, lead: usize) -> i64 {
    let total = project.total();
    let mut cells = vec![pen.label("年度资金总额").across(lead)];
    cells.extend(figures(pen, form, "project_fund.total", total));
    let (weight_cell, weight) = pen.points("execution weight", 1_000);
    let rate = pen.percent(("fund.execution_rate", "executed", 0), total.spent, total.full);
    let score = indicators::execution_points(1_000, total.spent, total.full);
    let (score_cell, text) = pen.points("execution score", score);
    cells.extend([weight_cell, rate, score_cell]);
    grid.row(cells);
    indicators::execution(pen, &weight, &text);
    score
}

fn figures(pen: &mut Pen, form: &Form, concept: &'static str, money: Funds) -> Vec<Cell> {
    let mut cells = Vec::new();
    if form.initial.is_some() {
        cells.push(pen.part((concept, "budget_initial", 0), money.initial));
    }
    cells.push(pen.part((concept, "budget_full", 0), money.full));
    cells.push(pen.part((concept, "executed", 0), money.spent));
    cells
}

fn goals(pen: &mut Pen, grid: &mut Grid, form: &Form) {
    let [target, actual] = match form.family {
        "PE-T" => ["年初设定目标", "年度总体目标完成情况综述"],
        _ => ["预期目标", "实际完成情况"],
    };
    grid.row(vec![pen.label("年度总体目标").down(2), pen.label(target).across(4), pen.label(actual)]);
    grid.row(vec![Cell::new("按计划完成项目建设内容。").across(4), Cell::new("项目建设内容已按计划完成。")]);
}

fn scored(pen: &mut Pen, grid: &mut Grid, project: &Project, form: &Form) -> (i64, i64) {
    let mut head = vec![pen.label("绩效指标").down(1 + project.results.len())];
    for text in ["一级指标", "二级指标", "三级指标"] {
        head.push(pen.label(text));
    }
    let (values, points) = ([form.target, form.actual], ["分值", "得分"]);
    let order: [&str; 4] = match form.weight_first {
        true => [points[0], values[0], values[1], points[1]],
        false => [values[0], values[1], points[0], points[1]],
    };
    head.extend(order.iter().map(|text| pen.label(text)));
    head.extend(form.note.map(|text| pen.label(text)));
    grid.row(head);
    let look = Look {
        weights_in_labels: pen.dice.chance(50),
        has_weight: true,
        weight_first: form.weight_first,
        has_note: form.note.is_some(),
        widths: [1, 1, 1],
    };
    indicators::rows(pen, grid, &project.results, &look);
    (weight_of(&project.results), score_of(&project.results))
}
