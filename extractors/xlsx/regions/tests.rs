use std::sync::Arc;

use proptest::prelude::*;

use super::super::workbook::{NamedTable, SheetCell};
use super::*;
use crate::document::Style;
use crate::{Context, Limits, Locator, Notices};

pub fn patch(one: (u32, u32), other: (u32, u32)) -> Patch {
    Patch {
        cell: 0,
        rect: Rect::between(one, other),
        ink: Ink::Text,
        boxed: false,
        align: Align::Unknown,
        bold: false,
        overflows: false,
        breadth: 4,
    }
}

pub fn single(row: u32, col: u32) -> Patch {
    patch((row, col), (row, col))
}

/// A sheet from a drawing: `t` text, `l` a long text, `c` a centred text, `r` one set to the right, `9` a number, `.`
/// nothing. A capital letter, `8` and `_` (a blank) stand for the same in a box.
fn sketch(rows: &[&str]) -> (Sheet, Vec<Look>) {
    let mut sheet = Sheet::new("s");
    let mut looks = Vec::new();
    for boxed in [false, true] {
        for align in [Align::Unknown, Align::Centre, Align::Right] {
            looks.push(Look { format: None, style: Style { align, ..Style::default() }, boxed });
        }
    }
    for (row, line) in rows.iter().enumerate() {
        for (col, mark) in line.chars().enumerate().filter(|(_, mark)| *mark != '.') {
            let boxed = mark.is_uppercase() || matches!(mark, '8' | '_');
            let align = match mark.to_ascii_lowercase() {
                'c' => 1,
                'r' => 2,
                _ => 0,
            };
            let value = match mark {
                '_' => Value::Blank,
                '8' | '9' => Value::Number("1".into()),
                'l' | 'L' => Value::Text(Arc::from("一个比自己的列宽得多的长句子")),
                _ => Value::Text("项目".into()),
            };
            sheet.cells.push(SheetCell {
                row: row as u32,
                col: col as u32,
                look: u32::from(boxed) * 3 + align,
                value,
                ..SheetCell::default()
            });
        }
    }
    (sheet, looks)
}

fn lay(sheet: &mut Sheet, looks: &[Look]) -> Layout {
    let (mut notices, limits) = (Notices::default(), Limits::default());
    let merges = Merges::new(&mut Context::new(&mut notices, &limits), sheet);
    layout(sheet, looks, &merges, 2_000_000)
}

fn name(rect: Rect) -> String {
    let corner = |row: u32, col: u32| format!("{}{}", Locator::column_letters(col + 1), row + 1);
    let (first, last) = (corner(rect.rows.0, rect.cols.0), corner(rect.rows.1, rect.cols.1));
    if first == last { first } else { format!("{first}:{last}") }
}

/// What was found, in a line for each table and one for what is left: `A2:C4 above A1 below A5`.
fn found(sheet: &mut Sheet, looks: &[Look]) -> Vec<String> {
    let layout = lay(sheet, looks);
    let place = |nth: u32| name(layout.patches[nth as usize].rect);
    let mut found = Vec::new();
    for region in &layout.regions {
        let mut line = name(region.rect);
        for &(side, nth) in &region.captions {
            let side = match side {
                Side::Above => "above",
                Side::Below => "below",
                Side::Beside => "beside",
            };
            line += &format!(" {side} {}", place(nth));
        }
        found.push(line);
    }
    if !layout.loose.is_empty() {
        found.push(layout.loose.iter().map(|&nth| place(nth)).collect::<Vec<_>>().join(" "));
    }
    found
}

type Corners = ((u32, u32), (u32, u32));

#[track_caller]
fn check(rows: &[&str], merges: &[Corners], expected: &[&str]) {
    let (mut sheet, looks) = sketch(rows);
    sheet.merges = merges.iter().map(|&(one, other)| Rect::between(one, other)).collect();
    assert_eq!(found(&mut sheet, &looks), expected);
}

