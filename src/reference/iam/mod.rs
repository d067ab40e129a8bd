//! Who may do what: policy documents, their conditions, and the decision between an identity's policies, a key's policy and
//! its grants.
//!
//! [`Document`] is read once; [`decide`] answers for one call. Nothing here knows an operation's behaviour.

mod condition;
mod context;
mod decide;
mod document;
mod faults;
mod identity;
mod noticed;
mod operator;
mod pattern;
mod principal;
mod questions;
mod reader;
mod rules;

#[cfg(test)]
mod tests;

pub use identity::PolicyFault;

pub(crate) use context::Context;
pub(crate) use decide::{Decision, Why, decide, on_resource};
pub(crate) use document::Document;
pub(crate) use faults::FAULTS;
pub(crate) use identity::Identities;
pub(crate) use noticed::OPEN;
pub(crate) use principal::Subject;
pub(crate) use questions::QUESTIONS;
pub(crate) use reader::{read_identity_policy, read_key_policy};
pub(crate) use rules::IamRules;
