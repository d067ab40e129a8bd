//! The suite measured by itself: it must fail every wrong server, pass no empty one, and never fail a right one.
//!
//! [`mutants`] runs the corpus against each [`Fault`](crate::reference::Fault) of the reference, [`null_servers`] against
//! servers that know nothing of KMS, and [`soak`] against the right reference by every way, seed, allowed answer
//! and [`Dress`](crate::reference::Dress).
//! [`coverage`] counts what of KMS the cases reach.
//! [`repetition`] shows that a run follows from its seed, and from nothing else.

mod corpus_run;
mod coverage;
mod dressed;
mod lagging;
mod mutants;
pub mod null;
mod null_servers;
mod pool;
mod prioritisation;
mod repetition;
mod scope;
mod soak;

pub use coverage::{Cell, CellReport, Coverage, Dimension, Standing, Status, Totals, coverage};
pub use lagging::lagging;
pub use mutants::{FaultOutcome, Killing, Mutants, MutantsOptions, mutants, sample};
pub use null_servers::{NullRow, NullTable, null_servers};
pub use repetition::{Repetition, repetition};
pub use soak::{Alarm, Soak, SoakOptions, SoakRow, soak};
