//! Encryption, decryption and random bytes.

use serde_json::{Value, json};

use crate::reference::tests::harness::{
    CHINA, CLUSTER, HOME, OWNER, PROXY, TestWorld, cloudhsm, external, with,
};

#[test]
fn what_is_encrypted_is_decrypted_under_its_context_only() {
    let mut world = TestWorld::new();
    let (key, other) = (world.key(&json!({})), world.key(&json!({})));
    let mac = world.key(&json!({"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}));
    let context = json!({"a": "1", "b": "2"});
    let input = json!({"KeyId": key, "Plaintext": "aGk=", "EncryptionContext": context});
    let blob = world.ok("Encrypt", &input)["CiphertextBlob"].clone();
    assert_ne!(world.ok("Encrypt", &input)["CiphertextBlob"], blob);
    let decrypt = json!({"CiphertextBlob": blob, "EncryptionContext": {"b": "2", "a": "1"}});
    let answer = world.ok("Decrypt", &decrypt);
    assert_eq!(answer["Plaintext"], "aGk=");
    assert_eq!(
        answer["KeyId"],
        format!("arn:aws:kms:{HOME}:{OWNER}:key/{key}")
    );
    assert_eq!(answer["KeyMaterialId"].as_str().map(str::len), Some(64));
    let mut check = |changes: &Value, error: &str, message: Option<&str>| {
        let got = world.ask("owner", HOME, "Decrypt", &with(&decrypt, changes));
        assert_eq!(
            got,
            Err((400, error.to_owned(), message.map(str::to_owned))),
            "{changes}"
        );
    };
    let bad = "InvalidCiphertextException";
    check(&json!({"EncryptionContext": null}), bad, None);
    check(
        &json!({"EncryptionContext": {"a": "1", "b": "3"}}),
        bad,
        None,
    );
    check(
        &json!({"EncryptionContext": {"a": "1b", "": "2"}}),
        bad,
        None,
    );
    check(&json!({"CiphertextBlob": "Z2FyYmFnZQ=="}), bad, None);
    let wrong =
        Some("The key ID in the request does not identify a CMK that can perform this operation.");
    check(&json!({"KeyId": other}), "IncorrectKeyException", wrong);
    check(&json!({"KeyId": mac}), "IncorrectKeyException", wrong);
    let dry = Some("The request would have succeeded, but the DryRun option is set.");
    check(&json!({"DryRun": true}), "DryRunOperationException", dry);
    world.ok("DisableKey", &json!({"KeyId": key}));
    assert_eq!(world.err("Decrypt", &decrypt), "DisabledException");
}

#[test]
fn sm2_encrypts_in_china() {
    let mut world = TestWorld::new();
    let mut ask = |operation: &str, input: &Value| world.ask("owner", CHINA, operation, input);
    let made = json!({"KeySpec": "SM2", "KeyUsage": "ENCRYPT_DECRYPT"});
    let mut key = || ask("CreateKey", &made).expect("it is made")["KeyMetadata"]["KeyId"].clone();
    let (key, other) = (key(), key());
    let named = json!({"KeyId": key, "EncryptionAlgorithm": "SM2PKE"});
    let sealed = ask("Encrypt", &with(&named, &json!({"Plaintext": "AQID"})));
    let blob = sealed.expect("it is encrypted")["CiphertextBlob"].clone();
    let opened = ask("Decrypt", &with(&named, &json!({"CiphertextBlob": blob})));
    assert_eq!(opened.expect("it is decrypted")["Plaintext"], "AQID");
    let wrong = with(&named, &json!({"CiphertextBlob": blob, "KeyId": other}));
    let refused = ask("Decrypt", &wrong).map_err(|(status, ..)| status);
    assert_eq!(refused, Err(400));
}

#[test]
fn every_altered_byte_of_a_ciphertext_is_seen() {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let mut world = TestWorld::new();
    let key = world.key(&json!({}));
    let blob =
        world.ok("Encrypt", &json!({"KeyId": key, "Plaintext": "aGk="}))["CiphertextBlob"].clone();
    let blob = STANDARD
        .decode(blob.as_str().expect("text"))
        .expect("base64");
    for at in 0..blob.len() {
        let mut altered = blob.clone();
        altered[at] ^= 1;
        let input = json!({"CiphertextBlob": STANDARD.encode(&altered)});
        assert_eq!(
            world.err("Decrypt", &input),
            "InvalidCiphertextException",
            "byte {at}"
        );
    }
}

#[test]
fn keys_of_other_usages_do_not_encrypt() {
    let mut world = TestWorld::new();
    let metadata = world.ok(
        "CreateKey",
        &json!({"KeySpec": "RSA_2048", "KeyUsage": "SIGN_VERIFY"}),
    )["KeyMetadata"]
        .clone();
    let got = world.ask(
        "owner",
        HOME,
        "Encrypt",
        &json!({"KeyId": metadata["KeyId"], "Plaintext": "aGk="}),
    );
    let text = format!(
        "{} key usage is SIGN_VERIFY which is not valid for Encrypt.",
        metadata["Arn"].as_str().expect("an ARN")
    );
    assert_eq!(
        got,
        Err((400, "InvalidKeyUsageException".to_owned(), Some(text)))
    );
}

/// Cryptography with a store's key, with something wrong behind the store.
#[test]
fn cryptography_needs_the_backing() {
    fn check(store: &Value, disturbance: &Value, error: &str, text: Option<&str>) {
        let mut world = TestWorld::new();
        let id = world.store_in("CONNECTED", store);
        let external = store.get("CustomKeyStoreType").is_some();
        let input = if external {
            json!({"Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": id, "XksKeyId": "k1"})
        } else {
            json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": id})
        };
        let key = world.key(&input);
        let input = json!({"KeyId": key, "Plaintext": "aGk="});
        let blob = world.ok("Encrypt", &input)["CiphertextBlob"].clone();
        world.disturb(disturbance);
        let (_, got, message) = world
            .ask("owner", HOME, "Decrypt", &json!({"CiphertextBlob": blob}))
            .expect_err("something is wrong");
        assert_eq!(got, error, "{disturbance}");
        if let Some(text) = text {
            assert!(
                message
                    .as_deref()
                    .is_some_and(|message| message.contains(text)),
                "{message:?}"
            );
        }
        assert_eq!(world.state(&id), "CONNECTED");
    }
    let state = "KMSInvalidStateException";
    let hsm = cloudhsm("a", CLUSTER);
    let unreachable = json!({"cluster": {"id": CLUSTER, "reachable": false}});
    check(
        &hsm,
        &unreachable,
        state,
        Some("KMS cannot communicate with your CloudHSM cluster"),
    );
    let exhausted = json!({"cluster": {"id": CLUSTER, "sessions_exhausted": true}});
    check(&hsm, &exhausted, "KMSInternalException", None);
    let xks = external("a", PROXY);
    for answer in [
        "validation",
        "invalid_state",
        "invalid_key_usage",
        "authentication_failed",
        "access_denied",
        "key_not_found",
        "invalid_uri_path",
        "unsupported_operation",
        "dependency_timeout",
        "throttling",
        "internal",
        "connect_fails",
        "tls_fails",
        "socket_timeout",
        "malformed",
        "invalid_ciphertext",
        "unavailable",
    ] {
        check(
            &xks,
            &json!({"proxy": {"endpoint": PROXY, "answer": answer}}),
            state,
            None,
        );
    }
    let gone = json!({"proxy": {"endpoint": PROXY, "key": {"id": "k1", "exists": false}}});
    check(
        &xks,
        &gone,
        state,
        Some("was not found in its external key manager"),
    );
}

#[test]
fn random_bytes() {
    let mut world = TestWorld::new();
    for length in [1, 12, 1024] {
        let output = world.ok("GenerateRandom", &json!({"NumberOfBytes": length}));
        let text = output["Plaintext"].as_str().expect("text");
        assert_eq!(text.trim_end_matches('=').len() * 3 / 4, length);
    }
    let got = world.ask("owner", HOME, "GenerateRandom", &json!({}));
    let text = Some("NumberOfBytes is required.".to_owned());
    assert_eq!(got, Err((400, "ValidationException".to_owned(), text)));
}
