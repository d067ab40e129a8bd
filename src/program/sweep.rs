//! `kmspec sweep`: what runs have left on an endpoint is found, and taken away.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use kmspec::runner::{self, CONNECTION, SweepOptions, SweepReport, SweepWait, Swept, SweptAction};
use kmspec::target::Target;
use kmspec::target::http::is_aws;
use kmspec::target::journal::Journals;

use super::argument_values::{duration, some_time};
use super::exit::Exit;
use super::open::open;
use super::output::{errln, outln};
use super::play::consistency_wait;
use super::run::INTERRUPTED;
use super::target_args::TargetArguments;
use super::{corpus, guard, target_profile};

/// `kmspec sweep`.
#[derive(Debug, Args)]
pub(crate) struct SweepArguments {
    #[command(flatten)]
    pub(crate) target: TargetArguments,
    /// Take away only what bears the mark of this journal's runs, and look again for as long as what they asked for last may
    /// take to be listed; may be repeated. Without it, what bears the mark of any run.
    #[arg(long, env = "KMSPEC_JOURNAL", value_name = "FILE")]
    pub(crate) journal: Vec<PathBuf>,
    /// Leave what is younger: a run may still be using it.
    #[arg(long, env = "KMSPEC_OLDER_THAN", value_name = "DURATION", value_parser = some_time)]
    pub(crate) older_than: Option<Duration>,
    /// Tell what would be taken away, and change nothing.
    #[arg(long, env = "KMSPEC_DRY_RUN")]
    pub(crate) dry_run: bool,
    /// Wait until everything has ended that can: stores that disconnect, and what may not be listed yet.
    #[arg(long, env = "KMSPEC_WAIT")]
    pub(crate) wait: bool,
    /// How long a thing may take to be seen everywhere; without it, as long as `run` waits.
    #[arg(long, env = "KMSPEC_CONSISTENCY_WAIT", value_name = "DURATION", value_parser = duration)]
    pub(crate) consistency_wait: Option<Duration>,
    /// Write what was found as JSON.
    #[arg(long, env = "KMSPEC_REPORT_JSON", value_name = "FILE")]
    pub(crate) report_json: Option<PathBuf>,
}

/// Sweeps every Region of the target and tells what became of what was found.
pub(crate) fn sweep(arguments: &SweepArguments) -> Result<ExitCode, Exit> {
    let target = target_profile::of_one(&arguments.target)?;
    let Some(url) = target.endpoint_url.clone() else {
        return Err(Exit::usage("sweep needs --endpoint-url, or --target")
            .help("what runs make on the reference inside kmspec ends with them"));
    };
    guard::allowed(&target)?;
    if let Some(word) = guard::permitted(&target).word()
        && !arguments.dry_run
    {
        let refused = format!(
            "at {url} only calls of --only {word} are permitted, and sweep takes things away"
        );
        return Err(Exit::unreachable(refused)
            .help("to take them away write --allow-writes; --dry-run tells what that would be"));
    }
    let journals = journals(arguments, &url)?;
    if let Some(path) = &arguments.report_json {
        corpus::writable(path)?;
    }
    let options = SweepOptions {
        journals,
        older_than: arguments.older_than,
        dry_run: arguments.dry_run,
        wait: arguments.wait,
        consistency_wait: consistency_wait(&target, arguments.consistency_wait),
        connection_wait: CONNECTION,
        ..SweepOptions::default()
    };
    let report = super::runtime()?.block_on(async {
        options.cancel.on_signals();
        everywhere(&options, &target).await
    })?;
    tell(&report);
    if let Some(path) = &arguments.report_json {
        let text = serde_json::to_string_pretty(&report)
            .map_err(|error| Exit::unwritten(format!("cannot write the report: {error}")))?;
        corpus::write_whole(path, &format!("{text}\n"))?;
    }
    Ok(match &report {
        report if report.interrupted => ExitCode::from(INTERRUPTED),
        report => ExitCode::from(u8::from(report.has_failed())),
    })
}

