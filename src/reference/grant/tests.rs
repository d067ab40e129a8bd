//! Grants, as calls see them.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::reference::tests::harness::{HOME, OWNER, PEER, TestWorld, with};

fn root(account: &str) -> String {
    format!("arn:aws:iam::{account}:root")
}

fn user(account: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:user/{name}")
}

/// A key's id, its ARN, and a world with it.
fn world() -> (TestWorld, String, String) {
    let mut world = TestWorld::new();
    let key = world.key(&json!({}));
    let arn = format!("arn:aws:kms:{HOME}:{OWNER}:key/{key}");
    (world, key, arn)
}

fn granted(world: &mut TestWorld, key: &str, grantee: &str, operations: &[&str]) -> Value {
    let input = json!({"KeyId": key, "GranteePrincipal": grantee, "Operations": operations});
    world.ok("CreateGrant", &input)
}

fn error(world: &mut TestWorld, name: &str, operation: &str, input: &Value) -> String {
    match world.ask(name, HOME, operation, input) {
        Ok(_) => "ok".to_owned(),
        Err((_, error, _)) => error,
    }
}

const DENIED: &str = "AccessDeniedException";

#[test]
fn a_grant_gives_its_operations_to_its_grantee() {
    let (mut world, key, arn) = world();
    let encrypt = json!({"KeyId": arn, "Plaintext": "AAAA"});
    let describe = json!({"KeyId": arn});
    for (name, grantee) in [
        ("peer", root(PEER)),
        ("peer", user(PEER, "peer")),
        ("stranger", user(OWNER, "stranger")),
    ] {
        assert_eq!(error(&mut world, name, "Encrypt", &encrypt), DENIED);
        let grant = granted(&mut world, &key, &grantee, &["Encrypt"]);
        assert_eq!(error(&mut world, name, "Encrypt", &encrypt), "ok");
        assert_eq!(error(&mut world, name, "DescribeKey", &describe), DENIED);
        assert_eq!(error(&mut world, name, "ListKeys", &json!({})), {
            if name == "peer" { "ok" } else { DENIED }
        });
        let named = json!({"KeyId": key, "GrantId": grant["GrantId"]});
        world.ok("RevokeGrant", &named);
        assert_eq!(error(&mut world, name, "Encrypt", &encrypt), DENIED);
        assert_eq!(world.err("RevokeGrant", &named), "NotFoundException");
    }
    // An account gives nothing on to those to whom it permits nothing.
    granted(&mut world, &key, &root(OWNER), &["Encrypt"]);
    assert_eq!(error(&mut world, "stranger", "Encrypt", &encrypt), DENIED);
}

#[test]
fn constraints_hold_for_what_has_a_context() {
    let (mut world, key, arn) = world();
    let check = |world: &mut TestWorld, context: Value, expected: &str| {
        let input = json!({"KeyId": arn, "Plaintext": "AAAA", "EncryptionContext": context});
        assert_eq!(
            error(world, "peer", "Encrypt", &input),
            expected,
            "{context}"
        );
        let sealed = world.ok("Encrypt", &input);
        let input =
            json!({"CiphertextBlob": sealed["CiphertextBlob"], "EncryptionContext": context});
        assert_eq!(
            error(world, "peer", "Decrypt", &input),
            expected,
            "{context}"
        );
    };
    let input = |constraint: &str| {
        json!({
            "KeyId": key,
            "GranteePrincipal": root(PEER),
            "Operations": ["Encrypt", "Decrypt", "DescribeKey"],
            "Constraints": {constraint: {"team": "Blue"}},
        })
    };
    for (constraint, more) in [
        ("EncryptionContextEquals", DENIED),
        ("EncryptionContextSubset", "ok"),
    ] {
        let grant = world.ok("CreateGrant", &input(constraint));
        check(&mut world, json!({"team": "Blue"}), "ok");
        check(&mut world, json!({"Team": "Blue"}), "ok");
        check(&mut world, json!({"team": "blue"}), DENIED);
        check(&mut world, json!({}), DENIED);
        check(&mut world, json!({"team": "Blue", "stage": "1"}), more);
        let describe = json!({"KeyId": arn});
        assert_eq!(error(&mut world, "peer", "DescribeKey", &describe), "ok");
        let named = json!({"KeyId": key, "GrantId": grant["GrantId"]});
        world.ok("RevokeGrant", &named);
    }
}

#[test]
fn a_grant_bounds_those_made_by_its_right() {
    let (mut world, key, arn) = world();
    let parent = json!({
        "KeyId": key,
        "GranteePrincipal": root(PEER),
        "Operations": ["Encrypt", "CreateGrant"],
        "Constraints": {"EncryptionContextSubset": {"team": "blue"}},
    });
    world.ok("CreateGrant", &parent);
    let child = with(&parent, &json!({"KeyId": arn}));
    let check = |world: &mut TestWorld, changes: Value, expected: &str| {
        let child = with(&child, &changes);
        assert_eq!(
            error(world, "peer", "CreateGrant", &child),
            expected,
            "{changes}"
        );
    };
    check(&mut world, json!({}), "ok");
    check(&mut world, json!({"Operations": ["Encrypt"]}), "ok");
    check(
        &mut world,
        json!({"Operations": ["Encrypt", "Decrypt"]}),
        DENIED,
    );
    check(&mut world, json!({"Constraints": null}), DENIED);
    for (pairs, expected) in [
        (json!({"team": "blue", "stage": "1"}), "ok"),
        (json!({"team": "red"}), DENIED),
    ] {
        for name in ["EncryptionContextSubset", "EncryptionContextEquals"] {
            check(&mut world, json!({"Constraints": {name: pairs}}), expected);
        }
    }
}

