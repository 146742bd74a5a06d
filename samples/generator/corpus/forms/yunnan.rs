//! Yunnan's tables about performance at the end of the final accounts (OE-YN): the department in words, its indicators
//! without weights below its tasks, and the form of one project. All of them are in 元.

use super::Page;
use super::indicators;
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::office::Office;
use crate::corpus::pen::Pen;
use crate::corpus::results::{Result, in_parts, score_of};
use crate::corpus::truth::IndicatorTruth;
use crate::corpus::world::{Project, World};

pub fn pages(pen: &mut Pen, world: &World, office: &Office) -> Vec<Page> {
    vec![
        in_words(pen, world, office),
        department(pen, world, office),
        project(pen, &world.projects[0], office),
    ]
}

fn page(pen: &Pen, office: &Office, title: &str, number: &str, grid: Grid) -> Page {
    let colon = pen.style.colon();
    let lines = vec![
        number.to_owned(),
        format!("部门{colon}{}\u{3000}\u{3000}\u{3000}金额单位{colon}元", office.name),
    ];
    Page { attachment: None, title: title.to_owned(), lines, grid, notes: Vec::new() }
}

/// A table of sentences.
fn in_words(pen: &mut Pen, world: &World, office: &Office) -> Page {
    pen.table("OE-YN");
    let mut grid = Grid::new(3);
    let year = world.year;
    let rows = [
        ("（一）部门概况", format!("{}为正科级行政单位，内设五个股室。", office.name)),
        ("（二）部门绩效目标的设立情况", format!("{year}年绩效目标为保障机关运转、完成年度任务。")),
        ("（三）部门整体收支情况", format!("{year}年收支平衡，无结转结余。")),
        ("（四）部门预算管理制度建设情况", "制定了财务管理制度。".to_owned()),
        ("（五）严控“三公经费”支出情况", "严格执行各项规定，从严控制。".to_owned()),
    ];
    for (nth, (label, text)) in rows.into_iter().enumerate() {
        let mut cells = Vec::new();
        if nth == 0 {
            cells.push(pen.label("一、部门基本情况").down(5));
        }
        cells.extend([Cell::new(label), Cell::new(text)]);
        grid.row(cells);
    }
    for (label, text) in [("二、存在的问题和整改情况", "无"), ("三、其他需说明的情况", "无")]
    {
        grid.row(vec![Cell::new(label).across(2), Cell::new(text)]);
    }
    page(pen, office, &format!("{year}年度部门整体支出绩效自评情况"), "公开13表", grid)
}

/// Tasks with their money, indicators without weights.
fn department(pen: &mut Pen, world: &World, office: &Office) -> Page {
    pen.table("OE-YN");
    let mut grid = Grid::new(9);
    grid.row(vec![pen.label("部门名称"), Cell::new(&*office.name)]);
    grid.row(vec![Cell::new("部门年度重点工作任务对应的目标或措施预计的产出和效果")]);
    let mut head = vec![pen.label("任务名称"), pen.label("主要内容").across(3)];
    for text in ["批复金额（元）", "其中：财政拨款", "其他资金", "实际支出金额（元）", "预算执行率"]
    {
        head.push(Cell::new(text));
    }
    grid.row(head);
    for project in &world.projects[..2] {
        let total = project.total();
        let mut row = vec![Cell::new(&*project.name), Cell::new("按计划组织实施").across(3)];
        row.push(pen.money(("", "budget_initial", 0), total.full));
        row.push(pen.money(("", "unstated", 0), total.full - project.other.full));
        row.push(pen.money(("", "unstated", 0), project.other.full));
        row.push(pen.money(("", "executed", 0), total.spent));
        row.push(Cell::new(pen.style.percent(total.spent, total.full)));
        grid.row(row);
    }
    let heads = [
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
        "实际完成值",
        "得分",
        "偏差原因分析及改进措施",
    ];
    grid.row(heads.iter().map(|text| pen.label(text)).collect());
    for (nth, result) in world.judged.iter().enumerate() {
        let mut cells = indicators::levels(pen, &world.judged, nth);
        row(pen, &mut cells, result, false);
        grid.row(cells);
    }
    page(pen, office, "部门整体支出绩效自评表", "公开14表", grid)
}

