//! What is told of a value, and what is kept of it.

use super::*;

fn check(shape: &str, value: &Value, answer: bool, expected: &Value) {
    let shape = Model::bundled().shape(shape);
    assert_eq!(&Normaliser::default().value(shape, value, answer), expected);
}

#[test]
fn identity_length_and_order_are_kept() {
    let id = "0123abcd-0123-4123-8123-0123456789ab";
    let arn = format!("arn:aws:kms:us-east-1:111122223333:key/{id}");
    check(
        "CreateKeyResponse",
        &json!({"KeyMetadata": {
            "Arn": arn, "KeyId": id, "AWSAccountId": "111122223333", "CreationDate": 1.5,
            "Description": format!("{arn} and {id}"), "Enabled": true,
        }}),
        true,
        &json!({"KeyMetadata": {
            "Arn": "[arn:key:1]", "KeyId": "[key:1]", "AWSAccountId": "[account:1]", "CreationDate": "[time]",
            "Description": "[arn:key:1] and [key:1]", "Enabled": true,
        }}),
    );
    check(
        "EncryptResponse",
        &json!({"CiphertextBlob": "aGk=", "KeyId": "not-like-aws"}),
        true,
        &json!({"CiphertextBlob": "[blob:2]", "KeyId": "[key:1]"}),
    );
    check(
        "DecryptResponse",
        &json!({"Plaintext": "aGk="}),
        true,
        &json!({"Plaintext": "[secret blob:2]"}),
    );
}

#[test]
fn what_is_known_in_a_text_gets_the_token_of_its_kind() {
    let id = "0123abcd-0123-4123-8123-0123456789ab";
    let hex = |length: usize| "0a".repeat(length).chars().take(length).collect::<String>();
    for (text, token) in [
        (id.to_owned(), "[key:1]"),
        (format!("mrk-{}", hex(32)), "[key:1]"),
        (
            format!("arn:aws-cn:kms:cn-north-1:111122223333:key/{id}"),
            "[arn:key:1]",
        ),
        (
            format!("arn:aws:kms:us-east-1:111122223333:key/mrk-{}", hex(32)),
            "[arn:key:1]",
        ),
        (format!("cks-{}", hex(17)), "[store:1]"),
        ("cluster-abcdefghij2".to_owned(), "[cluster:1]"),
        (
            format!("https://{}.xks.example.com", hex(16)),
            "[endpoint:1]",
        ),
        (format!("/{}/kms/xks/v1", hex(16)), "[path:1]"),
        (
            format!("com.amazonaws.vpce.eu-west-1.vpce-svc-{}", hex(17)),
            "[vpc:1]",
        ),
        (format!("kmspec-{}", hex(16)), "[name:1]"),
        (format!("kmspec-r{}-{}", hex(16), hex(16)), "[name:1]"),
        (format!("kmspec r{} {}", hex(16), hex(16)), "[text:1]"),
        (format!("r{}", hex(16)), "[run]"),
        (format!("kmspec-{}", hex(20)), "[external:1]"),
        (format!("kmspec {}", hex(16)), "[text:1]"),
        (hex(64), "[hash]"),
        ("1".repeat(64), "[hash]"),
        ("20260102T030405Z".to_owned(), "[time]"),
        ("2026-01-02T03:04:05.678+01:00".to_owned(), "[time]"),
        ("20260102".to_owned(), "[day]"),
        ("123456789012".to_owned(), "[account:1]"),
        ("us-gov-west-1".to_owned(), "[region:1]"),
        ("me-south-1".to_owned(), "[region:1]"),
        ("Windows/10".to_owned(), "[system]"),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA1\n-----END CERTIFICATE-----\n".to_owned(),
            "[certificate:1]",
        ),
    ] {
        assert_eq!(Normaliser::default().text(&text), token, "{text}");
        let inside = format!("a {text} b");
        assert_eq!(Normaliser::default().text(&inside), format!("a {token} b"));
    }
    for plain in [
        "20262002",
        "1234567",
        "12345678901",
        "cks-0a",
        "kms-1",
        "2026",
        "",
    ] {
        assert_eq!(Normaliser::default().text(plain), plain);
    }
}

