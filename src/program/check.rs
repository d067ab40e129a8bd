//! `kmspec check`: what is wrong with case files, without sending anything; or with their expectations, where recordings of
//! a service say otherwise.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kmspec::case;

use super::against;
use super::args::CheckArguments;
use super::corpus;
use super::exit::Exit;
use super::output::outln;

/// Checks the files, and prints how many there are, everything that is wrong with them, or what recordings say to them.
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
    if !arguments.against.is_empty() {
        return against::compare(&cases, &arguments.against);
    }
    let files: BTreeSet<&str> = cases.iter().map(|case| case.source.path.as_str()).collect();
    outln!(
        "{} case files with {instances} instances are in order",
        files.len()
    );
    Ok(ExitCode::SUCCESS)
}
