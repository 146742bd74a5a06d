//! `hebiao unlock DATASET`: who holds it, and with `--force` the end of a dead run's hold.

use std::path::PathBuf;

use clap::Args;
use hebiao::dataset::Dataset;
use hebiao::dataset::commit::lease::{self, Owner};

use super::dataset::failed;
use super::{Outcome, print};

#[derive(Args)]
pub struct Unlock {
    dataset: PathBuf,
    /// Break the hold, whoever has it. A run that still lives will notice and commit nothing.
    #[arg(long)]
    force: bool,
}

impl Unlock {
    pub fn run(&self) -> Outcome {
        let dataset = match Dataset::open(&self.dataset) {
            Ok(dataset) => dataset,
            Err(error) => return failed(&error),
        };
        match lease::holder(&dataset.files) {
            Err(error) => failed(&error.into()),
            Ok(None) => print("free\n"),
            Ok(Some(owner)) => self.held(&dataset, &owner),
        }
    }

    fn held(&self, dataset: &Dataset, owner: &Owner) -> Outcome {
        let who = format!("{} on {} since {} (process {})", owner.run, owner.host, owner.started, owner.pid);
        if !self.force {
            return match print(&format!("held by {who}\n")) {
                Outcome::Done => Outcome::Locked,
                other => other,
            };
        }
        let breaker = Owner::this("unlock", "");
        match lease::put_aside(&dataset.files, &breaker, owner) {
            Ok(()) => print(&format!("freed from {who}\n")),
            Err(error) => failed(&error.into()),
        }
    }
}
