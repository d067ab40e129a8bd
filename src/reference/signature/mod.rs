//! Digital signatures: asymmetric keys for signing.

mod causes;
mod ecdsa;
mod faults;
mod noticed;
mod questions;
mod rules;
mod scheme;
mod sign;
mod subject;
mod verify;

#[cfg(test)]
mod tests;

pub(crate) use causes::CAUSES;
pub(crate) use faults::FAULTS;
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use rules::{EcdsaForm, Leniency, Padding, Salt, SignatureRules, Signed};
pub(crate) use sign::sign;
pub(crate) use verify::verify;
