//! Values that the model allows, or allows but for their length.

use serde_json::{Map, Value, json};

use crate::model::{Constraint, Invalid, Kind, Member, Model, Operation, Shape, validate};

/// The input with drawn values for what names things, so that no two cases send the same: who only repeats answers to bodies
/// that it has seen knows nothing of them. Where it names nothing, a description is drawn if the operation takes one.
pub(super) fn drawn(operation: Operation, input: &Value) -> Value {
    let model = Model::bundled();
    let shape = model.input(operation);
    let mut drawn = input.as_object().cloned().unwrap_or_default();
    for member in shape.members() {
        let value = draw(&member.shape).filter(|_| drawn.contains_key(&member.name));
        drawn.extend(value.map(|value| (member.name.clone(), value)));
    }
    let description = shape.member("Description").filter(|_| drawn.is_empty());
    if let Some(member) = description {
        drawn.insert(
            member.name.clone(),
            json!({"$text": {"min": 20, "max": 40}}),
        );
    }
    Value::Object(drawn)
}

/// The form that draws a value of the shape.
fn draw(shape: &str) -> Option<Value> {
    Some(match shape {
        "KeyIdType" => json!({"$fresh": "key_id"}),
        "CustomKeyStoreIdType" => json!({"$fresh": "store_id"}),
        "CustomKeyStoreNameType" => json!({"$fresh": "store_name"}),
        "AliasNameType" => json!({"$fresh": "alias"}),
        "CiphertextType" | "PlaintextType" => json!({"$bytes": {"length": {"min": 16, "max": 64}}}),
        _ => return None,
    })
}

/// The least and the greatest length.
pub(super) fn lengths(kind: &Kind) -> (Option<u64>, Option<u64>) {
    match kind {
        Kind::String { min, max, .. }
        | Kind::Blob { min, max }
        | Kind::List { min, max, .. }
        | Kind::Map { min, max, .. } => (*min, *max),
        _ => (None, None),
    }
}

/// A value of so many characters, bytes, items or entries, right in all else as far as that can be.
pub(super) fn of_length(shape: &Shape, length: u64) -> Value {
    let model = Model::bundled();
    let below = |name: &str| model.shape(name).map_or(Value::Null, sample);
    match &shape.kind {
        Kind::Blob { .. } if length > 0 => json!({"$bytes": {"length": length}}),
        Kind::List { member, .. } => (0..length).map(|_| below(member)).collect(),
        Kind::Map { value, .. } => {
            let entries = (0..length).map(|number| (format!("a{number}"), below(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Kind::String { .. } if length > 64 => long_text(shape, length),
        _ => Value::String(text(shape, length)),
    }
}

/// A value that the model allows.
pub(super) fn sample(shape: &Shape) -> Value {
    let least = lengths(&shape.kind).0.unwrap_or(1).max(1);
    match &shape.kind {
        Kind::Structure { members } => {
            let required = members.iter().filter(|member| member.required);
            let of_member = |member: &Member| {
                (
                    member.name.clone(),
                    sample(Model::bundled().shape_of(member)),
                )
            };
            Value::Object(required.map(of_member).collect())
        }
        Kind::String { values, .. } if !values.is_empty() => json!(values[0]),
        Kind::Integer { min, .. } | Kind::Long { min, .. } => json!(min.unwrap_or(1)),
        Kind::Boolean => json!(true),
        Kind::Double | Kind::Timestamp => json!(2_000_000_000),
        _ => of_length(shape, least),
    }
}

/// What texts of the model's patterns begin with, what fills them, and what they end with.
const FORMS: &[(&str, &str, &str)] = &[
    ("", "a", ""),
    ("", "A", ""),
    ("", "1", ""),
    ("https://", "a", ""),
    ("/", "a", "/kms/xks/v1"),
    ("cluster-", "a", ""),
    ("com.amazonaws.vpce.us-east-1.vpce-svc-", "0", ""),
    ("us-", "a", "-1"),
    ("a.", "a", ".a"),
    ("arn:aws:s3:us-east-1:111122223333:", "a", ""),
];

fn filled(form: (&str, &str, &str), length: u64) -> Option<String> {
    let (begin, fill, end) = form;
    let length = usize::try_from(length).ok()?;
    let rest = length.checked_sub(begin.len() + end.len())?;
    Some(format!("{begin}{}{end}", fill.repeat(rest)))
}

/// The form that a text of this length has when it matches the pattern; the first where none does.
fn form(shape: &Shape, length: u64) -> (&'static str, &'static str, &'static str) {
    let fits = |form: &&(&'static str, &'static str, &'static str)| {
        filled(**form, length).is_some_and(|text| has_form(shape, &text))
    };
    *FORMS.iter().find(fits).unwrap_or(&FORMS[0])
}

/// A text of this length, of the shape's pattern if it can be.
pub(super) fn text(shape: &Shape, length: u64) -> String {
    filled(form(shape, length), length).unwrap_or_default()
}

fn long_text(shape: &Shape, length: u64) -> Value {
    if matches!(&shape.kind, Kind::String { pattern: None, values, .. } if values.is_empty()) {
        return json!({"$text": {"min": length, "max": length}});
    }
    let (begin, fill, end) = form(shape, length);
    let around = u64::try_from(begin.len() + end.len()).unwrap_or_default();
    let repeated = json!({"$repeat": {"text": fill, "times": length - around}});
    match (begin, end) {
        ("", "") => repeated,
        _ => json!({"$concat": [begin, repeated, end]}),
    }
}

/// Whether the text matches the pattern, whatever its length.
pub(super) fn has_form(shape: &Shape, text: &str) -> bool {
    let checked = validate(Model::bundled(), &shape.name, &json!(text));
    let Err(Invalid::Constraints(found)) = checked else {
        return true;
    };
    let mut found = found.iter();
    !found.any(|one| matches!(one.constraint, Constraint::Pattern(_)))
}
