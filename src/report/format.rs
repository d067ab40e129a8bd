//! The files that tell of a run: each is a function of the JSON report's document.

use std::io::{self, Write};

use super::document::Document;
use super::{badge, event, html, junit, markdown, tap};

/// A kind of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The document itself.
    Json,
    /// One event a line.
    Ndjson,
    /// `JUnit` XML, by the schema that Jenkins uses.
    Junit,
    /// TAP 14.
    Tap,
    /// Markdown for a job summary or a comment.
    Markdown,
    /// JSON for a shields.io endpoint badge.
    Badge,
    /// One page that needs nothing else.
    Html,
}

impl Format {
    /// Its name as flags have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Junit => "junit",
            Format::Tap => "tap",
            Format::Markdown => "markdown",
            Format::Badge => "badge",
            Format::Html => "html",
        }
    }

    /// Whether one such report can tell of several runs.
    #[must_use]
    pub fn takes_several(self) -> bool {
        match self {
            Format::Json | Format::Ndjson | Format::Badge => false,
            Format::Junit | Format::Tap | Format::Markdown | Format::Html => true,
        }
    }
}

/// Writes a report of these runs; of one only where the format [takes no more](Format::takes_several).
///
/// # Errors
/// Those of the stream.
pub fn write_report(out: &mut dyn Write, format: Format, runs: &[Document]) -> io::Result<()> {
    match format {
        Format::Json => runs.iter().try_for_each(|run| {
            serde_json::to_writer_pretty(&mut *out, run)?;
            writeln!(out)
        }),
        Format::Ndjson => runs
            .iter()
            .try_for_each(|run| event::write_events(out, run)),
        Format::Badge => runs.iter().try_for_each(|run| badge::write_badge(out, run)),
        Format::Junit => junit::write_junit(out, runs),
        Format::Tap => tap::write_tap(out, runs),
        Format::Markdown => markdown::write_markdown(out, runs),
        Format::Html => html::write_html(out, runs),
    }
}
