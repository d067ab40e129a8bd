//! Plans and executes cases on a target: [`run`] is the one entry.
//!
//! One instance: [`plan`](Instance) → a session → needs → steps → judgement → clean-up → verdict and transcript. Every
//! drawn value follows from the run's seed and the instance's id, so that any instance can be run again alone.

mod arrange;
mod attempt;
mod backing;
mod cancel;
mod cleanup;
mod client;
mod command;
mod driven;
mod ending;
mod express;
mod fixtures;
mod ledger;
mod options;
mod plan;
mod play;
mod pool;
mod profile;
mod quota;
mod request;
mod run;
pub mod snapshot;
mod summary;
#[cfg(test)]
mod tests;
mod transcript;
mod waiting;

pub use cancel::Cancel;
pub use fixtures::{Cluster, Fixtures, Hidden, Proxy, ProxyCredential, VpcService};
pub use options::{CONSISTENCY, Driver, RunOptions, SnapshotOptions};
pub use plan::{Instance, Selection, Shard};
pub use profile::{Deviation, Profile};
pub use run::run;
pub use snapshot::UNWRITTEN;
pub use transcript::transcript;
