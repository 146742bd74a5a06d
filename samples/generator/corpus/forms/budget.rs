//! How a budget was divided and released, as a firm puts it into its report: its parts with their shares (SH), and what was
//! issued and used in each month (MQ).

use super::Page;
use crate::corpus::grid::Grid;
use crate::corpus::pen::Pen;
use crate::corpus::style::Cents;
use crate::corpus::world::World;

/// The basis of a month.
const MONTHS: [&str; 12] = [
    "month:1", "month:2", "month:3", "month:4", "month:5", "month:6", "month:7", "month:8", "month:9",
    "month:10", "month:11", "month:12",
];

/// A part of the budget and its share of the whole.
const PARTS: [(&str, &str, &str); 3] = [
    ("人员经费", "basic.personnel", "basic.personnel.share"),
    ("公用经费", "public.total", "public.total.share"),
    ("项目支出", "project.total", "project.total.share"),
];

/// The parts of the budget at the beginning of the year and at its end.
pub fn shares(pen: &mut Pen, world: &World) -> Page {
    pen.table("SH");
    let mut grid = Grid::new(5);
    let heads = ["项目", "年初预算数", "占比", "全年预算数", "占比"];
    grid.row(heads.iter().map(|text| pen.label(text)).collect());
    grid.headers = 1;
    let (planned, full) = budgets(world);
    for (nth, (label, concept, share)) in PARTS.into_iter().enumerate() {
        let mut cells = vec![pen.label(label)];
        for (basis, all) in [("budget_initial", planned), ("budget_full", full)] {
            cells.push(pen.money((concept, basis, 0), all[nth]));
            cells.push(pen.percent((share, basis, 0), all[nth], all.iter().sum()));
        }
        grid.row(cells);
    }
    let mut cells = vec![pen.label("合计")];
    for (basis, all) in [("budget_initial", planned), ("budget_full", full)] {
        let whole = all.iter().sum();
        cells.push(pen.money(("fund.total", basis, 0), whole));
        cells.push(pen.percent(("fund.total.share", basis, 0), whole, whole));
    }
    grid.row(cells);
    let unit = pen.style.unit_word();
    let line = format!("{}年预算配置情况见下表（金额：{unit}）：", world.year);
    Page {
        attachment: None, title: "预算配置情况".to_owned(), lines: vec![line], grid, notes: Vec::new()
    }
}

/// The parts of the budget at the beginning of the year and at its end.
fn budgets(world: &World) -> ([Cents; 3], [Cents; 3]) {
    let planned = [world.personnel.planned, world.running().planned, world.project_spending().planned];
    (planned, [planned[0], planned[1] + planned[1] / 9, planned[2] + planned[2] / 4])
}

/// An amount in twelve pieces.
fn pieces(pen: &mut Pen, whole: Cents) -> Vec<Cents> {
    let mut left = whole;
    let mut all: Vec<Cents> = (1..MONTHS.len())
        .map(|_| {
            let piece = whole / pen.dice.between(13, 24);
            left -= piece;
            piece
        })
        .collect();
    all.push(left);
    all
}

/// What was issued and used in each month, and in the year.
pub fn months(pen: &mut Pen, world: &World) -> Page {
    pen.table("MQ");
    let mut grid = Grid::new(3);
    grid.row(["月份", "指标下达数", "指标使用数"].iter().map(|text| pen.label(text)).collect());
    grid.headers = 1;
    let (issued, used) = (budgets(world).1.iter().sum(), world.total().spent);
    let (given, taken) = (pieces(pen, issued), pieces(pen, used));
    for (nth, basis) in MONTHS.into_iter().enumerate() {
        let mut cells = vec![pen.label(&format!("{}月", nth + 1))];
        cells.push(pen.money(("quota.issued", basis, 0), given[nth]));
        cells.push(pen.money(("quota.used", basis, 0), taken[nth]));
        grid.row(cells);
    }
    let mut cells = vec![pen.label("合计")];
    cells.push(pen.money(("quota.issued", "issued", 0), issued));
    cells.push(pen.money(("quota.used", "used", 0), used));
    grid.row(cells);
    let unit = pen.style.unit_word();
    let line = format!("{}年各月指标下达与使用情况见下表（金额：{unit}）：", world.year);
    Page {
        attachment: None,
        title: "指标下达与使用情况".to_owned(),
        lines: vec![line],
        grid,
        notes: Vec::new(),
    }
}
