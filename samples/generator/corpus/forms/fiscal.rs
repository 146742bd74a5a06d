//! Final accounts of what the budget gave (PF04, PF05), and the three public expenses as an office prints them alone (SG).

use super::Page;
use super::accounts::{by_code, figure, page, texts};
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::office::Office;
use crate::corpus::pen::{Meaning, Pen};
use crate::corpus::style::{Cents, decimal};
use crate::corpus::world::{Line, World};

/// What the general budget gave and how it was spent: the project part is what is left of it.
struct Given {
    income: Cents,
    basic: Cents,
    project: Cents,
}

impl Given {
    fn of(world: &World) -> Self {
        let income = world.received() - world.other_income;
        let project = (world.project_spending().spent - world.other_income).max(0);
        Self { income, basic: world.basic().spent, project }
    }

    fn spent(&self) -> Cents {
        self.basic + self.project
    }
}

/// Income on the left, spending by function and source on the right.
pub fn both_sides(pen: &mut Pen, world: &World, office: &Office) -> Page {
    pen.table("PF04");
    let given = Given::of(world);
    let mut grid = Grid::new(9);
    grid.row(vec![Cell::new("收     入").across(3), Cell::new("支     出").across(6)]);
    grid.row(texts(&[
        "项    目",
        "行次",
        "金额",
        "项目（按功能分类）",
        "行次",
        "合计",
        "一般公共预算财政拨款",
        "政府性基金预算财政拨款",
        "国有资本经营预算财政拨款",
    ]));
    grid.row(texts(&["栏    次", "", "1", "栏    次", "", "2", "3", "4", "5"]));
    let care = given.basic / 10;
    let rows: [(&str, &'static str, Cents, &str, &'static str, Cents); 4] = [
        (
            "一、一般公共预算财政拨款",
            "revenue.general_budget",
            given.income,
            "一、一般公共服务支出",
            "function.一般公共服务支出",
            given.spent() - care,
        ),
        (
            "二、政府性基金预算财政拨款",
            "revenue.gov_fund",
            0,
            "八、社会保障和就业支出",
            "function.社会保障和就业支出",
            care,
        ),
        ("本年收入合计", "revenue.fiscal", given.income, "本年支出合计", "expenditure.fiscal", given.spent()),
        (
            "年初财政拨款结转和结余",
            "",
            world.carried,
            "年末财政拨款结转和结余",
            "",
            given.income + world.carried - given.spent(),
        ),
    ];
    for (nth, (left, in_concept, income, right, out_concept, spent)) in (1..).zip(rows) {
        let mut cells = vec![pen.label(left), Cell::new(nth.to_string()), figure(pen, in_concept, income)];
        cells.extend([pen.label(right), Cell::new((nth + 32).to_string())]);
        cells.extend([figure(pen, out_concept, spent), figure(pen, "", spent)]);
        cells.extend([Cell::blank(), Cell::blank()]);
        grid.row(cells);
    }
    let title =
        pen.dice.pick(&["财政拨款收入支出决算总表", "财政拨款收支决算总表", "财政拨款收入支出决算表"]);
    page(pen, office, title, "公开04表", grid)
}

/// Spending of the general budget by function.
pub fn spending(pen: &mut Pen, world: &World, office: &Office) -> Page {
    pen.table("PF05");
    let given = Given::of(world);
    let columns = [
        ("小计", "expenditure.general_budget", given.spent()),
        ("基本支出", "basic.total", given.basic),
        ("项目支出", "project.total", given.project),
    ];
    let grid = by_code(pen, &columns, Some("本年支出"));
    page(pen, office, "一般公共预算财政拨款支出决算表", "公开05表", grid)
}

