//! The state matrix: every operation in every connection state, for both types.

use std::time::Duration;

use serde_json::{Value, json};

use super::harness::{CLUSTER, PROXY, TestWorld, cloudhsm, external, with};

const STATES: [&str; 5] = [
    "DISCONNECTED",
    "CONNECTING",
    "CONNECTED",
    "FAILED",
    "DISCONNECTING",
];
const INVALID: &str = "CustomKeyStoreInvalidStateException";

/// One row: what an operation gets in each state, and which state follows at once; `=` stays.
fn check(input: &Value, operation: &str, changes: &Value, expected: [(&str, &str); 5]) {
    for (state, (answer, after)) in STATES.into_iter().zip(expected) {
        let mut world = TestWorld::new();
        let id = world.store_in(state, input);
        let request = with(&json!({"CustomKeyStoreId": id}), changes);
        let got = world.call(operation, &request);
        let got = got.as_ref().map_or_else(String::as_str, |_| "ok");
        assert_eq!(got, answer, "{operation} {changes} in {state}");
        let after = if after == "=" { state } else { after };
        if after == "gone" {
            let named = json!({"CustomKeyStoreId": id});
            assert_eq!(
                world.err("DescribeCustomKeyStores", &named),
                "CustomKeyStoreNotFoundException"
            );
        } else {
            assert_eq!(world.state(&id), after, "after {operation} in {state}");
        }
    }
}

const OK: (&str, &str) = ("ok", "=");
const NO: (&str, &str) = (INVALID, "=");

#[test]
fn operations_in_every_state() {
    let (ok, no) = (OK, NO);
    let hsm = cloudhsm("a", CLUSTER);
    let xks = external("a", PROXY);
    let (connecting, disconnecting) = (("ok", "CONNECTING"), ("ok", "DISCONNECTING"));
    for store in [&hsm, &xks] {
        check(
            store,
            "ConnectCustomKeyStore",
            &json!({}),
            [connecting, ok, ok, no, no],
        );
        check(
            store,
            "DisconnectCustomKeyStore",
            &json!({}),
            [no, disconnecting, disconnecting, disconnecting, no],
        );
        check(
            store,
            "DeleteCustomKeyStore",
            &json!({}),
            [("ok", "gone"), no, no, no, no],
        );
        check(
            store,
            "UpdateCustomKeyStore",
            &json!({"NewCustomKeyStoreName": "b"}),
            [ok, no, ok, no, no],
        );
        check(
            store,
            "DescribeCustomKeyStores",
            &json!({}),
            [ok, ok, ok, ok, ok],
        );
    }
}

#[test]
fn properties_keys_and_random_bytes_in_every_state() {
    let (ok, no) = (OK, NO);
    let hsm = cloudhsm("a", CLUSTER);
    let xks = external("a", PROXY);
    let key = json!({"Origin": "AWS_CLOUDHSM"});
    check(&hsm, "CreateKey", &key, [no, no, ok, no, no]);
    let key = json!({"Origin": "EXTERNAL_KEY_STORE", "XksKeyId": "k1"});
    check(&xks, "CreateKey", &key, [no, no, ok, no, no]);
    check(
        &hsm,
        "GenerateRandom",
        &json!({"NumberOfBytes": 8}),
        [no, no, ok, no, no],
    );
    let unsupported = ("UnsupportedOperationException", "=");
    check(
        &xks,
        "GenerateRandom",
        &json!({"NumberOfBytes": 8}),
        [unsupported; 5],
    );
    let only_disconnected = [ok, no, no, no, no];
    check(
        &hsm,
        "UpdateCustomKeyStore",
        &json!({"KeyStorePassword": "kmsPswd8"}),
        only_disconnected,
    );
    check(
        &hsm,
        "UpdateCustomKeyStore",
        &json!({"CloudHsmClusterId": CLUSTER}),
        only_disconnected,
    );
    let endpoint = json!({"XksProxyUriEndpoint": "https://b.example.com"});
    check(&xks, "UpdateCustomKeyStore", &endpoint, only_disconnected);
    let connectivity = json!({"XksProxyConnectivity": "PUBLIC_ENDPOINT"});
    check(
        &xks,
        "UpdateCustomKeyStore",
        &connectivity,
        only_disconnected,
    );
    let path = json!({"XksProxyUriPath": "/new/kms/xks/v1"});
    check(&xks, "UpdateCustomKeyStore", &path, [ok, no, ok, no, no]);
    let credential = json!({"XksProxyAuthenticationCredential": {
        "AccessKeyId": "ABCDEFGHIJ234567ABCE",
        "RawSecretAccessKey": "b".repeat(43),
    }});
    check(
        &xks,
        "UpdateCustomKeyStore",
        &credential,
        [ok, no, ok, no, no],
    );
}

#[test]
fn a_failed_connection_tells_why_until_it_is_over() {
    let mut world = TestWorld::new();
    let id = world.store_in("FAILED", &cloudhsm("a", CLUSTER));
    assert_eq!(world.entry(&id)["ConnectionErrorCode"], "USER_LOCKED_OUT");
    let named = json!({"CustomKeyStoreId": id});
    world.ok("DisconnectCustomKeyStore", &named);
    assert_eq!(world.entry(&id).get("ConnectionErrorCode"), None);
    world.wait(Duration::from_secs(1));
    assert_eq!(world.state(&id), "DISCONNECTED");
    world.ok("ConnectCustomKeyStore", &named);
    world.wait(Duration::from_secs(1));
    assert_eq!(world.state(&id), "CONNECTED");
}

