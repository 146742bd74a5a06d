use proptest::prelude::*;
use samples::emf::{Entry, Pasted, Stand, expenses};

use crate::document::{Confidence, Origin, Side};
use crate::drawing::tests::text;
use crate::drawing::{Picture, picture};
use crate::{Context, Limits, Notices, Table};

fn read(bytes: &[u8]) -> Picture {
    let mut notices = Notices::default();
    let limits = Limits::default();
    let picture = picture(&mut Context::new(&mut notices, &limits), "word/media/image1.emf", bytes);
    assert_eq!(notices.iter().collect::<Vec<_>>(), Vec::<&crate::Notice>::new());
    picture
}

fn only_table(bytes: &[u8]) -> Table {
    let mut picture = read(bytes);
    assert_eq!((picture.tables.len(), picture.texts.len()), (1, 0), "{picture:#?}");
    picture.tables.remove(0)
}

#[test]
fn a_ruled_range_keeps_its_merged_cells() {
    let table = only_table(&expenses(true, 3).emf());
    let want = [
        ["支出项目", "金额", "<", "增减说明"],
        ["<", "上年数", "本年数", "<"],
        ["人员经费", "1,204.50", "998.00", "人员减少"],
        ["公用经费", "0.00", "12.30", ""],
        ["合计", "1,204.50", "1,010.30", ""],
    ];
    assert_eq!(text(&table), want);
    assert_eq!((table.origin, table.confidence), (Origin::Picture, Confidence::Medium));
    assert_eq!(
        (table.captions[0].text.as_str(), table.captions[0].side),
        ("某某县云溪镇支出情况表", Side::Above)
    );
    assert_eq!(table.row(2).get(1).unwrap().at().to_string(), "word/media/image1.emf:3:2");
}

#[test]
fn an_unruled_range_is_a_guess_with_the_same_figures() {
    let table = only_table(&expenses(false, 3).emf());
    assert_eq!(table.confidence, Confidence::Low);
    let rows = text(&table);
    let body = &rows[rows.len() - 3..];
    let want = [
        ["人员经费", "1,204.50", "998.00", "人员减少"],
        ["公用经费", "0.00", "12.30", ""],
        ["合计", "1,204.50", "1,010.30", ""],
    ];
    assert_eq!(body, want);
    assert_eq!(table.captions[0].text, "某某县云溪镇支出情况表");
}

#[test]
fn lines_that_fill_their_cell_go_on_and_others_end() {
    let pasted = Pasted {
        widths: vec![74, 120],
        rows: vec![2, 1],
        entries: vec![
            Entry::new(0, 0, "全年预算\n执行数", Stand::Centre),
            Entry::new(0, 1, "说明\n另行", Stand::Left),
            Entry::new(1, 0, "3", Stand::Right),
            Entry::new(1, 1, "甲", Stand::Left),
        ],
        ruled: true,
        title: None,
        seed: 5,
    };
    assert_eq!(text(&only_table(&pasted.emf())), [["全年预算执行数", "说明\n另行"], ["3", "甲"]]);
}

#[test]
fn short_numbers_stay_under_their_centred_header() {
    let entries = ["项目", "预算安排", "支出"]
        .iter()
        .enumerate()
        .map(|(col, text)| Entry::new(0, col, text, Stand::Centre));
    let body = [["办公费", "5", "4"], ["差旅费", "7", "7"], ["其他", "", "1"]];
    let cells = body.iter().enumerate().flat_map(|(row, cells)| {
        cells.iter().enumerate().map(move |(col, text)| {
            Entry::new(row + 1, col, text, if col == 0 { Stand::Left } else { Stand::Right })
        })
    });
    let pasted = Pasted {
        widths: vec![100, 200, 200],
        rows: vec![1; 4],
        entries: entries.chain(cells).collect(),
        ruled: false,
        title: None,
        seed: 2,
    };
    let want = [["项目", "预算安排", "支出"], ["办公费", "5", "4"], ["差旅费", "7", "7"], ["其他", "", "1"]];
    assert_eq!(text(&only_table(&pasted.emf())), want);
}

#[test]
fn rows_without_lines_between_them_are_found_by_their_numbers() {
    let mut emf = samples::emf::Emf::default();
    emf.font(1, -16, 0, 134);
    for y in [50, 76, 200] {
        emf.line((20, y), (320, y));
    }
    for x in [20, 120, 220, 320] {
        emf.line((x, 50), (x, 200));
    }
    let rows = [["项目", "预算", "决算"], ["甲", "1.0", "2.0"], ["乙", "", "3.5"], ["丙", "4.0", "6.0"]];
    for (row, cells) in rows.iter().enumerate() {
        for (col, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            emf.text((30 + col as i32 * 100, 56 + row as i32 * 30), cell);
        }
    }
    let table = only_table(&emf.finish());
    assert_eq!(text(&table), rows);
    assert_eq!(table.confidence, Confidence::Low);
}

#[test]
fn columns_without_lines_between_them_are_found_by_their_numbers() {
    let mut emf = samples::emf::Emf::default();
    emf.font(1, -16, 0, 134);
    for row in 0..4 {
        emf.line((20, 50 + row * 30), (320, 50 + row * 30));
    }
    for x in [20, 120, 320] {
        emf.line((x, 50), (x, 140));
    }
    let rows = [["项目", "预算", "决算"], ["甲", "1.0", "2.0"], ["乙", "44.0", "3.5"]];
    for (row, cells) in rows.iter().enumerate() {
        for (col, cell) in cells.iter().enumerate() {
            emf.text((30 + col as i32 * 100, 56 + row as i32 * 30), cell);
        }
    }
    let table = only_table(&emf.finish());
    assert_eq!(text(&table), rows);
    assert_eq!(table.confidence, Confidence::Low);
}

