//! The `kmspec` program.

use std::process::ExitCode;

mod program;

fn main() -> ExitCode {
    program::main()
}
