//! One stage of reading over many files, in one thread: what `benches/run` measures from outside, as processor time and
//! peak memory of this process, beside other programs that are given the same files.
//!
//! `files STAGE LIST`: LIST names a file a line; each is read from the disk. Stages that build nothing are floors:
//! `inflate` and `tokenise` (every tag by quick-xml) for packages, `lines` (decode, split) for text. `calamine` streams
//! cells and keeps none. `extract` gives the tables; `understand` is the whole line, from bytes to findings.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

mod streamed;
mod tokens;

use std::hint::black_box;
use std::path::Path;

use extractors::opc::Package;
use extractors::{Context, Limits, Notices, Source, extract};
use hebiao::book::Book;
use hebiao::ingest;
use streamed::streamed;
use tokens::tokenised;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let [stage, list] = arguments.as_slice() else {
        return println!(
            "usage: files STAGE LIST; a bench of its own is `understand`, this one serves benches/run"
        );
    };
    let list = std::fs::read_to_string(list).expect("a list of files");
    let run = stage_called(stage);
    list.lines().for_each(|path| run(&opened(path)));
}

/// What is done to each file; what is needed once, such as the book, is made here.
fn stage_called(name: &str) -> Box<dyn Fn(&Source)> {
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
        other => panic!("no stage is called {other}"),
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
