//! The KMS endpoint as a value: [`Reference::handle`] takes a request and gives the answer that the evidence asks for.
//!
//! Clock, randomness, accounts, Regions and the rule book are injected; nothing here opens a socket, starts a thread or
//! keeps global state. It never sees an expectation.
//!
//! A request passes [`endpoint`](self)'s stages (authentication, dispatch, JSON, validation, authorisation) and then one
//! function for its operation (the table in [`operations`](self)), under the same resource and verb as its cases: `custom_key_store/delete.rs`. Every
//! decision on the way is data in [`Rules`], which [`AllowedAnswer`]s and [`Fault`]s edit.

mod account;
mod alias;
mod authenticate;
mod authorize;
mod call;
mod cause;
mod config;
mod custom_key_store;
mod data_key;
mod dispatch;
mod dress;
mod encapsulation;
mod encryption;
mod endpoint;
mod fault;
mod faults;
mod fleet;
mod grant;
mod iam;
mod input;
mod key;
mod key_policy;
mod key_seen;
mod kms;
mod mac;
mod oddity;
mod operations;
mod page;
mod pair;
mod parse;
mod preflight;
mod public_key;
mod random;
mod reply;
mod rng;
mod rules;
mod secret;
mod service_error;
mod shared_secret;
mod signature;
mod sts;
mod tag;
mod throttle;
mod tick;
mod validate;
mod world;

#[cfg(test)]
mod tests;

pub use cause::{Cause, Mark};
pub use config::Config;
pub use dress::{Dress, UnknownDress};
pub use endpoint::Reference;
pub use fault::{Fault, UnknownFault, WrongBook};
pub use fleet::{Fleet, FleetOptions};
pub use iam::PolicyFault;
pub use key_seen::KeySeen;
pub use rules::{AllowedAnswer, Rules, UnknownAnswer};
pub use sts::AwsForm;
pub use throttle::Throttle;
