//! `kmspec record`: a run that keeps what the target answered, and tells on the next run what has changed since.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kmspec::case::Case;
use kmspec::check::{Redaction, RunSummary};
use kmspec::record::{Origin, Recording};
use kmspec::target::{self, Target};
use kmspec::wire::region::partition;
use time::OffsetDateTime;

use super::args::RunArguments;
use super::exit::{Exit, UNWRITTEN};
use super::{corpus, run};

/// The file in the folder of a recording that tells where it comes from and what came.
const FILE: &str = "recording.json";

/// A recording above this size is none.
const LARGEST: u64 = 1 << 30;

/// Runs the cases and keeps what came; where the folder holds a recording already, it is compared with, unless `--update` is
/// given.
pub(crate) fn record(arguments: &RunArguments) -> Result<ExitCode, Exit> {
    let Some(folder) = &arguments.snapshots else {
        return Err(Exit::usage("--out DIR is missing").help("it is where the recording is kept"));
    };
    if arguments.target.targets.len() > 1 {
        return Err(
            Exit::usage("a recording is of one target, and several are named")
                .help("record each into a folder of its own"),
        );
    }
    let is_new = !folder.join(FILE).exists();
    let mut arguments = arguments.clone();
    arguments = run::for_target(&arguments)?;
    if !is_new {
        // What is there has to be one before anything is sent.
        let known = read(folder)?.evidence;
        let name = name(&arguments);
        if arguments.update && known.target != name {
            let folder = folder.display();
            let other = format!(
                "{folder} is a recording of {}, and this is {name}",
                known.target
            );
            return Err(Exit::usage(other)
                .help("record each target into a folder of its own; nothing was sent"));
        }
    }
    arguments.update |= is_new;
    arguments.records = arguments.update;
    run::run(&arguments)
}

/// Adds what came in a run to the recording in its folder; where that cannot be written, the summary says so.
pub(crate) fn keep(
    arguments: &RunArguments,
    cases: &[Case],
    target: &Target,
    redaction: &Redaction,
    summary: &mut RunSummary,
) -> Result<(), Exit> {
    let Some(folder) = arguments.snapshots.as_ref().filter(|_| arguments.records) else {
        return Ok(());
    };
    let evidence = origin(arguments, target, redaction, summary.seed);
    let mut recording = match read(folder) {
        Ok(known) if is_of(&known.evidence, &evidence) => Recording { evidence, ..known },
        Ok(known) => {
            let (was, is) = (known.evidence, evidence);
            return Err(Exit::unwritten(format!(
                "{} is a recording of {} in {}, and this is {} in {}",
                folder.display(),
                was.target,
                was.region,
                is.target,
                is.region
            ))
            .help("record each target and Region into a folder of its own"));
        }
        Err(_) if !folder.join(FILE).exists() => Recording::new(evidence),
        Err(exit) => return Err(exit),
    };
    recording.take(cases, &summary.results, redaction);
    let text = recording
        .text()
        .map_err(|error| Exit::unwritten(error.to_string()))?;
    if let Err(exit) = corpus::write_whole(&folder.join(FILE), &text) {
        exit.tell();
        if !summary.interrupted {
            summary.exit = UNWRITTEN;
        }
    }
    Ok(())
}

/// Whether two recordings may stand in one folder: of one target and Region.
fn is_of(known: &Origin, now: &Origin) -> bool {
    (&known.target, &known.region, known.aws) == (&now.target, &now.region, now.aws)
}

fn origin(arguments: &RunArguments, target: &Target, redaction: &Redaction, seed: u64) -> Origin {
    let url = arguments.target.endpoint_url.as_deref();
    let region = target.regions().into_iter().next().unwrap_or_default();
    Origin {
        kind: "recorded-live".to_owned(),
        date: OffsetDateTime::now_utc().date().to_string(),
        target: redaction.scrub(&name(arguments)),
        aws: url.is_some_and(target::http::is_aws),
        partition: partition(&region).to_owned(),
        region,
        kmspec: env!("CARGO_PKG_VERSION").to_owned(),
        seed,
    }
}

/// What a target is called in a recording: by its profile, else its URL, else `reference`.
fn name(arguments: &RunArguments) -> String {
    let target = &arguments.target;
    let profile = target.profile.as_ref().map(|profile| profile.name.clone());
    let url = target.endpoint_url.as_deref();
    let url = url.map(|url| url.trim_end_matches('/').to_owned());
    profile.or(url).unwrap_or_else(|| "reference".to_owned())
}

/// The recordings in these folders.
pub(crate) fn read_all(folders: &[PathBuf]) -> Result<Vec<Recording>, Exit> {
    folders.iter().map(|folder| read(folder)).collect()
}

/// Where and when they were made.
pub(crate) fn origins(recordings: &[Recording]) -> String {
    let from = recordings.iter().map(|it| &it.evidence);
    let from = from.map(|it| format!("{} in {}, {}", it.target, it.region, it.date));
    from.collect::<Vec<_>>().join(" and ")
}

/// The recording in a folder.
fn read(folder: &Path) -> Result<Recording, Exit> {
    let path: PathBuf = folder.join(FILE);
    if !path.exists() {
        let missing = format!("{}: there is no {FILE}", folder.display());
        return Err(Exit::usage(missing).help("`kmspec record --out DIR` writes one"));
    }
    let bytes = corpus::read(&path, LARGEST)?;
    let text = String::from_utf8_lossy(&bytes);
    Recording::parse(&text)
        .map_err(|error| Exit::usage(format!("cannot read {}: {error}", path.display())))
}
