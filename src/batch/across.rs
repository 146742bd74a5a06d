//! The reports of one office compared with each other: this year's column of last year against last year's own report,
//! a report against the final accounts. Only the copy of a report that counts is compared.

use crate::book::Book;
use crate::dataset::DatasetError;
use crate::dataset::across::{Across, Between, RowSource};
use crate::dataset::findings::push_finding;
use crate::dataset::preferred;
use crate::dataset::restore;
use crate::dataset::rows::Rows;
use crate::dataset::schema::{CLAIMS, DOCUMENTS, FACTS, FINDINGS, INDICATORS, TABLES_TABLE};
use crate::dataset::state::DocumentState;
use crate::reconcile::{OfficeDocument, across};

/// Compares by the rules of a book.
pub struct ByRules<'b> {
    pub book: &'b Book,
}

/// A document as far as the dataset keeps it.
fn restored(
    document: &DocumentState,
    rows: &dyn RowSource,
    file: usize,
) -> Result<OfficeDocument, DatasetError> {
    let tables = rows.get(document, &TABLES_TABLE)?;
    Ok(OfficeDocument {
        head: restore::head(&rows.get(document, &DOCUMENTS)?),
        statements: restore::statements(&tables),
        facts: restore::facts(&rows.get(document, &FACTS)?),
        indicators: restore::indicators(&rows.get(document, &INDICATORS)?),
        blanks: restore::blanks(&tables),
        claims: restore::claims(&rows.get(document, &CLAIMS)?),
        file,
    })
}

impl Across for ByRules<'_> {
    fn judge(&self, office: &[&DocumentState], rows: &dyn RowSource) -> Result<Between, DatasetError> {
        let chosen = preferred::choose(office.iter().copied());
        let counting: Vec<&DocumentState> =
            office.iter().copied().filter(|document| chosen.get(&document.doc_id) == Some(&None)).collect();
        if counting.len() < 2 {
            return Ok(Between::new());
        }
        let mut documents = Vec::new();
        for document in &counting {
            let file = counting.iter().position(|other| other.file_id == document.file_id);
            documents.push(restored(document, rows, file.unwrap_or_default())?);
        }
        let mut found = Between::new();
        for (own, other, finding) in across(documents, self.book) {
            let (document, other) = (counting[own], counting[other]);
            let rows = found.entry(document.doc_id.clone()).or_insert_with(|| Rows::new(&FINDINGS));
            push_finding(rows, (&document.doc_id, document.doc_rev), (&finding, &[]), Some(&other.doc_id));
        }
        Ok(found)
    }
}
