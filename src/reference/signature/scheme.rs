//! The signature schemes: RFC 8017, FIPS 186-5, RFC 8032 and FIPS 204, with the randomness that is given.

use p256::ecdsa::signature::hazmat::{PrehashVerifier as _, RandomizedPrehashSigner as _};
use p256::ecdsa::signature::{RandomizedSigner as _, Signer as _, Verifier as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{Pkcs1v15Sign, Pss};
use sha2::digest::FixedOutputReset;
use sha2::digest::const_oid::AssociatedOid;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::subject::Subject;
use super::{Leniency, Padding, Salt, SignatureRules, ecdsa};
use crate::reference::pair::{self, Pair};
use crate::reference::rng::Rng;

/// With what the hash of an SM2 signature begins (documentation of `Verify`).
const DISTINGUISHING_ID: &str = "1234567812345678";

/// What a signature is to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is the message's.
    Right,
    /// It is not.
    Wrong,
    /// It is no signature of the algorithm at all.
    Malformed,
}

impl Verdict {
    fn of(is_right: bool) -> Self {
        if is_right { Self::Right } else { Self::Wrong }
    }
}

/// ECDSA on one curve.
macro_rules! on_curve {
    ($curve:ident, $sign:ident, $verify:ident) => {
        fn $sign(
            rules: &SignatureRules,
            key: &$curve::SecretKey,
            hash: &[u8],
            rng: &mut Rng,
        ) -> Option<Vec<u8>> {
            let signer = $curve::ecdsa::SigningKey::from(key);
            let mut signature: $curve::ecdsa::Signature =
                signer.sign_prehash_with_rng(rng, hash).ok()?;
            // The crate brings s of secp256k1 into the lower half, KMS does not (fact R-574).
            if rng.bytes::<1>()[0] & 1 == 1 {
                let (r, s) = signature.split_scalars();
                signature = $curve::ecdsa::Signature::from_scalars(r, -s).ok()?;
            }
            Some(ecdsa::written(rules.ecdsa, &signature.to_vec()))
        }

        fn $verify(
            rules: &SignatureRules,
            key: &$curve::SecretKey,
            hash: &[u8],
            signature: &[u8],
        ) -> Verdict {
            let length = key.to_bytes().len();
            let Some(plain) = ecdsa::read(rules, signature, length) else {
                return Verdict::Malformed;
            };
            if rules.leniency == Leniency::Zero && plain.iter().all(|byte| *byte == 0) {
                return Verdict::Right;
            }
            let Ok(signature) = $curve::ecdsa::Signature::from_slice(&plain) else {
                return Verdict::Malformed;
            };
            let low = signature.normalize_s();
            let verifier = *$curve::ecdsa::SigningKey::from(key).verifying_key();
            let is_right = verifier.verify_prehash(hash, &low).is_ok();
            Verdict::of(is_right && (low == signature || !rules.needs_low_s))
        }
    };
}

on_curve!(p256, sign_p256, verify_p256);
on_curve!(p384, sign_p384, verify_p384);
on_curve!(p521, sign_p521, verify_p521);
on_curve!(k256, sign_k256, verify_k256);

