//! Signatures of each spec, verified by the endpoint and by another implementation.

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::reference::tests::harness::{CHINA, HOME, TestWorld, with};

fn bytes(value: &Value) -> Vec<u8> {
    let text = value.as_str().expect("a blob");
    STANDARD.decode(text).expect("base64")
}

/// Signs a message and looks at the signature from all sides.
fn check(spec: &str, algorithm: &str, judge: Option<&'static dyn VerificationAlgorithm>) {
    let mut world = TestWorld::new();
    let made = json!({"KeySpec": spec, "KeyUsage": "SIGN_VERIFY"});
    let (key, other) = (world.key(&made), world.key(&made));
    let message = b"a message";
    let mut input = json!({
        "KeyId": key, "Message": STANDARD.encode(message), "SigningAlgorithm": algorithm,
    });
    if algorithm == "ED25519_PH_SHA_512" {
        input["Message"] = json!(STANDARD.encode([5; 64]));
        input["MessageType"] = json!("DIGEST");
    }
    let signature = world.ok("Sign", &input)["Signature"].clone();
    if let Some(judge) = judge {
        let public = world.ok("GetPublicKey", &json!({"KeyId": key}));
        let public = UnparsedPublicKey::new(judge, bytes(&public["PublicKey"]));
        let verified = public.verify(message, &bytes(&signature));
        assert!(verified.is_ok(), "{spec} {algorithm}");
    }
    let verify = with(&input, &json!({"Signature": signature}));
    assert_eq!(world.ok("Verify", &verify)["SignatureValid"], true);
    let mut wrong = |changes: &Value| {
        let got = world.ask("owner", HOME, "Verify", &with(&verify, changes));
        let error = (400, "KMSInvalidSignatureException".to_owned(), None);
        assert_eq!(got, Err(error), "{spec} {algorithm}: {changes}");
    };
    wrong(&json!({"KeyId": other}));
    if algorithm != "ED25519_PH_SHA_512" {
        wrong(&json!({"Message": "AAAA"}));
    }
    let whole = bytes(&signature);
    for at in [0, 1, whole.len() / 2, whole.len() - 1] {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        wrong(&json!({"Signature": STANDARD.encode(&altered)}));
    }
    wrong(&json!({"Signature": STANDARD.encode(&whole[..whole.len() - 1])}));
    wrong(&json!({"Signature": STANDARD.encode([&whole[..], &[0]].concat())}));
}

#[test]
fn rsa_signatures_are_those_of_rfc_8017() {
    check(
        "RSA_2048",
        "RSASSA_PKCS1_V1_5_SHA_256",
        Some(&signature::RSA_PKCS1_2048_8192_SHA256),
    );
    check(
        "RSA_3072",
        "RSASSA_PKCS1_V1_5_SHA_384",
        Some(&signature::RSA_PKCS1_2048_8192_SHA384),
    );
    check(
        "RSA_2048",
        "RSASSA_PKCS1_V1_5_SHA_512",
        Some(&signature::RSA_PKCS1_2048_8192_SHA512),
    );
    check(
        "RSA_2048",
        "RSASSA_PSS_SHA_256",
        Some(&signature::RSA_PSS_2048_8192_SHA256),
    );
    check(
        "RSA_2048",
        "RSASSA_PSS_SHA_384",
        Some(&signature::RSA_PSS_2048_8192_SHA384),
    );
    check(
        "RSA_2048",
        "RSASSA_PSS_SHA_512",
        Some(&signature::RSA_PSS_2048_8192_SHA512),
    );
}

#[test]
fn signatures_of_curves_are_those_of_fips_186() {
    check(
        "ECC_NIST_P256",
        "ECDSA_SHA_256",
        Some(&signature::ECDSA_P256_SHA256_ASN1),
    );
    check(
        "ECC_NIST_P384",
        "ECDSA_SHA_384",
        Some(&signature::ECDSA_P384_SHA384_ASN1),
    );
    check(
        "ECC_NIST_P521",
        "ECDSA_SHA_512",
        Some(&signature::ECDSA_P521_SHA512_ASN1),
    );
    check(
        "ECC_SECG_P256K1",
        "ECDSA_SHA_256",
        Some(&signature::ECDSA_P256K1_SHA256_ASN1),
    );
    check(
        "ECC_NIST_EDWARDS25519",
        "ED25519_SHA_512",
        Some(&signature::ED25519),
    );
    check("ECC_NIST_EDWARDS25519", "ED25519_PH_SHA_512", None);
}

