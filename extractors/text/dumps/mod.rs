//! The riders of D1: parts of a package that a converter printed behind the text, charts as their cached values, and
//! pictures as the words that are drawn in them.

mod chart;
mod picture;
mod rows;
mod tokens;

pub use chart::ChartDump;
pub use picture::PictureDump;
