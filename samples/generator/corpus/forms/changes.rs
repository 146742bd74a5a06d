//! What an office spent in two years, and by how much it changed (CH), as a firm puts it into its report.

use super::Page;
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::pen::Pen;
use crate::corpus::world::{Line, World};

/// A label, what it means, and what its change and the rate of it mean.
type Named = (&'static str, [&'static str; 3]);

const ROWS: [Named; 3] = [
    ("基本支出", ["basic.total", "basic.total.change", "basic.total.change_rate"]),
    ("项目支出", ["project.total", "project.total.change", "project.total.change_rate"]),
    ("支出合计", ["expenditure.total", "expenditure.total.change", "expenditure.total.change_rate"]),
];

pub fn page(pen: &mut Pen, world: &World) -> Page {
    pen.table("CH");
    let year = world.year;
    let mut grid = Grid::new(5);
    let heads = [
        "项目".to_owned(),
        format!("{}年决算数", year - 1),
        format!("{year}年决算数"),
        "增减额".to_owned(),
        "增减率".to_owned(),
    ];
    grid.row(heads.iter().map(|text| pen.label(text)).collect());
    grid.headers = 1;
    for (named, line) in ROWS.into_iter().zip([world.basic(), world.project_spending(), world.total()]) {
        row(pen, &mut grid, named, line);
    }
    let unit = pen.style.unit_word();
    let line = format!("近两年支出决算情况见下表（金额：{unit}）：");
    let title = pen.dice.pick(&["支出决算变动情况", "近两年支出决算对比表"]);
    Page { attachment: None, title: title.to_owned(), lines: vec![line], grid, notes: Vec::new() }
}

fn row(pen: &mut Pen, grid: &mut Grid, (label, [concept, change, rate]): Named, line: Line) {
    let mut cells = vec![pen.label(label)];
    cells.push(pen.money((concept, "final_account", -1), line.before));
    cells.push(pen.money((concept, "final_account", 0), line.spent));
    let changed = line.spent - line.before;
    cells.push(pen.money((change, "yoy", 0), changed));
    cells.push(match line.before {
        0 => Cell::blank(),
        before => pen.percent((rate, "yoy", 0), changed, before),
    });
    grid.row(cells);
}
