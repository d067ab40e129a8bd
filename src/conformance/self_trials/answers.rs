//! Answers that are wrong: each a `fail` with requirement, expected and actual, or a verdict that excuses the endpoint.

use insta::assert_snapshot;
use kmspec::check::Verdict;
use wiremock::ResponseTemplate;

use super::Entry;
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
    assert_snapshot!(told.ends(1, &[Verdict::Fail]), @r#"
    1 case on http://127.0.0.1:PORT (seed 0)

    fail custom_key_store/delete/never_existed

      The endpoint behaves.

      status
        expected  400 for CustomKeyStoreNotFoundException
        actual    404 CustomKeyStoreNotFoundException
         --> cases/custom_key_store/delete/never_existed.yaml:7:13
          |
        7 |     expect: {error: CustomKeyStoreNotFoundException}
          |             ^

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      step 1: DeleteCustomKeyStore
      > POST / (signed DeleteCustomKeyStore)
      > {
      >   "CustomKeyStoreId": "cks-1"
      > }
      < 404
      < content-type: application/x-amz-json-1.1
      < {
      <   "__type": "CustomKeyStoreNotFoundException"
      < }

      rerun kmspec run --exact custom_key_store/delete/never_existed --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation              fail
    DeleteCustomKeyStore      1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 fail, 1 cause
    not conformant: of 1 selected, 1 judged: 1 fail, 1 cause
    "#);
}

fn success_for_an_error() {
    let told = against(|_| json(200, "{}"), [delete()]);
    assert_snapshot!(told.ends(1, &[Verdict::Fail]), @r#"
    1 case on http://127.0.0.1:PORT (seed 0)

    fail custom_key_store/delete/never_existed

      The endpoint behaves.

      answer
        expected  error CustomKeyStoreNotFoundException
        actual    200 {}
         --> cases/custom_key_store/delete/never_existed.yaml:7:13
          |
        7 |     expect: {error: CustomKeyStoreNotFoundException}
          |             ^

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      step 1: DeleteCustomKeyStore
      > POST / (signed DeleteCustomKeyStore)
      > {
      >   "CustomKeyStoreId": "cks-1"
      > }
      < 200
      < content-type: application/x-amz-json-1.1
      < {}

      rerun kmspec run --exact custom_key_store/delete/never_existed --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation              fail
    DeleteCustomKeyStore      1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 fail, 1 cause
    not conformant: of 1 selected, 1 judged: 1 fail, 1 cause
    "#);
}

fn invalid_json() {
    let told = against(|_| json(200, r#"{"Keys": [}"#), [list("invalid_json")]);
    assert_snapshot!(told.ends(1, &[Verdict::Fail]), @r#"
    1 case on http://127.0.0.1:PORT (seed 0)

    fail key/list/invalid_json

      The endpoint behaves.

      answer
        expected  ok {…} with status 200
        actual    200 application/x-amz-json-1.1, 11 bytes: {"Keys": [} (not JSON: expected value at line 1 column 11)
         --> cases/key/list/invalid_json.yaml:6:13
          |
        6 |     expect: {ok: {$open: true}}
          |             ^

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      step 1: ListKeys
      > POST / (signed ListKeys)
      > {}
      < 200
      < content-type: application/x-amz-json-1.1
      < {"Keys": [}

      rerun kmspec run --exact key/list/invalid_json --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation   fail
    ListKeys       1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 fail, 1 cause
    not conformant: of 1 selected, 1 judged: 1 fail, 1 cause
    "#);
}

fn wrong_content_type() {
    let steps = "steps:\n  - call: ListKeys\n    expect:\n      ok: {$open: true}\n      headers: {Content-Type: application/x-amz-json-1.1}\n";
    let told = against(
        |_| ResponseTemplate::new(200).set_body_raw(r#"{"Keys":[]}"#, "text/html"),
        [case("key/list/content_type", steps)],
    );
    assert_snapshot!(told.ends(1, &[Verdict::Fail]), @r#"
    1 case on http://127.0.0.1:PORT (seed 0)

    fail key/list/content_type

      The endpoint behaves.

      headers.Content-Type
        expected  "application/x-amz-json-1.1"
        actual    "text/html"
         --> cases/key/list/content_type.yaml:8:31
          |
        8 |       headers: {Content-Type: application/x-amz-json-1.1}
          |                               ^

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      step 1: ListKeys
      > POST / (signed ListKeys)
      > {}
      < 200
      < content-type: text/html
      < {
      <   "Keys": []
      < }

      rerun kmspec run --exact key/list/content_type --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation   fail
    ListKeys       1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 fail, 1 cause
    not conformant: of 1 selected, 1 judged: 1 fail, 1 cause
    "#);
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
    assert_snapshot!(told.ends(1, &[Verdict::Fail]), @r#"
    1 case on http://127.0.0.1:PORT (seed 0)

    fail custom_key_store/delete/never_existed

      The endpoint behaves.

      answer
        expected  error CustomKeyStoreNotFoundException
        actual    500 text/plain, 77 bytes: Traceback (most recent call last): File "kms.py", line 1 KeyError: 'cks-1'
         --> cases/custom_key_store/delete/never_existed.yaml:7:13
          |
        7 |     expect: {error: CustomKeyStoreNotFoundException}
          |             ^

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      step 1: DeleteCustomKeyStore (2 times)
      > POST / (signed DeleteCustomKeyStore)
      > {
      >   "CustomKeyStoreId": "cks-1"
      > }
      < 500
      < content-type: text/plain
      < Traceback (most recent call last):
      <   File "kms.py", line 1
      < KeyError: 'cks-1'

      rerun kmspec run --exact custom_key_store/delete/never_existed --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation              fail
    DeleteCustomKeyStore      1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 fail, 1 cause
    not conformant: of 1 selected, 1 judged: 1 fail, 1 cause
    "#);
}

fn unknown_operation() {
    let told = against(
        |_| json(400, r#"{"__type":"UnknownOperationException"}"#),
        [delete()],
    );
    assert_snapshot!(told.ends(4, &[Verdict::Unsupported]), @"
    1 case on http://127.0.0.1:PORT (seed 0)

    operation             unsupported
    DeleteCustomKeyStore            1

        1 unsupported  the target does not have DeleteCustomKeyStore: it answered 400 UnknownOperationException

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 unsupported
    warning the only case was not judged: this run says nothing of the target
    no claim of conformance: of 1 selected, 0 judged: 1 unsupported
    ");
}
