//! Where credentials come from: environment, profile, role, process, container, instance.

mod chain;
mod metadata;
mod process;
mod role;

pub(crate) use chain::{Source, expired, find};
pub(crate) use role::assume;
