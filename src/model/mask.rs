//! Values made fit for people to read: sensitive members without what they hold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::Value;

use super::{Kind, Model, Shape, decode_blob};

/// The value with every sensitive member replaced by a word about it, such as `[masked: 16 bytes]`.
///
/// Members that the shape knows are judged by their shape. Others, and everything when there is no shape, are judged by
/// their name: those that are sensitive wherever the model has them, but for `Message`, which error bodies use too.
#[must_use]
pub fn mask(model: &Model, shape_name: Option<&str>, value: &Value) -> Value {
    let shape = shape_name.and_then(|name| model.shape(name));
    masked(model, shape, value)
}

fn masked(model: &Model, shape: Option<&Shape>, value: &Value) -> Value {
    if shape.is_some_and(|shape| shape.sensitive) {
        return hide(shape, value);
    }
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let below = match shape.map(|shape| &shape.kind) {
                    Some(Kind::Map { value, .. }) => model.shape(value),
                    _ => shape
                        .and_then(|shape| shape.member(name))
                        .map(|member| model.shape_of(member)),
                };
                let value = match below {
                    None if is_secret(name) => hide(None, value),
                    _ => masked(model, below, value),
                };
                (name.clone(), value)
            });
            Value::Object(members.collect())
        }
        Value::Array(items) => {
            let below = match shape.map(|shape| &shape.kind) {
                Some(Kind::List { member, .. }) => model.shape(member),
                _ => None,
            };
            Value::Array(
                items
                    .iter()
                    .map(|item| masked(model, below, item))
                    .collect(),
            )
        }
        scalar => scalar.clone(),
    }
}

fn hide(shape: Option<&Shape>, value: &Value) -> Value {
    let blob = shape.is_some_and(|shape| matches!(shape.kind, Kind::Blob { .. }));
    let what = match value {
        Value::Null => return Value::Null,
        Value::String(text) => match decode_blob(text).filter(|_| blob) {
            Some(bytes) => format!("{} bytes", bytes.len()),
            None => format!("{} characters", text.chars().count()),
        },
        Value::Bool(_) => "a boolean".to_owned(),
        Value::Number(_) => "a number".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a structure".to_owned(),
    };
    Value::String(format!("[masked: {what}]"))
}

/// The text with what follows the name of a sensitive member replaced, for bodies that are not JSON.
#[must_use]
pub fn mask_text(text: &str) -> String {
    static MEMBER: LazyLock<Regex> = LazyLock::new(|| {
        let names: Vec<&str> = SECRET_NAMES.iter().map(String::as_str).collect();
        let member = format!(
            r#"("(?i:{})"\s*:\s*)("(?:[^"\\]|\\.)*"?|[^\s"\[{{,}}\]]+)"#,
            names.join("|")
        );
        Regex::new(&member).expect("names of members are plain")
    });
    MEMBER
        .replace_all(text, |found: &Captures<'_>| {
            format!("{}\"[masked]\"", &found[1])
        })
        .into_owned()
}

fn is_secret(name: &str) -> bool {
    SECRET_NAMES.contains(&name.to_ascii_lowercase())
}

/// Names of members that are sensitive in every structure of the model that has them, in lower case: how an endpoint
/// spells what it should not tell is its own affair.
static SECRET_NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let model = Model::bundled();
    let mut always: BTreeMap<&str, bool> = BTreeMap::new();
    for member in model.shapes.values().flat_map(Shape::members) {
        *always.entry(&member.name).or_insert(true) &= model.shape_of(member).sensitive;
    }
    let secret = always
        .into_iter()
        .filter(|(name, always)| *always && *name != "Message");
    secret.map(|(name, _)| name.to_ascii_lowercase()).collect()
});

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(shape: Option<&str>, value: &Value, expected: &Value) {
        assert_eq!(&mask(Model::bundled(), shape, value), expected);
    }

    #[test]
    fn by_shape() {
        check(
            Some("EncryptRequest"),
            &json!({"KeyId": "k", "Plaintext": "YWJj", "EncryptionContext": {"Plaintext": "kept"}}),
            &json!({"KeyId": "k", "Plaintext": "[masked: 3 bytes]", "EncryptionContext": {"Plaintext": "kept"}}),
        );
        check(
            Some("CreateCustomKeyStoreRequest"),
            &json!({"KeyStorePassword": "secret!", "XksProxyAuthenticationCredential": {"AccessKeyId": "A", "RawSecretAccessKey": 1}}),
            &json!({"KeyStorePassword": "[masked: 7 characters]", "XksProxyAuthenticationCredential":
                {"AccessKeyId": "[masked: 1 characters]", "RawSecretAccessKey": "[masked: a number]"}}),
        );
        check(
            Some("SignRequest"),
            &json!({"Message": "YQ=="}),
            &json!({"Message": "[masked: 1 bytes]"}),
        );
        check(
            Some("DecryptResponse"),
            &json!({"Plaintext": null}),
            &json!({"Plaintext": null}),
        );
    }

    #[test]
    fn by_name_where_no_shape_says() {
        check(
            Some("DeleteCustomKeyStoreRequest"),
            &json!({"a": [{"KeyStorePassword": "x", "keystorepassword": "y"}]}),
            &json!({"a": [{"KeyStorePassword": "[masked: 1 characters]", "keystorepassword": "[masked: 1 characters]"}]}),
        );
        check(
            None,
            &json!({"__type": "ValidationException", "Message": "kept", "SharedSecret": {"a": 1}}),
            &json!({"__type": "ValidationException", "Message": "kept", "SharedSecret": "[masked: a structure]"}),
        );
        check(
            Some("GetPublicKeyResponse"),
            &json!({"PublicKey": "YQ=="}),
            &json!({"PublicKey": "YQ=="}),
        );
    }

    #[test]
    fn in_text() {
        for (text, masked) in [
            (
                r#"{"KeyStorePassword":"a\"b","x":1"#,
                r#"{"KeyStorePassword":"[masked]","x":1"#,
            ),
            (
                r#"{"KeyStorePassword" : 12}"#,
                r#"{"KeyStorePassword" : "[masked]"}"#,
            ),
            (r#"{"Plaintext":"YW"#, r#"{"Plaintext":"[masked]""#),
            (
                r#"{"rawsecretaccesskey":"s"}"#,
                r#"{"rawsecretaccesskey":"[masked]"}"#,
            ),
            (
                r#"{"CustomKeyStoreId":"cks-1"}"#,
                r#"{"CustomKeyStoreId":"cks-1"}"#,
            ),
        ] {
            assert_eq!(mask_text(text), masked);
        }
    }
}
