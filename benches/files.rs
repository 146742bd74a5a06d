//! One stage of reading over many files, in one thread: what `benches/run` measures from outside, as processor time and
//! peak memory of this process, beside other programs that are given the same files.
//!
//! `files STAGE LIST`: LIST names a file a line; each is read from the disk. Stages that build nothing are floors:
//! `inflate` and `tokenise` (every tag by quick-xml) for packages, `lines` (decode, split) for text. `calamine` streams
//! cells and keeps none. `extract` gives the tables; `understand` is the whole line, from bytes to findings; `rows` makes the
//! packed rows of the dataset out of them and appends them to a spool, in this process; `piped` has a worker of the built
//! program do the same.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

mod streamed;
mod tokens;

use std::hint::black_box;
use std::path::Path;

use extractors::opc::Package;
use extractors::{Context, Limits, Notices, Source, extract};
use hebiao::batch::job::{Job, Versions};
use hebiao::batch::process::{Clocks, Process, Program};
use hebiao::batch::spool::Spool;
use hebiao::batch::stop::Stop;
use hebiao::batch::{InProcess, Reader};
use hebiao::book::Book;
use hebiao::dataset::fill::file_id;
use hebiao::ingest;
use streamed::streamed;
use tokens::tokenised;

/// As in the program itself.
#[cfg(target_os = "linux")]
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let [stage, list] = arguments.as_slice() else {
        return println!(
            "usage: files STAGE LIST; a bench of its own is `understand`, this one serves benches/run"
        );
    };
    let list = std::fs::read_to_string(list).expect("a list of files");
    let mut run = stage_called(stage);
    list.lines().for_each(|path| run(&opened(path)));
}

/// What is done to each file; what is needed once, such as the book, is made here.
fn stage_called(name: &str) -> Box<dyn FnMut(&Source)> {
    match name {
        "inflate" => Box::new(|source| parts(source).iter().for_each(|part| _ = black_box(part.len()))),
        "tokenise" => Box::new(|source| parts(source).iter().for_each(|part| _ = tokenised(part))),
        "lines" => Box::new(|source| _ = black_box(lines(source))),
        "calamine" => Box::new(|source| _ = black_box(streamed(source))),
        "extract" => Box::new(|source| drop(black_box(extract(&mut Notices::default(), source)))),
        "understand" => {
            let book = Book::builtin().expect("our own book");
            Box::new(move |source| drop(black_box(ingest(source, &book))))
        }
        "rows" => {
            let (book, spool) = (leaked(Book::builtin().expect("our own book")), leaked(spool()));
            asking(Box::new(InProcess::new(book, spool).expect("a file of the spool")))
        }
        "piped" => {
            asking(Box::new(Process::new(worker(), Clocks::default(), Stop::new(None), leaked(spool()))))
        }
        other => panic!("no stage is called {other}"),
    }
}

/// The program beside this bench.
fn worker() -> Program {
    let own = std::env::current_exe().expect("a path of our own");
    let folder = own.ancestors().nth(2).expect("the folder of what is built");
    Program { path: folder.join("hebiao"), arguments: vec!["worker".into()] }
}

/// What lives as long as this process.
fn leaked<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// A spool that nobody finds again: the folder of an earlier one is used anew.
fn spool() -> Spool {
    let folder = std::env::temp_dir().join("hebiao-bench-spool");
    let _ = std::fs::remove_dir_all(&folder);
    Spool::open(folder).expect("a folder for the spool")
}

/// Asks a reader as `ingest` does: a file is handed over while the one before is read.
fn asking(reader: Box<dyn Reader>) -> Box<dyn FnMut(&Source)> {
    let mut asked = Asked { reader, waits: false };
    Box::new(move |source| {
        asked.reader.begin(&job(source), source.bytes().to_vec());
        asked.take();
        asked.waits = true;
    })
}

struct Asked {
    reader: Box<dyn Reader>,
    waits: bool,
}

impl Asked {
    fn take(&mut self) {
        if std::mem::take(&mut self.waits) {
            black_box(self.reader.finish().expect("an answer"));
        }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.take();
    }
}

fn job(source: &Source) -> Job {
    Job {
        file_id: file_id("r1", source.name().as_bytes()),
        root: "r1".into(),
        raw: source.name().into(),
        path: source.name().into(),
        hash: source.sha256(),
        modified: None,
        doc_rev: 1,
        inner_revs: Default::default(),
        versions: Versions { parser: "1".into(), book: "1".into() },
        keep_contacts: false,
    }
}

fn opened(path: &str) -> Source {
    Source::new(
        Path::new(path).file_name().expect("a file").to_string_lossy(),
        std::fs::read(path).expect("a file"),
    )
}

/// The parts that hold a document's or a workbook's content, inflated.
fn parts(source: &Source) -> Vec<Vec<u8>> {
    let (mut notices, limits) = (Notices::default(), Limits::default());
    let mut context = Context::new(&mut notices, &limits);
    let mut package = Package::open(&mut context, source).expect("a whole package");
    let content = |name: &&String| {
        name.starts_with("xl/worksheets/sheet")
            || ["word/document.xml", "xl/sharedStrings.xml"].contains(&name.as_str())
    };
    let names: Vec<String> = package.names().iter().filter(content).cloned().collect();
    names.iter().filter_map(|name| package.part(&mut context, name).expect("a whole part")).collect()
}

fn lines(source: &Source) -> usize {
    let text = String::from_utf8_lossy(source.bytes());
    text.lines().map(|line| black_box(line).len()).sum()
}
