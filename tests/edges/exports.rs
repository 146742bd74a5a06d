//! Exports are safe to double-click: text that a spreadsheet program would run stays text, numbers stay numbers, and
//! nothing is lost on the way.

use std::process::Command;

use extractors::{Notices, Source, Stored, extract};
use hebiao::dataset::fill::DocumentRows;
use hebiao::dataset::rows::Values;
use hebiao::dataset::schema::CLAIMS;

use super::world::{Change, World, report};

/// Sixty-four texts that begin like a formula, some behind spaces, some with separators and quotes inside.
fn payloads() -> Vec<String> {
    let starts = ["=", "+", "-", "@", "\t=", "\r=", "\n=", " ="];
    let rests = [
        "1+1",
        "cmd|'/C calc'!A0",
        "HYPERLINK(\"http://e.invalid\",\"合计\")",
        "SUM(A1:A9),x",
        "IMPORTXML(\"x\";\"y\")",
        "DDE(\"a\")\n第二行",
        "A1&\"\"\"\"",
        "'x'!B2",
    ];
    starts.iter().flat_map(|start| rests.iter().map(move |rest| format!("{start}{rest}"))).collect()
}

/// A dataset whose claims are the payloads.
fn world() -> World {
    let world = World::new();
    world.edited_night(&[Change::put("a.md", report("水务局", 2024, 6))], with_payloads);
    world
}

fn with_payloads(rows: &mut DocumentRows) {
    let mut claims = hebiao::dataset::rows::Rows::new(&CLAIMS);
    for payload in payloads() {
        claims
            .row()
            .text("doc_id", rows.doc_id.as_str())
            .int("doc_rev", 1)
            .text("kind", "none")
            .text("concept", None)
            .int("year", 2024)
            .text("values", None)
            .text("text", payload.as_str())
            .text("place", "-5")
            .end();
    }
    assert!(matches!(claims.columns[0], Values::Text(_)));
    rows.claims = claims;
}

/// The records of a CSV text.
fn parse(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => field.extend(signs.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            other => field.push(other),
        }
    }
    assert!(field.is_empty() && record.is_empty(), "the last line is ended");
    records
}

fn column(records: &[Vec<String>], name: &str) -> Vec<String> {
    let at = records[0].iter().position(|title| title == name).unwrap();
    records[1..].iter().map(|record| record[at].clone()).collect()
}

#[test]
fn csv_runs_nothing_and_keeps_everything() {
    let world = world();
    let (code, text) = world.run(&["export", "claims"]);
    let text = text.strip_prefix('\u{FEFF}').expect("the mark by which spreadsheet programs know UTF-8");
    let records = parse(text);
    assert_eq!(code, 0);
    let told = column(&records, "text");
    assert_eq!(told.len(), 64);
    for (told, payload) in told.iter().zip(payloads()) {
        assert_eq!(*told, format!("'{payload}"));
    }
    assert!(column(&records, "place").iter().all(|place| place == "-5"), "a number stays a number");
}

#[test]
fn raw_csv_is_for_programs() {
    let world = world();
    let (_, text) = world.run(&["export", "claims", "--raw"]);
    assert_eq!(column(&parse(text.strip_prefix('\u{FEFF}').unwrap()), "text"), payloads());
}

#[test]
fn a_workbook_holds_texts_as_texts_and_numbers_as_numbers() {
    let world = world();
    let path = world.path("claims.xlsx");
    let told = world.output(&["export", "claims", "--format", "xlsx", "--output", path.to_str().unwrap()]);
    assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stderr));
    let source = Source::open(&path).unwrap();
    let document = extract(&mut Notices::default(), &source).unwrap();
    let table = document.tables().next().unwrap();
    let at = CLAIMS.position("text").unwrap() as u32;
    let found: Vec<_> = table.cells().filter(|cell| cell.col == at && cell.row > 0).collect();
    assert_eq!(found.len(), 64);
    for (cell, payload) in found.iter().zip(payloads()) {
        assert!(matches!(cell.stored(), Stored::Text), "{payload:?} became {:?}", cell.stored());
        assert!(cell.kept.is_none_or(|kept| kept.formula.is_none()));
        let plain = |text: &str| text.replace(['\r', '\t'], " ").trim().to_owned();
        assert_eq!(plain(cell.text), plain(&payload));
    }
    let year = CLAIMS.position("year").unwrap() as u32;
    let years = table.cells().filter(|cell| cell.col == year && cell.row > 0);
    assert!(years.into_iter().all(|cell| matches!(cell.stored(), Stored::Number(text) if &**text == "2024")));
}

