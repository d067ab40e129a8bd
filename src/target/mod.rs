//! Where a call goes: the reference in process, any endpoint over HTTP, or a CLI.
//!
//! A [`Target`] is made once per run; [`Target::open`] gives each case instance a [`Session`]: on the reference a world
//! of its own, elsewhere the endpoint as it is.

pub mod cli_host;
pub mod command;
mod credentials;
mod error;
pub mod http;
pub mod in_process;
pub mod not_implemented;
pub(crate) mod resource;
mod retry_after;
mod session;
pub mod trouble;

pub use credentials::{from_environment, read_principals};
pub use error::{Error, Phase};
pub use retry_after::retry_after;
pub use session::{Session, Target};
