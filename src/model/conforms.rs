//! An answer's value × a shape → everywhere that it is not what the model allows.

use serde_json::Value;

use super::constraint::broken;
use super::{Constraint, Kind, Member, Model, Shape, decode_blob};

/// The longest value that a nonconformance shows, in characters.
const LONGEST: usize = 200;

/// One place at which an answer is not what the model allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonconformance {
    /// Where in the body, such as `CustomKeyStores[0].ConnectionState`; empty for the body itself.
    pub path: String,
    /// What the model allows there, for people.
    pub expected: String,
    /// What stands there, for people; sensitive values are masked, long ones cut.
    pub actual: String,
}

/// Everywhere that the value of an answer is not what the shape allows, in the order in which it is written; members
/// that are missing come last. A shape that the model lacks allows anything.
///
/// Stricter than what a service accepts in a request: numbers are whole, a member is never null (fact W-034) nor unknown,
/// timestamps are numbers (fact W-036).
#[must_use]
pub fn conforms(model: &Model, shape_name: &str, value: &Value) -> Vec<Nonconformance> {
    let mut walk = Walk {
        model,
        path: String::new(),
        found: Vec::new(),
    };
    if let Some(shape) = model.shape(shape_name) {
        walk.value(shape, value);
    }
    walk.found
}

struct Walk<'m> {
    model: &'m Model,
    path: String,
    found: Vec<Nonconformance>,
}

impl Walk<'_> {
    fn value(&mut self, shape: &Shape, value: &Value) {
        match (&shape.kind, value) {
            (Kind::Structure { .. }, Value::Object(given)) => self.members(shape, given),
            (Kind::List { member, .. }, Value::Array(items)) => {
                if let Some(member) = self.model.shape(member) {
                    for (at, item) in items.iter().enumerate() {
                        self.below(&format!("[{at}]"), |walk| walk.value(member, item));
                    }
                }
            }
            (Kind::Map { value: member, .. }, Value::Object(entries)) => {
                if let Some(member) = self.model.shape(member) {
                    for (key, value) in entries {
                        self.below(&format!("[{key:?}]"), |walk| walk.value(member, value));
                    }
                }
            }
            (kind, value) if fits(kind, value) => {}
            (kind, value) => {
                let expected = if value.is_null() && !self.path.is_empty() {
                    format!("{}, or no such member at all", noun(kind))
                } else {
                    noun(kind).to_owned()
                };
                return self.note(expected, shape, value);
            }
        }
        for constraint in broken(self.model, shape, value) {
            self.note(expectation(&constraint, &shape.kind), shape, value);
        }
    }

    fn members(&mut self, shape: &Shape, given: &serde_json::Map<String, Value>) {
        for (name, value) in given {
            let step = if self.path.is_empty() {
                name.clone()
            } else {
                format!(".{name}")
            };
            self.below(&step, |walk| {
                if let Some(member) = shape.member(name) {
                    walk.value(walk.model.shape_of(member), value);
                } else {
                    let expected = format!(
                        "no such member: {} has {}",
                        shape.name,
                        names(shape.members())
                    );
                    let actual = brief(
                        &super::mask(walk.model, None, &serde_json::json!({name: value}))[name],
                    );
                    walk.found.push(Nonconformance {
                        path: walk.path.clone(),
                        expected,
                        actual,
                    });
                }
            });
        }
        for member in shape
            .members()
            .iter()
            .filter(|member| member.required && !given.contains_key(&member.name))
        {
            let step = if self.path.is_empty() {
                member.name.clone()
            } else {
                format!(".{}", member.name)
            };
            let expected = format!(
                "{}, which the model requires",
                noun(&self.model.shape_of(member).kind)
            );
            self.below(&step, |walk| {
                walk.found.push(Nonconformance {
                    path: walk.path.clone(),
                    expected,
                    actual: "nothing: the member is missing".to_owned(),
                });
            });
        }
    }

    fn below(&mut self, step: &str, look: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(step);
        look(self);
        self.path.truncate(length);
    }

    fn note(&mut self, expected: String, shape: &Shape, value: &Value) {
        let actual = brief(&super::mask(self.model, Some(&shape.name), value));
        self.found.push(Nonconformance {
            path: self.path.clone(),
            expected,
            actual,
        });
    }
}

/// Whether a scalar's JSON is of the type that an answer gives it.
fn fits(kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::String { .. }, Value::String(_))
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Double | Kind::Timestamp, Value::Number(_)) => true,
        (Kind::Integer { .. }, Value::Number(number)) => number
            .as_i64()
            .is_some_and(|number| i32::try_from(number).is_ok()),
        (Kind::Long { .. }, Value::Number(number)) => number.as_i64().is_some(),
        (Kind::Blob { .. }, Value::String(text)) => decode_blob(text).is_some(),
        _ => false,
    }
}

fn noun(kind: &Kind) -> &'static str {
    match kind {
        Kind::Structure { .. } => "a structure",
        Kind::List { .. } => "a list",
        Kind::Map { .. } => "a map",
        Kind::String { .. } => "a string",
        Kind::Blob { .. } => "a blob: base64 with padding",
        Kind::Integer { .. } => "a whole number of 32 bits",
        Kind::Long { .. } => "a whole number",
        Kind::Double => "a number",
        Kind::Boolean => "true or false",
        Kind::Timestamp => "a timestamp: seconds since the epoch, as a number",
    }
}

fn expectation(constraint: &Constraint, kind: &Kind) -> String {
    let unit = match kind {
        Kind::Blob { .. } => "bytes",
        Kind::List { .. } => "items",
        Kind::Map { .. } => "entries",
        _ => "characters",
    };
    match constraint {
        Constraint::NotNull => "a value".to_owned(),
        Constraint::LengthAtMost(max) => format!("at most {max} {unit}"),
        Constraint::LengthAtLeast(min) => format!("at least {min} {unit}"),
        Constraint::ValueAtMost(max) => format!("at most {max}"),
        Constraint::ValueAtLeast(min) => format!("at least {min}"),
        Constraint::Pattern(pattern) => format!("text that matches {pattern}"),
        Constraint::EnumValue(values) => format!("one of {}", values.join(", ")),
        Constraint::EachItem(_) => "items that the model allows".to_owned(),
    }
}

fn names(members: &[Member]) -> String {
    if members.is_empty() {
        return "no members".to_owned();
    }
    members
        .iter()
        .map(|member| member.name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The value as JSON, cut when it is long.
fn brief(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}… ({} characters)", &text[..cut], text.chars().count()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
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
            &[(
                "KeyStorePassword",
                "no such member: CreateCustomKeyStoreResponse has CustomKeyStoreId",
                "\"[masked: 6 characters]\"",
            )],
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
}
