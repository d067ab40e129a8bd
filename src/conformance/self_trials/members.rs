//! Answers of the right form with the wrong members, an error in another spelling, and a secret that comes back.

use insta::assert_snapshot;
use kmspec::case::Case;
use kmspec::check::Verdict;

use super::Entry;
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
    assert_snapshot!(told.ends(1, &[Verdict::Pass, Verdict::Fail]), @r#"
    1 case on http://127.0.0.1:PORT (seed 0)

    fail protocol/success_shape/describe_key

      A successful answer of DescribeKey is what the service model says.

      body.KeyMetadata.Enabled
        expected  true or false
        actual    "yes"

      evidence
        model-DescribeKeyResponse, service-model: DescribeKeyResponse has KeyMetadata. (botocore 1.44.8 kms/2014-11-01, the shape or operation of this name and its documentation, 2026)

      seen
        body.KeyMetadata.Enabled in 1 case, first in key/describe/enabled, step 1

      step 1: DescribeKey
      > POST / (signed DescribeKey)
      > {
      >   "KeyId": "abc"
      > }
      < 200
      < content-type: application/x-amz-json-1.1
      < {
      <   "KeyMetadata": {
      <     "KeyId": "abc",
      <     "Enabled": "yes"
      <   }
      < }

      rerun kmspec run --exact key/describe/enabled --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation     pass   fail
    DescribeKey      1      1

    2 cases on http://127.0.0.1:PORT in TIME (seed 0): 1 pass, 1 fail, 1 cause
    not conformant: of 2 selected, 2 judged: 1 fail, 1 cause
    "#);
}

fn unmodelled_member() {
    let told = against(
        |_| json(200, r#"{"KeyMetadata":{"KeyId":"abc","Debug":{"Row":7}}}"#),
        [describe("{ok: {KeyMetadata: {$open: true, KeyId: abc}}}")],
    );
    assert_snapshot!(told.ends(0, &[Verdict::Pass]), @r"
    1 case on http://127.0.0.1:PORT (seed 0)

    operation     pass
    DescribeKey      1

        note DescribeKey answers KeyMetadata.Debug, which the service model does not have, in 1 case

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 pass
    conformant: http://127.0.0.1:PORT passes every case: of 1 selected, 1 judged
    ");
}

fn null_member() {
    let told = against(
        |_| json(200, r#"{"KeyMetadata":{"KeyId":"abc","Description":null}}"#),
        [describe("{ok: {KeyMetadata: {$open: true, KeyId: abc}}}")],
    );
    assert_snapshot!(told.ends(1, &[Verdict::Pass, Verdict::Fail]), @r#"
    1 case on http://127.0.0.1:PORT (seed 0)

    fail protocol/success_shape/describe_key

      A successful answer of DescribeKey is what the service model says.

      body.KeyMetadata.Description
        expected  a string, or no such member at all
        actual    null

      evidence
        model-DescribeKeyResponse, service-model: DescribeKeyResponse has KeyMetadata. (botocore 1.44.8 kms/2014-11-01, the shape or operation of this name and its documentation, 2026)

      seen
        body.KeyMetadata.Description in 1 case, first in key/describe/enabled, step 1

      step 1: DescribeKey
      > POST / (signed DescribeKey)
      > {
      >   "KeyId": "abc"
      > }
      < 200
      < content-type: application/x-amz-json-1.1
      < {
      <   "KeyMetadata": {
      <     "KeyId": "abc",
      <     "Description": null
      <   }
      < }

      rerun kmspec run --exact key/describe/enabled --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation     pass   fail
    DescribeKey      1      1

    2 cases on http://127.0.0.1:PORT in TIME (seed 0): 1 pass, 1 fail, 1 cause
    not conformant: of 2 selected, 2 judged: 1 fail, 1 cause
    "#);
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
    assert_snapshot!(told.ends(0, &[Verdict::Pass]), @"
    1 case on http://127.0.0.1:PORT (seed 0)

    operation              pass
    DeleteCustomKeyStore      1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 pass
    conformant: http://127.0.0.1:PORT passes every case: of 1 selected, 1 judged
    ");
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
    assert_snapshot!(text, @r#"
    1 case on http://127.0.0.1:PORT (seed 0)

    fail custom_key_store/create/secret

      The endpoint behaves.

      error type
        expected  CloudHsmClusterNotFoundException
        actual    400 ValidationException: cannot log in with [masked]
          --> cases/custom_key_store/create/secret.yaml:11:13
           |
        11 |     expect: {error: CloudHsmClusterNotFoundException}
           |             ^

      evidence
        kmspec-trial, inferred: Nothing of KMS is told. (a trial of kmspec itself)

      step 1: CreateCustomKeyStore
      > POST / (signed CreateCustomKeyStore)
      > {
      >   "CustomKeyStoreName": "store",
      >   "CloudHsmClusterId": "cluster-1a23b4cdefg",
      >   "TrustAnchorCertificate": "certificate",
      >   "KeyStorePassword": "[masked: 19 characters]"
      > }
      < 400
      < content-type: application/x-amz-json-1.1
      < {
      <   "__type": "ValidationException",
      <   "message": "cannot log in with [masked]"
      < }

      rerun kmspec run --exact custom_key_store/create/secret --seed 0 --endpoint-url http://127.0.0.1:PORT

    fail protocol/secrets_in_answers

      No answer tells a password, a secret key or a plaintext.

      body.message
        expected  no secret
        actual    a secret that the case sent (masked)

      evidence
        model-sensitive, service-model: KeyStorePasswordType, XksProxyAuthenticationRawSecretAccessKeyType and PlaintextType have the trait sensitive. (botocore 1.44.8 kms/2014-11-01, the trait sensitive, 2026)

      seen
        body.message in 1 case, first in custom_key_store/create/secret, step 1

      step 1: CreateCustomKeyStore
      > POST / (signed CreateCustomKeyStore)
      > {
      >   "CustomKeyStoreName": "store",
      >   "CloudHsmClusterId": "cluster-1a23b4cdefg",
      >   "TrustAnchorCertificate": "certificate",
      >   "KeyStorePassword": "[masked: 19 characters]"
      > }
      < 400
      < content-type: application/x-amz-json-1.1
      < {
      <   "__type": "ValidationException",
      <   "message": "cannot log in with [masked]"
      < }

      rerun kmspec run --exact custom_key_store/create/secret --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation              fail
    CreateCustomKeyStore      2

    2 cases on http://127.0.0.1:PORT in TIME (seed 0): 2 fail, 2 causes
    not conformant: of 2 selected, 2 judged: 2 fail, 2 causes
    "#);
}
