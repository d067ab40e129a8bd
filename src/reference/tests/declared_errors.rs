//! Every error that the model declares for the custom key store operations is reached.

use serde_json::{Value, json};

use super::harness::{CLUSTER, PROXY, TestWorld, cloudhsm, external, vpc, with};
use crate::model::{Model, Operation};

const OTHER: &str = "cluster-3a23b4cdefg";
const SERVICE: &str = "com.amazonaws.vpce.us-east-1.vpce-svc-1";

/// Brings a world to the point at which the input gets the error.
type Reach = fn(&mut TestWorld) -> Value;

fn fails(world: &mut TestWorld, fault: &str) {
    world.disturb(&json!({"service": {"fail_next": fault}}));
}

fn answers(world: &mut TestWorld, answer: &str) {
    world.disturb(&json!({"proxy": {"endpoint": PROXY, "answer": answer}}));
}

fn create(error: &str) -> Option<Reach> {
    Some(match error {
        "CloudHsmClusterInUseException" => |world| {
            world.store(&cloudhsm("b", CLUSTER));
            cloudhsm("a", CLUSTER)
        },
        "CustomKeyStoreNameInUseException" => |world| {
            world.store(&cloudhsm("a", OTHER));
            cloudhsm("a", CLUSTER)
        },
        "CloudHsmClusterNotFoundException" => |world| {
            world.disturb(&json!({"cluster": {"id": CLUSTER, "exists": false}}));
            cloudhsm("a", CLUSTER)
        },
        "CloudHsmClusterNotActiveException" => |world| {
            world.disturb(&json!({"cluster": {"id": CLUSTER, "active": false}}));
            cloudhsm("a", CLUSTER)
        },
        "IncorrectTrustAnchorException" => |world| {
            world.disturb(&json!({"cluster": {"id": CLUSTER, "trust_anchor": "another"}}));
            cloudhsm("a", CLUSTER)
        },
        "CloudHsmClusterInvalidConfigurationException" => |world| {
            world.disturb(&json!({"cluster": {"id": CLUSTER, "hsms": 1}}));
            cloudhsm("a", CLUSTER)
        },
        "LimitExceededException" => |world| {
            for at in 0..10 {
                world.store(&external(
                    &format!("s{at}"),
                    &format!("https://p{at}.example.com"),
                ));
            }
            cloudhsm("a", CLUSTER)
        },
        "XksProxyUriInUseException" => |world| {
            world.store(&external("b", PROXY));
            external("a", PROXY)
        },
        "XksProxyUriEndpointInUseException" => |world| {
            world.store(&with(
                &vpc("b", PROXY, "1"),
                &json!({"XksProxyUriPath": "/b/kms/xks/v1"}),
            ));
            external("a", PROXY)
        },
        "XksProxyVpcEndpointServiceInUseException" => |world| {
            world.store(&vpc("b", "https://b.example.com", "1"));
            vpc("a", PROXY, "1")
        },
        "XksProxyUriUnreachableException" => |world| {
            answers(world, "connect_fails");
            external("a", PROXY)
        },
        "XksProxyIncorrectAuthenticationCredentialException" => |world| {
            world.disturb(&json!({"proxy": {"endpoint": PROXY, "access_key_id": "another"}}));
            external("a", PROXY)
        },
        "XksProxyInvalidResponseException" => |world| {
            answers(world, "malformed");
            external("a", PROXY)
        },
        "XksProxyInvalidConfigurationException" => |world| {
            world.disturb(&json!({"proxy": {"endpoint": PROXY, "uri_path": "/b/kms/xks/v1"}}));
            external("a", PROXY)
        },
        "XksProxyVpcEndpointServiceNotFoundException" => |world| {
            world.disturb(&json!({"vpc_service": {"name": SERVICE, "owner": "444455556666"}}));
            vpc("a", PROXY, "1")
        },
        "XksProxyVpcEndpointServiceInvalidConfigurationException" => |world| {
            world.disturb(&json!({"vpc_service": {"name": SERVICE, "valid": false}}));
            vpc("a", PROXY, "1")
        },
        "KMSInternalException" => |world| {
            fails(world, "KMSInternalException");
            cloudhsm("a", CLUSTER)
        },
        _ => return None,
    })
}

