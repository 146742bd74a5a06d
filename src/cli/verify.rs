//! `hebiao verify DATASET`: is it whole.

use std::path::PathBuf;

use clap::Args;
use hebiao::dataset::Dataset;
use hebiao::dataset::verify::verify;

use super::dataset::failed;
use super::{Outcome, print};

#[derive(Args)]
pub struct Verify {
    dataset: PathBuf,
}

impl Verify {
    pub fn run(&self) -> Outcome {
        let found = Dataset::open(&self.dataset).and_then(|dataset| verify(&dataset));
        match found {
            Err(error) => failed(&error),
            Ok(damages) if damages.is_empty() => print("ok\n"),
            Ok(damages) => {
                let lines: Vec<String> =
                    damages.iter().map(|damage| format!("{}: {}\n", damage.path, damage.what)).collect();
                match print(&lines.concat()) {
                    Outcome::Done => Outcome::Damaged,
                    other => other,
                }
            }
        }
    }
}
