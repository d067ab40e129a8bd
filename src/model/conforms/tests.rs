//! What answers conform, and where others do not.

use serde_json::json;

use super::*;
use crate::model::Operation;

fn check(shape: &str, value: &Value, expected: &[(&str, &str, &str)]) {
    let found = conforms(Model::bundled(), shape, value);
    let found: Vec<_> = found
        .iter()
        .map(|found| {
            (
                found.path.as_str(),
                found.expected.as_str(),
                found.actual.as_str(),
            )
        })
        .collect();
    assert_eq!(found, expected, "{value}");
}

#[test]
fn what_conforms() {
    check("DeleteCustomKeyStoreResponse", &json!({}), &[]);
    check(
        "CreateCustomKeyStoreResponse",
        &json!({"CustomKeyStoreId": "cks-1"}),
        &[],
    );
    check(
        "DescribeCustomKeyStoresResponse",
        &json!({"CustomKeyStores": [{"CreationDate": 1.5, "ConnectionState": "CONNECTED"}], "Truncated": false}),
        &[],
    );
    check("GenerateRandomResponse", &json!({"Plaintext": "YQ=="}), &[]);
    check("NoSuchShape", &json!(1), &[]);
}

#[test]
fn types_and_nulls() {
    check(
        "DeleteCustomKeyStoreResponse",
        &json!(null),
        &[("", "a structure", "null")],
    );
    check(
        "DeleteCustomKeyStoreResponse",
        &json!([]),
        &[("", "a structure", "[]")],
    );
    check(
        "DescribeCustomKeyStoresResponse",
        &json!({"CustomKeyStores": [{"CreationDate": "2017-01-01", "ConnectionErrorCode": null}], "NextMarker": null}),
        &[
            (
                "CustomKeyStores[0].CreationDate",
                "a timestamp: seconds since the epoch, as a number",
                "\"2017-01-01\"",
            ),
            (
                "CustomKeyStores[0].ConnectionErrorCode",
                "a string, or no such member at all",
                "null",
            ),
            ("NextMarker", "a string, or no such member at all", "null"),
        ],
    );
    check(
        "GenerateRandomResponse",
        &json!({"Plaintext": "YQ"}),
        &[(
            "Plaintext",
            "a blob: base64 with padding",
            "\"[masked: 2 characters]\"",
        )],
    );
    check(
        "GetKeyRotationStatusResponse",
        &json!({"RotationPeriodInDays": 90.5}),
        &[("RotationPeriodInDays", "a whole number of 32 bits", "90.5")],
    );
}

#[test]
fn members_and_constraints() {
    check(
        "DeleteCustomKeyStoreResponse",
        &json!({"Status": "gone"}),
        &[(
            "Status",
            "no such member: DeleteCustomKeyStoreResponse has no members",
            "\"gone\"",
        )],
    );
    check(
        "CreateCustomKeyStoreResponse",
        &json!({"KeyStorePassword": "secret"}),
        &[],
    );
    check(
        "CreateCustomKeyStoreResponse",
        &json!({"CustomKeyStoreId": ""}),
        &[("CustomKeyStoreId", "at least 1 characters", "\"\"")],
    );
    check(
        "DescribeCustomKeyStoresResponse",
        &json!({"CustomKeyStores": [{"ConnectionState": "BROKEN", "CloudHsmClusterId": "cluster-1"}]}),
        &[
            (
                "CustomKeyStores[0].ConnectionState",
                "one of CONNECTED, CONNECTING, FAILED, DISCONNECTED, DISCONNECTING",
                "\"BROKEN\"",
            ),
            (
                "CustomKeyStores[0].CloudHsmClusterId",
                "at least 19 characters",
                "\"cluster-1\"",
            ),
            (
                "CustomKeyStores[0].CloudHsmClusterId",
                "text that matches cluster-[2-7a-zA-Z]{11,16}",
                "\"cluster-1\"",
            ),
        ],
    );
    check(
        "DescribeKeyResponse",
        &json!({"KeyMetadata": {}}),
        &[(
            "KeyMetadata.KeyId",
            "a string, which the model requires",
            "nothing: the member is missing",
        )],
    );
}

#[test]
fn unknown_members_are_told_once_a_place() {
    let found = unknown_members(
        Model::bundled(),
        "DescribeCustomKeyStoresResponse",
        &json!({
            "CustomKeyStores": [{"Debug": {"KeyStorePassword": "secret"}}, {"Debug": 1}],
            "Count": 2,
        }),
    );
    let found: Vec<_> = found
        .iter()
        .map(|found| {
            (
                found.path.as_str(),
                found.member.as_str(),
                found.actual.as_str(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "CustomKeyStores[0].Debug",
                "CustomKeyStores[].Debug",
                r#"{"KeyStorePassword":"[masked: 6 characters]"}"#
            ),
            ("Count", "Count", "2"),
        ]
    );
    let many: serde_json::Map<_, _> = (0..500)
        .map(|at| (format!("Member{at}"), json!(at)))
        .collect();
    let found = unknown_members(Model::bundled(), "ListKeysResponse", &Value::Object(many));
    assert_eq!(found.len(), MOST);
}

#[test]
fn long_values_are_cut() {
    let found = conforms(
        Model::bundled(),
        "CreateCustomKeyStoreResponse",
        &json!({"CustomKeyStoreId": "é".repeat(500)}),
    );
    assert_eq!(
        found[0].actual,
        format!("\"{}… (502 characters)", "é".repeat(199))
    );
}

/// What AWS itself wrote down conforms, but for three ways in which its examples are not wire data: dates are text,
/// blobs are placeholders, and one cluster's id has digits that no cluster has.
#[test]
fn the_examples_of_the_model_conform() {
    let model = Model::bundled();
    let mut looked_at = 0;
    for operation in Operation::ALL {
        let Some(shape) = model.output(*operation) else {
            continue;
        };
        for output in model
            .examples(*operation)
            .iter()
            .filter_map(|example| example.output.as_ref())
        {
            looked_at += 1;
            let mut found = conforms(model, &shape.name, output);
            found.retain(|found| {
                let invented = ["a timestamp", "a blob"]
                    .iter()
                    .any(|kind| found.expected.starts_with(kind));
                !invented && found.actual != "\"cluster-1a23b4cdefg\""
            });
            assert_eq!(found, [], "{operation}");
        }
    }
    assert_eq!(looked_at, 46);
}
