//! The flags of reports: of a run, and of what makes them later.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use kmspec::file;
use kmspec::report::Format;

use super::exit::Exit;
use super::report::Files;

/// The reports of `kmspec run`.
#[derive(Debug, Args, Clone, Default)]
#[expect(clippy::struct_field_names, reason = "each is the name of its flag")]
pub(crate) struct RunReports {
    /// Write the results as JSON, from which `kmspec report` makes every other report.
    #[arg(long, env = "KMSPEC_REPORT_JSON", value_name = "FILE")]
    report_json: Option<PathBuf>,
    /// Write the results as one event a line; into a pipe each as it comes, in the order in which the cases end.
    #[arg(long, env = "KMSPEC_REPORT_NDJSON", value_name = "FILE")]
    report_ndjson: Option<PathBuf>,
    /// Write the results as `JUnit` XML.
    #[arg(long, env = "KMSPEC_REPORT_JUNIT", value_name = "FILE")]
    report_junit: Option<PathBuf>,
    /// Write the results as TAP 14.
    #[arg(long, env = "KMSPEC_REPORT_TAP", value_name = "FILE")]
    report_tap: Option<PathBuf>,
    /// Write what came of it in short, as Markdown.
    #[arg(long, env = "KMSPEC_REPORT_MARKDOWN", value_name = "FILE")]
    report_markdown: Option<PathBuf>,
    /// Write the JSON of a shields.io endpoint badge.
    #[arg(long, env = "KMSPEC_REPORT_BADGE", value_name = "FILE")]
    report_badge: Option<PathBuf>,
    /// Write the results as one page that needs nothing else.
    #[arg(long, env = "KMSPEC_REPORT_HTML", value_name = "FILE")]
    report_html: Option<PathBuf>,
}

impl RunReports {
    /// The stream into which events are written while the run goes on, where the file of `--report-ndjson` is one; the file is
    /// no report to write at the end then.
    pub(crate) fn take_stream(&mut self) -> Result<Option<Box<dyn Write + Send>>, Exit> {
        let Some(path) = &self.report_ndjson else {
            return Ok(None);
        };
        let stream = file::open_stream(path).map_err(|error| {
            Exit::unwritten(format!("cannot write {}: {error}", path.display()))
        })?;
        if stream.is_some() {
            self.report_ndjson = None;
        }
        Ok(stream)
    }

    /// The files that are asked for.
    pub(crate) fn files(&self) -> Files {
        Files::of([
            (Format::Json, &self.report_json),
            (Format::Ndjson, &self.report_ndjson),
            (Format::Junit, &self.report_junit),
            (Format::Tap, &self.report_tap),
            (Format::Markdown, &self.report_markdown),
            (Format::Badge, &self.report_badge),
            (Format::Html, &self.report_html),
        ])
    }
}

/// `kmspec report`.
#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    /// Reports that runs wrote with --report-json or --report-ndjson; several stand side by side.
    #[arg(value_name = "REPORT", required = true)]
    pub(crate) reports: Vec<PathBuf>,
    /// Write the report of one run as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the report of one run as one event a line.
    #[arg(long, value_name = "FILE")]
    ndjson: Option<PathBuf>,
    /// Write `JUnit` XML.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Write TAP 14.
    #[arg(long, value_name = "FILE")]
    tap: Option<PathBuf>,
    /// Write a summary in Markdown.
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Write the JSON of a shields.io endpoint badge of one run.
    #[arg(long, value_name = "FILE")]
    badge: Option<PathBuf>,
    /// Write one page, with a column for each run.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl ReportArguments {
    /// The files that are asked for.
    pub(crate) fn files(&self) -> Files {
        Files::of([
            (Format::Json, &self.json),
            (Format::Ndjson, &self.ndjson),
            (Format::Junit, &self.junit),
            (Format::Tap, &self.tap),
            (Format::Markdown, &self.markdown),
            (Format::Badge, &self.badge),
            (Format::Html, &self.html),
        ])
    }
}

/// `kmspec merge`.
#[derive(Debug, Args)]
pub(crate) struct MergeArguments {
    /// The reports of the shards.
    #[arg(value_name = "REPORT", required = true)]
    pub(crate) reports: Vec<PathBuf>,
    /// Write the report of the whole run here, as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

/// `kmspec compare`.
#[derive(Debug, Args)]
pub(crate) struct CompareArguments {
    /// The report of the run before.
    #[arg(value_name = "BEFORE")]
    pub(crate) before: PathBuf,
    /// The report of the run after.
    #[arg(value_name = "AFTER")]
    pub(crate) after: PathBuf,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `kmspec baseline`.
#[derive(Debug, Args)]
pub(crate) struct BaselineArguments {
    /// Reports of runs of one target, which must agree.
    #[arg(value_name = "REPORT", required = true)]
    pub(crate) reports: Vec<PathBuf>,
    /// Write it here; what was written by hand into a baseline that is there is kept.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

/// What `kmspec run` takes from earlier runs.
#[derive(Debug, Args, Clone, Default)]
pub(crate) struct EarlierRuns {
    /// Only what this baseline does not have fails the run.
    #[arg(long, env = "KMSPEC_BASELINE", value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Run K times and write the baseline, if the runs agree; what was written by hand into it is kept.
    #[arg(
        long,
        value_name = "K",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "2",
        requires = "baseline",
        conflicts_with_all = ["list", "rerun_failed", "snapshots"]
    )]
    pub(crate) update_baseline: Option<std::num::NonZeroU8>,
    /// What the baseline has and passes fails the run too.
    #[arg(long, env = "KMSPEC_STRICT_BASELINE", requires = "baseline")]
    pub(crate) strict_baseline: bool,
    /// Only the cases that failed, were blocked or an error in this report, which `--report-json` wrote; with its seed
    /// where none is given.
    #[arg(long, value_name = "REPORT", conflicts_with_all = ["operands", "exact"])]
    pub(crate) rerun_failed: Option<PathBuf>,
}
