//! hebiao (核表 · 合表): every table out of Chinese county performance reports, understood, reconciled, and kept as one
//! dataset.
//!
//! One document's way through the program is [`ingest`], a straight line: extract, recognise, read, reconcile. A file can
//! be unreadable, which is the only error; its content can only be remarked upon, in the notices that every stage may
//! add. What we know (labels, table families, rules) is the [`Book`](book::Book), handed in and never global.

pub mod chinese;

pub mod claim;
pub mod contacts;
pub mod fact;
pub mod finding;
pub mod report;
pub mod statement;
pub mod words;

pub mod book;

pub mod read;
pub mod recognise;
pub mod reconcile;

#[cfg(feature = "dataset")]
pub mod dataset;
#[cfg(feature = "dataset")]
pub mod platform;
#[cfg(feature = "dataset")]
pub mod review;

#[cfg(feature = "dataset")]
pub mod batch;

pub use book::Book;
pub use report::Report;

use extractors::{Error, Notices, Source, extract};

/// Reads one file and checks it.
pub fn ingest(source: &Source, book: &Book) -> Result<Report, Error> {
    ingest_watched(source, book, &mut || ())
}

/// The same, telling after every stage that it got there.
pub fn ingest_watched(source: &Source, book: &Book, headway: &mut dyn FnMut()) -> Result<Report, Error> {
    let mut notices = Notices::default();
    let mut document = extract(&mut notices, source)?;
    recognise::prepare(&mut document, book);
    headway();
    let (parts, statements) = recognise::recognise(&mut notices, &document, book);
    headway();
    let reading = read::read(&mut notices, source.name(), &document, (&parts, &statements), book);
    headway();
    let findings = reconcile::reconcile(&reading, &statements, &document, book);
    headway();
    Ok(Report { document, statements, reading, findings, notices })
}
