//! How the assets of an office went from the beginning of a year to its end (AS).

use super::Page;
use crate::corpus::dice::Dice;
use crate::corpus::grid::{Cell, Grid};
use crate::corpus::pen::Pen;
use crate::corpus::style::Cents;

/// What an asset is at the end of one year it is at the beginning of the next, whichever report prints it.
pub fn page(pen: &mut Pen) -> Page {
    pen.table("AS");
    let (seed, year) = (pen.truth.seed, pen.year);
    let mut grid = Grid::new(5);
    let heads = [
        "项目名称".to_owned(),
        "期初余额".to_owned(),
        format!("{year}年增加额"),
        format!("{year}年减少额"),
        "期末余额".to_owned(),
    ];
    grid.row(heads.iter().map(|text| pen.label(text)).collect());
    let gross = flow(seed, year, "gross", (20_000, 900_000));
    let worn = flow(seed, year, "worn", (6_000, 15_000));
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
fn flow(seed: u64, year: i32, topic: &str, usual: (Cents, Cents)) -> [Cents; 3] {
    let usual = Dice::new(seed, topic).between(usual.0, usual.1);
    let at_end = |year: i32| {
        let mut dice = Dice::new(seed ^ u64::from(year.unsigned_abs()), topic);
        usual + usual * dice.between(0, 30) / 100
    };
    let (opening, closing) = (at_end(year - 1), at_end(year));
    let less = (opening - closing).max(0) + opening / 40;
    [opening, closing - opening + less, less]
}
