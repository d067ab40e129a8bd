//! One result in full, and what is kept out of it.

use super::fixture::{exchange, failure, plain, result, summary};
use crate::check::{CaseResult, NoVerdict, Verdict};
use crate::model::Operation;
use crate::report::changes::write_changes;
use crate::report::{Rerun, document, write_failure};
use crate::wire::{Headers, Response};

fn shown(result: &CaseResult) -> String {
    let rerun = Rerun {
        paths: Vec::new(),
        options: vec![
            "--endpoint-url".to_owned(),
            "http://127.0.0.1:4566".to_owned(),
        ],
    };
    plain(|out| write_failure(out, result, 7, &rerun))
}

#[test]
fn a_failure_in_full() {
    insta::assert_snapshot!(shown(&failure()));
}

#[test]
fn a_blocked_case_tells_what_happened_and_what_to_do() {
    let mut blocked = result("key/create/a", Operation::CreateKey, Verdict::Blocked);
    blocked.fault = Some(NoVerdict {
        summary: "needs store: CreateCustomKeyStore answered 400 LimitExceededException".to_owned(),
        help: Some("delete a store of the account".to_owned()),
    });
    blocked.exchanges = vec![exchange(Operation::CreateCustomKeyStore, 0, "{}", None)];
    blocked.tries = 2;
    insta::assert_snapshot!(shown(&blocked));
}

#[test]
fn secrets_are_masked_wherever_they_come_up() {
    let mut leaky = failure();
    let body = r#"{"CustomKeyStoreName":"n","KeyStorePassword":"hunter2-hunter2","XksProxyAuthenticationCredential":{"AccessKeyId":"ABCDEFGHIJKLMNOPQRST","RawSecretAccessKey":"raw-secret-raw-secret"}}"#;
    let answer = r#"{"__type":"ValidationException","message":"hunter2-hunter2 is no good"}"#;
    leaky.exchanges = vec![exchange(
        Operation::CreateCustomKeyStore,
        1,
        body,
        Some((400, answer)),
    )];
    leaky.exchanges[0].request.target =
        "/?X-Amz-Signature=abcdef&X-Amz-Security-Token=token&x=1".to_owned();
    leaky.mismatches[0].actual = "\"hunter2-hunter2 is no good\"".to_owned();
    leaky.regression = Some("- a\n+ raw-secret-raw-secret\n".to_owned());
    let mut encrypt = exchange(
        Operation::Encrypt,
        1,
        r#"{"KeyId":"k","Plaintext":"c2VjcmV0IHRleHQ="#,
        None,
    );
    encrypt
        .request
        .headers
        .set("Authorization", "Basic dXNlcjpwYXNz");
    leaky.exchanges.push(encrypt);
    let text = shown(&leaky);
    let json = serde_json::to_string(&document(&summary(vec![leaky]))).expect("a document is JSON");
    for secret in [
        "hunter2",
        "raw-secret",
        "ABCDEFGHIJ",
        "c2VjcmV0",
        "0123456789abcdef",
        "session-token",
        "abcdef&",
        "=token",
        "dXNlcjpwYXNz",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
        assert!(!json.contains(secret), "{secret} in {json}");
    }
    insta::assert_snapshot!(text);
}

#[test]
fn what_an_endpoint_sends_cannot_drive_the_terminal() {
    let mut hostile = failure();
    hostile.exchanges[1].response = Some(Response {
        status: 200,
        headers: Headers::from_iter([("X-\u{1b}[31m", "a\r\nb")]),
        body: b"\x1b]0;title\x07 \xff\xe2\x80\xae".to_vec(),
    });
    hostile.mismatches[0].actual = "\u{1b}[2J\nsecond line".to_owned();
    let text = shown(&hostile);
    assert!(
        !text.contains(['\u{1b}', '\u{7}', '\r', '\u{202e}']),
        "{text:?}"
    );
    assert!(
        text.contains("    actual    \u{fffd}[2J\n              second line\n"),
        "{text}"
    );
    assert!(
        text.contains("  < \u{fffd}]0;title\u{fffd} \u{fffd}\u{fffd}\n"),
        "{text}"
    );
}

#[test]
fn bodies_are_bounded_and_exact_where_letters_matter() {
    let body = |bytes: &[u8], most: usize| {
        let shown =
            crate::report::body::show(None, bytes, &crate::report::secrets::Secrets::default());
        crate::report::body::lines(&shown, bytes.len(), most).join("\n")
    };
    assert_eq!(body(b"", 9), "(no body)");
    assert_eq!(body(br#"{"A": [1]}"#, 9), "{\n  \"A\": [\n    1\n  ]\n}");
    assert_eq!(
        body(br#"{"A": [1]}"#, 2),
        "{\n  \"A\": [\n… (10 bytes in all)"
    );
    assert_eq!(body(br#"{"A":1,"A":2}"#, 9), r#"{"A":1,"A":2}"#);
    assert_eq!(body(br#"{"A":1e2}"#, 9), r#"{"A":1e2}"#);
    assert_eq!(body(br#"{"A":1"#, 9), r#"{"A":1"#);
    let long = body(&vec![b'x'; 1 << 20], 9);
    assert!(
        long.len() < 1000 && long.ends_with("… (262144 characters)"),
        "{}",
        long.len()
    );
}

#[test]
fn repeated_answers_are_shown_once() {
    let mut polled = failure();
    let describe = |state: &str| {
        exchange(
            Operation::DescribeCustomKeyStores,
            1,
            "{}",
            Some((200, &format!(r#"{{"NextMarker":"{state}"}}"#))),
        )
    };
    polled.exchanges = ["a", "b", "b", "b", "c", "d"].map(describe).to_vec();
    let mut cleanup = describe("never");
    cleanup.cleanup = true;
    polled.exchanges.push(cleanup);
    let text = shown(&polled);
    let labels: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("DescribeCustomKeyStores") && !line.contains("Target"))
        .collect();
    assert_eq!(
        labels,
        [
            "  step 1: DescribeCustomKeyStores (3 times)",
            "  step 1: DescribeCustomKeyStores",
            "  step 1: DescribeCustomKeyStores"
        ]
    );
    assert!(
        text.contains("and 1 other answer") && !text.contains("never"),
        "{text}"
    );
}

#[test]
fn changes_are_told_each_way_once_and_without_secrets() {
    let mut changed = [failure(), failure(), failure()];
    for result in &mut changed {
        result.regression = Some("- a\n+ hunter2-hunter2\n".to_owned());
        let body = r#"{"CustomKeyStoreId":"cks-1","KeyStorePassword":"hunter2-hunter2"}"#;
        result.exchanges = vec![exchange(Operation::UpdateCustomKeyStore, 1, body, None)];
    }
    changed[2].regression = Some("- a\n+ b\n".to_owned());
    let text = plain(|out| write_changes(out, &changed));
    let id = changed[0].id.as_str();
    assert_eq!(
        text,
        format!(
            "changed since the accepted snapshots: 3 cases; this is no failure\n\n  {id}\n  {id}\n    - a\n    + [masked]\n\n  \
             {id}\n    - a\n    + b\n\n--update accepts what came as the new snapshots\n\n"
        )
    );
}
