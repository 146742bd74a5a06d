//! The command line. Arguments come in, the library works, and only here and in [`cli`] is anything printed.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
