//! Encryption under the public half of a key pair: RSAES-OAEP of RFC 8017, and SM2 (GB/T 32918.4) in DER (GM/T 0009).

use rsa::Oaep;
use sha1::Sha1;
use sha2::Sha256;
use sm2::pke::{DecryptingKey, EncryptingKey, Mode};

use crate::reference::pair::{self, Pair};
use crate::reference::rng::Rng;

/// The ciphertext; `None` where key and algorithm do not belong together, or the plaintext is too long.
pub(super) fn encrypt(
    pair: &Pair,
    algorithm: &str,
    plaintext: &[u8],
    rng: &mut Rng,
) -> Option<Vec<u8>> {
    match (pair, algorithm) {
        (Pair::Rsa(p, q), "RSAES_OAEP_SHA_1") => {
            let key = pair::public(p, q)?;
            key.encrypt(rng, Oaep::<Sha1>::new(), plaintext).ok()
        }
        (Pair::Rsa(p, q), "RSAES_OAEP_SHA_256") => {
            let key = pair::public(p, q)?;
            key.encrypt(rng, Oaep::<Sha256>::new(), plaintext).ok()
        }
        (Pair::Sm2(key), "SM2PKE") => {
            let key = EncryptingKey::new_with_mode(key.public_key(), Mode::C1C3C2);
            key.encrypt_der(rng, plaintext).ok()
        }
        _ => None,
    }
}

/// The plaintext; `None` where the ciphertext is none of this key and algorithm.
pub(super) fn decrypt(
    pair: &Pair,
    algorithm: &str,
    ciphertext: &[u8],
    rng: &mut Rng,
) -> Option<Vec<u8>> {
    match (pair, algorithm) {
        (Pair::Rsa(p, q), "RSAES_OAEP_SHA_1") => {
            let key = pair::private(p, q)?;
            key.decrypt_blinded(rng, Oaep::<Sha1>::new(), ciphertext)
                .ok()
        }
        (Pair::Rsa(p, q), "RSAES_OAEP_SHA_256") => {
            let key = pair::private(p, q)?;
            key.decrypt_blinded(rng, Oaep::<Sha256>::new(), ciphertext)
                .ok()
        }
        (Pair::Sm2(key), "SM2PKE") => {
            let key = DecryptingKey::new_with_mode(key.to_nonzero_scalar(), Mode::C1C3C2);
            key.decrypt_der(ciphertext).ok()
        }
        _ => None,
    }
}
