//! What a run makes of its instances: retries, interruptions, profiles, snapshots, exit codes.

use std::time::Duration;

use super::{Script, at_once, case, delete, told};
use crate::check::Verdict;
use crate::runner::{Cancel, Profile, RunOptions, Selection, SnapshotOptions, run};
use crate::target::{Target, http};
use crate::wire::admin::Principal;

#[tokio::test]
async fn a_try_that_passes_later_is_flaky() {
    let gone = r#"{"__type":"CustomKeyStoreNotFoundException"}"#;
    let answers = [
        ("DeleteCustomKeyStore", 200, "{}"),
        ("DeleteCustomKeyStore", 400, gone),
    ];
    let options = RunOptions {
        retries: 1,
        ..RunOptions::default()
    };
    let cases = [delete("{error: CustomKeyStoreNotFoundException}")];
    let summary = Script::new(&answers).run(&options, &cases).await;
    assert_eq!(summary.results[0].tries, 2);
    assert_eq!(
        told(&summary),
        "0 flaky: answer: expected error CustomKeyStoreNotFoundException, got 200 {}"
    );
}

#[tokio::test]
async fn a_hang_is_an_error_that_says_where_and_clean_up_follows() {
    let mut script = Script::new(&[("CreateKey", 200, r#"{"KeyMetadata":{"KeyId":"abc"}}"#)]);
    script.delay = Some(Duration::from_secs(1));
    let body = "steps:\n  - call: CreateKey\n  - call: ListKeys\n    expect: {ok: {$open: true}}\n";
    let options = RunOptions {
        timeout: Duration::from_millis(1700),
        ..at_once()
    };
    let summary = script.run(&options, &[case("key/list/a", body)]).await;
    assert_eq!(
        told(&summary),
        "4 error: not done within 1s 700ms: it hung at step 2"
    );
    let seen = script.seen();
    let taken_away = |call: &String| call.starts_with("ScheduleKeyDeletion");
    assert!(seen.iter().any(taken_away), "{seen:?}");
}

#[tokio::test]
async fn an_interruption_ends_in_130_after_clean_up() {
    let mut script = Script::new(&[("CreateKey", 200, r#"{"KeyMetadata":{"KeyId":"abc"}}"#)]);
    script.delay = Some(Duration::from_millis(800));
    let body = "steps:\n  - call: CreateKey\n  - call: ListKeys\n    expect: {ok: {$open: true}}\n";
    let cases = [case("key/list/a", body), case("key/list/b", body)];
    let options = RunOptions {
        cancel: Cancel::default(),
        ..at_once()
    };
    let cancel = options.cancel.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(1200)).await;
        cancel.interrupt();
    });
    let summary = script.run(&options, &cases).await;
    // Neither the one that was under way nor the one that had not begun has a result.
    assert_eq!((summary.exit, summary.results.len()), (130, 0));
    assert_eq!(
        summary.warnings,
        ["2 selected cases were not run to the end"]
    );
    let seen = script.seen();
    let taken_away = |call: &String| call.starts_with("ScheduleKeyDeletion");
    assert!(seen.iter().any(taken_away), "{seen:?}");
}

#[tokio::test]
async fn nobody_there_is_3_and_nothing_selected_is_4() {
    let mut options = http::Options::new("http://127.0.0.1:9", "us-east-1");
    options.probe = false;
    options.principals = vec![Principal {
        name: "owner".to_owned(),
        account: "111122223333".to_owned(),
        arn: None,
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: "secret".to_owned(),
        session_token: None,
    }];
    let target = Target::http(options).await.expect("the options are good");
    let cases = [delete("{ok: {}}")];
    let summary = run(&RunOptions::default(), &cases, &target, |_| {}).await;
    assert_eq!(told(&summary), "3 error: nothing listens at 127.0.0.1:9");
    let selection = Selection {
        filters: vec!["nothing".to_owned()],
        ..Selection::default()
    };
    let options = RunOptions {
        selection,
        ..RunOptions::default()
    };
    assert_eq!(run(&options, &cases, &target, |_| {}).await.exit, 4);
}

#[tokio::test]
async fn a_known_deviation_is_told_and_a_fixed_one_too() {
    let profile = |expires: &str| {
        let text = format!(
            "deviations:\n  custom_key_store/delete:\n    reason: Says yes to everything.\n    expires: {expires}\n"
        );
        Profile::parse("profile.yaml", &text).expect("a good profile")
    };
    let run = async |answer: (u16, &str), expires: &str, strict: bool| {
        let profile = profile(expires);
        let options = RunOptions {
            strict,
            profile,
            ..RunOptions::default()
        };
        let answers = [("DeleteCustomKeyStore", answer.0, answer.1)];
        let cases = [delete("{error: CustomKeyStoreNotFoundException}")];
        told(&Script::new(&answers).run(&options, &cases).await)
    };
    let mismatch = "answer: expected error CustomKeyStoreNotFoundException, got 200 {}";
    let deviates = format!("0 deviates: Says yes to everything.: {mismatch}");
    assert_eq!(run((200, "{}"), "2999-01-01", false).await, deviates);
    assert_eq!(
        run((200, "{}"), "2001-01-01", false).await,
        format!("1 fail: a known deviation until 2001-01-01: Says yes to everything.: {mismatch}")
    );
    let right = (400, r#"{"__type":"CustomKeyStoreNotFoundException"}"#);
    let fixed = "fixed: it passes, though the profile says: Says yes to everything.";
    assert_eq!(run(right, "2999-01-01", false).await, format!("0 {fixed}"));
    assert_eq!(run(right, "2999-01-01", true).await, format!("1 {fixed}"));
}

#[tokio::test]
async fn what_is_switched_off_is_disabled() {
    let mut options = RunOptions::default();
    options.selection.skip = vec!["delete/a".to_owned()];
    let summary = Script::new(&[]).run(&options, &[delete("{ok: {}}")]).await;
    assert_eq!(told(&summary), "4 disabled: skipped on request");
    let text = "disabled: {custom_key_store/delete/a: Takes too long.}";
    let profile = Profile::parse("p.yaml", text).expect("a good profile");
    let options = RunOptions {
        profile,
        ..RunOptions::default()
    };
    let summary = Script::new(&[]).run(&options, &[delete("{ok: {}}")]).await;
    assert_eq!(
        told(&summary),
        "4 disabled: the target's profile switches it off: Takes too long."
    );
}

#[tokio::test]
async fn a_change_is_told_whatever_the_verdict() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut snapshots = SnapshotOptions {
        dir: dir.path().to_owned(),
        update: true,
    };
    let run = async |snapshots: &SnapshotOptions, message: &str| {
        let body =
            format!(r#"{{"__type":"CustomKeyStoreNotFoundException","message":"{message}"}}"#);
        let options = RunOptions {
            snapshots: Some(snapshots.clone()),
            ..RunOptions::default()
        };
        let cases = [delete("{error: CustomKeyStoreNotFoundException}")];
        Script::new(&[("DeleteCustomKeyStore", 400, &body)])
            .run(&options, &cases)
            .await
    };
    assert_eq!(told(&run(&snapshots, "none").await), "0 pass");
    let path = dir.path().join("custom_key_store/delete/a.snap");
    let written = std::fs::read_to_string(&path).expect("it was written");
    assert_eq!(
        written,
        "---\nsource: src/runner/snapshot.rs\nexpression: \"A rule.\"\n---\n\
         # step 1: DeleteCustomKeyStore\n{\n  \"CustomKeyStoreId\": \"cks-1\"\n}\n< 400\n< content-type: text/plain\n\
         {\n  \"__type\": \"CustomKeyStoreNotFoundException\",\n  \"message\": \"none\"\n}\n"
    );
    snapshots.update = false;
    let same = run(&snapshots, "none").await;
    assert_eq!(same.results[0].regression.as_deref(), Some(""));
    let changed = run(&snapshots, "gone").await;
    assert_eq!(told(&changed), "6 pass");
    assert_eq!(
        changed.results[0].regression.as_deref(),
        Some(
            "  < content-type: text/plain\n  {\n    \"__type\": \"CustomKeyStoreNotFoundException\",\n\
             -   \"message\": \"none\"\n+   \"message\": \"gone\"\n  }\n"
        )
    );
    std::fs::write(&path, "junk").expect("it is writable");
    let junk = run(&snapshots, "none").await;
    assert_eq!(junk.results[0].verdict, Verdict::Error);
}

/// A case that makes ten stores at once.
fn ten(id: &str, serial: bool) -> crate::case::Case {
    let serial = if serial { "serial: true\n" } else { "" };
    let body = format!(
        "{serial}steps:\n  - call: CreateCustomKeyStore\n    input: {{CustomKeyStoreName: {id}}}\n    copies: 10\n    expect:\n      each:\n        - {{count: 10, expect: {{ok: {{CustomKeyStoreId: {{$any: true}}}}}}}}\n"
    );
    case(&format!("custom_key_store/create/{id}"), &body)
}

#[tokio::test]
async fn the_quota_of_stores_is_kept() {
    let describe = ("DescribeCustomKeyStores", 200, r#"{"CustomKeyStores":[]}"#);
    let create = (
        "CreateCustomKeyStore",
        200,
        r#"{"CustomKeyStoreId":"cks-1"}"#,
    );
    let delete = ("DeleteCustomKeyStore", 200, "{}");
    let options = RunOptions {
        jobs: 4,
        ..at_once()
    };
    let cases = [ten("a", false), ten("b", false), ten("c", true)];
    let script = Script::new(&[describe, create, delete]);
    let summary = script.run(&options, &cases).await;
    let verdicts: Vec<Verdict> = summary.results.iter().map(|r| r.verdict).collect();
    assert_eq!(verdicts, [Verdict::Pass; 3]);
    let mut there: i32 = 0;
    for call in script.seen() {
        there += i32::from(call.starts_with("CreateCustomKeyStore"));
        there -= i32::from(call.starts_with("DeleteCustomKeyStore"));
        assert!(there <= 10, "{there} stores stand at once");
    }
    assert_eq!(there, 0, "stores were left behind");
}

#[tokio::test]
async fn a_case_that_cannot_have_its_stores_is_blocked() {
    let page = (
        "DescribeCustomKeyStores",
        200,
        r#"{"CustomKeyStores":[{},{}],"NextMarker":"m"}"#,
    );
    let last = (
        "DescribeCustomKeyStores",
        200,
        r#"{"CustomKeyStores":[{}]}"#,
    );
    let script = Script::new(&[page, last]);
    let summary = script.run(&RunOptions::default(), &[ten("a", false)]).await;
    assert_eq!(
        told(&summary),
        "4 blocked: it makes more custom key stores in us-east-1 of account 111122223333 than there is room for, which is 7: \
         stores that were there before, or whose keys wait for their deletion, count against the quota of 10"
    );
    let asked = [
        r"DescribeCustomKeyStores {}",
        r#"DescribeCustomKeyStores {"Marker":"m"}"#,
    ];
    let seen = script.seen();
    let tried = seen
        .iter()
        .filter(|call| call.starts_with("Create"))
        .count();
    assert_eq!(tried, 1, "an invented backing is tried once: {seen:?}");
    assert_eq!(seen[1..], asked);
}

#[tokio::test]
async fn after_a_failure_fail_fast_begins_nothing() {
    let options = RunOptions {
        fail_fast: true,
        ..RunOptions::default()
    };
    let expect = "steps:\n  - call: ListKeys\n    expect: {error: InvalidMarkerException}\n";
    let cases = [case("key/list/a", expect), case("key/list/b", expect)];
    let summary = Script::new(&[("ListKeys", 200, "{}")])
        .run(&options, &cases)
        .await;
    assert_eq!((summary.results.len(), summary.exit), (1, 1));
}

#[tokio::test]
async fn nothing_but_refusals_is_a_hollow_run() {
    let denied = r#"{"__type":"UnrecognizedClientException"}"#;
    let expect = "steps:\n  - call: ListKeys\n    expect: {error: UnrecognizedClientException}\n";
    let cases: Vec<_> = ["a", "b", "c", "d", "e"]
        .iter()
        .map(|name| case(&format!("key/list/{name}"), expect))
        .collect();
    let script = Script::new(&[("ListKeys", 400, denied)]);
    let summary = script.run(&RunOptions::default(), &cases).await;
    assert_eq!(summary.exit, 0);
    assert_eq!(
        summary.warnings,
        [
            "nothing was ever answered with success: 5 of 5 answers were UnrecognizedClientException; \
          are endpoint, credentials and Region right?"
        ]
    );
}

#[tokio::test]
async fn after_an_interruption_nothing_begins() {
    // Each ends at once: without a look before each, all of them would begin and end as interrupted.
    let expect = "steps:\n  - call: ListKeys\n    expect: {ok: {$open: true}}\n";
    let cases: Vec<_> = (0..20)
        .map(|number| case(&format!("key/list/a{number}"), expect))
        .collect();
    let options = RunOptions::default();
    options.cancel.interrupt();
    let script = Script::new(&[("ListKeys", 200, "{}")]);
    let summary = script.run(&options, &cases).await;
    assert_eq!((summary.exit, summary.results.len()), (130, 0));
    assert_eq!(summary.selected, 20);
    assert_eq!(script.seen(), [""; 0]);
}

#[tokio::test]
async fn a_good_call_tells_a_crash_from_an_absence() {
    // What LocalStack 2026.3.0 says of a body that it cannot read, and of an operation that it does not have.
    let crash = r#"{"__type":"InternalError","message":"exception while calling kms with unknown operation: Invalid type when parsing"}"#;
    let gone = r#"{"__type":"NotFoundException"}"#;
    let body = "steps:\n  - call: EnableKey\n    input: {KeyId: 1}\n    expect: {error: SerializationException}\n";
    let cases = [
        case("key/enable/a", body),
        case("key/enable/b", body),
        case("key/enable/c", body),
    ];
    // All cases are answered so: the first answer is the first case's, the second that to the good call.
    let crashes = [
        ("EnableKey", 500, crash),
        ("EnableKey", 400, gone),
        ("EnableKey", 500, crash),
    ];
    let script = Script::new(&crashes);
    let summary = script.run(&RunOptions::default(), &cases).await;
    let verdicts: Vec<Verdict> = summary.results.iter().map(|r| r.verdict).collect();
    assert_eq!(verdicts, [Verdict::Fail; 3]);
    let asked = script.seen();
    let good: Vec<&String> = asked.iter().filter(|it| it.contains("00000000-")).collect();
    assert_eq!((asked.len(), good.len()), (4, 1), "{asked:?}");
    // It crashes on what is not there and on what is: nothing tells that it has the operation.
    let made = r#"{"KeyMetadata":{"KeyId":"abc"}}"#;
    let script = Script::new(&[("EnableKey", 500, crash), ("CreateKey", 200, made)]);
    let summary = script.run(&RunOptions::default(), &cases).await;
    let verdicts: Vec<Verdict> = summary.results.iter().map(|r| r.verdict).collect();
    assert_eq!((verdicts, summary.exit), (vec![Verdict::Unsupported; 3], 4));
    let asked = script.seen();
    let last = r#"EnableKey {"KeyId":"abc"}"#.to_owned();
    assert!(asked.contains(&last), "{asked:?}");
    let clean_up = |it: &String| it.starts_with("ScheduleKeyDeletion");
    assert!(asked.iter().any(clean_up), "{asked:?}");
    // One of a made key is not.
    let mut answers = vec![("EnableKey", 500, crash); 2];
    answers.extend([("EnableKey", 200, "{}"), ("EnableKey", 500, crash)]);
    answers.push(("CreateKey", 200, made));
    let summary = Script::new(&answers)
        .run(&RunOptions::default(), &cases)
        .await;
    let verdicts: Vec<Verdict> = summary.results.iter().map(|r| r.verdict).collect();
    assert_eq!(verdicts, [Verdict::Fail; 3]);
}

#[tokio::test]
async fn an_answer_of_another_case_tells_that_an_operation_is_there() {
    let absent = r#"{"__type":"InvalidAction"}"#;
    let gone = r#"{"__type":"NotFoundException"}"#;
    let expect = "steps:\n  - call: EnableKey\n    input: {KeyId: a}\n    expect: {error: NotFoundException}\n";
    let cases = [case("key/enable/a", expect), case("key/enable/b", expect)];
    // Whichever runs first is answered well, and the other's words decide nothing.
    let script = Script::new(&[("EnableKey", 400, gone), ("EnableKey", 400, absent)]);
    let summary = script.run(&RunOptions::default(), &cases).await;
    let mut verdicts: Vec<Verdict> = summary.results.iter().map(|r| r.verdict).collect();
    verdicts.sort();
    assert_eq!(verdicts, [Verdict::Pass, Verdict::Fail]);
    assert_eq!(script.seen().len(), 2);
}
