//! kmspec: a conformance and fuzz test suite for AWS-KMS-compatible endpoints.
//!
//! # Architecture
//!
//! Imports go down only, and siblings on a floor do not import each other. `cargo test` holds what is said here; the trials that do
//! stand in brackets.
//!
//! ```text
//! main.rs, conformance.rs    join the parts; hold no logic
//! 4  proof/      measures the suite itself: faults, null servers, false alarms, coverage    suite/  the suite as trials of others
//!    plan/       what a run will send, make, cost and need, from a rehearsal; nothing is sent to the target
//! 3  runner/     plan and execute cases → CaseResults          report/    CaseResults → text; never runs, never fetches
//!    campaign/   drive generated calls at targets, shrink, save findings as cases
//!    record/     CaseResults → what a live target answered, kept; what that says of facts and open questions
//! 2  target/     where a call goes: in_process | http | handler | CLI    check/     expectation × answer → verdict (pure)
//!    serve/      the reference endpoint behind HTTP            generate/  model → values and call scripts
//! 1  case/       YAML ⇄ Case, YAML → Fact, Target; strict   reference/  the KMS endpoint as a value   cli/  `aws kms` as a value
//! 0  model/      the service model: shapes, constraints, catalogue   wire/   awsJson1.1 and SigV4 as values
//!    file/       files that others own: read within a limit, written whole or not at all
//! ```
//!
//! - `reference` never sees an expectation: it imports `model` and `wire` only. The oracle cannot know the answer (`tidy::floors`).
//! - `reference` is a value: clock, randomness, accounts and Regions are injected; no sockets, no threads, no global
//!   state (`tidy::values`).
//! - A case has two drivers: kmspec itself, or a CLI whose requests go over kmspec. The answer on the wire is judged by the
//!   case ([`check::judge`]), the CLI by the wire ([`check::judge_client`]), and every [`check::Mismatch`] says whose it is.
//! - `cli` has no `main` and opens no socket of its own (`tidy::values`).
//! - Bodies stay [`serde_json::Value`], checked against `model` shapes: the suite must be able to send what a typed client cannot.
//! - What a run makes where others see it bears its id ([`wire::RunId`]), and a journal is written at the one place through which
//!   every request goes, before it goes (`target::journal`): `runner::sweep` takes away by either.
//! - Only from floor 2 up is anything awaited, and not in `check`, `generate` and `report`; only `runner::snapshot` knows insta
//!   (`tidy::confined_crates`); only `report` and the program print (`tidy::printing`).
//! - The same words in `cases/`, `snapshots/` and `src/reference/`: `cases/custom_key_store/delete/non_empty.yaml` is
//!   judged against `src/reference/custom_key_store/delete.rs`, and recorded in
//!   `snapshots/reference/custom_key_store/delete/non_empty.snap` (`tidy::paths_told`, `tidy::snapshots_and_cases`,
//!   `operations::*`).
//! - What is about a resource stands beside its behaviour: `custom_key_store/{rules,faults,questions,noticed,causes}` hold its part
//!   of the rule book, its wrong behaviours, what is not known of it, which of its rules no case can notice, and why its calls are
//!   refused, for findings; `rules/`, `faults/` and `cause.rs` hold what all share (`cause::tests::each_stands_beside_its_resource`).
//! - One row an operation: [`model::Operation`] tells what the documentation says of it, `src/reference/operations.rs` who
//!   answers and what the key's state says. Both tables hold all 56, or nothing compiles.
//! - A rule stands once, in a struct of the book, and is a fault of its own from that day: `src/reference/faults/derived/mod.rs`
//!   (`proof::*`).
//! - What stands in a file is declared once, with the type that it becomes: mappings, choices, words, the forms of values and of
//!   matchers. The macros of `src/case/keys/macros.rs` make reading, writing, order of keys, JSON Schema and reference page of it.

#[cfg(feature = "net")]
pub mod campaign;
pub mod case;
pub mod check;
pub mod cli;
pub mod file;
#[cfg(feature = "arbitrary")]
pub mod generate;
pub mod model;
#[cfg(feature = "net")]
pub mod plan;
#[cfg(feature = "net")]
pub mod proof;
#[cfg(feature = "net")]
pub mod record;
pub mod reference;
#[cfg(feature = "net")]
pub mod report;
#[cfg(feature = "net")]
pub mod runner;
#[cfg(feature = "net")]
pub mod serve;
#[cfg(feature = "net")]
pub mod suite;
#[cfg(feature = "net")]
pub mod target;
pub mod wire;

#[cfg(feature = "net")]
pub use suite::suite;
