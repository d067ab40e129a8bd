//! Key policies: the three operations, one file for each, the policy itself, and what of the rule book, its questions and
//! faults is about them.

mod causes;
mod faults;
mod get;
mod list;
mod noticed;
mod policy;
mod put;
mod questions;
mod rules;

#[cfg(test)]
mod tests;

pub(crate) use causes::CAUSES;
pub(crate) use faults::FAULTS;
pub(crate) use get::get;
pub(crate) use list::list;
pub(crate) use noticed::SHOWN;
pub(crate) use policy::{Person, Policy, exists};
pub(crate) use put::put;
pub(crate) use questions::QUESTIONS;
pub(crate) use rules::PolicyRules;

/// The name of the policy that a key's owner manages; every key has it.
const DEFAULT: &str = "default";
/// The name of the policy that Resource Access Manager manages; no key here is shared.
const AWS_RAM: &str = "AWS_RAM";
