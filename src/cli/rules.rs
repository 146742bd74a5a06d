//! `hebiao rules [ID]`: the book's rules, each with its sentence, relation, tolerance, source and examples.

use std::path::PathBuf;

use clap::Args;
use hebiao::Book;
use hebiao::book::rules::page;
use hebiao::words::Language;

use super::{Outcome, print};

#[derive(Args)]
pub struct Rules {
    /// Only this rule, such as BT-02.
    id: Option<String>,
    /// A folder with labels, tables and rules of your own, laid over the built-in ones.
    #[arg(long, value_name = "DIR")]
    book: Option<PathBuf>,
}

impl Rules {
    pub fn run(&self, language: Language) -> Outcome {
        let book = match Book::load(self.book.as_deref()) {
            Ok(book) => book,
            Err(error) => return super::wrong(&error.to_string()),
        };
        let shown = page::page(book.rules(), self.id.as_deref(), language);
        match (&self.id, shown.is_empty()) {
            (Some(id), true) => super::wrong(&format!("no rule is called {id}")),
            _ => print(&shown),
        }
    }
}
