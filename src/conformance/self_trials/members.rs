//! Answers of the right form with the wrong members, an error in another spelling, and a secret that comes back.

use kmspec::case::Case;
use kmspec::check::Verdict;

use super::Entry;
use super::bench::screen;
use super::stage::{against, case, delete, json};

pub(super) const TRIALS: &[Entry] = &[
    ("wrong_type_of_a_member", wrong_type_of_a_member),
    ("unmodelled_member", unmodelled_member),
    ("null_member", null_member),
    ("namespaced_error", namespaced_error),
    ("secret_echoed", secret_echoed),
];

fn describe(expect: &str) -> Case {
    case(
        "key/describe/enabled",
        &format!(
            "steps:\n  - call: DescribeKey\n    input: {{KeyId: abc}}\n    expect: {expect}\n"
        ),
    )
}

fn wrong_type_of_a_member() {
    let told = against(
        |_| json(200, r#"{"KeyMetadata":{"KeyId":"abc","Enabled":"yes"}}"#),
        [describe("{ok: {KeyMetadata: {$open: true, KeyId: abc}}}")],
    );
    screen(
        "members_wrong_type_of_a_member",
        told.ends(1, &[Verdict::Pass, Verdict::Fail]),
    );
}

fn unmodelled_member() {
    let told = against(
        |_| json(200, r#"{"KeyMetadata":{"KeyId":"abc","Debug":{"Row":7}}}"#),
        [describe("{ok: {KeyMetadata: {$open: true, KeyId: abc}}}")],
    );
    screen("members_unmodelled_member", told.ends(0, &[Verdict::Pass]));
}

fn null_member() {
    let told = against(
        |_| json(200, r#"{"KeyMetadata":{"KeyId":"abc","Description":null}}"#),
        [describe("{ok: {KeyMetadata: {$open: true, KeyId: abc}}}")],
    );
    screen(
        "members_null_member",
        told.ends(1, &[Verdict::Pass, Verdict::Fail]),
    );
}

fn namespaced_error() {
    let told = against(
        |_| {
            json(
                400,
                r#"{"__type":"com.amazonaws.kms#CustomKeyStoreNotFoundException"}"#,
            )
        },
        [delete()],
    );
    screen("members_namespaced_error", told.ends(0, &[Verdict::Pass]));
}

fn secret_echoed() {
    let steps = "steps:\n  - call: CreateCustomKeyStore\n    input:\n      CustomKeyStoreName: store\n      CloudHsmClusterId: cluster-1a23b4cdefg\n      TrustAnchorCertificate: certificate\n      KeyStorePassword: kmsPswd-never-shown\n    expect: {error: CloudHsmClusterNotFoundException}\n";
    let told = against(
        |call| match call.operation {
            "CreateCustomKeyStore" => {
                let password = call.body["KeyStorePassword"].as_str().unwrap_or_default();
                let message = format!("cannot log in with {password}");
                json(
                    400,
                    &format!(r#"{{"__type":"ValidationException","message":"{message}"}}"#),
                )
            }
            _ => json(200, r#"{"CustomKeyStores":[]}"#),
        },
        [case("custom_key_store/create/secret", steps)],
    );
    let text = told.ends(1, &[Verdict::Fail, Verdict::Fail]);
    assert!(
        !text.contains("kmsPswd") && !text.contains("never-to-be-seen"),
        "{text}"
    );
    screen("members_secret_echoed", text);
}
