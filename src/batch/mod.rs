//! A run over many files: find them, see what changed, have them read by worker processes, and commit what came out. One
//! bad file costs one file; every file that was seen is accounted for; inputs are only ever read.

pub mod across;
pub mod assemble;
pub mod cache;
pub mod clock;
pub mod inflight;
pub mod job;
pub mod missing;
pub mod mock;
pub mod names;
pub mod patience;
pub mod pattern;
pub mod plan;
pub mod process;
pub mod protocol;
pub mod read;
pub mod reader;
pub mod roots;
pub mod run;
pub mod segment;
pub mod slot;
pub mod spool;
pub mod stop;
pub mod summary;
pub mod twins;
pub mod version;
pub mod walk;
pub mod watchdog;
pub mod work;
pub mod worker;

pub use reader::{Failure, InProcess, Reader};
pub use run::{Options, Watch, run};
pub use summary::{Status, Summary};
