//! Values with their forms.

use serde_json::{Map, Value, json};

use super::document::word;
use crate::case::parse::words;
use crate::case::{LengthRange, Shaped, Template};

/// A value as a file gives it.
pub(super) fn template(value: &Template) -> Value {
    match &value.shaped {
        Shaped::Plain(plain @ (Value::Array(_) | Value::Object(_))) => json!({"$literal": plain}),
        Shaped::Plain(plain) => plain.clone(),
        Shaped::List(items) => templates(items),
        Shaped::Map(entries) => members(entries),
        Shaped::Ref(path) => json!({"$ref": path.join(".")}),
        Shaped::Row(name) => json!({"$row": name}),
        Shaped::Fresh(kind) => json!({"$fresh": word(words::FRESH, kind)}),
        Shaped::Repeat { text, times } => json!({"$repeat": repeat(text, *times)}),
        Shaped::Concat(items) => json!({"$concat": templates(items)}),
        Shaped::Upper(inner) => json!({"$upper": template(inner)}),
        Shaped::Base64(inner) => json!({"$base64": template(inner)}),
        Shaped::Bytes(range) => json!({"$bytes": {"length": length(*range)}}),
        Shaped::Text(range) => json!({"$text": length(*range)}),
        Shaped::Pick(items) => json!({"$pick": templates(items)}),
        Shaped::Json(inner) => json!({"$json": template(inner)}),
    }
}

fn templates(items: &[Template]) -> Value {
    items.iter().map(template).collect()
}

/// Named values, in order.
pub(super) fn members(entries: &[(String, Template)]) -> Value {
    let entries = entries
        .iter()
        .map(|(name, value)| (name.clone(), template(value)));
    Value::Object(entries.collect::<Map<_, _>>())
}

pub(super) fn repeat(text: &str, times: u32) -> Value {
    json!({"text": text, "times": times})
}

/// A length, or its bounds.
pub(super) fn length(range: LengthRange) -> Value {
    match (range.min, range.max) {
        (min, max) if min == max => json!(min),
        (0, max) if max != u64::MAX => json!({"max": max}),
        (min, u64::MAX) => json!({"min": min}),
        (min, max) => json!({"min": min, "max": max}),
    }
}
