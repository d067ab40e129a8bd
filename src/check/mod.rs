//! Expectation × answer → mismatches: pure, knows no target and does no input or output.
//!
//! [`Scope`] evaluates templates (references, rows, fresh values) and binds an [`Expect`](crate::case::Expect) to plain
//! values; [`judge`] compares a bound expectation with what came back: what a case claims of signatures, keys and random
//! bytes by cryptography of its own. [`compare_recorded`] does so with exchanges that somebody has recorded.
//! [`Normaliser`] tells an answer in words that are the same from run to run.

mod against;
mod allowed;
mod bind;
mod client;
mod command;
mod computed;
mod counted;
mod expectation;
mod fresh;
mod matcher;
mod normalise;
mod observe;
mod oracle;
mod redaction;
mod repeated;
mod reply;
mod result;
#[cfg(test)]
mod tests;
mod text;

pub use against::{
    Comparison, Contradiction, Recorded, Unreadable, compare_recorded, read_recording,
};
pub use allowed::{AllowedReply, Came, allowed_replies, came, narrowed};
pub use bind::{BoundExpect, Scope, Unbound, UnboundKind};
pub use client::{Breaches, ClientCall, Signer, judge_client};
pub use command::{BoundRun, CommandRun, Seen, Signed, judge_run, request_view};
pub use expectation::{Context, judge};
pub use fresh::FreshValues;
pub use normalise::Normaliser;
pub use observe::{Finding, Observed, observe};
pub use redaction::Redaction;
pub use repeated::repeated_members;
pub use reply::{Reply, is_unknown_operation};
pub use result::{
    CHANGED, CaseResult, Cut, Event, Exchange, LeftBehind, Mismatch, NoVerdict, Origin, RunSummary,
    Sighting, UnknownMember, Verdict,
};
