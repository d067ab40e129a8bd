//! Where credentials come from: environment, profile, role, process, container, instance.

mod chain;
mod metadata;
mod process;
mod role;
mod sso;

pub(crate) use chain::{Source, find};
pub(crate) use role::assume;
