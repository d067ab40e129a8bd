//! Nothing is left behind: not after a failure, not after an interruption, and trouble in clean-up fails no case.

use std::time::Duration;

use kmspec::case::{AbsentAnswer, Case};
use kmspec::check::Verdict;
use wiremock::ResponseTemplate;

use super::Entry;
use super::bench::screen;
use super::stage::{Scripted, SeenCall, Stage, against_with, block_on, case, json, list};

pub(super) const TRIALS: &[Entry] = &[
    ("after_a_failure", after_a_failure),
    ("after_an_interruption", after_an_interruption),
    ("where_describing_is_refused", where_describing_is_refused),
    ("what_cannot_be_found_out", what_cannot_be_found_out),
    ("what_the_target_cannot_make", what_the_target_cannot_make),
    (
        "refused_clean_up_fails_no_case",
        refused_clean_up_fails_no_case,
    ),
];

/// A case that makes a store and a key, and then expects of the key what this endpoint does not say.
fn makes_both() -> Case {
    let steps = "steps:\n  - call: CreateCustomKeyStore\n    input: {CustomKeyStoreName: store, CloudHsmClusterId: cluster-1a23b4cdefg, TrustAnchorCertificate: c, KeyStorePassword: kmsPswd}\n  - call: CreateKey\n  - call: ListKeys\n    expect: {error: InvalidMarkerException}\n";
    case("key/list/leaves_nothing", steps)
}

