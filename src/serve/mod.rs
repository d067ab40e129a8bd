//! The reference endpoint behind HTTP/1.1, with or without TLS: `kmspec serve`.
//!
//! One world is there from the start, with the real clock; a client that knows the administrative path
//! ([`wire::admin`](crate::wire::admin)) makes more, each with its own state and a clock that stands still. In AWS's form
//! ([`Options::aws_form`]) it is what the hosts of AWS are to whom leads their names to it.

mod announce;
mod certificate;
mod connection;
mod crowd;
mod options;
mod patience;
mod server;
#[cfg(test)]
mod tests;
mod worlds;

pub use announce::exports;
pub use options::{Limits, Options, ServeError, Watch};
pub use server::Server;
