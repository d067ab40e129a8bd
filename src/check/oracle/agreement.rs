//! Secrets that are shared with the owner of a key.

use aws_lc_rs::agreement::{
    Algorithm, ECDH_P256, ECDH_P384, ECDH_P521, PrivateKey, UnparsedPublicKey, agree,
};
use aws_lc_rs::encoding::{AsDer, EcPrivateKeyRfc5915Der, PublicKeyX509Der};

use ml_kem::{EncapsulationKey, MlKem512, MlKem768, MlKem1024, TryKeyInit};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;

use super::key::PublicKey;
use crate::case::{AgreementSpec, EncapsulationPart, KeyPairSpec};

/// A key pair for ECDH, drawn: the public half as a `SubjectPublicKeyInfo`, the private one as an `ECPrivateKey` (RFC 5915).
///
/// # Errors
/// None but those of AWS-LC itself.
pub(in crate::check) fn key_pair(
    spec: AgreementSpec,
    random: &mut ChaCha8Rng,
) -> Result<(Vec<u8>, Vec<u8>), String> {
    let (algorithm, length): (&'static Algorithm, usize) = match spec {
        AgreementSpec::EccNistP256 => (&ECDH_P256, 32),
        AgreementSpec::EccNistP384 => (&ECDH_P384, 48),
        AgreementSpec::EccNistP521 => (&ECDH_P521, 66),
    };
    let private = loop {
        let mut scalar = vec![0; length];
        random.fill_bytes(&mut scalar);
        if spec == AgreementSpec::EccNistP521 {
            scalar[0] &= 1; // 521 bits
        }
        // One that is not below the order is drawn again.
        if let Ok(private) = PrivateKey::from_private_key(algorithm, &scalar) {
            break private;
        }
    };
    let broken = |_| "the key pair cannot be written".to_owned();
    let public: PublicKeyX509Der<'_> = private
        .compute_public_key()
        .and_then(|public| public.as_der())
        .map_err(broken)?;
    let private: EcPrivateKeyRfc5915Der<'_> = private.as_der().map_err(broken)?;
    Ok((public.as_ref().to_vec(), private.as_ref().to_vec()))
}

/// The secret that ECDH gives the owners of these keys (SP 800-56A, 5.7.1.2): the point's x, whole.
///
/// # Errors
/// They are not on one curve, or one of them is no key.
pub(in crate::check) fn agreed(private_key: &[u8], public_key: &[u8]) -> Result<Vec<u8>, String> {
    let public = PublicKey::read(public_key)?;
    let algorithm = match public.spec {
        KeyPairSpec::EccNistP256 => &ECDH_P256,
        KeyPairSpec::EccNistP384 => &ECDH_P384,
        KeyPairSpec::EccNistP521 => &ECDH_P521,
        _ => return Err("the public key is on none of the curves of ECDH".to_owned()),
    };
    let apart = "the private key is not on the curve of the public one";
    let private =
        PrivateKey::from_private_key_der(algorithm, private_key).map_err(|_| apart.to_owned())?;
    let public = UnparsedPublicKey::new(algorithm, public.der);
    agree(&private, public, apart.to_owned(), |secret| {
        Ok(secret.to_vec())
    })
}

/// What `ML-KEM.Encaps_internal` (FIPS 203, 6.2) makes of these 32 bytes.
///
/// # Errors
/// The key is none of ML-KEM, or there are not 32 bytes.
pub(in crate::check) fn encapsulated(
    public_key: &[u8],
    randomness: &[u8],
    part: EncapsulationPart,
) -> Result<Vec<u8>, String> {
    let key = PublicKey::read(public_key)?;
    let randomness = randomness
        .try_into()
        .map_err(|_| "an encapsulation takes 32 bytes of randomness".to_owned())?;
    let bad = |_| "the public key is no key of ML-KEM".to_owned();
    let (ciphertext, secret) = match key.spec {
        KeyPairSpec::MlKem512 => {
            let key = EncapsulationKey::<MlKem512>::new_from_slice(key.key).map_err(bad)?;
            let (ciphertext, secret) = key.encapsulate_deterministic(&randomness);
            (ciphertext.to_vec(), secret)
        }
        KeyPairSpec::MlKem768 => {
            let key = EncapsulationKey::<MlKem768>::new_from_slice(key.key).map_err(bad)?;
            let (ciphertext, secret) = key.encapsulate_deterministic(&randomness);
            (ciphertext.to_vec(), secret)
        }
        KeyPairSpec::MlKem1024 => {
            let key = EncapsulationKey::<MlKem1024>::new_from_slice(key.key).map_err(bad)?;
            let (ciphertext, secret) = key.encapsulate_deterministic(&randomness);
            (ciphertext.to_vec(), secret)
        }
        _ => return Err("the public key is no key of ML-KEM".to_owned()),
    };
    Ok(match part {
        EncapsulationPart::Ciphertext => ciphertext,
        EncapsulationPart::SharedSecret => secret.to_vec(),
    })
}
