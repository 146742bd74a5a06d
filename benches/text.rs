//! Text exports: bytes to tables on the form with one cell a line, and what nobody can go below: decoding the bytes and
//! splitting them into lines. `cargo bench -p extractors --bench text`; the numbers stand in README.md.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

mod clock;

use std::hint::black_box;
use std::time::Duration;

use clock::clock;
use extractors::{Notices, Source, extract};

/// Rounds of which the fastest counts.
const ROUNDS: usize = 60;

fn main() {
    let report = report();
    let text: String = report.repeat((1 << 20) / report.len());
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    measure("floor: decode, split lines", text.len(), || floor(text.as_bytes()));
    let source = Source::new("report.txt", text.clone().into_bytes());
    measure("bytes to tables, UTF-8", text.len(), || tables(&source));
    let source = Source::new("report.txt", wide.clone());
    measure("bytes to tables, UTF-16", wide.len(), || tables(&source));
    let source = Source::new("report.txt", report.clone().into_bytes());
    measure("one report", report.len(), || tables(&source));
    for (name, form) in forms() {
        let source = Source::new("table.txt", form.clone().into_bytes());
        measure(name, form.len(), || tables(&source));
    }
}

/// The same rows in the forms that still have marks, about a megabyte each.
fn forms() -> [(&'static str, String); 4] {
    let cells =
        ["产出指标", "开展业务培训次数", "≥12次", "13次", "10", "9.5", "无偏差，下一步继续做好有关工作"];
    let table =
        |head: &str, row: String, foot: &str| format!("{head}{}{foot}", row.repeat((1 << 20) / row.len()));
    let page = cells.iter().map(|cell| format!("<td width=80><p class=MsoNormal>{cell}</p></td>\n"));
    let divider = format!("{}\n{}\n", "| 项目 ".repeat(7), "|---".repeat(7));
    [
        ("separated values", table("", format!("{}\n", cells.join(",")), "")),
        ("HTML", table("<html><table>", format!("<tr>{}</tr>\n", page.collect::<String>()), "</table>")),
        ("Markdown", table(&divider, format!("| {} |\n", cells.join(" | ")), "")),
        ("columns of blanks", table("", format!("{}\n", cells.join("   ")), "")),
    ]
}

fn floor(bytes: &[u8]) -> usize {
    std::str::from_utf8(bytes).map_or(0, |text| text.split('\n').map(|line| black_box(line).len()).sum())
}

fn tables(source: &Source) -> usize {
    let document = extract(&mut Notices::default(), source);
    document.map_or(0, |document| document.tables().map(|table| table.cells().len()).sum())
}

/// The size and mix of a real report: paragraphs, a form of thirty rows and four columns, one of forty rows and nine.
fn report() -> String {
    let mut text = String::from("云溪县某某中心2031年度部门整体支出绩效自评报告\n");
    for number in 1..=40 {
        let sentence =
            "按照年度工作计划推进各项任务，资金使用符合预算和有关管理制度的规定。".repeat(number % 4 + 1);
        text.push_str(&format!("{number}.{sentence}\n"));
    }
    text.push_str(&form(30, &["其中：公务用车运行维护费", "12.50", "　", "10.25"]));
    text.push_str("附件1-2\n\n");
    let scored = [
        "",
        "",
        "数量指标",
        "开展业务培训次数",
        "≥12次",
        "13次",
        "10",
        "9.5",
        "无偏差，下一步继续做好有关工作",
    ];
    text.push_str(&form(40, &scored));
    text
}

fn form(rows: usize, cells: &[&str]) -> String {
    let row: String = cells.iter().map(|cell| format!("\t{cell}\n")).collect();
    format!("{}\n", format!("{row}\n").repeat(rows))
}

fn measure(name: &str, bytes: usize, work: impl Fn() -> usize) {
    let fastest = (0..ROUNDS).map(|_| timed(&work)).min().unwrap_or(Duration::MAX);
    let speed = bytes as f64 / 1e6 / fastest.as_secs_f64();
    println!("{name:<28} {:>10.3} ms {speed:>8.0} MB/s", fastest.as_secs_f64() * 1e3);
}

fn timed(work: impl Fn() -> usize) -> Duration {
    let from = clock();
    black_box(work());
    clock() - from
}
