//! `kmspec run`: from flags to verdicts and an exit code.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use kmspec::case::{Case, CommandFlavour};
use kmspec::check::{Event, Redaction, RunSummary};
use kmspec::report::{
    self, Baseline, Document, EventStream, Redacted, Rerun, Terminal, TerminalOptions,
};
use kmspec::runner::{self, CONNECTION, Driver, RunOptions, Selection, SnapshotOptions};
use kmspec::target::command::CliProgram;
use kmspec::target::{self, Permitted, Target};

use super::args::{DriverChoice, FlavourChoice, RunArguments};
use super::baseline;
use super::corpus::{self, Corpus};
use super::exit::Exit;
use super::guard;
use super::marks;
use super::matrix;
use super::open::open;
use super::output::outln;
use super::plan;
use super::record;
use super::rerun as earlier;
use super::serve::new_seed;
use super::serve_args::OnOff;
use super::target_profile;

/// A profile, a file of fixtures or a bundle of certificates above this size is none.
pub(crate) const LARGEST: u64 = 16 << 20;

/// Runs the selected cases against the target and reports.
pub(crate) fn run(arguments: &RunArguments) -> Result<ExitCode, Exit> {
    if arguments.target.targets.len() > 1 {
        return matrix::run(arguments);
    }
    let arguments = &for_target(arguments)?;
    if let Some(path) = &arguments.earlier.rerun_failed {
        let mut again = earlier::failed(arguments, path)?;
        again.earlier.rerun_failed = None;
        return run(&again);
    }
    refuse_driver(arguments)?;
    let corpus = corpus::load(&arguments.selection)?;
    if let Some(folder) = arguments.snapshots.as_ref().filter(|it| !it.is_dir())
        && !arguments.update
    {
        let missing = format!("--snapshots {}: there is no such folder", folder.display());
        return Err(Exit::usage(missing).help("--update makes it, and accepts what comes"));
    }
    let mut options = options(arguments, &corpus)?;
    let runtime = super::runtime()?;
    options.command = runtime.block_on(command(arguments))?;
    if options.selected(&corpus.cases).is_empty() {
        return Err(Exit::nothing("no case is selected").help("`kmspec list` shows every case"));
    }
    if arguments.list {
        list(&options, &corpus.cases);
        return Ok(ExitCode::SUCCESS);
    }
    arguments.reports.files().writable()?;
    let mut reports = arguments.reports.clone();
    // What a baseline makes of a result is known at the end.
    let stream = match &arguments.earlier.baseline {
        None => reports.take_stream()?,
        Some(_) => None,
    };
    let reports = reports.files();
    runtime.block_on(async {
        options.cancel.on_signals();
        match (
            &arguments.earlier.baseline,
            arguments.earlier.update_baseline,
        ) {
            (Some(path), Some(times)) => {
                corpus::writable(path)?;
                let runs = several(arguments, &corpus, &mut options, times.get()).await?;
                reports.write(&runs[..1])?;
                if runs.iter().any(|run| run.interrupted) {
                    return Ok(ExitCode::from(INTERRUPTED));
                }
                baseline::save(path, &runs)?;
                Ok(ExitCode::SUCCESS)
            }
            (path, _) => {
                let known = path.as_ref().map(|path| baseline::read(path)).transpose()?;
                let judging = (known.as_ref(), stream);
                let (run, shown) = once(arguments, &corpus, &mut options, judging).await?;
                let shown = shown.and_then(|()| annotate(&run));
                let exit = run.exit;
                reports.write(&[run])?;
                told(shown)?;
                Ok(ExitCode::from(exit))
            }
        }
    })
}

/// The arguments with what the target's profile sets.
pub(crate) fn for_target(arguments: &RunArguments) -> Result<RunArguments, Exit> {
    let mut target = target_profile::of_one(&arguments.target)?;
    target.most_a_second = arguments.play.rate;
    Ok(RunArguments {
        target,
        ..arguments.clone()
    })
}

