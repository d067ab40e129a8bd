//! Shared secrets: keys for agreement.

mod causes;
mod derive;
mod faults;
mod noticed;
mod questions;
mod rules;

#[cfg(test)]
mod tests;

pub(crate) use causes::CAUSES;
pub(crate) use derive::derive;
pub(crate) use faults::FAULTS;
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use rules::{SecretForm, SharedSecretRules};
