//! `hebiao verify DATASET`: is it whole. What a run had decided that was then killed is finished first, as the next run
//! would do it; nothing else is changed.

use std::path::PathBuf;

use clap::Args;
use hebiao::dataset::Dataset;
use hebiao::dataset::commit::lease::Owner;
use hebiao::dataset::verify::{Damage, PENDING, verify};

use super::dataset::failed;
use super::{Outcome, print};

#[derive(Args)]
pub struct Verify {
    dataset: PathBuf,
}

impl Verify {
    pub fn run(&self) -> Outcome {
        let found = Dataset::open(&self.dataset).and_then(|dataset| {
            dataset.finish(&Owner::this(&format!("verify-{}", std::process::id()), ""))?;
            verify(&dataset)
        });
        match found {
            Err(error) => failed(&error),
            Ok(damages) if damages.is_empty() => print("ok\n"),
            Ok(damages) => {
                let waits = damages.iter().all(|damage| damage.code == PENDING);
                let line = |damage: &Damage| format!("{}  {}: {}\n", damage.code, damage.path, damage.what);
                match print(&damages.iter().map(line).collect::<String>()) {
                    Outcome::Done if waits => Outcome::PublishPending,
                    Outcome::Done => Outcome::Damaged,
                    other => other,
                }
            }
        }
    }
}
