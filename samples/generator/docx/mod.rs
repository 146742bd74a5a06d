//! Word documents, one for each feature.

pub mod build;
pub(crate) mod drawn;
mod flow;
mod hostile;
mod packages;
mod tables;

use crate::Sample;

pub fn samples() -> Vec<Sample> {
    [tables::samples(), flow::samples(), drawn::samples(), packages::samples(), hostile::samples()]
        .into_iter()
        .flatten()
        .collect()
}
