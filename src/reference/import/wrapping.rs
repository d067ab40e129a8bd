//! How material is wrapped: RSAES-OAEP of RFC 8017, alone or over a key of AES with padding (RFC 5649).

use aws_lc_rs::key_wrap::{AES_256, AesKek, KeyWrapPadded};

use super::token::Token;
use crate::reference::encryption::{OaepForm, opened_by};
use crate::reference::rng::Rng;

/// How the names of the algorithms begin that wrap with AES.
const OVER_AES: &str = "RSA_AES_KEY_WRAP";

/// Whether material of a key of this spec can be wrapped so (`WrappingAlgorithm` documentation; facts I-531, I-532, I-700).
pub(super) fn fits(key: &str, algorithm: &str, wrapping: &str) -> bool {
    let is_pair = key.starts_with("RSA") || key.starts_with("ECC");
    if wrapping == "SM2" || algorithm == "SM2PKE" {
        // Only the Regions of China have it.
        false
    } else if algorithm.starts_with(OVER_AES) {
        is_pair
    } else {
        let is_too_long = key == "ECC_NIST_P521" && wrapping == "RSA_2048";
        !key.starts_with("RSA") && !is_too_long
    }
}

/// The bytes of the modulus of a wrapping key.
pub(super) fn block(token: &Token) -> usize {
    match token.spec.as_str() {
        "RSA_2048" => 256,
        "RSA_3072" => 384,
        _ => 512,
    }
}

/// What is wrapped in these bytes; `None` where they are none of this wrapping key and algorithm.
pub(super) fn unwrapped(token: &Token, bytes: &[u8], rng: &mut Rng) -> Option<Vec<u8>> {
    let pair = token.pair()?;
    let Some(hash) = token.algorithm.strip_prefix(OVER_AES) else {
        return opened_by(OaepForm::OfAlgorithm, &pair, &token.algorithm, bytes, rng);
    };
    let (wrapped, rest) = bytes.split_at_checked(block(token))?;
    let algorithm = format!("RSAES_OAEP{hash}");
    let secret = opened_by(OaepForm::OfAlgorithm, &pair, &algorithm, wrapped, rng)?;
    let mut space = vec![0; rest.len()];
    let key = AesKek::new(&AES_256, &secret).ok()?;
    let material = key.unwrap_with_padding(rest, &mut space).ok()?;
    Some(material.to_vec())
}
