//! What the program understands of tables that no report of ours holds: every template family, written here as a readable
//! grid, with invented offices and figures. Each grid is read twice: with its merged cells known, as a Word file or a
//! workbook has them, and as a text export that lost them.

mod accounts;
mod conservation;
mod copied;
mod drift;
mod families;
mod forms;
mod heads;
mod layouts;
mod parts;
mod scores;
mod sheets;
mod unknown;

use std::sync::LazyLock;

use extractors::document::{Origin, Paragraph};
use extractors::{Block, Document, Locator, NewCell, Notices, Source, Table};
use hebiao::book::Book;
use hebiao::fact::Fact;
use hebiao::report::{Indicator, IndicatorKind, Points, Reading, Report};
use hebiao::statement::Statement;
use hebiao::{ingest, read, recognise};

/// A table from lines of cells parted by `|`: `<` goes on with the cell to the left, `^` with the one above.
pub fn grid(text: &str) -> Table {
    let rows: Vec<Vec<&str>> =
        text.trim().lines().map(|line| line.split('|').map(str::trim).collect()).collect();
    let cols = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut cells = Vec::new();
    for (row, line) in rows.iter().enumerate() {
        for (col, text) in line.iter().enumerate().filter(|(_, text)| !matches!(**text, "<" | "^")) {
            let right = line[col + 1..].iter().take_while(|text| **text == "<").count();
            let down = rows[row + 1..].iter().take_while(|line| line.get(col) == Some(&"^")).count();
            let at = Locator::Table { nth: 1, row: row as u32 + 1, col: col as u32 + 1 };
            let cell = NewCell::new(row as u32, col as u32, text.replace("\\n", "\n"), at);
            cells.push(cell.spanning(down as u32 + 1, right as u32 + 1));
        }
    }
    Table::new(rows.len() as u32, cols as u32, cells, Locator::Table { nth: 1, row: 0, col: 0 }).unwrap().0
}

/// What a grid is drawn as, where its first line says it.
const DRAWN: [(&str, Origin); 2] = [("[chart]\n", Origin::Chart), ("[picture]\n", Origin::Picture)];

fn drawn(text: &str) -> Option<Table> {
    let (rest, origin) =
        DRAWN.into_iter().find_map(|(mark, origin)| Some((text.strip_prefix(mark)?, origin)))?;
    let mut table = grid(rest);
    table.origin = origin;
    Some(table)
}

/// A document of lines and tables; a block that holds `|` is a grid, one that begins with `[chart]` or `[picture]` is drawn.
pub fn document(blocks: &[&str]) -> Document {
    let mut document = Document { format: "docx", ..Document::default() };
    let mut nth = 0;
    for text in blocks {
        if let Some(table) = drawn(text) {
            document.blocks.push(table.into());
        } else if text.contains('|') {
            document.blocks.push(grid(text).into());
        } else {
            document.blocks.extend(text.lines().map(|line| {
                nth += 1;
                Block::Text(Paragraph::new(line.trim(), Locator::Paragraph { nth }))
            }));
        }
    }
    document
}

/// The same as the text that a rich-text export leaves: a cell a line, spans lost, merged rows as blanks.
pub fn as_text(blocks: &[&str]) -> String {
    let mut text = String::new();
    for block in blocks.iter().filter(|block| drawn(block).is_none()) {
        if !block.contains('|') {
            block.lines().for_each(|line| text.push_str(&format!("{}\n", line.trim())));
            continue;
        }
        for line in block.trim().lines() {
            let cells = line.split('|').map(str::trim).filter(|cell| *cell != "<");
            cells.for_each(|cell| {
                let cell = if cell == "^" { "" } else { cell };
                text.push_str(&format!("\t{}\n", cell.replace("\\n", "\n")));
            });
            text.push('\n');
        }
        text.push('\n');
    }
    text
}

pub struct Understood {
    pub document: Document,
    pub statements: Vec<Statement>,
    pub reading: Reading,
}

pub fn understand(blocks: &[&str]) -> Understood {
    understand_document(document(blocks))
}

/// Our own book, read once for all tests.
static BOOK: LazyLock<Book> = LazyLock::new(|| Book::builtin().unwrap());

pub fn understand_document(document: Document) -> Understood {
    let book = &*BOOK;
    let mut notices = Notices::default();
    let (parts, statements) = recognise::recognise(&mut notices, &document, book);
    let reading = read::read(&mut notices, "report.docx", &document, (&parts, &statements), book);
    Understood { document, statements, reading }
}

/// The same blocks by way of the text export.
pub fn understand_text(blocks: &[&str]) -> Report {
    let source = Source::new("report.txt", as_text(blocks).into_bytes());
    ingest(&source, &BOOK).unwrap()
}

/// A fact of a table as one line: concept, year, basis, value with unit.
pub fn fact_line(fact: &Fact) -> String {
    let concept = fact.concept.as_ref().map_or("?", |concept| concept.as_str());
    let year = fact.year.map_or_else(|| "-".to_owned(), |year| year.to_string());
    let unit = fact.amount.unit.map_or("?", |unit| unit.symbol());
    format!("{concept} {year} {} {} {unit}", fact.basis.id(), fact.amount.value)
}

pub fn fact_lines(reading: &Reading) -> Vec<String> {
    let in_tables = reading.facts.iter().filter(|fact| fact.place.table.is_some());
    in_tables.map(fact_line).collect()
}

fn points(points: Option<&Points>) -> String {
    points.map_or_else(|| "-".to_owned(), |points| points.value.to_string())
}

/// An indicator as one line.
pub fn indicator_line(one: &Indicator) -> String {
    let text = |text: Option<&str>| text.unwrap_or("-").to_owned();
    let mark = match one.kind {
        IndicatorKind::Indicator => "",
        IndicatorKind::BudgetExecution => "execution ",
        IndicatorKind::Total => "total ",
    };
    format!(
        "{mark}{}/{}/{} {} → {} {}/{} {}",
        text(one.l1.as_deref()),
        text(one.l2.as_deref()),
        text(one.l3.as_deref()),
        text(one.target.as_deref()),
        text(one.actual.as_deref()),
        points(one.weight.as_ref()),
        points(one.score.as_ref()),
        text(one.note.as_deref()),
    )
}

pub fn indicator_lines(reading: &Reading) -> Vec<String> {
    reading.indicators.iter().map(indicator_line).collect()
}

/// Both ways of reading the blocks give exactly these facts (in any order) and these indicators.
pub fn expect(blocks: &[&str], kind: &str, facts: &[&str], indicators: &[&str]) {
    let known = understand(blocks);
    check("with spans", kind, &known.statements, &known.reading, (facts, indicators));
    let text = understand_text(blocks);
    check("as text", kind, &text.statements, &text.reading, (facts, indicators));
}

pub fn check(
    way: &str,
    kind: &str,
    statements: &[Statement],
    reading: &Reading,
    (facts, indicators): (&[&str], &[&str]),
) {
    assert_eq!(statements.first().map(|statement| statement.kind.id()), Some(kind), "{way}: kind");
    let mut found = fact_lines(reading);
    let mut wanted: Vec<String> = facts.iter().map(|line| (*line).to_owned()).collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted, "{way}: facts");
    assert_eq!(indicator_lines(reading), indicators, "{way}: indicators");
}
