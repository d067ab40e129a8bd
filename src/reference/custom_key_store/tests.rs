//! Creating, describing, updating and deleting custom key stores.

use serde_json::{Value, json};

use crate::reference::tests::harness::{CLUSTER, PROXY, TestWorld, cloudhsm, external, vpc, with};

const OTHER: &str = "cluster-3a23b4cdefg";

/// What the second of two creates gets.
#[test]
fn values_in_use() {
    fn check(first: &Value, second: &Value, expected: Result<(), &str>) {
        let mut world = TestWorld::new();
        world.store(first);
        let got = world.call("CreateCustomKeyStore", second);
        assert_eq!(
            got.as_ref().map(|_| ()).map_err(String::as_str),
            expected,
            "{second}"
        );
    }
    let hsm = cloudhsm("a", CLUSTER);
    let public = external("a", PROXY);
    let private = vpc("a", PROXY, "1");
    let path = json!({"XksProxyUriPath": "/other/kms/xks/v1"});
    check(&hsm, &cloudhsm("b", OTHER), Ok(()));
    check(
        &hsm,
        &cloudhsm("a", OTHER),
        Err("CustomKeyStoreNameInUseException"),
    );
    check(&hsm, &cloudhsm("A", OTHER), Ok(()));
    check(
        &hsm,
        &external("a", PROXY),
        Err("CustomKeyStoreNameInUseException"),
    );
    check(
        &hsm,
        &cloudhsm("b", CLUSTER),
        Err("CloudHsmClusterInUseException"),
    );
    check(
        &public,
        &external("b", PROXY),
        Err("XksProxyUriInUseException"),
    );
    check(&public, &with(&external("b", PROXY), &path), Ok(()));
    check(
        &private,
        &with(&vpc("b", PROXY, "2"), &path),
        Err("XksProxyUriEndpointInUseException"),
    );
    check(
        &private,
        &with(&external("b", PROXY), &path),
        Err("XksProxyUriEndpointInUseException"),
    );
    check(
        &public,
        &with(&vpc("b", PROXY, "2"), &path),
        Err("XksProxyUriEndpointInUseException"),
    );
    check(
        &private,
        &vpc("b", "https://b.example.com", "1"),
        Err("XksProxyVpcEndpointServiceInUseException"),
    );
    check(&private, &vpc("b", "https://b.example.com", "2"), Ok(()));
}

#[test]
fn an_equal_request_is_a_retry_while_disconnected() {
    let mut world = TestWorld::new();
    let first = world.store(&cloudhsm("a", CLUSTER));
    assert_eq!(world.store(&cloudhsm("a", CLUSTER)), first);
    let other = with(
        &cloudhsm("a", CLUSTER),
        &json!({"KeyStorePassword": "kmsPswd8"}),
    );
    assert_eq!(
        world.err("CreateCustomKeyStore", &other),
        "CustomKeyStoreNameInUseException"
    );
    world.ok("ConnectCustomKeyStore", &json!({"CustomKeyStoreId": first}));
    assert_eq!(
        world.err("CreateCustomKeyStore", &cloudhsm("a", CLUSTER)),
        "CustomKeyStoreNameInUseException"
    );
}

#[test]
fn members_that_a_type_needs() {
    fn check(input: &Value, member: &str) {
        let mut world = TestWorld::new();
        let without = with(input, &json!({member: null}));
        assert_eq!(
            world.err("CreateCustomKeyStore", &without),
            "ValidationException",
            "{member}"
        );
        assert!(
            world.call("CreateCustomKeyStore", input).is_ok(),
            "{member} alone was missing"
        );
    }
    for member in [
        "CustomKeyStoreName",
        "CloudHsmClusterId",
        "KeyStorePassword",
        "TrustAnchorCertificate",
    ] {
        check(&cloudhsm("a", CLUSTER), member);
    }
    for member in [
        "XksProxyConnectivity",
        "XksProxyUriEndpoint",
        "XksProxyUriPath",
        "XksProxyAuthenticationCredential",
        "XksProxyVpcEndpointServiceName",
    ] {
        check(&vpc("a", PROXY, "1"), member);
    }
}

