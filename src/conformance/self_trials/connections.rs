//! Connections that break: each is an `error` that says where, never a verdict on the endpoint's KMS.

use std::net::TcpListener;

use insta::assert_snapshot;
use kmspec::check::Verdict;
use wiremock::ResponseTemplate;

use super::Entry;
use super::raw::{self, send, take_rest, wait_for_end};
use super::stage::{Scripted, Stage, block_on, json, list, told_of_error as told};

pub(super) const TRIALS: &[Entry] = &[
    ("refused", refused),
    ("reset_before_any_answer", reset_before_any_answer),
    ("closed_before_any_answer", closed_before_any_answer),
    ("hang", hang),
    ("not_http", not_http),
    ("redirect", redirect),
    ("plain_body_called_gzip", plain_body_called_gzip),
    ("body_without_type", body_without_type),
];

fn refused() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("a bound listener has one");
    drop(listener);
    let stage = Stage::new(&format!("http://{address}"), [list("a"), list("b")]);
    let told = block_on(stage.play());
    assert_snapshot!(told.ends(3, &[Verdict::Error]), @"
    2 cases on http://127.0.0.1:PORT (seed 0)

    error key/list/a

      The endpoint behaves.

      nothing listens at 127.0.0.1:PORT
      help: is the endpoint running, and is this its port?

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      step 1: ListKeys
      > POST / (signed ListKeys)
      > {}
      < (no answer)

      rerun kmspec run --exact key/list/a --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation  error
    ListKeys       1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 error
    warning the only case was not judged: this run says nothing of the target
    warning 1 selected case was not run to the end
    no claim of conformance: of 2 selected, 0 judged: 1 error
    ");
}

fn reset_before_any_answer() {
    let url = raw::endpoint(|_| {});
    assert_snapshot!(told(&url), @"
    1 case on http://127.0.0.1:PORT (seed 0)

    error key/list/connection

      The endpoint behaves.

      the connection was reset before any answer
      help: an endpoint that hangs up without an answer has often crashed; its log may say why

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      step 1: ListKeys
      > POST / (signed ListKeys)
      > {}
      < (no answer)

      rerun kmspec run --exact key/list/connection --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation  error
    ListKeys       1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 error
    warning the only case was not judged: this run says nothing of the target
    no claim of conformance: of 1 selected, 0 judged: 1 error
    ");
}

fn closed_before_any_answer() {
    let url = raw::endpoint(take_rest);
    assert_snapshot!(told(&url), @"
    1 case on http://127.0.0.1:PORT (seed 0)

    error key/list/connection

      The endpoint behaves.

      the connection was closed before any answer
      help: an endpoint that hangs up without an answer has often crashed; its log may say why

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      step 1: ListKeys
      > POST / (signed ListKeys)
      > {}
      < (no answer)

      rerun kmspec run --exact key/list/connection --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation  error
    ListKeys       1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 error
    warning the only case was not judged: this run says nothing of the target
    no claim of conformance: of 1 selected, 0 judged: 1 error
    ");
}

fn hang() {
    let url = raw::endpoint(wait_for_end);
    assert_snapshot!(told(&url), @"
    1 case on http://127.0.0.1:PORT (seed 0)

    error key/list/connection

      The endpoint behaves.

      no answer within 500ms
      help: the endpoint hangs on this request, or is slower than --request-timeout allows

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      step 1: ListKeys
      > POST / (signed ListKeys)
      > {}
      < (no answer)

      rerun kmspec run --exact key/list/connection --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation  error
    ListKeys       1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 error
    warning the only case was not judged: this run says nothing of the target
    no claim of conformance: of 1 selected, 0 judged: 1 error
    ");
}

fn not_http() {
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        send(stream, "220 mail.example.com ESMTP\r\n");
    });
    assert_snapshot!(told(&url), @"
    1 case on http://127.0.0.1:PORT (seed 0)

    error key/list/connection

      The endpoint behaves.

      the answer is not HTTP/1.1: invalid HTTP version parsed
      help: is this an HTTP/1.1 endpoint, and does http:// or https:// fit?

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      step 1: ListKeys
      > POST / (signed ListKeys)
      > {}
      < (no answer)

      rerun kmspec run --exact key/list/connection --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation  error
    ListKeys       1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 error
    warning the only case was not judged: this run says nothing of the target
    no claim of conformance: of 1 selected, 0 judged: 1 error
    ");
}

fn redirect() {
    block_on(async {
        let elsewhere = Scripted::start(|_| json(200, r#"{"Keys":[]}"#)).await;
        let location = elsewhere.url();
        let endpoint = Scripted::start(move |_| {
            ResponseTemplate::new(307).insert_header("Location", location.as_str())
        })
        .await;
        let told = Stage::new(&endpoint.url(), [list("redirect")]).play().await;
        assert_snapshot!(told.ends(4, &[Verdict::Error]), @"
        1 case on http://127.0.0.1:PORT (seed 0)

        error key/list/redirect

          The endpoint behaves.

          the endpoint answers 307, a redirect to http://127.0.0.1:PORT
          help: point --endpoint-url at the address behind the redirect

          evidence
            kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

          step 1: ListKeys
          > POST / (signed ListKeys)
          > {}
          < (no answer)

          rerun kmspec run --exact key/list/redirect --seed 0 --endpoint-url http://127.0.0.1:PORT

        operation  error
        ListKeys       1

        1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 error
        warning the only case was not judged: this run says nothing of the target
        no claim of conformance: of 1 selected, 0 judged: 1 error
        ");
        assert!(
            elsewhere.seen().is_empty(),
            "the signed request was sent on"
        );
    });
}

/// Runs a case of the corpus against an endpoint whose first answer is right but for its head.
fn judge_head(id: &str, fields: &'static str) -> Verdict {
    let url = raw::endpoint(move |stream| {
        raw::take_rest(stream);
        let body = r#"{"Plaintext":"AAAAAAAAAAAAAAAAAAAAAA=="}"#;
        let length = body.len();
        let head = format!("HTTP/1.1 200 OK\r\n{fields}Content-Length: {length}");
        raw::send(stream, &format!("{head}\r\n\r\n{body}"));
    });
    let cases = crate::corpus::load().expect("the corpus loads");
    let cases: Vec<_> = cases
        .into_iter()
        .filter(|case| case.id.as_str() == id)
        .collect();
    let told = block_on(Stage::new(&url, cases).play());
    let mut results = told.summary.results.iter();
    let result = results.find(|result| result.id.as_str() == id);
    let result = result.expect("the case has a result");
    assert!(
        result.failed_step.is_some_and(|step| step > 0),
        "{result:?}"
    );
    // What is right at the first step fails at the second, which asks for an error.
    assert_eq!(result.verdict, Verdict::Fail);
    if result.failed_step == Some(1) {
        Verdict::Fail
    } else {
        Verdict::Pass
    }
}

const TYPE: &str = "Content-Type: application/x-amz-json-1.1\r\n";

fn plain_body_called_gzip() {
    let id = "protocol/framing/no_coding";
    let gzip = "Content-Type: application/x-amz-json-1.1\r\nContent-Encoding: gzip\r\n";
    assert_eq!(judge_head(id, gzip), Verdict::Fail);
    assert_eq!(judge_head(id, TYPE), Verdict::Pass);
}

fn body_without_type() {
    let id = "protocol/content_type/of_the_answer";
    assert_eq!(judge_head(id, ""), Verdict::Fail);
    assert_eq!(judge_head(id, TYPE), Verdict::Pass);
}
