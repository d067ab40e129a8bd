//! What a member of a request can be, by its shape: the classes of values of which each deserves a test of its own.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::constraint::{length, length_bounds, whole};
use super::{Kind, Model, Operation, Shape};

/// One class of the values of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueClass {
    /// Not there.
    Absent,
    /// JSON's `null`.
    Null,
    /// The least length or number that the model allows.
    Least,
    /// The greatest.
    Greatest,
    /// Less than the least.
    Under,
    /// More than the greatest.
    Over,
    /// Of a length that is allowed, and not of the model's pattern.
    BadPattern,
    /// None of the model's values.
    BadEnum,
    /// JSON of another type than the shape's.
    WrongType,
}

impl ValueClass {
    /// Its name, such as `bad_pattern`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Null => "null",
            Self::Least => "least",
            Self::Greatest => "greatest",
            Self::Under => "under",
            Self::Over => "over",
            Self::BadPattern => "bad_pattern",
            Self::BadEnum => "bad_enum",
            Self::WrongType => "wrong_type",
        }
    }
}

impl fmt::Display for ValueClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Every member of an operation's input at any depth, such as `Tags[].TagKey`, with each class that its shape has.
///
/// What a list or a map holds is never absent, and keys of maps are text by JSON's own rules.
#[must_use]
pub fn classes(model: &Model, operation: Operation) -> Vec<(String, ValueClass)> {
    let mut found = Vec::new();
    walk(model, model.input(operation), &Place::default(), &mut found);
    found
}

/// The classes of the values that a body has, member by member.
#[must_use]
pub fn classes_of(model: &Model, operation: Operation, body: &Value) -> Vec<(String, ValueClass)> {
    let mut found = Vec::new();
    let place = Place::default();
    walk_value(model, model.input(operation), &place, body, &mut found);
    found
}

/// A path into an input.
#[derive(Debug, Clone, Default)]
struct Place(String);

impl Place {
    fn member(&self, name: &str) -> Self {
        let dot = if self.0.is_empty() { "" } else { "." };
        Self(format!("{}{dot}{name}", self.0))
    }

    fn item(&self) -> Self {
        Self(format!("{}[]", self.0))
    }

    fn value(&self) -> Self {
        Self(format!("{}{{}}", self.0))
    }
}

fn walk(model: &Model, shape: &Shape, place: &Place, found: &mut Vec<(String, ValueClass)>) {
    match &shape.kind {
        Kind::Structure { members } => {
            for member in members {
                let place = place.member(&member.name);
                let shape = model.shape_of(member);
                found.push((place.0.clone(), ValueClass::Absent));
                found.extend(own(shape).into_iter().map(|it| (place.0.clone(), it)));
                walk(model, shape, &place, found);
            }
        }
        Kind::List { member, .. } | Kind::Map { value: member, .. } => {
            let is_list = matches!(shape.kind, Kind::List { .. });
            let place = if is_list { place.item() } else { place.value() };
            if let Some(shape) = model.shape(member) {
                found.extend(own(shape).into_iter().map(|it| (place.0.clone(), it)));
                walk(model, shape, &place, found);
            }
        }
        _ => {}
    }
}

/// The classes that values of a shape can have; all but that of what is not there.
fn own(shape: &Shape) -> Vec<ValueClass> {
    let mut classes = vec![ValueClass::Null, ValueClass::WrongType];
    let (least, greatest) = bounds(&shape.kind);
    if let Some(least) = least {
        classes.push(ValueClass::Least);
        // No length is less than nothing.
        if least > 0 || is_number(&shape.kind) {
            classes.push(ValueClass::Under);
        }
    }
    if greatest.is_some() {
        classes.extend([ValueClass::Greatest, ValueClass::Over]);
    }
    if let Kind::String {
        pattern, values, ..
    } = &shape.kind
    {
        classes.extend(pattern.is_some().then_some(ValueClass::BadPattern));
        classes.extend((!values.is_empty()).then_some(ValueClass::BadEnum));
    }
    classes
}

fn is_number(kind: &Kind) -> bool {
    matches!(kind, Kind::Integer { .. } | Kind::Long { .. })
}

/// The least and the greatest length or number.
fn bounds(kind: &Kind) -> (Option<i64>, Option<i64>) {
    if let Kind::Integer { min, max } | Kind::Long { min, max } = kind {
        return (*min, *max);
    }
    let (least, greatest) = length_bounds(kind).unwrap_or_default();
    let number = |length: Option<u64>| length.and_then(|length| i64::try_from(length).ok());
    (number(least), number(greatest))
}

