//! `hebiao verify DATASET`: is it whole.

use std::path::PathBuf;

use clap::Args;
use hebiao::dataset::Dataset;
use hebiao::dataset::verify::{Damage, verify};

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
                let line = |damage: &Damage| format!("{}  {}: {}\n", damage.code, damage.path, damage.what);
                match print(&damages.iter().map(line).collect::<String>()) {
                    Outcome::Done => Outcome::Damaged,
                    other => other,
                }
            }
        }
    }
}
