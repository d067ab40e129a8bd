//! One result that needs somebody's attention, in full.

use std::io::{self, Write};

use super::Rerun;
use super::exchange::write_decisive;
use super::fault::write_fault;
use super::phrase;
use super::secrets::Secrets;
use super::style::{self, ACTUAL, EXPECTED, STRONG};
use super::text::{count, one_line, visible, write_indented};
use crate::case::Paint;
use crate::check::{CaseResult, Mismatch, Origin, Sighting};

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
    let secrets = Secrets::of_result(result);
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
    writeln!(out, "  {STRONG}evidence{STRONG:#}")?;
    for evidence in &result.evidence {
        write_indented(out, "    ", &visible(&phrase::evidence(evidence)))?;
    }
    writeln!(out)?;
    write_sightings(out, &result.sightings, &secrets)?;
    write_commands(out, result)?;
    write_decisive(out, result, &secrets)?;
    // What another case saw, that case sees again.
    let again = result
        .sightings
        .first()
        .map_or(&result.id, |seen| &seen.case);
    writeln!(
        out,
        "  {STRONG}rerun{STRONG:#} {}\n",
        rerun.command(again.as_str(), seed)
    )
}

/// Writes which case of the run saw each mismatch first.
fn write_sightings(
    out: &mut dyn Write,
    sightings: &[Sighting],
    secrets: &Secrets,
) -> io::Result<()> {
    if sightings.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {STRONG}seen{STRONG:#}")?;
    for seen in sightings {
        let place = match seen.step {
            0 => "set-up".to_owned(),
            step => format!("step {step}"),
        };
        writeln!(
            out,
            "    {} in {}, first in {}, {place}",
            one_line(&secrets.scrub(&seen.path)),
            count(seen.cases, "case"),
            one_line(seen.case.as_str()),
        )?;
    }
    writeln!(out)
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
    write_expected_and_actual(out, mismatch, shown)?;
    if let Some(location) = &mismatch.location {
        write_indented(out, "    ", &location.excerpt(Paint::Coloured))?;
    }
    writeln!(out)
}

/// What was expected and what came, one under the other, each text as `shown` makes it.
pub(super) fn write_expected_and_actual(
    out: &mut dyn Write,
    mismatch: &Mismatch,
    shown: impl Fn(&str) -> String,
) -> io::Result<()> {
    writeln!(
        out,
        "    expected  {EXPECTED}{}{EXPECTED:#}",
        shown(&mismatch.expected)
    )?;
    writeln!(
        out,
        "    actual    {ACTUAL}{}{ACTUAL:#}",
        shown(&mismatch.actual)
    )
}
