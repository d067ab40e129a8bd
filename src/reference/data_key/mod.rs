//! Data keys: keys for use outside of KMS, and their ciphertexts under a symmetric key.

mod causes;
mod faults;
mod generate;
mod generate_without_plaintext;
mod noticed;
mod questions;
mod rules;

#[cfg(test)]
mod tests;

pub(crate) use causes::CAUSES;
pub(crate) use faults::FAULTS;
pub(crate) use generate::generate;
pub(crate) use generate_without_plaintext::generate_without_plaintext;
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use rules::DataKeyRules;
