//! Imported key material: the three operations, one file for each, tokens, wrapping, and what of the rule book, its questions and
//! faults is about them.

mod causes;
mod delete;
mod faults;
mod fit;
mod get_parameters;
#[expect(clippy::module_inception, reason = "mod.rs only lists")]
mod import;
mod noticed;
mod questions;
mod rules;
mod token;
mod wrapping;

#[cfg(test)]
mod tests;

pub(crate) use causes::CAUSES;
pub(crate) use delete::delete;
pub(crate) use faults::FAULTS;
pub(crate) use get_parameters::get_parameters;
pub(crate) use import::import;
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use rules::ImportRules;
