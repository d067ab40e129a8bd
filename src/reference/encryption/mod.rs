//! `Encrypt`, `Decrypt` and `ReEncrypt`, and what every use of a key asks for.

mod asymmetric;
mod backing;
mod causes;
mod ciphertext;
mod decrypt;
mod encrypt;
mod faults;
mod fit;
mod noticed;
mod questions;
mod re_encrypt;
mod rules;
mod seal;

#[cfg(test)]
mod tests;

pub(crate) use backing::backed;
pub(crate) use causes::CAUSES;
pub(crate) use decrypt::{decrypt, key_of_blob};
pub(crate) use encrypt::encrypt;
pub(crate) use faults::FAULTS;
use fit::{bounded, checked};
pub(crate) use fit::{dry_run, has_usage, not_built, usable, usable_for, without_recipient};
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use re_encrypt::re_encrypt;
pub(crate) use rules::{Binding, CryptoRules, OaepForm, PlaintextForm, UseStep};
use seal::sealed;
pub(crate) use seal::{encrypting, sealed_data_key};