/// An update of a new store.
fn updated(world: &mut TestWorld, store: &Value, changes: &Value) -> Value {
    let id = world.store(store);
    with(&json!({"CustomKeyStoreId": id}), changes)
}

fn update_cluster(error: &str) -> Option<Reach> {
    const TO_OTHER: fn() -> Value = || json!({"CloudHsmClusterId": OTHER});
    fn related(world: &mut TestWorld, change: &Value) -> Value {
        for id in [CLUSTER, OTHER] {
            world.disturb(&json!({"cluster": {"id": id, "backup_history": "one"}}));
        }
        let input = updated(world, &cloudhsm("a", CLUSTER), &TO_OTHER());
        world.disturb(&json!({"cluster": with(&json!({"id": OTHER}), change)}));
        input
    }
    Some(match error {
        "CloudHsmClusterNotFoundException" => |world| related(world, &json!({"exists": false})),
        "CloudHsmClusterNotActiveException" => |world| related(world, &json!({"active": false})),
        "CloudHsmClusterInvalidConfigurationException" => {
            |world| related(world, &json!({"network_valid": false}))
        }
        "CloudHsmClusterNotRelatedException" => {
            |world| updated(world, &cloudhsm("a", CLUSTER), &TO_OTHER())
        }
        _ => return None,
    })
}

fn update(error: &str) -> Option<Reach> {
    Some(match error {
        "CustomKeyStoreNotFoundException" => {
            |_| json!({"CustomKeyStoreId": "cks-1234567890abcdef0"})
        }
        "CustomKeyStoreNameInUseException" => |world| {
            world.store(&cloudhsm("b", OTHER));
            updated(
                world,
                &cloudhsm("a", CLUSTER),
                &json!({"NewCustomKeyStoreName": "b"}),
            )
        },
        "CustomKeyStoreInvalidStateException" => |world| {
            let id = world.store_in("CONNECTED", &cloudhsm("a", CLUSTER));
            json!({"CustomKeyStoreId": id, "KeyStorePassword": "kmsPswd8"})
        },
        "KMSInternalException" => |world| {
            fails(world, "KMSInternalException");
            json!({"CustomKeyStoreId": "cks-1234567890abcdef0"})
        },
        _ => return update_cluster(error).or_else(|| update_proxy(error)),
    })
}

fn update_proxy(error: &str) -> Option<Reach> {
    Some(match error {
        "XksProxyUriInUseException" => |world| {
            world.store(&with(
                &external("b", PROXY),
                &json!({"XksProxyUriPath": "/b/kms/xks/v1"}),
            ));
            updated(
                world,
                &external("a", PROXY),
                &json!({"XksProxyUriPath": "/b/kms/xks/v1"}),
            )
        },
        "XksProxyUriEndpointInUseException" => |world| {
            world.store(&with(
                &vpc("b", "https://b.example.com", "1"),
                &json!({"XksProxyUriPath": "/b/kms/xks/v1"}),
            ));
            updated(
                world,
                &external("a", PROXY),
                &json!({"XksProxyUriEndpoint": "https://b.example.com"}),
            )
        },
        "XksProxyUriUnreachableException" => |world| {
            let input = updated(
                world,
                &external("a", PROXY),
                &json!({"XksProxyUriPath": "/b/kms/xks/v1"}),
            );
            answers(world, "socket_timeout");
            input
        },
        "XksProxyIncorrectAuthenticationCredentialException" => |world| {
            let input = updated(
                world,
                &external("a", PROXY),
                &json!({"XksProxyUriPath": "/b/kms/xks/v1"}),
            );
            answers(world, "authentication_failed");
            input
        },
        "XksProxyInvalidResponseException" => |world| {
            let input = updated(
                world,
                &external("a", PROXY),
                &json!({"XksProxyUriPath": "/b/kms/xks/v1"}),
            );
            answers(world, "internal");
            input
        },
        "XksProxyInvalidConfigurationException" => |world| {
            world.disturb(&json!({"proxy": {"endpoint": PROXY, "uri_path": "/kms/xks/v1"}}));
            updated(
                world,
                &external("a", PROXY),
                &json!({"XksProxyUriPath": "/b/kms/xks/v1"}),
            )
        },
        "XksProxyVpcEndpointServiceInUseException" => |world| {
            world.store(&vpc("b", "https://b.example.com", "1"));
            updated(
                world,
                &vpc("a", PROXY, "2"),
                &json!({"XksProxyVpcEndpointServiceName": SERVICE}),
            )
        },
        "XksProxyVpcEndpointServiceNotFoundException" => |world| {
            world.disturb(&json!({"vpc_service": {"name": SERVICE, "exists": false}}));
            updated(
                world,
                &vpc("a", PROXY, "2"),
                &json!({"XksProxyVpcEndpointServiceName": SERVICE}),
            )
        },
        "XksProxyVpcEndpointServiceInvalidConfigurationException" => |world| {
            world.disturb(&json!({"vpc_service": {"name": SERVICE, "valid": false}}));
            updated(
                world,
                &vpc("a", PROXY, "2"),
                &json!({"XksProxyVpcEndpointServiceName": SERVICE}),
            )
        },
        _ => return None,
    })
}

