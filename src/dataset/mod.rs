//! The dataset on disk: its schema, its Parquet files, and the protocol that replaces them so that a killed run or two
//! runs at once never leave it between two states.

pub mod across;
pub mod browse;
pub mod census;
pub mod commit;
pub mod describe;
pub mod error;
pub mod fill;
pub mod findings;
pub mod known;
pub mod layout;
pub mod merge;
pub mod offices;
pub mod pack;
pub mod panel;
pub mod parquet;
pub mod preferred;
pub mod restore;
pub mod rows;
pub mod schema;
pub mod scratch;
pub mod sheet;
pub mod shelf;
pub mod state;
pub mod store;
mod texts;
pub mod update;
pub mod verify;

pub use error::DatasetError;
pub use store::Dataset;
pub use update::{Update, apply};