#[test]
fn names_make_repeats_one_grant() {
    let (mut world, key, _) = world();
    let input = json!({"KeyId": key, "GranteePrincipal": root(PEER), "Operations": ["Encrypt"]});
    let named = with(&input, &json!({"Name": "one"}));
    let first = world.ok("CreateGrant", &named);
    let again = world.ok("CreateGrant", &named);
    assert_eq!(first["GrantId"], again["GrantId"]);
    assert_ne!(first["GrantToken"], again["GrantToken"]);
    let other = with(&named, &json!({"Operations": ["Decrypt"]}));
    assert_ne!(world.ok("CreateGrant", &other)["GrantId"], first["GrantId"]);
    let unnamed = world.ok("CreateGrant", &input);
    assert_ne!(
        world.ok("CreateGrant", &input)["GrantId"],
        unnamed["GrantId"]
    );
    let listed = world.ok("ListGrants", &json!({"KeyId": key}));
    assert_eq!(listed["Grants"].as_array().map(Vec::len), Some(4));
}

#[test]
fn a_grant_is_retired_by_those_whom_it_names() {
    for (changes, who, expected) in [
        (json!({}), "owner", "ok"),
        (json!({}), "peer", DENIED),
        (json!({}), "stranger", DENIED),
        (json!({"RetiringPrincipal": root(PEER)}), "peer", "ok"),
        (
            json!({"RetiringPrincipal": user(OWNER, "stranger")}),
            "stranger",
            "ok",
        ),
        (json!({"GranteePrincipal": root(PEER)}), "peer", DENIED),
        (
            json!({"GranteePrincipal": root(PEER), "Operations": ["Encrypt", "RetireGrant"]}),
            "peer",
            "ok",
        ),
    ] {
        let (mut world, key, arn) = world();
        let input =
            json!({"KeyId": key, "GranteePrincipal": root(OWNER), "Operations": ["Encrypt"]});
        let input = with(&input, &changes);
        for by_token in [true, false] {
            let grant = world.ok("CreateGrant", &input);
            let named = if by_token {
                json!({"GrantToken": grant["GrantToken"]})
            } else {
                json!({"KeyId": arn, "GrantId": grant["GrantId"]})
            };
            let got = error(&mut world, who, "RetireGrant", &named);
            assert_eq!(got, expected, "{who} {changes} {named}");
            let one = json!({"KeyId": key, "GrantId": grant["GrantId"]});
            let left = world.ok("ListGrants", &one);
            let is_there = left["Grants"]
                .as_array()
                .is_some_and(|list| !list.is_empty());
            assert_eq!(is_there, expected != "ok", "{who} {changes}");
        }
    }
}

#[test]
fn tokens_are_of_this_endpoint() {
    let (mut world, key, _) = world();
    let grant = granted(&mut world, &key, &root(PEER), &["Encrypt"]);
    let with_token =
        |token: &Value| json!({"KeyId": key, "Plaintext": "AAAA", "GrantTokens": [token]});
    world.ok("Encrypt", &with_token(&grant["GrantToken"]));
    let invented = with_token(&json!("invented"));
    assert_eq!(
        world.err("Encrypt", &invented),
        "InvalidGrantTokenException"
    );
    let invented = json!({"GrantToken": "invented"});
    assert_eq!(
        world.err("RetireGrant", &invented),
        "InvalidGrantTokenException"
    );
}

#[test]
fn grants_end_with_their_key() {
    let (mut world, key, _) = world();
    let input = json!({
        "KeyId": key,
        "GranteePrincipal": root(PEER),
        "RetiringPrincipal": root(OWNER),
        "Operations": ["Encrypt"],
    });
    world.ok("CreateGrant", &input);
    let retirable = json!({"RetiringPrincipal": root(OWNER)});
    let count = |world: &mut TestWorld| {
        let listed = world.ok("ListRetirableGrants", &retirable);
        listed["Grants"].as_array().map(Vec::len)
    };
    let week = json!({"KeyId": key, "PendingWindowInDays": 7});
    world.ok("ScheduleKeyDeletion", &week);
    assert_eq!(count(&mut world), Some(1));
    world.wait(Duration::from_hours(192));
    assert_eq!(count(&mut world), Some(0));
}

/// A call is let pass, or refused, in less than 20 µs on the machine on which it was measured; here there is room for a debug
/// build on a slow one.
#[test]
fn a_hundred_grants_are_looked_at_in_little_time() {
    let (mut world, key, arn) = world();
    for at in 0..100 {
        let input = json!({
            "KeyId": key,
            "GranteePrincipal": user(OWNER, "owner"),
            "Operations": ["Encrypt"],
            "Name": format!("grant-{at}"),
            "Constraints": {"EncryptionContextEquals": {"team": "blue"}},
        });
        world.ok("CreateGrant", &input);
    }
    let describe = json!({"KeyId": arn});
    let start = Instant::now();
    for _ in 0..100 {
        assert_eq!(error(&mut world, "peer", "DescribeKey", &describe), DENIED);
    }
    let each = start.elapsed() / 100;
    assert!(each.as_millis() < 2, "{each:?} for one call");
}
