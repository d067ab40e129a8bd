//! The public halves of asymmetric keys.

mod causes;
mod faults;
mod form;
mod get;
mod noticed;
mod questions;
mod rules;

#[cfg(test)]
mod tests;

pub(crate) use causes::CAUSES;
pub(crate) use faults::FAULTS;
pub(crate) use get::get;
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use rules::{PublicForm, PublicKeyRules};
