//! The end of a run: verdicts by operation, what needs attention, what the run allows to say.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use super::conformance::{is_conformant, warnings};
use super::secrets::Secrets;
use super::style::{self, QUIET, STRONG, WARNING};
use super::text::{count, one_line, shorten, visible};
use crate::check::{CaseResult, LeftBehind, RunSummary, Verdict};

/// Verdicts whose cases are named at the end, the gravest last, next to the totals.
const NAMED: [Verdict; 6] = [
    Verdict::Flaky,
    Verdict::Deviates,
    Verdict::Fixed,
    Verdict::Blocked,
    Verdict::Error,
    Verdict::Fail,
];

/// How many reasons are told for each kind of skip.
const MOST_REASONS: usize = 5;

/// Writes a table of verdicts by operation, the ids that need attention, totals, warnings, and whether the target may be
/// called conformant.
///
/// # Errors
/// Those of the stream.
pub fn write_summary(out: &mut dyn Write, summary: &RunSummary) -> io::Result<()> {
    write_table(out, &summary.results)?;
    write_reasons(out, &summary.results)?;
    write_named(out, summary)?;
    write_totals(out, summary)?;
    write_left_behind(out, &summary.left_behind)?;
    for warning in warnings(summary) {
        writeln!(out, "{WARNING}warning{WARNING:#} {}", visible(&warning))?;
    }
    write_conformance(out, summary)
}

fn write_table(out: &mut dyn Write, results: &[CaseResult]) -> io::Result<()> {
    let mut rows: BTreeMap<&str, BTreeMap<Verdict, usize>> = BTreeMap::new();
    for result in results {
        *rows
            .entry(result.operation.name())
            .or_default()
            .entry(result.verdict)
            .or_default() += 1;
    }
    if rows.is_empty() {
        return Ok(());
    }
    let columns: Vec<Verdict> = Verdict::ALL
        .into_iter()
        .filter(|verdict| rows.values().any(|row| row.contains_key(verdict)))
        .collect();
    let first = rows
        .keys()
        .map(|name| name.len())
        .max()
        .unwrap_or_default()
        .max("operation".len());
    write!(out, "{STRONG}{:first$}{STRONG:#}", "operation")?;
    for verdict in &columns {
        let style = style::of(*verdict);
        write!(out, "  {style}{:>5}{style:#}", verdict.name())?;
    }
    writeln!(out)?;
    for (name, row) in rows {
        write!(out, "{name:first$}")?;
        for verdict in &columns {
            let width = verdict.name().len().max(5);
            match row.get(verdict) {
                Some(number) => write!(out, "  {number:>width$}")?,
                None => write!(out, "  {QUIET}{:>width$}{QUIET:#}", "-")?,
            }
        }
        writeln!(out)?;
    }
    writeln!(out)
}

/// Why cases were not judged: the most frequent reasons of each kind of skip.
fn write_reasons(out: &mut dyn Write, results: &[CaseResult]) -> io::Result<()> {
    let mut any = false;
    for verdict in [Verdict::Unsupported, Verdict::Disabled] {
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        for result in results.iter().filter(|result| result.verdict == verdict) {
            let reason = result
                .fault
                .as_ref()
                .map_or("no reason given", |fault| &fault.summary);
            let reason = Secrets::of(&result.exchanges).scrub(reason);
            *reasons.entry(reason).or_default() += 1;
        }
        let mut reasons: Vec<(String, usize)> = reasons.into_iter().collect();
        reasons.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        let style = style::of(verdict);
        for (reason, times) in reasons.iter().take(MOST_REASONS) {
            any = true;
            let reason = one_line(&shorten(reason, 200));
            writeln!(out, "{style}{times:>5} {verdict}{style:#}  {reason}")?;
        }
        if let Some(more) = reasons.get(MOST_REASONS..).filter(|more| !more.is_empty()) {
            let cases: usize = more.iter().map(|(_, times)| times).sum();
            writeln!(
                out,
                "{style}{cases:>5} {verdict}{style:#}  for {}",
                count(more.len(), "other reason")
            )?;
        }
    }
    if any { writeln!(out) } else { Ok(()) }
}

