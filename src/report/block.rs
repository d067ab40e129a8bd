//! Results that need attention, gathered: one block for what is wrong, with the other cases in which it is wrong too.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Rerun;
use super::alike;
use super::cause::{self, Cause};
use super::failure::{write_expected_and_actual, write_failure};
use super::fault::write_fault;
use super::phrase;
use super::secrets::Secrets;
use super::style::{self, QUIET, STRONG};
use super::text::{one_line, shorten, visible, write_indented};
use crate::check::{CaseResult, Mismatch, Origin, RunSummary, Verdict};

/// Up to so many blocks are shown in full: more would be too long to read.
const FEW: usize = 3;

/// The longest expected or actual value of a short block, in characters.
const LONGEST: usize = 240;

/// What is wrong, in the first case that shows it.
struct Block<'r> {
    first: &'r CaseResult,
    others: Vec<&'r CaseResult>,
}

/// By what results are gathered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Cause(Verdict, Cause),
    Fault(Verdict, String),
}

/// Writes a block for each cause, in the order of ids: in full where there are few, else in short.
pub(super) fn write_blocks(
    out: &mut dyn Write,
    summary: &RunSummary,
    rerun: &Rerun,
) -> io::Result<()> {
    let blocks = gathered(&summary.results);
    let few = blocks.len() <= FEW;
    for block in &blocks {
        if few {
            write_failure(out, block.first, summary.seed, rerun)?;
            write_others(out, block)?;
        } else {
            write_short(out, block, summary.seed, rerun)?;
        }
    }
    if !few {
        writeln!(
            out,
            "{QUIET}requests, responses and all evidence: a rerun of one, or --verbose for all{QUIET:#}\n"
        )?;
    }
    Ok(())
}

/// Whether somebody has to look at the result.
pub(super) fn needs_attention(result: &CaseResult) -> bool {
    match result.verdict {
        Verdict::Fail | Verdict::Error | Verdict::Blocked | Verdict::Flaky | Verdict::Fixed => true,
        Verdict::Pass | Verdict::Deviates | Verdict::Unsupported | Verdict::Disabled => false,
    }
}

fn gathered(results: &[CaseResult]) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut places: BTreeMap<Key, usize> = BTreeMap::new();
    for result in results.iter().filter(|result| needs_attention(result)) {
        let keys = keys(result);
        let known: Vec<usize> = keys
            .iter()
            .filter_map(|key| places.get(key).copied())
            .collect();
        for place in &known {
            let others = blocks.get_mut(*place).map(|block| &mut block.others);
            if let Some(others) =
                others.filter(|it| it.last().is_none_or(|last| last.id != result.id))
            {
                others.push(result);
            }
        }
        if known.len() < keys.len() {
            for key in keys {
                places.entry(key).or_insert(blocks.len());
            }
            blocks.push(Block {
                first: result,
                others: Vec::new(),
            });
        }
    }
    blocks
}

fn keys(result: &CaseResult) -> Vec<Key> {
    let causes = cause::distinct(result).into_iter();
    let mut keys: Vec<Key> = causes.map(|it| Key::Cause(result.verdict, it)).collect();
    if let Some(fault) = &result.fault {
        keys.push(Key::Fault(result.verdict, alike::plain(&fault.summary)));
    }
    keys
}

fn write_others(out: &mut dyn Write, block: &Block<'_>) -> io::Result<()> {
    if block.others.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {STRONG}also{STRONG:#}")?;
    for other in &block.others {
        writeln!(out, "    {}", one_line(other.id.as_str()))?;
    }
    writeln!(out)
}

/// A block in a few lines: the rule, what does not match and where it is asked for, one source, the other cases.
fn write_short(out: &mut dyn Write, block: &Block<'_>, seed: u64, rerun: &Rerun) -> io::Result<()> {
    let result = block.first;
    let secrets = Secrets::of(&result.exchanges);
    let word = style::of(result.verdict);
    let id = one_line(result.id.as_str());
    let more = match block.others.len() {
        0 => String::new(),
        others => format!(" {QUIET}and {others} more{QUIET:#}"),
    };
    writeln!(
        out,
        "{word}{}{word:#} {STRONG}{id}{STRONG:#}{more}",
        result.verdict
    )?;
    write_indented(out, "  ", &visible(&result.requirement))?;
    if let Some(fault) = &result.fault {
        write_fault(out, fault, &secrets)?;
    }
    for mismatch in &result.mismatches {
        write_mismatch(out, mismatch, &secrets)?;
    }
    if let (Some(evidence), false) = (result.evidence.first(), result.mismatches.is_empty()) {
        let evidence = one_line(&shorten(&phrase::evidence(evidence), LONGEST));
        writeln!(out, "  {QUIET}evidence  {evidence}{QUIET:#}")?;
    }
    for (at, other) in block.others.iter().enumerate() {
        let label = if at == 0 { "also" } else { "" };
        writeln!(out, "  {label:8}  {}", one_line(other.id.as_str()))?;
    }
    let command = rerun.command(result.id.as_str(), seed);
    writeln!(out, "  {QUIET}rerun     {command}{QUIET:#}\n")
}

fn write_mismatch(out: &mut dyn Write, mismatch: &Mismatch, secrets: &Secrets) -> io::Result<()> {
    let whose = match mismatch.origin {
        Origin::Endpoint => "",
        Origin::Client => "client: ",
    };
    let shown = |text: &str| one_line(&shorten(&secrets.scrub(text), LONGEST));
    let place = mismatch.location.as_ref().map(|location| {
        let (line, column) = (location.span.line, location.span.column);
        format!("  {}:{line}:{column}", one_line(&location.source.path))
    });
    writeln!(
        out,
        "  {STRONG}{whose}{}{STRONG:#}{QUIET}{}{QUIET:#}",
        shown(&mismatch.path),
        place.unwrap_or_default()
    )?;
    write_expected_and_actual(out, mismatch, shown)
}
