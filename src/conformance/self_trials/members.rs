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
    assert_snapshot!(told.ends(1, &[Verdict::Fail]), @r#"
    1 case on http://127.0.0.1:PORT (seed 0)

    fail key/describe/enabled

      The endpoint behaves.

      body.KeyMetadata.Enabled
        expected  true or false
        actual    "yes"
         --> cases/key/describe/enabled.yaml:7:13
          |
        7 |     expect: {ok: {KeyMetadata: {$open: true, KeyId: abc}}}
          |             ^

      evidence
        inferred: a trial of kmspec itself

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

    operation     fail
    DescribeKey      1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 fail, 1 cause
    not conformant: of 1 selected, 1 judged: 1 fail, 1 cause
    "#);
}

fn unmodelled_member() {
    let told = against(
        |_| json(200, r#"{"KeyMetadata":{"KeyId":"abc","Debug":{"Row":7}}}"#),
        [describe("{ok: {KeyMetadata: {$open: true, KeyId: abc}}}")],
    );
    assert_snapshot!(told.ends(1, &[Verdict::Fail]), @r#"
    1 case on http://127.0.0.1:PORT (seed 0)

    fail key/describe/enabled

      The endpoint behaves.

      body.KeyMetadata.Debug
        expected  no such member: KeyMetadata has AWSAccountId, KeyId, Arn, CreationDate, Enabled, Description, KeyUsage, KeyState, DeletionDate, ValidTo, Origin, CustomKeyStoreId, CloudHsmClusterId, ExpirationModel, KeyManager, CustomerMasterKeySpec, KeySpec, EncryptionAlgorithms, SigningAlgorithms, KeyAgreementAlgorithms, EncapsulationAlgorithms, MultiRegion, MultiRegionConfiguration, PendingDeletionWindowInDays, MacAlgorithms, XksKeyConfiguration, CurrentKeyMaterialId
        actual    {"Row":7}
         --> cases/key/describe/enabled.yaml:7:13
          |
        7 |     expect: {ok: {KeyMetadata: {$open: true, KeyId: abc}}}
          |             ^

      evidence
        inferred: a trial of kmspec itself

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
      <     "Debug": {
      <       "Row": 7
      <     }
      <   }
      < }

      rerun kmspec run --exact key/describe/enabled --seed 0 --endpoint-url http://127.0.0.1:PORT

    operation     fail
    DescribeKey      1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 fail, 1 cause
    not conformant: of 1 selected, 1 judged: 1 fail, 1 cause
    "#);
}

fn null_member() {
    let told = against(
        |_| json(200, r#"{"KeyMetadata":{"KeyId":"abc","Description":null}}"#),
        [describe("{ok: {KeyMetadata: {$open: true, KeyId: abc}}}")],
    );
    assert_snapshot!(told.ends(1, &[Verdict::Fail]), @r#"
    1 case on http://127.0.0.1:PORT (seed 0)

    fail key/describe/enabled

      The endpoint behaves.

      body.KeyMetadata.Description
        expected  a string, or no such member at all
        actual    null
         --> cases/key/describe/enabled.yaml:7:13
          |
        7 |     expect: {ok: {KeyMetadata: {$open: true, KeyId: abc}}}
          |             ^

      evidence
        inferred: a trial of kmspec itself

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

    operation     fail
    DescribeKey      1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 fail, 1 cause
    not conformant: of 1 selected, 1 judged: 1 fail, 1 cause
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
    let text = told.ends(1, &[Verdict::Fail]);
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
        inferred: a trial of kmspec itself

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
    CreateCustomKeyStore      1

    1 case on http://127.0.0.1:PORT in TIME (seed 0): 1 fail, 1 cause
    not conformant: of 1 selected, 1 judged: 1 fail, 1 cause
    "#);
}
