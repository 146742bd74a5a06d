//! Binary workbooks, old (XLS) and new (XLSB), one for each feature.

use crate::Sample;

pub fn samples() -> Vec<Sample> {
    Vec::new()
}
