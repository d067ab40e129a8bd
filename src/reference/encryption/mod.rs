//! Encrypt and Decrypt, with symmetric keys.

mod backing;
mod causes;
mod ciphertext;
mod decrypt;
mod encrypt;
mod faults;
mod noticed;
mod questions;
mod rules;

#[cfg(test)]
mod tests;

pub(crate) use backing::backed;
pub(crate) use causes::CAUSES;
pub(crate) use decrypt::decrypt;
pub(crate) use encrypt::{dry_run, encrypt, not_built};
pub(crate) use faults::FAULTS;
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use rules::CryptoRules;
