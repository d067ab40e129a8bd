//! Tags: the three operations, one file for each, how tags are read, and what of the rule book, its questions and faults is
//! about them.

mod causes;
mod faults;
mod list;
mod noticed;
mod questions;
mod read;
mod rules;
#[expect(clippy::module_inception, reason = "the operation is TagResource")]
mod tag;
mod untag;

#[cfg(test)]
mod tests;

pub(crate) use causes::CAUSES;
pub(crate) use faults::FAULTS;
pub(crate) use list::list;
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use read::read;
pub(crate) use rules::TagRules;
pub(crate) use tag::tag;
pub(crate) use untag::untag;

/// A tag key and its value.
pub(crate) type Tag = (String, String);
