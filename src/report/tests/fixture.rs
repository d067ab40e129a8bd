//! Results as a run finds them, and what is written of them without styles.

use std::sync::Arc;
use std::time::Duration;

use anstream::StripStream;

use crate::case::{Evidence, InstanceId, Location, Source, Span};
use crate::check::{CaseResult, Exchange, Mismatch, Origin, RunSummary, Verdict};
use crate::model::Operation;
use crate::wire::{Headers, Request, Response};

const TEXT: &str = "requirement: A store that holds keys stays.\n\
                    steps:\n  - call: DeleteCustomKeyStore\n    expect: {error: CustomKeyStoreHasCMKsException}\n";

pub(super) fn location(line: u32, column: u32) -> Location {
    let source = Source {
        path: "cases/custom_key_store/delete/non_empty.yaml".to_owned(),
        text: TEXT.to_owned(),
    };
    Location {
        source: Arc::new(source),
        span: Span { line, column },
    }
}

pub(super) fn exchange(
    operation: Operation,
    step: usize,
    body: &str,
    response: Option<(u16, &str)>,
) -> Exchange {
    let headers = Headers::from_iter([
        ("Host", "127.0.0.1:4566".to_owned()),
        ("X-Amz-Target", format!("TrentService.{operation}")),
        ("User-Agent", "dull".to_owned()),
        (
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/kms/aws4_request, SignedHeaders=host, \
             Signature=0123456789abcdef"
                .to_owned(),
        ),
        ("X-Amz-Security-Token", "session-token".to_owned()),
    ]);
    Exchange {
        step,
        label: operation.to_string(),
        operation,
        request: Request {
            method: "POST".to_owned(),
            target: "/".to_owned(),
            headers,
            body: body.as_bytes().to_vec(),
        },
        response: response.map(|(status, body)| Response {
            status,
            headers: Headers::from_iter([
                ("Content-Type", "application/x-amz-json-1.1"),
                ("Date", "dull"),
            ]),
            body: body.as_bytes().to_vec(),
        }),
        cut: None,
        cleanup: false,
        waiting: false,
    }
}

pub(in crate::report) fn result(id: &str, operation: Operation, verdict: Verdict) -> CaseResult {
    CaseResult {
        id: InstanceId(id.to_owned()),
        operation,
        verdict,
        requirement: "A custom key store that still contains KMS keys cannot be deleted."
            .to_owned(),
        evidence: Evidence::built_in("C-106").into_iter().collect(),
        mismatches: Vec::new(),
        sightings: Vec::new(),
        fault: None,
        commands: Vec::new(),
        exchanges: Vec::new(),
        failed_step: None,
        location: location(1, 1),
        duration: Duration::from_millis(12),
        tries: 1,
        regression: None,
    }
}

pub(in crate::report) fn failure() -> CaseResult {
    let mut failure = result(
        "custom_key_store/delete/non_empty",
        Operation::DeleteCustomKeyStore,
        Verdict::Fail,
    );
    failure.mismatches.push(Mismatch {
        origin: Origin::Endpoint,
        path: "error type".to_owned(),
        expected: "CustomKeyStoreHasCMKsException".to_owned(),
        actual: "none: status 200".to_owned(),
        location: Some(location(4, 21)),
    });
    failure.failed_step = Some(1);
    failure.exchanges = vec![
        exchange(Operation::CreateKey, 0, "{}", Some((200, "{}"))),
        exchange(
            Operation::DeleteCustomKeyStore,
            1,
            r#"{"CustomKeyStoreId":"cks-1"}"#,
            Some((200, "{}")),
        ),
    ];
    failure
}

pub(super) fn summary(results: Vec<CaseResult>) -> RunSummary {
    RunSummary {
        run: None,
        target: "http://127.0.0.1:4566".to_owned(),
        seed: 7,
        selected: results.len(),
        results,
        duration: Duration::from_millis(1240),
        interrupted: false,
        unknown_members: Vec::new(),
        strict: false,
        warnings: Vec::new(),
        left_behind: Vec::new(),
        exit: 0,
    }
}

/// What `write` writes, without styles.
pub(super) fn plain(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut out = StripStream::new(Vec::new());
    write(&mut out).expect("memory takes everything");
    String::from_utf8(out.into_inner()).expect("reports are UTF-8")
}
