//! Matchers against values, one line for each way in which a value can be wrong.

use std::time::Duration;

use serde_json::{Value, json};

use super::{HERE, answer, error, judged, object, ok, value};
use crate::case::{About, Expect, LengthRange, Matcher, ValueType};
use crate::model::Operation;

/// The mismatches of a value, as the whole body of an answer to `DescribeCustomKeyStores`.
fn check_store(matcher: Matcher, store: &Value, mismatches: &[&str]) {
    let expect = ok(object(
        true,
        [("CustomKeyStores", Matcher::List(vec![matcher]))],
    ));
    let body = json!({"CustomKeyStores": [store], "Truncated": false}).to_string();
    let answers = [answer(200, &body)];
    let found = judged(Operation::DescribeCustomKeyStores, &expect, &answers);
    assert_eq!(found, mismatches);
}

/// How a whole answer to `DescribeCustomKeyStores` meets a matcher of its list of stores.
fn check_list(stores: Matcher, body: &Value, holds: bool) {
    let expect = ok(object(
        false,
        [
            ("CustomKeyStores", stores),
            ("Truncated", value(json!(false))),
        ],
    ));
    let answers = [answer(200, &body.to_string())];
    let found = judged(Operation::DescribeCustomKeyStores, &expect, &answers);
    assert_eq!(found.is_empty(), holds, "{body}: {found:?}");
}

#[test]
fn members_that_no_model_has_fail_nothing() {
    let stored =
        || json!({"CustomKeyStoreId": "cks-1", "XksProxyConfiguration": {"UriPath": "/a"}});
    let newer = json!({
        "CustomKeyStores": [{
            "CustomKeyStoreId": "cks-1",
            "XksProxyConfiguration": {"UriPath": "/a", "New": 1},
            "New": {"KeyUsage": 2},
            "ConnectionErrorCode": null,
        }],
        "Truncated": false,
        "Count": 1,
    });
    let mut other = newer.clone();
    other["CustomKeyStores"][0]["ConnectionState"] = json!("FAILED");
    let closed = || {
        object(
            false,
            [
                ("CustomKeyStoreId", value(json!("cks-1"))),
                (
                    "XksProxyConfiguration",
                    object(false, [("UriPath", value(json!("/a")))]),
                ),
            ],
        )
    };
    let matchers: [fn(Matcher) -> Matcher; 6] = [
        |store| Matcher::List(vec![store]),
        |store| Matcher::Has(HERE, vec![store]),
        |store| Matcher::Set(HERE, vec![store]),
        |store| Matcher::OneOf(HERE, vec![Matcher::List(vec![store])]),
        |store| Matcher::Not(HERE, Box::new(Matcher::Lacks(HERE, Box::new(store)))),
        |store| {
            let not = Matcher::Not(HERE, Box::new(store));
            Matcher::Lacks(HERE, Box::new(not))
        },
    ];
    for matcher in matchers {
        for store in [closed(), value(stored())] {
            check_list(matcher(store.clone()), &newer, true);
            check_list(matcher(store), &other, false);
        }
    }
    // What an earlier answer had beside the model makes no difference either.
    let before = value(newer["CustomKeyStores"].clone());
    let plain = json!({"CustomKeyStores": [stored()], "Truncated": false});
    check_list(before.clone(), &plain, true);
    check_list(before, &other, false);
    let two = LengthRange { min: 2, max: 2 };
    check_list(
        Matcher::List(vec![Matcher::Length(HERE, two)]),
        &newer,
        true,
    );
    // What must not be told is asked by name.
    let named = object(true, [("New", Matcher::Absent(HERE))]);
    check_list(Matcher::List(vec![named]), &newer, false);
}

#[test]
fn a_null_is_as_good_as_nothing_and_no_better() {
    let store = json!({"CustomKeyStoreId": "cks-1", "ConnectionState": null});
    let state = |matcher| object(true, [("ConnectionState", matcher)]);
    check_store(
        object(false, [("CustomKeyStoreId", Matcher::Any(HERE))]),
        &store,
        &[],
    );
    check_store(state(Matcher::Absent(HERE)), &store, &[]);
    check_store(
        state(value(json!("FAILED"))),
        &store,
        &["body.CustomKeyStores[0].ConnectionState: expected \"FAILED\", got null"],
    );
}

