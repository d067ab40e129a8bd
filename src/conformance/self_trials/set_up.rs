//! Cases that never come to their point, and endpoints of which a run says less than it seems to.

use kmspec::check::Verdict;

use super::Entry;
use super::bench::screen;
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
    (
        "an_account_not_known_is_not_written_into_arns",
        an_account_not_known_is_not_written_into_arns,
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
    screen(
        "set_up_set_up_step_refused",
        told.ends(4, &[Verdict::Blocked]),
    );
}

fn need_refused() {
    let body = "needs:\n  key: {role: key}\nsteps:\n  - call: DescribeKey\n    input: {KeyId: {$ref: key.KeyId}}\n    expect: {ok: {KeyMetadata: {$open: true}}}\n";
    let told = against(
        |_| json(400, r#"{"__type":"AccessDeniedException"}"#),
        [case("key/describe/needed", body)],
    );
    screen("set_up_need_refused", told.ends(4, &[Verdict::Blocked]));
}

fn principal_missing() {
    let steps = "steps:\n  - as: peer\n    call: ListKeys\n    expect: {ok: {$open: true}}\n";
    let cases = [case("key/list/by_peer", steps)];
    let (told, seen) = against_with(|_| json(200, r#"{"Keys":[]}"#), cases, |_| {});
    screen(
        "set_up_principal_missing",
        told.ends(4, &[Verdict::Blocked]),
    );
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
    screen("set_up_hollow_run", told.ends(0, &[Verdict::Pass; 5]));
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
    screen("set_up_conformant", told.ends(0, &[Verdict::Pass; 2]));
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
    screen(
        "set_up_one_unsupported_is_not_conformant",
        told.ends(0, &[Verdict::Unsupported, Verdict::Pass]),
    );
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

fn an_account_not_known_is_not_written_into_arns() {
    let steps = "steps:\n  - call: DescribeKey\n    input: {KeyId: {$concat: [\"arn:aws:iam::\", {$ref: principals.owner.account}, \":user/nobody\"]}}\n    expect: {error: NotFoundException}\n";
    let with_key = format!("needs:\n  _key: {{role: key}}\n{steps}");
    let cases = [
        case("key/describe/nothing_made", steps),
        case("key/describe/key_made", &with_key),
    ];
    let (told, seen) = against_with(
        |call| match call.operation {
            "CreateKey" => json(
                200,
                r#"{"KeyMetadata":{"KeyId":"1","Arn":"arn:aws:kms:here:210987654321:key/1"}}"#,
            ),
            _ => json(400, r#"{"__type":"NotFoundException"}"#),
        },
        cases,
        |stage| {
            for principal in &mut stage.http.principals {
                principal.account.clear();
            }
        },
    );
    let said = told.ends(0, &[Verdict::Pass, Verdict::Blocked]);
    assert!(
        said.contains("the account of the credentials is not known"),
        "{said}"
    );
    let asked = r#"DescribeKey {"KeyId":"arn:aws:iam::210987654321:user/nobody"}"#;
    assert!(seen.iter().any(|call| call == asked), "{seen:?}");
    let without = r#"DescribeKey {"KeyId":"arn:aws:iam:::user/nobody"}"#;
    assert!(seen.iter().all(|call| call != without), "{seen:?}");
}
