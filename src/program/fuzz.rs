//! `kmspec fuzz`: generated calls against an endpoint and the reference, findings saved as cases.

use std::future::Future;
use std::io::{IsTerminal as _, Write as _};
use std::pin::Pin;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use kmspec::campaign::{self, Options, Progress, Side, Sides, Stop, Summary, Which};
use kmspec::case::Case;
use kmspec::check::Verdict;
use kmspec::generate;
use kmspec::model::Operation;
use kmspec::reference::{Fault, WrongBook};
use kmspec::runner::{self, RunMarks, RunOptions};
use kmspec::target::{self, Target};

use serde::Serialize;

use super::args::FuzzArguments;
use super::argument_values::Against;
use super::exit::Exit;
use super::marks::{self, JournalArguments};
use super::output::{self, errln, outln};
use super::serve::new_seed;
use super::target_args::TargetArguments;
use super::{corpus, fuzz_report, guard, open, target_profile};

/// The exit code after an interruption.
const INTERRUPTED: u8 = 130;

/// How long the run that confirms a finding may take to end once it is told to.
const ENDING: Duration = Duration::from_secs(5);

/// Runs a campaign and reports.
pub(crate) fn fuzz(arguments: &FuzzArguments) -> Result<ExitCode, Exit> {
    let arguments = &FuzzArguments {
        target: target_profile::of_one(&arguments.target)?,
        ..arguments.clone()
    };
    let options = options(arguments)?;
    if let Some(path) = &arguments.report_json {
        corpus::writable(path)?;
    }
    let against = second(arguments)?;
    for arguments in [Some(&arguments.target), against.as_ref()] {
        arguments.map_or(Ok(()), guard::allowed_to_write)?;
    }
    super::runtime()?.block_on(async {
        let stop = Stop::default();
        stop_on_signals(&stop);
        let mut books = books(arguments.fault.as_deref())?;
        if books.len() > 1 {
            return measure(arguments, &options, books, &stop).await;
        }
        let mut options = options;
        let mut of = [None, None];
        let side = if let Some(book) = books.pop() {
            Side::Rules(Box::new(book.rules))
        } else {
            let (target, marks) = marked(&arguments.target, &arguments.journal).await?;
            of[0] = marks;
            Side::Target(target)
        };
        let second = match &against {
            Some(against) => {
                let (target, marks) = marked(against, &arguments.journal).await?;
                of[1] = marks;
                Some(Side::Target(target))
            }
            None => None,
        };
        for (run, marks) in options.runs.iter_mut().zip(of.iter().flatten()) {
            *run = marks.run.clone();
        }
        let sides = Sides {
            first: &side,
            second: second.as_ref(),
        };
        // A case that is being confirmed when the time is over may still be answered.
        let longest = options
            .time
            .saturating_add(arguments.target.request_timeout);
        let summary = Box::pin(one(&options, &of, sides, &stop, longest)).await;
        fuzz_report::tell(&summary);
        report(arguments, &summary)?;
        if let Some(why) = unwritten(sides) {
            return Err(Exit::unwritten(why));
        }
        Ok(ExitCode::from(code(&summary)))
    })
}

/// The target that the flags name, with what is made there marked, and journalled where that is asked for.
async fn marked(
    arguments: &TargetArguments,
    journal: &JournalArguments,
) -> Result<(Target, Option<RunMarks>), Exit> {
    let mut target = open::open(arguments).await?;
    let marks = marks::of(&mut target, journal)?;
    Ok((target, marks))
}

/// Why a journal can be written no more.
fn unwritten(sides: Sides<'_>) -> Option<String> {
    let sides = [Some(sides.first), sides.second];
    sides.into_iter().flatten().find_map(|side| match side {
        Side::Target(target) => target.journal_failure().map(str::to_owned),
        Side::Rules(_) => None,
    })
}

/// Writes what came of it, where that is asked for.
fn report(arguments: &FuzzArguments, what: &impl Serialize) -> Result<(), Exit> {
    let Some(path) = &arguments.report_json else {
        return Ok(());
    };
    let text = serde_json::to_string_pretty(what)
        .map_err(|error| Exit::usage(format!("cannot write the report: {error}")))?;
    corpus::write_whole(path, &format!("{text}\n"))
}

/// The references made wrong that a name stands for.
fn books(fault: Option<&str>) -> Result<Vec<WrongBook>, Exit> {
    match fault {
        None => Ok(Vec::new()),
        Some("all") => Ok(Fault::all().map(WrongBook::from).collect()),
        Some("derived") => Ok(WrongBook::derived()),
        Some(name) => WrongBook::named(name)
            .map_err(|error| Exit::usage(&error).help("`kmspec mutants --list` shows every fault")),
    }
}

