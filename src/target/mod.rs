//! Where a call goes: the reference in process, any endpoint over HTTP, a function of somebody else's, a rehearsal of either,
//! or a CLI.
//!
//! A [`Target`] is made once per run; [`Target::open`] gives each case instance a [`Session`]: on the reference a world
//! of its own, elsewhere the endpoint as it is.

pub mod cli_host;
pub mod command;
pub mod credentials;
mod error;
pub mod handler;
pub mod http;
pub mod in_process;
pub mod journal;
mod manner;
pub mod not_implemented;
mod permitted;
mod profiles;
mod rehearsal;
pub(crate) mod resource;
mod retry_after;
mod session;
pub mod trouble;

pub use credentials::read_principals;
pub(crate) use error::CUT_OFF;
pub use error::{Error, Phase};
pub use handler::Handler;
pub use manner::Manner;
pub use permitted::Permitted;
pub use profiles::{shipped_names, shipped_profile, shipped_text};
pub use rehearsal::Rehearsal;
pub use retry_after::retry_after;
pub use session::{Session, Target};
