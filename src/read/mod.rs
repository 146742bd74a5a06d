//! From recognised tables and from prose to what the file says: documents, facts, indicators, claims.
//!
//! Every cell of every table is accounted for (`ledger`); what is blank stays blank; nothing is repaired. Which table it
//! is was decided before, in `recognise`; whether figures agree is asked later, in `reconcile`.

mod amount;
mod facts;
mod heads;
mod indicators;
mod ledger;
mod particulars;
mod primary;
mod prose;
mod split;

use extractors::{Document, Notices, Table};

use crate::book::{Blocks, Book, Family};
use crate::fact::{Medium, Scope};
use crate::report::{DocumentHead, Reading};
use crate::statement::{Part, Statement, TableKind};

use ledger::Ledger;

/// Everything that the file says. `name` is the file's, the weakest hint about an office.
pub fn read(
    notices: &mut Notices,
    name: &str,
    document: &Document,
    (parts, statements): (&[Part], &[Statement]),
    book: &Book,
) -> Reading {
    let tables: Vec<&Table> = document.tables().collect();
    let mut reading = Reading::default();
    for statement in statements {
        indicators::read(&mut reading, tables[statement.table], statement);
    }
    reading.documents = heads::read(name, document, parts, statements, &reading.indicators, book);
    for statement in statements {
        let table = tables[statement.table];
        if table.is_hidden() {
            reading.read_as.push(Ledger::unseen(table));
            continue;
        }
        let context = Context::new(table, statement, &reading.documents, book);
        let mut ledger = Ledger::new(table, statement);
        facts::read(&mut reading, &mut ledger, &context);
        split::read(&mut reading, &mut ledger, &context);
        ledger.mark_points(&reading.indicators, statement.table, table);
        reading.read_as.push(ledger.finish(notices, table));
    }
    let (facts, claims) = prose::read(document, statements, &reading.documents, book);
    reading.facts.extend(facts);
    prose::complete(&mut reading.documents, &claims);
    reading.claims = claims;
    primary::mark(&mut reading.facts);
    reading
}

/// What holds for all figures of a table.
struct Context<'c> {
    table: &'c Table,
    statement: &'c Statement,
    book: &'c Book,
    family: Option<&'c Family>,
    year: Option<i32>,
    scope: Scope,
    medium: Medium,
}

impl<'c> Context<'c> {
    fn new(table: &'c Table, statement: &'c Statement, heads: &[DocumentHead], book: &'c Book) -> Self {
        let head = heads.get(statement.document);
        Self {
            table,
            statement,
            book,
            family: statement.family.as_deref().and_then(|id| book.family(id)),
            year: head.and_then(|head| head.year),
            scope: scope(table, statement, head, book),
            medium: medium(table),
        }
    }
}

/// A project's table is about the project that it names, or its report does.
fn scope(table: &Table, statement: &Statement, head: Option<&DocumentHead>, book: &Book) -> Scope {
    let of_report = head.filter(|head| head.kind.is_project());
    let family = statement.family.as_deref().and_then(|id| book.family(id));
    let of_project = statement.kind == TableKind::ProjectSelfEval
        || family.is_some_and(|family| family.block == Blocks::PROJECT_FUND);
    if !of_project && of_report.is_none() {
        return Scope::Department;
    }
    let named = heads::project_name(table, statement, book);
    let name = named.or_else(|| of_report.and_then(|head| head.project.clone()));
    Scope::Project(name.unwrap_or_default().into())
}

fn medium(table: &Table) -> Medium {
    use extractors::document::Origin;
    match table.origin {
        Origin::Body | Origin::Sheet => Medium::Table,
        Origin::Chart => Medium::Chart,
        Origin::Picture => Medium::Image,
    }
}
