//! Encapsulated secrets: keys of ML-KEM.

mod causes;
mod decapsulate;
mod encapsulate;
mod faults;
mod noticed;
mod questions;
mod rules;

#[cfg(test)]
mod tests;

pub(crate) use causes::CAUSES;
pub(crate) use decapsulate::decapsulate;
pub(crate) use encapsulate::encapsulate;
pub(crate) use faults::FAULTS;
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use rules::{EncapsulationRules, Rejection};
