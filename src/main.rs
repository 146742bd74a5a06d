//! The command line. Arguments come in, the library works, and only here and in [`cli`] is anything printed.

mod cli;

use std::process::ExitCode;

/// Reading makes and frees many small texts, and writing large columns; elsewhere the system's own has to do.
#[cfg(target_os = "linux")]
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    cli::run()
}