#[test]
fn matchers_compare_values() {
    let name = |m: Matcher| object(true, [("CustomKeyStoreName", m)]);
    let at = "body.CustomKeyStores[0].CustomKeyStoreName";
    let store = || json!({"CustomKeyStoreName": "abc"});
    let bad = |m: Matcher, text: &str| {
        check_store(
            name(m),
            &store(),
            &[&format!("{at}: expected {text}, got \"abc\"")],
        );
    };
    let good = |m: Matcher| check_store(name(m), &store(), &[]);
    let length = |min, max| LengthRange { min, max };
    good(value(json!("abc")));
    bad(value(json!("abd")), "\"abd\"");
    good(Matcher::Any(HERE));
    bad(Matcher::Absent(HERE), "nothing");
    good(Matcher::Optional(HERE, Box::new(value(json!("abc")))));
    bad(
        Matcher::Optional(HERE, Box::new(value(json!("x")))),
        "\"x\"",
    );
    good(Matcher::Type(HERE, ValueType::String));
    bad(Matcher::Type(HERE, ValueType::List), "a list");
    good(Matcher::Matches(HERE, "a.c|x".to_owned()));
    bad(
        Matcher::Matches(HERE, "b".to_owned()),
        "text that matches /b/",
    );
    good(Matcher::OneOf(
        HERE,
        vec![value(json!(1)), value(json!("abc"))],
    ));
    bad(
        Matcher::OneOf(HERE, vec![value(json!(1)), value(json!(2))]),
        "1 or 2",
    );
    good(Matcher::Not(HERE, Box::new(value(json!("x")))));
    bad(
        Matcher::Not(HERE, Box::new(value(json!("abc")))),
        "anything but \"abc\"",
    );
    good(Matcher::Length(HERE, length(3, 3)));
    good(Matcher::All(
        HERE,
        vec![Matcher::Any(HERE), value(json!("abc"))],
    ));
    bad(
        Matcher::All(HERE, vec![Matcher::Any(HERE), value(json!("x"))]),
        "\"x\"",
    );
    check_store(
        name(Matcher::Length(HERE, length(4, u64::MAX))),
        &store(),
        &[&format!(
            "{at}: expected length at least 4, got length 3: \"abc\""
        )],
    );
    check_store(
        name(Matcher::Any(HERE)),
        &json!({}),
        &[&format!("{at}: expected anything, got nothing")],
    );
    check_store(
        name(Matcher::Not(HERE, Box::new(value(json!(1))))),
        &json!({}),
        &[&format!("{at}: expected anything but 1, got nothing")],
    );
    check_store(
        object(false, []),
        &store(),
        &[&format!("{at}: expected no such member, got \"abc\"")],
    );
}

#[test]
fn numbers_compare_by_value_and_times_by_nearness() {
    let date = |m: Matcher| object(true, [("CreationDate", m)]);
    let at = "body.CustomKeyStores[0].CreationDate";
    let about = |offset_millis| {
        let give = Duration::from_mins(1);
        Matcher::About(
            HERE,
            About {
                offset_millis,
                give,
            },
        )
    };
    check_store(date(value(json!(1.0))), &json!({"CreationDate": 1}), &[]);
    check_store(
        date(about(0)),
        &json!({"CreationDate": 1_699_999_990.5}),
        &[],
    );
    check_store(
        date(about(0)),
        &json!({"CreationDate": 1_700_003_600}),
        &[&format!(
            "{at}: expected now, give or take 1m, got 1700003600, 1h too late"
        )],
    );
    check_store(
        date(about(3_600_000)),
        &json!({"CreationDate": 1_700_000_000}),
        &[&format!(
            "{at}: expected 1h from now, give or take 1m, got 1700000000, 1h too early"
        )],
    );
    check_store(
        date(about(-3_600_000)),
        &json!({"CreationDate": 1_700_000_000}),
        &[&format!(
            "{at}: expected 1h ago, give or take 1m, got 1700000000, 1h too late"
        )],
    );
}

#[test]
fn equality_is_that_of_json() {
    let big = u64::MAX;
    for (a, b, same) in [
        (
            json!([1, {"a": 1.0, "b": []}]),
            json!([1.0, {"b": [], "a": 1}]),
            true,
        ),
        (json!([1, 2]), json!([1, 3]), false),
        (json!([1]), json!([1, 2]), false),
        (json!({"a": 1}), json!({"a": 2}), false),
        (json!({"a": 1}), json!({"a": 1, "b": 2}), false),
        (json!({"a": 1}), json!({"b": 1}), false),
        (json!(big), json!(big), true),
        (json!(big), json!(big - 1), false),
        (json!(-1), json!(-1.0), true),
        (json!(1), json!("1"), false),
        (json!(0), json!(false), false),
    ] {
        assert_eq!(crate::check::matcher::equal(&a, &b), same, "{a} {b}");
        assert_eq!(crate::check::matcher::equal(&b, &a), same, "{b} {a}");
    }
}