#[test]
fn tokens_count_what_is_different() {
    let mut normaliser = Normaliser::default();
    let account = |n: u8| format!("{n}").repeat(12);
    let said = |normaliser: &mut Normaliser, n: u8| normaliser.text(&account(n));
    assert_eq!(said(&mut normaliser, 1), "[account:1]");
    assert_eq!(said(&mut normaliser, 2), "[account:2]");
    assert_eq!(said(&mut normaliser, 1), "[account:1]");
    assert_eq!(normaliser.text("us-east-1"), "[region:1]");
}

#[test]
fn bodies_are_told_by_their_kind() {
    let told = |body: &[u8]| Normaliser::default().body(None, body, true);
    assert_eq!(told(b""), "(no body)");
    assert_eq!(told(b"{\"a\":123456789012}"), "{\n  \"a\": 123456789012\n}");
    assert_eq!(
        told(b"{\"a\":\"123456789012\"}"),
        "{\n  \"a\": \"[account:1]\"\n}"
    );
    assert_eq!(told(b"<a>123456789012"), "(not JSON) <a>[account:1]");
    assert_eq!(told(b"\xff\x0a"), "(not UTF-8, 2 bytes) ff0a");
    let long = told(&[0xff; 40]);
    assert_eq!(long, format!("(not UTF-8, 40 bytes) {}", "ff".repeat(32)));
}

#[test]
fn tokens_and_cut_texts_are_known_again() {
    for token in [
        "[key:1]",
        "[arn:key:12]",
        "[grant token:3]",
        "[secret blob:2]",
    ] {
        assert!(is_token(token) && holds_token(token), "{token}");
    }
    for other in [
        "key:1",
        "[key:1",
        "[key]",
        "[key:]",
        "[key:x]",
        "[Key:1]",
        "[key:12345678]",
        "",
    ] {
        assert!(!is_token(other), "{other}");
    }
    for holds in ["[time]", "a [day] b", "[hash]", "[system]", "x[key:1]y"] {
        assert!(holds_token(holds), "{holds}");
    }
    for holds_none in ["time", "[times]", "[time", "a"] {
        assert!(!holds_token(holds_none), "{holds_none}");
    }
    let cut = |count: usize, head: usize| format!("[{count} characters: {}…]", "x".repeat(head));
    assert!(is_cut(&cut(513, 64)) && holds_token(&cut(513, 64)));
    assert!(!is_cut(&cut(512, 64)) && !is_cut(&cut(513, 65)));
    assert!(!is_cut("[many characters: x…]") && !is_cut("513 characters: x…"));
    let edge = |length: usize| Normaliser::default().text(&"x".repeat(length));
    assert_eq!(edge(512), "x".repeat(512));
    assert_eq!(edge(513), cut(513, 64));
}

