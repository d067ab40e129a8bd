//! Secrets that two parties share: a second implementation is the other one.

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::kem::{self, Ciphertext};
use aws_lc_rs::rsa::{
    KeySize, OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey,
    PrivateDecryptingKey,
};
use ml_kem::{DecapsulationKey, KeyExport, MlKem768};
use rsa::pkcs8::DecodePublicKey;

use super::super::{agreed, encapsulated, encrypted, key_pair};
use super::{bytes, drawn, ml_kem_spki, rounds, spki, text};
use crate::case::{AgreementSpec, EncapsulationPart, OaepAlgorithm};

#[test]
fn what_is_encrypted_is_decrypted_by_a_second_implementation() {
    let mut random = drawn(30);
    let key = PrivateDecryptingKey::generate(KeySize::Rsa2048).expect("a key");
    let public: PublicKeyX509Der<'_> = key.public_key().as_der().expect("a key is written");
    let key = OaepPrivateDecryptingKey::new(key).expect("a key for OAEP");
    let kinds = [
        (OaepAlgorithm::RsaesOaepSha1, &OAEP_SHA1_MGF1SHA1, 214),
        (OaepAlgorithm::RsaesOaepSha256, &OAEP_SHA256_MGF1SHA256, 190),
    ];
    for (algorithm, theirs, most) in kinds {
        for _ in 0..rounds(4) {
            let plaintext = text(&mut random, most);
            let sealed = encrypted(public.as_ref(), algorithm, &plaintext, &mut random);
            let sealed = sealed.expect("a ciphertext");
            let mut room = [0; 256];
            let opened = key.decrypt(theirs, &sealed, &mut room, None);
            assert_eq!(opened.expect("a plaintext"), plaintext);
        }
        let long = encrypted(public.as_ref(), algorithm, &vec![0; most + 1], &mut random);
        assert!(long.is_err());
    }
}

#[test]
fn both_sides_of_ecdh_agree() {
    let mut random = drawn(31);
    macro_rules! agree {
        ($krate:ident, $spec:expr, $scalar:expr) => {{
            let (public, private) = key_pair($spec, &mut random).expect("a pair");
            let theirs = $krate::SecretKey::from_slice(&$scalar).expect("a scalar");
            let ours = agreed(&private, &spki(&theirs.public_key()));
            let public = <$krate::PublicKey as DecodePublicKey>::from_public_key_der(&public)
                .expect("a key");
            let shared =
                $krate::ecdh::diffie_hellman(theirs.to_nonzero_scalar(), public.as_affine());
            assert_eq!(
                ours.expect("a secret"),
                shared.raw_secret_bytes().as_slice()
            );
        }};
    }
    for _ in 0..rounds(4) {
        agree!(p256, AgreementSpec::EccNistP256, bytes::<32>(&mut random));
        agree!(p384, AgreementSpec::EccNistP384, bytes::<48>(&mut random));
        let mut scalar = bytes::<66>(&mut random);
        scalar[0] = 0;
        agree!(p521, AgreementSpec::EccNistP521, scalar);
    }
    let (_, private) = key_pair(AgreementSpec::EccNistP256, &mut random).expect("a pair");
    let (public, _) = key_pair(AgreementSpec::EccNistP384, &mut random).expect("a pair");
    let apart = "the private key is not on the curve of the public one";
    assert_eq!(agreed(&private, &public), Err(apart.to_owned()));
}

#[test]
fn what_is_encapsulated_is_decapsulated_by_a_second_implementation() {
    let mut random = drawn(32);
    for _ in 0..rounds(4) {
        let theirs = DecapsulationKey::<MlKem768>::from_seed(bytes::<64>(&mut random).into());
        let public = ml_kem_spki(2, &theirs.encapsulation_key().to_bytes());
        #[expect(deprecated, reason = "AWS-LC takes no seed")]
        let expanded = ml_kem::ExpandedKeyEncoding::to_expanded_bytes(&theirs);
        let lc = kem::DecapsulationKey::new(&kem::ML_KEM_768, &expanded).expect("a key");
        let m = bytes::<32>(&mut random);
        let part = |part| encapsulated(&public, &m, part).expect("an encapsulation");
        let ciphertext = part(EncapsulationPart::Ciphertext);
        let secret = lc
            .decapsulate(Ciphertext::from(&ciphertext[..]))
            .expect("a secret");
        assert_eq!(secret.as_ref(), part(EncapsulationPart::SharedSecret));
    }
}
