//! Encryption outside of KMS.

use std::convert::Infallible;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;
use rsa::PublicKey as RsaKey;
use rsa::pkcs8::DecodePublicKey;
use rsa::rand_core::{TryCryptoRng, TryRng};
use sha1::Sha1;
use sha2::Sha256;

use super::key::PublicKey;
use crate::case::OaepAlgorithm;

/// What a client makes of a plaintext: RSAES-OAEP (RFC 8017, 7.1) with an empty label and one hash throughout.
///
/// # Errors
/// The key is none of RSA, or too short for the plaintext.
pub(in crate::check) fn encrypted(
    public_key: &[u8],
    algorithm: OaepAlgorithm,
    plaintext: &[u8],
    random: &mut ChaCha8Rng,
) -> Result<Vec<u8>, String> {
    let read = PublicKey::read(public_key)?;
    let key = RsaKey::from_public_key_der(read.der)
        .map_err(|_| "only a key of RSA encrypts by OAEP".to_owned())?;
    let mut random = Seeded(random);
    let sealed = match algorithm {
        OaepAlgorithm::RsaesOaepSha1 => {
            key.oaep_encrypt_with_rng::<Sha1, _>(&mut random, plaintext)
        }
        OaepAlgorithm::RsaesOaepSha256 => {
            key.oaep_encrypt_with_rng::<Sha256, _>(&mut random, plaintext)
        }
    };
    sealed.map_err(|why| format!("the plaintext cannot be encrypted with this key: {why}"))
}

/// Given randomness, in the form in which the crates of cryptography take it.
pub(super) struct Seeded<'r>(pub(super) &'r mut ChaCha8Rng);

impl TryRng for Seeded<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0.next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.next_u64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill_bytes(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Seeded<'_> {}
