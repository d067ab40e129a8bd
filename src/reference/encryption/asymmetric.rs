//! Encryption under the public half of a key pair: RSAES-OAEP of RFC 8017, and SM2 (GB/T 32918.4) in DER (GM/T 0009).

use rsa::{Oaep, Pkcs1v15Encrypt};
use sha1::Sha1;
use sha2::Sha256;
use sm2::pke::{DecryptingKey, EncryptingKey, Mode};

use super::OaepForm;
use crate::reference::pair::{self, Pair};
use crate::reference::rng::Rng;

/// What follows with the padding of an algorithm, whose types differ; `None` for an algorithm of other keys.
macro_rules! padded {
    ($form:expr, $algorithm:expr, $padding:ident => $done:expr) => {{
        let is_sha_1 = match $form {
            OaepForm::Sha1 => true,
            OaepForm::Sha256 => false,
            _ => $algorithm == "RSAES_OAEP_SHA_1",
        };
        macro_rules! done {
            ($made:expr) => {{
                let $padding = $made;
                $done.ok()
            }};
        }
        match ($form, is_sha_1) {
            (OaepForm::Pkcs1, _) => done!(Pkcs1v15Encrypt),
            (OaepForm::MgfSha1, false) => done!(Oaep::<Sha256, Sha1>::new_with_mgf_hash()),
            (OaepForm::Labelled, true) => done!(Oaep::<Sha1>::new_with_label(*b"kms")),
            (OaepForm::Labelled, false) => done!(Oaep::<Sha256>::new_with_label(*b"kms")),
            (_, true) => done!(Oaep::<Sha1>::new()),
            (_, false) => done!(Oaep::<Sha256>::new()),
        }
    }};
}

/// The ciphertext; `None` where key and algorithm do not belong together, or the plaintext is too long.
pub(super) fn encrypt(
    form: OaepForm,
    pair: &Pair,
    algorithm: &str,
    plaintext: &[u8],
    rng: &mut Rng,
) -> Option<Vec<u8>> {
    match (pair, algorithm) {
        (Pair::Rsa(p, q), "RSAES_OAEP_SHA_1" | "RSAES_OAEP_SHA_256") => {
            let key = pair::public(p, q)?;
            padded!(form, algorithm, padding => key.encrypt(rng, padding, plaintext))
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
    form: OaepForm,
    pair: &Pair,
    algorithm: &str,
    ciphertext: &[u8],
    rng: &mut Rng,
) -> Option<Vec<u8>> {
    match (pair, algorithm) {
        (Pair::Rsa(p, q), "RSAES_OAEP_SHA_1" | "RSAES_OAEP_SHA_256") => {
            let key = pair::private(p, q)?;
            padded!(form, algorithm, padding => key.decrypt_blinded(rng, padding, ciphertext))
        }
        (Pair::Sm2(key), "SM2PKE") => {
            let key = DecryptingKey::new_with_mode(key.to_nonzero_scalar(), Mode::C1C3C2);
            key.decrypt_der(ciphertext).ok()
        }
        _ => None,
    }
}
