//! Aliases, one call a line.

use std::time::Duration;

use serde_json::{Value, json};

use crate::model::{Model, Operation};
use crate::reference::tests::harness::{AWAY, HOME, OWNER, TestWorld};

fn alias(name: &str, key: &str) -> Value {
    json!({"AliasName": name, "TargetKeyId": key})
}

fn listed(world: &mut TestWorld, key: &str) -> Vec<String> {
    let answer = world.ok("ListAliases", &json!({"KeyId": key}));
    let entries = answer["Aliases"].as_array().expect("a list");
    let name = |entry: &Value| entry["AliasName"].as_str().expect("a name").to_owned();
    entries.iter().map(name).collect()
}

#[test]
fn an_alias_finds_its_key_until_it_is_deleted() {
    let mut world = TestWorld::new();
    let (one, other) = (world.key(&json!({})), world.key(&json!({})));
    world.ok("CreateAlias", &alias("alias/b", &one));
    world.ok("CreateAlias", &alias("alias/B", &one));
    assert_eq!(listed(&mut world, &one), ["alias/B", "alias/b"]);
    let arn = format!("arn:aws:kms:{HOME}:{OWNER}:alias/b");
    for name in ["alias/b", &arn] {
        let found = world.ok("DescribeKey", &json!({"KeyId": name}));
        assert_eq!(found["KeyMetadata"]["KeyId"], json!(one));
        let plain = json!({"KeyId": name, "Plaintext": "AAAA"});
        let blob = world.ok("Encrypt", &plain)["CiphertextBlob"].clone();
        world.ok("Decrypt", &json!({"KeyId": name, "CiphertextBlob": blob}));
    }
    world.wait(Duration::from_secs(5));
    world.ok("UpdateAlias", &alias("alias/b", &other));
    let entry = &world.ok("ListAliases", &json!({"KeyId": other}))["Aliases"][0];
    let at = |name: &str| entry[name].as_f64().expect("a date");
    assert!((at("LastUpdatedDate") - at("CreationDate") - 5.0).abs() < 0.001);
    world.ok("DeleteAlias", &json!({"AliasName": "alias/b"}));
    assert_eq!(
        world.err("DescribeKey", &json!({"KeyId": "alias/b"})),
        "NotFoundException"
    );
    assert_eq!(world.key_state(&other), "Enabled");
}

#[test]
fn what_an_alias_cannot_be() {
    fn check(name: &str, target: Option<&str>, error: &str) {
        let mut world = TestWorld::new();
        let key = world.key(&json!({}));
        world.ok("CreateAlias", &alias("alias/taken", &key));
        let input = alias(name, target.unwrap_or(&key));
        assert_eq!(world.err("CreateAlias", &input), error, "{input}");
    }
    check("name", None, "ValidationException");
    check("alias/", None, "InvalidAliasNameException");
    check("alias/aws/s3", None, "NotAuthorizedException");
    check("alias/taken", None, "AlreadyExistsException");
    check("alias/new", Some("alias/taken"), "ValidationException");
    check("alias/new", Some("no-key"), "NotFoundException");
    let arn = format!("arn:aws:kms:{HOME}:{OWNER}:foo/a");
    check("alias/new", Some(&arn), "NotFoundException");
}

#[test]
fn an_alias_is_of_an_account_and_a_region_and_goes_with_its_key() {
    let mut world = TestWorld::new();
    let key = world.key(&json!({}));
    world.ok("CreateAlias", &alias("alias/a", &key));
    let away = world
        .ask("owner", AWAY, "CreateKey", &json!({}))
        .expect("a key");
    let away = away["KeyMetadata"]["KeyId"].as_str().expect("an id");
    for who in ["owner", "peer"] {
        let list = world.ask(who, AWAY, "ListAliases", &json!({}));
        assert!(!list.expect("a list").to_string().contains("alias/a\""));
    }
    world
        .ask("owner", AWAY, "CreateAlias", &alias("alias/a", away))
        .expect("the name is free there");
    let mine = world.ask(
        "peer",
        HOME,
        "DeleteAlias",
        &json!({"AliasName": "alias/a"}),
    );
    assert_eq!(mine.expect_err("not the peer's").1, "NotFoundException");
    let schedule = json!({"KeyId": key, "PendingWindowInDays": 7});
    world.ok("ScheduleKeyDeletion", &schedule);
    assert_eq!(listed(&mut world, &key), ["alias/a"]);
    assert_eq!(
        world.err("CreateAlias", &alias("alias/late", &key)),
        "KMSInvalidStateException"
    );
    world.wait(Duration::from_hours(8 * 24));
    let everything = world.ok("ListAliases", &json!({})).to_string();
    assert!(!everything.contains("alias/a\""), "{everything}");
}

#[test]
fn pages_hold_fifty_aliases() {
    let mut world = TestWorld::new();
    let key = world.key(&json!({}));
    for at in 0..50 {
        world.ok("CreateAlias", &alias(&format!("alias/k{at}"), &key));
    }
    assert_eq!(
        world.err("CreateAlias", &alias("alias/k50", &key)),
        "LimitExceededException"
    );
    let first = world.ok("ListAliases", &json!({}));
    assert_eq!(first["AliasCount"], json!(50));
    assert_eq!(first["Truncated"], json!(true));
    let next = world.ok("ListAliases", &json!({"Marker": first["NextMarker"]}));
    assert_eq!(next["AliasCount"], json!(4));
    assert_eq!(next["NextMarker"], Value::Null);
}

/// An update needs an alias, and a key of the same type and usage.
#[test]
fn an_update_stays_within_type_and_usage() {
    let mut world = TestWorld::new();
    let key = world.key(&json!({}));
    let rsa = json!({"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"});
    let rsa = world.key(&rsa);
    assert_eq!(
        world.err("UpdateAlias", &alias("alias/a", &key)),
        "NotFoundException"
    );
    world.ok("CreateAlias", &alias("alias/a", &key));
    assert_eq!(
        world.err("UpdateAlias", &alias("alias/a", &rsa)),
        "ValidationException"
    );
}

/// Every error that the operations declare and that a request can bring about.
#[test]
fn every_declared_error_is_reached() {
    let model = Model::bundled();
    let by_hand = [
        "AlreadyExistsException",
        "NotFoundException",
        "InvalidAliasNameException",
        "LimitExceededException",
        "KMSInvalidStateException",
        "InvalidArnException",
        "InvalidMarkerException",
    ];
    for operation in [
        Operation::CreateAlias,
        Operation::DeleteAlias,
        Operation::ListAliases,
        Operation::UpdateAlias,
    ] {
        for error in &model.operation(operation).errors {
            if by_hand.contains(&error.as_str()) {
                continue;
            }
            let mut world = TestWorld::new();
            world.disturb(&json!({"service": {"fail_next": error}}));
            let input = match operation {
                Operation::ListAliases => json!({}),
                Operation::DeleteAlias => json!({"AliasName": "alias/a"}),
                _ => alias("alias/a", "00000000-0000-4000-8000-000000000000"),
            };
            assert_eq!(world.err(operation.name(), &input), *error, "{operation}");
        }
    }
    let mut world = TestWorld::new();
    assert_eq!(
        world.err("ListAliases", &json!({"Marker": "next"})),
        "InvalidMarkerException"
    );
    assert_eq!(
        world.err("ListAliases", &json!({"KeyId": "alias/a"})),
        "InvalidArnException"
    );
}
