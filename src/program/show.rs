//! `kmspec list`, `why` and `schema`: what the suite holds, without running anything.

use std::io;
use std::process::ExitCode;

use kmspec::case::{self, Case};
use kmspec::report;
use kmspec::runner::{Fixtures, Selection};

use super::args::{SchemaArguments, SelectionArguments};
use super::corpus;
use super::exit::Exit;

/// Lists the selected cases.
pub(crate) fn list(arguments: &SelectionArguments) -> Result<ExitCode, Exit> {
    let cases = selected(arguments)?;
    printed(report::write_list(&mut anstream::stdout(), &cases, true))
}

/// Explains the selected cases.
pub(crate) fn why(arguments: &SelectionArguments) -> Result<ExitCode, Exit> {
    let cases = selected(arguments)?;
    let mut out = anstream::stdout();
    for case in &cases {
        printed(report::write_why(&mut out, case))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the JSON Schema of the case format, of the report or of fixtures.
pub(crate) fn schema(arguments: &SchemaArguments) -> Result<ExitCode, Exit> {
    let schema = if arguments.report {
        report::report_schema()
    } else if arguments.fixtures {
        Fixtures::schema()
    } else {
        case::schema()
    };
    printed(writeln(&schema))
}

fn writeln(schema: &serde_json::Value) -> io::Result<()> {
    let mut out = anstream::stdout();
    serde_json::to_writer_pretty(&mut out, schema)?;
    io::Write::write_all(&mut out, b"\n")
}

/// The cases with a selected instance, whole.
fn selected(arguments: &SelectionArguments) -> Result<Vec<Case>, Exit> {
    let corpus = corpus::load(arguments)?;
    let selection = selection(arguments, corpus.prefixes)?;
    let kept: std::collections::BTreeSet<String> = selection
        .select(&corpus.cases)
        .iter()
        .filter(|instance| !selection.skips(instance))
        .map(|instance| instance.case.id.as_str().to_owned())
        .collect();
    let cases: Vec<Case> = corpus
        .cases
        .into_iter()
        .filter(|case| kept.contains(case.id.as_str()))
        .collect();
    if cases.is_empty() {
        return Err(Exit::nothing("no case is selected").help("`kmspec list` shows every case"));
    }
    Ok(cases)
}

/// What the flags select.
pub(crate) fn selection(
    arguments: &SelectionArguments,
    prefixes: Vec<String>,
) -> Result<Selection, Exit> {
    let mut filters = prefixes;
    filters.extend(arguments.filter.iter().cloned());
    if arguments.exact && filters.is_empty() {
        return Err(Exit::usage("--exact needs an id")
            .help("kmspec run --exact custom_key_store/delete/twice"));
    }
    Ok(Selection {
        filters,
        exact: arguments.exact,
        tags: arguments.tag.clone(),
        skip: arguments.skip.clone(),
        shard: arguments.shard,
    })
}

fn printed(result: io::Result<()>) -> Result<ExitCode, Exit> {
    match result {
        // A reader that has seen enough, such as `head`, is no error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(Exit::unwritten(format!("cannot write: {error}"))),
        Ok(()) => Ok(ExitCode::SUCCESS),
    }
}