/// Snapshots hold what kmspec sends itself.
pub(crate) fn refuse_driver(arguments: &RunArguments) -> Result<(), Exit> {
    if arguments.driver == DriverChoice::Cli && arguments.snapshots.is_some() {
        let refused = Exit::usage("--snapshots cannot be used with --driver cli");
        return Err(
            refused.help("snapshots hold what kmspec sends itself; run them with --driver http")
        );
    }
    Ok(())
}

/// The exit code of a run that the user interrupted.
pub(crate) const INTERRUPTED: u8 = 130;

/// A reader that went away is no error.
pub(crate) fn told(shown: io::Result<()>) -> Result<(), Exit> {
    match shown {
        Err(error) if super::is_lost(&error) => Err(super::output_lost(&error)),
        _ => Ok(()),
    }
}

/// So many runs, each with a seed of its own: what depends on what is drawn is no baseline.
async fn several(
    arguments: &RunArguments,
    corpus: &Corpus,
    options: &mut RunOptions,
    times: u8,
) -> Result<Vec<Document>, Exit> {
    let mut runs: Vec<Document> = Vec::new();
    while runs.len() < usize::from(times) && !runs.iter().any(|run| run.interrupted) {
        let (run, shown) = once(arguments, corpus, options, (None, None)).await?;
        told(shown)?;
        runs.push(run);
        options.seed = options.seed.wrapping_add(1);
    }
    Ok(runs)
}

/// One run, told as it goes, also to the stream of its events, and judged by the baseline; with whether standard output took it.
pub(crate) async fn once(
    arguments: &RunArguments,
    corpus: &Corpus,
    options: &mut RunOptions,
    (baseline, events): (Option<&Baseline>, Option<Box<dyn Write + Send>>),
) -> Result<(Document, io::Result<()>), Exit> {
    plan::keep_within(arguments, options, corpus).await?;
    let mut target = open(&arguments.target).await?;
    options.marks = marks::of(&mut target, &arguments.journal)?;
    options.connection_wait = connection_wait(arguments, &target);
    let again = rerun(arguments, &corpus.paths);
    let shown = TerminalOptions {
        progress: true,
        verbose: arguments.verbose,
        rerun: again.clone(),
    };
    let redaction = Redaction::of(target.principals());
    let out = Redacted::new(anstream::stdout(), redaction.clone());
    let mut terminal = Terminal::new(out, shown);
    let mut shown = Ok(());
    let available = available(options, &corpus.cases);
    let mut events = events.map(|out| EventStream::new(out, redaction.clone()));
    let mut summary = runner::run(options, &corpus.cases, &target, |event| {
        if let Some(events) = &mut events {
            let about = |document: &mut Document| about(arguments, document, available, &again);
            tell(events, &event, about);
        }
        if shown.is_ok() {
            shown = terminal.event(&event);
        }
    })
    .await;
    let judgement = baseline.map(|known| {
        // What the run found over all answers stands beside what was selected.
        let whole = summary.selected >= available;
        let document = report::document(&summary);
        let strict = arguments.earlier.strict_baseline;
        known.judge(&mut summary, &document, whole, strict, baseline::today())
    });
    let mut shown = shown.and_then(|()| terminal.finish(&summary));
    if let (Some(judgement), Some(path)) = (judgement, &arguments.earlier.baseline) {
        let path = path.display().to_string();
        let mut out = anstream::stdout();
        shown = shown.and_then(|()| report::write_judgement(&mut out, &path, &judgement));
    }
    record::keep(arguments, &corpus.cases, &target, &redaction, &mut summary)?;
    let mut document = report::redacted(report::document(&summary), &redaction)
        .map_err(|error| Exit::unwritten(format!("cannot write the report: {error}")))?;
    about(arguments, &mut document, available, &again);
    if let Some(events) = events {
        events
            .end(&document)
            .map_err(|error| Exit::unwritten(format!("cannot write the events: {error}")))?;
    }
    Ok((document, shown))
}

