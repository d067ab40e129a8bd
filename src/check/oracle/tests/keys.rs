//! Keys in DER.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use ml_kem::{DecapsulationKey, KeyExport, MlKem512, MlKem768, MlKem1024};
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey};

use super::super::key::{PublicKey, belongs};
use super::{below, bytes, drawn, element, hex, ml_kem_identifier, ml_kem_spki, rounds, spki};
use crate::case::Words;

/// The private key of a seed (RFC 9935, 6).
fn ml_kem_pkcs8(number: u8, seed: &[u8]) -> Vec<u8> {
    let content = [
        element(2, &[0]),
        ml_kem_identifier(number),
        element(4, &element(0x80, seed)),
    ];
    element(0x30, &content.concat())
}

/// Key pairs of every spec that has a private half outside of KMS: its name, the public half and the private one.
fn pairs(seed: u64) -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    macro_rules! ec {
        ($krate:ident, $name:literal, $scalar:expr) => {{
            let key = $krate::SecretKey::from_slice(&$scalar).expect("a scalar");
            let private = key.to_pkcs8_der().expect("a key is written");
            ($name, spki(&key.public_key()), private.as_bytes().to_vec())
        }};
    }
    macro_rules! ml_kem {
        ($kind:ty, $name:literal, $number:literal, $seed:expr) => {{
            let seed = $seed;
            let key = DecapsulationKey::<$kind>::from_seed(seed.into());
            let public = ml_kem_spki($number, &key.encapsulation_key().to_bytes());
            ($name, public, ml_kem_pkcs8($number, &seed))
        }};
    }
    let random = &mut drawn(seed);
    let mut scalar = bytes::<66>(random);
    scalar[0] = 0;
    let mut all = vec![
        ec!(p256, "ECC_NIST_P256", bytes::<32>(random)),
        ec!(p384, "ECC_NIST_P384", bytes::<48>(random)),
        ec!(p521, "ECC_NIST_P521", scalar),
        ec!(k256, "ECC_SECG_P256K1", bytes::<32>(random)),
        ec!(sm2, "SM2", bytes::<32>(random)),
        ml_kem!(MlKem512, "ML_KEM_512", 1, bytes::<64>(random)),
        ml_kem!(MlKem768, "ML_KEM_768", 2, bytes::<64>(random)),
        ml_kem!(MlKem1024, "ML_KEM_1024", 3, bytes::<64>(random)),
    ];
    let key = ed25519_dalek::SigningKey::from_bytes(&bytes(random));
    let private = key.to_pkcs8_der().expect("a key is written");
    let private = private.as_bytes().to_vec();
    all.push(("ECC_NIST_EDWARDS25519", spki(&key.verifying_key()), private));
    let pair = KeyPair::generate(KeySize::Rsa2048).expect("a key");
    let der: Pkcs8V1Der<'_> = pair.as_der().expect("a key is written");
    let key = rsa::PrivateKey::from_pkcs8_der(der.as_ref()).expect("a key is read");
    let private = key.to_pkcs8_der().expect("a key is written");
    let private = private.as_bytes().to_vec();
    all.push(("RSA_2048", spki(&key.to_public_key()), private));
    all
}

#[test]
fn the_keys_of_a_second_implementation_hold() {
    for (name, public, private) in pairs(20) {
        let read = PublicKey::read(&public).map(|key| key.spec.word());
        assert_eq!(read, Ok(name));
        assert_eq!(belongs(&private, &public), Ok(()), "{name}");
    }
}

/// RFC 9935, appendix C: the seed is 00 01 … 3f.
#[test]
fn the_published_keys_of_ml_kem_belong_to_their_seed() {
    let seed: Vec<u8> = (0..64).collect();
    let seed: [u8; 64] = seed.try_into().expect("64 bytes");
    macro_rules! published {
        ($kind:ty, $number:literal, $sha256:literal) => {{
            let key = DecapsulationKey::<$kind>::from_seed(seed.into());
            let public = ml_kem_spki($number, &key.encapsulation_key().to_bytes());
            assert_eq!(digest(&SHA256, &public).as_ref(), hex($sha256));
            assert_eq!(belongs(&ml_kem_pkcs8($number, &seed), &public), Ok(()));
        }};
    }
    published!(
        MlKem512,
        1,
        "0e3c8b89b54202d2545f7aba2e2aaa3cffa7b6191919ad738fab35b4f313cf71"
    );
    published!(
        MlKem768,
        2,
        "c23e23dd3d485a9256cda09358a4a286e00b373db10761eadf99f710649ca31c"
    );
    published!(
        MlKem1024,
        3,
        "d2b7480ae006a14b37c1e8a8e45ea39022e32a9b1a7b90d594c84d869c6ac420"
    );
}

#[test]
fn the_private_half_of_another_key_does_not_belong() {
    for ((name, public, _), (_, _, private)) in pairs(21).into_iter().zip(pairs(22)) {
        let told = belongs(&private, &public).expect_err("it is another's");
        let is_told = told.contains("another key than") || told.contains("another public half");
        assert!(is_told, "{name}: {told}");
    }
}

#[test]
fn keys_that_are_altered_do_not_hold() {
    let mut random = drawn(23);
    for (name, public, private) in pairs(24) {
        for round in 0..rounds(64) {
            let (mut public, mut private) = (public.clone(), private.clone());
            let altered = if round % 2 == 0 {
                &mut public
            } else {
                &mut private
            };
            match round / 2 % 4 {
                0 => {
                    // The last 32 bytes of a seed of ML-KEM are no part of what is public.
                    let free = if name.starts_with("ML_KEM") && round % 2 == 1 {
                        32
                    } else {
                        0
                    };
                    let at = below(&mut random, altered.len() - free);
                    altered[at] ^= 1 << below(&mut random, 8);
                }
                1 => altered.truncate(below(&mut random, altered.len())),
                2 => altered.push(0),
                _ => {
                    altered.remove(below(&mut random, altered.len()));
                }
            }
            assert!(belongs(&private, &public).is_err(), "{name}, round {round}");
        }
    }
}

#[test]
fn what_is_wrong_with_a_public_key_is_told() {
    let all = pairs(25);
    let of = |name: &str| {
        let found = all.iter().find(|(it, ..)| *it == name);
        found.expect("such a pair").1.clone()
    };
    let told = |key: &[u8]| PublicKey::read(key).err().unwrap_or_default();
    let point = of("ECC_NIST_P256");
    insta::assert_snapshot!(told(&[&point[..], &[0]].concat()), @"1 bytes stand behind the DER of the public key");
    insta::assert_snapshot!(told(&point[26..]), @"the DER of the public key has the tag 04 where 30 is due");
    let mut off = point.clone();
    off[90] ^= 1;
    insta::assert_snapshot!(told(&off), @"the key in the public key is none of ECC_NIST_P256");
    let mut other = point.clone();
    other[22] = 6;
    insta::assert_snapshot!(told(&other), @"the public key is of an algorithm that no KMS key has");
    let mut kem = of("ML_KEM_512");
    kem[22..25].fill(0xff);
    insta::assert_snapshot!(told(&kem), @"the key in the public key is none of ML_KEM_512");
    let rsa = of("RSA_2048");
    let mut even = rsa.clone();
    even[rsa.len() - 6] &= 0xfe;
    insta::assert_snapshot!(told(&even), @"the modulus of the public key is even");
    let mut two = rsa.clone();
    two[rsa.len() - 1] = 2;
    insta::assert_snapshot!(told(&two), @"the exponent of the public key is not odd, or not between 2^16 and 2^256");
}
