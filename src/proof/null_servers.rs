//! The corpus against servers that know nothing of KMS: how many verdicts they can get for nothing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::mutants::seconds;
use super::null::{self, Recording};
use super::{corpus_run, pool};
use crate::case::Case;
use crate::check::{CaseResult, RunSummary, Verdict};
use crate::reference::Rules;
use crate::report;
use crate::target::in_process::{Endpoint, Maker};

/// The server that no case can judge.
const SILENT: &str = "silent";

/// Every server in the table.
#[derive(Debug, Clone, Serialize)]
pub struct NullTable {
    /// The seed of the runs; answers were recorded under another one.
    pub seed: u64,
    /// The servers.
    pub rows: Vec<NullRow>,
    /// Instances that pass on every server that answers at all.
    pub pass_everywhere: Vec<String>,
    /// How long it took.
    #[serde(rename = "seconds", serialize_with = "seconds")]
    pub duration: Duration,
}

impl NullTable {
    /// What does not hold, one sentence each.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        for row in &self.rows {
            if row.pass_rate() > row.most {
                complaints.push(format!(
                    "`{}` passes {:.1} % of the cases; {:.1} % is the most that it may",
                    row.server,
                    row.pass_rate() * 100.0,
                    row.most * 100.0
                ));
            }
            // Who never answers leaves every case without a verdict.
            for broken in row.broken.iter().filter(|_| row.server != SILENT) {
                complaints.push(format!("`{}` gets no verdict: {broken}", row.server));
            }
            if row.called_conformant {
                complaints.push(format!("`{}` is called conformant", row.server));
            }
        }
        let everywhere = self.pass_everywhere.iter();
        complaints.extend(everywhere.map(|id| format!("{id} passes on every empty server")));
        complaints
    }
}

/// One server in the table.
#[derive(Debug, Clone, Serialize)]
pub struct NullRow {
    /// Its name.
    pub server: String,
    /// What it does.
    pub sentence: &'static str,
    /// Verdicts by name.
    pub verdicts: BTreeMap<&'static str, usize>,
    /// The instances that passed.
    pub passed: Vec<String>,
    /// The instances that came to an error instead of a verdict, and why.
    pub broken: Vec<String>,
    /// Every instance.
    pub instances: usize,
    /// The greatest share of passes that it may have.
    pub most: f64,
    /// Whether the report would say that the target conforms.
    pub called_conformant: bool,
}

impl NullRow {
    /// The share of instances that pass.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "a corpus has fewer cases than 2^52"
    )]
    pub fn pass_rate(&self) -> f64 {
        self.passed.len() as f64 / self.instances.max(1) as f64
    }
}

type Make = Box<dyn Fn(u64) -> Box<dyn Endpoint> + Send + Sync>;

struct Server {
    name: &'static str,
    sentence: &'static str,
    most: f64,
    make: Make,
}

/// Every server, with what it may at most get: by measurement, rounded up; an honest emulator gets several times more.
fn servers(recording: &Arc<Recording>) -> Vec<Server> {
    let mut servers = vec![
        server("empty_object", "Always 200 `{}`.", null::empty_object),
        server("echo", "Always 200 with the request's body.", null::echo),
        server(
            "random_success",
            "Always 200 with random values in the operation's shape.",
            null::random_success,
        ),
    ];
    servers.extend(errors());
    servers.extend(recorded(recording));
    servers.extend(proxies());
    servers.push(Server {
        most: 0.0,
        ..server(SILENT, "Never answers.", null::silent)
    });
    servers
}

/// A server that may pass one case in twenty.
fn server(
    name: &'static str,
    sentence: &'static str,
    make: impl Fn(u64) -> Box<dyn Endpoint> + Send + Sync + 'static,
) -> Server {
    Server {
        name,
        sentence,
        most: 0.05,
        make: Box::new(make),
    }
}

fn errors() -> impl Iterator<Item = Server> {
    [
        ("always_validation", "ValidationException"),
        ("always_not_found", "NotFoundException"),
        ("always_denied", "AccessDeniedException"),
        ("always_unsigned", "MissingAuthenticationTokenException"),
        ("always_throttled", "ThrottlingException"),
    ]
    .into_iter()
    .map(|(name, error_type)| {
        server(
            name,
            "Always 400 with the one error of its name.",
            move |seed| null::error(seed, error_type),
        )
    })
}

