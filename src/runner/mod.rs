//! Plans and executes cases on a target: [`run`] is the one entry.
//!
//! One instance: [`plan`](Instance) → a session → needs → steps → judgement → clean-up → verdict and transcript. Every
//! drawn value follows from the run's seed and the instance's id, so that any instance can be run again alone.

mod again;
mod arrange;
mod attempt;
mod cancel;
mod change;
mod cleanup;
mod client;
mod command;
mod driven;
mod ending;
mod express;
mod ledger;
mod left_behind;
mod options;
mod plan;
mod play;
mod pool;
mod profile;
mod quota;
mod request;
mod resource;
mod run;
pub mod snapshot;
mod summary;
#[cfg(test)]
mod tests;
mod transcript;
mod waiting;

pub use cancel::Cancel;
pub use options::{CONNECTION, CONSISTENCY, Driver, RunOptions, SnapshotOptions};
pub use plan::{Instance, Selection, Shard};
pub use profile::{Deviation, Profile};
pub use run::run;
pub use transcript::transcript;
