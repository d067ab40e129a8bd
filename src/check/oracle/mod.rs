//! Cryptography as a client does it, to judge what an endpoint says that it did.
//!
//! Everything is a function of its arguments. What the reference endpoint makes with pure Rust crates is judged here with
//! AWS-LC. Three things AWS-LC does not offer, and the crate that makes them there judges them here too: Ed25519ph, SM2 and
//! the seed of an ML-KEM key. Those are held to published vectors.

mod agreement;
mod claim;
mod der;
mod encryption;
mod key;
mod message;
mod random;
mod signature;
#[cfg(test)]
mod tests;

pub(super) use agreement::{agreed, encapsulated, key_pair};
pub(super) use claim::holds;
pub(super) use encryption::encrypted;
pub(super) use message::digest;
