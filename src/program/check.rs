//! `kmspec check`: what is wrong with case files, without sending anything.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kmspec::case;

use super::args::CheckArguments;
use super::corpus;
use super::exit::Exit;

/// Checks the files, and prints how many there are or everything that is wrong with them.
pub(crate) fn check(arguments: &CheckArguments) -> Result<ExitCode, Exit> {
    let cases = if arguments.paths.is_empty() {
        corpus::everything(None)
    } else {
        case::load::<PathBuf>(&arguments.paths, Path::new("cases"))
    };
    let cases = cases.map_err(|errors| corpus::refuse(&errors))?;
    let instances: usize = cases.iter().map(|case| case.instances().len()).sum();
    if cases.is_empty() {
        return Err(Exit::nothing("no case file there").help("case files end in .yaml"));
    }
    anstream::println!(
        "{} cases with {instances} instances are in order",
        cases.len()
    );
    Ok(ExitCode::SUCCESS)
}
