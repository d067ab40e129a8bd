//! Which constraints a shape has, and which of them a value breaks.

use serde_json::{Number, Value};

use super::{Constraint, Kind, Model, Shape, decode_blob};

/// The constraints of this shape alone that the value breaks: greatest before least, then pattern, then values.
pub(super) fn broken(model: &Model, shape: &Shape, value: &Value) -> Vec<Constraint> {
    let mut broken = Vec::new();
    if let Some((min, max)) = length_bounds(&shape.kind)
        && (min.is_some() || max.is_some())
        && let Some(length) = length(shape, value)
    {
        broken.extend(
            max.filter(|max| length > *max)
                .map(Constraint::LengthAtMost),
        );
        broken.extend(
            min.filter(|min| length < *min)
                .map(Constraint::LengthAtLeast),
        );
    }
    match (&shape.kind, value) {
        (Kind::Integer { min, max } | Kind::Long { min, max }, Value::Number(number)) => {
            let number = whole(&shape.kind, number);
            broken.extend(max.filter(|max| number > *max).map(Constraint::ValueAtMost));
            broken.extend(
                min.filter(|min| number < *min)
                    .map(Constraint::ValueAtLeast),
            );
        }
        (
            Kind::String {
                pattern, values, ..
            },
            Value::String(text),
        ) => {
            if let (Some(pattern), Some(compiled)) = (pattern, model.pattern(shape))
                && !compiled.is_match(text)
            {
                broken.push(Constraint::Pattern(pattern.clone()));
            }
            if !values.is_empty() && !values.contains(text) {
                broken.push(Constraint::EnumValue(listed(shape, values)));
            }
        }
        _ => {}
    }
    broken
}

/// Every constraint of this shape alone, in the order of [`broken`].
pub(super) fn constraints(shape: &Shape) -> Vec<Constraint> {
    let mut all = Vec::new();
    if let Some((min, max)) = length_bounds(&shape.kind) {
        all.extend(max.map(Constraint::LengthAtMost));
        all.extend(min.map(Constraint::LengthAtLeast));
    }
    match &shape.kind {
        Kind::Integer { min, max } | Kind::Long { min, max } => {
            all.extend(max.map(Constraint::ValueAtMost));
            all.extend(min.map(Constraint::ValueAtLeast));
        }
        Kind::String {
            pattern, values, ..
        } => {
            all.extend(pattern.clone().map(Constraint::Pattern));
            if !values.is_empty() {
                all.push(Constraint::EnumValue(listed(shape, values)));
            }
        }
        _ => {}
    }
    all
}

/// The beginnings of lists of values as messages were seen to write them (facts V-005, V-006, V-007).
const SEEN: [(&str, &[&str]); 2] = [
    (
        "KeyUsageType",
        &["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC"],
    ),
    (
        "MacAlgorithmSpec",
        &[
            "HMAC_SHA_384",
            "HMAC_SHA_256",
            "HMAC_SHA_224",
            "HMAC_SHA_512",
        ],
    ),
];

/// The values in the order in which a message lists them: as it was seen, else the model's, with newer values last.
fn listed(shape: &Shape, values: &[String]) -> Vec<String> {
    let seen = SEEN.iter().find(|(name, _)| *name == shape.name);
    let place = |value: &String| {
        let (_, seen) = seen?;
        seen.iter().position(|one| one == value)
    };
    let mut listed = values.to_vec();
    // The sort is stable: what was never seen keeps the model's order behind what was.
    listed.sort_by_key(|value| place(value).unwrap_or(usize::MAX));
    listed
}

/// The least and the greatest number of characters, bytes, items or entries; `None` for what has no length.
pub(super) fn length_bounds(kind: &Kind) -> Option<(Option<u64>, Option<u64>)> {
    match kind {
        Kind::List { min, max, .. }
        | Kind::Map { min, max, .. }
        | Kind::String { min, max, .. }
        | Kind::Blob { min, max } => Some((*min, *max)),
        _ => None,
    }
}

/// The number of characters, bytes, items or entries; `None` where there is none.
pub(super) fn length(shape: &Shape, value: &Value) -> Option<u64> {
    let length = match (&shape.kind, value) {
        (Kind::Blob { .. }, Value::String(text)) => decode_blob(text)?.len(),
        (_, Value::String(text)) => text.chars().count(),
        (_, Value::Array(items)) => items.len(),
        (_, Value::Object(entries)) => entries.len(),
        _ => return None,
    };
    u64::try_from(length).ok()
}

/// The number as the service reads it: cut to a whole one, and to the range of the type.
pub(super) fn whole(kind: &Kind, number: &Number) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "cutting and clamping is what the service does"
    )]
    let wide = match (number.as_i64(), number.as_f64()) {
        (Some(number), _) => number,
        (None, Some(number)) => number as i64,
        (None, None) => 0,
    };
    match kind {
        Kind::Integer { .. } => wide.clamp(i32::MIN.into(), i32::MAX.into()),
        _ => wide,
    }
}