/// What is wrong behind a store, and with which code its connection fails.
#[test]
fn connections_fail_for_their_reasons() {
    fn check(input: &Value, disturbance: &Value, code: &str) {
        let mut world = TestWorld::new();
        let id = world.store(input);
        world.disturb(disturbance);
        world.ok("ConnectCustomKeyStore", &json!({"CustomKeyStoreId": id}));
        world.wait(Duration::from_secs(1));
        let entry = world.entry(&id);
        assert_eq!(
            entry["ConnectionState"],
            if code.is_empty() {
                "CONNECTED"
            } else {
                "FAILED"
            },
            "{disturbance}"
        );
        assert_eq!(
            entry
                .get("ConnectionErrorCode")
                .and_then(Value::as_str)
                .unwrap_or_default(),
            code
        );
    }
    let hsm = cloudhsm("a", CLUSTER);
    check(
        &hsm,
        &json!({"cluster": {"id": CLUSTER, "exists": false}}),
        "CLUSTER_NOT_FOUND",
    );
    check(
        &hsm,
        &json!({"cluster": {"id": CLUSTER, "kmsuser_password": "another1"}}),
        "INVALID_CREDENTIALS",
    );
    check(
        &hsm,
        &json!({"cluster": {"id": CLUSTER, "kmsuser_password": "kmsPswd7"}}),
        "",
    );
    check(
        &hsm,
        &json!({"cluster": {"id": CLUSTER, "reachable": false}}),
        "NETWORK_ERRORS",
    );
    check(&hsm, &json!({"cluster": {"id": CLUSTER, "hsms": 1}}), "");
    let xks = external("a", PROXY);
    let proxy = |answer: &str| json!({"proxy": {"endpoint": PROXY, "answer": answer}});
    check(&xks, &proxy("authentication_failed"), "INVALID_CREDENTIALS");
    check(&xks, &proxy("access_denied"), "XKS_PROXY_ACCESS_DENIED");
    check(&xks, &proxy("connect_fails"), "XKS_PROXY_NOT_REACHABLE");
    check(&xks, &proxy("malformed"), "XKS_PROXY_INVALID_RESPONSE");
    check(
        &xks,
        &proxy("invalid_uri_path"),
        "XKS_PROXY_INVALID_CONFIGURATION",
    );
    check(&xks, &proxy("socket_timeout"), "XKS_PROXY_TIMED_OUT");
    check(
        &xks,
        &proxy("tls_fails"),
        "XKS_PROXY_INVALID_TLS_CONFIGURATION",
    );
    check(&xks, &proxy("ok"), "");
    let private = super::harness::vpc("a", PROXY, "1");
    let service = "com.amazonaws.vpce.us-east-1.vpce-svc-1";
    let gone = json!({"vpc_service": {"name": service, "exists": false}});
    check(&private, &gone, "XKS_VPC_ENDPOINT_SERVICE_NOT_FOUND");
    let invalid = json!({"vpc_service": {"name": service, "valid": false}});
    check(
        &private,
        &invalid,
        "XKS_VPC_ENDPOINT_SERVICE_INVALID_CONFIGURATION",
    );
}

#[test]
fn keys_follow_their_store_and_come_back() {
    let mut world = TestWorld::new();
    let store = world.store_in("CONNECTED", &cloudhsm("a", CLUSTER));
    let input = json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": store});
    let keys: Vec<String> = (0..4).map(|_| world.key(&input)).collect();
    let key = |at: usize| json!({"KeyId": keys[at]});
    world.ok("DisableKey", &key(1));
    world.ok("ScheduleKeyDeletion", &key(2));
    let states = |world: &mut TestWorld| {
        keys.iter()
            .map(|id| world.key_state(id))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        states(&mut world),
        ["Enabled", "Disabled", "PendingDeletion", "Enabled"]
    );
    world.ok(
        "DisconnectCustomKeyStore",
        &json!({"CustomKeyStoreId": store}),
    );
    assert_eq!(
        states(&mut world),
        [
            "Unavailable",
            "Unavailable",
            "PendingDeletion",
            "Unavailable"
        ]
    );
    // Wishes are kept for later; deletions can be scheduled and cancelled meanwhile (facts C-191, C-192, C-201).
    world.ok("DisableKey", &key(3));
    assert_eq!(
        states(&mut world),
        [
            "Unavailable",
            "Unavailable",
            "PendingDeletion",
            "Unavailable"
        ]
    );
    world.wait(Duration::from_secs(1));
    let named = json!({"CustomKeyStoreId": store});
    assert_eq!(
        world.err("DeleteCustomKeyStore", &named),
        "CustomKeyStoreHasCMKsException"
    );
    world.ok("CancelKeyDeletion", &key(2));
    assert_eq!(world.key_state(&keys[2]), "Unavailable");
    world.ok("ScheduleKeyDeletion", &key(0));
    world.ok("ConnectCustomKeyStore", &named);
    world.wait(Duration::from_secs(1));
    assert_eq!(
        states(&mut world),
        ["PendingDeletion", "Disabled", "Disabled", "Disabled"]
    );
}
