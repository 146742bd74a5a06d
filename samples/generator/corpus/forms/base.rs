//! The base data table of Hunan (BT): people, money in three columns, buildings, and how the office saves.

use super::Page;
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::office::Office;
use crate::corpus::pen::Pen;
use crate::corpus::style::MoneyUnit;
use crate::corpus::world::{Line, World};

pub fn page(pen: &mut Pen, world: &World, office: &Office) -> Page {
    pen.table("BT");
    let mut grid = Grid::new(7);
    staff(pen, &mut grid, world);
    money_header(pen, &mut grid, world.year);
    three_public(pen, &mut grid, world);
    projects(pen, &mut grid, world);
    running(pen, &mut grid, world);
    building(pen, &mut grid, world);
    let words = pen.dice.pick(&[
        "制定公务接待审批制度，按月核对用车记录。",
        "严格执行厉行节约各项规定，从严控制一般性支出。",
        "",
    ]);
    let label = pen.label("厉行节约保障措施");
    grid.row(vec![label, Cell::new(words)]);
    let note = "说明：“项目支出”需要填报基本支出以外的所有项目支出情况，“公用经费”填报基本支出中的一般商品和服务支出。";
    let mut notes = Vec::new();
    match pen.dice.below(3) {
        0 => drop(grid.row(vec![Cell::new(note).across(7)])),
        1 => notes.push(note.to_owned()),
        _ => {}
    }
    notes.push("填表人：　　　　填报日期：　　　　联系电话：　　　　单位负责人签字：".to_owned());
    let attachment = pen.dice.pick(&["附件1-1", "附件 1-1", "附件3", "附1", " 附件1-1", "附件1-1 "]);
    let titles = ["部门整体支出绩效评价基础数据表", "部门整体支出绩效评价基础数据表"];
    let year = world.year;
    let title = match pen.dice.below(3) {
        0 => format!("{year}年度{}", titles[0]),
        1 => format!("{}（{year}年度）", titles[0]),
        _ => titles[1].to_owned(),
    };
    let lines = match (pen.style.unit, pen.dice.below(3)) {
        (MoneyUnit::Wan, 0) => Vec::new(),
        (MoneyUnit::Wan, 1) => vec![format!("填报单位{}{}", pen.style.colon(), office.name)],
        _ => vec![Page::head_line(pen, "填报单位", &office.name)],
    };
    Page { attachment: Some(attachment.to_owned()), title, lines, grid, notes }
}

fn staff(pen: &mut Pen, grid: &mut Grid, world: &World) {
    let side = pen.dice.pick(&["财政供养人员情况", "财政供养人员情况（人）"]);
    let head = [
        pen.label(side).down(2),
        pen.label("编制数").across(2),
        pen.label(&format!("{}年实际在职人数", world.year)).across(2),
        pen.label("控制率").across(2),
    ];
    grid.row(head.into());
    let quota = pen.people(("staff.quota", "year_end", 0), world.quota).across(2);
    let actual = pen.people(("staff.actual", "year_end", 0), world.actual).across(2);
    let rate = pen.percent(("staff.control_rate", "year_end", 0), world.actual, world.quota).across(2);
    grid.row(vec![quota, actual, rate]);
}

fn money_header(pen: &mut Pen, grid: &mut Grid, year: i32) {
    let unit = pen.style.unit_word();
    let side = match (pen.style.unit, pen.dice.below(2)) {
        (MoneyUnit::Wan, 0) => "经费控制情况".to_owned(),
        _ => format!("经费控制情况（{unit}）"),
    };
    let word = pen.dice.pick(&["年", "年", "年", "年度", ""]);
    let mut cells = vec![pen.label(&side)];
    for (year, what) in [(year - 1, "决算数"), (year, "预算数"), (year, "决算数")] {
        cells.push(pen.label(&format!("{year}{word}{what}")).across(2));
    }
    grid.row(cells);
}

/// A row of one concept in the three columns.
fn line(pen: &mut Pen, grid: &mut Grid, label: &str, concept: &'static str, line: Line) {
    let figures = [
        pen.money((concept, "final_account", -1), line.before),
        pen.money((concept, "budget", 0), line.planned),
        pen.money((concept, "final_account", 0), line.spent),
    ];
    row(pen, grid, label, figures);
}

/// The same for a part, which may be left blank where it is 0.
fn part(pen: &mut Pen, grid: &mut Grid, label: &str, concept: &'static str, line: Line) {
    let figures = [
        pen.part((concept, "final_account", -1), line.before),
        pen.part((concept, "budget", 0), line.planned),
        pen.part((concept, "final_account", 0), line.spent),
    ];
    row(pen, grid, label, figures);
}

fn row(pen: &mut Pen, grid: &mut Grid, label: &str, figures: [Cell; 3]) {
    let mut cells = vec![pen.label(label)];
    cells.extend(figures.map(|figure| figure.across(2)));
    grid.row(cells);
}

