//! Keys and cryptography.

use serde_json::{Value, json};

use crate::reference::tests::harness::{
    CLUSTER, HOME, OWNER, PROXY, TestWorld, cloudhsm, external, with,
};

#[test]
fn metadata_of_new_keys() {
    let mut world = TestWorld::new();
    let mut metadata = world.ok("CreateKey", &json!({}))["KeyMetadata"].clone();
    let id = metadata["KeyId"].as_str().expect("an id").to_owned();
    assert_eq!(
        metadata["Arn"],
        format!("arn:aws:kms:{HOME}:{OWNER}:key/{id}")
    );
    let material = metadata["CurrentKeyMaterialId"]
        .as_str()
        .expect("an id")
        .len();
    assert_eq!(material, 64);
    for name in ["KeyId", "Arn", "CurrentKeyMaterialId"] {
        metadata.as_object_mut().expect("an object").remove(name);
    }
    let expected = json!({
        "AWSAccountId": OWNER,
        "CreationDate": 1_800_000_000.25,
        "Enabled": true,
        "Description": "",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": "Enabled",
        "Origin": "AWS_KMS",
        "KeyManager": "CUSTOMER",
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "MultiRegion": false,
    });
    assert_eq!(metadata, expected);
    let hmac = world.ok(
        "CreateKey",
        &json!({"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}),
    );
    assert_eq!(
        hmac["KeyMetadata"]["MacAlgorithms"],
        json!(["HMAC_SHA_256"])
    );
    assert_eq!(hmac["KeyMetadata"].get("CurrentKeyMaterialId"), None);
    let imported = world.ok("CreateKey", &json!({"Origin": "EXTERNAL"}))["KeyMetadata"].clone();
    assert_eq!(
        (&imported["KeyState"], &imported["Enabled"]),
        (&json!("PendingImport"), &json!(false))
    );
    let multi = world.ok("CreateKey", &json!({"MultiRegion": true}))["KeyMetadata"].clone();
    assert!(multi["KeyId"].as_str().expect("an id").starts_with("mrk-"));
    assert_eq!(
        multi["MultiRegionConfiguration"]["PrimaryKey"]["Arn"],
        multi["Arn"]
    );
}

#[test]
fn metadata_of_keys_in_stores() {
    let mut world = TestWorld::new();
    let hsm = world.store_in("CONNECTED", &cloudhsm("a", CLUSTER));
    let xks = world.store_in("CONNECTED", &external("b", PROXY));
    let key = world.ok(
        "CreateKey",
        &json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": hsm}),
    )["KeyMetadata"]
        .clone();
    assert_eq!(
        (&key["CustomKeyStoreId"], &key["CloudHsmClusterId"]),
        (&json!(hsm), &json!(CLUSTER))
    );
    assert_eq!(
        (
            key.get("CurrentKeyMaterialId"),
            key.get("XksKeyConfiguration")
        ),
        (None, None)
    );
    let input = json!({"Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": xks, "XksKeyId": "k1"});
    let key = world.ok("CreateKey", &input)["KeyMetadata"].clone();
    assert_eq!(
        (&key["CustomKeyStoreId"], &key["XksKeyConfiguration"]),
        (&json!(xks), &json!({"Id": "k1"}))
    );
    assert_eq!(key.get("CloudHsmClusterId"), None);
    let listed = world.ok("ListKeys", &json!({}));
    assert_eq!(listed["Keys"].as_array().map(Vec::len), Some(2));
}

#[test]
fn keys_that_cannot_be() {
    fn check(input: &Value, error: &str, message: Option<&str>) {
        let mut world = TestWorld::new();
        let got = world.ask("owner", HOME, "CreateKey", input);
        assert_eq!(
            got,
            Err((400, error.to_owned(), message.map(str::to_owned))),
            "{input}"
        );
        assert_eq!(world.ok("ListKeys", &json!({}))["Keys"], json!([]));
    }
    let invalid = "ValidationException";
    check(
        &json!({"KeySpec": "HMAC_256"}),
        invalid,
        Some(
            "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
        ),
    );
    check(
        &json!({"KeySpec": "RSA_2048", "KeyUsage": "KEY_AGREEMENT"}),
        invalid,
        Some("KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048"),
    );
    let tags = |count: usize, key: &str| {
        let tag = |at| json!({"TagKey": format!("{key}{at}"), "TagValue": ""});
        json!({"Tags": (0..count).map(tag).collect::<Vec<_>>()})
    };
    check(&tags(51, "t"), "TagException", Some("Too many tags"));
    check(
        &tags(1, "aWs:"),
        "TagException",
        Some("Tags beginning with aws: are reserved"),
    );
    check(
        &json!({"Tags": [{"TagKey": "t", "TagValue": "a"}, {"TagKey": "t", "TagValue": "b"}]}),
        "TagException",
        Some("Duplicate tag keys"),
    );
    let policy = |principal: &str| {
        let statement = json!({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "kms:*", "Resource": "*"});
        json!({"Policy": json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()})
    };
    let malformed = "MalformedPolicyDocumentException";
    check(
        &policy("arn:aws:iam::111122223333:user/nobody"),
        malformed,
        Some("Policy contains a statement with one or more invalid principals."),
    );
    check(
        &policy("arn:aws:iam::444455556666:root"),
        malformed,
        Some("The new key policy will not allow you to update the key policy in the future."),
    );
    check(&json!({"Policy": "not JSON"}), malformed, None);
    let bypassed = with(
        &policy("arn:aws:iam::444455556666:root"),
        &json!({"BypassPolicyLockoutSafetyCheck": true}),
    );
    assert!(TestWorld::new().call("CreateKey", &bypassed).is_ok());
}

#[test]
fn origins_and_stores() {
    fn check(changes: &Value, error: &str) {
        let mut world = TestWorld::new();
        let hsm = world.store_in("CONNECTED", &cloudhsm("a", CLUSTER));
        let xks = world.store_in("CONNECTED", &external("b", PROXY));
        let mut input = changes.clone();
        match input.get("CustomKeyStoreId").and_then(Value::as_str) {
            Some("hsm") => input["CustomKeyStoreId"] = json!(hsm),
            Some("xks") => input["CustomKeyStoreId"] = json!(xks),
            _ => {}
        }
        assert_eq!(world.err("CreateKey", &input), error, "{changes}");
    }
    let invalid = "ValidationException";
    check(&json!({"CustomKeyStoreId": "hsm"}), invalid);
    check(
        &json!({"CustomKeyStoreId": "hsm", "Origin": "EXTERNAL"}),
        invalid,
    );
    check(&json!({"Origin": "AWS_CLOUDHSM"}), invalid);
    check(
        &json!({"Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": "xks"}),
        invalid,
    );
    check(
        &json!({"Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": "hsm", "XksKeyId": "k"}),
        invalid,
    );
    check(
        &json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": "xks"}),
        invalid,
    );
    check(
        &json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": "hsm", "XksKeyId": "k"}),
        invalid,
    );
    let hmac = json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": "hsm", "KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"});
    check(&hmac, "UnsupportedOperationException");
    let multi = json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": "hsm", "MultiRegion": true});
    check(&multi, "UnsupportedOperationException");
}

#[test]
fn keys_are_named_in_known_ways() {
    fn check(id: &str, error: &str, message: &str) {
        let got = TestWorld::new().ask("owner", HOME, "DescribeKey", &json!({"KeyId": id}));
        assert_eq!(
            got,
            Err((400, error.to_owned(), Some(message.to_owned()))),
            "{id}"
        );
    }
    let missing = "NotFoundException";
    let uuid = "134f2428-cec1-4b25-a1ae-9048164dba47";
    let arn = format!("arn:aws:kms:{HOME}:{OWNER}:key/{uuid}");
    check(uuid, missing, &format!("Key '{arn}' does not exist"));
    check(&arn, missing, &format!("Key '{arn}' does not exist"));
    check("fake-key-id", missing, "Invalid keyId 'fake-key-id'");
    check(
        "mrk-fake-key-id",
        missing,
        "Invalid keyId 'mrk-fake-key-id'",
    );
    check(
        &format!("arn:aws:kms:eu-west-1:{OWNER}:key/{uuid}"),
        missing,
        "Invalid arn eu-west-1",
    );
    check(
        "alias/none",
        missing,
        &format!("Alias arn:aws:kms:{HOME}:{OWNER}:alias/none is not found."),
    );
    check(
        "arn:aws:kms",
        "InvalidArnException",
        "Invalid arn arn:aws:kms",
    );
}

/// What operations get in each key state, with the text after the ARN.
#[test]
fn operations_in_every_key_state() {
    fn check(operation: &str, expected: [Result<(), (&str, &str)>; 4]) {
        for (state, expected) in ["Enabled", "Disabled", "PendingDeletion", "PendingImport"]
            .into_iter()
            .zip(expected)
        {
            let mut world = TestWorld::new();
            let origin = if state == "PendingImport" {
                "EXTERNAL"
            } else {
                "AWS_KMS"
            };
            let metadata = world.ok("CreateKey", &json!({"Origin": origin}))["KeyMetadata"].clone();
            let named = json!({"KeyId": metadata["KeyId"]});
            match state {
                "Disabled" => drop(world.ok("DisableKey", &named)),
                "PendingDeletion" => drop(world.ok("ScheduleKeyDeletion", &named)),
                _ => {}
            }
            let input = if operation == "Encrypt" {
                with(&named, &json!({"Plaintext": "aGk="}))
            } else {
                named
            };
            let got = world.ask("owner", HOME, operation, &input).map(|_| ());
            let arn = metadata["Arn"].as_str().expect("an ARN");
            let expected = expected
                .map_err(|(error, text)| (400, error.to_owned(), Some(format!("{arn} {text}"))));
            assert_eq!(got, expected, "{operation} in {state}");
        }
    }
    let disabled = Err(("DisabledException", "is disabled."));
    let deleting = Err(("KMSInvalidStateException", "is pending deletion."));
    let importing = Err(("KMSInvalidStateException", "is pending import."));
    let not_deleting = Err(("KMSInvalidStateException", "is not pending deletion."));
    check("Encrypt", [Ok(()), disabled, deleting, importing]);
    check("EnableKey", [Ok(()), Ok(()), deleting, importing]);
    check("DisableKey", [Ok(()), Ok(()), deleting, importing]);
    check("ScheduleKeyDeletion", [Ok(()), Ok(()), deleting, Ok(())]);
    check(
        "CancelKeyDeletion",
        [not_deleting, not_deleting, Ok(()), not_deleting],
    );
    check("DescribeKey", [Ok(()), Ok(()), Ok(()), Ok(())]);
}

#[test]
fn a_cancelled_deletion_leaves_a_disabled_key() {
    let mut world = TestWorld::new();
    let key = world.key(&json!({}));
    let named = json!({"KeyId": key});
    world.ok("ScheduleKeyDeletion", &named);
    assert!(world.ok("DescribeKey", &named)["KeyMetadata"]["DeletionDate"].is_f64());
    let arn = format!("arn:aws:kms:{HOME}:{OWNER}:key/{key}");
    assert_eq!(world.ok("CancelKeyDeletion", &named), json!({"KeyId": arn}));
    let metadata = world.ok("DescribeKey", &named)["KeyMetadata"].clone();
    assert_eq!(
        (&metadata["KeyState"], metadata.get("DeletionDate")),
        (&json!("Disabled"), None)
    );
}