#[test]
fn whole_numbers_have_either_sign_and_64_bits() {
    let integer = || object(true, [("New", Matcher::Type(HERE, ValueType::Integer))]);
    let at = "body.CustomKeyStores[0]";
    let new = format!("{at}.New: ");
    let told = |number: Value| {
        let expect = ok(object(
            true,
            [("CustomKeyStores", Matcher::List(vec![integer()]))],
        ));
        let body = json!({"CustomKeyStores": [{"New": number}]}).to_string();
        let found = judged(
            Operation::DescribeCustomKeyStores,
            &expect,
            &[answer(200, &body)],
        );
        found
            .iter()
            .filter(|line| line.starts_with(&new) && line.contains("integer"))
            .count()
    };
    assert_eq!(told(json!(-1)), 0);
    assert_eq!(told(json!(u64::MAX)), 0);
    assert_eq!(told(json!(1.5)), 1);
    assert_eq!(told(json!("1")), 1);
}

#[test]
fn texts_lists_and_objects_have_a_length() {
    let told = |actual: Value| {
        let range = LengthRange { min: 2, max: 3 };
        let expect = ok(object(true, [("Keys", Matcher::Length(HERE, range))]));
        let found = judged(
            Operation::ListKeys,
            &expect,
            &[answer(200, &json!({"Keys": actual}).to_string())],
        );
        found
            .into_iter()
            .filter(|line| line.contains("length"))
            .collect::<Vec<_>>()
    };
    for fine in [
        json!("ää"),
        json!([{"KeyId": "a"}, {"KeyId": "b"}]),
        json!({"a": 1, "b": 2, "c": 3}),
    ] {
        assert_eq!(told(fine.clone()), [""; 0], "{fine}");
    }
    for (wrong, length) in [
        (json!("a"), 1),
        (json!([]), 0),
        (json!({"a": 1}), 1),
        (json!("abcd"), 4),
    ] {
        let line = format!("body.Keys: expected length 2 to 3, got length {length}: {wrong}");
        assert_eq!(told(wrong), [line]);
    }
    assert_eq!(told(json!(7)).len(), 1);
}

