//! Where the credentials come from of those who call: a file of principals, the environment, the shared files and services of
//! AWS.

#[cfg(feature = "aws")]
mod chain;
mod environment;
mod file;
#[cfg(feature = "aws")]
mod shared;
mod source;

pub use file::read_principals;
pub(in crate::target) use file::{HOLDS_CONTROL, ends_a_line, has_control};
#[cfg(feature = "aws")]
pub use shared::region_of_profile;
pub(in crate::target) use source::Lease;
#[cfg(not(feature = "aws"))]
pub use source::region_of_profile;
pub use source::{Role, Source};
