//! One result that needs somebody's attention, in full.

use std::io::{self, Write};

use super::Rerun;
use super::exchange::write_decisive;
use super::fault::write_fault;
use super::phrase;
use super::secrets::Secrets;
use super::style::{self, ACTUAL, EXPECTED, STRONG};
use super::text::{one_line, visible, write_indented};
use crate::case::Paint;
use crate::check::{CaseResult, Mismatch, Origin};

/// Writes a result in the order in which it is read: id and verdict, requirement, expected and actual with the place in
/// the case file, evidence, request and response, the command that runs just this.
///
/// # Errors
/// Those of the stream.
pub fn write_failure(
    out: &mut dyn Write,
    result: &CaseResult,
    seed: u64,
    rerun: &Rerun,
) -> io::Result<()> {
    let secrets = Secrets::of(&result.exchanges);
    let word = style::of(result.verdict);
    let tries = if result.tries > 1 {
        format!(" after {} tries", result.tries)
    } else {
        String::new()
    };
    writeln!(
        out,
        "{word}{}{word:#} {STRONG}{}{STRONG:#}{tries}\n",
        result.verdict,
        one_line(result.id.as_str())
    )?;
    write_indented(out, "  ", &visible(&result.requirement))?;
    writeln!(out)?;
    if let Some(fault) = &result.fault {
        write_fault(out, fault, &secrets)?;
        writeln!(out)?;
    }
    for mismatch in &result.mismatches {
        write_mismatch(out, mismatch, &secrets)?;
    }
    if let Some(regression) = result.regression.as_ref().filter(|diff| !diff.is_empty()) {
        writeln!(
            out,
            "  {STRONG}changed since the accepted snapshot{STRONG:#}"
        )?;
        write_indented(out, "    ", &visible(&secrets.scrub(regression)))?;
        writeln!(out)?;
    }
    writeln!(out, "  {STRONG}evidence{STRONG:#}")?;
    for evidence in &result.evidence {
        write_indented(out, "    ", &visible(&phrase::evidence(evidence)))?;
    }
    writeln!(out)?;
    write_commands(out, result)?;
    write_decisive(out, result, &secrets)?;
    writeln!(
        out,
        "  {STRONG}rerun{STRONG:#} {}\n",
        rerun.command(result.id.as_str(), seed)
    )
}

/// Writes what the CLI under test was told and printed in the step that decided; nothing in it is secret.
fn write_commands(out: &mut dyn Write, result: &CaseResult) -> io::Result<()> {
    const LONGEST: usize = 2000;
    let decisive = |step: usize| Some(step) == result.failed_step;
    for run in result.commands.iter().filter(|run| decisive(run.step)) {
        let line = one_line(&run.args.join(" "));
        writeln!(out, "  {STRONG}aws{STRONG:#} {line}")?;
        writeln!(out, "    {}", run.ended)?;
        for (name, text) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
            if !text.is_empty() {
                let text: String = text.chars().take(LONGEST).collect();
                write_indented(
                    out,
                    "    ",
                    &visible(&format!("{name}: {}", text.trim_end())),
                )?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_mismatch(out: &mut dyn Write, mismatch: &Mismatch, secrets: &Secrets) -> io::Result<()> {
    let whose = match mismatch.origin {
        Origin::Endpoint => "",
        Origin::Client => "client: ",
    };
    let shown = |text: &str| visible(&secrets.scrub(text)).replace('\n', "\n              ");
    writeln!(
        out,
        "  {STRONG}{whose}{}{STRONG:#}",
        one_line(&secrets.scrub(&mismatch.path))
    )?;
    writeln!(
        out,
        "    expected  {EXPECTED}{}{EXPECTED:#}",
        shown(&mismatch.expected)
    )?;
    writeln!(
        out,
        "    actual    {ACTUAL}{}{ACTUAL:#}",
        shown(&mismatch.actual)
    )?;
    if let Some(location) = &mismatch.location {
        write_indented(out, "    ", &location.excerpt(Paint::Coloured))?;
    }
    writeln!(out)
}