fn walk_value(
    model: &Model,
    shape: &Shape,
    place: &Place,
    value: &Value,
    found: &mut Vec<(String, ValueClass)>,
) {
    match (&shape.kind, value) {
        (Kind::Structure { members }, Value::Object(given)) => {
            for member in members {
                let place = place.member(&member.name);
                match given.get(&member.name) {
                    None => found.push((place.0, ValueClass::Absent)),
                    Some(value) => note(model, model.shape_of(member), &place, value, found),
                }
            }
        }
        (Kind::List { member, .. }, Value::Array(items)) => {
            let Some(shape) = model.shape(member) else {
                return;
            };
            for item in items {
                note(model, shape, &place.item(), item, found);
            }
        }
        (Kind::Map { value: member, .. }, Value::Object(entries)) => {
            let Some(shape) = model.shape(member) else {
                return;
            };
            for value in entries.values() {
                note(model, shape, &place.value(), value, found);
            }
        }
        _ => {}
    }
}

fn note(
    model: &Model,
    shape: &Shape,
    place: &Place,
    value: &Value,
    found: &mut Vec<(String, ValueClass)>,
) {
    found.extend(
        of_value(model, shape, value)
            .into_iter()
            .map(|it| (place.0.clone(), it)),
    );
    walk_value(model, shape, place, value, found);
}

fn of_value(model: &Model, shape: &Shape, value: &Value) -> Vec<ValueClass> {
    if value.is_null() {
        return vec![ValueClass::Null];
    }
    let size = match (&shape.kind, value) {
        (Kind::Structure { .. }, Value::Object(_)) | (Kind::Boolean, Value::Bool(_)) => {
            return Vec::new();
        }
        (Kind::Double | Kind::Timestamp, Value::Number(_)) => return Vec::new(),
        (Kind::Integer { .. } | Kind::Long { .. }, Value::Number(number)) => {
            Some(whole(&shape.kind, number))
        }
        (Kind::List { .. }, Value::Array(_))
        | (Kind::Map { .. }, Value::Object(_))
        | (Kind::String { .. } | Kind::Blob { .. }, Value::String(_)) => {
            length(shape, value).and_then(|length| i64::try_from(length).ok())
        }
        _ => None,
    };
    // A blob that is no base64 has no length.
    let Some(size) = size else {
        return vec![ValueClass::WrongType];
    };
    let (least, greatest) = bounds(&shape.kind);
    let mut classes = Vec::new();
    classes.extend((least == Some(size)).then_some(ValueClass::Least));
    classes.extend((greatest == Some(size)).then_some(ValueClass::Greatest));
    if least.is_some_and(|least| size < least) {
        return vec![ValueClass::Under];
    }
    if greatest.is_some_and(|greatest| size > greatest) {
        return vec![ValueClass::Over];
    }
    if let (Kind::String { values, .. }, Value::String(text)) = (&shape.kind, value) {
        let pattern = model.pattern(shape);
        let fits = pattern.is_none_or(|pattern| pattern.is_match(text));
        classes.extend((!fits).then_some(ValueClass::BadPattern));
        let is_one = values.is_empty() || values.contains(text);
        classes.extend((!is_one).then_some(ValueClass::BadEnum));
    }
    classes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(operation: Operation, body: &Value) -> Vec<String> {
        let found = classes_of(Model::bundled(), operation, body);
        let told = found.iter().filter(|(_, it)| *it != ValueClass::Absent);
        told.map(|(place, class)| format!("{place} {class}"))
            .collect()
    }

    #[test]
    fn values_fall_into_classes() {
        let body = json!({"KeyId": "", "Tags": [{"TagKey": "k".repeat(129), "TagValue": null}]});
        assert_eq!(
            found(Operation::TagResource, &body),
            ["KeyId under", "Tags[].TagKey over", "Tags[].TagValue null"]
        );
        let body = json!({"Limit": 1000, "Marker": "\u{7}", "KeyId": 5});
        assert_eq!(
            found(Operation::ListAliases, &body),
            [
                "KeyId wrong_type",
                "Limit greatest",
                "Marker least",
                "Marker bad_pattern"
            ]
        );
        let body = json!({"KeySpec": "RSA_1", "Description": "d".repeat(8192)});
        assert_eq!(
            found(Operation::CreateKey, &body),
            ["Description greatest", "KeySpec bad_enum"]
        );
    }

    #[test]
    fn every_class_that_a_value_has_is_one_of_its_shape() {
        let model = Model::bundled();
        for (operation, body) in [
            (Operation::TagResource, json!({"Tags": [null, 1, {}]})),
            (
                Operation::Encrypt,
                json!({"EncryptionContext": {"a": null, "b": 1}, "Plaintext": "%"}),
            ),
            (
                Operation::CreateGrant,
                json!({"Constraints": {"EncryptionContextSubset": []}}),
            ),
        ] {
            let all = classes(model, operation);
            let of_body = classes_of(model, operation, &body);
            assert!(!of_body.is_empty());
            for cell in of_body {
                assert!(all.contains(&cell), "{operation}: {cell:?}");
            }
        }
    }
}
