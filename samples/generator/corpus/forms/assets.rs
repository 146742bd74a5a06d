//! How the assets of an office went from the beginning of a year to its end (AS).

use super::Page;
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::pen::Pen;

pub fn page(pen: &mut Pen) -> Page {
    pen.table("AS");
    let year = pen.year;
    let mut grid = Grid::new(5);
    let heads = [
        "项目名称".to_owned(),
        "期初余额".to_owned(),
        format!("{year}年增加额"),
        format!("{year}年减少额"),
        "期末余额".to_owned(),
    ];
    grid.row(heads.iter().map(|text| pen.label(text)).collect());
    let gross = flow(pen, 20_000, 900_000);
    let worn = [gross[0] / 3, gross[0] / 20, gross[2] / 4];
    let rows = [
        ("固定资产原值", "fixed_asset.gross", gross, true),
        ("累计折旧", "fixed_asset.depreciation", worn, true),
        (
            "固定资产净值",
            "fixed_asset.net",
            [gross[0] - worn[0], gross[1] - worn[1], gross[2] - worn[2]],
            false,
        ),
    ];
    for (label, concept, [opening, more, less], moves) in rows {
        let closing = opening + more - less;
        let mut cells = vec![pen.label(label), pen.money((concept, "opening", 0), opening)];
        if moves {
            cells.push(pen.money((concept, "increase", 0), more));
            cells.push(pen.money((concept, "decrease", 0), less));
        } else {
            cells.extend([Cell::blank(), Cell::blank()]);
        }
        cells.push(pen.money((concept, "closing", 0), closing));
        grid.row(cells);
    }
    let unit = pen.style.unit_word();
    let line = format!("固定资产原值及折旧变动情况见下表（金额：{unit}）：");
    Page {
        attachment: None,
        title: "固定资产变动情况".to_owned(),
        lines: vec![line],
        grid,
        notes: Vec::new(),
    }
}

/// At the beginning, more, less.
fn flow(pen: &mut Pen, low: i64, high: i64) -> [i64; 3] {
    let opening = pen.dice.between(low, high);
    [opening, opening / pen.dice.between(5, 30), opening / pen.dice.between(20, 60)]
}
