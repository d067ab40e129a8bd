//! `kmspec list`, `why` and `schema`: what the suite holds, without running anything.

use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use kmspec::case::{self, Case, Fact, is_fact_id};
use kmspec::report;
use kmspec::runner::{Fixtures, Selection, UnknownName};

use super::args::{ListArguments, SchemaArguments, SelectionArguments};
use super::corpus::{self, Corpus};
use super::exit::Exit;
use super::moved;

/// Lists the selected cases, or their tags.
pub(crate) fn list(arguments: &ListArguments) -> Result<ExitCode, Exit> {
    let cases = selected(&arguments.selection)?;
    let mut out = anstream::stdout();
    printed(if arguments.facts {
        let facts = corpus::facts(&arguments.selection)?;
        let all = is_everything(&arguments.selection);
        let cited = |fact: &&Arc<Fact>| all || cases.iter().any(|case| case.cites(&fact.id));
        report::write_facts(&mut out, facts.all().filter(cited))
    } else if arguments.tags {
        report::write_tags(&mut out, &cases)
    } else {
        report::write_list(&mut out, &cases, true)
    })
}

/// Whether nothing narrows what is selected.
fn is_everything(selection: &SelectionArguments) -> bool {
    let words = [
        &selection.operands,
        &selection.filter,
        &selection.tag,
        &selection.skip,
    ];
    words.iter().all(|words| words.is_empty()) && selection.shard.is_none()
}

/// Explains the selected cases, and the facts whose ids are given.
pub(crate) fn why(arguments: &SelectionArguments) -> Result<ExitCode, Exit> {
    let (ids, others): (Vec<String>, Vec<String>) = arguments
        .operands
        .iter()
        .cloned()
        .partition(|operand| is_fact_id(operand) && !Path::new(operand).exists());
    let mut out = anstream::stdout();
    if !ids.is_empty() {
        why_facts(&mut out, arguments, &ids)?;
    }
    if !ids.is_empty() && others.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let arguments = SelectionArguments {
        operands: others,
        ..arguments.clone()
    };
    let cases = selected(&arguments)?;
    for case in &cases {
        printed(report::write_why(&mut out, case))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Explains facts, with every case that relies on them.
fn why_facts(
    out: &mut dyn io::Write,
    arguments: &SelectionArguments,
    ids: &[String],
) -> Result<(), Exit> {
    let facts = corpus::facts(arguments)?;
    let cases =
        corpus::everything(arguments.cases.as_deref()).map_err(|errors| corpus::refuse(&errors))?;
    for id in ids {
        let Some(fact) = facts.get(id) else {
            let exit = Exit::usage(format!("there is no fact `{id}`"));
            let list = || "`kmspec list --facts` shows every fact".to_owned();
            return Err(exit.help(facts.did_you_mean(id).unwrap_or_else(list)));
        };
        printed(report::write_why_fact(out, fact, &cases))?;
    }
    Ok(())
}

/// Prints the JSON Schema of the case format, of facts, of the report, of fixtures, of profiles or of price lists.
pub(crate) fn schema(arguments: &SchemaArguments) -> Result<ExitCode, Exit> {
    let schema = if arguments.report {
        report::report_schema()
    } else if arguments.fixtures {
        Fixtures::schema()
    } else if arguments.facts {
        case::facts_schema()
    } else if arguments.target {
        case::target_schema()
    } else if arguments.prices {
        case::prices_schema()
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
pub(crate) fn selected(arguments: &SelectionArguments) -> Result<Vec<Case>, Exit> {
    let corpus = corpus::load(arguments)?;
    let selection = selection(arguments, &corpus)?;
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

/// What the flags select of the corpus.
pub(crate) fn selection(
    arguments: &SelectionArguments,
    corpus: &Corpus,
) -> Result<Selection, Exit> {
    let selection = Selection {
        operands: corpus.operands.clone(),
        filters: if arguments.exact {
            moved::followed(&arguments.filter)
        } else {
            arguments.filter.clone()
        },
        exact: arguments.exact,
        tags: arguments.tag.clone(),
        skip: moved::followed(&arguments.skip),
        shard: arguments.shard,
    };
    if selection.exact && selection.operands.is_empty() && selection.filters.is_empty() {
        return Err(Exit::usage("--exact needs an id")
            .help("kmspec run --exact custom_key_store/delete/twice"));
    }
    let known = || corpus::known(arguments, corpus);
    let checked = if selection.skip.is_empty() {
        selection.check_names(&corpus.cases, &[])
    } else {
        selection.check_names(&corpus.cases, &known()?)
    };
    checked.map_err(|unknown| unknown_name(&unknown))?;
    Ok(selection)
}

/// The exit for a name of nothing.
pub(crate) fn unknown_name(unknown: &UnknownName) -> Exit {
    let exit = Exit::usage(unknown);
    match unknown.help() {
        Some(help) => exit.help(help),
        None => exit.help("`kmspec list` shows every case"),
    }
}

fn printed(result: io::Result<()>) -> Result<ExitCode, Exit> {
    match result {
        // A reader that has seen enough, such as `head`, is no error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(Exit::unwritten(format!("cannot write: {error}"))),
        Ok(()) => Ok(ExitCode::SUCCESS),
    }
}
