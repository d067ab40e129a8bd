//! Policies, as calls see them.

use serde_json::{Value, json};

use crate::reference::tests::harness::{HOME, OWNER, PEER, TestWorld};

fn root(account: &str) -> String {
    format!("arn:aws:iam::{account}:root")
}

/// A world with a key of these statements, beside the one that lets its account do everything; its ARN.
fn key_with(statements: &[Value]) -> (TestWorld, String) {
    let mut world = TestWorld::new();
    let mut all = vec![
        json!({"Effect": "Allow", "Principal": {"AWS": root(OWNER)}, "Action": "kms:*", "Resource": "*"}),
    ];
    all.extend_from_slice(statements);
    let policy = json!({"Version": "2012-10-17", "Statement": all}).to_string();
    let output = world.ok("CreateKey", &json!({"Policy": policy}));
    let arn = output["KeyMetadata"]["Arn"].as_str().unwrap_or_default();
    (world, arn.to_owned())
}

/// Whether somebody gets the key's metadata by a statement.
fn check(name: &str, statement: &Value, expected: bool) {
    let (mut world, key) = key_with(std::slice::from_ref(statement));
    let got = world.ask(name, HOME, "DescribeKey", &json!({"KeyId": key}));
    assert_eq!(got.is_ok(), expected, "{name} {statement}: {got:?}");
}

fn allow(principal: &Value, more: &Value) -> Value {
    let mut statement = json!({"Effect": "Allow", "Principal": principal, "Action": "kms:DescribeKey", "Resource": "*"});
    for (name, value) in more.as_object().into_iter().flatten() {
        statement[name] = value.clone();
    }
    statement
}

#[test]
fn principals_have_many_forms() {
    let own = format!("arn:aws:iam::{PEER}:user/peer");
    for principal in [
        json!("*"),
        json!({"AWS": "*"}),
        json!({"AWS": PEER}),
        json!({"AWS": [root(PEER)]}),
        json!({"AWS": own}),
    ] {
        check("peer", &allow(&principal, &json!({})), true);
    }
    for principal in [
        json!({"AWS": root(OWNER)}),
        json!({"Service": "s3.amazonaws.com"}),
    ] {
        check("peer", &allow(&principal, &json!({})), false);
    }
}

/// In the key's account a key policy that names somebody is enough; one that names the account is not.
#[test]
fn a_caller_without_permissions_needs_to_be_named() {
    let named = format!("arn:aws:iam::{OWNER}:user/stranger");
    check("stranger", &allow(&json!({"AWS": named}), &json!({})), true);
    check("stranger", &allow(&json!("*"), &json!({})), true);
    check(
        "stranger",
        &allow(&json!({"AWS": root(OWNER)}), &json!({})),
        false,
    );
}

#[test]
fn actions_and_resources_are_patterns() {
    fn with(more: &Value, expected: bool) {
        check("peer", &allow(&json!({"AWS": PEER}), more), expected);
    }
    with(&json!({"Action": "kms:Describe*"}), true);
    with(&json!({"Action": "KMS:DESCRIBEKEY"}), true);
    with(&json!({"Action": ["kms:Encrypt", "kms:?escribeKey"]}), true);
    with(&json!({"Action": "kms:List*"}), false);
    with(&json!({"Resource": "arn:aws:kms:*:*:key/*"}), true);
    with(&json!({"Resource": "arn:aws:kms:*:*:alias/*"}), false);
}

#[test]
fn a_denial_outranks_everything() {
    let denial =
        json!({"Effect": "Deny", "Principal": "*", "Action": "kms:DescribeKey", "Resource": "*"});
    let (mut world, key) = key_with(&[allow(&json!("*"), &json!({})), denial]);
    for name in ["owner", "peer"] {
        let got = world.ask(name, HOME, "DescribeKey", &json!({"KeyId": key}));
        assert_eq!(
            got.map_err(|(_, error, _)| error),
            Err("AccessDeniedException".to_owned()),
            "{name}"
        );
    }
}

