//! Signatures, and what is wrong with one that does not verify.

use std::cmp::Ordering;

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::rsa::RsaParameters;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, ECDSA_P256K1_SHA256_ASN1,
    ECDSA_P256K1_SHA256_FIXED, ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA384_FIXED,
    ECDSA_P521_SHA512_ASN1, ECDSA_P521_SHA512_FIXED, ED25519, ML_DSA_44, ML_DSA_65, ML_DSA_87,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaPssSaltLength,
    VerificationAlgorithm,
};
use ed25519_dalek::Digest as _;
use sm2::dsa::signature::Verifier;

use super::der::{Reader, SEQUENCE};
use super::key::PublicKey;
use super::message::hash;
use crate::case::{KeyPairSpec, SigningAlgorithm, Words};

/// The identity with which an SM2 signature is made where none is given (documentation of `Verify`).
const SM2_IDENTITY: &str = "1234567812345678";

/// The signature is one of the message, under this algorithm, by the owner of the public key.
///
/// ECDSA signatures are strict DER with numbers in range; s may be in the upper half (fact R-574). The salt of PSS is as long
/// as the hash (RFC 8017, 9.1).
///
/// # Errors
/// What is wrong, as far as it can be told.
pub(super) fn verify(
    public_key: &[u8],
    algorithm: SigningAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), String> {
    let key = PublicKey::read(public_key)?;
    let (name, spec) = (algorithm.word(), key.spec.word());
    if !fits(algorithm, key.spec) {
        return Err(format!("a key of {spec} does not sign with {name}"));
    }
    if verifies(&key, algorithm, message, signature) {
        return Ok(());
    }
    let cause = cause(&key, algorithm, message, signature)
        .map_or_else(String::new, |cause| format!(" ({cause})"));
    Err(format!(
        "the signature does not verify with this public key of {spec} under {name}{cause}"
    ))
}

fn fits(algorithm: SigningAlgorithm, spec: KeyPairSpec) -> bool {
    use KeyPairSpec::{EccNistEdwards25519, Sm2};
    match algorithm {
        SigningAlgorithm::Ed25519PhSha512 => spec == EccNistEdwards25519,
        SigningAlgorithm::Sm2Dsa => spec == Sm2,
        _ => by_lc(algorithm, spec).is_some(),
    }
}

/// The algorithm as AWS-LC has it, if keys of this spec sign with it.
fn by_lc(
    algorithm: SigningAlgorithm,
    spec: KeyPairSpec,
) -> Option<&'static dyn VerificationAlgorithm> {
    use KeyPairSpec as S;
    use SigningAlgorithm as A;
    let is_rsa = matches!(spec, S::Rsa2048 | S::Rsa3072 | S::Rsa4096);
    Some(match (algorithm, spec) {
        (A::RsassaPssSha256, _) if is_rsa => &RSA_PSS_2048_8192_SHA256,
        (A::RsassaPssSha384, _) if is_rsa => &RSA_PSS_2048_8192_SHA384,
        (A::RsassaPssSha512, _) if is_rsa => &RSA_PSS_2048_8192_SHA512,
        (A::RsassaPkcs1V15Sha256, _) if is_rsa => &RSA_PKCS1_2048_8192_SHA256,
        (A::RsassaPkcs1V15Sha384, _) if is_rsa => &RSA_PKCS1_2048_8192_SHA384,
        (A::RsassaPkcs1V15Sha512, _) if is_rsa => &RSA_PKCS1_2048_8192_SHA512,
        (A::EcdsaSha256, S::EccNistP256) => &ECDSA_P256_SHA256_ASN1,
        (A::EcdsaSha256, S::EccSecgP256k1) => &ECDSA_P256K1_SHA256_ASN1,
        (A::EcdsaSha384, S::EccNistP384) => &ECDSA_P384_SHA384_ASN1,
        (A::EcdsaSha512, S::EccNistP521) => &ECDSA_P521_SHA512_ASN1,
        (A::Ed25519Sha512, S::EccNistEdwards25519) => &ED25519,
        (A::MlDsaShake256, S::MlDsa44) => &ML_DSA_44,
        (A::MlDsaShake256, S::MlDsa65) => &ML_DSA_65,
        (A::MlDsaShake256, S::MlDsa87) => &ML_DSA_87,
        _ => return None,
    })
}