fn answer(call: &SeenCall) -> ResponseTemplate {
    match call.operation {
        "CreateCustomKeyStore" => json(200, r#"{"CustomKeyStoreId":"cks-1"}"#),
        "CreateKey" => json(200, r#"{"KeyMetadata":{"KeyId":"key-1"}}"#),
        "ListKeys" => json(200, r#"{"Keys":[]}"#),
        "DescribeCustomKeyStores" if call.body.get("CustomKeyStoreId").is_some() => json(
            200,
            r#"{"CustomKeyStores":[{"CustomKeyStoreId":"cks-1","ConnectionState":"DISCONNECTED"}]}"#,
        ),
        "DescribeCustomKeyStores" => json(200, r#"{"CustomKeyStores":[]}"#),
        _ => json(200, "{}"),
    }
}

const TAKEN_AWAY: [&str; 3] = [
    r#"ScheduleKeyDeletion {"KeyId":"key-1","PendingWindowInDays":7}"#,
    r#"DescribeCustomKeyStores {"CustomKeyStoreId":"cks-1"}"#,
    r#"DeleteCustomKeyStore {"CustomKeyStoreId":"cks-1"}"#,
];

/// Each is asked for, in this order; between them stand the looks that show whether it was done.
fn is_taken_away(seen: &[String]) -> bool {
    let mut seen = seen.iter();
    TAKEN_AWAY
        .iter()
        .all(|call| seen.any(|other| other == call))
}

fn after_a_failure() {
    let (told, seen) = against_with(answer, [makes_both()], |_| {});
    screen("clean_up_after_a_failure", told.ends(1, &[Verdict::Fail]));
    assert!(is_taken_away(&seen), "{seen:#?}");
}

fn after_an_interruption() {
    block_on(async {
        let endpoint = Scripted::start(|call| match call.operation {
            "ListKeys" => answer(call).set_delay(Duration::from_secs(5)),
            _ => answer(call),
        })
        .await;
        let stage = Stage::new(&endpoint.url(), [makes_both()]);
        let cancel = stage.run.cancel.clone();
        let interrupt = async {
            while !endpoint
                .seen()
                .iter()
                .any(|call| call.starts_with("ListKeys"))
            {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            cancel.interrupt();
        };
        let (told, ()) = tokio::join!(stage.play(), interrupt);
        screen("clean_up_after_an_interruption", told.ends(130, &[]));
        let seen = endpoint.seen();
        assert!(is_taken_away(&seen), "{seen:#?}");
    });
}

fn refused_clean_up_fails_no_case() {
    let steps = "steps:\n  - call: CreateKey\n    expect: {ok: {KeyMetadata: {$open: true}}}\n";
    let (told, seen) = against_with(
        |call| match call.operation {
            "ScheduleKeyDeletion" => json(400, r#"{"__type":"AccessDeniedException"}"#),
            _ => answer(call),
        },
        [case("key/create/refused_clean_up", steps), list("all")],
        |_| {},
    );
    screen(
        "clean_up_refused_clean_up_fails_no_case",
        told.ends(0, &[Verdict::Pass; 2]),
    );
    assert!(seen.contains(&TAKEN_AWAY[0].to_owned()), "{seen:#?}");
}

fn where_describing_is_refused() {
    let (told, seen) = against_with(
        |call| match call.operation {
            "DescribeCustomKeyStores" => json(400, r#"{"__type":"AccessDeniedException"}"#),
            _ => answer(call),
        },
        [makes_both()],
        |_| {},
    );
    told.ends(1, &[Verdict::Fail]);
    assert!(is_taken_away(&seen), "{seen:#?}");
}

/// What may have been made, and cannot be looked for, is told: a store that nobody describes, and a key that is listed.
fn what_cannot_be_found_out() {
    let steps = "steps:\n  - call: CreateCustomKeyStore\n    input: {CustomKeyStoreName: store, CloudHsmClusterId: cluster-1a23b4cdefg, TrustAnchorCertificate: c, KeyStorePassword: kmsPswd}\n    expect: {ok: {$any: true}}\n";
    let keys = "steps:\n  - call: CreateKey\n    expect: {ok: {$any: true}}\n";
    let cases = [
        case("key/create/lost_key", keys),
        case("key/create/lost_store", steps),
    ];
    let (told, _) = against_with(
        |call| match call.operation {
            "ListKeys" => json(200, r#"{"Keys":[{"KeyId":"key-7"}],"Truncated":false}"#),
            _ => json(500, ""),
        },
        cases,
        |stage| stage.run.jobs = 2,
    );
    let left: Vec<(&str, &str, &str)> = told
        .summary
        .left_behind
        .iter()
        .map(|it| (it.kind.as_str(), it.id.as_str(), it.reason.as_str()))
        .collect();
    // The store that tries an invented backing is told too.
    let [
        ..,
        ("custom_key_store", "store", store),
        ("key", "key-7", key),
    ] = left.as_slice()
    else {
        panic!("{left:#?}");
    };
    assert!(store.contains("could not be looked for: DescribeCustomKeyStores was answered 500"));
    assert!(key.contains("it is listed, but DescribeKey was answered 500"));
}

/// A target that has no stores leaves none: it crashes the same way whenever it is asked, or in words that its profile knows.
fn what_the_target_cannot_make() {
    let steps = "steps:\n  - call: CreateCustomKeyStore\n    input: {CustomKeyStoreName: store, CloudHsmClusterId: cluster-1a23b4cdefg, TrustAnchorCertificate: c, KeyStorePassword: kmsPswd}\n    expect: {ok: {$any: true}}\n";
    let page = "<!doctype html>\n<title>500 Internal Server Error</title>\n";
    let words = r#"{"__type":"Later","message":"not in this version"}"#;
    let known = AbsentAnswer {
        status: Some(500),
        error_type: Some("Later".to_owned()),
        text: None,
        sure: true,
    };
    for (body, media_type, absent) in [
        (page, "text/html; charset=utf-8", vec![]),
        (words, "application/x-amz-json-1.1", vec![known]),
    ] {
        let (told, _) = against_with(
            move |call| match call.operation {
                operation if operation.contains("CustomKeyStore") => {
                    ResponseTemplate::new(500).set_body_raw(body, media_type)
                }
                _ => answer(call),
            },
            [case("custom_key_store/create/absent", steps), list("all")],
            |stage| stage.http.manner.absent = absent,
        );
        told.ends(0, &[Verdict::Unsupported, Verdict::Pass]);
        assert_eq!(told.summary.left_behind, [], "{body}");
    }
}
