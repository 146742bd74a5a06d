//! What is written in a form that draws its columns is what is read from it, whatever stands in the cells.

use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::testing::extract;

type Rows = Vec<Vec<String>>;

fn label() -> impl Strategy<Value = String> {
    "[一二三甲乙丙丁收支（）]{1,9}"
}

fn figure() -> impl Strategy<Value = String> {
    "-?[0-9]{1,4}\\.[0-9]{2}"
}

/// A header of labels, and rows of a label, a figure, and what offices put behind them.
fn rows() -> impl Strategy<Value = Rows> {
    let other = prop_oneof![5 => figure(), 2 => label(), 2 => Just(String::new())];
    (2usize..7).prop_flat_map(move |width| {
        let row = (label(), figure(), prop::collection::vec(other.clone(), width - 2));
        let row = row.prop_map(|(label, figure, rest)| [vec![label, figure], rest].concat());
        let header = prop::collection::vec(label(), width);
        (header, prop::collection::vec(row, 3..9)).prop_map(|(header, rows)| [vec![header], rows].concat())
    })
}

fn drawn(text: &str) -> usize {
    text.width()
}

fn counted(text: &str) -> usize {
    text.chars().count()
}

type Width = fn(&str) -> usize;

fn widths(rows: &Rows, width: Width) -> Vec<usize> {
    let column = |col: usize| rows.iter().map(|row| width(&row[col])).max().unwrap_or(0);
    (0..rows[0].len()).map(column).collect()
}

fn padded(row: &[String], widths: &[usize], width: Width) -> Vec<String> {
    let pad = |(text, wide): (&String, &usize)| format!("{text}{}", " ".repeat(wide - width(text)));
    row.iter().zip(widths).map(pad).collect()
}

fn lines(rows: &Rows, print: impl Fn(&[String]) -> String) -> String {
    rows.iter().map(|row| print(row)).collect()
}

fn pipes(rows: &Rows) -> String {
    let divider = format!("|{}\n", "---|".repeat(rows[0].len()));
    let print = |row: &[String]| format!("| {} |\n", row.join(" | "));
    lines(&rows[..1].to_vec(), print) + &divider + &lines(&rows[1..].to_vec(), print)
}

fn boxes(rows: &Rows) -> String {
    let widths = widths(rows, drawn);
    let border = widths.iter().map(|width| "-".repeat(width + 2)).collect::<Vec<_>>().join("+");
    let border = format!("+{border}+\n");
    let print = |row: &[String]| format!("| {} |\n{border}", padded(row, &widths, drawn).join(" | "));
    border.clone() + &lines(rows, print)
}

fn ruled(rows: &Rows, between: &str) -> String {
    let widths = widths(rows, drawn);
    let dashes: Vec<String> = widths.iter().map(|width| "-".repeat(width + 1)).collect();
    let rule = format!("  {}\n", dashes.join(" "));
    let print = |row: &[String]| format!("  {}\n", padded(row, &widths, drawn).join("  ").trim_end());
    let body: Vec<String> = rows[1..].iter().map(|row| print(row)).collect();
    format!("{}{rule}{}\n", print(&rows[0]), body.join(between))
}

fn bars(rows: &Rows) -> String {
    let widths = widths(rows, drawn);
    lines(rows, |row| format!("|{} |\n", padded(row, &widths, drawn).join(" |")))
}

fn columns(rows: &Rows, width: Width, gap: usize) -> String {
    let widths = widths(rows, width);
    lines(rows, |row| format!("  {}\n", padded(row, &widths, width).join(&" ".repeat(gap)).trim_end()))
}

/// The cells of the only table that a form has between two sentences.
fn read(form: &str) -> Rows {
    let (document, _) = extract(&format!("以下为收支情况表。\n\n{form}\n以上数据均已核对。\n"));
    let tables: Vec<Rows> = document
        .tables()
        .map(|table| {
            (0..table.rows()).map(|row| table.row(row).map(|cell| cell.text.to_owned()).collect()).collect()
        })
        .collect();
    assert_eq!(tables.len(), 1, "{form}");
    tables.concat()
}

/// Columns of figures behind the label, where nothing but blanks can show them.
fn figures() -> impl Strategy<Value = Rows> {
    (2usize..7).prop_flat_map(|width| {
        let cell = prop_oneof![8 => figure(), 1 => Just(String::new())];
        let row = (label(), figure(), prop::collection::vec(cell, width - 2));
        let row = row.prop_map(|(label, figure, rest)| [vec![label, figure], rest].concat());
        prop::collection::vec(row, 4..12)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn pipe_tables_come_back(rows in rows()) {
        prop_assert_eq!(read(&pipes(&rows)), rows);
    }

    #[test]
    fn grid_tables_come_back(rows in rows()) {
        prop_assert_eq!(read(&boxes(&rows)), rows);
    }

    #[test]
    fn tables_under_rules_come_back(rows in rows()) {
        prop_assert_eq!(read(&ruled(&rows, "")), rows);
    }

    #[test]
    fn tables_between_bars_come_back(rows in rows()) {
        prop_assert_eq!(read(&bars(&rows)), rows);
    }

    #[test]
    fn columns_of_blanks_come_back(rows in figures(), gap in 2usize..6) {
        prop_assert_eq!(read(&columns(&rows, drawn, gap)), rows.clone());
        prop_assert_eq!(read(&columns(&rows, counted, gap)), rows);
    }
}
