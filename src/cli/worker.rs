//! `hebiao worker`: what `ingest` starts to read files. Not for people.

use std::io::{BufReader, Read, Write};
use std::path::PathBuf;

use clap::Args;
use hebiao::Book;
use hebiao::batch::worker::serve;
use hebiao::platform;

use super::{Outcome, say, wrong};

#[derive(Args)]
pub struct Worker {
    /// The user's book.
    #[arg(long)]
    book: Option<PathBuf>,
    /// The file to append to what is read.
    #[arg(long)]
    rows: PathBuf,
    /// Make trouble where a file asks for it; for tests of the program.
    #[arg(long)]
    mock: bool,
}

/// The stack that reading gets, so that what is nested within the limits of the readers never overflows it.
const STACK: usize = 32 << 20;

impl Worker {
    pub fn run(&self) -> Outcome {
        let book = match Book::load(self.book.as_deref()) {
            Ok(book) => book,
            Err(error) => return wrong(&error.to_string()),
        };
        let (rows, mock) = (self.rows.clone(), self.mock);
        let served = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn(move || serve((&book, &rows), &mut input(), &mut output(), mock));
        match served.map(std::thread::JoinHandle::join) {
            Ok(Ok(Ok(()))) => Outcome::Done,
            Ok(Ok(Err(error))) => failed(&error.to_string()),
            Ok(Err(_)) => Outcome::Internal,
            Err(error) => failed(&error.to_string()),
        }
    }
}

/// Bytes of a file and of what is asked about it that are read at a time.
const QUESTION: usize = 1 << 16;

fn input() -> BufReader<Box<dyn Read>> {
    let usual = std::io::stdin();
    let plain = platform::plain_input(&usual).unwrap_or_else(|_| Box::new(usual));
    BufReader::with_capacity(QUESTION, plain)
}

/// What is written to the parent are frames, not lines.
fn output() -> Box<dyn Write + Send> {
    let usual = std::io::stdout();
    platform::plain(&usual).unwrap_or_else(|_| Box::new(usual))
}

fn failed(message: &str) -> Outcome {
    say(&format!("error: {message}\n"));
    Outcome::Internal
}
