//! Clients that are right and wrong, by what went over the wire.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::case::{CommandFlavour, Ended, Location};
use crate::case::{Source, Span};
use crate::check::{ClientCall, CommandRun, Seen, Signed, Signer, judge_client};
use crate::model::Operation;
use crate::wire::{Headers, Request};
use crate::wire::{Response, aws_json};

fn answer(status: u16, body: &str) -> Response {
    Response {
        status,
        headers: Headers::new(),
        body: body.as_bytes().to_vec(),
    }
}

fn seen(operation: &str, body: &str, response: Response) -> Seen {
    let scope = ["us-east-1", "kms", "AKIDEXAMPLE"].map(str::to_owned);
    let [region, service, key] = scope;
    Seen {
        request: aws_request(operation, body),
        response: Some(response),
        signed: Signed::Valid,
        scope: Some((region, service, key)),
        tls: false,
        tunnel: None,
    }
}

fn aws_request(operation: &str, body: &str) -> Request {
    aws_json::request("127.0.0.1:1", operation, body)
}

fn run(exit: i32, stdout: &str, stderr: &str, seen: Vec<Seen>) -> CommandRun {
    CommandRun {
        step: 1,
        args: Vec::new(),
        ended: Ended::Exit(exit),
        stdout: stdout.to_owned(),
        stderr: stderr.to_owned(),
        seen,
    }
}

/// What a client of this flavour did wrong, as `path: expected / actual`.
fn judged(
    flavour: CommandFlavour,
    operation: Operation,
    input: &Value,
    run: &CommandRun,
) -> Vec<String> {
    judged_as(Some(signer(None)), flavour, operation, input, run)
}

fn signer(session_token: Option<&str>) -> Signer {
    Signer {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        session_token: session_token.map(str::to_owned),
        region: "us-east-1".to_owned(),
    }
}

fn judged_as(
    signer: Option<Signer>,
    flavour: CommandFlavour,
    operation: Operation,
    input: &Value,
    run: &CommandRun,
) -> Vec<String> {
    let source = Source {
        path: "cases/a.yaml".to_owned(),
        text: String::new(),
    };
    let call = ClientCall {
        operation,
        input,
        signer,
        flavour,
        location: Location {
            source: Arc::new(source),
            span: Span::default(),
        },
    };
    let breaches = judge_client(&call, run);
    let all = breaches.request.into_iter().chain(breaches.output);
    all.map(|m| format!("{}: {} / {}", m.path, m.expected, m.actual))
        .collect()
}

fn check(operation: Operation, input: &Value, run: &CommandRun, expected: &[&str]) {
    let found = judged(CommandFlavour::V1, operation, input, run);
    assert_eq!(found, expected);
}

