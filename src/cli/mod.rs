//! The reference CLI: `aws kms …` as a value.
//!
//! [`run`] takes the arguments, the environment and the world behind four traits, and gives back exit code, standard output
//! and standard error: it opens no file and no socket of its own, reads no clock and prints nothing.
//!
//! It does what aws-cli 1.45.11 does or, as [`Flavour::V2`], what 2.38.5 does: the same words are accepted, the same bytes
//! are sent, the same texts are printed, in the same order of precedence. Source: recordings of both, and the rules that the
//! published sources of v1 and of botocore state.
//!
//! What leaves the program through `--debug` holds no value of a parameter, no body and no credential.

mod alias;
mod args;
mod config;
mod credentials;
mod edition;
mod endpoint;
mod fault;
mod help;
mod output;
mod pages;
mod params;
mod ports;
mod query;
mod release;
mod reply;
mod run;
mod send;
mod skeleton;
#[cfg(test)]
mod trials;
mod value;

#[cfg(feature = "aws")]
pub(crate) use config::Profiles;
pub use ports::{
    CliOutcome, Destination, FileFault, Files, Flavour, Host, Invocation, Proxy, Transport,
    TransportError, Verify,
};
pub use query::query;
pub use release::{knows, refusal, word};
pub use run::run;
pub use value::surrogate::{from_bytes as text_from_bytes, to_bytes as text_to_bytes};
