//! Sentences that stand in cells: the forms of some provinces tell income and spending in a row of text. Only forms about
//! the office as a whole, or about the project that the report is of, speak of what their document is about; and what
//! they set as goals is no figure.

use extractors::{Document, Paragraph, Table};

use crate::report::DocumentHead;
use crate::statement::{Role, RowRole, Section, SectionKind, Statement, TableKind};

/// Bytes from which on a cell may hold a sentence with a figure.
const SHORTEST: usize = 36;

/// The texts in the forms of a file, each with the number of its document.
pub fn texts(
    document: &Document,
    statements: &[Statement],
    heads: &[DocumentHead],
) -> Vec<(usize, Paragraph)> {
    let tables: Vec<&Table> = document.tables().collect();
    let told = statements.iter().filter(|statement| speaks_of_its_document(statement, heads));
    told.flat_map(|statement| {
        let table = tables[statement.table];
        let cells = table.cells().filter(|cell| {
            let row = statement.rows.get(cell.row as usize);
            let header = row.is_some_and(|row| row.role == RowRole::Header);
            let section = row.and_then(|row| row.section).and_then(|number| statement.sections.get(number));
            !header && !cell.hidden && is_sentence(cell.text) && section.is_none_or(holds_text)
        });
        cells.map(|cell| (statement.document, Paragraph::new(cell.text, cell.at()))).collect::<Vec<_>>()
    })
    .collect()
}

fn speaks_of_its_document(statement: &Statement, heads: &[DocumentHead]) -> bool {
    let Some(head) = heads.get(statement.document) else { return false };
    match statement.kind {
        TableKind::OverallSelfEval | TableKind::BaseData => !head.kind.is_project(),
        TableKind::ProjectSelfEval => head.kind.is_project(),
        _ => false,
    }
}

fn is_sentence(text: &str) -> bool {
    text.len() >= SHORTEST
        && text.contains(['，', '。', '；', ','])
        && text.contains(|ch: char| ch.is_ascii_digit())
}

/// Rows of text, and rows under no header that says what they are.
fn holds_text(section: &Section) -> bool {
    match section.kind {
        SectionKind::Text | SectionKind::Particulars => true,
        SectionKind::Figures => section.columns.iter().all(|column| {
            let named = column.basis.is_some() || column.concept.is_some() || column.suffix.is_some();
            !named && column.role.is_none_or(|role| matches!(role, Role::Label | Role::Side | Role::Figure))
        }),
        _ => false,
    }
}
