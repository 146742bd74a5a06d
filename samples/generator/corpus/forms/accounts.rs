//! Tables of final accounts (PF01, PF02, PF03, PF06, PF3G): two halves side by side, codes, column numbers, three groups
//! of economic items, one row of the three public expenses under a header of three rows.

use super::{Page, fiscal};
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::office::Office;
use crate::corpus::pen::{Meaning, Pen};
use crate::corpus::style::Cents;
use crate::corpus::world::World;

const SPENT: &str = "final_account";

/// `all` leaves no table out.
pub fn pages(pen: &mut Pen, world: &World, office: &Office, all: bool) -> Vec<Page> {
    let mut pages =
        vec![both_sides(pen, world, office), revenue(pen, world, office), expenditure(pen, world, office)];
    if all || pen.dice.chance(60) {
        pages.extend([fiscal::both_sides(pen, world, office), fiscal::spending(pen, world, office)]);
    }
    pages.extend([economic(pen, world, office), three_public(pen, world, office)]);
    pages.push(fiscal::government_funds(pen, world, office));
    pages
}

pub fn page(pen: &mut Pen, office: &Office, title: &str, number: &str, grid: Grid) -> Page {
    let head = Page::head_line(pen, "部门", &office.name);
    Page {
        attachment: None,
        title: title.to_owned(),
        lines: vec![number.to_owned(), head],
        grid,
        notes: vec!["注：本表反映部门本年度的收支情况。".to_owned()],
    }
}

pub fn texts(texts: &[&str]) -> Vec<Cell> {
    texts.iter().map(|text| Cell::new(*text)).collect()
}

pub fn figure(pen: &mut Pen, concept: &'static str, cents: Cents) -> Cell {
    pen.money((concept, SPENT, 0), cents)
}