/// Government funds: what came in, how it was spent, what is left. Offices without any print the table with zeros.
pub fn government_funds(pen: &mut Pen, world: &World, office: &Office) -> Page {
    pen.table("PFGF");
    let mut grid = Grid::new(8);
    let over_two = |text: &str| Cell::new(text).down(2);
    let head = [over_two("年初结转和结余"), over_two("本年收入"), Cell::new("本年支出").across(3)];
    grid.row(
        [Cell::new("项目").across(2)].into_iter().chain(head).chain([over_two("年末结转和结余")]).collect(),
    );
    grid.row(texts(&["科目编码", "科目名称", "小计", "基本支出", "项目支出"]));
    let mut numbers = vec![Cell::new("栏次").across(2)];
    numbers.extend((1..=6).map(|number| Cell::new(number.to_string())));
    grid.row(numbers);
    let funds = world.gov_fund;
    let mut row = vec![Cell::new("合计").across(2)];
    for (concept, cents) in
        [("", 0), ("revenue.gov_fund", funds), ("gov_fund.expenditure", funds), ("", 0), ("", funds), ("", 0)]
    {
        row.push(figure(pen, concept, cents));
    }
    grid.row(row);
    page(pen, office, "政府性基金预算财政拨款收入支出决算表", "公开07表", grid)
}

/// The three public expenses of two years in rows.
pub fn three_public(pen: &mut Pen, world: &World, office: &Office) -> Page {
    pen.table("SG");
    let mut grid = Grid::new(5);
    let (this, last) = (world.year, world.year - 1);
    let heads = match pen.dice.below(2) {
        0 => {
            ["项　　目".to_owned(), "上年决算数".to_owned(), "本年预算数".to_owned(), "本年决算数".to_owned()]
        }
        _ => [
            "项目".to_owned(),
            format!("{last}年决算数"),
            format!("{this}年预算数"),
            format!("{this}年决算数"),
        ],
    };
    grid.row(heads.iter().map(|text| pen.label(text)).chain([Cell::new("增减额")]).collect());
    grid.headers = 1;
    for (label, concept, line) in [
        ("合　　计", "sangong.total", world.three_public()),
        ("1、因公出国（境）费用", "sangong.abroad", world.abroad),
        ("2、公务接待费", "sangong.reception", world.reception),
        ("3、公务用车费", "sangong.vehicle", world.vehicles()),
        ("其中：（1）公务用车运行维护费", "sangong.vehicle.operation", world.driving),
        ("      （2）公务用车购置", "sangong.vehicle.purchase", world.purchase),
    ] {
        row(pen, &mut grid, (label, concept), line);
    }
    let title = pen.dice.pick(&["“三公”经费支出情况表", "“三公”经费统计表", "三公经费支出情况统计表"]);
    let head = Page::head_line(pen, "填报单位", &office.name);
    let title = format!("{this}年{title}");
    Page { attachment: None, title, lines: vec![head], grid, notes: Vec::new() }
}

fn row(pen: &mut Pen, grid: &mut Grid, (label, concept): (&str, &'static str), line: Line) {
    let mut cells = vec![Cell::new(label)];
    let meanings: [(Meaning, Cents); 3] = [
        ((concept, "final_account", -1), line.before),
        ((concept, "budget", 0), line.planned),
        ((concept, "final_account", 0), line.spent),
    ];
    cells.extend(meanings.map(|(meaning, cents)| pen.money(meaning, cents)));
    let change = line.spent - line.before;
    let text = match pen.style.unit {
        crate::corpus::style::MoneyUnit::Wan => decimal(change, 2, false),
        crate::corpus::style::MoneyUnit::Yuan => decimal(change * 100, 0, false),
    };
    pen.other((change_of(concept), "yoy", 0), &text, pen.style.unit_word());
    cells.push(Cell::new(text));
    grid.row(cells);
}

fn change_of(concept: &str) -> &'static str {
    match concept {
        "sangong.total" => "sangong.total.change",
        "sangong.abroad" => "sangong.abroad.change",
        "sangong.reception" => "sangong.reception.change",
        "sangong.vehicle" => "sangong.vehicle.change",
        "sangong.vehicle.operation" => "sangong.vehicle.operation.change",
        _ => "sangong.vehicle.purchase.change",
    }
}