fn verifies(
    key: &PublicKey<'_>,
    algorithm: SigningAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> bool {
    match algorithm {
        SigningAlgorithm::Ed25519PhSha512 => by_dalek(key, message, signature).is_some(),
        SigningAlgorithm::Sm2Dsa => {
            of_curve(signature, SM2).is_ok() && by_sm2(key, message, signature).is_some()
        }
        _ => by_lc(algorithm, key.spec)
            .is_some_and(|it| it.verify_sig(key.der, message, signature).is_ok()),
    }
}

/// Ed25519ph (RFC 8032, 5.1) with an empty context.
fn by_dalek(key: &PublicKey<'_>, message: &[u8], signature: &[u8]) -> Option<()> {
    let key = ed25519_dalek::VerifyingKey::try_from(key.key).ok()?;
    let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
    let hashed = ed25519_dalek::Sha512::new_with_prefix(message);
    key.verify_prehashed(hashed, None, &signature).ok()
}

fn by_sm2(key: &PublicKey<'_>, message: &[u8], signature: &[u8]) -> Option<()> {
    let key = sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_IDENTITY, key.key).ok()?;
    let signature = sm2::dsa::Signature::from_der(signature).ok()?;
    key.verify(message, &signature).ok()
}

/// What is wrong with a signature that does not verify, if it can be told.
fn cause(
    key: &PublicKey<'_>,
    algorithm: SigningAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Option<String> {
    if let Some((order, fixed)) = curve(key.spec) {
        if fixed.is_some_and(|it| it.verify_sig(key.der, message, signature).is_ok()) {
            return Some("it is r and s one behind the other, and not DER".to_owned());
        }
        if let Err(why) = of_curve(signature, order) {
            return Some(why);
        }
    } else if let Some(due) = length(key)
        && signature.len() != due
    {
        let found = signature.len();
        return Some(format!("it has {found} bytes where {due} are due"));
    }
    if let Some(hash) = hash(algorithm) {
        let hashed = digest::digest(hash, message);
        if verifies(key, algorithm, hashed.as_ref(), signature) {
            return Some("the message was hashed twice".to_owned());
        }
        if let Ok(taken) = Digest::import_less_safe(message, hash)
            && let Some(it) = by_lc(algorithm, key.spec)
            && it.verify_digest_sig(key.der, &taken, signature).is_ok()
        {
            return Some("the message was taken for a digest, and not hashed".to_owned());
        }
    }
    let others = SigningAlgorithm::WORDS
        .iter()
        .filter(|(_, it)| *it != algorithm);
    for (name, other) in others {
        if verifies(key, *other, message, signature) {
            return Some(format!("it does under {name}"));
        }
    }
    salt_length(key, algorithm, message, signature)
}

/// That the salt of PSS is of another length than it must be.
fn salt_length(
    key: &PublicKey<'_>,
    algorithm: SigningAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Option<String> {
    let with: fn(RsaPssSaltLength) -> RsaParameters = match algorithm {
        SigningAlgorithm::RsassaPssSha256 => |it| RSA_PSS_2048_8192_SHA256.with_pss_salt_length(it),
        SigningAlgorithm::RsassaPssSha384 => |it| RSA_PSS_2048_8192_SHA384.with_pss_salt_length(it),
        SigningAlgorithm::RsassaPssSha512 => |it| RSA_PSS_2048_8192_SHA512.with_pss_salt_length(it),
        _ => return None,
    };
    let due = hash(algorithm)?.output_len();
    let most = u16::try_from(signature.len()).ok()?;
    let found = (0..most).find(|length| {
        let algorithm = with(RsaPssSaltLength::Custom(*length));
        algorithm.verify_sig(key.der, message, signature).is_ok()
    })?;
    Some(format!("salt length {found}, must be {due}"))
}

/// The order of the curve of ECDSA or SM2, and the algorithm that takes r and s one behind the other.
type Curve = (&'static [u8], Option<&'static dyn VerificationAlgorithm>);

fn curve(spec: KeyPairSpec) -> Option<Curve> {
    Some(match spec {
        KeyPairSpec::EccNistP256 => (P256, Some(&ECDSA_P256_SHA256_FIXED)),
        KeyPairSpec::EccNistP384 => (P384, Some(&ECDSA_P384_SHA384_FIXED)),
        KeyPairSpec::EccNistP521 => (P521, Some(&ECDSA_P521_SHA512_FIXED)),
        KeyPairSpec::EccSecgP256k1 => (P256K1, Some(&ECDSA_P256K1_SHA256_FIXED)),
        KeyPairSpec::Sm2 => (SM2, None),
        _ => return None,
    })
}

/// How long a signature is that is no DER.
fn length(key: &PublicKey<'_>) -> Option<usize> {
    Some(match key.spec {
        KeyPairSpec::Rsa2048 => 256,
        KeyPairSpec::Rsa3072 => 384,
        KeyPairSpec::Rsa4096 => 512,
        KeyPairSpec::EccNistEdwards25519 => 64,
        KeyPairSpec::MlDsa44 => 2420,
        KeyPairSpec::MlDsa65 => 3309,
        KeyPairSpec::MlDsa87 => 4627,
        _ => return None,
    })
}

/// `SEQUENCE {r INTEGER, s INTEGER}` in DER (RFC 3279, 2.2.3), both from 1 to the order less 1.
fn of_curve(signature: &[u8], order: &[u8]) -> Result<(), String> {
    const WHAT: &str = "the signature";
    let mut parts = Reader::new(Reader::only(signature, SEQUENCE, WHAT)?);
    let numbers = [("r", parts.unsigned(WHAT)?), ("s", parts.unsigned(WHAT)?)];
    parts.end(WHAT)?;
    for (name, number) in numbers {
        if number == [0] {
            return Err(format!("its {name} is 0"));
        }
        let longer = number.len().cmp(&order.len());
        if longer.then_with(|| number.cmp(order)) != Ordering::Less {
            return Err(format!("its {name} is not below the order of the curve"));
        }
    }
    Ok(())
}

/// The orders of the curves: FIPS 186-5 and SP 800-186, SEC 2, GB/T 32918.5.
pub(super) const P256: &[u8] = b"\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\
    \xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51";
const P384: &[u8] = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
    \xff\xff\xff\xff\xff\xff\xff\xff\xc7\x63\x4d\x81\xf4\x37\x2d\xdf\
    \x58\x1a\x0d\xb2\x48\xb0\xa7\x7a\xec\xec\x19\x6a\xcc\xc5\x29\x73";
const P521: &[u8] = b"\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
    \xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
    \xfa\x51\x86\x87\x83\xbf\x2f\x96\x6b\x7f\xcc\x01\x48\xf7\x09\xa5\
    \xd0\x3b\xb5\xc9\xb8\x89\x9c\x47\xae\xbb\x6f\xb7\x1e\x91\x38\x64\x09";
const P256K1: &[u8] = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe\
    \xba\xae\xdc\xe6\xaf\x48\xa0\x3b\xbf\xd2\x5e\x8c\xd0\x36\x41\x41";
const SM2: &[u8] = b"\xff\xff\xff\xfe\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
    \x72\x03\xdf\x6b\x21\xc6\x05\x2b\x53\xbb\xf4\x09\x39\xd5\x41\x23";
