//! `kmspec fmt`: writes case files as the format has them, or tells which are not.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use kmspec::case::{self, Formatted};

use super::corpus;
use super::exit::Exit;
use super::output::outln;

/// `kmspec fmt`.
#[derive(Debug, Args)]
pub(crate) struct FmtArguments {
    /// Files and folders of cases and facts; without any, ./cases.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing: list the files that would change, and exit with 1 if there are any.
    #[arg(long, env = "KMSPEC_CHECK")]
    check: bool,
}

/// Formats the files, all of them or, where one does not load, none.
pub(crate) fn fmt(arguments: &FmtArguments) -> Result<ExitCode, Exit> {
    let root = Path::new("cases");
    let files = match &arguments.paths[..] {
        [] => case::format(&[root], root),
        paths => case::format(paths, root),
    };
    let files = files.map_err(|errors| corpus::refuse(&errors))?;
    if files.is_empty() {
        return Err(Exit::nothing("no case file there").help("case files end in .yaml"));
    }
    let changed: Vec<&Formatted> = files
        .iter()
        .filter(|file| file.before != file.after)
        .collect();
    for file in &changed {
        outln!("{}", file.path.display());
        if !arguments.check {
            corpus::write_whole(&file.path, &file.after)?;
        }
    }
    let (count, all) = (changed.len(), files.len());
    if arguments.check && count > 0 {
        let error = format!("{count} of {all} files are not as the format has them");
        return Err(Exit::unexpected(error).help("`kmspec fmt` with the same paths writes them"));
    }
    match count {
        0 => outln!("{all} files are as the format has them"),
        _ => outln!("{count} of {all} files are written"),
    }
    Ok(ExitCode::SUCCESS)
}
