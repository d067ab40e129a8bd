//! What a run or a campaign marks its things with, and the journal that it keeps of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use kmspec::runner::RunMarks;
use kmspec::target::journal::Journal;
use kmspec::target::{self, Permitted, Target};
use kmspec::wire::RunId;

use super::exit::Exit;
use super::open::variable;
use super::output::errln;

/// Where the journal is.
#[derive(Debug, Args, Clone, Default)]
pub(crate) struct JournalArguments {
    /// Write what will be made on the endpoint into this file, before it is made, for `kmspec sweep`; without it that is done
    /// for AWS only, in kmspec's folder of the state directory.
    #[arg(long, env = "KMSPEC_JOURNAL", value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,
}

/// The marks of a run on a target that others use too; what it makes there is journalled, where that is asked for or usual.
///
/// # Errors
/// When the journal cannot be written: nothing is sent.
pub(crate) fn of(
    target: &mut Target,
    arguments: &JournalArguments,
) -> Result<Option<RunMarks>, Exit> {
    let named = arguments.journal.as_ref();
    let Target::Http(endpoint) = &*target else {
        return nothing_stays(named);
    };
    if endpoint.has_worlds() {
        return nothing_stays(named);
    }
    let (url, at) = (endpoint.url().to_owned(), endpoint.now());
    let on_aws = target::http::is_aws(&url);
    let makes = endpoint.manner().permitted == Permitted::Everything;
    let run = new_run()?;
    let path = match named {
        Some(path) => Some(path.clone()),
        // A run that may only read has nothing to tell.
        None if on_aws && makes => Some(folder()?.join(format!("{run}.ndjson"))),
        None => None,
    };
    if let Some(path) = path {
        let journal = Journal::open(&path, &run, &url, at).map_err(|error| {
            let shown = path.display();
            Exit::usage(format!(
                "cannot write the journal {shown}: {error}; nothing was sent"
            ))
            .help("name another file with --journal: what is made must be known before it is made")
        })?;
        if named.is_none() {
            errln!("what is made is written to {} first", path.display());
        }
        target.keep_journal(Arc::new(journal));
    }
    Ok(Some(RunMarks::new(run, on_aws)))
}

fn nothing_stays(named: Option<&PathBuf>) -> Result<Option<RunMarks>, Exit> {
    if named.is_none() {
        return Ok(None);
    }
    let refused = Exit::usage("--journal is of an endpoint that others use too");
    Err(refused.help("what is made on the reference, or in worlds of `kmspec serve`, ends with the run; leave --journal out"))
}

/// An id that no other run has.
fn new_run() -> Result<RunId, Exit> {
    let mut bytes = [0; 6];
    aws_lc_rs::rand::fill(&mut bytes)
        .map_err(|_| Exit::unwritten("the system gives no random bytes"))?;
    Ok(RunId::of_bytes(bytes))
}

/// kmspec's folder of the state directory.
///
/// # Errors
/// When nothing tells where that is.
pub(crate) fn folder() -> Result<PathBuf, Exit> {
    state(variable).ok_or_else(|| {
        Exit::usage("there is no folder for the journal: neither XDG_STATE_HOME nor HOME is set")
            .help("name a file with --journal")
    })
}

fn state(variable: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let path = |name: &str| variable(name).map(PathBuf::from);
    // A path that is not absolute is to be ignored (XDG Base Directory Specification).
    let given = path("XDG_STATE_HOME").filter(|it| it.is_absolute());
    let usual = || path("HOME").map(|home| home.join(Path::new(".local/state")));
    let windows = || path("LOCALAPPDATA");
    given
        .or_else(usual)
        .or_else(windows)
        .map(|state| state.join("kmspec"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_directory_is_where_it_is_usual() {
        let of = |set: &[(&str, &str)]| {
            let found = state(|name| {
                let value = set.iter().find(|(known, _)| *known == name);
                value.map(|(_, value)| (*value).to_owned())
            });
            found.map(|path| path.display().to_string().replace('\\', "/"))
        };
        let home = ("HOME", "/home/a");
        let usual = Some("/home/a/.local/state/kmspec".to_owned());
        assert_eq!(of(&[home]), usual);
        assert_eq!(of(&[home, ("XDG_STATE_HOME", "relative")]), usual);
        assert_eq!(
            of(&[("XDG_STATE_HOME", "/s"), home]),
            Some("/s/kmspec".to_owned())
        );
        assert_eq!(of(&[]), None);
    }
}
