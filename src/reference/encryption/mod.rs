//! Encrypt and Decrypt, with symmetric keys.

mod backing;
mod ciphertext;
mod decrypt;
mod encrypt;

pub(crate) use backing::backed;
pub(crate) use decrypt::decrypt;
pub(crate) use encrypt::{encrypt, not_built};
