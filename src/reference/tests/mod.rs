//! The endpoint from outside: requests in, answers out.

mod clock;
mod cross_account;
mod cryptography;
mod declared_errors;
mod front;
pub(super) mod harness;
mod keys;
mod questions;
mod states;
mod stores;
