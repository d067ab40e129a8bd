//! Expectation × answer → mismatches: pure, knows no target and does no input or output.

mod result;

pub use result::{CaseResult, Event, Exchange, Fault, Mismatch, RunSummary, Verdict};
