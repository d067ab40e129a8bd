//! `kmspec check --against`: what the program says of small recordings, and its exit codes.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::Entry;

pub(super) const TRIALS: &[Entry] = &[
    ("agreement", agreement),
    ("contradiction", contradiction),
    ("no_recording", no_recording),
    ("no_exchange", no_exchange),
];

/// An entry of a HAR.
fn entry(target: &str, input: &Value, status: u16, body: &Value) -> Value {
    json!({
        "request": {
            "method": "POST",
            "headers": [{"name": "X-Amz-Target", "value": target}],
            "postData": {"text": input.to_string()},
        },
        "response": {
            "status": status,
            "headers": [
                {"name": "content-type", "value": "application/x-amz-json-1.1"},
                {"name": "x-amzn-requestid", "value": "3512451e-42de-4704-a781-2281ac899bf6"},
                {"name": "date", "value": "Thu, 19 Mar 2026 15:31:12 GMT"},
            ],
            "content": {"text": body.to_string()},
        },
    })
}

/// Exit code, standard output and standard error of a check against this text.
fn checked(text: &str) -> (i32, String, String) {
    let folder = tempfile::tempdir().expect("a folder can be had");
    let file = folder.path().join("recording.har");
    std::fs::write(&file, text).expect("a file can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_kmspec"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .args(["check", "--against"])
        .arg(&file)
        .output()
        .expect("the program runs");
    let read = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        text.replace(&file.display().to_string(), "RECORDING")
    };
    (
        output.status.code().expect("it ends by itself"),
        read(&output.stdout),
        read(&output.stderr),
    )
}

fn har(entries: &[Value]) -> String {
    json!({"log": {"entries": entries}}).to_string()
}

fn agreement() {
    let input = json!({"NumberOfBytes": 3});
    let good = entry(
        "TrentService.GenerateRandom",
        &input,
        200,
        &json!({"Plaintext": "AAAA"}),
    );
    let newer = entry(
        "TrentService.ListAliases",
        &json!({}),
        200,
        &json!({"AliasCount": 0, "Aliases": [], "Truncated": false}),
    );
    let (code, out, err) = checked(&har(&[good, newer]));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(
        out.contains("note: ListAliases has members that no model has: AliasCount"),
        "{out}"
    );
    assert!(out.contains(" 0 contradict;"), "{out}");
}

fn contradiction() {
    let wrong = entry(
        "TrentService.DescribeKey",
        &json!({"KeyId": "fake-key-id"}),
        400,
        &json!({"__type": "NotFoundException", "message": "no such key"}),
    );
    let (code, out, err) = checked(&har(&[wrong]));
    assert_eq!((code, err.as_str()), (1, ""), "{out}");
    assert!(
        out.contains("contradicts key/describe/malformed_id/words"),
        "{out}"
    );
    assert!(
        out.contains("cases/key/describe/malformed_id.yaml:"),
        "{out}"
    );
    assert!(out.contains("recorded \"no such key\""), "{out}");
    assert!(out.contains(" 1 contradict;"), "{out}");
}

fn no_recording() {
    let (code, out, err) = checked("<html>");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("RECORDING is no recording: it is not JSON"),
        "{err}"
    );
    assert!(err.contains("help: a HAR (`log.entries`)"), "{err}");
}

fn no_exchange() {
    let elsewhere = entry("DynamoDB_20120810.ListTables", &json!({}), 200, &json!({}));
    let (code, _, err) = checked(&har(&[elsewhere]));
    assert_eq!(code, 2, "{err}");
    assert!(
        err.contains("the recordings hold no exchange with KMS"),
        "{err}"
    );
}
