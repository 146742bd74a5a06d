//! The commands, one file each. Standard output is data, standard error is words; the exit code tells a scheduler what
//! happened.

// Printing is what an entrance is for.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod rules;
mod show;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use hebiao::words::Language;

/// Every table out of Chinese county performance reports, understood and reconciled.
///
/// Exit codes: 0 done · 1 internal error · 2 wrong arguments · 3 a file could not be read. Treat an unknown code as
/// failure.
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
}

/// Runs the command that the arguments ask for.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let language = language(arguments.lang);
    let outcome = match arguments.command {
        Command::Rules(rules) => rules.run(language),
        Command::Show(show) => show.run(language),
    };
    ExitCode::from(outcome as u8)
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
