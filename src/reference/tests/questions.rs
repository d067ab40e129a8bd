//! Each answer to each open question can be seen from outside.

use serde_json::{Value, json};

use super::harness::{CLUSTER, HOME, PROXY, TestWorld, cloudhsm, external};
use crate::reference::{AllowedAnswer, Rules};

/// What a scene gets under each answer: the error's name, or `ok`.
fn check(
    question: &str,
    scene: fn(&mut TestWorld) -> Result<Value, String>,
    expected: &[(&str, &str)],
) {
    for (answer, expected) in expected {
        let choice = AllowedAnswer::named(&format!("{question}={answer}")).expect("a known choice");
        let mut world = TestWorld::with(Rules::aws().with_choice(choice));
        let got = scene(&mut world);
        assert_eq!(
            got.as_ref().map_or_else(String::as_str, |_| "ok"),
            *expected,
            "{choice}"
        );
    }
}

#[test]
fn open_questions_about_stores() {
    const STATE: &str = "CustomKeyStoreInvalidStateException";
    const KEYS: &str = "CustomKeyStoreHasCMKsException";
    check(
        "connect_connected",
        |world| {
            let id = world.store_in("CONNECTED", &cloudhsm("a", CLUSTER));
            world.call("ConnectCustomKeyStore", &json!({"CustomKeyStoreId": id}))
        },
        &[("accepted", "ok"), ("refused", STATE)],
    );
    check(
        "connect_connecting",
        |world| {
            let id = world.store_in("CONNECTING", &cloudhsm("a", CLUSTER));
            world.call("ConnectCustomKeyStore", &json!({"CustomKeyStoreId": id}))
        },
        &[("accepted", "ok"), ("refused", STATE)],
    );
    check(
        "delete_precedence",
        |world| {
            let id = world.store_in("CONNECTED", &cloudhsm("a", CLUSTER));
            world.key(&json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": id}));
            world.call("DeleteCustomKeyStore", &json!({"CustomKeyStoreId": id}))
        },
        &[("state_first", STATE), ("non_empty_first", KEYS)],
    );
    check(
        "rename_elsewhere",
        |world| {
            let id = world.store_in("FAILED", &cloudhsm("a", CLUSTER));
            world.call(
                "UpdateCustomKeyStore",
                &json!({"CustomKeyStoreId": id, "NewCustomKeyStoreName": "b"}),
            )
        },
        &[("refused", STATE), ("accepted", "ok")],
    );
    check(
        "rename_connected",
        |world| {
            let id = world.store_in("CONNECTED", &cloudhsm("a", CLUSTER));
            world.call(
                "UpdateCustomKeyStore",
                &json!({"CustomKeyStoreId": id, "NewCustomKeyStoreName": "b"}),
            )
        },
        &[("accepted", "ok"), ("refused", STATE)],
    );
    check(
        "credential_connected",
        |world| {
            let id = world.store_in("CONNECTED", &external("a", PROXY));
            let input = json!({"CustomKeyStoreId": id, "XksProxyUriPath": "/b/kms/xks/v1"});
            world.call("UpdateCustomKeyStore", &input)
        },
        &[("accepted", "ok"), ("refused", STATE)],
    );
    check(
        "both_filters",
        |world| {
            let id = world.store(&cloudhsm("a", CLUSTER));
            let both = json!({"CustomKeyStoreId": id, "CustomKeyStoreName": "b"});
            world.call("DescribeCustomKeyStores", &both)
        },
        &[
            ("refused", "ValidationException"),
            ("id_counts", "ok"),
            ("name_counts", "CustomKeyStoreNotFoundException"),
        ],
    );
    check(
        "empty_update",
        |world| {
            let id = world.store(&cloudhsm("a", CLUSTER));
            world.call("UpdateCustomKeyStore", &json!({"CustomKeyStoreId": id}))
        },
        &[("accepted", "ok"), ("refused", "ValidationException")],
    );
}

#[test]
fn open_questions_about_creating_stores() {
    check(
        "repeat_external",
        |world| {
            world.store(&external("a", PROXY));
            world.call("CreateCustomKeyStore", &external("a", PROXY))
        },
        &[
            ("refused", "CustomKeyStoreNameInUseException"),
            ("same_id", "ok"),
        ],
    );
    check(
        "repeat_connected",
        |world| {
            world.store_in("CONNECTED", &cloudhsm("a", CLUSTER));
            world.call("CreateCustomKeyStore", &cloudhsm("a", CLUSTER))
        },
        &[
            ("refused", "CustomKeyStoreNameInUseException"),
            ("same_id", "ok"),
        ],
    );
    check(
        "missing_member",
        |world| world.call("CreateCustomKeyStore", &json!({"CustomKeyStoreName": "a"})),
        &[
            ("validation", "ValidationException"),
            ("unsupported", "UnsupportedOperationException"),
        ],
    );
    check(
        "foreign_member",
        |world| {
            let mut input = cloudhsm("a", CLUSTER);
            input["XksProxyUriEndpoint"] = json!(PROXY);
            world.call("CreateCustomKeyStore", &input)
        },
        &[
            ("refused", "ValidationException"),
            ("unsupported", "UnsupportedOperationException"),
            ("ignored", "ok"),
        ],
    );
    check(
        "marker",
        |world| world.call("DescribeCustomKeyStores", &json!({"Marker": "x"})),
        &[
            ("invalid_marker", "InvalidMarkerException"),
            ("validation", "ValidationException"),
        ],
    );
}

#[test]
fn open_questions_about_keys() {
    fn from_proxy(world: &mut TestWorld, answer: &str) -> Result<Value, String> {
        let id = world.store_in("CONNECTED", &external("a", PROXY));
        world.disturb(&json!({"proxy": {"endpoint": PROXY, "answer": answer}}));
        world.call(
            "CreateKey",
            &json!({"Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": id, "XksKeyId": "k1"}),
        )
    }
    check(
        "spec_in_store",
        |world| {
            let id = world.store_in("CONNECTED", &cloudhsm("a", CLUSTER));
            world.call(
                "CreateKey",
                &json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": id, "MultiRegion": true}),
            )
        },
        &[
            ("unsupported", "UnsupportedOperationException"),
            ("validation", "ValidationException"),
        ],
    );
    check(
        "origin_mismatch",
        |world| world.call("CreateKey", &json!({"Origin": "AWS_CLOUDHSM"})),
        &[
            ("validation", "ValidationException"),
            ("unsupported", "UnsupportedOperationException"),
        ],
    );
    check(
        "xks_key_id",
        |world| world.call("CreateKey", &json!({"XksKeyId": "k1"})),
        &[
            ("validation", "ValidationException"),
            ("unsupported", "UnsupportedOperationException"),
        ],
    );
    check(
        "proxy_denies",
        |world| from_proxy(world, "access_denied"),
        &[
            ("store_state", "CustomKeyStoreInvalidStateException"),
            ("key_state", "KMSInvalidStateException"),
        ],
    );
    check(
        "proxy_unsupported",
        |world| from_proxy(world, "unsupported_operation"),
        &[
            ("documented", "XksKeyInvalidResponseException"),
            ("modelled", "XksKeyInvalidConfigurationException"),
        ],
    );
    check(
        "random_external",
        |world| {
            let id = world.store(&external("a", PROXY));
            world.call(
                "GenerateRandom",
                &json!({"NumberOfBytes": 1, "CustomKeyStoreId": id}),
            )
        },
        &[
            ("type_first", "UnsupportedOperationException"),
            ("state_first", "CustomKeyStoreInvalidStateException"),
        ],
    );
    check(
        "pending_deletion_crypto",
        |world| {
            let key = world.key(&json!({}));
            world.ok("ScheduleKeyDeletion", &json!({"KeyId": key}));
            world.call("Encrypt", &json!({"KeyId": key, "Plaintext": "aGk="}))
        },
        &[
            ("invalid_state", "KMSInvalidStateException"),
            ("disabled", "DisabledException"),
        ],
    );
}

#[test]
fn open_questions_about_requests() {
    fn sent(world: &mut TestWorld, request: &crate::wire::Request) -> Result<Value, String> {
        let answer = crate::wire::aws_json::Answer::of(&world.send(request));
        answer.error_type.map_or(Ok(json!({})), Err)
    }
    check(
        "unsigned_headers",
        |world| {
            let request = crate::wire::aws_json::request("kms.test", "ListKeys", "{}");
            let mut request = world.signed("owner", HOME, request);
            request.headers.append("X-Amz-Meta", "added after signing");
            sent(world, &request)
        },
        &[("refused", "InvalidSignatureException"), ("accepted", "ok")],
    );
    check(
        "target_order",
        |world| {
            let request = crate::wire::aws_json::request("kms.test", "NoSuchOperation", "{");
            let request = world.signed("owner", HOME, request);
            sent(world, &request)
        },
        &[
            ("target_first", "UnknownOperationException"),
            ("body_first", "SerializationException"),
        ],
    );
    check(
        "key_id_not_ascii",
        |world| world.call("DescribeKey", &json!({"KeyId": "schl\u{fc}ssel"})),
        &[
            ("validation", "ValidationException"),
            ("not_found", "NotFoundException"),
        ],
    );
    check(
        "id_of_arn",
        |world| {
            let arn = format!("arn:aws:kms:{HOME}:111122223333:key/foo");
            let told = world.ask("owner", HOME, "DescribeKey", &json!({"KeyId": arn}));
            told.map_err(|(_, _, message)| message.unwrap_or_default())
        },
        &[
            ("bare", "Invalid keyId foo"),
            ("quoted", "Invalid keyId 'foo'"),
        ],
    );
    check(
        "usage_of_disabled_key",
        |world| {
            let key = world.key(&json!({"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}));
            world.ok("DisableKey", &json!({"KeyId": key}));
            world.call("Encrypt", &json!({"KeyId": key, "Plaintext": "aGk="}))
        },
        &[
            ("usage_first", "InvalidKeyUsageException"),
            ("state_first", "DisabledException"),
        ],
    );
    check(
        "bounds_of_unfit_key",
        |world| {
            let key = world.key(&json!({"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"}));
            world.ok("DisableKey", &json!({"KeyId": key}));
            let context = json!({"a": "b"});
            world.call(
                "Encrypt",
                &json!({"KeyId": key, "Plaintext": "aGk=", "EncryptionAlgorithm": "RSAES_OAEP_SHA_256", "EncryptionContext": context}),
            )
        },
        &[
            ("last", "DisabledException"),
            ("first", "ValidationException"),
        ],
    );
}

#[test]
fn open_questions_about_strangers() {
    fn by_peer(world: &mut TestWorld, operation: &str, input: &Value) -> Result<Value, String> {
        world
            .ask("peer", HOME, operation, input)
            .map_err(|(_, error, _)| error)
    }
    check(
        "cross_account_store",
        |world| {
            let id = world.store(&cloudhsm("a", CLUSTER));
            by_peer(
                world,
                "DeleteCustomKeyStore",
                &json!({"CustomKeyStoreId": id}),
            )
        },
        &[
            ("not_found", "CustomKeyStoreNotFoundException"),
            ("access_denied", "AccessDeniedException"),
        ],
    );
    check(
        "cross_account_key",
        |world| {
            let arn = world.ok("CreateKey", &json!({}))["KeyMetadata"]["Arn"].clone();
            by_peer(world, "DisableKey", &json!({"KeyId": arn}))
        },
        &[
            ("access_denied", "AccessDeniedException"),
            ("not_found", "NotFoundException"),
        ],
    );
    check(
        "authorization_order",
        |world| {
            world
                .ask("stranger", HOME, "DeleteCustomKeyStore", &json!({}))
                .map_err(|(_, error, _)| error)
        },
        &[
            ("after_validation", "ValidationException"),
            ("before_validation", "AccessDeniedException"),
        ],
    );
}
