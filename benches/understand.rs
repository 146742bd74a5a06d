//! What understanding a report costs — recognising its tables, reading it — beside the floor of the same document in the
//! same run: package, inflating, quick-xml over every tag of the body. And what loading the book costs, once a process.
//!
//! `cargo bench --bench understand` prints processor time for the large report, the best of several rounds that take turns.
//! `understand REPORT STAGE N` does one stage so many times and prints nothing, for `benches/counts`, which counts
//! instructions; the small reports are those of the corpus, without the properties that Word writes around every run.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

mod clock;
mod tokens;

use std::hint::black_box;
use std::time::Duration;

use clock::clock;
use extractors::opc::Package;
use extractors::{Context, Document, Limits, Notices, Source, extract};
use hebiao::book::Book;
use hebiao::report::Reading;
use hebiao::statement::{Part, Statement};
use hebiao::{ingest, read, recognise, reconcile};
use samples::corpus::{self, Format, Kind, Options};
use samples::heavy;
use tokens::tokenised;

type Recognised = (Vec<Part>, Vec<Statement>);

const STAGES: [&str; 7] = ["floor", "extract", "recognise", "read", "reconcile", "whole", "book"];

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    match arguments.as_slice() {
        [report, stage, times] => {
            let bench = Bench::new(report);
            (0..times.parse().expect("a number")).for_each(|_| bench.run(stage));
        }
        _ => Bench::new("large").print(),
    }
}

/// A fixed report: the large one, or the generated one of a kind.
fn report(name: &str) -> Vec<u8> {
    let kind = match name {
        "large" => return heavy::report(),
        "department" => Kind::Department,
        "project" => Kind::Project,
        "evaluation" => Kind::Evaluation,
        "accounts" => Kind::Accounts,
        other => panic!("no report is called {other}"),
    };
    let options = Options { kind: Some(kind), formats: vec![Format::Docx], planted: 0, ..Options::default() };
    corpus::report(7, &options).forms.swap_remove(0).bytes
}

/// One report, with what each stage is given.
struct Bench {
    source: Source,
    document: Document,
    recognised: Recognised,
    reading: Reading,
    book: Book,
}

impl Bench {
    fn new(name: &str) -> Self {
        let source = Source::new("report.docx", report(name));
        let book = Book::builtin().expect("our own book");
        let document = extract(&mut Notices::default(), &source).expect("a document");
        let recognised = recognise::recognise(&mut Notices::default(), &document, &book);
        let reading = read_all(&document, &recognised, &book);
        Self { source, document, recognised, reading, book }
    }

    fn run(&self, stage: &str) {
        let notices = &mut Notices::default();
        match stage {
            "floor" => _ = tokenised(&body(&self.source)),
            "extract" => drop(black_box(extract(notices, &self.source))),
            "recognise" => drop(black_box(recognise::recognise(notices, &self.document, &self.book))),
            "read" => drop(black_box(read_all(&self.document, &self.recognised, &self.book))),
            "reconcile" => {
                let statements = &self.recognised.1;
                drop(black_box(reconcile::reconcile(&self.reading, statements, &self.document, &self.book)));
            }
            "whole" => drop(black_box(ingest(&self.source, &self.book))),
            "book" => drop(black_box(Book::builtin())),
            other => panic!("no stage is called {other}"),
        }
    }

    fn print(&self) {
        let cells: usize = self.document.tables().map(|table| table.cells().len()).sum();
        println!("one report, {cells} cells");
        let best = self.fastest();
        for (stage, time) in STAGES.iter().zip(best) {
            let ratio = time.as_secs_f64() / best[0].as_secs_f64();
            println!("{stage:10} {:9.1} µs {ratio:6.2} of the floor", time.as_secs_f64() * 1e6);
        }
    }

    /// The best of seven rounds of each stage, in turns.
    fn fastest(&self) -> [Duration; STAGES.len()] {
        let mut best = [Duration::MAX; STAGES.len()];
        for _ in 0..7 {
            for (best, stage) in best.iter_mut().zip(STAGES) {
                *best = (*best).min(round(|| self.run(stage)));
            }
        }
        best
    }
}

fn read_all(document: &Document, (parts, statements): &Recognised, book: &Book) -> Reading {
    read::read(&mut Notices::default(), "report.docx", document, (parts, statements), book)
}

/// The mean of a run in a round of a tenth of a second.
fn round(mut run: impl FnMut()) -> Duration {
    let from = clock();
    let mut runs = 0;
    while runs == 0 || clock() - from < Duration::from_millis(100) {
        run();
        runs += 1;
    }
    (clock() - from) / runs
}

/// The body of a report, inflated.
fn body(source: &Source) -> Vec<u8> {
    let (mut notices, limits) = (Notices::default(), Limits::default());
    let mut context = Context::new(&mut notices, &limits);
    let mut package = Package::open(&mut context, source).expect("a whole package");
    package.part(&mut context, "word/document.xml").expect("a whole body").expect("a body")
}