#[test]
fn conditions_are_held_against_the_call() {
    fn when(condition: &Value, expected: bool) {
        let more = json!({"Condition": condition});
        check("peer", &allow(&json!("*"), &more), expected);
    }
    when(&json!({"StringEquals": {"kms:CallerAccount": PEER}}), true);
    when(
        &json!({"StringEquals": {"kms:CallerAccount": [OWNER, PEER]}}),
        true,
    );
    when(
        &json!({"StringEquals": {"kms:CallerAccount": OWNER}}),
        false,
    );
    when(
        &json!({"StringNotEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}),
        true,
    );
    when(
        &json!({"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}),
        false,
    );
    when(
        &json!({"StringEqualsIfExists": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}),
        true,
    );
    when(&json!({"Null": {"kms:ViaService": true}}), true);
    when(&json!({"Null": {"kms:KeySpec": "true"}}), false);
    when(&json!({"Bool": {"kms:MultiRegion": "false"}}), true);
    when(
        &json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}}),
        true,
    );
    when(
        &json!({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}),
        false,
    );
    when(
        &json!({"ForAllValues:StringEquals": {"kms:ResourceAliases": "alias/a"}}),
        true,
    );
    when(
        &json!({"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/a"}}),
        false,
    );
    when(
        &json!({"StringEquals": {"kms:CallerAccount": PEER, "kms:KeySpec": "RSA_2048"}}),
        false,
    );
}

/// What depends on the network is answered neither way, unless something else decides.
#[test]
fn what_nobody_can_know_is_not_guessed() {
    let address = json!({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}});
    let (mut world, key) = key_with(&[allow(&json!("*"), &json!({"Condition": address}))]);
    let input = json!({"KeyId": key});
    let got = world
        .ask("peer", HOME, "DescribeKey", &input)
        .map_err(|(status, ..)| status);
    assert_eq!(got, Err(501));
    assert!(world.ask("owner", HOME, "DescribeKey", &input).is_ok());
    let got = world.ask(
        "peer",
        HOME,
        "Encrypt",
        &json!({"KeyId": key, "Plaintext": "aGk="}),
    );
    assert_eq!(
        got.map_err(|(_, error, _)| error),
        Err("AccessDeniedException".to_owned())
    );
}

#[test]
fn policies_are_read_strictly() {
    let mut world = TestWorld::new();
    for statement in [
        json!({"Effect": "Allow", "Principal": "*", "Action": "kms:*", "NotAction": "kms:Encrypt", "Resource": "*"}),
        json!({"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*", "Condition": {"StringIs": {"aws:PrincipalArn": "a"}}}),
        json!({"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*", "Condition": {"Bool": {"kms:MultiRegion": "perhaps"}}}),
        json!({"Effect": "Allow", "Principal": "everybody", "Action": "kms:*", "Resource": "*"}),
        json!({"Effect": "Allow", "Principal": "*", "Action": 7, "Resource": "*"}),
        json!({"Effect": "Allow", "Principal": "*", "Actions": "kms:*", "Resource": "*"}),
    ] {
        let policy = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
        let error = world.err("CreateKey", &json!({"Policy": policy}));
        assert_eq!(error, "MalformedPolicyDocumentException", "{statement}");
    }
}

/// With policies of its own a principal may do what they allow, and nothing more.
#[test]
fn an_identity_policy_bounds_its_principal() {
    let (mut world, key) = key_with(&[]);
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["kms:DescribeKey", "kms:CreateKey"], "Resource": "*"},
        {"Effect": "Deny", "Action": "kms:CreateKey", "Resource": "*", "Condition": {"Bool": {"kms:MultiRegion": "true"}}},
    ]});
    let reference = &mut world.reference;
    reference
        .set_identity_policies("owner", &[policy.to_string()])
        .expect("a policy");
    let nobody = reference
        .set_identity_policies("nobody", &[])
        .expect_err("nobody");
    assert_eq!(nobody.to_string(), "there is no principal `nobody`");
    let fault = reference
        .set_identity_policies("owner", &["{}".to_owned()])
        .expect_err("no policy");
    assert_eq!(
        fault.to_string(),
        "policy 1 of `owner` is no identity policy: it lacks Statement"
    );
    world.ok("DescribeKey", &json!({"KeyId": key}));
    world.ok("CreateKey", &json!({}));
    let (_, error, text) = world
        .ask("owner", HOME, "CreateKey", &json!({"MultiRegion": true}))
        .expect_err("denied");
    assert_eq!(error, "AccessDeniedException");
    let text = text.unwrap_or_default();
    assert!(
        text.ends_with("with an explicit deny in an identity-based policy"),
        "{text}"
    );
    for (operation, input) in [
        ("ListKeys", json!({})),
        ("DisableKey", json!({"KeyId": key})),
    ] {
        let (_, error, text) = world
            .ask("owner", HOME, operation, &input)
            .expect_err("denied");
        assert_eq!(error, "AccessDeniedException");
        let text = text.unwrap_or_default();
        assert!(
            text.contains("because no identity-based policy allows the kms:"),
            "{text}"
        );
    }
    world
        .reference
        .set_identity_policies("owner", &[])
        .expect("no policies");
    assert_eq!(
        world.err("DescribeKey", &json!({"KeyId": key})),
        "AccessDeniedException"
    );
}
