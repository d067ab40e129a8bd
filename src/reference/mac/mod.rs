//! Message authentication codes: HMAC keys.

mod causes;
mod code;
mod faults;
mod generate;
mod noticed;
mod questions;
mod rules;
mod verify;

#[cfg(test)]
mod tests;

pub(crate) use causes::CAUSES;
pub(crate) use faults::FAULTS;
pub(crate) use generate::generate;
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use rules::{Comparison, MacRules};
pub(crate) use verify::verify;