/// What a run does not know of itself.
fn about(arguments: &RunArguments, document: &mut Document, available: usize, again: &Rerun) {
    let profile = arguments.target.profile.as_ref();
    document.profile = profile.map(|profile| profile.name.clone());
    document.available = Some(available);
    document.rerun = again.clone();
    document.strict = arguments.strict;
}

/// Writes into the stream what a report has of an event; a document is completed by `about`.
fn tell(events: &mut EventStream, event: &Event, about: impl FnOnce(&mut Document)) {
    match event {
        Event::Started {
            selected,
            seed,
            target,
            run,
        } => {
            let mut document = report::document(&RunSummary {
                target: target.clone(),
                seed: *seed,
                run: run.clone(),
                selected: *selected,
                ..RunSummary::default()
            });
            about(&mut document);
            events.begin(&document);
        }
        Event::CaseFinished(result) => events.case(result),
        Event::CaseStarted(_) | Event::Interrupted => {}
    }
}

/// How many instances would run if nothing narrowed the run.
fn available(options: &RunOptions, cases: &[Case]) -> usize {
    let mut all = options.clone();
    all.selection = Selection::default();
    all.selected(cases).len()
}

/// What GitHub shows beside a file, where it runs this.
pub(crate) fn annotate(document: &Document) -> io::Result<()> {
    match std::env::var_os("GITHUB_ACTIONS") {
        Some(value) if value == "true" => {
            report::write_annotations(&mut anstream::stdout(), document)
        }
        _ => Ok(()),
    }
}

pub(crate) fn options(arguments: &RunArguments, corpus: &Corpus) -> Result<RunOptions, Exit> {
    // Recorded answers are compared with: then the values drawn must be the same on every run.
    let seed = match (arguments.play.seed, &arguments.snapshots) {
        (Some(seed), _) => seed,
        (None, Some(_)) => 0,
        (None, None) => new_seed(),
    };
    Ok(RunOptions {
        seed,
        fail_fast: arguments.fail_fast,
        retries: arguments.retries,
        timeout: timeout(arguments),
        driver: match arguments.driver {
            DriverChoice::Http => Driver::Http,
            DriverChoice::Cli => Driver::Cli,
        },
        strict: arguments.strict,
        strict_members: arguments.strict_members,
        snapshots: arguments.snapshots.clone().map(|dir| SnapshotOptions {
            dir,
            update: arguments.update,
        }),
        ..arguments.play.options(
            &arguments.selection,
            &arguments.target,
            arguments.deviations.as_deref(),
            corpus,
            drives_executable(arguments),
        )?
    })
}

/// The CLI under test: the one that is named, or the reference CLI where the reference is the target.
pub(crate) async fn command(arguments: &RunArguments) -> Result<Option<CliProgram>, Exit> {
    let flavour = match arguments.flavour {
        FlavourChoice::Auto => None,
        FlavourChoice::V1 => Some(CommandFlavour::V1),
        FlavourChoice::V2 => Some(CommandFlavour::V2),
    };
    match &arguments.cli {
        Some(path) => CliProgram::executable(path, flavour)
            .await
            .map(Some)
            .map_err(Exit::usage),
        None if arguments.target.endpoint_url.is_some()
            && arguments.driver == DriverChoice::Http =>
        {
            Ok(None)
        }
        None => {
            let flavour = flavour.unwrap_or(CommandFlavour::V1);
            let own = std::env::current_exe().ok();
            Ok(Some(own.map_or_else(
                || CliProgram::reference(flavour),
                |own| CliProgram::reference_of(own, flavour),
            )))
        }
    }
}

/// True where every call costs a process.
fn drives_executable(arguments: &RunArguments) -> bool {
    arguments.driver == DriverChoice::Cli && arguments.cli.is_some()
}