fn project(pen: &mut Pen, project: &Project, office: &Office) -> Page {
    pen.table("PE-YN");
    pen.project = Some(project.name.clone());
    let mut grid = Grid::new(12);
    grid.row(vec![pen.label("项目名称"), Cell::new(&*project.name)]);
    let unit = pen.label("实施单位").across(2);
    grid.row(vec![pen.label("主管部门"), Cell::new(&*office.name).across(4), unit, Cell::new(&*office.name)]);
    let budget = funds(pen, &mut grid, project);
    let goals = pen.label("年度总体目标").down(2);
    grid.row(vec![goals, pen.label("预期目标").across(5), pen.label("实际完成情况")]);
    grid.row(vec![Cell::new("按计划完成建设内容。").across(5), Cell::new("建设内容已完成。")]);
    let mut head = vec![pen.label("绩效指标").across(3), pen.label("年度指标值").across(3)];
    for text in ["实际完成值", "分值", "得分"] {
        head.push(pen.label(text).down(2));
    }
    head.push(pen.label("偏差原因分析及改进措施").across(3).down(2));
    grid.row(head);
    let second = ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"];
    grid.row(second.iter().map(|text| pen.label(text)).collect());
    for (nth, result) in project.results.iter().enumerate() {
        let mut cells = indicators::levels(pen, &project.results, nth);
        row(pen, &mut cells, result, true);
        grid.row(cells);
    }
    grid.row(vec![Cell::new("其他需要说明的事项").across(3), Cell::new("无")]);
    let score = budget + score_of(&project.results);
    let (weight_cell, weight) = pen.points("total weight", 10_000);
    let (score_cell, text) = pen.points("total", score);
    grid.row(vec![Cell::new("总分").across(7), weight_cell, score_cell, Cell::blank()]);
    pen.scored(IndicatorTruth { weight: Some(weight), score: Some(text), ..indicators::special("total") });
    pen.project = None;
    page(pen, office, "项目支出绩效自评表", "公开15表", grid)
}

fn row(pen: &mut Pen, cells: &mut Vec<Cell>, result: &Result, weighed: bool) {
    let parts = in_parts(result);
    cells.push(Cell::new(&*result.l3));
    cells.extend([parts.sign, &parts.target, parts.unit, &parts.actual].map(Cell::new));
    let weight = weighed.then(|| pen.points("weight", result.weight));
    cells.extend(weight.iter().map(|(cell, _)| cell.clone()));
    let (score_cell, score) = pen.points("score", result.score);
    cells.extend([score_cell, Cell::new(result.note)]);
    pen.scored(IndicatorTruth {
        target: Some(parts.target),
        actual: Some(parts.actual),
        weight: weight.map(|(_, weight)| weight),
        ..indicators::filled(result, score)
    });
}

fn funds(pen: &mut Pen, grid: &mut Grid, project: &Project) -> i64 {
    let mut head = vec![pen.label("项目资金（元）").down(5), Cell::blank(), pen.label("年初预算数")];
    for text in ["全年预算数", "全年执行数", "分值"] {
        head.push(pen.label(text).across(2));
    }
    head.extend([pen.label("执行率"), pen.label("得分")]);
    grid.row(head);
    let total = project.total();
    let budget = indicators::execution_points(1_000, total.spent, total.full);
    for (label, concept, money) in [
        ("年度资金总额", "project_fund.total", total),
        ("其中：当年财政拨款", "project_fund.current_fiscal", project.fiscal),
        ("上年结转资金", "project_fund.carryover", project.carried),
        ("其他资金", "project_fund.other", project.other),
    ] {
        let mut cells = vec![pen.label(label), pen.part((concept, "budget_initial", 0), money.initial)];
        cells.push(pen.part((concept, "budget_full", 0), money.full).across(2));
        cells.push(pen.part((concept, "executed", 0), money.spent).across(2));
        if concept == "project_fund.total" {
            let (weight_cell, weight) = pen.points("execution weight", 1_000);
            let rate = pen.percent(("fund.execution_rate", "executed", 0), total.spent, total.full);
            let (score_cell, score) = pen.points("execution score", budget);
            cells.extend([weight_cell.across(2), rate, score_cell]);
            indicators::execution(pen, &weight, &score);
        } else {
            cells.extend([Cell::blank().across(2), Cell::blank(), Cell::blank()]);
        }
        grid.row(cells);
    }
    budget
}
