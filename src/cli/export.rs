//! `hebiao export DATASET TABLE`: a table as CSV or as a workbook, safe to double-click.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hebiao::dataset::browse::{Shown, shown};
use hebiao::dataset::schema::{self, TABLES, TableSchema};
use hebiao::dataset::state::State;
use hebiao::dataset::{Dataset, DatasetError};
use hebiao::review::csv::{self, Field};
use hebiao::review::workbook::Book;

use super::dataset::{Narrow, failed, field, open};
use super::{Outcome, print, say, wrong};

#[derive(Args)]
pub struct Export {
    dataset: PathBuf,
    /// documents, facts, findings, panel …
    table: String,
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Where to write; CSV goes to standard output without it.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    narrow: Narrow,
    /// Only preferred documents, and of facts only the primary ones.
    #[arg(long)]
    primary: bool,
    /// CSV with texts as they are, also those that a spreadsheet program would run as formulas.
    #[arg(long)]
    raw: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Xlsx,
}

impl Export {
    pub fn run(&self) -> Outcome {
        let Some(schema) = schema::table(&self.table) else {
            let known: Vec<&str> = TABLES.iter().map(|schema| schema.name).collect();
            return wrong(&format!("there is no table {}; there are {}", self.table, known.join(", ")));
        };
        if self.format == Format::Xlsx && self.output.is_none() {
            return wrong("a workbook needs --output FILE");
        }
        let (dataset, state) = match open(&self.dataset) {
            Ok(opened) => opened,
            Err(outcome) => return outcome,
        };
        let rows = match self.rows(&dataset, &state, schema) {
            Ok(rows) => rows,
            Err(error) => return failed(&error),
        };
        match self.format {
            Format::Csv => self.csv(rows),
            Format::Xlsx => self.workbook(schema.name, rows),
        }
    }

    /// The names of the columns and the rows.
    fn rows(
        &self,
        dataset: &Dataset,
        state: &State,
        schema: &'static TableSchema,
    ) -> Result<(Vec<String>, Vec<Vec<Field>>), DatasetError> {
        let filter = self.narrow.filter(self.primary);
        let primary = schema.position("primary").filter(|_| self.primary);
        let mut rows = Vec::new();
        let names = shown(dataset, (state, &filter), schema, &mut |_, values| {
            let chosen = primary.is_none_or(|at| values.get(at) == Some(&Shown::Text("true".into())));
            if chosen {
                rows.push(values.into_iter().map(field).collect());
            }
        })?;
        Ok((names, rows))
    }

    fn csv(&self, (names, rows): (Vec<String>, Vec<Vec<Field>>)) -> Outcome {
        let mut out = String::from(csv::MARK);
        csv::line(&mut out, names.into_iter().map(Field::Text));
        let line = if self.raw { csv::raw_line } else { csv::line };
        rows.into_iter().for_each(|row| line(&mut out, row));
        match &self.output {
            None => print(&out),
            Some(_) => self.write(out.as_bytes()),
        }
    }

    fn workbook(&self, name: &str, (names, rows): (Vec<String>, Vec<Vec<Field>>)) -> Outcome {
        let mut book = Book::new(name, names);
        let made = rows.iter().try_for_each(|row| book.row(row)).and_then(|()| book.bytes());
        match made {
            Ok(bytes) => self.write(&bytes),
            Err(error) => {
                say(&format!("error: {error}\n"));
                Outcome::Internal
            }
        }
    }

    fn write(&self, bytes: &[u8]) -> Outcome {
        let Some(path) = &self.output else { return Outcome::Internal };
        match std::fs::write(path, bytes) {
            Ok(()) => Outcome::Done,
            Err(error) => {
                say(&format!("error: {}: {error}\n", path.display()));
                Outcome::NoSpace
            }
        }
    }
}
