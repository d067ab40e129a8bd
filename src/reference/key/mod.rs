//! KMS keys: the operations on them, and the key itself.

mod create;
mod deletion;
mod describe;
mod enable;
mod identify;
#[expect(clippy::module_inception, reason = "mod.rs only lists")]
mod key;
mod list;
mod policy;
mod spec;
mod state;
mod tags;

pub(crate) use create::create;
pub(crate) use deletion::{cancel_deletion, schedule_deletion};
pub(crate) use describe::describe;
pub(crate) use enable::{disable, enable};
pub(crate) use identify::{Identified, identify, permits, unseen};
pub(crate) use key::{Key, Origin};
pub(crate) use list::list;
pub(crate) use policy::Person;
pub(crate) use state::{admit, state};
