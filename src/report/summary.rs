//! The end of a run: verdicts by operation, why some are none, what the run allows to say.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use super::cause;
use super::conformance::{is_conformant, warnings};
use super::secrets::Secrets;
use super::style::{self, QUIET, STRONG, WARNING};
use super::text::{count, one_line, shorten, visible};
use crate::check::{CaseResult, LeftBehind, RunSummary, UnknownMember, Verdict};

/// How many unknown members are named.
const MOST_UNKNOWN: usize = 20;

/// How many reasons are told for each kind of skip.
const MOST_REASONS: usize = 5;

/// Writes a table of verdicts by operation, why cases were not judged, totals, warnings, and whether the target may be
/// called conformant.
///
/// # Errors
/// Those of the stream.
pub fn write_summary(out: &mut dyn Write, summary: &RunSummary) -> io::Result<()> {
    write_table(out, &summary.results)?;
    write_reasons(out, &summary.results)?;
    write_unknown_members(out, &summary.unknown_members)?;
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

/// Why cases were not judged, and which failures are known: the most frequent reasons of each kind.
fn write_reasons(out: &mut dyn Write, results: &[CaseResult]) -> io::Result<()> {
    let mut any = false;
    for verdict in [Verdict::Unsupported, Verdict::Disabled, Verdict::Deviates] {
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

/// What answers hold beyond the model: a fact about the target, and no fault.
fn write_unknown_members(out: &mut dyn Write, unknown: &[UnknownMember]) -> io::Result<()> {
    for member in unknown.iter().take(MOST_UNKNOWN) {
        writeln!(
            out,
            "{QUIET}    note{QUIET:#} {} answers {}, which the service model does not have, in {}",
            member.operation,
            one_line(&shorten(&member.path, 100)),
            count(member.cases, "case")
        )?;
    }
    if unknown.len() > MOST_UNKNOWN {
        let more = count(unknown.len() - MOST_UNKNOWN, "other member");
        writeln!(
            out,
            "{QUIET}    note{QUIET:#} and {more} that it does not have"
        )?;
    }
    if unknown.is_empty() {
        Ok(())
    } else {
        writeln!(out)
    }
}

fn write_totals(out: &mut dyn Write, summary: &RunSummary) -> io::Result<()> {
    let results = &summary.results;
    let mut parts: Vec<String> = Verdict::ALL
        .into_iter()
        .filter_map(|verdict| total(results, verdict))
        .collect();
    let changes = results.iter().filter(|it| it.has_changed()).count();
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

/// The last line: what the run allows to say, of how many cases.
fn write_conformance(out: &mut dyn Write, summary: &RunSummary) -> io::Result<()> {
    let results = &summary.results;
    let judged = results.iter().filter(|it| it.verdict.is_judged()).count();
    let of = format!("of {} selected, {judged} judged", summary.selected);
    if is_conformant(summary) {
        let style = style::of(Verdict::Pass);
        let target = one_line(&summary.target);
        return writeln!(
            out,
            "{style}conformant{style:#}: {target} passes every case: {of}"
        );
    }
    if summary.interrupted {
        return writeln!(
            out,
            "{STRONG}interrupted{STRONG:#}: the run says nothing of conformance: {of}"
        );
    }
    let against = |verdict: &Verdict| match verdict {
        Verdict::Pass => false,
        Verdict::Fixed => summary.strict,
        _ => true,
    };
    let others = Verdict::ALL.into_iter().filter(against);
    let mut reasons: Vec<String> = others
        .filter_map(|verdict| total(results, verdict))
        .collect();
    if reasons.is_empty() {
        reasons.push("nothing ran to the end".to_owned());
    }
    let reasons = reasons.join(", ");
    let failed = results.iter().any(|result| result.verdict == Verdict::Fail);
    let (style, word) = if failed {
        (style::of(Verdict::Fail), "not conformant")
    } else {
        (STRONG, "no claim of conformance")
    };
    writeln!(out, "{style}{word}{style:#}: {of}: {reasons}")
}

/// How many cases got the verdict, and of failures how many causes they have.
fn total(results: &[CaseResult], verdict: Verdict) -> Option<String> {
    let number = results
        .iter()
        .filter(|result| result.verdict == verdict)
        .count();
    (number > 0).then(|| match verdict {
        Verdict::Fail => {
            let causes = count(cause::number(results), "cause");
            format!("{number} {verdict}, {causes}")
        }
        _ => format!("{number} {verdict}"),
    })
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