fn options(arguments: &FuzzArguments) -> Result<Options, Exit> {
    let mut operations: Vec<Operation> = Vec::new();
    for word in &arguments.ops {
        let before = operations.len();
        operations.extend(generate::operations().filter(|operation| {
            word == "all" || operation.resource() == word || operation.name() == word
        }));
        if operations.len() == before {
            let names: Vec<&str> = generate::operations().map(Operation::resource).collect();
            return Err(
                Exit::usage(format!("no operation is called `{word}`")).help(format!(
                    "write an operation's name or one of: all, {}",
                    distinct(names).join(", ")
                )),
            );
        }
    }
    if operations.is_empty() {
        operations = generate::operations().collect();
    }
    Ok(Options {
        time: arguments.time.unwrap_or(Options::default().time),
        cases: arguments.scripts,
        seed: arguments.seed.unwrap_or_else(new_seed),
        jobs: arguments.jobs.map_or(1, usize::from),
        operations: distinct(operations),
        out: arguments.fault.is_none().then(|| arguments.out.clone()),
        rate: arguments.rate,
        concurrent: arguments.concurrent.map_or(0, usize::from),
        first_only: arguments.first,
        ..Options::default()
    })
}

fn distinct<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort();
    all.dedup();
    all
}

/// The second endpoint, if the first is not compared with the reference.
fn second(arguments: &FuzzArguments) -> Result<Option<TargetArguments>, Exit> {
    let Against::Url(url) = &arguments.against else {
        if arguments.against_principals.is_some() {
            return Err(Exit::usage("--against-principals needs --against URL")
                .help("the reference has principals of its own"));
        }
        return Ok(None);
    };
    if arguments.concurrent.is_some() {
        return Err(
            Exit::usage("--concurrent cannot be used with --against URL")
                .help("clients race on one endpoint; run it against each"),
        );
    }
    let Some(first) = &arguments.target.endpoint_url else {
        return Err(
            Exit::usage("--against URL needs --endpoint-url").help(format!(
                "to compare {url} with the reference, write --endpoint-url {url}"
            )),
        );
    };
    if first.trim_end_matches('/') == url.trim_end_matches('/') {
        return Err(Exit::usage(format!("{url} is compared with itself"))
            .help("--against takes another endpoint; the two must not see each other's keys"));
    }
    let principals = arguments.against_principals.clone();
    Ok(Some(TargetArguments {
        endpoint_url: Some(url.clone()),
        principals: principals.or_else(|| arguments.target.principals.clone()),
        ..arguments.target.clone()
    }))
}

/// Stops at Ctrl-C and, where there is such a thing, at SIGTERM: once in order, twice with nothing awaited any more; a third
/// time the program ends there and then.
fn stop_on_signals(stop: &Stop) {
    let again = |stop: &Stop| {
        if stop.is_aborted() {
            std::process::exit(i32::from(INTERRUPTED));
        }
        stop.stop();
    };
    let on_interrupt = stop.clone();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            again(&on_interrupt);
        }
    });
    #[cfg(unix)]
    if let Ok(mut terminate) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    {
        let on_terminate = stop.clone();
        tokio::spawn(async move {
            while terminate.recv().await.is_some() {
                again(&on_terminate);
            }
        });
    }
}

async fn one(
    options: &Options,
    marks: &[Option<RunMarks>; 2],
    sides: Sides<'_>,
    stop: &Stop,
    longest: Duration,
) -> Summary {
    let begin = Instant::now();
    let mut shown = Instant::now();
    let terminal = std::io::stderr().is_terminal();
    let names = fuzz_report::names(sides);
    let progress = |progress: Progress| match progress {
        Progress::Found(finding) => fuzz_report::announce(&finding, &names),
        Progress::CleaningUp if stop.is_stopped() => {
            errln!("stopped: taking away what was made; once more ends it at once");
        }
        Progress::CleaningUp => {}
        Progress::Script { .. } if unwritten(sides).is_some() => {
            if !stop.is_stopped() {
                stop.stop();
            }
        }
        Progress::Script {
            scripts,
            requests,
            cells,
            findings,
        } => {
            if terminal && shown.elapsed() > Duration::from_millis(200) {
                shown = Instant::now();
                output::print_error(format_args!(
                    "\r{scripts} scripts, {requests} requests, {cells} cells, {findings} findings "
                ));
                let _ = std::io::stderr().flush();
            }
        }
    };
    let [first, second] = &names;
    errln!("seed {}: {first} against {second}", options.seed);
    for (marks, name) in marks.iter().zip(&names) {
        if let Some(marks) = marks {
            errln!("run {}: what is made on {name} bears it", marks.run);
        }
    }
    let confirm = move |case: &Case, which: Which| {
        let case = case.clone();
        let (side, marks) = match which {
            Which::First => (Some(sides.first), marks[0].as_ref()),
            Which::Second => (sides.second, marks[1].as_ref()),
        };
        let fails = async move {
            let left = longest.saturating_sub(begin.elapsed());
            match side {
                Some(Side::Target(target)) => {
                    fails_there_only(&case, (target, marks), stop, left).await
                }
                // A reference with other rules is what it was made to be.
                Some(Side::Rules(_)) | None => true,
            }
        };
        Box::pin(fails) as Pin<Box<dyn Future<Output = bool> + '_>>
    };
    campaign::fuzz(options, sides, Some(&confirm), stop, progress).await
}

