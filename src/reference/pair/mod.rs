//! Key pairs: what the material of an asymmetric key is, and what data key pairs are.

mod der;
#[expect(clippy::module_inception, reason = "mod.rs only lists")]
mod pair;
mod rsa_primes;
mod rules;

#[cfg(test)]
mod tests;

pub(crate) use der::{element, first, pem};
pub(crate) use pair::{Pair, private, public};
pub(crate) use rules::PairRules;
