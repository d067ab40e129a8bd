//! `kmspec facts diff`: what a recording says of the facts.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use kmspec::record;

use super::args::SelectionArguments;
use super::exit::Exit;
use super::output::outln;
use super::{corpus, record as recordings};

/// How many case instances are named for a fact.
const NAMED: usize = 5;

/// `kmspec facts …`.
#[derive(Debug, Subcommand)]
pub(crate) enum FactsCommand {
    /// Tell which facts a recording contradicts, which it confirms, and of how many it does not speak; 1 where it contradicts
    /// one.
    Diff(DiffArguments),
}

/// `kmspec facts diff`.
#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// The folder of a recording, which `kmspec record --out DIR` wrote.
    #[arg(value_name = "RECORDING")]
    recording: PathBuf,
    /// Where the cases are; without it ./cases if there is one, else the corpus built into the program.
    #[arg(long, env = "KMSPEC_CASES", value_name = "DIR")]
    cases: Option<PathBuf>,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
}

/// Carries a command out.
pub(crate) fn facts(command: &FactsCommand) -> Result<ExitCode, Exit> {
    let FactsCommand::Diff(arguments) = command;
    let recording = recordings::read(&arguments.recording)?;
    let cases =
        corpus::everything(arguments.cases.as_deref()).map_err(|errors| corpus::refuse(&errors))?;
    let facts = corpus::facts(&SelectionArguments {
        cases: arguments.cases.clone(),
        ..SelectionArguments::default()
    })?;
    let diff = record::diff_facts(&facts, &cases, &recording);
    if arguments.json {
        let text = serde_json::to_string_pretty(&diff);
        outln!(
            "{}",
            text.map_err(|error| Exit::unwritten(error.to_string()))?
        );
        return Ok(ExitCode::from(u8::from(!diff.contradicted.is_empty())));
    }
    for (id, by) in &diff.contradicted {
        let statement = facts.get(id).map_or("", |fact| fact.statement.trim());
        outln!("contradicted {id}: {statement}");
        for instance in by.iter().take(NAMED) {
            outln!("  {instance}");
        }
        if by.len() > NAMED {
            outln!("  and {} more", by.len() - NAMED);
        }
    }
    for (id, instances) in &diff.confirmed {
        outln!("confirmed {id}: {instances} cases");
    }
    if !diff.outdated.is_empty() {
        let number = diff.outdated.len();
        outln!(
            "note: {number} recorded cases have been changed since, or are gone, and say nothing"
        );
    }
    let from = &recording.evidence;
    outln!(
        "by {} in {}, {}: {} facts contradicted, {} confirmed; of {} it does not speak",
        from.target,
        from.region,
        from.date,
        diff.contradicted.len(),
        diff.confirmed.len(),
        diff.silent.len()
    );
    Ok(ExitCode::from(u8::from(!diff.contradicted.is_empty())))
}
