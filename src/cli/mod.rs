//! The commands, one file each. Standard output is data, standard error is words; the exit code tells a scheduler what
//! happened.

// Printing is what an entrance is for.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod dataset;
mod export;
mod findings;
mod ingest;
mod labels;
mod progress;
mod rules;
mod show;
mod status;
mod unlock;
mod verify;
mod worker;

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use hebiao::batch::Status;
use hebiao::words::Language;

/// Every table out of Chinese county performance reports, understood and reconciled.
///
/// Exit codes: 0 done · 1 internal error · 2 wrong arguments · 3 files could not be read · 4 committed, but folders were
/// not seen or time was up · 5 publishing waits for a file that is held open · 6 too much is missing, nothing was done ·
/// 7 broken rules, where asked for · 10 no dataset · 11 in use by another run · 12 dataset damaged · 13 written by a newer
/// program · 14 no space or no right to write · 130 and 143 stopped. Treat an unknown code as failure.
#[derive(Parser)]
#[command(name = "hebiao", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Language of messages; by locale if not given.
    #[arg(long, global = true, value_enum)]
    lang: Option<LanguageName>,
}

#[derive(Subcommand)]
enum Command {
    /// The rules by which figures are reconciled, with their examples.
    Rules(rules::Rules),
    /// Shows what is in one file: its tables, notices and more.
    Show(show::Show),
    /// Reads what is new or changed below folders and keeps the dataset up to date.
    Ingest(Box<ingest::Ingest>),
    /// What does not add up.
    Findings(findings::Findings),
    /// Labels that nobody knows yet.
    Labels(labels::Labels),
    /// What is in a dataset, what could not be read, how the last runs ended.
    Status(status::Status),
    /// A table as CSV or as a workbook.
    Export(export::Export),
    /// Whether a dataset is whole.
    Verify(verify::Verify),
    /// Who holds a dataset; with --force, the end of that.
    Unlock(unlock::Unlock),
    #[command(hide = true)]
    Worker(worker::Worker),
}

#[derive(Clone, Copy, ValueEnum)]
enum LanguageName {
    Zh,
    En,
}

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done = 0,
    Internal = 1,
    Usage = 2,
    Unreadable = 3,
    Incomplete = 4,
    PublishPending = 5,
    Guard = 6,
    Findings = 7,
    NoDataset = 10,
    Locked = 11,
    Damaged = 12,
    TooNew = 13,
    NoSpace = 14,
    Interrupted = 130,
    Terminated = 143,
}

impl Outcome {
    fn of(status: Status) -> Self {
        match status {
            Status::Ok => Self::Done,
            Status::Internal => Self::Internal,
            Status::Usage => Self::Usage,
            Status::Issues => Self::Unreadable,
            Status::Incomplete => Self::Incomplete,
            Status::PublishPending => Self::PublishPending,
            Status::Guard => Self::Guard,
            Status::Findings => Self::Findings,
            Status::NoDataset => Self::NoDataset,
            Status::Locked => Self::Locked,
            Status::Damaged => Self::Damaged,
            Status::TooNew => Self::TooNew,
            Status::NoSpace => Self::NoSpace,
            Status::Stopped(2) => Self::Interrupted,
            Status::Stopped(_) => Self::Terminated,
        }
    }
}

/// Runs the command that the arguments ask for. A panic, which is an error of ours, has said so and ends with code 1.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let done = catch_unwind(AssertUnwindSafe(|| command(arguments)));
    ExitCode::from(done.unwrap_or(Outcome::Internal) as u8)
}

fn command(arguments: Arguments) -> Outcome {
    let language = language(arguments.lang);
    match arguments.command {
        Command::Rules(rules) => rules.run(language),
        Command::Show(show) => show.run(language),
        Command::Ingest(ingest) => ingest.run(language),
        Command::Findings(findings) => findings.run(language),
        Command::Labels(labels) => labels.run(),
        Command::Status(status) => status.run(language),
        Command::Export(export) => export.run(),
        Command::Verify(verify) => verify.run(),
        Command::Unlock(unlock) => unlock.run(),
        Command::Worker(worker) => worker.run(),
    }
}

fn language(asked: Option<LanguageName>) -> Language {
    match asked {
        Some(LanguageName::Zh) => Language::Chinese,
        Some(LanguageName::En) => Language::English,
        None => {
            let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
                .iter()
                .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
            Language::of_locale(locale.as_deref())
        }
    }
}

/// Writes data to standard output. A reader that has seen enough (`| head`) is no failure.
fn print(text: &str) -> Outcome {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => Outcome::Done,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Outcome::Done,
        Err(_) => Outcome::Internal,
    }
}

/// Says something to the person at the terminal.
fn say(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Wrong arguments or a book that does not load.
fn wrong(message: &str) -> Outcome {
    say(&format!("error: {message}\n"));
    Outcome::Usage
}
