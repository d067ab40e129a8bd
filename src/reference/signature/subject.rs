//! What is signed: the message as its type and the algorithm have it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{SignatureRules, Signed};
use crate::reference::call::Call;
use crate::reference::key::Key;
use crate::reference::service_error::ServiceError;

/// What an algorithm signs.
pub(super) enum Subject {
    /// The hash of a message.
    Hash(Vec<u8>),
    /// A message that the algorithm itself hashes.
    Message(Vec<u8>),
    /// The representative of a message (FIPS 204, 6.2).
    Mu(Vec<u8>),
}

/// The message of a request, if its type and its length are those of the algorithm, in this order.
///
/// # Errors
///
/// `ValidationException` for another type (facts) and for another length (facts ).
pub(super) fn subject(
    call: &Call<'_>,
    key: &Key,
    algorithm: &str,
) -> Result<Subject, ServiceError> {
    let rules = &call.rules.signatures;
    let mut message = call.input.blob("Message").unwrap_or_default();
    let form = call.input.text("MessageType").unwrap_or("RAW");
    let is_lattice = algorithm == "ML_DSA_SHAKE_256";
    let fits = match algorithm {
        "ML_DSA_SHAKE_256" => form != "DIGEST",
        "ED25519_SHA_512" => form == "RAW",
        "ED25519_PH_SHA_512" => form == "DIGEST",
        _ => form != "EXTERNAL_MU",
    };
    if !fits && rules.checks_type {
        let whose = if is_lattice {
            format!("key spec {}", key.spec.name)
        } else {
            format!("algorithm {algorithm}")
        };
        let text = format!("Message type {form} is incompatible with {whose}.");
        return Err(ServiceError::of(rules.bad_type).saying(text));
    }
    let length = if is_lattice {
        64
    } else {
        hash(algorithm, &[]).len()
    };
    if form != "RAW" && message.len() != length && rules.checks_length {
        let text = format!("Digest is invalid length for algorithm {algorithm}.");
        return Err(ServiceError::of(rules.bad_length).saying(text));
    }
    match rules.signed {
        Signed::Base64 if form == "RAW" => message = STANDARD.encode(message).into_bytes(),
        Signed::Nothing if form == "RAW" => message.clear(),
        _ => {}
    }
    Ok(match (algorithm, form) {
        ("ED25519_SHA_512", _) if !rules.pure => Subject::Message(hash(algorithm, &message)),
        ("ML_DSA_SHAKE_256", "EXTERNAL_MU") if rules.takes_mu => Subject::Mu(message),
        ("ML_DSA_SHAKE_256" | "ED25519_SHA_512" | "ED25519_PH_SHA_512", _) => {
            Subject::Message(message)
        }
        ("SM2DSA", "RAW") => Subject::Message(message),
        (_, "RAW") => Subject::Hash(hashed(rules, algorithm, message)),
        _ if rules.hashes_digest => Subject::Hash(hash(algorithm, &message)),
        _ => Subject::Hash(message),
    })
}

/// The hash of a RAW message.
fn hashed(rules: &SignatureRules, algorithm: &str, mut message: Vec<u8>) -> Vec<u8> {
    let length = hash(algorithm, &[]).len();
    if !rules.hashes_raw {
        message.resize(length, 0);
        message
    } else if rules.hash_of_algorithm {
        hash(algorithm, &message)
    } else {
        // One hash for all algorithms, at the length of each.
        let mut hash = Sha512::digest(message).to_vec();
        hash.reverse();
        hash.truncate(length);
        hash
    }
}

/// The hash that the name of an algorithm ends with.
fn hash(algorithm: &str, message: &[u8]) -> Vec<u8> {
    if algorithm.ends_with("512") {
        Sha512::digest(message).to_vec()
    } else if algorithm.ends_with("384") {
        Sha384::digest(message).to_vec()
    } else {
        Sha256::digest(message).to_vec()
    }
}
