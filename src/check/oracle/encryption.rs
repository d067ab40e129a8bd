//! Encryption outside of KMS.

use std::convert::Infallible;

use aws_lc_rs::key_wrap::{AES_256, AesKek, KeyWrapPadded};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;
use rsa::PublicKey as RsaKey;
use rsa::pkcs8::DecodePublicKey;
use rsa::rand_core::{TryCryptoRng, TryRng};
use sha1::Sha1;
use sha2::Sha256;

use super::key::PublicKey;
use crate::case::OaepAlgorithm;

/// What a client makes of a plaintext: RSAES-OAEP (RFC 8017, 7.1) with an empty label and one hash throughout, over a
/// drawn key of AES or alone.
///
/// # Errors
/// The key is none of RSA, or too short for the plaintext.
pub(in crate::check) fn encrypted(
    public_key: &[u8],
    algorithm: OaepAlgorithm,
    plaintext: &[u8],
    random: &mut ChaCha8Rng,
) -> Result<Vec<u8>, String> {
    let wrapping = match algorithm {
        OaepAlgorithm::RsaAesKeyWrapSha1 => Some(OaepAlgorithm::RsaesOaepSha1),
        OaepAlgorithm::RsaAesKeyWrapSha256 => Some(OaepAlgorithm::RsaesOaepSha256),
        OaepAlgorithm::RsaesOaepSha1 | OaepAlgorithm::RsaesOaepSha256 => None,
    };
    if let Some(wrapping) = wrapping {
        let mut secret = [0; 32];
        random.fill_bytes(&mut secret);
        let mut wrapped = encrypted(public_key, wrapping, &secret, random)?;
        wrapped.extend_from_slice(&under_aes(&secret, plaintext)?);
        return Ok(wrapped);
    }
    let read = PublicKey::read(public_key)?;
    let key = RsaKey::from_public_key_der(read.der)
        .map_err(|_| "only a key of RSA encrypts by OAEP".to_owned())?;
    let mut random = Seeded(random);
    let sealed = match algorithm {
        OaepAlgorithm::RsaesOaepSha1 | OaepAlgorithm::RsaAesKeyWrapSha1 => {
            key.oaep_encrypt_with_rng::<Sha1, _>(&mut random, plaintext)
        }
        OaepAlgorithm::RsaesOaepSha256 | OaepAlgorithm::RsaAesKeyWrapSha256 => {
            key.oaep_encrypt_with_rng::<Sha256, _>(&mut random, plaintext)
        }
    };
    sealed.map_err(|why| format!("the plaintext cannot be encrypted with this key: {why}"))
}

/// The plaintext under a key of AES, with padding (RFC 5649).
fn under_aes(secret: &[u8; 32], plaintext: &[u8]) -> Result<Vec<u8>, String> {
    let mut space = vec![0; plaintext.len() + 16];
    let key = AesKek::new(&AES_256, secret);
    let wrapped = key.and_then(|key| Ok(key.wrap_with_padding(plaintext, &mut space)?.to_vec()));
    wrapped.map_err(|_| "the plaintext cannot be wrapped".to_owned())
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