#[test]
fn ten_stores_and_no_more() {
    let mut world = TestWorld::new();
    let ids: Vec<String> = (0..10)
        .map(|at| {
            let store = if at % 2 == 0 {
                cloudhsm(
                    &format!("s{at}"),
                    &format!(
                        "cluster-{}",
                        "abcdefghij"
                            .chars()
                            .nth(at)
                            .expect("ten letters")
                            .to_string()
                            .repeat(11)
                    ),
                )
            } else {
                external(&format!("s{at}"), &format!("https://p{at}.example.com"))
            };
            world.store(&store)
        })
        .collect();
    assert_eq!(
        world.err("CreateCustomKeyStore", &cloudhsm("one more", CLUSTER)),
        "LimitExceededException"
    );
    world.ok("DeleteCustomKeyStore", &json!({"CustomKeyStoreId": ids[4]}));
    world.store(&cloudhsm("one more", CLUSTER));
}

#[test]
fn entries_by_type() {
    let mut world = TestWorld::new();
    let id = world.store(&cloudhsm("a", CLUSTER));
    let entry = world.entry(&id);
    let expected = json!({
        "CustomKeyStoreId": id,
        "CustomKeyStoreName": "a",
        "CustomKeyStoreType": "AWS_CLOUDHSM",
        "ConnectionState": "DISCONNECTED",
        "CreationDate": 1_800_000_000.25,
        "CloudHsmClusterId": CLUSTER,
        "TrustAnchorCertificate": "-----BEGIN CERTIFICATE-----",
    });
    assert_eq!(entry, expected);
    let id = world.store(&vpc("b", PROXY, "1"));
    let expected = json!({
        "CustomKeyStoreId": id,
        "CustomKeyStoreName": "b",
        "CustomKeyStoreType": "EXTERNAL_KEY_STORE",
        "ConnectionState": "DISCONNECTED",
        "CreationDate": 1_800_000_000.25,
        "XksProxyConfiguration": {
            "Connectivity": "VPC_ENDPOINT_SERVICE",
            "AccessKeyId": "ABCDEFGHIJ234567ABCD",
            "UriEndpoint": PROXY,
            "UriPath": "/kms/xks/v1",
            "VpcEndpointServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-1",
            "VpcEndpointServiceOwner": "111122223333",
        },
    });
    assert_eq!(world.entry(&id), expected);
    assert!(id.starts_with("cks-") && id.len() == 21, "{id}");
}

#[test]
fn pages_hold_every_store_once() {
    let mut world = TestWorld::new();
    let all = world.ok("DescribeCustomKeyStores", &json!({}));
    assert_eq!(all, json!({"CustomKeyStores": [], "Truncated": false}));
    let made: Vec<String> = (0..5)
        .map(|at| {
            world.store(&external(
                &format!("s{at}"),
                &format!("https://p{at}.example.com"),
            ))
        })
        .collect();
    let mut seen = Vec::new();
    let mut marker = Value::Null;
    loop {
        let page = world.ok(
            "DescribeCustomKeyStores",
            &json!({"Limit": 2, "Marker": marker}),
        );
        let entries = page["CustomKeyStores"].as_array().expect("a list");
        assert!((1..=2).contains(&entries.len()), "{page}");
        seen.extend(entries.iter().map(|entry| {
            entry["CustomKeyStoreId"]
                .as_str()
                .expect("an id")
                .to_owned()
        }));
        assert_eq!(
            page["Truncated"] == true,
            page.get("NextMarker").is_some(),
            "{page}"
        );
        let Some(next) = page.get("NextMarker") else {
            break;
        };
        marker = next.clone();
    }
    assert_eq!(seen, made);
    let bad = json!({"Marker": "bm90IG91cnM"});
    assert_eq!(
        world.err("DescribeCustomKeyStores", &bad),
        "InvalidMarkerException"
    );
    // A marker leads on in its own list only.
    let page = world.ok("DescribeCustomKeyStores", &json!({"Limit": 1}));
    let foreign = json!({"Marker": page["NextMarker"]});
    assert_eq!(world.err("ListKeys", &foreign), "InvalidMarkerException");
}

