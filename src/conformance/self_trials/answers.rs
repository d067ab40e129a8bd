//! Answers that are wrong: each a `fail` with requirement, expected and actual, or a verdict that excuses the endpoint.

use kmspec::check::Verdict;
use wiremock::ResponseTemplate;

use super::Entry;
use super::bench::screen;
use super::stage::{against, case, delete, json, list};

pub(super) const TRIALS: &[Entry] = &[
    ("wrong_status", wrong_status),
    ("success_for_an_error", success_for_an_error),
    ("invalid_json", invalid_json),
    ("wrong_content_type", wrong_content_type),
    ("crash", crash),
    ("unknown_operation", unknown_operation),
];

fn wrong_status() {
    let told = against(
        |_| json(404, r#"{"__type":"CustomKeyStoreNotFoundException"}"#),
        [delete()],
    );
    screen("answers_wrong_status", told.ends(1, &[Verdict::Fail]));
}

fn success_for_an_error() {
    let told = against(|_| json(200, "{}"), [delete()]);
    screen(
        "answers_success_for_an_error",
        told.ends(1, &[Verdict::Fail]),
    );
}

fn invalid_json() {
    let told = against(|_| json(200, r#"{"Keys": [}"#), [list("invalid_json")]);
    screen("answers_invalid_json", told.ends(1, &[Verdict::Fail]));
}

fn wrong_content_type() {
    let steps = "steps:\n  - call: ListKeys\n    expect:\n      ok: {$open: true}\n      headers: {Content-Type: application/x-amz-json-1.1}\n";
    let told = against(
        |_| ResponseTemplate::new(200).set_body_raw(r#"{"Keys":[]}"#, "text/html"),
        [case("key/list/content_type", steps)],
    );
    screen("answers_wrong_content_type", told.ends(1, &[Verdict::Fail]));
}

fn crash() {
    let told = against(
        |_| {
            ResponseTemplate::new(500).set_body_raw(
                "Traceback (most recent call last):\n  File \"kms.py\", line 1\nKeyError: 'cks-1'\n",
                "text/plain",
            )
        },
        [delete()],
    );
    screen("answers_crash", told.ends(1, &[Verdict::Fail]));
}

fn unknown_operation() {
    let told = against(
        |_| json(400, r#"{"__type":"UnknownOperationException"}"#),
        [delete()],
    );
    screen(
        "answers_unknown_operation",
        told.ends(4, &[Verdict::Unsupported]),
    );
}