fn three_public(pen: &mut Pen, grid: &mut Grid, world: &World) {
    let total = pen.dice.pick(&["三公经费", "“三公”经费", "三公经费合计"]);
    line(pen, grid, total, "sangong.total", world.three_public());
    let [vehicles, purchase, driving, abroad, reception] = pen.dice.pick(&[
        ["1、公务用车购置和维护经费", "其中：公车购置", "公车运行维护", "2、出国经费", "3、公务接待"],
        [
            "1、公务用车购置及运行维护费",
            "其中：公务用车购置费",
            "公务用车运行维护费",
            "2、因公出国（境）费",
            "3、公务接待费",
        ],
        ["1.公务用车购置及运行费", "其中:公务用车购置", "公务用车运行费", "2.出国（境）经费", "3.公务接待费"],
    ]);
    line(pen, grid, vehicles, "sangong.vehicle", world.vehicles());
    part(pen, grid, purchase, "sangong.vehicle.purchase", world.purchase);
    part(pen, grid, driving, "sangong.vehicle.operation", world.driving);
    part(pen, grid, abroad, "sangong.abroad", world.abroad);
    part(pen, grid, reception, "sangong.reception", world.reception);
}

fn projects(pen: &mut Pen, grid: &mut Grid, world: &World) {
    let total = pen.dice.pick(&["项目支出", "项目支出：", "项目支出合计"]);
    line(pen, grid, total, "project.total", world.project_spending());
    let [business, upkeep] =
        pen.dice.pick(&[["1、业务工作经费", "2、运行维护经费"], ["1、业务工作专项", "2、运行维护专项"]]);
    line(pen, grid, business, "project.business", world.business);
    part(pen, grid, upkeep, "project.operation", world.upkeep);
    let special = pen.dice.pick(&[
        "3、市级专项资金（一个专项一行）",
        "3、上级专项资金",
        "3、县级专项资金",
        "3、省级专项资金（一个专项一行）",
    ]);
    line(pen, grid, special, "project.special", world.special());
    for (nth, (name, money)) in world.specials.iter().enumerate() {
        let label = if nth == 0 { format!("其中：{name}") } else { name.clone() };
        line(pen, grid, &label, "project.special.item", *money);
    }
    part(pen, grid, "4、其他事业类发展资金", "project.other", world.other);
    if pen.dice.chance(45) {
        let label = pen.dice.pick(&["……", "××专项资金", "....."]);
        row(pen, grid, label, [Cell::blank(), Cell::blank(), Cell::blank()]);
    }
}

fn running(pen: &mut Pen, grid: &mut Grid, world: &World) {
    let total = pen.dice.pick(&["公用经费", "公用经费", "日常公用经费"]);
    line(pen, grid, total, "public.total", world.running());
    let supplies = pen.dice.pick(&["其中：办公费", "其中：办公经费"]);
    line(pen, grid, supplies, "public.office", world.supplies);
    line(pen, grid, "水费、电费、差旅费", "public.utilities_travel", world.utilities);
    line(pen, grid, "会议费、培训费", "public.meeting_training", world.meetings);
    line(pen, grid, "政府采购金额", "procurement.total", world.procurement);
    let change = world.full() - world.total().planned;
    let concept = "basic.adjustment";
    let figures = [
        pen.nothing((concept, "final_account", -1)),
        pen.nothing((concept, "budget", 0)),
        pen.money((concept, "final_account", 0), change),
    ];
    row(pen, grid, "部门基本支出预算调整", figures);
}

const BUILDING: [&str; 6] = [
    "building.approved_area",
    "building.actual_area",
    "building.area_rate",
    "building.budget_invest",
    "building.actual_invest",
    "building.invest_rate",
];

fn building(pen: &mut Pen, grid: &mut Grid, world: &World) {
    let square = pen.dice.pick(&["㎡", "㎡", "平方米"]);
    let unit = pen.style.unit_word();
    let side = pen.label(&format!("楼堂馆所控制情况（{}年完工项目）", world.year)).down(2);
    let mut head = vec![side];
    let heads = [
        format!("批复规模（{square}）"),
        format!("实际规模（{square}）"),
        "规模控制率".to_owned(),
        format!("预算投资（{unit}）"),
        format!("实际投资（{unit}）"),
        "投资概算控制率".to_owned(),
    ];
    head.extend(heads.iter().map(|text| pen.label(text)));
    grid.row(head);
    let basis = "completed_projects";
    let cells = match &world.building {
        Some(one) => vec![
            pen.area((BUILDING[0], basis, 0), one.approved),
            pen.area((BUILDING[1], basis, 0), one.built),
            pen.percent((BUILDING[2], basis, 0), one.built, one.approved),
            pen.money((BUILDING[3], basis, 0), one.planned),
            pen.money((BUILDING[4], basis, 0), one.paid),
            pen.percent((BUILDING[5], basis, 0), one.paid, one.planned),
        ],
        None => BUILDING.iter().map(|concept| pen.nothing((*concept, basis, 0))).collect(),
    };
    grid.row(cells);
}