#[test]
fn a_closed_object_has_no_other_member() {
    let closed = |body: &Value| {
        let members = [
            ("Keys", Matcher::Any(HERE)),
            ("Truncated", Matcher::Any(HERE)),
        ];
        judged(
            Operation::ListKeys,
            &ok(object(false, members)),
            &[answer(200, &body.to_string())],
        )
    };
    assert_eq!(closed(&json!({"Keys": [], "Truncated": false})), [""; 0]);
    assert_eq!(
        closed(&json!({"Keys": [], "Truncated": false, "NextMarker": "m"})),
        [r#"body.NextMarker: expected no such member, got "m""#]
    );
}

#[test]
fn lists_are_compared_in_order_or_not() {
    let expected = |m: Matcher| {
        ok(object(
            false,
            [("Keys", m), ("Truncated", Matcher::Any(HERE))],
        ))
    };
    let entry = |id: &str| object(true, [("KeyId", value(json!(id)))]);
    let run = |m: Matcher| {
        let body = json!({"Keys": [{"KeyId": "a"}, {"KeyId": "b"}], "Truncated": false});
        judged(
            Operation::ListKeys,
            &expected(m),
            &[answer(200, &body.to_string())],
        )
    };
    let fine: [&str; 0] = [];
    assert_eq!(run(Matcher::List(vec![entry("a"), entry("b")])), fine);
    assert_eq!(run(Matcher::List(vec![entry("b"), entry("a")])).len(), 2);
    assert_eq!(run(Matcher::Set(HERE, vec![entry("b"), entry("a")])), fine);
    assert_eq!(run(Matcher::Set(HERE, vec![entry("b")])).len(), 1);
    assert_eq!(run(Matcher::Has(HERE, vec![entry("b")])), fine);
    assert_eq!(
        run(Matcher::Has(HERE, vec![entry("b"), entry("c")])),
        [r#"body.Keys: expected an item {KeyId: "c", …}, got [{"KeyId":"a"},{"KeyId":"b"}]"#]
    );
    assert_eq!(run(Matcher::Lacks(HERE, Box::new(entry("c")))), fine);
    assert_eq!(run(Matcher::Lacks(HERE, Box::new(entry("a")))).len(), 1);
    assert_eq!(
        run(Matcher::List(vec![entry("a")])),
        [
            r#"body.Keys: expected 1 items: [{KeyId: "a", …}], got 2 items: [{"KeyId":"a"},{"KeyId":"b"}]"#
        ]
    );
}

#[test]
fn a_text_of_json_is_compared_as_its_value() {
    let run = |text: &str| {
        let policy = object(true, [("Version", value(json!("2012-10-17")))]);
        let policy = Matcher::JsonText(HERE, Box::new(policy));
        judged(
            Operation::GetKeyPolicy,
            &ok(object(true, [("Policy", policy)])),
            &[answer(200, &json!({"Policy": text}).to_string())],
        )
    };
    let fine: [&str; 0] = [];
    assert_eq!(run(r#"{"Id":"a","Version":"2012-10-17"}"#), fine);
    assert_eq!(run("{\n  \"Version\" : \"2012-10-17\"\n}"), fine);
    assert_eq!(run(r#"{"Version":"2008-10-17"}"#).len(), 1);
    assert_eq!(run("2012-10-17").len(), 1);
}

#[test]
fn secrets_are_masked_inside_lists_too() {
    let key = object(
        true,
        [("AccessKeyId", value(json!("ABCDEFGHIJKLMNOPQRST")))],
    );
    let store = object(true, [("XksProxyConfiguration", key)]);
    check_store(
        store.clone(),
        &json!({"XksProxyConfiguration": {"AccessKeyId": "CANARYCANARYCANARYCA"}}),
        &[
            "body.CustomKeyStores[0].XksProxyConfiguration.AccessKeyId: expected the value that the case expects (masked), got another text of 20 characters (masked)",
        ],
    );
    let has = Matcher::Has(HERE, vec![store]);
    let expect = ok(object(true, [("CustomKeyStores", has)]));
    let body = json!({"CustomKeyStores": [{"XksProxyConfiguration": {"AccessKeyId": "CANARYCANARYCANARYCA"}}]});
    let found = judged(
        Operation::DescribeCustomKeyStores,
        &expect,
        &[answer(200, &body.to_string())],
    );
    assert_eq!(found.len(), 1);
    assert!(!found[0].contains("CANARY"), "{found:?}");
}

#[test]
fn of_a_plain_value_the_parts_that_differ_are_told() {
    let keys = json!([{"KeyId": "a"}, {"KeyId": "b"}]);
    let told = |actual: Value| {
        let expect = ok(object(true, [("Keys", value(keys.clone()))]));
        let answers = [answer(200, &json!({"Keys": actual}).to_string())];
        judged(Operation::ListKeys, &expect, &answers)
    };
    assert_eq!(told(keys.clone()), [""; 0]);
    assert_eq!(
        told(json!([{"KeyId": "a"}, {"KeyId": "x"}])),
        [r#"body.Keys[1].KeyId: expected "b", got "x""#]
    );
    for of_other_kind in [json!({"KeyId": "a"}), json!("a")] {
        let whole = format!("body.Keys: expected {keys}, got {of_other_kind}");
        assert!(told(of_other_kind).contains(&whole), "{whole}");
    }
}

#[test]
fn blobs_are_measured_and_secrets_are_masked() {
    let blob = |length| {
        let m = Matcher::Blob(
            HERE,
            LengthRange {
                min: length,
                max: length,
            },
        );
        ok(object(true, [("Plaintext", m)]))
    };
    let run = |expect: &Expect, text: &str| {
        let body = json!({"Plaintext": text}).to_string();
        judged(Operation::GenerateRandom, expect, &[answer(200, &body)])
    };
    let fine: [&str; 0] = [];
    assert_eq!(run(&blob(2), "aGk="), fine);
    assert_eq!(
        run(&blob(3), "aGk="),
        ["body.Plaintext: expected base64 of 3 bytes, got base64 of 2 bytes"]
    );
    assert_eq!(
        run(&blob(3), "%%"),
        ["body.Plaintext: expected base64 of 3 bytes, got another text of 2 characters (masked)"]
    );
    let exact = ok(object(true, [("Plaintext", value(json!("aGkh")))]));
    assert_eq!(
        run(&exact, "aGk="),
        [
            "body.Plaintext: expected the value that the case expects (masked), got another text of 4 characters (masked)"
        ]
    );
    assert_eq!(
        run(&error("A"), "aGk="),
        [r#"answer: expected error A, got 200 {"Plaintext":"[masked: 2 bytes]"}"#]
    );
}
