//! Grants: the five operations, one file for each, the grant itself and its tokens, and what of the rule book, its questions
//! and faults is about them.

mod causes;
mod constraint;
mod create;
mod faults;
#[expect(clippy::module_inception, reason = "mod.rs only lists")]
mod grant;
mod list;
mod list_retirable;
mod noticed;
mod questions;
mod retire;
mod revoke;
mod rules;
mod token;

#[cfg(test)]
mod tests;

pub(crate) use causes::CAUSES;
pub(crate) use create::create;
pub(crate) use faults::FAULTS;
pub(crate) use grant::{Grant, lets, may_hold};
pub(crate) use list::list;
pub(crate) use list_retirable::list_retirable;
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use retire::retire;
pub(crate) use revoke::revoke;
pub(crate) use rules::GrantRules;
pub(crate) use token::{check_tokens, check_tokens_of};
