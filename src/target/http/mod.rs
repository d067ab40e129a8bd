//! Any endpoint over HTTP/1.1, with or without TLS; `kmspec serve` with worlds of its own.

mod assume_role;
mod callers;
mod classify;
mod client;
mod endpoint;
mod identity;
mod options;
mod pace;
mod raw;
mod reply;
mod resolve;
mod reuse;
mod silence;
mod sts;
#[cfg(test)]
mod tests;
mod tls;

pub use endpoint::{Endpoint, Session};
pub use identity::{Identity, account_of_answers, identity};
pub use options::{Options, Timeouts, is_aws, is_loopback};
pub use pace::SHARE;
pub use resolve::Resolve;
#[cfg(feature = "aws")]
pub(in crate::target) use tls::config as tls_config;
