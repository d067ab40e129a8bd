//! A run as a stream of events, one JSON document a line: what it is, every case, how it ended.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::{CauseEntry, Document, ReportCase, SCHEMA, Totals, UnknownMemberEntry};
use super::json::case;
use super::{Rerun, redacted};
use crate::check::{CaseResult, LeftBehind, Redaction};

/// One line of `--report-ndjson`: an object with one member, whose name says what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReportEvent {
    /// The first line: which run this is.
    Run(RunEvent),
    /// A case instance that ended; in a file they come in the order of ids, in a stream as they ended.
    Case(Box<ReportCase>),
    /// The last line: what it came to.
    End(EndEvent),
}

/// Which run it is; its members are those of [`Document`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(
    missing_docs,
    reason = "each is the member of its name of the JSON report"
)]
pub struct RunEvent {
    pub schema: String,
    pub kmspec: String,
    pub target: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    pub seed: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    pub selected: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<usize>,
    #[serde(default)]
    pub strict: bool,
    #[serde(default)]
    pub rerun: Rerun,
}

/// What a run came to; its members are those of [`Document`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(
    missing_docs,
    reason = "each is the member of its name of the JSON report"
)]
pub struct EndEvent {
    pub totals: Totals,
    pub judged: usize,
    pub causes: Vec<CauseEntry>,
    pub unknown_members: Vec<UnknownMemberEntry>,
    pub warnings: Vec<String>,
    pub left_behind: Vec<LeftBehind>,
    pub conformant: bool,
    pub interrupted: bool,
    pub duration_ms: u64,
    pub exit: u8,
}

/// A run's events, each written and flushed when it comes.
pub struct EventStream {
    out: Box<dyn Write + Send>,
    redaction: Redaction,
    /// Why nothing more is written.
    ended: Option<io::Error>,
}

impl EventStream {
    /// Nothing written yet; what belongs to whoever calls is left out.
    #[must_use]
    pub fn new(out: Box<dyn Write + Send>, redaction: Redaction) -> Self {
        Self {
            out,
            redaction,
            ended: None,
        }
    }

    /// The run begins: a document of it that has no results yet.
    pub fn begin(&mut self, document: &Document) {
        self.write(ReportEvent::Run(run(document)));
    }

    /// A case instance has ended.
    pub fn case(&mut self, result: &CaseResult) {
        self.write(ReportEvent::Case(Box::new(case(result))));
    }

    /// The run is over.
    ///
    /// # Errors
    /// Why not everything could be written; a reader that went away is no error.
    pub fn end(mut self, document: &Document) -> io::Result<()> {
        self.write(ReportEvent::End(end(document)));
        match self.ended {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => Ok(()),
        }
    }

    fn write(&mut self, event: ReportEvent) {
        if self.ended.is_none() {
            self.ended = self.try_write(event).err();
        }
    }

    fn try_write(&mut self, event: ReportEvent) -> io::Result<()> {
        let mut line = serde_json::to_vec(&redacted(event, &self.redaction)?)?;
        line.push(b'\n');
        self.out.write_all(&line)?;
        self.out.flush()
    }
}

/// Writes a run's events, one a line.
///
/// # Errors
/// Those of the stream.
pub(super) fn write_events(out: &mut dyn Write, document: &Document) -> io::Result<()> {
    let mut line = |event: &ReportEvent| {
        serde_json::to_writer(&mut *out, event)?;
        writeln!(out)
    };
    line(&ReportEvent::Run(run(document)))?;
    for case in &document.cases {
        line(&ReportEvent::Case(Box::new(case.clone())))?;
    }
    line(&ReportEvent::End(end(document)))
}

fn run(document: &Document) -> RunEvent {
    RunEvent {
        schema: SCHEMA.to_owned(),
        kmspec: document.kmspec.clone(),
        target: document.target.clone(),
        profile: document.profile.clone(),
        seed: document.seed,
        run: document.run.clone(),
        selected: document.selected,
        available: document.available,
        strict: document.strict,
        rerun: document.rerun.clone(),
    }
}

fn end(document: &Document) -> EndEvent {
    EndEvent {
        totals: document.totals,
        judged: document.judged,
        causes: document.causes.clone(),
        unknown_members: document.unknown_members.clone(),
        warnings: document.warnings.clone(),
        left_behind: document.left_behind.clone(),
        conformant: document.conformant,
        interrupted: document.interrupted,
        duration_ms: document.duration_ms,
        exit: document.exit,
    }
}

/// The document of which these are the events.
///
/// # Errors
/// A text for people, with the line, where a line is no event, or the stream does not begin with `run` or end with `end`.
pub(super) fn from_events(text: &str) -> Result<Document, String> {
    let (mut first, mut cases, mut last) = (None, Vec::new(), None);
    for (at, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
    {
        let number = at + 1;
        let event =
            serde_json::from_str(line).map_err(|error| format!("line {number}: {error}"))?;
        match event {
            ReportEvent::Run(run) if first.is_none() => first = Some(run),
            ReportEvent::Case(case) if first.is_some() && last.is_none() => cases.push(*case),
            ReportEvent::End(end) if last.is_none() => last = Some(end),
            _ => return Err(format!("line {number}: an event that does not belong here")),
        }
    }
    let first = first.ok_or("it does not begin with a `run`")?;
    let last = last.ok_or("it ends before its `end`: the run was cut short, or the file was")?;
    Ok(joined(first, cases, last))
}

fn joined(run: RunEvent, mut cases: Vec<ReportCase>, end: EndEvent) -> Document {
    cases.sort_by(|a, b| a.id.cmp(&b.id));
    Document {
        schema: run.schema,
        kmspec: run.kmspec,
        target: run.target,
        profile: run.profile,
        seed: run.seed,
        run: run.run,
        totals: end.totals,
        selected: run.selected,
        available: run.available,
        judged: end.judged,
        causes: end.causes,
        cases,
        unknown_members: end.unknown_members,
        warnings: end.warnings,
        left_behind: end.left_behind,
        conformant: end.conformant,
        strict: run.strict,
        rerun: run.rerun,
        interrupted: end.interrupted,
        duration_ms: end.duration_ms,
        exit: end.exit,
    }
}
