//! No cell is lost: every cell of every table is a fact, a label, a header, a unit, blank, or named in a notice.

use proptest::prelude::*;

use super::{understand, understand_document};
use extractors::{Document, Locator, NewCell, Table};
use hebiao::report::ReadAs;

#[test]
fn every_cell_is_accounted_for() {
    let known = understand(&[
        "整体支出绩效自评表",
        "单位名称|云溪县水务局|<\n年度预算申请|年初预算数|全年执行数\n年度资金总额|12|11\n说明：本表由财务填报。|<|<",
    ]);
    for (table, read_as) in known.document.tables().zip(&known.reading.read_as) {
        assert_eq!(table.cells().len(), read_as.len());
        for (cell, read_as) in table.cells().zip(read_as) {
            assert_eq!(*read_as == ReadAs::Blank, cell.text.is_empty(), "{cell:?} {read_as:?}");
            assert_ne!(*read_as, ReadAs::Notice, "{cell:?}");
        }
    }
}

/// Words that steer the recogniser, mixed with figures and nonsense.
const WORDS: &[&str] = &[
    "",
    "",
    "年初预算数",
    "全年执行数",
    "一级指标",
    "三级指标",
    "分值",
    "得分",
    "三公经费",
    "12.5",
    "100%",
    "——",
    "合计",
    "产出指标",
    "数量指标",
    "项目名称",
    "按收入性质分：",
    "其中：基本支出：15",
    "……",
    "经费控制情况",
    "2024年决算数",
    "1",
    "2",
    "某某",
    "说明：无",
];

proptest! {
    #[test]
    fn whatever_stands_in_a_table(
        cells in prop::collection::vec((0..WORDS.len(), 1u32..3, 1u32..3), 1..60),
        cols in 1u32..8,
        spans_known: bool,
    ) {
        let rows = (cells.len() as u32).div_ceil(cols);
        let list = cells.iter().enumerate().map(|(at, &(word, down, right))| {
            let (row, col) = (at as u32 / cols, at as u32 % cols);
            let at = Locator::Line { line: row + 1, col: col + 1 };
            let cell = NewCell::new(row, col, WORDS[word], at);
            if spans_known { cell.spanning(down, right) } else { cell }
        });
        let mut table = Table::new(rows, cols, list, Locator::File).unwrap().0;
        table.spans_known = spans_known;
        let filled = table.cells().filter(|cell| !cell.text.is_empty()).count();
        let document = Document { format: "docx", blocks: vec![table.into()], ..Document::default() };
        let known = understand_document(document);
        let accounted = known.reading.read_as[0].iter().filter(|read_as| **read_as != ReadAs::Blank).count();
        prop_assert!(accounted <= filled);
        prop_assert_eq!(known.reading.read_as[0].len(), known.document.tables().next().unwrap().cells().len());
        for fact in &known.reading.facts {
            let cell = known.document.tables().next().unwrap().cell_at(fact.place.row, fact.place.col).unwrap();
            prop_assert!(cell.text.contains(fact.raw.as_str()));
        }
    }
}
