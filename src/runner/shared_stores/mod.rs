//! Key stores that cannot be taken away while keys in them wait for their deletion: cases share a few of them, made for
//! that, and a later run takes over what an earlier one had to leave.

mod existing;
mod mark;
mod pool;
mod shareable;

pub(super) use existing::{Found, Survey};
pub(super) use mark::{SharedStore, shared_store};
pub(super) use pool::{LeasedStore, Leases, SharedStores};
pub(super) use shareable::shareable_stores;