#[test]
fn signatures_of_lattices_are_verified() {
    for spec in ["ML_DSA_44", "ML_DSA_65", "ML_DSA_87"] {
        check(spec, "ML_DSA_SHAKE_256", None);
    }
}

/// Nothing but the crate that makes them judges them.
#[test]
fn signatures_of_sm2_are_verified_in_china() {
    use sm2::dsa::signature::Verifier as _;
    use sm2::pkcs8::DecodePublicKey as _;

    let mut world = TestWorld::new();
    let mut ask = |operation: &str, input: &Value| world.ask("owner", CHINA, operation, input);
    let made = json!({"KeySpec": "SM2", "KeyUsage": "SIGN_VERIFY"});
    let key = ask("CreateKey", &made).expect("it is made")["KeyMetadata"]["KeyId"].clone();
    let message = b"a message";
    let input = json!({
        "KeyId": key, "Message": STANDARD.encode(message), "SigningAlgorithm": "SM2DSA",
    });
    let signature = ask("Sign", &input).expect("it is signed")["Signature"].clone();
    let public = ask("GetPublicKey", &json!({"KeyId": key})).expect("it is told");
    let public = sm2::PublicKey::from_public_key_der(&bytes(&public["PublicKey"]));
    let judge = sm2::dsa::VerifyingKey::new("1234567812345678", public.expect("a point"));
    let der = sm2::dsa::Signature::from_der(&bytes(&signature)).expect("a signature");
    assert!(judge.expect("an identity").verify(message, &der).is_ok());
    let verify = with(&input, &json!({"Signature": signature}));
    let verified = ask("Verify", &verify).expect("it is right");
    assert_eq!(verified["SignatureValid"], true);
    let wrong = with(&verify, &json!({"Message": "AAAA"}));
    let error = (400, "KMSInvalidSignatureException".to_owned(), None);
    assert_eq!(ask("Verify", &wrong), Err(error));
}

#[test]
fn the_type_of_a_message_is_looked_at_before_its_length() {
    let mut world = TestWorld::new();
    let mut check = |spec: &str, algorithm: &str, form: &str, length: usize, text: &str| {
        let key = world.key(&json!({"KeySpec": spec, "KeyUsage": "SIGN_VERIFY"}));
        let input = json!({
            "KeyId": key, "Message": STANDARD.encode(vec![1; length]), "MessageType": form,
            "SigningAlgorithm": algorithm,
        });
        for (operation, more) in [
            ("Sign", json!({})),
            ("Verify", json!({"Signature": "AAAA"})),
        ] {
            let got = world.ask("owner", HOME, operation, &with(&input, &more));
            let error = (400, "ValidationException".to_owned(), Some(text.to_owned()));
            assert_eq!(got, Err(error), "{operation}");
        }
    };
    let p256 = "ECC_NIST_P256";
    check(
        p256,
        "ECDSA_SHA_256",
        "DIGEST",
        31,
        "Digest is invalid length for algorithm ECDSA_SHA_256.",
    );
    check(
        "RSA_2048",
        "RSASSA_PSS_SHA_512",
        "DIGEST",
        32,
        "Digest is invalid length for algorithm RSASSA_PSS_SHA_512.",
    );
    let edwards = "ECC_NIST_EDWARDS25519";
    check(
        edwards,
        "ED25519_SHA_512",
        "DIGEST",
        3,
        "Message type DIGEST is incompatible with algorithm ED25519_SHA_512.",
    );
    check(
        edwards,
        "ED25519_PH_SHA_512",
        "RAW",
        64,
        "Message type RAW is incompatible with algorithm ED25519_PH_SHA_512.",
    );
    check(
        edwards,
        "ED25519_PH_SHA_512",
        "DIGEST",
        63,
        "Digest is invalid length for algorithm ED25519_PH_SHA_512.",
    );
    check(
        "ML_DSA_44",
        "ML_DSA_SHAKE_256",
        "DIGEST",
        64,
        "Message type DIGEST is incompatible with key spec ML_DSA_44.",
    );
}