/// Servers that know what the reference answered under another seed.
fn recorded(recording: &Arc<Recording>) -> Vec<Server> {
    let with = |make: fn(u64, Arc<Recording>) -> Box<dyn Endpoint>| {
        let recording = Arc::clone(recording);
        move |seed| make(seed, Arc::clone(&recording))
    };
    vec![
        server(
            "likeliest_error",
            "Always 400 with the operation's most frequent error, word for word.",
            with(|seed, recording| null::likeliest_error(seed, recording, 0)),
        ),
        server(
            "second_likeliest_error",
            "Always 400 with the operation's second most frequent error, word for word.",
            with(|seed, recording| null::likeliest_error(seed, recording, 1)),
        ),
        // One that begins with a real refusal, such as that a key store is not found, is right wherever the same is asked for:
        // measured 7.8 %.
        Server {
            most: 0.1,
            ..server(
                "replay",
                "The first recorded answer of the operation.",
                with(null::replay),
            )
        },
        // What asks for nothing but the refusal of one constant body has one right answer, and this server knows it: measured
        // 21 to 24 %.
        Server {
            most: 0.25,
            ..server(
                "replay_by_body",
                "The recorded answer of the operation to the same body.",
                with(null::replay_by_body),
            )
        },
    ]
}

fn proxies() -> impl Iterator<Item = Server> {
    [
        ("proxy_without_authorization", "authorization"),
        ("proxy_without_target", "x-amz-target"),
        ("proxy_without_date", "x-amz-date"),
        ("proxy_without_host", "host"),
    ]
    .into_iter()
    .map(|(name, header)| {
        server(
            name,
            "The reference behind a proxy that drops the header of its name.",
            move |seed| null::without_header(seed, header),
        )
    })
}

/// Runs the corpus against every server.
#[must_use]
pub fn null_servers(cases: &[Case], seed: u64, threads: usize) -> NullTable {
    let begin = Instant::now();
    let other = seed.wrapping_add(1);
    let recorded = pool::each(1, &[other], |runtime, seed| {
        let maker = Maker::reference("reference", Rules::aws());
        Recording::of(&corpus_run::run(runtime, cases, maker, *seed, 1, None))
    });
    let recording = Arc::new(recorded.into_iter().next().unwrap_or_default());
    let servers: Vec<Arc<Server>> = servers(&recording).into_iter().map(Arc::new).collect();
    let rows = pool::each(threads, &servers, |runtime, server| {
        let made = Arc::clone(server);
        let maker = Maker::new(server.name, move |seed| (made.make)(seed));
        row(
            server,
            &corpus_run::run(runtime, cases, maker, seed, 1, None),
        )
    });
    NullTable {
        seed,
        pass_everywhere: pass_everywhere(&rows),
        rows,
        duration: begin.elapsed(),
    }
}

fn row(server: &Server, run: &RunSummary) -> NullRow {
    let mut verdicts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for result in &run.results {
        *verdicts.entry(result.verdict.name()).or_default() += 1;
    }
    let passed = run.results.iter().filter(|r| r.verdict == Verdict::Pass);
    let broken = run.results.iter().filter(|r| r.verdict == Verdict::Error);
    NullRow {
        server: server.name.to_owned(),
        sentence: server.sentence,
        verdicts,
        passed: passed.map(|r| r.id.as_str().to_owned()).collect(),
        broken: broken.map(without_verdict).collect(),
        instances: run.results.len(),
        most: server.most,
        called_conformant: report::is_conformant(run),
    }
}

fn without_verdict(result: &CaseResult) -> String {
    let why = result.fault.as_ref().map_or("", |fault| &fault.summary);
    format!("{}: {why}", result.id.as_str())
}

/// What no server that answers fails. One that never answers passes nothing, so it would hide every such instance.
fn pass_everywhere(rows: &[NullRow]) -> Vec<String> {
    let mut answering = rows.iter().filter(|row| row.server != SILENT);
    let Some(first) = answering.next() else {
        return Vec::new();
    };
    let rest: Vec<&NullRow> = answering.collect();
    first
        .passed
        .iter()
        .filter(|id| rest.iter().all(|row| row.passed.contains(id)))
        .cloned()
        .collect()
}