#[test]
fn a_title_a_unit_line_and_notes_belong_to_their_table() {
    check(
        &["c...", "t..t", "TTTT", "T888", "T888", "l..."],
        &[((0, 0), (0, 3))],
        &["A3:D5 above A1:D1 above A2 above D2 below A6"],
    );
    check(
        &["c...", "t..t", "tttt", "t999", "t999", "l..."],
        &[((0, 0), (0, 3)), ((5, 0), (5, 3))],
        &["A3:D5 above A1:D1 above A2 above D2 below A6:D6"],
    );
}

#[test]
fn a_title_apart_from_its_table_is_found() {
    check(&["c...", "....", "tttt", "t999", "t999", "....", "l"], &[], &["A3:D5 above A1 below A7"]);
}

#[test]
fn tables_side_by_side_share_a_title() {
    check(
        &["c......", "ttt.ttt", "t99.t99", "t99.t99"],
        &[((0, 0), (0, 6))],
        &["A2:C4 above A1:G1", "E2:G4 above A1:G1"],
    );
}

#[test]
fn tables_below_each_other_take_their_own_lines() {
    check(
        &["c..", "TTT", "T88", "l..", "c..", "..r", "TTT", "T88"],
        &[((0, 0), (0, 2)), ((4, 0), (4, 2))],
        &["A2:C3 above A1:C1 below A4", "A7:C8 above A5:C5 above C6"],
    );
}

#[test]
fn lines_between_tables_that_nothing_boxes_need_a_header_after_numbers() {
    check(&["ttt", "t99", "c..", "ttt", "t99"], &[((2, 0), (2, 2))], &["A1:C2", "A4:C5 above A3:C3"]);
    check(&["ttt", "t99", "c..", "t99", "t99"], &[((2, 0), (2, 2))], &["A1:C5"]);
}

#[test]
fn a_section_row_inside_a_box_stays_in_the_table() {
    check(&["TTT", "C__", "T88", "C__", "T88"], &[((1, 0), (1, 2)), ((3, 0), (3, 2))], &["A1:C5"]);
}

#[test]
fn a_boxed_title_over_the_full_width_is_a_title() {
    check(&["C__", "TTT", "T88"], &[((0, 0), (0, 2))], &["A2:C3 above A1:C1"]);
}

#[test]
fn blank_boxed_rows_keep_a_form_together() {
    check(&["TTT", "T__", "___", "T__", "t.."], &[], &["A1:C4 below A5"]);
}

#[test]
fn a_group_header_without_merges_is_no_unit_line() {
    check(&["tt.t.", ".tttt", "t9999"], &[], &["A1:E3"]);
    check(&["t.t.", "tttt", "t999"], &[], &["A1:D3"]);
    check(&[".t.t.", "ttttt", "t9999"], &[], &["A1:E3"]);
}

#[test]
fn a_text_in_one_column_is_no_table() {
    check(&["c", "l", "l", "", "l"], &[], &["A1 A2 A3 A5"]);
}

#[test]
fn a_unit_at_the_side_of_a_box_stands_beside_it() {
    check(&["TTTt", "T88.", "T88."], &[], &["A1:C3 beside D1"]);
    check(&["TTT.t", "T88..", "T88.."], &[], &["A1:C3 beside E1"]);
}

#[test]
fn a_named_table_holds_together_over_a_blank_row() {
    let (mut sheet, looks) = sketch(&["ttt", "...", "t99"]);
    sheet.tables.push(NamedTable { rect: Rect::between((0, 0), (2, 2)), headers: 1 });
    assert_eq!(found(&mut sheet, &looks), ["A1:C3"]);
}

#[test]
fn a_label_without_values_at_the_end_stays_in_its_table() {
    check(&["ttt", "t99", "t.."], &[], &["A1:C3"]);
}

#[test]
fn two_far_corners_are_two_lines() {
    let (mut sheet, looks) = sketch(&["t"]);
    let far =
        SheetCell { row: 1_048_575, col: 16_383, value: Value::Text("远".into()), ..SheetCell::default() };
    sheet.cells.push(far);
    assert_eq!(found(&mut sheet, &looks), ["A1 XFD1048576"]);
}

