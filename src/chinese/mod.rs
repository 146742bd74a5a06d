//! Chinese text → values: labels, numbers, units, dates, grades, places, offices. Pure functions from `&str` to plain
//! types; each module owns the type it parses into and nothing here knows what a concept, a table or a document is.
//! Nothing in here fails: text that is not understood stays text.

mod bound;
mod cursor;
pub mod fold;
pub mod grade;
mod hanzi;
pub mod label;
pub mod letters;
pub mod mask;
mod measure;
pub mod numeral;
pub mod office;
pub mod period;
pub mod reading;
pub mod region;
pub mod scan;
pub mod share;
pub mod unit;

pub use label::Label;
pub use letters::Letters;
pub use numeral::Numeral;
pub use reading::{Bound, Reading, State, read};
pub use scan::{Quantity, quantities};
pub use unit::Unit;