/// The journals that are named; those of runs on another endpoint tell nothing of this one.
fn journals(arguments: &SweepArguments, url: &str) -> Result<Journals, Exit> {
    let mut journals = Journals::read(&arguments.journal).map_err(Exit::usage)?;
    let is_here = |endpoint: &str| {
        let same = endpoint.trim_end_matches('/') == url.trim_end_matches('/');
        // On AWS a Region is a host of its own, and the account is what counts.
        same || (is_aws(endpoint) && is_aws(url))
    };
    if let Some(elsewhere) = journals.runs.values().find(|endpoint| !is_here(endpoint)) {
        errln!("a journal tells of runs on {elsewhere}: they are left out");
    }
    journals.runs.retain(|_, endpoint| is_here(endpoint));
    let runs = &journals.runs;
    journals
        .things
        .retain(|thing| runs.contains_key(&thing.run));
    if !arguments.journal.is_empty() && journals.runs.is_empty() {
        return Err(Exit::usage(format!("no journal tells of a run on {url}"))
            .help("name the endpoint that the run was on, or leave --journal out"));
    }
    Ok(journals)
}

/// Sweeps the Regions that a run works in, and the others that the profile or a journal names.
async fn everywhere(
    options: &SweepOptions,
    arguments: &TargetArguments,
) -> Result<SweepReport, Exit> {
    let target = open(arguments).await?;
    if target.is_isolated() {
        return Err(Exit::usage(format!("nothing stays on {}", target.name()))
            .help("it has a world for each case, which ends with it"));
    }
    let mut report = swept(options, &target).await?;
    let named = arguments.profile.iter().flat_map(|it| it.regions.clone());
    let told = options
        .journals
        .things
        .iter()
        .filter_map(|it| it.region.clone());
    let mut regions: Vec<String> = named.chain(told).collect();
    regions.sort();
    regions.dedup();
    let known = target.regions();
    for region in regions.into_iter().filter(|region| !known.contains(region)) {
        let elsewhere = TargetArguments {
            region: Some(region),
            ..arguments.clone()
        };
        let target = open(&elsewhere).await?;
        let options = SweepOptions {
            home_only: true,
            ..options.clone()
        };
        report.add(swept(&options, &target).await?);
    }
    Ok(report)
}

async fn swept(options: &SweepOptions, target: &Target) -> Result<SweepReport, Exit> {
    let swept = runner::sweep(options, target, &waiting).await;
    swept.map_err(|error| {
        let exit = Exit::unreachable(&error);
        match error.help() {
            Some(help) => exit.help(help),
            None => exit,
        }
    })
}

fn waiting(wait: &SweepWait) {
    let SweepWait { place, what, until } = wait;
    errln!(
        "waiting until {} at the latest: {place}: {what}",
        until.iso_date()
    );
}

fn tell(report: &SweepReport) {
    for thing in &report.things {
        outln!("{}", line(thing));
    }
    for failure in &report.failures {
        errln!("not looked through: {failure}");
    }
    let told: Vec<String> = [
        SweptAction::Deleted,
        SweptAction::Scheduled,
        SweptAction::Would,
        SweptAction::Stays,
        SweptAction::Young,
        SweptAction::Failed,
    ]
    .into_iter()
    .filter_map(|action| match report.count(action) {
        0 => None,
        number => Some(format!("{number} {}", action.word())),
    })
    .collect();
    if told.is_empty() {
        outln!("nothing to take away on {}", report.target);
    } else {
        outln!("{} on {}", told.join(", "), report.target);
    }
    if let Some(until) = &report.pending_until {
        let keys = match report.pending_keys {
            1 => "1 key of runs waits for its deletion".to_owned(),
            number => format!("{number} keys of runs wait for their deletion"),
        };
        outln!("{keys}, until {until} at the latest");
    }
}

fn line(thing: &Swept) -> String {
    let Swept {
        region,
        principal,
        kind,
        id,
        ..
    } = thing;
    let mut line = format!(
        "{:9} {kind} {id} in {region} ({principal})",
        thing.action.word()
    );
    // Writing to a string cannot fail.
    if let Some(until) = &thing.until {
        let _ = write!(line, ", until {until}");
    }
    if let Some(why) = &thing.why {
        let _ = write!(line, ": {why}");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_what_where_why_and_until_when() {
        let mut thing = Swept {
            region: "us-east-1".to_owned(),
            principal: "owner".to_owned(),
            kind: "custom_key_store".to_owned(),
            id: "cks-1".to_owned(),
            run: None,
            action: SweptAction::Stays,
            why: Some("keys in it wait for their deletion".to_owned()),
            until: Some("2026-12-07".to_owned()),
        };
        assert_eq!(
            line(&thing),
            "stays     custom_key_store cks-1 in us-east-1 (owner), until 2026-12-07: keys in it wait for their deletion"
        );
        (thing.action, thing.why, thing.until) = (SweptAction::Deleted, None, None);
        assert_eq!(
            line(&thing),
            "deleted   custom_key_store cks-1 in us-east-1 (owner)"
        );
    }
}
