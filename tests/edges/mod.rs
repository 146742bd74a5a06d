//! The commands that only look, over small datasets that are built here without a run: what they print, what they end
//! with, what they find broken, and what an export is safe against. Also that a dataset does not show how it came about.

mod commands;
mod damage;
mod exports;
mod hot;
mod nights;
mod readers;
pub mod world;
