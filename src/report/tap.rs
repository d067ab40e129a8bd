//! A run as TAP 14, the Test Anything Protocol: one numbered line a case, and a block of YAML below one that needs a look.

use std::io::{self, Write};

use serde_json::Value;

use super::document::{Document, ReportCase};
use super::text::{one_line, shorten};
use super::words;
use crate::check::Verdict;

/// The longest reason on a line, in characters.
const LONGEST: usize = 200;

/// Writes the cases of all runs, numbered through; with several runs an id stands behind its target.
///
/// # Errors
/// Those of the stream.
pub(super) fn write_tap(out: &mut dyn Write, runs: &[Document]) -> io::Result<()> {
    let number: usize = runs.iter().map(|run| run.cases.len()).sum();
    writeln!(out, "TAP version 14\n1..{number}")?;
    let mut at = 0;
    for run in runs {
        let told = [words::passes(run), words::others(run)].join("; ");
        writeln!(
            out,
            "# {} on {}: {told}",
            words::conformance(run),
            one_line(&run.target)
        )?;
        for case in &run.cases {
            at += 1;
            let name = match runs.len() {
                1 => case.id.clone(),
                _ => format!("{} {}", run.target, case.id),
            };
            writeln!(out, "{}", line(at, &name, case))?;
            write_block(out, case)?;
        }
    }
    Ok(())
}

/// `not ok 7 - key/create/a`, with a directive where it is not simply good or bad.
fn line(number: usize, name: &str, case: &ReportCase) -> String {
    let reason = || escaped(&shorten(&words::of_case(case), LONGEST));
    let (ok, directive) = match case.verdict {
        Verdict::Pass | Verdict::Flaky => ("ok", String::new()),
        Verdict::Fail | Verdict::Error | Verdict::Blocked => ("not ok", String::new()),
        Verdict::Unsupported | Verdict::Disabled => {
            ("ok", format!(" # SKIP {}: {}", case.verdict, reason()))
        }
        Verdict::Deviates => ("not ok", format!(" # TODO deviates: {}", reason())),
        Verdict::Fixed => ("ok", format!(" # TODO fixed: {}", reason())),
    };
    format!("{ok} {number} - {}{directive}", escaped(name))
}

/// Text in which `#` begins no directive.
fn escaped(text: &str) -> String {
    one_line(text).replace('\\', r"\\").replace('#', r"\#")
}

/// What a harness shows below the line: JSON strings, which are YAML.
fn write_block(out: &mut dyn Write, case: &ReportCase) -> io::Result<()> {
    let is_told = words::is_bad(case.verdict) || case.verdict == Verdict::Flaky;
    if !is_told {
        return Ok(());
    }
    writeln!(out, "  ---")?;
    let mut member = |name: &str, text: &str| {
        let text = Value::from(one_line(&shorten(text, 1000)));
        writeln!(out, "  {name}: {text}")
    };
    member("verdict", case.verdict.name())?;
    member("message", &words::of_case(case))?;
    member("requirement", &case.requirement)?;
    member("operation", &case.operation)?;
    member("file", &case.location.file)?;
    member("line", &case.location.line.to_string())?;
    if !case.mismatches.is_empty() {
        member("causes", &words::causes(case).join(" "))?;
    }
    writeln!(out, "  ...")
}
