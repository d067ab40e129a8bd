//! One request and its response for people.

use std::io::{self, Write};

use super::body;
use super::secrets::{self, Secrets};
use super::style::{QUIET, STRONG};
use super::text::{one_line, shorten};
use crate::check::{CaseResult, Cut, Exchange};
use crate::model::Model;
use crate::wire::Headers;

/// How many lines of a body are shown.
const BODY_LINES: usize = 40;

/// How many different answers of one step are shown.
const MOST_ANSWERS: usize = 3;

/// Fields that say nothing about KMS.
const DULL: [&str; 9] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "server",
    "transfer-encoding",
    "user-agent",
];

/// Writes the exchanges of the step that decided, each different answer once, in order of their last occurrence.
pub(super) fn write_decisive(
    out: &mut dyn Write,
    result: &CaseResult,
    secrets: &Secrets,
) -> io::Result<()> {
    let (decisive, more) = decisive(result);
    for (exchange, times) in decisive {
        write_exchange(out, exchange, times, secrets)?;
    }
    if more > 0 {
        writeln!(
            out,
            "  {QUIET}and {more} other answers to this step{QUIET:#}"
        )?;
    }
    Ok(())
}

/// Exchanges of the failed step that differ in their answer, with how often each came, and how many more there are.
fn decisive(result: &CaseResult) -> (Vec<(&Exchange, usize)>, usize) {
    let of_step = deciding(result);
    let mut different: Vec<(&Exchange, usize)> = Vec::new();
    for exchange in of_step {
        let answer = |exchange: &Exchange| {
            exchange
                .response
                .as_ref()
                .map(|response| (response.status, response.body.clone()))
        };
        let same =
            |other: &Exchange| other.label == exchange.label && answer(other) == answer(exchange);
        let times = match different.iter().position(|(other, _)| same(other)) {
            Some(at) => different.remove(at).1 + 1,
            None => 1,
        };
        different.push((exchange, times));
    }
    let more = different.len().saturating_sub(MOST_ANSWERS);
    (different.split_off(more), more)
}

/// The exchanges of the step that decided; where the run saw what the case judges, those in which it was first seen.
fn deciding(result: &CaseResult) -> Vec<&Exchange> {
    let asked = || {
        result
            .exchanges
            .iter()
            .filter(|exchange| exchange.is_of_the_case())
    };
    let step = result
        .failed_step
        .or(asked().next_back().map(|exchange| exchange.step));
    if result.failed_step.is_some() || result.sightings.is_empty() {
        return asked().filter(|it| Some(it.step) == step).collect();
    }
    let mut first: Vec<&Exchange> = Vec::new();
    for seen in result
        .sightings
        .iter()
        .filter_map(|seen| seen.exchanges.last())
    {
        if first.len() < MOST_ANSWERS && !first.contains(&seen) {
            first.push(seen);
        }
    }
    first
}

fn write_exchange(
    out: &mut dyn Write,
    exchange: &Exchange,
    times: usize,
    secrets: &Secrets,
) -> io::Result<()> {
    let times = if times > 1 {
        format!(" ({times} times)")
    } else {
        String::new()
    };
    let step = if exchange.step == 0 {
        String::new()
    } else {
        format!("step {}: ", exchange.step)
    };
    writeln!(
        out,
        "  {STRONG}{step}{}{STRONG:#}{times}",
        one_line(&exchange.label)
    )?;
    let request = &exchange.request;
    let target = shorten(&secrets::target(&request.target), 400);
    writeln!(
        out,
        "  > {} {}",
        one_line(&request.method),
        one_line(&secrets.scrub(&target))
    )?;
    write_headers(out, ">", &request.headers, secrets)?;
    let input = Some(Model::bundled().input(exchange.operation).name.as_str());
    write_body(out, ">", input, &request.body, secrets)?;
    let Some(response) = &exchange.response else {
        return writeln!(out, "  < (no answer)\n");
    };
    writeln!(out, "  < {}", response.status)?;
    write_headers(out, "<", &response.headers, secrets)?;
    write_body(
        out,
        "<",
        secrets::response_shape(exchange),
        &response.body,
        secrets,
    )?;
    if let Some(cut) = &exchange.cut {
        let Cut { bytes, sha256 } = cut;
        writeln!(
            out,
            "  < {QUIET}(the head of {bytes} bytes, SHA-256 {sha256}){QUIET:#}"
        )?;
    }
    writeln!(out)
}

fn write_headers(
    out: &mut dyn Write,
    mark: &str,
    headers: &Headers,
    secrets: &Secrets,
) -> io::Result<()> {
    let telling = headers
        .iter()
        .filter(|(name, _)| !DULL.iter().any(|dull| dull.eq_ignore_ascii_case(name)));
    for (name, value) in telling.take(30) {
        let value = shorten(&secrets.scrub(&secrets::header(name, value)), 400);
        writeln!(
            out,
            "  {mark} {QUIET}{}: {}{QUIET:#}",
            one_line(&shorten(name, 100)),
            one_line(&value)
        )?;
    }
    Ok(())
}

fn write_body(
    out: &mut dyn Write,
    mark: &str,
    shape: Option<&str>,
    bytes: &[u8],
    secrets: &Secrets,
) -> io::Result<()> {
    for line in body::lines(&body::show(shape, bytes, secrets), bytes.len(), BODY_LINES) {
        writeln!(out, "  {mark} {line}")?;
    }
    Ok(())
}