fn timeout(arguments: &RunArguments) -> Duration {
    let usual = if drives_executable(arguments) {
        Duration::from_mins(5)
    } else {
        Duration::from_mins(1)
    };
    arguments.timeout.unwrap_or(usual)
}

/// An emulator on this machine connects at once, or never; by a clock of its own, waiting costs no time.
fn connection_wait(arguments: &RunArguments, target: &Target) -> Duration {
    match &arguments.target.endpoint_url {
        Some(url) if target::http::is_loopback(url) && !target.is_isolated() => timeout(arguments),
        _ => CONNECTION,
    }
}

/// The text of a file that the user named.
pub(crate) fn text(path: &Path) -> Result<String, Exit> {
    String::from_utf8(corpus::read(path, LARGEST)?).map_err(|error| {
        let shown = path.display();
        Exit::usage(format!("cannot read {shown}: it is no UTF-8: {error}"))
    })
}

pub(crate) fn list(options: &RunOptions, cases: &[Case]) {
    for instance in options.selected(cases) {
        if !options.selection.skips(&instance) && options.drives(&instance).is_ok() {
            outln!("{}", instance.id);
        }
    }
}

/// What leads to the same case on the same target again; nothing of it is a secret.
fn rerun(arguments: &RunArguments, paths: &[String]) -> Rerun {
    let mut options = Vec::new();
    let mut option = |flag: &str, value: Option<String>| {
        if let Some(value) = value {
            options.extend([flag.to_owned(), value]);
        }
    };
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
    let time = |time: Option<Duration>| time.map(|it| humantime::format_duration(it).to_string());
    option("--cases", path(&arguments.selection.cases));
    let driver = match arguments.driver {
        DriverChoice::Http => None,
        DriverChoice::Cli => Some("cli"),
    };
    option("--driver", driver.map(str::to_owned));
    option("--cli", arguments.cli.clone());
    let flavour = match arguments.flavour {
        FlavourChoice::Auto => None,
        FlavourChoice::V1 => Some("v1"),
        FlavourChoice::V2 => Some("v2"),
    };
    option("--flavour", flavour.map(str::to_owned));
    let fixtures = path(&arguments.play.fixtures);
    let shares = arguments.play.share_keys.map(|it| match it {
        OnOff::On => "on".to_owned(),
        OnOff::Off => "off".to_owned(),
    });
    option("--share-keys", shares);
    let with = arguments.play.limits.with_words();
    let strict_members = arguments.strict_members;
    option("--timeout", time(arguments.timeout));
    option("--consistency-wait", time(arguments.play.consistency_wait));
    option("--snapshots", path(&arguments.snapshots));
    let arguments = &arguments.target;
    // Where the target is named, it says where it is.
    let named = arguments.targets.first().cloned();
    let url = arguments.endpoint_url.clone().filter(|_| named.is_none());
    option("--target", named);
    option("--endpoint-url", url);
    option("--region", arguments.region.clone());
    option("--other-region", arguments.other_region.clone());
    let accounts = arguments.allow_account.join(",");
    option(
        "--allow-account",
        Some(accounts).filter(|it| !it.is_empty()),
    );
    let only = arguments.only.map(guard::permitted_by);
    option("--only", only.and_then(Permitted::word).map(str::to_owned));
    option("--with", with);
    option("--principals", path(&arguments.principals));
    option("--profile", arguments.aws_profile.clone());
    option("--fixtures", fixtures);
    option("--ca-bundle", path(&arguments.ca_bundle));
    for resolve in &arguments.resolve {
        options.extend(["--resolve".to_owned(), resolve.to_string()]);
    }
    if arguments.allow_writes {
        options.push("--allow-writes".to_owned());
    }
    if arguments.no_verify_ssl {
        options.push("--no-verify-ssl".to_owned());
    }
    if strict_members {
        options.push("--strict-members".to_owned());
    }
    Rerun {
        paths: paths.to_vec(),
        options,
    }
}
