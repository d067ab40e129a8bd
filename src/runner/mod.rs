//! Plans and executes cases on a target: [`run`] is the one entry.
//!
//! One instance: [`plan`](Instance) → a session → needs → steps → judgement → clean-up → verdict and transcript. Every
//! drawn value follows from the run's seed and the instance's id, so that any instance can be run again alone.

mod again;
mod agreement;
mod answers;
mod attempt;
mod backing;
mod cancel;
mod capability;
mod change;
mod cleanup;
mod cli_driver;
mod cli_support;
mod client;
mod command;
mod costly;
mod doctor;
mod execute;
mod fixtures;
mod key_use;
mod ledger;
mod left_behind;
mod marking;
mod names;
mod need_input;
mod options;
mod others;
mod outcome;
mod permitted;
mod plan;
mod pool;
mod preparation;
mod profile;
mod quota;
mod request;
mod run;
mod scope;
mod selection;
mod set_up;
mod shard;
mod shared_keys;
mod shared_stores;
pub mod snapshot;
mod summary;
mod sweep;
#[cfg(test)]
mod tests;
mod transcript;
mod tries;
mod waiting;

pub use cancel::Cancel;
pub use costly::Costly;
pub use doctor::{DOCTOR_SCHEMA, Examination, Feature, examine};
pub use fixtures::{Cluster, Fixtures, Hidden, Proxy, ProxyCredential, VpcService};
pub use key_use::keys_to_itself;
pub use marking::RunMarks;
pub use names::UnknownName;
pub use options::{CONNECTION, CONSISTENCY, Driver, RunOptions, SnapshotOptions};
pub use plan::Instance;
pub use profile::{Deviation, Known, Profile};
pub use run::run;
pub use selection::Selection;
pub use shard::Shard;
pub use snapshot::UNWRITTEN;
pub use sweep::{SWEEP_SCHEMA, SweepOptions, SweepReport, SweepWait, Swept, SweptAction, sweep};
pub use transcript::transcript;
