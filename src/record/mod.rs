//! What a live target answered, kept: a recording, what it says of the facts, and which open questions it settles.
//!
//! A recording is a folder: the normalised answers of every case as snapshots, which the runner writes, and `recording.json`
//! ([`Recording`]): where and when it was made, and for each case what it was judged to be and which of the answers that it
//! leaves open came. That is judged while the answers are at hand, so that nothing has to be guessed from what was redacted;
//! what a later text of a case makes of them is not known, and [`Recording::speaks_of`] says so.

mod facts;
mod questions;
mod recording;
mod settle;

pub use facts::{FactsDiff, diff_facts};
pub use questions::{Question, questions};
pub use recording::{Origin, RECORDING, RecordedCase, RecordedStep, Recording};
pub use settle::{Finding, Rewrite, Settlement, rewrites, settle};
