//! Generated scripts driven at an endpoint and at the reference in lock-step: what differs, and is not open, is a finding.
//!
//! [`fuzz`] is the one entry. One script: play on the endpoint → replay on the reference → compare → try every allowed
//! answer to the open questions → shrink on fresh state → a case → confirm with the runner → save.

mod asking;
mod causes;
mod clean_up;
mod cli_line;
mod compare;
mod concurrent;
mod control;
mod difference;
mod explain;
mod front;
mod fuzz;
mod judge;
mod ledger;
#[cfg(test)]
mod left_behind;
mod lists;
mod measure;
mod options;
mod player;
mod probe;
mod race_scenario;
mod races;
#[cfg(test)]
mod racy_server;
mod rate;
mod reproducer;
mod save;
mod shrink;
mod sides;
mod situation;
mod stop;
mod summary;
#[cfg(test)]
mod tests;
mod trace;
mod triage;

pub use fuzz::{Confirm, fuzz};
pub use measure::{Measured, measure};
pub use options::Options;
pub use sides::{Sides, Which};
pub use stop::Stop;
pub use summary::{Agrees, Between, Finding, Left, Progress, Summary};
pub use trace::Side;
