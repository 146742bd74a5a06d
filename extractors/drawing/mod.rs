//! Charts and pictures that hold a table, shared by every format that can carry them.

pub mod chart;
pub mod emf;