#[test]
fn secrets_and_what_a_target_made_up_are_tokens() {
    // Secrets are never shown, not even one that looks like a token of another kind.
    check(
        "CreateCustomKeyStoreRequest",
        &json!({"KeyStorePassword": "[key:1]"}),
        false,
        &json!({"KeyStorePassword": "[secret:1]"}),
    );
    check(
        "CreateCustomKeyStoreRequest",
        &json!({"KeyStorePassword": "[secret:1]", "XksProxyAuthenticationCredential": {"RawSecretAccessKey": ""}}),
        false,
        &json!({"KeyStorePassword": "[secret:1]", "XksProxyAuthenticationCredential": {"RawSecretAccessKey": ""}}),
    );
    check(
        "ListKeysResponse",
        &json!({"NextMarker": "m", "Keys": [{"KeyId": "k"}, {"KeyId": "l"}, {"KeyId": "k"}]}),
        true,
        &json!({"NextMarker": "[marker:1]", "Keys": [{"KeyId": "[key:1]"}, {"KeyId": "[key:2]"}, {"KeyId": "[key:1]"}]}),
    );
    check(
        "CreateGrantResponse",
        &json!({"GrantId": "g", "GrantToken": "t"}),
        true,
        &json!({"GrantId": "[grant:1]", "GrantToken": "[grant token:1]"}),
    );
    check(
        "CreateCustomKeyStoreResponse",
        &json!({"CustomKeyStoreId": "s"}),
        true,
        &json!({"CustomKeyStoreId": "[store:1]"}),
    );
    check(
        "EncryptResponse",
        &json!({"CiphertextBlob": "no base64!"}),
        true,
        &json!({"CiphertextBlob": "no base64!"}),
    );
    // What the target has named is known where a case says it again.
    let mut normaliser = Normaliser::default();
    let shape = Model::bundled().shape("DeleteCustomKeyStoreRequest");
    let asked = json!({"CustomKeyStoreId": "s"});
    assert_eq!(normaliser.value(shape, &asked, false), asked);
    let made = Model::bundled().shape("CreateCustomKeyStoreResponse");
    let token = json!({"CustomKeyStoreId": "[store:1]"});
    assert_eq!(normaliser.value(made, &asked, true), token);
    assert_eq!(normaliser.value(shape, &asked, false), token);
    // The encryption context is a map.
    check(
        "EncryptRequest",
        &json!({"EncryptionContext": {"account": "123456789012"}}),
        false,
        &json!({"EncryptionContext": {"account": "[account:1]"}}),
    );
}

#[test]
fn the_machine_is_not_told() {
    let told = |system: &str| {
        let line = format!("aws-cli/1.45.11 Python/3.11.7 {system} botocore/1.43.11");
        Normaliser::default().text(&line)
    };
    assert_eq!(
        told("Linux/6.1.0-28-amd64"),
        "aws-cli/1.45.11 Python/3.11.7 [system] botocore/1.43.11"
    );
    assert_eq!(told("Darwin/23.4.0"), told("Linux/6.1.0-28-amd64"));
}

#[test]
fn what_is_normalised_stays() {
    let twice = |text: &str| {
        let once = Normaliser::default().text(text);
        (Normaliser::default().text(&once), once)
    };
    // The time before it goes first, and lays bare an account.
    let (again, once) = twice("2026-01-02T03:04:05Z123456789012");
    assert_eq!(
        (once.as_str(), again.as_str()),
        ("[time][account:1]", "[time][account:1]")
    );
    for long in [
        format!("{}{}", "x".repeat(52), "1".repeat(600)),
        "d".repeat(8192),
    ] {
        let (again, once) = twice(&long);
        assert_eq!(once, again);
    }
    check(
        "EncryptResponse",
        &json!({"KeyId": "[key:7]"}),
        true,
        &json!({"KeyId": "[key:7]"}),
    );
}

#[test]
fn what_a_case_spells_out_stays() {
    check(
        "DeleteCustomKeyStoreRequest",
        &json!({"CustomKeyStoreId": "aaa"}),
        false,
        &json!({"CustomKeyStoreId": "aaa"}),
    );
    check(
        "CreateCustomKeyStoreRequest",
        &json!({"CustomKeyStoreName": "kmspec-0123456789abcdef", "KeyStorePassword": "hush",
            "CloudHsmClusterId": "cluster-abcdefghijk", "CustomKeyStoreType": "AWS_CLOUDHSM"}),
        false,
        &json!({"CustomKeyStoreName": "[name:1]", "KeyStorePassword": "[secret:1]",
            "CloudHsmClusterId": "[cluster:1]", "CustomKeyStoreType": "AWS_CLOUDHSM"}),
    );
    check(
        "CreateKeyRequest",
        &json!([null, true, 3, "x".repeat(600)]),
        false,
        &json!([
            null,
            true,
            3,
            format!("[600 characters: {}…]", "x".repeat(64))
        ]),
    );
}
