//! Both halves of a pair, held to another implementation.

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair};

use super::Pair;
use crate::reference::key::Material;

fn halves(spec: &str) -> (Vec<u8>, Vec<u8>) {
    let material = Material {
        bytes: [7; 32],
        ..Material::default()
    };
    let pair = Pair::from(spec, &material).expect("a pair");
    let public = pair.public_der().expect("a public half");
    (public, pair.private_der().expect("a private half"))
}

#[test]
fn another_implementation_finds_the_public_half_in_the_private() {
    use aws_lc_rs::signature::KeyPair as _;
    fn ends(public: &[u8], bits: &[u8], what: &str) {
        assert!(public.ends_with(bits), "{what}");
    }
    for spec in ["RSA_2048", "RSA_3072", "RSA_4096"] {
        let (public, private) = halves(spec);
        let read = KeyPair::from_pkcs8(&private).expect(spec);
        let der = read.public_key().as_der().expect("DER");
        assert_eq!(der.as_ref(), public, "{spec}");
    }
    let curve = |spec: &str, algorithm: &'static EcdsaSigningAlgorithm| {
        let (public, private) = halves(spec);
        let read = EcdsaKeyPair::from_pkcs8(algorithm, &private).expect(spec);
        ends(&public, read.public_key().as_ref(), spec);
    };
    curve("ECC_NIST_P256", &signature::ECDSA_P256_SHA256_ASN1_SIGNING);
    curve("ECC_NIST_P384", &signature::ECDSA_P384_SHA384_ASN1_SIGNING);
    curve("ECC_NIST_P521", &signature::ECDSA_P521_SHA512_ASN1_SIGNING);
    curve(
        "ECC_SECG_P256K1",
        &signature::ECDSA_P256K1_SHA256_ASN1_SIGNING,
    );
    let (public, private) = halves("ECC_NIST_EDWARDS25519");
    let read = Ed25519KeyPair::from_pkcs8(&private).expect("Ed25519");
    ends(&public, read.public_key().as_ref(), "Ed25519");
}

#[test]
fn halves_have_the_lengths_of_their_formats() {
    fn check(spec: &str, public: usize, private: Option<usize>) {
        let halves = halves(spec);
        assert_eq!(halves.0.len(), public, "{spec}");
        if let Some(private) = private {
            assert_eq!(halves.1.len(), private, "{spec}");
        }
    }
    check("RSA_2048", 294, None);
    check("RSA_3072", 422, None);
    check("RSA_4096", 550, None);
    check("ECC_NIST_P256", 91, None);
    check("ECC_NIST_P384", 120, None);
    check("ECC_NIST_P521", 158, None);
    check("ECC_SECG_P256K1", 88, None);
    check("SM2", 91, None);
    check("ECC_NIST_EDWARDS25519", 44, None);
    check("ML_DSA_44", 1334, None);
    check("ML_DSA_65", 1974, None);
    check("ML_DSA_87", 2614, None);
    check("ML_KEM_512", 822, Some(86));
    check("ML_KEM_768", 1206, Some(86));
    check("ML_KEM_1024", 1590, Some(86));
    assert!(Pair::from("HMAC_256", &Material::default()).is_none());
}