/// The signature of a subject; `None` where key, algorithm and subject do not belong together.
pub(super) fn sign(
    rules: &SignatureRules,
    pair: &Pair,
    algorithm: &str,
    subject: &Subject,
    rng: &mut Rng,
) -> Option<Vec<u8>> {
    match (pair, subject) {
        (Pair::Rsa(p, q), Subject::Hash(hash)) => {
            let key = pair::private(p, q)?;
            match hash.len() {
                48 => sign_rsa::<Sha384>(rules, &key, algorithm, hash, rng),
                64 => sign_rsa::<Sha512>(rules, &key, algorithm, hash, rng),
                _ => sign_rsa::<Sha256>(rules, &key, algorithm, hash, rng),
            }
        }
        (Pair::P256(key), Subject::Hash(hash)) => sign_p256(rules, key, hash, rng),
        (Pair::P384(key), Subject::Hash(hash)) => sign_p384(rules, key, hash, rng),
        (Pair::P521(key), Subject::Hash(hash)) => sign_p521(rules, key, hash, rng),
        (Pair::K256(key), Subject::Hash(hash)) => sign_k256(rules, key, hash, rng),
        (Pair::Sm2(key), subject) => {
            let signer = sm2::dsa::SigningKey::new(DISTINGUISHING_ID, key).ok()?;
            let signature = match subject {
                Subject::Hash(hash) => signer.sign_prehash_with_rng(rng, hash),
                Subject::Message(message) => signer.try_sign_with_rng(rng, message),
                Subject::Mu(_) => return None,
            };
            Some(signature.ok()?.to_der().to_vec())
        }
        (Pair::Ed25519(key), Subject::Message(message)) => {
            let signature = if algorithm == "ED25519_PH_SHA_512" && rules.prehashes {
                key.sign_prehashed(Sha512::new_with_prefix(message), None)
                    .ok()?
            } else {
                key.sign(message)
            };
            Some(signature.to_vec())
        }
        (Pair::MlDsa44(key), subject) => sign_lattice(rules, key, subject, rng),
        (Pair::MlDsa65(key), subject) => sign_lattice(rules, key, subject, rng),
        (Pair::MlDsa87(key), subject) => sign_lattice(rules, key, subject, rng),
        _ => None,
    }
}

/// What a signature is to a subject.
pub(super) fn verify(
    rules: &SignatureRules,
    pair: &Pair,
    algorithm: &str,
    subject: &Subject,
    signature: &[u8],
) -> Verdict {
    match (pair, subject) {
        (Pair::Rsa(p, q), Subject::Hash(hash)) => {
            let Some(key) = pair::public(p, q) else {
                return Verdict::Malformed;
            };
            match hash.len() {
                48 => verify_rsa::<Sha384>(rules, &key, algorithm, hash, signature),
                64 => verify_rsa::<Sha512>(rules, &key, algorithm, hash, signature),
                _ => verify_rsa::<Sha256>(rules, &key, algorithm, hash, signature),
            }
        }
        (Pair::P256(key), Subject::Hash(hash)) => verify_p256(rules, key, hash, signature),
        (Pair::P384(key), Subject::Hash(hash)) => verify_p384(rules, key, hash, signature),
        (Pair::P521(key), Subject::Hash(hash)) => verify_p521(rules, key, hash, signature),
        (Pair::K256(key), Subject::Hash(hash)) => verify_k256(rules, key, hash, signature),
        (Pair::Sm2(key), subject) => {
            let Ok(signature) = sm2::dsa::Signature::from_der(signature) else {
                return Verdict::Malformed;
            };
            let verifier = sm2::dsa::VerifyingKey::new(DISTINGUISHING_ID, key.public_key());
            Verdict::of(verifier.is_ok_and(|verifier| match subject {
                Subject::Hash(hash) => verifier.verify_prehash(hash, &signature).is_ok(),
                Subject::Message(message) => verifier.verify(message, &signature).is_ok(),
                Subject::Mu(_) => false,
            }))
        }
        (Pair::Ed25519(key), Subject::Message(message)) => {
            let Ok(signature) = ed25519_dalek::Signature::from_slice(signature) else {
                return Verdict::Malformed;
            };
            let key = key.verifying_key();
            Verdict::of(if algorithm == "ED25519_PH_SHA_512" && rules.prehashes {
                let message = Sha512::new_with_prefix(message);
                key.verify_prehashed(message, None, &signature).is_ok()
            } else {
                key.verify_strict(message, &signature).is_ok()
            })
        }
        (Pair::MlDsa44(key), subject) => verify_lattice(rules, key, subject, signature),
        (Pair::MlDsa65(key), subject) => verify_lattice(rules, key, subject, signature),
        (Pair::MlDsa87(key), subject) => verify_lattice(rules, key, subject, signature),
        _ => Verdict::Wrong,
    }
}

