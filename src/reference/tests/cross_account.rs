//! Accounts and Regions are apart, and strangers may do nothing.

use serde_json::{Value, json};

use super::harness::{AWAY, CLUSTER, HOME, OWNER, PEER, TestWorld, cloudhsm, with};

const NOT_FOUND: &str = "CustomKeyStoreNotFoundException";

#[test]
fn stores_belong_to_one_account_and_region() {
    fn check(name: &str, region: &str, expected: &str) {
        for operation in [
            "ConnectCustomKeyStore",
            "DisconnectCustomKeyStore",
            "DeleteCustomKeyStore",
            "DescribeCustomKeyStores",
            "UpdateCustomKeyStore",
        ] {
            let mut world = TestWorld::new();
            let id = world.store(&cloudhsm("a", CLUSTER));
            let named = json!({"CustomKeyStoreId": id});
            let got = world
                .ask(name, region, operation, &named)
                .map_err(|(_, error, _)| error);
            assert_eq!(
                got,
                Err(expected.to_owned()),
                "{operation} by {name} in {region}"
            );
            assert_eq!(world.state(&id), "DISCONNECTED");
        }
    }
    check("peer", HOME, NOT_FOUND);
    check("owner", AWAY, NOT_FOUND);
    check("stranger", HOME, "AccessDeniedException");
}

#[test]
fn values_are_free_in_other_accounts_and_regions() {
    let mut world = TestWorld::new();
    let input = cloudhsm("a", CLUSTER);
    world.store(&input);
    for (name, region) in [("peer", HOME), ("owner", AWAY)] {
        assert!(
            world
                .ask(name, region, "CreateCustomKeyStore", &input)
                .is_ok(),
            "{name} in {region}"
        );
        let list = world
            .ask(name, region, "DescribeCustomKeyStores", &json!({}))
            .expect("a list");
        assert_eq!(list["CustomKeyStores"].as_array().map(Vec::len), Some(1));
    }
}

/// What a principal gets for the owner's key, named by id and by ARN.
#[test]
fn keys_of_another_account() {
    fn check(name: &str, operation: &str, more: &Value, by_id: &str, by_arn: &str) {
        for (form, expected) in [("KeyId", by_id), ("Arn", by_arn)] {
            let mut world = TestWorld::new();
            let metadata = world.ok("CreateKey", &json!({}))["KeyMetadata"].clone();
            let input = with(more, &json!({"KeyId": metadata[form]}));
            let got = world
                .ask(name, HOME, operation, &input)
                .map_err(|(_, error, _)| error);
            assert_eq!(
                got,
                Err(expected.to_owned()),
                "{operation} by {name}, {form}"
            );
        }
    }
    let (gone, denied) = ("NotFoundException", "AccessDeniedException");
    check("peer", "DescribeKey", &json!({}), gone, denied);
    check(
        "peer",
        "Encrypt",
        &json!({"Plaintext": "aGk="}),
        gone,
        denied,
    );
    check("peer", "DisableKey", &json!({}), gone, denied);
    check("peer", "ScheduleKeyDeletion", &json!({}), gone, denied);
    check("stranger", "DescribeKey", &json!({}), denied, denied);
}

#[test]
fn a_policy_opens_a_key_to_another_account() {
    let mut world = TestWorld::new();
    let statement = |account: &str, action: &str| {
        json!({"Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{account}:root")},
               "Action": action, "Resource": "*"})
    };
    let policy = json!({"Version": "2012-10-17", "Statement": [
        statement(OWNER, "kms:*"),
        statement(PEER, "kms:Encrypt"),
    ]});
    let key =
        world.ok("CreateKey", &json!({"Policy": policy.to_string()}))["KeyMetadata"]["Arn"].clone();
    let input = json!({"KeyId": key, "Plaintext": "aGk="});
    assert!(world.ask("peer", HOME, "Encrypt", &input).is_ok());
    let (_, error, message) = world
        .ask("peer", HOME, "DescribeKey", &json!({"KeyId": key}))
        .expect_err("no policy");
    assert_eq!(error, "AccessDeniedException");
    let text = message.expect("a text");
    assert!(
        text.starts_with("User: arn:aws:iam::444455556666:user/peer is not authorized"),
        "{text}"
    );
}

#[test]
fn keys_of_another_region() {
    let mut world = TestWorld::new();
    let metadata = world.ok("CreateKey", &json!({}))["KeyMetadata"].clone();
    let by_id = world.ask(
        "owner",
        AWAY,
        "DescribeKey",
        &json!({"KeyId": metadata["KeyId"]}),
    );
    let id = metadata["KeyId"].as_str().expect("an id");
    let text = format!("Key 'arn:aws:kms:{AWAY}:{OWNER}:key/{id}' does not exist");
    assert_eq!(
        by_id,
        Err((400, "NotFoundException".to_owned(), Some(text)))
    );
    let by_arn = world.ask(
        "owner",
        AWAY,
        "DescribeKey",
        &json!({"KeyId": metadata["Arn"]}),
    );
    assert_eq!(
        by_arn,
        Err((
            400,
            "NotFoundException".to_owned(),
            Some(format!("Invalid arn {HOME}"))
        ))
    );
}

#[test]
fn a_stranger_is_denied_in_words() {
    let mut world = TestWorld::new();
    let denied = world.ask("stranger", HOME, "ListKeys", &json!({}));
    let text = "User: arn:aws:iam::111122223333:user/stranger is not authorized to perform: kms:ListKeys on resource: * because no identity-based policy allows the kms:ListKeys action";
    assert_eq!(
        denied,
        Err((
            400,
            "AccessDeniedException".to_owned(),
            Some(text.to_owned())
        ))
    );
}

#[test]
fn what_a_stranger_asked_about_is_named() {
    let mut world = TestWorld::new();
    let id = "1234abcd-12ab-34cd-56ef-1234567890ab";
    let here = format!("arn:aws:kms:{HOME}:111122223333");
    for (key, resource) in [
        (id.to_owned(), format!("{here}:key/{id}")),
        ("alias/a".to_owned(), format!("{here}:alias/a")),
        (format!("{here}:key/{id}"), format!("{here}:key/{id}")),
    ] {
        let denied = world.ask("stranger", HOME, "DescribeKey", &json!({"KeyId": key}));
        let (status, name, text) = denied.expect_err("a stranger");
        assert_eq!((status, name.as_str()), (400, "AccessDeniedException"));
        let named = format!("kms:DescribeKey on resource: {resource} because");
        assert!(text.is_some_and(|text| text.contains(&named)), "{resource}");
    }
}
