//! What is sent in place of a message that is signed.

use aws_lc_rs::digest::{Algorithm, SHA256, SHA384, SHA512, digest as hashed};
use ml_dsa::{Error, KeyInit, MlDsa44, MlDsa65, MlDsa87, MlDsaParams, VerifyingKey};
use sha2::digest::Update;

use super::key::PublicKey;
use crate::case::{KeyPairSpec, SigningAlgorithm, Words};

/// The hash of a signing algorithm, if the message alone decides on it.
pub(super) fn hash(algorithm: SigningAlgorithm) -> Option<&'static Algorithm> {
    Some(match algorithm {
        SigningAlgorithm::RsassaPssSha256
        | SigningAlgorithm::RsassaPkcs1V15Sha256
        | SigningAlgorithm::EcdsaSha256 => &SHA256,
        SigningAlgorithm::RsassaPssSha384
        | SigningAlgorithm::RsassaPkcs1V15Sha384
        | SigningAlgorithm::EcdsaSha384 => &SHA384,
        SigningAlgorithm::RsassaPssSha512
        | SigningAlgorithm::RsassaPkcs1V15Sha512
        | SigningAlgorithm::EcdsaSha512
        | SigningAlgorithm::Ed25519Sha512
        | SigningAlgorithm::Ed25519PhSha512 => &SHA512,
        SigningAlgorithm::Sm2Dsa | SigningAlgorithm::MlDsaShake256 => return None,
    })
}

/// The digest of a message, or for ML-DSA its mu (FIPS 204, 6.2) with an empty context.
///
/// # Errors
/// The algorithm has neither, or the public key that mu needs is missing or no key of ML-DSA.
pub(in crate::check) fn digest(
    message: &[u8],
    algorithm: SigningAlgorithm,
    public_key: Option<&[u8]>,
) -> Result<Vec<u8>, String> {
    if let Some(hash) = hash(algorithm) {
        return Ok(hashed(hash, message).as_ref().to_vec());
    }
    if algorithm != SigningAlgorithm::MlDsaShake256 {
        return Err(format!("there is no digest for {}", algorithm.word()));
    }
    let key = PublicKey::read(public_key.ok_or("a mu hangs on the public key")?)?;
    match key.spec {
        KeyPairSpec::MlDsa44 => mu::<MlDsa44>(key.key, message),
        KeyPairSpec::MlDsa65 => mu::<MlDsa65>(key.key, message),
        KeyPairSpec::MlDsa87 => mu::<MlDsa87>(key.key, message),
        _ => None,
    }
    .ok_or_else(|| "the public key is no key of ML-DSA".to_owned())
}

fn mu<P: MlDsaParams>(key: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    let key = VerifyingKey::<P>::new_from_slice(key).ok()?;
    let absorbed = |shake: &mut _| -> Result<(), Error> {
        Update::update(shake, message);
        Ok(())
    };
    Some(key.compute_mu(absorbed, &[]).ok()?.to_vec())
}
