//! Data keys: lengths, ciphertexts, refusals.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::reference::tests::harness::{HOME, TestWorld, with};

fn bytes(value: &Value) -> Vec<u8> {
    let text = value.as_str().expect("a blob");
    STANDARD.decode(text).expect("base64")
}

#[test]
fn a_data_key_has_the_length_asked_for_and_is_its_ciphertext() {
    let mut world = TestWorld::new();
    let key = world.key(&json!({}));
    let mut check = |length: &Value, expected: usize| {
        let context = json!({"purpose": "test"});
        let input = json!({"KeyId": key, "EncryptionContext": context});
        let made = world.ok("GenerateDataKey", &with(&input, length));
        assert_eq!(bytes(&made["Plaintext"]).len(), expected, "{length}");
        let blob = json!({"CiphertextBlob": made["CiphertextBlob"]});
        let bad = world.err("Decrypt", &blob);
        assert_eq!(bad, "InvalidCiphertextException");
        let opened = world.ok(
            "Decrypt",
            &with(&blob, &json!({"EncryptionContext": context})),
        );
        assert_eq!(opened["Plaintext"], made["Plaintext"]);
        assert_eq!(opened["KeyMaterialId"], made["KeyMaterialId"]);
    };
    check(&json!({"KeySpec": "AES_128"}), 16);
    check(&json!({"KeySpec": "AES_256"}), 32);
    check(&json!({"NumberOfBytes": 1}), 1);
    check(&json!({"NumberOfBytes": 1024}), 1024);
}

#[test]
fn a_length_is_told_once() {
    let mut world = TestWorld::new();
    let signing = json!({"KeySpec": "RSA_2048", "KeyUsage": "SIGN_VERIFY"});
    let key = world.key(&signing);
    let text = Some("Please specify either number of bytes or key spec.".to_owned());
    for operation in ["GenerateDataKey", "GenerateDataKeyWithoutPlaintext"] {
        for length in [
            json!({}),
            json!({"KeySpec": "AES_256", "NumberOfBytes": 32}),
        ] {
            let input = with(&json!({"KeyId": key}), &length);
            let got = world.ask("owner", HOME, operation, &input);
            let error = (400, "ValidationException".to_owned(), text.clone());
            assert_eq!(got, Err(error), "{operation}");
        }
    }
}

#[test]
fn only_symmetric_keys_make_data_keys() {
    let mut world = TestWorld::new();
    let mut check = |usage: &str, text: &str| {
        let made = world.ok(
            "CreateKey",
            &json!({"KeySpec": "RSA_2048", "KeyUsage": usage}),
        );
        let metadata = &made["KeyMetadata"];
        let input = json!({"KeyId": metadata["KeyId"], "KeySpec": "AES_256"});
        let got = world.ask("owner", HOME, "GenerateDataKeyWithoutPlaintext", &input);
        let text = text.replace("ARN", metadata["Arn"].as_str().expect("an ARN"));
        let error = "InvalidKeyUsageException".to_owned();
        assert_eq!(got, Err((400, error, Some(text))));
    };
    check(
        "ENCRYPT_DECRYPT",
        "You cannot generate a data key with an asymmetric CMK",
    );
    check(
        "SIGN_VERIFY",
        "ARN key usage is SIGN_VERIFY which is not valid for GenerateDataKeyWithoutPlaintext.",
    );
}

#[test]
fn nothing_is_told_where_nothing_is_to_be_told() {
    let mut world = TestWorld::new();
    let key = world.key(&json!({}));
    let input = json!({"KeyId": key, "KeySpec": "AES_256"});
    let made = world.ok("GenerateDataKeyWithoutPlaintext", &input);
    assert_eq!(made.get("Plaintext"), None);
    let recipient = json!({"Recipient": {"AttestationDocument": "AAAA"}});
    let refused = world.err("GenerateDataKey", &with(&input, &recipient));
    assert_eq!(refused, "ValidationException");
}
