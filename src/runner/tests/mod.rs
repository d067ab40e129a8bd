//! Verdicts on endpoints that answer from a script, one test for each way in which an instance can end.

mod aws;
mod runs;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{RunOptions, run};
use crate::case::{Case, CaseId, load_text};
use crate::check::{Event, RunSummary, Verdict};
use crate::target::{Target, http};
use crate::wire::admin::Principal;

/// Status and body of the answers to come, by operation.
type Answers = BTreeMap<String, Vec<(u16, String)>>;

/// Calls that an endpoint has seen, and its answers to the next ones by operation; the last answer is repeated.
#[derive(Debug, Clone, Default)]
struct Script {
    answers: Arc<Mutex<Answers>>,
    seen: Arc<Mutex<Vec<String>>>,
    delay: Option<Duration>,
}

const MOTO_CRASH: &str = "<!doctype html>\n<title>500 Internal Server Error</title>\n";

impl Script {
    fn new(answers: &[(&str, u16, &str)]) -> Self {
        let script = Self::default();
        {
            let mut map = script
                .answers
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            for (operation, status, body) in answers {
                let queue = map.entry((*operation).to_owned()).or_default();
                queue.push((*status, (*body).to_owned()));
            }
        }
        script
    }

    fn answer(&self, request: &Request) -> ResponseTemplate {
        let target = request.headers.get("x-amz-target");
        let target = target.and_then(|t| t.to_str().ok()).unwrap_or_default();
        let operation = target.trim_start_matches("TrentService.").to_owned();
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push(format!("{operation} {body}"));
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let unknown = (400, r#"{"__type":"UnknownOperationException"}"#.to_owned());
        let (status, body) = match answers.get_mut(&operation) {
            Some(queue) if queue.len() > 1 => queue.remove(0),
            Some(queue) => queue[0].clone(),
            None => unknown,
        };
        let template = ResponseTemplate::new(status).set_body_string(body);
        match self.delay {
            Some(delay) => template.set_delay(delay),
            None => template,
        }
    }

    fn seen(&self) -> Vec<String> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    async fn serve(&self) -> (MockServer, Target) {
        let server = MockServer::start().await;
        let script = self.clone();
        let responder = move |request: &Request| script.answer(request);
        Mock::given(any())
            .respond_with(responder)
            .mount(&server)
            .await;
        let mut options = http::Options::new(server.uri(), "us-east-1");
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
        (server, target)
    }

    async fn run(&self, options: &RunOptions, cases: &[Case]) -> RunSummary {
        let (_server, target) = self.serve().await;
        let summary = run(options, cases, &target, |_| {}).await;
        check_order(&summary);
        summary
    }
}

fn check_order(summary: &RunSummary) {
    assert!(summary.results.is_sorted_by_key(|r| r.id.clone()));
}

/// A case of this body, which begins at `steps:` or before.
pub(super) fn case(id: &str, body: &str) -> Case {
    let text = format!("requirement: A rule.\nevidence:\n  - kmspec-trial\n{body}");
    let id = CaseId::new(id).expect("a good id");
    match load_text(id, "cases/a.yaml", &text) {
        Ok(case) => case,
        Err(errors) => panic!("{errors:?}"),
    }
}

/// `steps:` of one call, on one line each.
fn delete(expect: &str) -> Case {
    case(
        "custom_key_store/delete/a",
        &format!(
            "steps:\n  - call: DeleteCustomKeyStore\n    input: {{CustomKeyStoreId: cks-1}}\n    expect: {expect}\n"
        ),
    )
}

/// Nothing is waited for that was done before: a script has no hosts that know late.
fn at_once() -> RunOptions {
    RunOptions {
        consistency_wait: Duration::ZERO,
        ..RunOptions::default()
    }
}

/// The only result, as one line: verdict, then why.
fn told(summary: &RunSummary) -> String {
    assert_eq!(summary.results.len(), 1, "{:?}", summary.results);
    let result = &summary.results[0];
    let mut told = format!("{} {}", summary.exit, result.verdict);
    if let Some(fault) = &result.fault {
        told = format!("{told}: {}", fault.summary);
    }
    for m in &result.mismatches {
        told = format!(
            "{told}: {}: expected {}, got {}",
            m.path, m.expected, m.actual
        );
    }
    told
}

async fn check(answers: &[(&str, u16, &str)], case: Case, expected: &str) {
    let summary = Script::new(answers).run(&at_once(), &[case]).await;
    assert_eq!(told(&summary), expected);
}

#[tokio::test]
async fn what_holds_passes_and_what_does_not_fails() {
    let gone = r#"{"__type":"CustomKeyStoreNotFoundException"}"#;
    let expect = "{error: CustomKeyStoreNotFoundException}";
    check(
        &[("DeleteCustomKeyStore", 400, gone)],
        delete(expect),
        "0 pass",
    )
    .await;
    check(
        &[("DeleteCustomKeyStore", 200, "{}")],
        delete(expect),
        "1 fail: answer: expected error CustomKeyStoreNotFoundException, got 200 {}",
    )
    .await;
}

#[tokio::test]
async fn an_operation_that_is_not_there_is_unsupported() {
    check(
        &[],
        delete("{ok: {}}"),
        "4 unsupported: the target does not have DeleteCustomKeyStore: it answered 400 UnknownOperationException",
    )
    .await;
    let expected = "{error: UnknownOperationException}";
    check(&[], delete(expected), "0 pass").await;
}

#[tokio::test]
async fn a_crash_is_told_from_an_absence_by_the_rest_of_the_run() {
    let crash = ("DeleteCustomKeyStore", 500, MOTO_CRASH);
    let told_absent = "4 unsupported: the target does not have DeleteCustomKeyStore: it answered 500 text/plain, 57 bytes: <!doctype html> <title>500 Internal Server Error</title>";
    check(&[crash], delete("{ok: {}}"), told_absent).await;
    let two = case(
        "custom_key_store/delete/b",
        "steps:\n  - call: DeleteCustomKeyStore\n    input: {CustomKeyStoreId: cks-1}\n    expect: {error: CustomKeyStoreNotFoundException}\n",
    );
    let gone = r#"{"__type":"CustomKeyStoreNotFoundException"}"#;
    // Whichever runs first gets the proper answer, and the other the crash.
    let script = Script::new(&[("DeleteCustomKeyStore", 400, gone), crash]);
    let mut events = Vec::new();
    let (_server, target) = script.serve().await;
    let cases = [delete("{error: CustomKeyStoreNotFoundException}"), two];
    let summary = run(&RunOptions::default(), &cases, &target, |event| {
        if let Event::CaseFinished(result) = event {
            events.push(result.verdict);
        }
    })
    .await;
    assert_eq!(events, [Verdict::Pass, Verdict::Fail]);
    assert_eq!(summary.exit, 1);
}

#[tokio::test]
async fn set_up_that_fails_blocks() {
    let body = "steps:\n  - call: CreateKey\n  - call: GenerateRandom\n    input: {NumberOfBytes: 1}\n    expect: {ok: {Plaintext: {$any: true}}}\n";
    check(
        &[(
            "CreateKey",
            400,
            r#"{"__type":"LimitExceededException","message":"no"}"#,
        )],
        case("random/generate/a", body),
        "4 blocked: step 1, CreateKey, is set-up and was answered 400 LimitExceededException: no",
    )
    .await;
    let needs = "needs:\n  store: {role: custom_key_store, type: AWS_CLOUDHSM}\nsteps:\n  - call: DeleteCustomKeyStore\n    input: {CustomKeyStoreId: {$ref: store.CustomKeyStoreId}}\n    expect: {ok: {}}\n";
    check(
        &[("CreateCustomKeyStore", 400, r#"{"__type":"CloudHsmClusterNotFoundException"}"#)],
        case("custom_key_store/delete/a", needs),
        "4 unsupported: needs CloudHSM clusters (--fixtures): the target refuses invented ones with CloudHsmClusterNotFoundException",
    )
    .await;
    check(
        &[("CreateCustomKeyStore", 400, r#"{"__type":"LimitExceededException"}"#)],
        case("custom_key_store/delete/a", needs),
        "4 blocked: need `store` could not be made: CreateCustomKeyStore was answered 400 LimitExceededException",
    )
    .await;
    check(
        &[],
        case("custom_key_store/delete/a", needs),
        "4 unsupported: the target does not have CreateCustomKeyStore: it answered 400 UnknownOperationException",
    )
    .await;
}

#[tokio::test]
async fn who_is_not_there_blocks_and_a_clock_that_is_not_there_is_unsupported() {
    let peer = "steps:\n  - as: peer\n    call: ListKeys\n    expect: {ok: {$open: true}}\n";
    let script = Script::new(&[]);
    let summary = script
        .run(&RunOptions::default(), &[case("key/list/a", peer)])
        .await;
    assert_eq!(
        told(&summary),
        "4 blocked: there are no credentials for `peer`"
    );
    // The only case says itself what is missing; of more than one the run says it once.
    let only = "the only case was not judged: this run says nothing of the target";
    assert_eq!(summary.warnings, [only]);
    let two = [case("key/list/a", peer), case("key/list/b", peer)];
    let both = script.run(&RunOptions::default(), &two).await;
    let warned = "2 cases were not judged: there are no credentials for `peer`".to_owned();
    assert!(both.warnings.contains(&warned), "{:?}", both.warnings);
    assert!(script.seen().is_empty(), "nothing is sent");
    let advance = "steps:\n  - advance: 7d\n  - call: ListKeys\n    expect: {ok: {$open: true}}\n";
    check(
        &[],
        case("key/list/a", advance),
        "4 unsupported: the target has no clock or world that a case may change",
    )
    .await;
}

#[tokio::test]
async fn references_lead_into_answers() {
    let body = "steps:\n  - {id: key, call: CreateKey}\n  - call: DescribeKey\n    input: {KeyId: {$ref: key.KeyMetadata.KeyId}}\n    expect: {error: NotFoundException}\n";
    let script = Script::new(&[
        ("CreateKey", 200, r#"{"KeyMetadata":{"KeyId":"abc"}}"#),
        ("DescribeKey", 400, r#"{"__type":"NotFoundException"}"#),
    ]);
    let summary = script
        .run(&at_once(), &[case("key/describe/a", body)])
        .await;
    assert_eq!(told(&summary), "0 pass");
    // Clean-up follows on a target that is not a world of the case's own.
    assert_eq!(
        script.seen(),
        [
            "CreateKey {}",
            r#"DescribeKey {"KeyId":"abc"}"#,
            r#"ScheduleKeyDeletion {"KeyId":"abc","PendingWindowInDays":7}"#,
            // Scheduling was refused, and so it is not believed.
            r#"DescribeKey {"KeyId":"abc"}"#,
        ]
    );
    check(
        &[("CreateKey", 200, "{}")],
        case("key/describe/a", body),
        "4 blocked: `key` has nothing at `key.KeyMetadata.KeyId`",
    )
    .await;
}

const CONNECTED: &str =
    r#"{"CustomKeyStores":[{"CustomKeyStoreId":"cks-1","ConnectionState":"CONNECTED"}]}"#;
const CONNECTING: &str =
    r#"{"CustomKeyStores":[{"CustomKeyStoreId":"cks-1","ConnectionState":"CONNECTING"}]}"#;

fn eventually(words: &str) -> Case {
    case(
        "custom_key_store/describe/a",
        &format!(
            "steps:\n  - call: DescribeCustomKeyStores\n    eventually: {{{words}}}\n    expect: {{ok: {{$open: true, CustomKeyStores: [{{$open: true, ConnectionState: CONNECTED}}]}}}}\n"
        ),
    )
}

#[tokio::test]
async fn eventually_repeats_until_it_holds() {
    let describe = "DescribeCustomKeyStores";
    let then = [(describe, 200, CONNECTING), (describe, 200, CONNECTED)];
    check(&then, eventually("within: 20s"), "0 pass").await;
    check(
        &[(describe, 200, CONNECTING)],
        eventually("within: 1ms"),
        r#"1 fail: body.CustomKeyStores[0].ConnectionState: expected "CONNECTED" within 0s, got "CONNECTING""#,
    )
    .await;
    check(
        &[(describe, 200, CONNECTED), (describe, 200, CONNECTING)],
        eventually("within: 20s, stable_for: 1s"),
        r#"1 fail: body.CustomKeyStores[0].ConnectionState: expected "CONNECTED" to hold for 1s, as it did at first, got "CONNECTING""#,
    )
    .await;
    check(
        &[(describe, 502, "bad gateway"), (describe, 200, CONNECTED)],
        eventually("within: 20s"),
        "0 pass",
    )
    .await;
    // Once may be an accident.
    check(
        &[(describe, 502, "bad gateway")],
        eventually("within: 20s"),
        "1 fail: answer: expected ok {CustomKeyStores: [{ConnectionState: \"CONNECTED\", …}], …} with status 200 within 20s, got 502 text/plain, 11 bytes: bad gateway",
    )
    .await;
}

#[tokio::test]
async fn copies_are_sent_at_once() {
    let body = "steps:\n  - call: DeleteCustomKeyStore\n    input: {CustomKeyStoreId: cks-1}\n    copies: 3\n    expect:\n      each:\n        - {count: 1, expect: {ok: {}}}\n        - {count: 2, expect: {error: CustomKeyStoreNotFoundException}}\n";
    let delete = "DeleteCustomKeyStore";
    let gone = r#"{"__type":"CustomKeyStoreNotFoundException"}"#;
    let case = case("custom_key_store/delete/a", body);
    check(
        &[(delete, 200, "{}"), (delete, 400, gone)],
        case.clone(),
        "0 pass",
    )
    .await;
    check(
        &[(delete, 200, "{}")],
        case,
        "1 fail: answers: expected 1 × ok {}, 2 × error CustomKeyStoreNotFoundException, got 3 × 200 {}",
    )
    .await;
}