/// Revenue beside expenditure. What came in and was not spent stands at the end of the right half.
fn both_sides(pen: &mut Pen, world: &World, office: &Office) -> Page {
    pen.table("PF01");
    let mut grid = Grid::new(6);
    grid.row(vec![Cell::new("收入").across(3), Cell::new("支出").across(3)]);
    grid.row(texts(&["项目", "行次", "金额", "项目", "行次", "金额"]));
    grid.row(texts(&["栏次", "", "1", "栏次", "", "2"]));
    let (spent, basic) = (world.total().spent, world.basic().spent);
    let income = world.received();
    let halves: [[(&str, &'static str, Cents); 2]; 4] = [
        [
            ("一、一般公共预算财政拨款收入", "revenue.general_budget", income - world.other_income),
            ("一、一般公共服务支出", "function.一般公共服务支出", spent - basic / 10),
        ],
        [
            ("八、其他收入", "revenue.other", world.other_income),
            ("八、社会保障和就业支出", "function.社会保障和就业支出", basic / 10),
        ],
        [("本年收入合计", "revenue.total", income), ("本年支出合计", "expenditure.total", spent)],
        [
            ("年初结转和结余", "carryover.opening", world.carried),
            ("年末结转和结余", "carryover.closing", world.unspent),
        ],
    ];
    for (nth, halves) in (1..).zip(halves) {
        let mut cells = Vec::new();
        for (side, (label, concept, cents)) in halves.into_iter().enumerate() {
            cells.extend([
                pen.label(label),
                Cell::new((nth + side * 30).to_string()),
                figure(pen, concept, cents),
            ]);
        }
        grid.row(cells);
    }
    let title = pen.dice.pick(&["收入支出决算总表", "收入支出决算表", "部门收支决算总表"]);
    page(pen, office, title, "公开01表", grid)
}

/// A table of columns with a row for the whole and one for each code, which has no concept of its own.
/// `over` is a word above all of them.
pub fn by_code(pen: &mut Pen, columns: &[(&str, &'static str, Cents)], over: Option<&str>) -> Grid {
    let mut grid = Grid::new(2 + columns.len());
    let mut head = vec![Cell::new("项目").across(2)];
    let mut below = texts(&["科目编码", "科目名称"]);
    match over {
        Some(word) => {
            head.push(Cell::new(word).across(columns.len()));
            below.extend(columns.iter().map(|(label, ..)| pen.label(label)));
        }
        None => head.extend(columns.iter().map(|(label, ..)| pen.label(label).down(2))),
    }
    grid.row(head);
    grid.row(below);
    let mut numbers = vec![Cell::new("栏次").across(2)];
    numbers.extend((1..=columns.len()).map(|number| Cell::new(number.to_string())));
    grid.row(numbers);
    let mut whole = vec![Cell::new("合计").across(2)];
    whole.extend(columns.iter().map(|(_, concept, cents)| figure(pen, concept, *cents)));
    grid.row(whole);
    for (code, name) in
        [("201", "一般公共服务支出"), ("20103", "政府办公厅（室）及相关机构事务"), ("2010301", "行政运行")]
    {
        let mut row = texts(&[code, name]);
        for (nth, (_, _, cents)) in columns.iter().enumerate() {
            let concept = if nth == 0 { by_function(code, columns) } else { "" };
            row.push(figure(pen, concept, *cents));
        }
        grid.row(row);
    }
    grid
}

/// Only the first column of spending by function is a figure of that function.
fn by_function(code: &str, columns: &[(&str, &'static str, Cents)]) -> &'static str {
    let spending = columns.first().is_some_and(|(_, concept, _)| concept.starts_with("expenditure"));
    if spending && code == "201" { "function.一般公共服务支出" } else { "" }
}

fn revenue(pen: &mut Pen, world: &World, office: &Office) -> Page {
    pen.table("PF02");
    let income = world.received();
    let columns = [
        ("本年收入合计", "revenue.total", income),
        ("财政拨款收入", "revenue.fiscal", income - world.other_income),
        ("上级补助收入", "revenue.superior", 0),
        ("事业收入", "revenue.business", 0),
        ("经营收入", "revenue.operating", 0),
        ("附属单位上缴收入", "revenue.subordinate", 0),
        ("其他收入", "revenue.other", world.other_income),
    ];
    let grid = by_code(pen, &columns, None);
    page(pen, office, "收入决算表", "公开02表", grid)
}

fn expenditure(pen: &mut Pen, world: &World, office: &Office) -> Page {
    pen.table("PF03");
    let columns = [
        ("本年支出合计", "expenditure.total", world.total().spent),
        ("基本支出", "basic.total", world.basic().spent),
        ("项目支出", "project.total", world.project_spending().spent),
        ("上缴上级支出", "expenditure.superior", 0),
        ("经营支出", "expenditure.operating", 0),
        ("对附属单位补助支出", "expenditure.subordinate", 0),
    ];
    let grid = by_code(pen, &columns, None);
    page(pen, office, "支出决算表", "公开03表", grid)
}

/// Staff on the left, running costs on the right, totals below both.
fn economic(pen: &mut Pen, world: &World, office: &Office) -> Page {
    pen.table("PF06");
    let mut grid = Grid::new(9);
    grid.row(vec![Cell::new("人员经费").across(3), Cell::new("公用经费").across(6)]);
    grid.row(texts(&["科目编码", "科目名称", "决算数"].repeat(3)));
    let (staff, running) = (world.personnel.spent, world.running().spent);
    let mut first = texts(&["301", "工资福利支出"]);
    first.push(figure(pen, "economic.wages", staff - staff / 9));
    first.extend(texts(&["302", "商品和服务支出"]));
    first.push(figure(pen, "economic.goods_services", running));
    first.extend(texts(&["307", "债务利息及费用支出"]));
    first.push(figure(pen, "", 0));
    grid.row(first);
    let mut second = texts(&["303", "对个人和家庭的补助"]);
    second.push(figure(pen, "economic.individual_family", staff / 9));
    second.extend(texts(&["30201", "办公费"]));
    second.push(figure(pen, "public.office", world.supplies.spent));
    second.extend(texts(&["", "", ""]));
    grid.row(second);
    let personnel = figure(pen, "basic.personnel", staff);
    let public = figure(pen, "public.total", running);
    grid.row(vec![
        Cell::new("人员经费合计").across(2),
        personnel,
        Cell::new("公用经费合计").across(5),
        public,
    ]);
    page(pen, office, "一般公共预算财政拨款基本支出决算明细表", "公开06表", grid)
}

fn three_public(pen: &mut Pen, world: &World, office: &Office) -> Page {
    pen.table("PF3G");
    let mut grid = Grid::new(12);
    grid.row(vec![Cell::new("预算数").across(6), Cell::new("决算数").across(6)]);
    let mut head = Vec::new();
    for _ in 0..2 {
        head.extend(["合计", "因公出国（境）费"].map(|text| Cell::new(text).down(2)));
        head.push(Cell::new("公务用车购置及运行费").across(3));
        head.push(Cell::new("公务接待费").down(2));
    }
    grid.row(head);
    grid.row(texts(&["小计", "公务用车购置费", "公务用车运行费"].repeat(2)));
    let numbers: Vec<String> = (1..=12).map(|number| number.to_string()).collect();
    grid.row(numbers.iter().map(|number| Cell::new(&**number)).collect());
    let mut row = Vec::new();
    for (basis, pick) in [
        ("budget", (|line| line.planned) as fn(crate::corpus::world::Line) -> Cents),
        (SPENT, |line| line.spent),
    ] {
        let lines = [
            ("sangong.total", world.three_public()),
            ("sangong.abroad", world.abroad),
            ("sangong.vehicle", world.vehicles()),
            ("sangong.vehicle.purchase", world.purchase),
            ("sangong.vehicle.operation", world.driving),
            ("sangong.reception", world.reception),
        ];
        for (concept, line) in lines {
            let meaning: Meaning = (concept, basis, 0);
            row.push(pen.money(meaning, pick(line)));
        }
    }
    grid.row(row);
    page(pen, office, "财政拨款“三公”经费支出决算表", "公开09表", grid)
}
