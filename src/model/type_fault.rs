//! The first half of validation: JSON of a type that a shape cannot take, AWS's `SerializationException`.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Kind, Model, Shape};

/// JSON of a type that the shape cannot take.
///
/// The text is that of a sister service (facts V-030..V-037), so a case asks for the error's type alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeFault {
    /// Where in the request, such as `Tags[0].TagKey`; empty for the body itself.
    pub path: String,
    /// The message; `None` where no source has one (fact V-043).
    pub message: Option<String>,
}

impl fmt::Display for TypeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            self.message
                .as_deref()
                .unwrap_or("not of the member's type"),
        )
    }
}

/// The bytes of a blob as they stand in JSON: standard base64 with padding (fact W-049); `None` for any other text.
#[must_use]
pub fn decode_blob(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// The first type fault in the order in which the members are written; `None` when the value can be read.
///
/// Null is absent (fact W-033) except as the body itself (fact V-062), and unknown members are ignored (fact W-035).
pub(super) fn find(model: &Model, shape: &Shape, value: &Value) -> Option<TypeFault> {
    if value.is_null() {
        return Some(TypeFault {
            path: String::new(),
            message: None,
        });
    }
    in_value(model, shape, value, &mut String::new())
}

fn in_value(model: &Model, shape: &Shape, value: &Value, path: &mut String) -> Option<TypeFault> {
    if value.is_null() {
        return None;
    }
    let fault = |message: Option<String>| {
        Some(TypeFault {
            path: path.clone(),
            message,
        })
    };
    match (&shape.kind, value) {
        (Kind::Structure { .. }, Value::Object(members)) => {
            members.iter().find_map(|(name, value)| {
                let member = model.shape_of(shape.member(name)?);
                let dot = if path.is_empty() { "" } else { "." };
                below(model, member, value, path, [dot, name, ""])
            })
        }
        (Kind::List { member, .. }, Value::Array(items)) => {
            let member = model.shape(member)?;
            let mut items = items.iter().enumerate();
            items.find_map(|(at, item)| {
                below(model, member, item, path, ["[", &at.to_string(), "]"])
            })
        }
        (Kind::Map { value: member, .. }, Value::Object(entries)) => {
            let member = model.shape(member)?;
            entries
                .iter()
                .find_map(|(key, value)| below(model, member, value, path, ["[\"", key, "\"]"]))
        }
        (Kind::String { .. }, Value::String(_))
        | (Kind::Boolean, Value::Bool(_))
        | (
            Kind::Integer { .. } | Kind::Long { .. } | Kind::Double | Kind::Timestamp,
            Value::Number(_),
        ) => None,
        (Kind::Blob { .. }, Value::String(text)) => {
            if decode_blob(text).is_some() {
                None
            } else {
                fault(None)
            }
        }
        (_, value) => fault(Some(message(&shape.kind, value))),
    }
}

fn below(
    model: &Model,
    shape: &Shape,
    value: &Value,
    path: &mut String,
    step: [&str; 3],
) -> Option<TypeFault> {
    let length = path.len();
    path.extend(step);
    let fault = in_value(model, shape, value, path);
    path.truncate(length);
    fault
}

fn message(kind: &Kind, value: &Value) -> String {
    let token = match value {
        Value::Array(_) => return "Start of list found where not expected".to_owned(),
        Value::Object(_) => {
            return "Start of structure or map found where not expected.".to_owned();
        }
        Value::String(_) => "STRING_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Null => "NULL_VALUE",
    };
    let wanted = match kind {
        Kind::Structure { .. } | Kind::Map { .. } => return "Expected null".to_owned(),
        Kind::List { .. } => return "Expected list or null".to_owned(),
        Kind::String { .. } => "a String",
        Kind::Blob { .. } => "a Blob",
        Kind::Integer { .. } => "an Integer",
        Kind::Long { .. } => "a Long",
        Kind::Double => "a Double",
        Kind::Boolean => "a Boolean",
        Kind::Timestamp => "milliseconds since epoch",
    };
    format!("{token} can not be converted to {wanted}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(shape: &str, value: &Value, path: &str, message: &str) {
        let model = Model::bundled();
        let shape = model.shape(shape).expect("a shape of the model");
        let fault = find(model, shape, value).expect("a type fault");
        assert_eq!(
            (
                fault.path.as_str(),
                fault.message.as_deref().unwrap_or("none")
            ),
            (path, message)
        );
    }

    fn check_readable(shape: &str, value: &Value) {
        let model = Model::bundled();
        let shape = model.shape(shape).expect("a shape of the model");
        assert_eq!(find(model, shape, value), None, "{value}");
    }

    #[test]
    fn scalars_of_another_type() {
        let random = "GenerateRandomRequest";
        let count = "NumberOfBytes";
        check(
            random,
            &json!({count: "1"}),
            count,
            "STRING_VALUE can not be converted to an Integer",
        ); // V-030
        check(
            random,
            &json!({count: true}),
            count,
            "TRUE_VALUE can not be converted to an Integer",
        ); // V-033
        let id = "CustomKeyStoreId";
        check(
            random,
            &json!({id: 1}),
            id,
            "NUMBER_VALUE can not be converted to a String",
        ); // V-031
        check(
            random,
            &json!({id: true}),
            id,
            "TRUE_VALUE can not be converted to a String",
        ); // V-032
        check(
            random,
            &json!({id: false}),
            id,
            "FALSE_VALUE can not be converted to a String",
        );
        check(
            random,
            &json!({id: []}),
            id,
            "Start of list found where not expected",
        ); // V-034
        check(
            random,
            &json!({id: {}}),
            id,
            "Start of structure or map found where not expected.",
        ); // V-035
        check(
            "CreateKeyRequest",
            &json!({"MultiRegion": "true"}),
            "MultiRegion",
            "STRING_VALUE can not be converted to a Boolean",
        );
        check(
            "ImportKeyMaterialRequest",
            &json!({"ValidTo": "2030-01-01"}),
            "ValidTo",
            "STRING_VALUE can not be converted to milliseconds since epoch",
        );
    }

    #[test]
    fn containers_given_something_else() {
        check(
            "CreateKeyRequest",
            &json!({"Tags": "a"}),
            "Tags",
            "Expected list or null",
        ); // V-036
        check(
            "CreateKeyRequest",
            &json!({"Tags": {}}),
            "Tags",
            "Start of structure or map found where not expected.",
        );
        check(
            "CreateKeyRequest",
            &json!({"Tags": ["a"]}),
            "Tags[0]",
            "Expected null",
        ); // V-037
        check(
            "CreateKeyRequest",
            &json!([]),
            "",
            "Start of list found where not expected",
        ); // V-065
        check("CreateKeyRequest", &json!(null), "", "none"); // V-062
        check(
            "EncryptRequest",
            &json!({"EncryptionContext": {"a b": 1}}),
            "EncryptionContext[\"a b\"]",
            "NUMBER_VALUE can not be converted to a String",
        );
        check(
            "CreateKeyRequest",
            &json!({"Tags": [{"TagKey": "a", "TagValue": "b"}, {"TagKey": 1}]}),
            "Tags[1].TagKey",
            "NUMBER_VALUE can not be converted to a String",
        );
    }

    #[test]
    fn blobs_are_padded_base64() {
        for text in ["!", "YQ", "YQ=", "Y Q==", "YQ==\n", "-_8="] {
            check(
                "EncryptRequest",
                &json!({"Plaintext": text}),
                "Plaintext",
                "none",
            ); // V-043
        }
        check_readable("EncryptRequest", &json!({"Plaintext": "YQ=="}));
        check_readable("EncryptRequest", &json!({"Plaintext": ""}));
        check(
            "EncryptRequest",
            &json!({"Plaintext": 1}),
            "Plaintext",
            "NUMBER_VALUE can not be converted to a Blob",
        );
    }

    #[test]
    fn what_is_not_a_type_fault() {
        check_readable("GenerateRandomRequest", &json!({"NumberOfBytes": 1.5})); // V-040
        check_readable(
            "GenerateRandomRequest",
            &json!({"NumberOfBytes": 99_999_999_999_u64}),
        ); // V-041
        check_readable(
            "GenerateRandomRequest",
            &json!({"NumberOfBytes": null, "CustomKeyStoreId": null}),
        ); // W-033
        check_readable(
            "GenerateRandomRequest",
            &json!({"numberofbytes": "x", "Unknown": [1]}),
        ); // W-035
        check_readable("CreateKeyRequest", &json!({"Tags": [null]}));
        check_readable(
            "ImportKeyMaterialRequest",
            &json!({"ValidTo": 1_537_582_718.431}),
        );
    }
}
