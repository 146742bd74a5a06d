//! `hebiao show FILE`: one file, without a dataset.

use std::path::PathBuf;

use clap::Args;
use extractors::{Error, Source};
use hebiao::review::{self, Shown, json, meaning};
use hebiao::words::{self, Language};
use hebiao::{Book, Report, contacts, ingest};

use super::{Outcome, print, say};

#[derive(Args)]
pub struct Show {
    /// A DOCX, workbook or text file.
    file: PathBuf,
    /// Everything as one JSON object.
    #[arg(long)]
    json: bool,
    /// The tables.
    #[arg(long)]
    tables: bool,
    /// The documents, figures and indicators.
    #[arg(long)]
    facts: bool,
    /// What does not add up.
    #[arg(long)]
    findings: bool,
    /// Remarks on what was skipped, guessed or lost.
    #[arg(long)]
    notices: bool,
    /// Paragraphs between the tables.
    #[arg(long)]
    prose: bool,
    /// Long cell texts in full.
    #[arg(long)]
    wide: bool,
    /// Names of contacts and telephone numbers as they stand.
    #[arg(long)]
    keep_contacts: bool,
    /// A folder with labels, tables and rules of your own, laid over the built-in ones.
    #[arg(long, value_name = "DIR")]
    book: Option<PathBuf>,
}

impl Show {
    pub fn run(&self, language: Language) -> Outcome {
        let book = match Book::load(self.book.as_deref()) {
            Ok(book) => book,
            Err(error) => return super::wrong(&error.to_string()),
        };
        let source = match Source::open(&self.file) {
            Ok(source) => source,
            Err(error) => return self.unreadable(&error.to_string()),
        };
        match ingest(&source, &book) {
            Ok(mut report) => {
                if !self.keep_contacts {
                    contacts::hide(&mut report);
                }
                let json = || json::report(&source, &report);
                print(&if self.json { json() } else { self.page(&report, language) })
            }
            Err(error) => self.failed(&source, &error, language),
        }
    }

    /// What was asked for; everything where nothing was.
    fn page(&self, report: &Report, language: Language) -> String {
        let all = !(self.tables || self.facts || self.findings || self.notices);
        let mut out = String::new();
        if all || self.facts {
            out.push_str(&meaning::documents(&report.reading));
        }
        if all || self.tables {
            let shown = Shown { language, prose: self.prose, shorten: !self.wide, parts: false };
            out.push_str(&review::document(&report.document, shown));
        }
        if all || self.facts {
            out.push_str(&meaning::facts(&report.reading, language));
            out.push_str(&meaning::indicators(&report.reading));
            out.push('\n');
        }
        if all || self.findings {
            out.push_str(&meaning::findings(
                &self.file.display().to_string(),
                &report.findings,
                &report.reading.facts,
                language,
            ));
        }
        if all || self.notices {
            out.push_str(&review::notices(&report.notices, language));
        }
        out
    }

    fn failed(&self, source: &Source, error: &Error, language: Language) -> Outcome {
        if self.json && print(&json::failure(source, error)) != Outcome::Done {
            return Outcome::Internal;
        }
        let message = words::message(language, error.code(), &error.kind().details);
        let hint =
            words::hint(language, error.code()).map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
        self.unreadable(&format!("[{}] {message}{hint}", error.code().id))
    }

    fn unreadable(&self, message: &str) -> Outcome {
        say(&format!("error: {}: {message}\n", self.file.display()));
        Outcome::Unreadable
    }
}
