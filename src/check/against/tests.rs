//! Small recordings of our own: what agrees, what contradicts, and what cannot be read.

use std::path::Path;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::*;
use crate::case;

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    case::load(&[&root], &root).unwrap_or_else(|errors| panic!("{errors}"))
});

/// A HAR with one exchange.
fn har(operation: &str, input: &Value, status: u16, content_type: &str, body: &Value) -> String {
    let entry = json!({
        "request": {
            "method": "POST",
            "url": "https://kms.us-east-1.amazonaws.com/",
            "headers": [{"name": "x-amz-target", "value": format!("TrentService.{operation}")}],
            "postData": {"mimeType": "application/x-amz-json-1.1", "text": input.to_string()},
        },
        "response": {
            "status": status,
            "headers": [
                {"name": "Content-Type", "value": content_type},
                {"name": "x-amzn-RequestId", "value": "3512451e-42de-4704-a781-2281ac899bf6"},
                {"name": "Date", "value": "Thu, 19 Mar 2026 15:31:12 GMT"},
            ],
            "content": {"text": STANDARD.encode(body.to_string()), "encoding": "base64"},
        },
    });
    json!({"log": {"entries": [entry]}}).to_string()
}

fn compared(operation: &str, input: &Value, status: u16, body: &Value) -> Comparison {
    let text = har(operation, input, status, aws_json::CONTENT_TYPE, body);
    let recorded = read_recording(&text).expect("a HAR");
    compare_recorded(&CASES, &recorded[0])
}

/// Where an exchange contradicts something, each as `case path`.
fn places(comparison: &Comparison) -> Vec<String> {
    comparison
        .contradictions
        .iter()
        .flat_map(|contradiction| {
            let of = &contradiction.of;
            let mismatches = contradiction.mismatches.iter();
            mismatches.map(move |mismatch| format!("{of} {}", mismatch.path))
        })
        .collect()
}

#[test]
fn what_the_corpus_expects_contradicts_nothing() {
    fn check(operation: &str, input: &Value, status: u16, body: &Value, expected_by: &str) {
        let comparison = compared(operation, input, status, body);
        assert_eq!(places(&comparison), [""; 0], "{operation} {input}");
        assert!(
            comparison.fields > 0,
            "{operation}: no header field was compared"
        );
        let by = &comparison.agrees;
        assert!(
            by.iter().any(|id| id == expected_by),
            "{operation} {input}: {by:?}"
        );
    }
    let bytes = |length: usize| STANDARD.encode(vec![7; length]);
    let arn = "arn:aws:kms:us-east-1:111122223333:key/134f2428-cec1-4b25-a1ae-9048164dba47";
    check(
        "GenerateRandom",
        &json!({"NumberOfBytes": 16}),
        200,
        &json!({"Plaintext": bytes(16)}),
        "protocol/content_type/of_the_answer",
    );
    check(
        "Decrypt",
        &json!({"CiphertextBlob": bytes(100)}),
        400,
        &json!({"__type": "InvalidCiphertextException"}),
        "encryption/decrypt/ciphertext_missing",
    );
    check(
        "DescribeKey",
        &json!({"KeyId": "fake-key-id"}),
        400,
        &json!({"__type": "NotFoundException", "message": "Invalid keyId 'fake-key-id'"}),
        "key/describe/malformed_id/words",
    );
    check(
        "Encrypt",
        &json!({"KeyId": "alias/a", "Plaintext": bytes(16)}),
        200,
        &json!({"CiphertextBlob": bytes(160), "KeyId": arn, "EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}),
        "encryption/encrypt/algorithm_of_another_spec",
    );
}

#[test]
fn an_answer_that_no_case_allows_contradicts_one() {
    fn check(operation: &str, input: &Value, status: u16, body: &Value, expected: &[&str]) {
        let comparison = compared(operation, input, status, body);
        assert_eq!(places(&comparison), expected, "{operation} {input}");
    }
    let bytes = |length: usize| STANDARD.encode(vec![7; length]);
    // A success where a request shows by itself that it must be refused.
    let zero = compared(
        "GenerateRandom",
        &json!({"NumberOfBytes": 0}),
        200,
        &json!({"Plaintext": ""}),
    );
    assert!(
        places(&zero).iter().any(|place| place.ends_with(" answer")),
        "{zero:?}"
    );
    // The text that was recorded, and another.
    let text = compared(
        "DescribeKey",
        &json!({"KeyId": "fake-key-id"}),
        400,
        &json!({"__type": "NotFoundException", "message": "No such key"}),
    );
    assert_eq!(
        places(&text),
        ["key/describe/malformed_id/words error message"]
    );
    let location = text.contradictions[0].mismatches[0].location.as_ref();
    let location = location.expect("the place in the case file");
    assert!(
        location.source.path.ends_with("malformed_id.yaml"),
        "{}",
        location.source.path
    );
    assert!(location.span.line > 1);
    // A type that no case expects of bytes that are no ciphertext.
    let garbage = compared(
        "Decrypt",
        &json!({"CiphertextBlob": bytes(100)}),
        400,
        &json!({"__type": "SerializationException"}),
    );
    assert!(
        places(&garbage)
            .iter()
            .all(|place| place.ends_with("error type")),
        "{garbage:?}"
    );
    assert_eq!(garbage.contradictions.len(), 1);
    // An answer that is not of the model's shape.
    check(
        "ListAliases",
        &json!({}),
        200,
        &json!({"Aliases": [], "Truncated": "no"}),
        &["the service model, ListAliasesResponse body.Truncated"],
    );
}

#[test]
fn header_fields_are_compared_with_every_answer() {
    let body = json!({"Plaintext": STANDARD.encode([7; 16])});
    let text = har(
        "GenerateRandom",
        &json!({"NumberOfBytes": 16}),
        200,
        "text/html",
        &body,
    );
    let recorded = read_recording(&text).expect("a HAR");
    let found = places(&compare_recorded(&CASES, &recorded[0]));
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|place| place.ends_with(" headers.Content-Type")),
        "{found:?}"
    );
}

