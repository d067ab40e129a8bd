//! A run as one JSON document.

use std::io::{self, Write};
use std::time::Duration;

use schemars::schema_for;
use serde_json::Value;

use super::Rerun;
use super::body::{Shown, show};
use super::cause;
use super::conformance::{is_conformant, warnings};
use super::document::{
    Body, CauseEntry, CommandEntry, Document, EvidenceEntry, ExchangeEntry, FaultEntry, Header,
    MismatchEntry, ReportCase, ResponseEntry, SCHEMA, SightingEntry, SourceLocation, Totals,
    UnknownMemberEntry,
};
use super::secrets::{self, Secrets};
use super::text::shorten;
use crate::case::Location;
use crate::check::{CaseResult, CommandRun, Exchange, RunSummary, Verdict};
use crate::model::Model;
use crate::wire::Headers;

/// The longest text of a body in a report, in characters.
const LONGEST: usize = 64 << 10;

/// The longest path of an unknown member in a report, in characters.
const LONGEST_PATH: usize = 400;

/// Writes the document, indented, with a line break at its end.
///
/// # Errors
/// Those of the stream.
pub fn write_json(out: &mut dyn Write, summary: &RunSummary) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &document(summary))?;
    writeln!(out)
}

/// The JSON Schema of [`Document`].
#[must_use]
pub fn report_schema() -> Value {
    schema_for!(Document).to_value()
}

/// The run as a document, with everything secret masked. The run does not know [`Document::available`],
/// [`Document::profile`] and [`Document::rerun`]: who has them adds them.
#[must_use]
pub fn document(summary: &RunSummary) -> Document {
    Document {
        schema: SCHEMA.to_owned(),
        kmspec: env!("CARGO_PKG_VERSION").to_owned(),
        target: summary.target.clone(),
        profile: None,
        seed: summary.seed,
        run: summary.run.as_ref().map(ToString::to_string),
        totals: Totals::of(&summary.results),
        selected: summary.selected,
        judged: summary
            .results
            .iter()
            .filter(|result| result.verdict.is_judged())
            .count(),
        available: None,
        causes: causes(&summary.results),
        cases: summary.results.iter().map(case).collect(),
        unknown_members: summary
            .unknown_members
            .iter()
            .map(|unknown| UnknownMemberEntry {
                operation: unknown.operation.to_string(),
                path: shorten(&unknown.path, LONGEST_PATH),
                cases: unknown.cases,
            })
            .collect(),
        warnings: warnings(summary),
        left_behind: summary.left_behind.clone(),
        conformant: is_conformant(summary),
        strict: summary.strict,
        rerun: Rerun::default(),
        interrupted: summary.interrupted,
        duration_ms: millis(summary.duration),
        exit: summary.exit,
    }
}

fn causes(results: &[CaseResult]) -> Vec<CauseEntry> {
    let entry = |(cause, cases): (cause::Cause, usize)| CauseEntry {
        cause: cause.id(),
        cases,
        origin: cause.origin,
        operation: cause.operation.to_string(),
        rule: cause.rule,
        path: cause.path,
        expected: cause.expected,
        actual: cause.actual,
    };
    cause::causes(results).into_iter().map(entry).collect()
}

impl Totals {
    /// Counts the verdicts.
    #[must_use]
    pub fn of(results: &[CaseResult]) -> Self {
        let mut totals = Self::default();
        for result in results {
            *totals.of_verdict(result.verdict) += 1;
        }
        totals
    }

    /// Counts the verdicts of a report.
    pub(super) fn of_cases(cases: &[ReportCase]) -> Self {
        let mut totals = Self::default();
        for case in cases {
            *totals.of_verdict(case.verdict) += 1;
        }
        totals
    }

    /// How many got this verdict.
    pub(super) fn get(mut self, verdict: Verdict) -> usize {
        *self.of_verdict(verdict)
    }

    fn of_verdict(&mut self, verdict: Verdict) -> &mut usize {
        match verdict {
            Verdict::Pass => &mut self.pass,
            Verdict::Fail => &mut self.fail,
            Verdict::Flaky => &mut self.flaky,
            Verdict::Unsupported => &mut self.unsupported,
            Verdict::Disabled => &mut self.disabled,
            Verdict::Blocked => &mut self.blocked,
            Verdict::Deviates => &mut self.deviates,
            Verdict::Fixed => &mut self.fixed,
            Verdict::Error => &mut self.error,
        }
    }
}

