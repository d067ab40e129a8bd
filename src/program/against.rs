//! `kmspec check --against`: recorded exchanges against the expectations of the cases.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kmspec::case::{Case, Paint};
use kmspec::check::{Comparison, Contradiction, Recorded, compare_recorded, read_recording};

use super::exit::Exit;
use super::output::outln;

/// The greatest recording that is read; what is larger is hardly one.
const LARGEST: u64 = 64 * 1024 * 1024;
/// How many cases a line names.
const NAMED: usize = 3;

/// What the recordings say to the cases, in numbers.
#[derive(Default)]
struct Count {
    exchanges: usize,
    agree: usize,
    fields: usize,
    unspoken: usize,
    contradicted: usize,
    unknown: BTreeMap<String, BTreeSet<String>>,
}

/// Compares every exchange, and prints what was compared with what; 1 where one contradicts a case.
pub(crate) fn compare(cases: &[Case], recordings: &[PathBuf]) -> Result<ExitCode, Exit> {
    let mut read = Vec::new();
    for path in recordings {
        read.push((path, exchanges(path)?));
    }
    let mut count = Count::default();
    for (path, exchanges) in &read {
        outln!("{}", path.display());
        if exchanges.is_empty() {
            outln!("  no exchange with KMS");
        }
        for recorded in exchanges {
            let comparison = compare_recorded(cases, recorded);
            count.add(&comparison);
            print(recorded.number, &comparison);
        }
    }
    count.print(read.len(), cases.len());
    if count.exchanges == 0 {
        return Err(
            Exit::usage("the recordings hold no exchange with KMS; nothing was compared")
                .help("a request to KMS has an X-Amz-Target that begins with TrentService."),
        );
    }
    Ok(ExitCode::from(u8::from(count.contradicted > 0)))
}

fn exchanges(path: &Path) -> Result<Vec<Recorded>, Exit> {
    let name = path.display();
    let cannot = |error: std::io::Error| Exit::usage(format!("cannot read {name}: {error}"));
    let file = File::open(path).map_err(cannot)?;
    if file.metadata().map_err(cannot)?.is_dir() {
        return Err(Exit::usage(format!("cannot read {name}: it is a folder"))
            .help("name the recordings one by one, or let the shell do it: folder/*"));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    if bytes.len() as u64 > LARGEST {
        let mebibytes = LARGEST / 1024 / 1024;
        return Err(
            Exit::usage(format!("{name} is larger than {mebibytes} MiB"))
                .help("split the recording"),
        );
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| Exit::usage(format!("{name} is no recording: it is not text: {error}")))?;
    read_recording(text.trim_start_matches('\u{feff}')).map_err(|error| {
        Exit::usage(format!("{name} is no recording: {error}"))
            .help("a HAR (`log.entries`) or a replay (`Entries`, bodies in base64) is read")
    })
}

impl Count {
    fn add(&mut self, comparison: &Comparison) {
        self.exchanges += 1;
        self.fields += comparison.fields;
        self.agree += usize::from(!comparison.agrees.is_empty());
        self.contradicted += usize::from(!comparison.contradictions.is_empty());
        let silent = comparison.agrees.is_empty() && comparison.contradictions.is_empty();
        self.unspoken += usize::from(silent);
        if !comparison.unknown.is_empty() {
            self.unknown
                .entry(comparison.operation.clone())
                .or_default()
                .extend(comparison.unknown.iter().cloned());
        }
    }

    fn print(&self, recordings: usize, cases: usize) {
        for (operation, members) in &self.unknown {
            let members: Vec<&str> = members.iter().map(String::as_str).collect();
            outln!(
                "note: {operation} has members that no model has: {}",
                members.join(", ")
            );
        }
        outln!(
            "{recordings} recordings with {} exchanges against {cases} cases: {} agree, {} of which no case speaks, {} contradict; {} comparisons of header fields",
            self.exchanges,
            self.agree,
            self.unspoken,
            self.contradicted,
            self.fields
        );
    }
}

fn print(number: usize, comparison: &Comparison) {
    outln!("  {number} {}: {}", comparison.operation, comparison.answer);
    let agrees = &comparison.agrees;
    if let Some(first) = agrees
        .get(..NAMED.min(agrees.len()))
        .filter(|a| !a.is_empty())
    {
        let more = agrees.len() - first.len();
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        outln!("    as expected by {}{more}", first.join(", "));
    } else if comparison.contradictions.is_empty() {
        let shape = "its shape and its header fields are as they should be";
        outln!("    no case speaks of such an answer to such a request; {shape}");
    }
    for contradiction in &comparison.contradictions {
        contradicted(contradiction);
    }
}

fn contradicted(contradiction: &Contradiction) {
    outln!("    contradicts {}", contradiction.of);
    for mismatch in &contradiction.mismatches {
        let place = mismatch.location.as_ref().map_or(String::new(), |place| {
            format!("{}:{}: ", place.source.path, place.span.line)
        });
        outln!(
            "      {place}{}: expected {}, recorded {}",
            mismatch.path,
            mismatch.expected,
            mismatch.actual
        );
        if let Some(place) = &mismatch.location {
            for line in place.excerpt(Paint::Plain).lines() {
                outln!("        {line}");
            }
        }
    }
}