#[test]
fn figures_come_out_digit_for_digit() {
    let world = World::small();
    let (_, text) = world.run(&["export", "facts", "--year", "2023"]);
    let records = parse(text.trim_start_matches('\u{FEFF}'));
    let told: Vec<(String, String)> =
        column(&records, "raw").into_iter().zip(column(&records, "yuan")).collect();
    assert!(told.contains(&("12.20".into(), "122000".into())), "{told:?}");
    assert!(column(&records, "year").contains(&"2022".to_owned()), "a figure of the year before");
}

#[test]
fn what_was_asked_for_and_no_more() {
    let world = World::small();
    let offices = |arguments: &[&str]| {
        let (code, text) = world.run(arguments);
        assert_eq!(code, 0);
        column(&parse(text.trim_start_matches('\u{FEFF}')), "office")
    };
    assert_eq!(offices(&["export", "documents"]).len(), 3);
    assert_eq!(offices(&["export", "documents", "--primary"]).len(), 2);
    assert_eq!(
        offices(&["export", "documents", "--office", "林业"]),
        offices(&["export", "documents", "--year", "2023"])
    );
    assert_eq!(offices(&["export", "documents", "--county", "无此县"]).len(), 0);
    assert_eq!(offices(&["export", "panel"]).len(), 2);
}

/// LibreOffice: the program that `HEBIAO_SOFFICE` names, or the one on the path; said where there is none.
fn soffice() -> Option<String> {
    let program = std::env::var("HEBIAO_SOFFICE").unwrap_or_else(|_| "soffice".to_owned());
    let there = Command::new(&program).args(["--headless", "--version"]).output();
    if there.is_ok_and(|output| output.status.success()) {
        return Some(program);
    }
    println!("exports: not opened in a spreadsheet program, there is no LibreOffice");
    assert!(std::env::var_os("CI").is_none(), "LibreOffice is there in CI");
    None
}

/// The cells of a column, after LibreOffice has opened a file, calculated it and written it again.
fn opened(world: &World, program: &str, (file, column): (&str, &str)) -> Vec<(String, bool)> {
    let mut command = Command::new(program);
    command.args(["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]);
    command.arg(world.path("opened"));
    // A profile of its own: one that is running already would take the file and say nothing.
    command.arg(format!("-env:UserInstallation=file://{}", world.path("profile").display()));
    if file.ends_with(".csv") {
        command.arg("--infilter=Text - txt - csv (StarCalc):44,34,76,1");
    }
    let output = command.arg(world.path(file)).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let name = file.rsplit_once('.').unwrap().0;
    let source = Source::open(&world.path(&format!("opened/{name}.xlsx"))).unwrap();
    let document = extract(&mut Notices::default(), &source).unwrap();
    let table = document.tables().next().unwrap();
    let head = table.cells().iter().find(|cell| cell.row == 0 && cell.text == column).unwrap().col;
    let below = table.cells().iter().filter(|cell| cell.col == head && cell.row > 0);
    below
        .map(|cell| {
            let formula = cell.kept.as_ref().is_some_and(|kept| kept.formula.is_some());
            (cell.text.to_string(), formula)
        })
        .collect()
}

#[test]
fn a_spreadsheet_program_runs_nothing_of_it() {
    let Some(program) = soffice() else { return };
    let world = world();
    for format in ["xlsx", "csv"] {
        let path = world.path(&format!("claims-{format}.{format}"));
        let told =
            world.output(&["export", "claims", "--format", format, "--output", path.to_str().unwrap()]);
        assert_eq!(told.status.code(), Some(0));
    }
    let signs = |text: &str| text.chars().filter(|sign| !sign.is_whitespace()).collect::<String>();
    for (file, mark) in [("claims-xlsx.xlsx", ""), ("claims-csv.csv", "'")] {
        let told = opened(&world, &program, (file, "text"));
        assert_eq!(told.len(), 64, "{file}");
        for ((text, formula), payload) in told.into_iter().zip(payloads()) {
            assert!(!formula, "{file}: {payload:?} became a formula");
            // Some programs take the mark before a text for a sign that says so, and do not show it.
            let (text, payload) = (signs(&text), signs(&payload));
            assert_eq!(text.strip_prefix(mark).unwrap_or(&text), payload, "{file}");
        }
    }
}
