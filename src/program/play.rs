//! How the cases are played: the flags that a run and its plan share, and what they come to.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use kmspec::runner::{CONSISTENCY, Fixtures, Profile, RunOptions};
use kmspec::target;

use super::args::SelectionArguments;
use super::argument_values::duration;
use super::corpus::{self, Corpus};
use super::exit::Exit;
use super::limit_args::LimitArguments;
use super::run::text;
use super::serve_args::OnOff;
use super::target_args::TargetArguments;
use super::{moved, show};

/// How the cases are played.
#[derive(Debug, Args, Clone)]
pub(crate) struct PlayArguments {
    /// Run this many cases at once; without it, 2 against AWS, 16 against another endpoint, else as many as
    /// there are processors.
    #[arg(short = 'j', long = "jobs", env = "KMSPEC_JOBS", value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// Ask again at most this long until what a call did is seen (AWS is eventually consistent), also where a case says
    /// less; without it, 1s on a loopback endpoint, 5m on AWS, else 10s. 0s: nothing is asked again for that.
    #[arg(long, env = "KMSPEC_CONSISTENCY_WAIT", value_name = "DURATION", value_parser = duration)]
    pub(crate) consistency_wait: Option<Duration>,
    /// Send at most N requests a second.
    #[arg(long, env = "KMSPEC_RATE", value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rate: Option<u32>,
    /// Draw names, ids, sizes and order from this seed; without it, a new one, printed.
    #[arg(long, env = "KMSPEC_SEED", value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// What the endpoint has to stand behind custom key stores: a file of clusters, proxies and VPC endpoint services. AWS
    /// takes nothing that is invented.
    #[arg(long, env = "KMSPEC_FIXTURES", value_name = "FILE")]
    pub(crate) fixtures: Option<PathBuf>,
    /// Whether cases that only use keys share them, one at a time each; without it, on AWS they do.
    #[arg(long, env = "KMSPEC_SHARE_KEYS", value_name = "on|off")]
    pub(crate) share_keys: Option<OnOff>,
    #[command(flatten)]
    pub(crate) limits: LimitArguments,
}

impl PlayArguments {
    /// The options of a run, and of its plan; where an executable makes the calls, `drives_executable`.
    pub(crate) fn options(
        &self,
        selection: &SelectionArguments,
        target: &TargetArguments,
        deviations: Option<&Path>,
        corpus: &Corpus,
        drives_executable: bool,
    ) -> Result<RunOptions, Exit> {
        let url = target.endpoint_url.as_deref().unwrap_or_default();
        let shares = self.share_keys.map(|it| it == OnOff::On);
        Ok(RunOptions {
            share_keys: shares.unwrap_or_else(|| target::http::is_aws(url)),
            jobs: jobs(target, self.jobs, drives_executable),
            consistency_wait: consistency_wait(target, self.consistency_wait),
            selection: show::selection(selection, corpus)?,
            profile: profile(selection, target, deviations, corpus)?,
            fixtures: fixtures(target, self.fixtures.as_deref())?,
            ..on_aws(target, &self.limits)
        })
    }
}

/// What goes otherwise where the target is AWS: its hosts agree only after a while, and what costs is made on request.
fn on_aws(target: &TargetArguments, limits: &LimitArguments) -> RunOptions {
    let url = target.endpoint_url.as_deref().unwrap_or_default();
    if !target::http::is_aws(url) {
        return RunOptions::default();
    }
    RunOptions {
        agreeing_reads: AGREEING_READS,
        leaves_out: limits.leaves_out(),
        ..RunOptions::default()
    }
}

/// How often in a row an answer that is waited for must come on AWS.
const AGREEING_READS: u32 = 3;

/// An endpoint is mostly waited for, but AWS lets an account make few calls a second; the reference in process, and
/// processes, are computed.
fn jobs(target: &TargetArguments, jobs: Option<NonZeroUsize>, drives_executable: bool) -> usize {
    let usual = || match &target.endpoint_url {
        Some(url) if target::http::is_aws(url) => 2,
        Some(_) if !drives_executable => 16,
        _ => std::thread::available_parallelism().map_or(1, usize::from),
    };
    let profile = target.profile.as_ref();
    let told = profile.and_then(|profile| usize::try_from(profile.jobs?).ok());
    jobs.map_or_else(|| told.unwrap_or_else(usual), usize::from)
}

/// An emulator on this machine has no replicas that lag: waiting for them would only make its failures slow. AWS says that
/// its hosts may need several minutes.
pub(crate) fn consistency_wait(target: &TargetArguments, given: Option<Duration>) -> Duration {
    let usual = match &target.endpoint_url {
        Some(url) if target::http::is_loopback(url) => Duration::from_secs(1),
        Some(url) if target::http::is_aws(url) => Duration::from_mins(5),
        _ => CONSISTENCY,
    };
    let profile = target.profile.as_ref();
    let told = profile.and_then(|profile| profile.consistency);
    given.or(told).unwrap_or(usual)
}

fn profile(
    selection: &SelectionArguments,
    target: &TargetArguments,
    deviations: Option<&Path>,
    corpus: &Corpus,
) -> Result<Profile, Exit> {
    let mut all = Profile::default();
    let check = |shown: &str, profile: &Profile| {
        let known = corpus::known(selection, corpus)?;
        let checked = profile.check_names(shown, &known);
        checked.map_err(|unknown| show::unknown_name(&unknown))
    };
    if let Some(path) = deviations {
        let shown = path.display().to_string();
        all = moved::profile(Profile::parse(&shown, &text(path)?).map_err(Exit::usage)?);
        check(&shown, &all)?;
    }
    if let Some(target) = &target.profile {
        let profile = moved::profile(Profile::of_target(target));
        if profile != Profile::default() {
            check(&format!("--target {}", target.name), &profile)?;
            all = all.over(profile);
        }
    }
    Ok(all)
}

/// What the endpoint has to stand behind custom key stores; the reference brings its own.
fn fixtures(target: &TargetArguments, path: Option<&Path>) -> Result<Fixtures, Exit> {
    let Some(path) = path else {
        return Ok(Fixtures::default());
    };
    if target.endpoint_url.is_none() {
        return Err(Exit::usage("--fixtures needs --endpoint-url")
            .help("in the reference, every cluster, proxy and service is there"));
    }
    let shown = path.display().to_string();
    Fixtures::parse(&shown, &text(path)?).map_err(Exit::usage)
}
