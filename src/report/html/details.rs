//! What the page shows of one result once somebody opens it.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::{Value, json};

use crate::report::curl;
use crate::report::document::{Document, ExchangeEntry, ReportCase};

/// How many requests of a case are shown beside those of the step that decided.
const MOST_REQUESTS: usize = 12;

/// Everything of a result that the index does not have.
pub(super) fn detail(run: &Document, case: &ReportCase) -> Value {
    let requests: Vec<Value> = shown(case).map(|it| request(run, case, it)).collect();
    let again = case.sightings.first().map_or(&case.id, |seen| &seen.case);
    json!({
        "mismatches": case.mismatches,
        "sightings": case.sightings,
        "fault": case.fault,
        "requests": requests,
        "left": case.requests.len() - requests.len(),
        "commands": case.commands,
        "regression": case.regression,
        "tries": case.tries,
        "ms": case.duration_ms,
        "rerun": run.rerun.command(again, run.seed),
    })
}

/// The requests of the step that decided, and some of what came before.
fn shown(case: &ReportCase) -> impl Iterator<Item = &ExchangeEntry> {
    let asked = case.requests.iter().filter(|it| !it.cleanup && !it.waiting);
    let others = asked
        .enumerate()
        .filter(|(at, it)| Some(it.step) == case.failed_step || *at < MOST_REQUESTS);
    others.map(|(_, it)| it)
}

fn request(run: &Document, case: &ReportCase, exchange: &ExchangeEntry) -> Value {
    json!({
        "step": exchange.step,
        "decides": Some(exchange.step) == case.failed_step,
        "label": exchange.label,
        "line": format!("{} {}", exchange.method, exchange.target),
        "headers": exchange.headers,
        "body": exchange.body,
        "response": exchange.response,
        "curl": curl::command(&run.target, exchange),
    })
}

/// A pack of details: JSON, deflated, in base64.
pub(super) fn packed(details: &[Value]) -> io::Result<String> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&serde_json::to_vec(details)?)?;
    Ok(STANDARD.encode(encoder.finish()?))
}
