//! Annotations that GitHub shows beside a file: one for each cause, at the expectation that does not hold.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::document::{Document, ReportCase, SourceLocation};
use super::text::shorten;
use super::words;
use crate::check::Verdict;

/// The longest message, in characters.
const LONGEST: usize = 1000;

/// Writes the workflow commands: an error for what fails, a warning for what is flaky, a notice for what is fixed. GitHub
/// shows ten of a kind, so what has one cause is one of them, and the others are counted in it.
///
/// # Errors
/// Those of the stream.
pub fn write_annotations(out: &mut dyn Write, run: &Document) -> io::Result<()> {
    for (case, others) in gathered(run) {
        let level = match case.verdict {
            Verdict::Flaky => "warning",
            Verdict::Fixed => "notice",
            _ => "error",
        };
        let SourceLocation { file, line, column } = place(case);
        let more = match others {
            0 => String::new(),
            others => format!("\nand {others} more with this cause"),
        };
        let told = words::of_case(case);
        let message = format!("{}\n{told}{more}", case.requirement);
        writeln!(
            out,
            "::{level} file={},line={line},col={column},title={}::{}",
            property(file),
            property(&format!("{} {}", case.verdict, case.id)),
            data(&shorten(&message, LONGEST)),
        )?;
    }
    Ok(())
}

/// The first case of each cause, with how many others share it.
fn gathered(run: &Document) -> Vec<(&ReportCase, usize)> {
    let mut places: BTreeMap<(Verdict, String), usize> = BTreeMap::new();
    let mut found: Vec<(&ReportCase, usize)> = Vec::new();
    let is_told = |it: &&ReportCase| {
        words::is_bad(it.verdict) || matches!(it.verdict, Verdict::Flaky | Verdict::Fixed)
    };
    for case in run.cases.iter().filter(is_told) {
        let cause = case.mismatches.first().map(|it| it.cause.clone());
        let key = (case.verdict, cause.unwrap_or_else(|| words::of_case(case)));
        let at = *places.entry(key).or_insert(found.len());
        match found.get_mut(at) {
            Some((_, others)) => *others += 1,
            None => found.push((case, 0)),
        }
    }
    found
}

/// The expectation that does not hold, or the case.
fn place(case: &ReportCase) -> &SourceLocation {
    let mut places = case.mismatches.iter().filter_map(|it| it.location.as_ref());
    places.next().unwrap_or(&case.location)
}

/// Text after `::`, in which a line break would end the command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, which `,` and `:` would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
