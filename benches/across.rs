//! What comparing reports of one office across years costs: offices with a report in each of six years, all compared by
//! the rules of the book, on one thread and on two, in one process.
//!
//! `cargo bench --bench across` compares 100 000 documents; `cargo bench --bench across -- 6000` so many. The rows are
//! those of generated reports, read once and given to many offices; they are at hand, so that no disk is measured. As in
//! a run, findings leave memory after every 256 offices. Time is that of the process on processors, which other programs
//! do not lengthen: where two threads take no more of it than one, they are twice as fast on two free processors.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use extractors::Source;
use hebiao::batch::across::ByRules;
use hebiao::book::Book;
use hebiao::dataset::DatasetError;
use hebiao::dataset::across::{RowSource, judge_all};
use hebiao::dataset::fill::{self, Stamp};
use hebiao::dataset::rows::Rows;
use hebiao::dataset::schema::TableSchema;
use hebiao::dataset::state::DocumentState;
use hebiao::ingest;
use samples::corpus::{Format, Kind, Options, report};

/// Offices whose reports are really read; the others have copies of them.
const READ: usize = 40;
const YEARS: usize = 6;

/// Rows by document, some of them the same for many.
#[derive(Default)]
struct AtHand {
    rows: BTreeMap<String, Arc<BTreeMap<&'static str, Rows>>>,
}

impl RowSource for AtHand {
    fn get(&self, document: &DocumentState, schema: &'static TableSchema) -> Result<Rows, DatasetError> {
        let rows = self.rows.get(&document.doc_id).and_then(|tables| tables.get(schema.name));
        Ok(rows.cloned().unwrap_or_else(|| Rows::new(schema)))
    }
}

/// Offices whose findings are in memory at a time.
const AT_ONCE: usize = 256;

/// How long all threads of this process have been on a processor.
#[cfg(unix)]
fn processors() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

#[cfg(not(unix))]
fn processors() -> Duration {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default()
}

fn main() {
    let wanted = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let book = Book::builtin().expect("our own book");
    let (documents, rows) = documents(wanted, &book);
    let offices: Vec<Vec<&DocumentState>> =
        documents.chunks(YEARS).map(|office| office.iter().collect()).collect();
    println!("{} documents of {} offices", documents.len(), offices.len());
    let rules = ByRules { book: &book };
    if let Some(peak) = peak() {
        println!("{peak} in memory before");
    }
    let mut one = Duration::ZERO;
    for threads in [1, 2] {
        let (begun, clock) = (Instant::now(), processors());
        let findings: usize = offices
            .chunks(AT_ONCE)
            .map(|some| judge_all(some, threads, &rules, &rows).expect("every office"))
            .map(|found| found.values().map(Rows::len).sum::<usize>())
            .sum();
        let (wall, used) = (begun.elapsed().as_secs_f64(), processors() - clock);
        one = if threads == 1 { used } else { one };
        println!(
            "{threads} threads: {:.2} s on processors ({wall:.2} s by the clock), {findings} findings; \
             at best {:.2} times as fast as one",
            used.as_secs_f64(),
            threads as f64 * one.as_secs_f64() / used.as_secs_f64(),
        );
    }
    if let Some(peak) = peak() {
        println!("at most {peak} in memory");
    }
}

/// So many documents, six for each office, with their rows.
fn documents(wanted: usize, book: &Book) -> (Vec<DocumentState>, AtHand) {
    let read: Vec<_> = (1..=READ as u64).map(|seed| office(seed, book)).collect();
    let (mut documents, mut at_hand) = (Vec::new(), AtHand::default());
    for nth in 0..wanted.div_ceil(YEARS) {
        for (year, (state, rows)) in read[nth % READ].iter().enumerate() {
            let doc_id = format!("{nth:07}-{year}");
            let office_key = Some(format!("{}{nth}", state.office_key.clone().unwrap_or_default()));
            at_hand.rows.insert(doc_id.clone(), rows.clone());
            documents.push(DocumentState { file_id: doc_id.clone(), doc_id, office_key, ..state.clone() });
        }
    }
    (documents, at_hand)
}

type Read = (DocumentState, Arc<BTreeMap<&'static str, Rows>>);

/// The reports of one office in six years.
fn office(seed: u64, book: &Book) -> Vec<Read> {
    let year = |years_back| {
        let options = Options {
            kind: Some(Kind::Department),
            formats: vec![Format::Docx],
            planted: 0,
            years_back,
            ..Options::default()
        };
        let form = report(seed, &options).forms.remove(0);
        document(&Source::new(&*form.name, form.bytes), book)
    };
    (0..YEARS as i32).map(year).collect()
}

fn document(source: &Source, book: &Book) -> Read {
    let report = ingest(source, book).expect("a report");
    let stamp = Stamp { keep_contacts: true, ..Stamp::of_name(source.name()) };
    let document = fill::rows(&report, &stamp).remove(0);
    let state = DocumentState::of_rows(&document.documents, document.report_year).remove(0);
    let tables = document.by_table().into_iter().map(|rows| (rows.schema.name, rows.clone()));
    (state, Arc::new(tables.collect()))
}

/// The process's own peak of memory, where the system tells it.
fn peak() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
