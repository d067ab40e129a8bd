//! Answers that differ from the accepted snapshots: a section of its own, since a change is no failed case.

use std::io::{self, Write};

use super::secrets::Secrets;
use super::style::{QUIET, STRONG};
use super::text::{count, one_line, visible, write_indented};
use crate::check::CaseResult;

/// Cases that changed in the same way, and how.
struct Change<'r> {
    ids: Vec<&'r str>,
    diff: String,
}

/// Writes how the answers have changed, in the order of ids, each way once; nothing where none has.
pub(super) fn write_changes(out: &mut dyn Write, results: &[CaseResult]) -> io::Result<()> {
    let changes = gathered(results);
    if changes.is_empty() {
        return Ok(());
    }
    let cases = changes.iter().map(|it| it.ids.len()).sum();
    let cases = count(cases, "case");
    writeln!(
        out,
        "{STRONG}changed since the accepted snapshots{STRONG:#}: {cases}; this is no failure\n"
    )?;
    for change in &changes {
        for id in &change.ids {
            writeln!(out, "  {}", one_line(id))?;
        }
        write_indented(out, "    ", &visible(&change.diff))?;
        writeln!(out)?;
    }
    writeln!(
        out,
        "{QUIET}--update accepts what came as the new snapshots{QUIET:#}\n"
    )
}

fn gathered(results: &[CaseResult]) -> Vec<Change<'_>> {
    let mut changes: Vec<Change<'_>> = Vec::new();
    for result in results.iter().filter(|result| result.has_changed()) {
        let diff = result.regression.as_deref().unwrap_or_default();
        let diff = Secrets::of(&result.exchanges).scrub(diff);
        let id = result.id.as_str();
        match changes.iter_mut().find(|change| change.diff == diff) {
            Some(change) => change.ids.push(id),
            None => changes.push(Change {
                ids: vec![id],
                diff,
            }),
        }
    }
    changes
}