#[test]
fn filters_name_one_store() {
    let mut world = TestWorld::new();
    let id = world.store(&cloudhsm("a", CLUSTER));
    world.store(&external("b", PROXY));
    let by_name = world.ok(
        "DescribeCustomKeyStores",
        &json!({"CustomKeyStoreName": "a"}),
    );
    let by_id = world.ok("DescribeCustomKeyStores", &json!({"CustomKeyStoreId": id}));
    assert_eq!(by_name, by_id);
    assert_eq!(by_name["CustomKeyStores"].as_array().map(Vec::len), Some(1));
    let both = json!({"CustomKeyStoreName": "a", "CustomKeyStoreId": id});
    assert_eq!(
        world.err("DescribeCustomKeyStores", &both),
        "ValidationException"
    );
    for unknown in [
        json!({"CustomKeyStoreName": "c"}),
        json!({"CustomKeyStoreId": "a"}),
    ] {
        assert_eq!(
            world.err("DescribeCustomKeyStores", &unknown),
            "CustomKeyStoreNotFoundException"
        );
    }
}

#[test]
fn deleting_frees_every_value() {
    for input in [
        cloudhsm("a", CLUSTER),
        external("a", PROXY),
        vpc("a", PROXY, "1"),
    ] {
        let mut world = TestWorld::new();
        let first = world.store(&input);
        let named = json!({"CustomKeyStoreId": first});
        assert_eq!(world.ok("DeleteCustomKeyStore", &named), json!({}));
        assert_eq!(
            world.err("DeleteCustomKeyStore", &named),
            "CustomKeyStoreNotFoundException"
        );
        assert_eq!(
            world.err("DescribeCustomKeyStores", &named),
            "CustomKeyStoreNotFoundException"
        );
        assert_ne!(world.store(&input), first);
    }
}

#[test]
fn updates_change_what_they_name() {
    let mut world = TestWorld::new();
    let id = world.store(&external("a", PROXY));
    let update = |changes: Value| with(&json!({"CustomKeyStoreId": id}), &changes);
    assert_eq!(
        world.ok(
            "UpdateCustomKeyStore",
            &update(json!({"NewCustomKeyStoreName": "b"}))
        ),
        json!({})
    );
    world.store(&cloudhsm("a", CLUSTER));
    let taken = update(json!({"NewCustomKeyStoreName": "a", "XksProxyUriPath": "/new/kms/xks/v1"}));
    assert_eq!(
        world.err("UpdateCustomKeyStore", &taken),
        "CustomKeyStoreNameInUseException"
    );
    assert_eq!(
        world.entry(&id)["XksProxyConfiguration"]["UriPath"],
        "/kms/xks/v1"
    );
    let to_vpc = update(json!({
        "XksProxyConnectivity": "VPC_ENDPOINT_SERVICE",
        "XksProxyUriEndpoint": "https://b.example.com",
        "XksProxyVpcEndpointServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-1",
    }));
    for member in ["XksProxyUriEndpoint", "XksProxyVpcEndpointServiceName"] {
        let less = with(&to_vpc, &json!({member: null}));
        assert_eq!(
            world.err("UpdateCustomKeyStore", &less),
            "ValidationException"
        );
    }
    world.ok("UpdateCustomKeyStore", &to_vpc);
    let proxy = world.entry(&id)["XksProxyConfiguration"].clone();
    assert_eq!(proxy["UriEndpoint"], "https://b.example.com");
    assert_eq!(
        proxy["VpcEndpointServiceName"],
        "com.amazonaws.vpce.us-east-1.vpce-svc-1"
    );
    // The old endpoint is free, the new one taken.
    world.store(&external("c", PROXY));
    let shared = external("d", "https://b.example.com");
    assert_eq!(
        world.err("CreateCustomKeyStore", &shared),
        "XksProxyUriInUseException"
    );
    let back = json!({"XksProxyConnectivity": "PUBLIC_ENDPOINT", "XksProxyUriEndpoint": "https://e.example.com"});
    world.ok("UpdateCustomKeyStore", &update(back));
    assert_eq!(
        world.entry(&id)["XksProxyConfiguration"].get("VpcEndpointServiceName"),
        None
    );
    let foreign = update(json!({"KeyStorePassword": "kmsPswd7"}));
    assert_eq!(
        world.err("UpdateCustomKeyStore", &foreign),
        "ValidationException"
    );
}
