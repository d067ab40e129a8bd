//! Aliases: the four operations, one file for each, the alias itself, and what of the rule book, its questions and faults
//! is about them.

#[expect(clippy::module_inception, reason = "mod.rs only lists")]
mod alias;
mod causes;
mod create;
mod delete;
mod faults;
mod list;
mod name;
mod noticed;
mod questions;
mod rules;
mod update;

#[cfg(test)]
mod tests;

pub(crate) use alias::{Alias, PREDEFINED, resolve};
pub(crate) use causes::CAUSES;
pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use faults::FAULTS;
pub(crate) use list::list;
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use rules::AliasRules;
pub(crate) use update::update;