#[test]
fn a_success_is_told_as_it_came() {
    let describe = Operation::DescribeKey;
    let input = json!({"KeyId": "k"});
    let body = r#"{"KeyMetadata": {"KeyId": "k", "CreationDate": 1478029612.25, "Enabled": true, "New": 1, "Origin": null, "EncapsulationAlgorithms": []}}"#;
    let told = |printed: &str| {
        let seen = seen("DescribeKey", r#"{"KeyId": "k"}"#, answer(200, body));
        run(0, printed, "", vec![seen])
    };
    let v1 = r#"{"KeyMetadata": {"Enabled": true, "KeyId": "k", "CreationDate": 1478029612.25}}"#;
    let v2 = v1.replace("1478029612.25", "\"2016-11-01T19:46:52.250000+00:00\"");
    check(describe, &input, &told(v1), &[]);
    let as_v2 = judged(CommandFlavour::V2, describe, &input, &told(&v2));
    assert_eq!(as_v2, [""; 0]);
    // As Python prints a number, and longer lists.
    let whole = |printed: &str, body: &str| {
        let seen = seen("DescribeKey", r#"{"KeyId": "k"}"#, answer(200, body));
        run(0, printed, "", vec![seen])
    };
    let body = r#"{"KeyMetadata": {"KeyId": "k", "CreationDate": 1478029612, "EncryptionAlgorithms": ["a", "b"]}}"#;
    let printed = body.replace("1478029612", "1478029612.0");
    check(describe, &input, &whole(&printed, body), &[]);
    check(
        describe,
        &input,
        &whole(&printed.replace("\"b\"", "\"c\""), body),
        &["stdout.KeyMetadata.EncryptionAlgorithms[1]: \"b\" / \"c\""],
    );
    check(
        describe,
        &input,
        &told(&v2),
        &["stdout.KeyMetadata.CreationDate: 1478029612.25 / \"2016-11-01T19:46:52.250000+00:00\""],
    );
    check(
        describe,
        &input,
        &told(r#"{"KeyMetadata": {"KeyId": "k", "CreationDate": 1478029612.25, "Arn": "a"}}"#),
        &[
            "stdout.KeyMetadata.Enabled: true / nothing",
            "stdout.KeyMetadata.Arn: nothing / \"a\"",
        ],
    );
    check(
        describe,
        &input,
        &told(""),
        &[
            "stdout: the answer as JSON: {\"KeyMetadata\":{\"KeyId\":\"k\",\"CreationDate\":1478029612.25,\"Enabled\":true,\"New\":1,\"Origin\":null,\"EncapsulationAlgorithms\":[]}} / nothing",
        ],
    );
}

#[test]
fn an_empty_answer_prints_nothing() {
    let delete = Operation::DeleteCustomKeyStore;
    let input = json!({"CustomKeyStoreId": "c"});
    let of = |exit: i32, printed: &str, body: &str| {
        let request = r#"{"CustomKeyStoreId": "c"}"#;
        let seen = seen("DeleteCustomKeyStore", request, answer(200, body));
        run(exit, printed, "", vec![seen])
    };
    check(delete, &input, &of(0, "", "{}"), &[]);
    check(delete, &input, &of(0, "", ""), &[]);
    check(delete, &input, &of(0, "", r#"{"Unknown": 1}"#), &[]);
    check(
        delete,
        &input,
        &of(1, "{}\n", "{}"),
        &["exit code: 0 / exit 1", "stdout: nothing / \"{}\\n\""],
    );
    check(
        delete,
        &input,
        &of(0, "{}", ""),
        &["stdout: nothing / \"{}\""],
    );
    // What no client can read is the endpoint's.
    check(delete, &input, &of(255, "", "<html>"), &[]);
}

#[test]
fn an_error_is_told_with_code_and_message() {
    let list = Operation::ListKeys;
    let input = json!({});
    let body = r#"{"__type": "a#InvalidMarkerException", "message": "No such marker. "}"#;
    let of = |exit: i32, stdout: &str, stderr: &str| {
        let seen = seen("ListKeys", "{}", answer(400, body));
        run(exit, stdout, stderr, vec![seen])
    };
    let told = "\nAn error occurred (InvalidMarkerException) when calling the ListKeys operation: No such marker. \n";
    check(list, &input, &of(255, "", told), &[]);
    let retried = told.replace("operation:", "operation (reached max retries: 0):");
    check(list, &input, &of(255, "", &retried), &[]);
    let as_v2 = judged(CommandFlavour::V2, list, &input, &of(254, "", told));
    assert_eq!(as_v2, [""; 0]);
    check(
        list,
        &input,
        &of(254, "", told),
        &["exit code: 255 / exit 254"],
    );
    for wrong in [
        "it failed",
        &told.replace("InvalidMarker", "Validation"),
        &told.replace("ListKeys", "ListAliases"),
        &told.replace("No such", "A bad"),
    ] {
        let found = judged(CommandFlavour::V1, list, &input, &of(255, "", wrong));
        assert_eq!(found.len(), 1, "{wrong}: {found:?}");
        assert!(found[0].starts_with("stderr: "), "{found:?}");
    }
}

#[test]
fn what_is_sent_is_the_input_and_nothing_else() {
    let list = Operation::ListKeys;
    let input = json!({"Limit": 1});
    let ok = || answer(200, r#"{"Keys": []}"#);
    let printed = r#"{"Keys": []}"#;
    let sent = |seen: Vec<Seen>| run(0, printed, "", seen);
    let good = seen("ListKeys", r#"{"Limit": 1}"#, ok());
    check(list, &input, &sent(vec![good.clone()]), &[]);
    check(
        list,
        &input,
        &sent(vec![seen("ListAliases", r#"{"Limit": 2, "A": 1}"#, ok())]),
        &[
            "request.X-Amz-Target: TrentService.ListKeys / TrentService.ListAliases",
            "request.Limit: 1 / 2",
            "request.A: nothing / 1",
        ],
    );
    check(
        list,
        &input,
        &sent(Vec::new()),
        &["requests: a ListKeys of {\"Limit\":1} / none"],
    );
    let twice = vec![good.clone(), good.clone()];
    check(
        list,
        &input,
        &sent(twice),
        &["requests: one ListKeys / 2: POST / TrentService.ListKeys, POST / TrentService.ListKeys"],
    );
    let mut throttled = good.clone();
    throttled.response = Some(answer(400, r#"{"__type": "ThrottlingException"}"#));
    check(
        list,
        &input,
        &sent(vec![throttled.clone(), good.clone()]),
        &[],
    );
    for (status, body, again) in [
        (500, "", true),
        (503, "{}", true),
        (429, "", true),
        (400, r#"{"__type": "SlowDown"}"#, true),
        (400, r#"{"__type": "NotFoundException"}"#, false),
        (400, "", false),
    ] {
        throttled.response = Some(answer(status, body));
        let twice = sent(vec![throttled.clone(), good.clone()]);
        let found = judged(CommandFlavour::V1, list, &input, &twice);
        assert_eq!(found.is_empty(), again, "{status} {body}: {found:?}");
    }
    let mut astray = good.clone();
    astray.scope = Some((
        "eu-west-1".to_owned(),
        "kms".to_owned(),
        "AKIDOTHER".to_owned(),
    ));
    check(
        list,
        &input,
        &sent(vec![astray]),
        &["request.signature: AKIDEXAMPLE for kms in us-east-1 / AKIDOTHER for kms in eu-west-1"],
    );
    let mut unsigned = good;
    unsigned.signed = Signed::No;
    check(
        list,
        &input,
        &sent(vec![unsigned]),
        &["request.signature: valid / unsigned"],
    );
}

#[test]
fn the_signature_is_the_principals() {
    let input = json!({});
    let of = |signer: Option<Signer>, signed: Signed, token: Option<&str>| {
        let mut seen = seen("ListKeys", "{}", answer(200, "{}"));
        seen.signed = signed;
        if let Some(token) = token {
            seen.request.headers.append("X-Amz-Security-Token", token);
        }
        let run = run(0, "", "", vec![seen]);
        judged_as(
            signer,
            CommandFlavour::V1,
            Operation::ListKeys,
            &input,
            &run,
        )
    };
    let fine = [""; 0];
    assert_eq!(of(Some(signer(None)), Signed::Valid, None), fine);
    assert_eq!(of(Some(signer(Some("t"))), Signed::Valid, Some("t")), fine);
    assert_eq!(of(None, Signed::No, None), fine);
    assert_eq!(
        of(None, Signed::Valid, None),
        ["request.signature: unsigned / valid"]
    );
    assert_eq!(
        of(Some(signer(None)), Signed::Invalid("why".to_owned()), None),
        ["request.signature: valid / not valid: why"]
    );
    assert_eq!(
        of(Some(signer(None)), Signed::Valid, Some("t")),
        ["request.signature: no session token / a session token, not the one given"]
    );
    assert_eq!(
        of(Some(signer(Some("t"))), Signed::Valid, None),
        ["request.signature: a session token / no session token, not the one given"]
    );
    assert_eq!(
        of(Some(signer(Some("t"))), Signed::Valid, Some("u")),
        ["request.signature: a session token / a session token, not the one given"]
    );
}

#[test]
fn an_answer_is_owed_to_a_good_request_only() {
    let input = json!({});
    let unanswered = |body: &str| {
        let mut seen = seen("ListKeys", body, answer(200, "{}"));
        seen.response = None;
        run(0, "", "", vec![seen])
    };
    let list = Operation::ListKeys;
    check(
        list,
        &input,
        &unanswered("{}"),
        &["requests: one that could be answered / none"],
    );
    check(
        list,
        &input,
        &unanswered("{\"Limit\": 1}"),
        &["request.Limit: nothing / 1"],
    );
}

#[test]
fn what_a_release_is_too_old_for_it_may_drop() {
    let input = json!({"KeyId": "k"});
    let told = |flavour: CommandFlavour, printed: &str| {
        let body = r#"{"Grants": [{"GrantId": "g", "GranteeServicePrincipal": "s"}]}"#;
        let seen = seen("ListGrants", r#"{"KeyId": "k"}"#, answer(200, body));
        let run = run(0, printed, "", vec![seen]);
        judged(flavour, Operation::ListGrants, &input, &run)
    };
    let without = r#"{"Grants": [{"GrantId": "g"}]}"#;
    assert_eq!(told(CommandFlavour::V1, without), [""; 0]);
    assert_eq!(
        told(CommandFlavour::V2, without),
        ["stdout.Grants[0].GranteeServicePrincipal: \"s\" / nothing"]
    );
    let twice = r#"{"Grants": [{"GrantId": "g"}, {"GrantId": "g"}]}"#;
    assert_eq!(
        told(CommandFlavour::V1, twice),
        [
            "stdout.Grants: [{\"GrantId\":\"g\",\"GranteeServicePrincipal\":\"s\"}] / [{\"GrantId\":\"g\"},{\"GrantId\":\"g\"}]"
        ]
    );
}

#[test]
fn secrets_differ_unseen() {
    let input = json!({"CustomKeyStoreId": "c", "KeyStorePassword": "canary-1"});
    let body = r#"{"CustomKeyStoreId": "c", "KeyStorePassword": "canary-2"}"#;
    let seen = seen("UpdateCustomKeyStore", body, answer(200, "{}"));
    check(
        Operation::UpdateCustomKeyStore,
        &input,
        &run(0, "", "", vec![seen]),
        &[
            "request.KeyStorePassword: \"[masked: 8 characters]\" / \"[masked: 8 characters]\", but another than was given",
        ],
    );
}