fn sign_rsa<D: Digest + AssociatedOid + FixedOutputReset>(
    rules: &SignatureRules,
    key: &rsa::PrivateKey,
    algorithm: &str,
    hash: &[u8],
    rng: &mut Rng,
) -> Option<Vec<u8>> {
    let signed = match rsa_padding::<D>(rules, algorithm, key.size()) {
        RsaPadding::Pss(padding) => key.sign_with_rng(rng, padding, hash),
        RsaPadding::Pkcs1(padding) => key.sign_with_rng(rng, padding, hash),
    };
    signed.ok()
}

/// The padding of RSA signatures with its hash.
enum RsaPadding<D: Digest> {
    Pss(Pss<D>),
    Pkcs1(Pkcs1v15Sign),
}

/// The padding of an algorithm, for a key of so many bytes.
fn rsa_padding<D: Digest + AssociatedOid>(
    rules: &SignatureRules,
    algorithm: &str,
    size: usize,
) -> RsaPadding<D> {
    let hash = <D as Digest>::output_size();
    let salt = match rules.salt {
        Salt::OfHash => hash,
        Salt::Empty => 0,
        Salt::Longest => size - hash - 2,
    };
    let is_pss = match rules.padding {
        Padding::Pkcs1 => false,
        Padding::Pss => true,
        Padding::OfAlgorithm | Padding::BareHash => algorithm.starts_with("RSASSA_PSS"),
    };
    if is_pss {
        RsaPadding::Pss(Pss::new_with_salt(salt))
    } else if rules.padding == Padding::BareHash {
        RsaPadding::Pkcs1(Pkcs1v15Sign::new_unprefixed())
    } else {
        RsaPadding::Pkcs1(Pkcs1v15Sign::new::<D>())
    }
}

fn verify_rsa<D: Digest + AssociatedOid + FixedOutputReset>(
    rules: &SignatureRules,
    key: &rsa::PublicKey,
    algorithm: &str,
    hash: &[u8],
    signature: &[u8],
) -> Verdict {
    if signature.len() != key.size() {
        return Verdict::Malformed;
    }
    let verified = match rsa_padding::<D>(rules, algorithm, key.size()) {
        RsaPadding::Pss(padding) => key.verify(padding, hash, signature),
        RsaPadding::Pkcs1(padding) => key.verify(padding, hash, signature),
    };
    Verdict::of(verified.is_ok())
}

/// The context of ML-DSA signatures.
fn lattice_context(rules: &SignatureRules) -> &'static [u8] {
    if rules.without_context { b"" } else { b"kms" }
}

fn sign_lattice<P: ml_dsa::MlDsaParams>(
    rules: &SignatureRules,
    key: &ml_dsa::SigningKey<P>,
    subject: &Subject,
    rng: &mut Rng,
) -> Option<Vec<u8>> {
    let key = key.expanded_key();
    let signature = match subject {
        Subject::Mu(mu) => key.sign_mu_randomized(mu.as_slice().try_into().ok()?, rng),
        Subject::Message(message) => key.sign_randomized(message, lattice_context(rules), rng),
        Subject::Hash(_) => return None,
    };
    Some(signature.ok()?.encode().to_vec())
}

fn verify_lattice<P: ml_dsa::MlDsaParams>(
    rules: &SignatureRules,
    key: &ml_dsa::SigningKey<P>,
    subject: &Subject,
    signature: &[u8],
) -> Verdict {
    let encoded = <&ml_dsa::EncodedSignature<P>>::try_from(signature).ok();
    let Some(signature) = encoded.and_then(ml_dsa::Signature::<P>::decode) else {
        return Verdict::Malformed;
    };
    let key: &ml_dsa::VerifyingKey<P> = key.as_ref();
    Verdict::of(match subject {
        Subject::Mu(mu) => mu
            .as_slice()
            .try_into()
            .is_ok_and(|mu| key.verify_mu(mu, &signature)),
        Subject::Message(message) => {
            key.verify_with_context(message, lattice_context(rules), &signature)
        }
        Subject::Hash(_) => false,
    })
}
