//! `hebiao show FILE`: one file, without a dataset.

use std::path::PathBuf;

use clap::Args;
use extractors::{Notices, Source, extract};
use hebiao::review::{self, Shown};
use hebiao::words::{self, Language};

use super::{Outcome, print, say};

#[derive(Args)]
pub struct Show {
    /// A DOCX, workbook or text file.
    file: PathBuf,
    /// Paragraphs as well as tables.
    #[arg(long)]
    prose: bool,
    /// Only the tables.
    #[arg(long)]
    tables: bool,
    /// Only the notices.
    #[arg(long)]
    notices: bool,
    /// Long cell texts in full.
    #[arg(long)]
    wide: bool,
}

impl Show {
    pub fn run(&self, language: Language) -> Outcome {
        let source = match Source::open(&self.file) {
            Ok(source) => source,
            Err(error) => return failed(&format!("{}: {error}", self.file.display())),
        };
        let mut notices = Notices::default();
        let document = match extract(&mut notices, &source) {
            Ok(document) => document,
            Err(error) => {
                let message = words::message(language, error.code(), &error.kind().details);
                return failed(&format!("{}: [{}] {message}", self.file.display(), error.code().id));
            }
        };
        let all = !self.tables && !self.notices;
        let shown = Shown { language, prose: self.prose, shorten: !self.wide, parts: false };
        let mut out = String::new();
        if all || self.tables {
            out.push_str(&review::document(&document, shown));
        }
        if all || self.notices {
            out.push_str(&review::notices(&notices, language));
        }
        print(&out)
    }
}

fn failed(message: &str) -> Outcome {
    say(&format!("error: {message}\n"));
    Outcome::Unreadable
}
