//! Data keys: keys for use outside of KMS, and their ciphertexts under a symmetric key.

mod causes;
mod faults;
mod generate;
mod generate_pair;
mod generate_pair_without_plaintext;
mod generate_without_plaintext;
mod noticed;
mod questions;
mod rules;

#[cfg(test)]
mod tests;

pub(crate) use causes::CAUSES;
pub(crate) use faults::FAULTS;
pub(crate) use generate::generate;
pub(crate) use generate_pair::generate_pair;
pub(crate) use generate_pair_without_plaintext::generate_pair_without_plaintext;
pub(crate) use generate_without_plaintext::generate_without_plaintext;
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use rules::{DataKeyRules, LengthUnit, PrivateForm};
