//! KMS keys: the operations on them, one file for each, the key itself, and what of the rule book, its questions and faults
//! is about them.

mod cancel_deletion;
mod causes;
mod create;
mod describe;
mod disable;
mod enable;
mod faults;
mod get_last_usage;
mod identify;
#[expect(clippy::module_inception, reason = "mod.rs only lists")]
mod key;
mod list;
mod materials;
mod noticed;
mod questions;
mod rules;
mod schedule_deletion;
mod spec;
mod state;
mod update_description;

#[cfg(test)]
mod tests;

pub(crate) use cancel_deletion::cancel_deletion;
pub(crate) use causes::CAUSES;
pub(crate) use create::create;
pub(crate) use describe::describe;
pub(crate) use disable::disable;
pub(crate) use enable::enable;
pub(crate) use faults::FAULTS;
pub(crate) use get_last_usage::{get_last_usage, note_usage};
pub(crate) use identify::{Identified, identify};
pub(crate) use key::{Key, Origin};
pub(crate) use list::list;
pub(crate) use materials::{Material, Materials};
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use rules::{Admission, Cancelled, KeyRules, KeyStep, NamedKey, Reach, Restored};
pub(crate) use schedule_deletion::schedule_deletion;
pub(crate) use spec::Spec;
pub(crate) use state::{admit, admitted_key, identify_admitted, state};
pub(crate) use update_description::update_description;
