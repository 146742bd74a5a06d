//! What the commands that look into a dataset share: opening it, narrowing it, and saying why it cannot be read.

use std::path::Path;

use clap::Args;
use hebiao::batch::run::status;
use hebiao::dataset::browse::{Filter, Shown};
use hebiao::dataset::state::State;
use hebiao::dataset::{Dataset, DatasetError};
use hebiao::review::csv::Field;

use super::{Outcome, say};

/// Which documents are meant.
#[derive(Args)]
pub struct Narrow {
    /// Part of a county's name, or its code.
    #[arg(long)]
    county: Option<String>,
    /// Year of the report.
    #[arg(long)]
    year: Option<i32>,
    /// Part of an office's name.
    #[arg(long)]
    office: Option<String>,
}

impl Narrow {
    pub fn filter(&self, preferred: bool) -> Filter {
        Filter { county: self.county.clone(), year: self.year, office: self.office.clone(), preferred }
    }
}

/// Opens a dataset and what is known of its documents.
pub fn open(path: &Path) -> Result<(Dataset, State), Outcome> {
    let opened = Dataset::open(path).and_then(|dataset| {
        let state = dataset.state()?;
        Ok((dataset, state))
    });
    opened.map_err(|error| failed(&error))
}

/// Says what is wrong with a dataset.
pub fn failed(error: &DatasetError) -> Outcome {
    say(&format!("error: {error}\n"));
    Outcome::of(status(error))
}

/// A value for a line of CSV or a row of a sheet.
pub fn field(shown: Shown) -> Field {
    match shown {
        Shown::Nothing => Field::Nothing,
        Shown::Text(text) => Field::Text(text),
        Shown::Number(digits) => Field::Number(digits),
    }
}
