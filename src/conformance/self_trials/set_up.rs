//! Cases that never come to their point, and endpoints of which a run says less than it seems to.

use insta::assert_snapshot;
use kmspec::check::Verdict;

use super::Entry;
use super::stage::{against, against_with, case, delete, json, list, not_found};

pub(super) const TRIALS: &[Entry] = &[
    ("set_up_step_refused", set_up_step_refused),
    ("need_refused", need_refused),
    ("principal_missing", principal_missing),
    ("principal_that_can_never_be", principal_that_can_never_be),
    (
        "a_key_tells_partition_and_account",
        a_key_tells_partition_and_account,
    ),
    ("hollow_run", hollow_run),
    ("conformant", conformant),
    (
        "one_unsupported_is_not_conformant",
        one_unsupported_is_not_conformant,
    ),
];

fn set_up_step_refused() {
    let steps = "steps:\n  - {id: key, call: CreateKey}\n  - call: DescribeKey\n    input: {KeyId: {$ref: key.KeyMetadata.KeyId}}\n    expect: {ok: {KeyMetadata: {$open: true}}}\n";
    let told = against(
        |_| {
            json(
                400,
                r#"{"__type":"LimitExceededException","message":"too many keys"}"#,
            )
        },
        [case("key/describe/made", steps)],
    );
    assert_snapshot!(told.ends(4, &[Verdict::Blocked]), @r#"
    1 case on http://127.0.0.1:PORT (seed 0)

    blocked key/describe/made

      The endpoint behaves.

      step 1, CreateKey, is set-up and was answered 400 LimitExceededException: too many keys

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      step 1: CreateKey
      > POST / (signed CreateKey)
      > {}
      < 400
      < content-type: application/x-amz-json-1.1
      < {
      <   "__type": "LimitExceededException",
      <   "message": "too many keys"
      < }

      rerun kmspec run --exact key/describe/made --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation    blocked
    DescribeKey        1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 blocked
    warning the only case was not judged: this run says nothing of the target
    warning set-up failed for 1 of 1 cases: what they are about was never tried
    no claim of conformance: of 1 selected, 0 judged: 1 blocked
    "#);
}

fn need_refused() {
    let body = "needs:\n  key: {role: key}\nsteps:\n  - call: DescribeKey\n    input: {KeyId: {$ref: key.KeyId}}\n    expect: {ok: {KeyMetadata: {$open: true}}}\n";
    let told = against(
        |_| json(400, r#"{"__type":"AccessDeniedException"}"#),
        [case("key/describe/needed", body)],
    );
    assert_snapshot!(told.ends(4, &[Verdict::Blocked]), @r#"
    1 case on http://127.0.0.1:PORT (seed 0)

    blocked key/describe/needed

      The endpoint behaves.

      need `key` could not be made: CreateKey was answered 400 AccessDeniedException

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      needs key: CreateKey
      > POST / (signed CreateKey)
      > {
      >   "Description": "kmspec c9504140ad23e9b0"
      > }
      < 400
      < content-type: application/x-amz-json-1.1
      < {
      <   "__type": "AccessDeniedException"
      < }

      rerun kmspec run --exact key/describe/needed --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation    blocked
    DescribeKey        1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 blocked
    warning the only case was not judged: this run says nothing of the target
    warning set-up failed for 1 of 1 cases: what they are about was never tried
    no claim of conformance: of 1 selected, 0 judged: 1 blocked
    "#);
}

fn principal_missing() {
    let steps = "steps:\n  - as: peer\n    call: ListKeys\n    expect: {ok: {$open: true}}\n";
    let cases = [case("key/list/by_peer", steps)];
    let (told, seen) = against_with(|_| json(200, r#"{"Keys":[]}"#), cases, |_| {});
    assert_snapshot!(told.ends(4, &[Verdict::Blocked]), @"
    1 case on http://127.0.0.1:PORT (seed 0)

    blocked key/list/by_peer

      The endpoint behaves.

      there are no credentials for `peer`
      help: name a file of principals with --principals

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      rerun kmspec run --exact key/list/by_peer --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation  blocked
    ListKeys         1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 blocked
    warning the only case was not judged: this run says nothing of the target
    no claim of conformance: of 1 selected, 0 judged: 1 blocked
    ");
    assert!(seen.is_empty(), "something was sent: {seen:?}");
}

fn hollow_run() {
    let steps = "steps:\n  - call: ListKeys\n    expect: {error: UnrecognizedClientException}\n";
    let cases: Vec<_> = ["a", "b", "c", "d", "e"]
        .iter()
        .map(|name| case(&format!("key/list/{name}"), steps))
        .collect();
    let told = against(
        |_| json(400, r#"{"__type":"UnrecognizedClientException"}"#),
        cases,
    );
    assert_snapshot!(told.ends(0, &[Verdict::Pass; 5]), @"
    5 cases on http://127.0.0.1:PORT (seed 0)

    operation   pass
    ListKeys       5

    5 cases on http://127.0.0.1:PORT in TIME (seed 0): 5 pass
    warning nothing was ever answered with success: 5 of 5 answers were UnrecognizedClientException; are endpoint, credentials and Region right?
    conformant: http://127.0.0.1:PORT passes every case: of 5 selected, 5 judged
    ");
}

fn conformant() {
    let (told, _) = against_with(
        |call| match call.operation {
            "ListKeys" => json(200, r#"{"Keys":[]}"#),
            _ => not_found(),
        },
        [delete(), list("all")],
        |stage| stage.verbose = true,
    );
    assert_snapshot!(told.ends(0, &[Verdict::Pass; 2]), @"
    2 cases on http://127.0.0.1:PORT (seed 0)

    pass custom_key_store/delete/never_existed TIME
    pass key/list/all TIME

    operation              pass
    DeleteCustomKeyStore      1
    ListKeys                  1

    2 cases on http://127.0.0.1:PORT in TIME (seed 0): 2 pass
    conformant: http://127.0.0.1:PORT passes every case: of 2 selected, 2 judged
    ");
}

fn one_unsupported_is_not_conformant() {
    let (told, _) = against_with(
        |call| match call.operation {
            "ListKeys" => json(200, r#"{"Keys":[]}"#),
            _ => json(400, r#"{"__type":"UnknownOperationException"}"#),
        },
        [delete(), list("all")],
        |stage| stage.verbose = true,
    );
    assert_snapshot!(told.ends(0, &[Verdict::Unsupported, Verdict::Pass]), @"
    2 cases on http://127.0.0.1:PORT (seed 0)

    unsupported custom_key_store/delete/never_existed TIME
      the target does not have DeleteCustomKeyStore: it answered 400 UnknownOperationException
    pass key/list/all TIME

    operation              pass  unsupported
    DeleteCustomKeyStore      -            1
    ListKeys                  1            -

        1 unsupported  the target does not have DeleteCustomKeyStore: it answered 400 UnknownOperationException

    2 cases on http://127.0.0.1:PORT in TIME (seed 0): 1 pass, 1 unsupported
    warning nothing is said of DeleteCustomKeyStore
    no claim of conformance: of 2 selected, 1 judged: 1 unsupported
    ");
}

fn principal_that_can_never_be() {
    let steps = "steps:\n  - as: stranger\n    call: ListKeys\n    expect: {ok: {$open: true}}\n";
    let named = "let: {account: {$ref: principals.peer.account}}\nsteps:\n  - call: DescribeKey\n    input: {KeyId: {$ref: account}}\n    expect: {ok: {$open: true}}\n";
    let cases = [
        case("key/list/by_stranger", steps),
        case("key/describe/peer", named),
    ];
    let (told, seen) = against_with(
        |_| json(200, r#"{"Keys":[]}"#),
        cases,
        |stage| stage.http.cannot = vec!["peer".to_owned(), "stranger".to_owned()],
    );
    let both = [Verdict::Unsupported, Verdict::Unsupported];
    let said = told.ends(4, &both);
    assert!(
        said.contains("the target can never have a `stranger`"),
        "{said}"
    );
    assert!(
        said.contains("the target can never have a `peer`"),
        "{said}"
    );
    assert!(seen.is_empty(), "something was sent: {seen:?}");
}

fn a_key_tells_partition_and_account() {
    let steps = "needs:\n  _key: {role: key}\nsteps:\n  - call: DescribeKey\n    input: {KeyId: {$concat: [{$ref: target.partition}, \" \", {$ref: target.account}]}}\n    expect: {error: NotFoundException}\n";
    let (_, seen) = against_with(
        |call| match call.operation {
            "CreateKey" => json(
                200,
                r#"{"KeyMetadata":{"KeyId":"1","Arn":"arn:aws-cn:kms:here:210987654321:key/1"}}"#,
            ),
            _ => json(400, r#"{"__type":"NotFoundException"}"#),
        },
        [case("key/describe/elsewhere", steps)],
        |_| {},
    );
    let asked = r#"DescribeKey {"KeyId":"aws-cn 210987654321"}"#;
    assert!(seen.iter().any(|call| call == asked), "{seen:?}");
}