pub(super) fn case(result: &CaseResult) -> ReportCase {
    let secrets = Secrets::of_result(result);
    let causes = cause::each(result).into_iter();
    let mismatches = result.mismatches.iter().zip(causes);
    let mismatches = mismatches.map(|(mismatch, cause)| MismatchEntry {
        cause: cause.id(),
        origin: mismatch.origin,
        path: secrets.scrub(&mismatch.path),
        expected: secrets.scrub(&mismatch.expected),
        actual: secrets.scrub(&mismatch.actual),
        location: mismatch.location.as_ref().map(place),
    });
    let evidence = result.evidence.iter().map(EvidenceEntry::of);
    ReportCase {
        id: result.id.to_string(),
        operation: result.operation.to_string(),
        verdict: result.verdict,
        requirement: result.requirement.clone(),
        evidence: evidence.collect(),
        mismatches: mismatches.collect(),
        sightings: result
            .sightings
            .iter()
            .map(|seen| SightingEntry {
                path: secrets.scrub(&seen.path),
                case: seen.case.to_string(),
                step: seen.step,
                cases: seen.cases,
            })
            .collect(),
        fault: result.fault.as_ref().map(|fault| FaultEntry {
            summary: secrets.scrub(&fault.summary),
            help: fault.help.as_ref().map(|help| secrets.scrub(help)),
        }),
        failed_step: result.failed_step,
        location: place(&result.location),
        duration_ms: millis(result.duration),
        tries: result.tries,
        requests: result
            .exchanges
            .iter()
            .map(|exchange| entry(exchange, &secrets))
            .collect(),
        commands: result
            .commands
            .iter()
            .map(|run| command(run, &secrets))
            .collect(),
        regression: result.regression.as_ref().map(|diff| secrets.scrub(diff)),
    }
}

fn entry(exchange: &Exchange, secrets: &Secrets) -> ExchangeEntry {
    let request = &exchange.request;
    let input = Model::bundled().input(exchange.operation).name.as_str();
    ExchangeEntry {
        step: exchange.step,
        label: exchange.label.clone(),
        operation: exchange.operation.to_string(),
        method: request.method.clone(),
        target: secrets.scrub(&secrets::target(&request.target)),
        headers: headers(&request.headers, secrets),
        body: body(Some(input), &request.body, secrets),
        response: exchange.response.as_ref().map(|response| ResponseEntry {
            status: response.status,
            headers: headers(&response.headers, secrets),
            body: {
                let shape = secrets::response_shape(exchange);
                let mut body = body(shape, &response.body, secrets);
                if let Some(cut) = &exchange.cut {
                    body.bytes = cut.bytes;
                    body.sha256 = Some(cut.sha256.clone());
                }
                body
            },
        }),
        cleanup: exchange.cleanup,
        waiting: exchange.waiting,
    }
}

fn command(run: &CommandRun, secrets: &Secrets) -> CommandEntry {
    let text = |text: &str| shorten(&secrets.scrub(text), LONGEST);
    CommandEntry {
        step: run.step,
        args: run.args.iter().map(|arg| secrets.scrub(arg)).collect(),
        ended: run.ended.to_string(),
        stdout: text(&run.stdout),
        stderr: text(&run.stderr),
    }
}

fn headers(headers: &Headers, secrets: &Secrets) -> Vec<Header> {
    let fields = headers.iter().map(|(name, value)| Header {
        name: name.to_owned(),
        value: secrets.scrub(&secrets::header(name, value)),
    });
    fields.collect()
}

fn body(shape: Option<&str>, bytes: &[u8], secrets: &Secrets) -> Body {
    let (json, text) = match show(shape, bytes, secrets) {
        Shown::Empty => (None, None),
        Shown::Json(value) => (Some(value), None),
        Shown::Text(text) => (None, Some(shorten(&text, LONGEST))),
    };
    Body {
        bytes: bytes.len(),
        sha256: None,
        json,
        text,
    }
}

fn place(location: &Location) -> SourceLocation {
    SourceLocation {
        file: location.source.path.clone(),
        line: location.span.line,
        column: location.span.column,
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