#[test]
fn what_any_request_may_get_contradicts_nothing() {
    for error in AT_ANY_TIME {
        let input = json!({"KeyId": "fake-key-id"});
        let comparison = compared(
            "DescribeKey",
            &input,
            400,
            &json!({"__type": error, "message": "x"}),
        );
        assert_eq!(places(&comparison), [""; 0], "{error}");
    }
}

#[test]
fn members_that_no_model_has_are_noted() {
    let input = json!({"CiphertextBlob": STANDARD.encode([7; 160])});
    let body = json!({
        "KeyId": "arn:aws:kms:us-east-1:111122223333:key/134f2428-cec1-4b25-a1ae-9048164dba47",
        "Plaintext": "aGk=", "EncryptionAlgorithm": "SYMMETRIC_DEFAULT", "KeyOrigin": "AWS_KMS",
    });
    let comparison = compared("Decrypt", &input, 200, &body);
    assert_eq!(places(&comparison), [""; 0]);
    assert_eq!(
        comparison.unknown.into_iter().collect::<Vec<_>>(),
        ["KeyOrigin"]
    );
}

#[test]
fn a_replay_is_read_too() {
    let replay = json!({"Entries": [
        {"Request": {"Method": "POST", "Header": {"X-Amz-Target": ["TrentService.ListKeys"]}, "BodyParts": ["e30="]},
         "Response": {"StatusCode": 200, "Header": {"Date": ["Thu, 19 Mar 2026 15:31:12 GMT"]}, "Body": "e30="}},
        {"Request": {"Method": "GET", "Header": {}}, "Response": {"StatusCode": 404, "Header": {}}},
    ]});
    let recorded = read_recording(&replay.to_string()).expect("a replay");
    assert_eq!(recorded.len(), 1);
    assert_eq!((recorded[0].number, recorded[0].response.status), (1, 200));
    assert_eq!(recorded[0].request.body, b"{}");
    assert_eq!(
        recorded[0].response.headers.get("date"),
        Some("Thu, 19 Mar 2026 15:31:12 GMT")
    );
}

#[test]
fn what_is_no_recording_is_told_with_its_place() {
    fn check(text: &str, begin: &str) {
        let error = read_recording(text).expect_err("no recording").to_string();
        assert!(error.starts_with(begin), "{text}: {error}");
    }
    check("", "it is not JSON: ");
    check(
        "{}",
        "it has neither `log.entries`, as a HAR has, nor `Entries`, as a replay has",
    );
    check(
        r#"{"Entries": [{"Request": {"Method": "POST", "BodyParts": ["%"]}}]}"#,
        "Entries[0].Request.BodyParts: it is not base64: ",
    );
    check(
        r#"{"Entries": [{"Request": {"Method": "POST"}, "Response": {"StatusCode": 99}}]}"#,
        "Entries[0].Response.StatusCode: it is no status code",
    );
    check(
        r#"{"log": {"entries": [{"request": {}, "response": {}}]}}"#,
        "log.entries[0].request.method: there is no such text",
    );
}
