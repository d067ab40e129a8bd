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
        inferred: a trial of kmspec itself

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
        inferred: a trial of kmspec itself

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
        inferred: a trial of kmspec itself

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
        inferred: a trial of kmspec itself

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
        inferred: a trial of kmspec itself

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
            inferred: a trial of kmspec itself

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