#[test]
fn two_tables_on_a_page_stay_two() {
    let mut emf = samples::emf::Emf::default();
    emf.font(1, -16, 0, 134);
    for (top, name) in [(50, "甲"), (300, "乙")] {
        emf.text((60, top - 30), name);
        for step in 0..3 {
            emf.line((20, top + step * 30), (220, top + step * 30));
            emf.line((20 + step * 100, top), (20 + step * 100, top + 60));
        }
        for (row, col) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            emf.text((30 + col * 100, top + 8 + row * 30), &format!("{name}{row}{col}"));
        }
    }
    let picture = read(&emf.finish());
    let names: Vec<_> = picture.tables.iter().map(|table| table.captions[0].text.as_str()).collect();
    assert_eq!(names, ["甲", "乙"]);
    assert_eq!(text(&picture.tables[1]), [["乙00", "乙01"], ["乙10", "乙11"]]);
}

#[test]
fn texts_that_make_no_table_are_lines_in_reading_order() {
    let mut emf = samples::emf::Emf::default();
    emf.font(1, -16, 0, 134);
    for (at, text) in [((20, 90), "第三行"), ((20, 10), "第一行"), ((120, 50), "续"), ((20, 50), "第二行")]
    {
        emf.text(at, text);
    }
    let picture = read(&emf.finish());
    let texts: Vec<_> = picture.texts.iter().map(|one| one.text.as_str()).collect();
    assert_eq!((picture.tables.len(), texts), (0, vec!["第一行", "第二行\t续", "第三行"]));
}

#[derive(Debug, Clone)]
struct Case {
    pasted: Pasted,
    want: Vec<Vec<String>>,
}

/// Ranges with a header row in which neighbours may be merged, labels at the left and numbers at the right.
fn cases(ruled: bool) -> impl Strategy<Value = Case> {
    let size = (2_usize..6, 2_usize..9);
    (size, any::<u64>(), any::<u64>(), prop::collection::vec(0_u32..100_000_000, 40)).prop_map(
        move |((cols, rows), seed, merges, numbers)| {
            let mut want = vec![vec![String::new(); cols]; rows];
            let mut entries = Vec::new();
            let mut col = 0;
            while col < cols {
                let wide = ruled && merges >> col & 1 == 1 && col + 1 < cols;
                let name =
                    format!("{}列{col}", ["预算", "支出金额", "数"][(merges >> (8 + col)) as usize % 3]);
                let span = 1 + usize::from(wide);
                entries.push(Entry::new(0, col, &name, Stand::Centre).spanning(1, span));
                want[0][col] = name;
                want[0][col + 1..col + span].fill("<".to_owned());
                col += span;
            }
            for row in 1..rows {
                for (col, want) in want[row].iter_mut().enumerate() {
                    let number = numbers[(row * cols + col) % numbers.len()];
                    // Every other row of figures is whole: where a column is blank but for one figure, nothing shows
                    // whether that is a column or a stray text.
                    let blank = col > 0 && row % 2 == 0 && number % 5 == 0;
                    let (text, stand) = match col {
                        0 => (format!("项目{row}"), Stand::Left),
                        _ if blank => (String::new(), Stand::Right),
                        _ => (format!("{}.{:02}", number / 100, number % 100), Stand::Right),
                    };
                    want.clone_from(&text);
                    entries.push(Entry::new(row, col, &text, stand));
                }
            }
            let pasted = Pasted {
                widths: vec![110; cols],
                rows: vec![1; rows],
                entries,
                ruled,
                title: None,
                seed: seed | 1,
            };
            Case { pasted, want }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn ruled_ranges_come_back_cell_by_cell(case in cases(true)) {
        prop_assert_eq!(text(&only_table(&case.pasted.emf())), case.want);
    }

    #[test]
    fn unruled_ranges_come_back_cell_by_cell(case in cases(false)) {
        prop_assert_eq!(text(&only_table(&case.pasted.emf())), case.want);
    }

    #[test]
    fn no_text_is_lost_wherever_it_stands(
        marks in prop::collection::vec((0_i32..600, 0_i32..600, 0_u32..1000), 0..60),
        lines in prop::collection::vec((0_i32..600, 0_i32..600, any::<bool>(), 20_i32..600), 0..30),
    ) {
        let mut emf = samples::emf::Emf::default();
        emf.font(1, -16, 0, 134);
        for &(x, y, down, length) in &lines {
            emf.line((x, y), if down { (x, y + length) } else { (x + length, y) });
        }
        for (nth, &(x, y, _)) in marks.iter().enumerate() {
            emf.text((x, y), &format!("¤{nth}¤"));
        }
        let picture = read(&emf.finish());
        let cells = picture.tables.iter().flat_map(|table| table.cells().map(|cell| cell.text));
        let captions = picture.tables.iter().flat_map(|table| table.captions.iter().map(|one| one.text.as_str()));
        let all: Vec<&str> = cells.chain(captions).chain(picture.texts.iter().map(|one| one.text.as_str())).collect();
        for nth in 0..marks.len() {
            let text = format!("¤{nth}¤");
            prop_assert_eq!(all.iter().map(|one| one.matches(&text).count()).sum::<usize>(), 1, "{}", nth);
        }
    }
}
