//! The self-evaluation of a whole department in Hunan (SE-H): its money by income and by expense inside label cells, its
//! goals, its scored rows.

use super::Page;
use super::indicators::{self, Look};
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::office::Office;
use crate::corpus::pen::Pen;
use crate::corpus::style::MoneyUnit;
use crate::corpus::world::World;

pub fn page(pen: &mut Pen, world: &World, office: &Office) -> Page {
    pen.table("SE-H");
    let mut grid = Grid::new(9);
    let first = pen.dice.pick(&["预算单位名称", "单位名称", "（预算）单位名称"]);
    grid.row(vec![pen.label(first), Cell::new(&*office.name).across(8)]);
    let score = funds(pen, &mut grid, world);
    goals(pen, &mut grid);
    let scored = scored_rows(pen, &mut grid, world);
    indicators::total(pen, &mut grid, 6, Some(1_000 + scored.0), score + scored.1);
    let attachment = pen.dice.pick(&["附件1-2", "附件 1-2", "附件4", "附2"]);
    let year = world.year;
    let title = match pen.dice.below(3) {
        0 => format!("{year}年度部门整体支出绩效自评表"),
        1 => format!("部门整体支出绩效自评表（{year}年度）"),
        _ => format!("{year}年部门整体支出绩效自评表"),
    };
    let lines = match pen.style.unit {
        MoneyUnit::Wan => Vec::new(),
        MoneyUnit::Yuan => vec![Page::head_line(pen, "填报单位", &office.name)],
    };
    let notes = match pen.dice.below(2) {
        0 => vec!["填表人：　　　填报日期：　　　联系电话：".to_owned()],
        _ => vec!["说明：得分一档最高不能超过该指标分值上限。".to_owned()],
    };
    Page { attachment: Some(attachment.to_owned()), title, lines, grid, notes }
}

fn funds(pen: &mut Pen, grid: &mut Grid, world: &World) -> i64 {
    let unit = pen.style.unit_word();
    let lists = if world.gov_fund > 0 || pen.dice.chance(70) { 4 } else { 3 };
    let side = pen.label(&format!("年度预算申请（{unit}）")).down(3 + lists);
    let letters = pen.dice.chance(50);
    let head = |text: &str, letter: &str| match letters {
        true => format!("{text}{letter}"),
        false => text.to_owned(),
    };
    let mut cells = vec![side, Cell::blank().across(2), pen.label("年初预算数")];
    for (text, letter) in
        [("全年预算数", "(A)"), ("全年执行数", "(B)"), ("分值", ""), ("执行率", "(B/A)"), ("得分", "")]
    {
        cells.push(pen.label(&head(text, letter)));
    }
    grid.row(cells);
    let (spent, full) = (world.total().spent, world.full());
    let label = pen.dice.pick(&["年度资金总额", "年度资金总额：", "部门预算总额"]);
    let mut cells = vec![pen.label(label).across(2)];
    cells.push(pen.money(("fund.total", "budget_initial", 0), world.total().planned));
    cells.push(pen.money(("fund.total", "budget_full", 0), full));
    cells.push(pen.money(("fund.total", "executed", 0), spent));
    let (weight_cell, weight) = pen.points("execution weight", 1_000);
    let rate = pen.percent(("fund.execution_rate", "executed", 0), spent, full);
    let score = indicators::execution_points(1_000, spent, full);
    let (score_cell, text) = pen.points("execution score", score);
    cells.extend([weight_cell, rate, score_cell]);
    grid.row(cells);
    indicators::execution(pen, &weight, &text);
    split(pen, grid, world, lists);
    score
}

/// By income on the left, by expense on the right: label, colon and figure in one cell.
fn split(pen: &mut Pen, grid: &mut Grid, world: &World, lists: usize) {
    let colon = pen.style.colon();
    grid.row(vec![
        Cell::new(format!("按收入性质分{colon}")).across(4),
        Cell::new(format!("按支出性质分{colon}")),
    ]);
    let income = [
        ("其中：一般公共预算：", "fund.by_income.general", world.general_income()),
        ("政府性基金拨款：", "fund.by_income.gov_fund", world.gov_fund),
        ("纳入专户管理的非税收入拨款：", "fund.by_income.special_account", 0),
        ("其他资金：", "fund.by_income.other", world.other_income),
    ];
    let expense = [
        ("其中：基本支出：", "fund.by_expense.basic", world.basic().spent),
        ("项目支出：", "fund.by_expense.project", world.project_spending().spent),
    ];
    // The shorter list lacks the special account, which is nothing here.
    let income = income.iter().enumerate().filter(|(nth, _)| lists == 4 || *nth != 2).map(|(_, one)| one);
    for (nth, (label, concept, money)) in income.enumerate() {
        let left =
            pen.money_in_label(&label.replace('：', colon), (concept, "unstated", 0), *money).across(4);
        let right = match expense.get(nth) {
            Some((label, concept, money)) => {
                pen.money_in_label(&label.replace('：', colon), (concept, "unstated", 0), *money)
            }
            None => Cell::blank(),
        };
        grid.row(vec![left, right]);
    }
}

fn goals(pen: &mut Pen, grid: &mut Grid) {
    let [target, actual] =
        pen.dice.pick(&[["预期目标", "实际完成情况"], ["年初目标设定", "全年实际完成情况"]]);
    let side = pen.label("年度总体目标").down(2);
    grid.row(vec![side, pen.label(target).across(4), pen.label(actual)]);
    grid.row(vec![
        Cell::new("保障机关正常运转，完成年度各项工作任务。").across(4),
        Cell::new("各项工作任务基本完成，机关运转正常。"),
    ]);
}

fn scored_rows(pen: &mut Pen, grid: &mut Grid, world: &World) -> (i64, i64) {
    let fillers = usize::from(pen.dice.chance(20));
    let side = pen.dice.pick(&["绩效指标", "绩效指标（90分）"]);
    let side = pen.label(side).down(1 + world.results.len() + fillers);
    let mut cells = vec![side];
    for text in [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    ] {
        cells.push(pen.label(text));
    }
    grid.row(cells);
    let look = Look {
        weights_in_labels: pen.dice.chance(60),
        has_weight: true,
        weight_first: false,
        has_note: true,
        widths: [1, 1, 1],
    };
    let total = indicators::rows(pen, grid, &world.results, &look);
    for _ in 0..fillers {
        let mut row = vec![Cell::new(""), Cell::new(""), Cell::new("……")];
        row.extend((0..5).map(|_| Cell::blank()));
        grid.row(row);
    }
    total
}