#[test]
fn a_diagonal_is_cut_into_small_tables() {
    let mut sheet = Sheet::new("s");
    for nth in 0..5000 {
        let value = Value::Number("1".into());
        sheet.cells.push(SheetCell { row: nth, col: nth, value, ..SheetCell::default() });
    }
    let layout = lay(&mut sheet, &[]);
    let area: u64 =
        layout.regions.iter().map(|r| u64::from(r.rect.height()) * u64::from(r.rect.width())).sum();
    assert!(area < 5000 * 200, "{area}");
    assert!(layout.regions.iter().all(|region| region.confidence == Confidence::Low));
}

fn drawing() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[tlcr9.TCR8_.]{0,9}", 0..14)
}

proptest! {
    #[test]
    fn no_cell_is_lost_and_none_is_doubled(
        rows in drawing(),
        merges in prop::collection::vec(((0u32..12, 0u32..9), (0u32..3, 0u32..9)), 0..6),
    ) {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let (mut sheet, looks) = sketch(&rows);
        sheet.merges = merges
            .iter()
            .map(|&((row, col), (height, width))| Rect::between((row, col), (row + height, col + width)))
            .collect();
        let layout = lay(&mut sheet, &looks);
        let mut times = vec![0; layout.patches.len()];
        let mut captions = vec![false; layout.patches.len()];
        for region in &layout.regions {
            for &nth in &region.patches {
                times[nth as usize] += 1;
                let rect = layout.patches[nth as usize].rect;
                prop_assert_eq!(region.rect.around(&rect), region.rect);
            }
            region.captions.iter().for_each(|&(_, nth)| captions[nth as usize] = true);
        }
        layout.loose.iter().for_each(|&nth| times[nth as usize] += 1);
        for (times, caption) in times.iter().zip(captions) {
            prop_assert_eq!(times + usize::from(caption), 1);
        }
        let inked = sheet.cells.iter().filter(|cell| cell.value != Value::Blank).count();
        let patched = layout.patches.iter().filter(|patch| patch.ink != Ink::Blank).count();
        prop_assert_eq!(inked, patched + layout.covered.len());
    }
}

#[test]
fn a_header_above_a_box_that_begins_with_figures_is_in_the_table() {
    check(&["c...", "tttt", "T888", "T888"], &[((0, 0), (0, 3))], &["A2:D4 above A1:D1"]);
    // A box with a header of its own, a row that leaves columns out, and two columns need no more.
    check(&["tttt", "TTTT", "T888", "T888"], &[], &["A2:D4 above A1 above B1 above C1 above D1"]);
    check(&["t..t", "T888", "T888"], &[], &["A2:D3 above A1 above D1"]);
    check(&["tt", "T8", "T8"], &[], &["A2:B3 above A1 above B1"]);
}

#[test]
fn columns_of_figures_behind_blank_ones_are_in_the_table() {
    check(&["tt.t.t", "t9.9.9", "t9...9", "t..9.."], &[], &["A1:F4"]);
    check(&["t.t.t.t", "t.9.9.9", "t...9..", "t.9.9.9"], &[], &["A1:G4"]);
    check(&["tt.ttt", "t9.t99", "t9.t99"], &[], &["A1:B3", "D1:F3"]);
    check(&["tt.t.ttt", "t9.9.t99", "t9.9.t99"], &[], &["A1:D3", "F1:H3"]);
}

#[test]
fn a_total_far_from_its_name_is_in_the_table() {
    check(&["tttttttt", "ttttt.99", "t.....99", "l", "l"], &[], &["A1:H3 below A4 below A5"]);
}

