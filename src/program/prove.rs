//! `kmspec mutants` and `kmspec prove`: the suite measured by itself.

use std::path::Path;
use std::process::ExitCode;

use kmspec::case::Case;
use kmspec::proof::{
    self, FaultOutcome, Mutants, MutantsOptions, NullTable, Repetition, Soak, SoakOptions, SoakRow,
};
use kmspec::reference::{Fault, WrongBook};
use kmspec::report::{self, Rerun};
use serde::Serialize;

use super::args::{MutantsArguments, ProofArguments, ProveArguments};
use super::corpus;
use super::exit::Exit;
use super::output::outln;
use super::serve::new_seed;

/// What `prove --report-json` writes.
#[derive(Serialize)]
struct Proof<'a> {
    cases: usize,
    mutants: &'a Mutants,
    null_servers: &'a NullTable,
    repetition: &'a Repetition,
    soak: &'a Soak,
    complaints: &'a [String],
}

/// Runs the cases against each fault.
pub(crate) fn mutants(arguments: &MutantsArguments) -> Result<ExitCode, Exit> {
    if arguments.list {
        for fault in faults(arguments.derived) {
            let source = fault
                .source
                .map_or(String::new(), |url| format!(" ({url})"));
            outln!("{}  {}{source}", fault.name, fault.sentence);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let ready = ready(&arguments.proof)?;
    let faults = match &arguments.fault {
        None => faults(arguments.derived),
        Some(name) => WrongBook::named(name).map_err(|error| {
            Exit::usage(error).help("`kmspec mutants --list --derived` shows them")
        })?,
    };
    let one = faults.len() == 1;
    let mutants = proof::mutants(
        &ready.cases,
        &MutantsOptions {
            seed: ready.seed,
            jobs: ready.jobs,
            faults,
            all_killers: one,
        },
    );
    if one {
        for outcome in &mutants.outcomes {
            in_full(outcome, mutants.seed);
        }
    } else {
        by_fault(&mutants);
    }
    score(&mutants);
    save(arguments.proof.report_json.as_deref(), &mutants)?;
    Ok(ExitCode::from(u8::from(!mutants.complaints().is_empty())))
}

/// The written faults, and those that follow from the book if they are asked for.
fn faults(derived: bool) -> Vec<WrongBook> {
    let mut faults: Vec<WrongBook> = Fault::all().map(WrongBook::from).collect();
    if derived {
        faults.extend(WrongBook::derived());
    }
    faults
}

/// Proves everything that the suite claims of itself.
pub(crate) fn prove(arguments: &ProveArguments) -> Result<ExitCode, Exit> {
    let ready = ready(&arguments.proof)?;
    let Ready { cases, seed, jobs } = &ready;
    let (seed, jobs) = (*seed, *jobs);
    heading("Faults: each must be noticed");
    let mutants = proof::mutants(
        cases,
        &MutantsOptions {
            seed,
            jobs,
            faults: faults(true),
            all_killers: false,
        },
    );
    score(&mutants);
    heading("Null servers: none may get far");
    let null_servers = proof::null_servers(cases, seed, jobs);
    null_table(&null_servers);
    heading("Seeds: the same seed asks the same, another something else");
    let repetition = proof::repetition(cases, seed);
    repeated(&repetition);
    heading("False alarms: the right reference must pass");
    let options = SoakOptions {
        seed,
        seeds: arguments.seeds,
        seeds_of_choices: arguments.seeds.div_ceil(10),
        seeds_of_dresses: arguments.seeds.div_ceil(10),
        threads: jobs,
    };
    let soak = proof::soak(cases, options, soak_row).map_err(Exit::unreachable)?;
    for alarm in soak.alarms.iter().take(20) {
        outln!(
            "  {} ({}, seed {}, -j {}): {}",
            alarm.case,
            alarm.way,
            alarm.seed,
            alarm.jobs,
            alarm.saw.join("; ")
        );
    }
    let complaints = complaints(&mutants, &null_servers, &repetition, &soak);
    save(
        arguments.proof.report_json.as_deref(),
        &Proof {
            cases: cases.len(),
            mutants: &mutants,
            null_servers: &null_servers,
            repetition: &repetition,
            soak: &soak,
            complaints: &complaints,
        },
    )?;
    if complaints.is_empty() {
        outln!("\nEverything holds (seed {seed}).");
    } else {
        outln!("\nThis does not hold (seed {seed}):");
        for complaint in &complaints {
            outln!("  {complaint}");
        }
    }
    Ok(ExitCode::from(u8::from(!complaints.is_empty())))
}

fn complaints(
    mutants: &Mutants,
    null_servers: &NullTable,
    repetition: &Repetition,
    soak: &Soak,
) -> Vec<String> {
    let mut complaints = mutants.complaints();
    complaints.extend(null_servers.complaints());
    complaints.extend(repetition.complaints());
    if !soak.alarms.is_empty() {
        complaints.push(format!("{} false alarms", soak.alarms.len()));
    }
    complaints
}

struct Ready {
    cases: Vec<Case>,
    seed: u64,
    jobs: usize,
}

fn ready(arguments: &ProofArguments) -> Result<Ready, Exit> {
    if let Some(path) = &arguments.report_json {
        corpus::writable(path)?;
    }
    let cases =
        corpus::everything(arguments.cases.as_deref()).map_err(|errors| corpus::refuse(&errors))?;
    if cases.is_empty() {
        return Err(Exit::nothing("there are no cases"));
    }
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    Ok(Ready {
        cases,
        seed: arguments.seed.unwrap_or_else(new_seed),
        jobs: arguments.jobs.map_or_else(processors, usize::from),
    })
}

fn heading(text: &str) {
    outln!("\n{text}");
}

fn by_fault(mutants: &Mutants) {
    for outcome in &mutants.outcomes {
        let Some(killing) = outcome.killings.first() else {
            continue;
        };
        outln!(
            "{}  {}\n  {}",
            outcome.fault,
            outcome.sentence,
            killing.case
        );
        for saw in &killing.saw {
            outln!("    {saw}");
        }
    }
}

/// One fault with every case that notices it.
fn in_full(outcome: &FaultOutcome, seed: u64) {
    outln!("{}  {}\n", outcome.fault, outcome.sentence);
    let mut out = anstream::stdout();
    for killing in &outcome.killings {
        // A reader that went away does not take the score with it.
        let _ = report::write_failure(&mut out, &killing.result, seed, &Rerun::default());
    }
    outln!(
        "{} of {} cases notice it; {} got no verdict\n",
        outcome.killings.len(),
        outcome.ran,
        outcome.without_verdict
    );
}

fn score(mutants: &Mutants) {
    for outcome in mutants.survivors() {
        outln!(
            "  survives: {}  {} ({} cases got no verdict)",
            outcome.fault,
            outcome.sentence,
            outcome.without_verdict
        );
    }
    let open = mutants.open().count();
    outln!(
        "  {} of {} faults noticed in {:.1} s (seed {}){}",
        mutants.killed(),
        mutants.outcomes.len(),
        mutants.duration.as_secs_f64(),
        mutants.seed,
        if open > 0 {
            format!("; {open} open questions")
        } else {
            String::new()
        }
    );
}

fn null_table(table: &NullTable) {
    outln!(
        "  {:<30} {:>5} {:>5} {:>8} {:>11} {:>6} {:>7} {:>6}",
        "server",
        "pass",
        "fail",
        "blocked",
        "unsupported",
        "error",
        "passes",
        "most"
    );
    for row in &table.rows {
        let count = |name: &str| row.verdicts.get(name).copied().unwrap_or(0);
        outln!(
            "  {:<30} {:>5} {:>5} {:>8} {:>11} {:>6} {:>5.1} % {:>4.1} %",
            row.server,
            count("pass"),
            count("fail"),
            count("blocked"),
            count("unsupported"),
            count("error"),
            row.pass_rate() * 100.0,
            row.most * 100.0
        );
    }
    outln!(
        "  {} cases pass on every server that answers; {:.1} s",
        table.pass_everywhere.len(),
        table.duration.as_secs_f64()
    );
}

fn repeated(repetition: &Repetition) {
    outln!(
        "  two runs of one seed {}; another seed {} the order and asks {} of {} cases something else",
        if repetition.repeats {
            "send the same bytes"
        } else {
            "differ"
        },
        if repetition.order_differs {
            "changes"
        } else {
            "keeps"
        },
        repetition.drawn_anew,
        repetition.instances
    );
}

fn soak_row(row: &SoakRow) {
    outln!(
        "  {:<26} -j {:<3} {:>4} runs {:>7} verdicts {:>3} false alarms {:>7.1} s",
        row.way,
        row.jobs,
        row.runs,
        row.verdicts,
        row.alarms,
        row.duration.as_secs_f64()
    );
}

fn save(path: Option<&Path>, value: &impl Serialize) -> Result<(), Exit> {
    let Some(path) = path else { return Ok(()) };
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|error| Exit::usage(format!("cannot write the report: {error}")))?;
    text.push('\n');
    corpus::write_whole(path, &text)
}
