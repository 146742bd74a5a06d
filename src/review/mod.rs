//! A report or a document for people and programs: aligned text for a terminal and for goldens, JSON for others. It
//! shows what is there; it decides nothing.

mod columns;
pub mod csv;
mod grid;
pub mod json;
pub mod meaning;
pub mod run;
mod terminal;
pub mod workbook;

pub use columns::columns;
pub use grid::grid;
pub use terminal::{Shown, document, notices};
