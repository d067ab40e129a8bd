//! The endpoint from outside: requests in, answers out.

mod clock;
mod cross_account;
mod declared_errors;
mod front;
pub(super) mod harness;
mod questions;
mod states;
