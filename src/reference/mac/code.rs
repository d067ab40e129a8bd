//! The code itself: HMAC of RFC 2104, under a key of the length of its hash.

use aws_lc_rs::hmac;

use super::MacRules;
use crate::reference::key::Key;

/// The hash of an algorithm, and bytes of a key for it (`MacAlgorithmSpec` of the model).
fn hash(algorithm: &str) -> (hmac::Algorithm, usize) {
    match algorithm {
        "HMAC_SHA_224" => (hmac::HMAC_SHA224, 28),
        "HMAC_SHA_384" => (hmac::HMAC_SHA384, 48),
        "HMAC_SHA_512" => (hmac::HMAC_SHA512, 64),
        _ => (hmac::HMAC_SHA256, 32),
    }
}

/// The code of a message under a key.
pub(super) fn code(rules: &MacRules, key: &Key, algorithm: &str, message: &[u8]) -> Vec<u8> {
    let (_, length) = hash(algorithm);
    let (algorithm, _) = hash(if rules.hash_of_algorithm {
        algorithm
    } else {
        "HMAC_SHA_256"
    });
    let material = key.materials.current();
    let secret = match material.filter(|_| rules.material_of_key) {
        Some(material) => material.expanded(b"mac", length),
        None => vec![0; length],
    };
    let message = if rules.reads_message { message } else { &[] };
    let tag = hmac::sign(&hmac::Key::new(algorithm, &secret), message);
    tag.as_ref().to_vec()
}