#[test]
fn figures_go_on_below_a_blank_row() {
    check(&["ttt", "t99", "...", "t99", "...", "...", "t99"], &[], &["A1:C7"]);
    check(&["ttt", "t99", "...", "tt.", "...", "t99"], &[], &["A1:C6"]);
    check(&["ttt", "t99", "...", "ttt", "t99"], &[], &["A1:C2", "A4:C5"]);
    check(&["ttt", "t99", "...", "tt9t", "t99"], &[], &["A1:C2", "A4:D5"]);
    check(&["TTT", "T88", "...", "T88"], &[], &["A1:C4"]);
    check(&["ttt.", "t99.", "....", "t99.", "ctc.", "tttt", "t999"], &[], &["A1:D7"]);
}

#[test]
fn a_row_over_the_whole_width_inside_a_form_stays() {
    let whole = ((2, 0), (2, 2));
    check(&["ttt", "t99", "t..", "ttt", "t99"], &[whole], &["A1:C5"]);
    check(&["TTT", "T88", "T__", "TTT", "T88"], &[whole], &["A1:C5"]);
}

/// A table with a name and figures in each row, its columns apart from each other; some figures are not filled in, and
/// some rows are blank.
#[derive(Debug, Clone)]
struct Drawn {
    steps: Vec<u32>,
    rows: Vec<(bool, Vec<bool>)>,
    boxed: bool,
}

impl Drawn {
    fn any() -> impl Strategy<Value = Self> {
        let rows = |cols: usize| {
            prop::collection::vec(
                (prop::bool::weighted(0.2), prop::collection::vec(any::<bool>(), cols)),
                1..8,
            )
        };
        (2usize..6)
            .prop_flat_map(move |cols| (prop::collection::vec(1u32..4, cols), rows(cols), any::<bool>()))
            .prop_map(|(steps, rows, boxed)| Self { steps, rows, boxed })
    }

    /// Puts it onto a sheet, and says where it stands.
    fn draw(&self, sheet: &mut Sheet, corner: (u32, u32)) -> Rect {
        let mut cell = |row: u32, col: u32, value: Value| {
            sheet.cells.push(SheetCell {
                row,
                col,
                look: u32::from(self.boxed) * 3,
                value,
                ..SheetCell::default()
            });
        };
        let cols = |col: usize| corner.1 + self.steps[..col].iter().sum::<u32>();
        let text = || Value::Text("项目".into());
        (0..=self.steps.len()).for_each(|col| cell(corner.0, cols(col), text()));
        let mut row = corner.0;
        for (nth, (blank, filled)) in self.rows.iter().enumerate() {
            row += 1 + u32::from(nth > 0 && *blank);
            cell(row, corner.1, text());
            // The first row is filled, and no row has but a name.
            let filled = filled.iter().enumerate().filter(|(col, filled)| nth == 0 || *col == 0 || **filled);
            filled.for_each(|(col, _)| cell(row, cols(col + 1), Value::Number("1".into())));
        }
        Rect::between(corner, (row, cols(self.steps.len())))
    }
}

proptest! {
    #[test]
    fn a_sparse_table_comes_back_as_one(
        (one, other, corner) in (Drawn::any(), Drawn::any(), (0u32..4, 0u32..4)),
        beside in any::<bool>(),
    ) {
        let (_, looks) = sketch(&[]);
        let mut sheet = Sheet::new("s");
        let first = one.draw(&mut sheet, corner);
        let place = match beside {
            true => (corner.0, first.cols.1 + 6),
            false => (first.rows.1 + 4, corner.1),
        };
        let second = other.draw(&mut sheet, place);
        sheet.cells.sort_by_key(|cell| (cell.row, cell.col));
        let layout = lay(&mut sheet, &looks);
        let mut found: Vec<Rect> = layout.regions.iter().map(|region| region.rect).collect();
        found.sort_by_key(|rect| (rect.cols.0, rect.rows.0));
        prop_assert_eq!(found, [first, second]);
        let cells: usize = layout.regions.iter().map(|region| region.patches.len()).sum();
        prop_assert_eq!(cells, sheet.cells.len());
    }
}
