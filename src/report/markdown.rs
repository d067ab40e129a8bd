//! A run in Markdown, short enough for a job summary or a comment on a pull request.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::document::{CauseEntry, Document, ReportCase};
use super::text::{count, one_line, shorten};
use super::words;
use crate::check::Verdict;

/// How many causes are told.
const MOST_CAUSES: usize = 20;

/// How many cases of a kind are named.
const MOST_CASES: usize = 20;

/// The longest text of a cell, in characters.
const LONGEST: usize = 160;

/// Writes a heading, the pass count with its denominator, the causes of failures, what is flaky or could not be judged.
///
/// # Errors
/// Those of the stream.
pub(super) fn write_markdown(out: &mut dyn Write, runs: &[Document]) -> io::Result<()> {
    for run in runs {
        let word = words::conformance(run);
        writeln!(out, "### kmspec: {word}\n")?;
        let others = match words::others(run) {
            others if others.is_empty() => String::new(),
            others => format!("; {others}"),
        };
        let (version, target) = (code(&run.kmspec), code(run.name()));
        writeln!(
            out,
            "**{}**{others}. {target}, kmspec {version}, seed {}.\n",
            words::passes(run),
            run.seed
        )?;
        for warning in &run.warnings {
            writeln!(out, "> warning: {}\n", code(&shorten(warning, 400)))?;
        }
        write_causes(out, run)?;
        for verdict in [
            Verdict::Error,
            Verdict::Blocked,
            Verdict::Flaky,
            Verdict::Fixed,
        ] {
            let cases = run.cases.iter().filter(|it| it.verdict == verdict);
            write_cases(out, verdict.name(), cases)?;
        }
        let changed = run.cases.iter().filter(|it| words::has_changed(it));
        write_cases(out, "changed since the accepted snapshots", changed)?;
    }
    Ok(())
}

/// The causes of failures: the most frequent in a table, the number of the others.
fn write_causes(out: &mut dyn Write, run: &Document) -> io::Result<()> {
    let failed = run.cases.iter().filter(|it| it.verdict == Verdict::Fail);
    let ids: Vec<&str> = failed.flat_map(words::causes).collect();
    let of = |cause: &CauseEntry| ids.iter().filter(|id| **id == cause.cause).count();
    let mut causes: Vec<(&CauseEntry, usize)> = run.causes.iter().map(|it| (it, of(it))).collect();
    causes.retain(|(_, cases)| *cases > 0);
    causes.sort_by_key(|(_, cases)| std::cmp::Reverse(*cases));
    if causes.is_empty() {
        return Ok(());
    }
    writeln!(out, "| fails | operation | where | expected | came |")?;
    writeln!(out, "|---:|---|---|---|---|")?;
    for (cause, cases) in causes.iter().take(MOST_CAUSES) {
        let cells = [
            &cause.operation,
            &cause.path,
            &cause.expected,
            &cause.actual,
        ];
        let cells = cells.map(|it| code(&shorten(it, LONGEST)));
        writeln!(out, "| {cases} | {} |", cells.join(" | "))?;
    }
    if causes.len() > MOST_CAUSES {
        let more = count(causes.len() - MOST_CAUSES, "other cause");
        writeln!(out, "\nand {more}")?;
    }
    writeln!(out)
}

fn write_cases<'r>(
    out: &mut dyn Write,
    what: &str,
    cases: impl Iterator<Item = &'r ReportCase>,
) -> io::Result<()> {
    let cases: Vec<_> = cases.collect();
    if cases.is_empty() {
        return Ok(());
    }
    writeln!(out, "<details><summary>{} {what}</summary>\n", cases.len())?;
    for case in cases.iter().take(MOST_CASES) {
        let told = code(&shorten(&words::of_case(case), LONGEST));
        writeln!(out, "- {} {told}", code(&case.id))?;
    }
    if cases.len() > MOST_CASES {
        writeln!(out, "- and {} more", cases.len() - MOST_CASES)?;
    }
    writeln!(out, "\n</details>\n")
}

/// Text in which nothing is markup, mentions somebody or ends a cell.
fn code(text: &str) -> String {
    let mut out = String::from("<code>");
    for c in one_line(text).chars() {
        if r"\`*_{}[]<>|&#~@!$^".contains(c) {
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out + "</code>"
}