fn write_named(out: &mut dyn Write, summary: &RunSummary) -> io::Result<()> {
    let mut any = false;
    for verdict in NAMED {
        for result in summary
            .results
            .iter()
            .filter(|result| result.verdict == verdict)
        {
            any = true;
            let style = style::of(verdict);
            let id = one_line(result.id.as_str());
            let why = result
                .fault
                .as_ref()
                .map(|fault| format!(": {}", one_line(&shorten(&fault.summary, 200))));
            let secrets = Secrets::of(&result.exchanges);
            let why = secrets.scrub(&why.unwrap_or_default());
            writeln!(
                out,
                "{style}{:>8}{style:#} {id}{QUIET}{why}{QUIET:#}",
                verdict.name()
            )?;
        }
    }
    for result in summary.results.iter().filter(|result| changed(result)) {
        any = true;
        writeln!(
            out,
            "{WARNING}{:>8}{WARNING:#} {}",
            "changed",
            one_line(result.id.as_str())
        )?;
    }
    if any { writeln!(out) } else { Ok(()) }
}

fn write_totals(out: &mut dyn Write, summary: &RunSummary) -> io::Result<()> {
    let results = &summary.results;
    let mut parts: Vec<String> = Verdict::ALL
        .into_iter()
        .filter_map(|verdict| total(results, verdict))
        .collect();
    let changes = results.iter().filter(|result| changed(result)).count();
    if changes > 0 {
        parts.push(format!("{changes} changed since the accepted snapshot"));
    }
    let parts = if parts.is_empty() {
        "nothing".to_owned()
    } else {
        parts.join(", ")
    };
    let time = seconds(summary.duration);
    let target = one_line(&summary.target);
    let cases = count(results.len(), "case");
    writeln!(
        out,
        "{cases} on {target} in {time} (seed {}): {STRONG}{parts}{STRONG:#}",
        summary.seed
    )
}

/// What somebody has to take away by hand.
fn write_left_behind(out: &mut dyn Write, left: &[LeftBehind]) -> io::Result<()> {
    for left in left {
        let text = format!(
            "{} {} in {} ({}): {}",
            left.kind, left.id, left.region, left.principal, left.reason
        );
        let text = one_line(&shorten(&text, 400));
        writeln!(out, "{WARNING}left behind{WARNING:#} {text}")?;
    }
    Ok(())
}

fn write_conformance(out: &mut dyn Write, summary: &RunSummary) -> io::Result<()> {
    let results = &summary.results;
    if is_conformant(summary) {
        let style = style::of(Verdict::Pass);
        let target = one_line(&summary.target);
        let cases = match results.len() {
            1 => "the only case".to_owned(),
            number => format!("each of the {number} cases"),
        };
        return writeln!(
            out,
            "{style}conformant{style:#}: {target} passes {cases} that ran"
        );
    }
    if summary.interrupted {
        return writeln!(
            out,
            "{STRONG}interrupted{STRONG:#}: the run is not complete, and says nothing of conformance"
        );
    }
    let others = Verdict::ALL
        .into_iter()
        .filter(|verdict| !matches!(verdict, Verdict::Pass | Verdict::Fixed));
    let reasons: Vec<String> = others
        .filter_map(|verdict| total(results, verdict))
        .collect();
    if results.iter().any(|result| result.verdict == Verdict::Fail) {
        let style = style::of(Verdict::Fail);
        writeln!(
            out,
            "{style}not conformant{style:#}: {}",
            reasons.join(", ")
        )
    } else if reasons.is_empty() {
        writeln!(
            out,
            "{STRONG}no claim of conformance{STRONG:#}: nothing ran"
        )
    } else {
        writeln!(
            out,
            "{STRONG}no claim of conformance{STRONG:#}: {}",
            reasons.join(", ")
        )
    }
}

fn total(results: &[CaseResult], verdict: Verdict) -> Option<String> {
    let number = results
        .iter()
        .filter(|result| result.verdict == verdict)
        .count();
    (number > 0).then(|| format!("{number} {verdict}"))
}

/// Whether an answer differs from the accepted snapshot.
pub(super) fn changed(result: &CaseResult) -> bool {
    result
        .regression
        .as_ref()
        .is_some_and(|diff| !diff.is_empty())
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
