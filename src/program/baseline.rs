//! Baselines of a target: read for a run, written from runs that agree.

use std::path::Path;
use std::process::ExitCode;

use kmspec::report::{Baseline, Document, count};
use time::OffsetDateTime;

use super::corpus;
use super::exit::Exit;
use super::moved;
use super::output::outln;
use super::report::read_all;
use super::report_args::BaselineArguments;

/// A baseline above this size is none.
const LARGEST: u64 = 16 << 20;

/// `kmspec baseline`: from reports.
pub(crate) fn write(arguments: &BaselineArguments) -> Result<ExitCode, Exit> {
    corpus::writable(&arguments.out)?;
    let runs = read_all(&arguments.reports)?;
    let runs: Vec<Document> = runs.into_iter().map(|(_, run)| run).collect();
    save(&arguments.out, &runs)?;
    Ok(ExitCode::SUCCESS)
}

/// The baseline in this file.
pub(crate) fn read(path: &Path) -> Result<Baseline, Exit> {
    let shown = path.display().to_string();
    let text = String::from_utf8(corpus::read(path, LARGEST)?)
        .map_err(|error| Exit::usage(format!("cannot read {shown}: it is no UTF-8: {error}")))?;
    let baseline = Baseline::parse(&shown, &text).map_err(Exit::usage)?;
    Ok(baseline.under_ids(moved::follow))
}

/// Writes the baseline of these runs, and keeps what was written by hand into the one that is there.
pub(crate) fn save(path: &Path, runs: &[Document]) -> Result<(), Exit> {
    let old = if path.is_file() {
        Some(read(path)?)
    } else {
        None
    };
    let made = Baseline::of_runs(runs, old.as_ref()).map_err(|error| {
        let path = path.display();
        Exit::unexpected(format!("{path} is not written: {error}"))
            .help("leave out what does not answer alike in every run, with --skip, or try again")
    })?;
    corpus::write_whole(path, &made.text())?;
    let met: usize = made.causes.values().map(|it| it.cases.len()).sum();
    let runs = match made.runs {
        1 => "one run".to_owned(),
        many => format!("{many} agreeing runs"),
    };
    outln!(
        "{}: {}, met {}, from {runs}",
        path.display(),
        count(made.causes.len(), "cause"),
        count(met, "time")
    );
    Ok(())
}

/// Today, in UTC.
pub(crate) fn today() -> time::Date {
    OffsetDateTime::now_utc().date()
}