/// The case, run as `kmspec run` runs it, fails on the target and passes on the reference; false where it is stopped or
/// out of time first.
async fn fails_there_only(
    case: &Case,
    (target, marks): (&Target, Option<&RunMarks>),
    stop: &Stop,
    left: Duration,
) -> bool {
    let text = kmspec::case::save(case);
    let path = format!("{}.yaml", case.id);
    // What is saved is what is confirmed: the file's text, not the value that it was made from.
    let Ok(case) = kmspec::case::load_text(case.id.clone(), &path, &text) else {
        return false;
    };
    let loopback = target::http::is_loopback(target.name());
    let verdicts = async |target: &Target, marks: Option<&RunMarks>| {
        let mut options = RunOptions {
            marks: marks.cloned(),
            ..RunOptions::default()
        };
        if loopback {
            // No replicas lag there: a wrong read stays wrong.
            options.consistency_wait = Duration::from_millis(250);
        }
        let cancel = options.cancel.clone();
        let run = runner::run(&options, std::slice::from_ref(&case), target, |_| {});
        let mut run = std::pin::pin!(run);
        let summary = tokio::select! {
            summary = &mut run => summary,
            () = async { tokio::select! { () = stop.stopped() => {}, () = tokio::time::sleep(left) => {} } } => {
                // It takes away what it made, and then, or after a while, it ends.
                cancel.interrupt();
                tokio::select! {
                    _ = &mut run => {}
                    () = stop.aborted() => {}
                    () = tokio::time::sleep(ENDING) => {}
                }
                cancel.interrupt();
                return None;
            }
        };
        summary.results.first().map(|result| result.verdict)
    };
    let reference = verdicts(&Target::in_process(), None).await;
    if reference != Some(Verdict::Pass) {
        return false;
    }
    matches!(
        verdicts(target, marks).await,
        Some(Verdict::Fail | Verdict::Error)
    )
}

fn code(summary: &Summary) -> u8 {
    match summary {
        Summary {
            interrupted: true, ..
        } => INTERRUPTED,
        Summary {
            stopped_by: Some(_),
            ..
        } => super::exit::UNREACHABLE,
        Summary { findings, .. } if !findings.is_empty() => 1,
        _ => 0,
    }
}

/// How many of the reference's faults campaigns find, and by which script.
async fn measure(
    arguments: &FuzzArguments,
    options: &Options,
    books: Vec<WrongBook>,
    stop: &Stop,
) -> Result<ExitCode, Exit> {
    let mut options = options.clone();
    if arguments.time.is_none() && arguments.scripts.is_some() {
        options.time = Duration::MAX;
    }
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    campaign::measure(&options, books, stop, |measured| {
        let (fault, scripts) = (&measured.fault, measured.scripts);
        if let Some(finding) = &measured.finding {
            let what = &finding.requirement;
            outln!("found by script {scripts:>5}  {fault}: {what}");
            found.push(scripts);
        } else {
            outln!("not found in {scripts:>5} scripts  {fault}");
        }
        faults.push(measured);
    })
    .await;
    report(
        arguments,
        &serde_json::json!({"seed": options.seed, "faults": faults}),
    )?;
    let all = faults.len();
    // They are told in the order in which they are found.
    let median = found.get(found.len() / 2).copied().unwrap_or_default();
    outln!(
        "{} of {all} faults found, half of them by script {median}",
        found.len()
    );
    Ok(ExitCode::from(u8::from(found.len() * 20 < all * 19)))
}
