//! What stands behind custom key stores: clusters, proxies, VPC endpoint services, and the service itself.
//!
//! Everything exists and works until a [`Disturbance`](crate::wire::admin::Disturbance) says otherwise.

mod elements;
mod proxy;
#[expect(clippy::module_inception, reason = "mod.rs only lists")]
mod world;

pub(crate) use elements::{Cluster, ExternalKey, Proxy, VpcService};
pub(crate) use proxy::{DENIES, LACKS, told};
pub(crate) use world::World;
