//! Bodies that break on their way: cut, endless, slow, or packed though nobody asked for it.

use std::thread::sleep;
use std::time::Duration;

use insta::assert_snapshot;
use kmspec::check::Verdict;
use wiremock::ResponseTemplate;

use super::Entry;
use super::raw::{self, HEAD, send, take_rest, wait_for_end};
use super::stage::{against, list, told_of_error as told};

pub(super) const TRIALS: &[Entry] = &[
    ("reset_in_the_body", reset_in_the_body),
    ("truncated_body", truncated_body),
    ("truncated_chunks", truncated_chunks),
    ("endless_body", endless_body),
    ("hang_in_the_body", hang_in_the_body),
    ("drip", drip),
    ("gzip", gzip),
];

fn reset_in_the_body() {
    let url = raw::endpoint(|stream| {
        send(
            stream,
            &format!("{HEAD}Content-Length: 100\r\n\r\n{{\"Keys\":"),
        );
        // What was sent must have been read, or the reset takes it away.
        sleep(Duration::from_millis(300));
    });
    assert_snapshot!(told(&url), @"
    1 case on http://127.0.0.1:PORT (seed 0)

    error key/list/connection

      The endpoint behaves.

      the connection was reset in the middle of the answer's body
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

fn truncated_body() {
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        send(
            stream,
            &format!("{HEAD}Content-Length: 100\r\n\r\n{{\"Keys\":"),
        );
    });
    assert_snapshot!(told(&url), @"
    1 case on http://127.0.0.1:PORT (seed 0)

    error key/list/connection

      The endpoint behaves.

      the answer's body ends after 8 of 100 bytes
      help: the endpoint announces a longer body than it sends, or died while sending

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

fn truncated_chunks() {
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        send(
            stream,
            &format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n8\r\n{{\"Keys\":\r\n"),
        );
    });
    assert_snapshot!(told(&url), @"
    1 case on http://127.0.0.1:PORT (seed 0)

    error key/list/connection

      The endpoint behaves.

      the answer's body ends in the middle, after 8 bytes
      help: the endpoint announces a longer body than it sends, or died while sending

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

fn endless_body() {
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        let more = "x".repeat(4096);
        let mut listens = send(stream, &format!("{HEAD}\r\n"));
        while listens {
            listens = send(stream, &more);
        }
    });
    assert_snapshot!(told(&url), @"
    1 case on http://127.0.0.1:PORT (seed 0)

    error key/list/connection

      The endpoint behaves.

      the answer's body is longer than 65536 bytes
      help: no KMS answer is that long; is this a KMS endpoint?

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

fn hang_in_the_body() {
    let url = raw::endpoint(|stream| {
        send(
            stream,
            &format!("{HEAD}Content-Length: 100\r\n\r\n{{\"Keys\":"),
        );
        wait_for_end(stream);
    });
    assert_snapshot!(told(&url), @"
    1 case on http://127.0.0.1:PORT (seed 0)

    error key/list/connection

      The endpoint behaves.

      the answer stopped short: no more of its body within 500ms
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

fn drip() {
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        let mut listens = send(stream, &format!("{HEAD}Content-Length: 100\r\n\r\n"));
        while listens {
            sleep(Duration::from_millis(50));
            listens = send(stream, " ");
        }
    });
    assert_snapshot!(told(&url), @"
    1 case on http://127.0.0.1:PORT (seed 0)

    error key/list/connection

      The endpoint behaves.

      the answer stopped short: no more of its body within 900ms
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

fn gzip() {
    // `{"Keys":[]}`, as gzip packs it: nobody has asked for that.
    let packed = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 255, 171, 86, 242, 78, 173, 44, 86, 178, 138, 142, 173, 5, 0,
    ];
    let told = against(
        move |_| {
            ResponseTemplate::new(200)
                .set_body_raw(packed, "application/x-amz-json-1.1")
                .insert_header("Content-Encoding", "gzip")
        },
        [list("gzip")],
    );
    assert_snapshot!(told.ends(1, &[Verdict::Fail]), @"
    1 case on http://127.0.0.1:PORT (seed 0)

    fail key/list/gzip

      The endpoint behaves.

      answer
        expected  ok {…} with status 200
        actual    200 application/x-amz-json-1.1, 23 bytes: �����������V�N�,V������ (not JSON: expected value at line 1 column 1)
         --> cases/key/list/gzip.yaml:6:13
          |
        6 |     expect: {ok: {$open: true}}
          |             ^

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      step 1: ListKeys
      > POST / (signed ListKeys)
      > {}
      < 200
      < content-encoding: gzip
      < content-type: application/x-amz-json-1.1
      < �����������V�N�,V������

      rerun kmspec run --exact key/list/gzip --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation   fail
    ListKeys       1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 fail, 1 cause
    not conformant: of 1 selected, 1 judged: 1 fail, 1 cause
    ");
}