/// The errors of the operations that take little more than an id.
fn by_id(operation: Operation, error: &str) -> Option<Reach> {
    Some(match (operation, error) {
        (_, "KMSInternalException") => |world| {
            fails(world, "KMSInternalException");
            json!({"CustomKeyStoreId": "cks-1234567890abcdef0"})
        },
        (_, "CustomKeyStoreNotFoundException") => {
            |_| json!({"CustomKeyStoreId": "cks-1234567890abcdef0"})
        }
        (Operation::DescribeCustomKeyStores, "InvalidMarkerException") => {
            |_| json!({"Marker": "next"})
        }
        (Operation::ConnectCustomKeyStore, "CustomKeyStoreInvalidStateException") => |world| {
            let id = world.store_in("FAILED", &external("a", PROXY));
            json!({"CustomKeyStoreId": id})
        },
        (Operation::ConnectCustomKeyStore, "CloudHsmClusterNotActiveException") => |world| {
            let id = world.store(&cloudhsm("a", CLUSTER));
            world.disturb(&json!({"cluster": {"id": CLUSTER, "active": false}}));
            json!({"CustomKeyStoreId": id})
        },
        (Operation::ConnectCustomKeyStore, "CloudHsmClusterInvalidConfigurationException") => {
            |world| {
                let id = world.store(&cloudhsm("a", CLUSTER));
                world.disturb(&json!({"cluster": {"id": CLUSTER, "hsms": 0}}));
                json!({"CustomKeyStoreId": id})
            }
        }
        (Operation::DisconnectCustomKeyStore, "CustomKeyStoreInvalidStateException") => |world| {
            let id = world.store(&cloudhsm("a", CLUSTER));
            json!({"CustomKeyStoreId": id})
        },
        (Operation::DeleteCustomKeyStore, "CustomKeyStoreInvalidStateException") => |world| {
            let id = world.store_in("CONNECTED", &cloudhsm("a", CLUSTER));
            json!({"CustomKeyStoreId": id})
        },
        (Operation::DeleteCustomKeyStore, "CustomKeyStoreHasCMKsException") => |world| {
            let id = world.store_in("CONNECTED", &cloudhsm("a", CLUSTER));
            world.key(&json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": id}));
            world.ok("DisconnectCustomKeyStore", &json!({"CustomKeyStoreId": id}));
            world.wait(std::time::Duration::from_secs(1));
            json!({"CustomKeyStoreId": id})
        },
        _ => return None,
    })
}

/// A new key in a connected external key store, after a disturbance.
fn in_external(world: &mut TestWorld, key: &Value) -> Value {
    let id = world.store_in("CONNECTED", &external("a", PROXY));
    world.disturb(&json!({"proxy": {"endpoint": PROXY, "key": with(&json!({"id": "k1"}), key)}}));
    json!({"Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": id, "XksKeyId": "k1"})
}

fn create_key(error: &str) -> Option<Reach> {
    Some(match error {
        "MalformedPolicyDocumentException" => |_| json!({"Policy": "{"}),
        "DependencyTimeoutException" => |world| {
            fails(world, "DependencyTimeoutException");
            json!({})
        },
        "KMSInternalException" => |world| {
            fails(world, "KMSInternalException");
            json!({})
        },
        "UnsupportedOperationException" => |world| {
            let id = world.store_in("CONNECTED", &cloudhsm("a", CLUSTER));
            json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": id, "KeySpec": "RSA_2048", "KeyUsage": "SIGN_VERIFY"})
        },
        "LimitExceededException" => |_| json!({"Policy": " ".repeat(40_000)}),
        "TagException" => |_| json!({"Tags": [{"TagKey": "AWS:x", "TagValue": ""}]}),
        "CustomKeyStoreNotFoundException" => {
            |_| json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": "cks-0"})
        }
        "CustomKeyStoreInvalidStateException" => |world| {
            let id = world.store(&cloudhsm("a", CLUSTER));
            json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": id})
        },
        "CloudHsmClusterInvalidConfigurationException" => |world| {
            let id = world.store_in("CONNECTED", &cloudhsm("a", CLUSTER));
            world.disturb(&json!({"cluster": {"id": CLUSTER, "hsms": 1}}));
            json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": id})
        },
        "XksKeyInvalidConfigurationException" => {
            |world| in_external(world, &json!({"key_spec": "AES_128"}))
        }
        "XksKeyNotFoundException" => |world| in_external(world, &json!({"exists": false})),
        "XksKeyAlreadyInUseException" => |world| {
            let input = in_external(world, &json!({}));
            world.key(&input);
            input
        },
        // Policies that hold an ARN in no known form are refused as malformed.
        "InvalidArnException" => return None,
        _ => unreachable!("{error} is new"),
    })
}

fn row(operation: Operation, error: &str) -> Option<Reach> {
    match operation {
        Operation::CreateCustomKeyStore => create(error),
        Operation::UpdateCustomKeyStore => update(error),
        Operation::CreateKey => create_key(error),
        other => by_id(other, error),
    }
}

#[test]
fn every_declared_error_is_reached() {
    let mut reached = 0;
    for operation in [
        Operation::ConnectCustomKeyStore,
        Operation::CreateCustomKeyStore,
        Operation::DeleteCustomKeyStore,
        Operation::DescribeCustomKeyStores,
        Operation::DisconnectCustomKeyStore,
        Operation::UpdateCustomKeyStore,
        Operation::CreateKey,
    ] {
        for error in &Model::bundled().operation(operation).errors {
            let Some(reach) = row(operation, error) else {
                assert_eq!(error, "InvalidArnException", "{operation} declares it");
                continue;
            };
            let mut world = TestWorld::new();
            let input = reach(&mut world);
            assert_eq!(
                world.err(operation.name(), &input),
                *error,
                "{operation} {input}"
            );
            reached += 1;
        }
    }
    assert_eq!(reached, 17 + 17 + 5 + 4 + 3 + 3 + 12);
}

#[test]
fn a_refused_request_changes_nothing() {
    let mut world = TestWorld::new();
    world.disturb(&json!({"cluster": {"id": CLUSTER, "hsms": 1}}));
    assert_eq!(
        world.err("CreateCustomKeyStore", &cloudhsm("a", CLUSTER)),
        "CloudHsmClusterInvalidConfigurationException"
    );
    assert_eq!(
        world.ok("DescribeCustomKeyStores", &json!({}))["CustomKeyStores"],
        json!([])
    );
    world.disturb(&json!({"cluster": {"id": CLUSTER, "hsms": 2}}));
    let id = world.store(&cloudhsm("a", CLUSTER));
    let before = world.entry(&id);
    let other =
        json!({"CustomKeyStoreId": id, "NewCustomKeyStoreName": "b", "CloudHsmClusterId": OTHER});
    assert_eq!(
        world.err("UpdateCustomKeyStore", &other),
        "CloudHsmClusterNotRelatedException"
    );
    assert_eq!(world.entry(&id), before);
    world.store(&cloudhsm("b", OTHER));
}
