//! The dataset on disk: its schema, its Parquet files, and the protocol that replaces them so that a killed run or two
//! runs at once never leave it between two states.

pub mod commit;
pub mod fill;
pub mod rows;
pub mod schema;
