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
    /// Tell which facts recordings contradict, which they confirm, and of how many none speaks; 1 where one contradicts one.
    Diff(DiffArguments),
}

/// `kmspec facts diff`.
#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// The folders of recordings, which `kmspec record --out DIR` wrote, such as one for each seed or Region.
    #[arg(value_name = "RECORDING", required = true)]
    recordings: Vec<PathBuf>,
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
    let recordings = recordings::read_all(&arguments.recordings)?;
    let cases =
        corpus::everything(arguments.cases.as_deref()).map_err(|errors| corpus::refuse(&errors))?;
    let facts = corpus::facts(&SelectionArguments {
        cases: arguments.cases.clone(),
        ..SelectionArguments::default()
    })?;
    let diff = record::diff_facts(&facts, &cases, &recordings);
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
    let verb = if recordings.len() == 1 {
        "it does not speak"
    } else {
        "none speaks"
    };
    outln!(
        "by {}: {} facts contradicted, {} confirmed; of {} {verb}",
        recordings::origins(&recordings),
        diff.contradicted.len(),
        diff.confirmed.len(),
        diff.silent.len()
    );
    Ok(ExitCode::from(u8::from(!diff.contradicted.is_empty())))
}
