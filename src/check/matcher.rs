//! One matcher against one value.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;
use serde_json::{Map, Number, Value};

use super::text::{self, bounds, item_shape, member_shape};
use super::{Context, Mismatch, Origin, oracle};
use crate::case::{About, LengthRange, Location, Matcher, Shaped, Span, Template, ValueType};
use crate::model::{Model, Shape};

/// Where in an answer a matcher looks.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    /// The path so far, such as `body.KeyMetadata`.
    pub(super) path: &'a str,
    /// The shape that the model gives the value, if it does.
    pub(super) shape: Option<&'a Shape>,
    /// Where the expectation stands, if the matcher itself does not know.
    pub(super) span: Span,
}

/// The ways in which the value is not what the matcher asks for; `None` is a value that is not there.
pub(super) fn compare(
    matcher: &Matcher,
    value: Option<&Value>,
    place: Subject<'_>,
    context: &Context<'_>,
) -> Vec<Mismatch> {
    let span = matcher.span().unwrap_or(place.span);
    let place = Subject { span, ..place };
    let held = |held: bool| -> Vec<Mismatch> {
        if held {
            Vec::new()
        } else {
            vec![differs(matcher, value, place, context)]
        }
    };
    match (matcher, value) {
        (Matcher::Absent(_), value) => held(value.is_none()),
        (Matcher::Optional(..), None) | (Matcher::Any(_), Some(_)) => Vec::new(),
        (Matcher::Optional(_, inner), value) => compare(inner, value, place, context),
        (Matcher::OneOf(_, choices), value) => held(
            choices
                .iter()
                .any(|m| compare(m, value, place, context).is_empty()),
        ),
        (Matcher::All(_, all), value) => all
            .iter()
            .flat_map(|m| compare(m, value, place, context))
            .collect(),
        (_, None) => held(false),
        (Matcher::Not(_, inner), value) => held(!compare(inner, value, place, context).is_empty()),
        (Matcher::Value(template), Some(value)) => match &template.shaped {
            Shaped::Plain(expected) if same(expected, value, place.shape, context.model) => {
                Vec::new()
            }
            Shaped::Plain(expected) => match parts(expected, place, context.model) {
                Some(parts) if of_one_kind(expected, value) => {
                    compare(&parts, Some(value), place, context)
                }
                _ => held(false),
            },
            _ => held(false),
        },
        (Matcher::List(expected), Some(Value::Array(items))) => {
            in_order(matcher, expected, items, place, context)
        }
        (Matcher::Object { open, members, .. }, Some(Value::Object(_))) => {
            object(*open, members, value, place, context)
        }
        (Matcher::Type(_, kind), Some(value)) => held(is_type(*kind, value)),
        (Matcher::Matches(_, pattern), Some(Value::String(text))) => held(matches(pattern, text)),
        (Matcher::Length(_, range), Some(value)) => match length(value, place.shape, context.model)
        {
            Some(length) if within(length, *range) => Vec::new(),
            Some(length) => vec![Mismatch {
                expected: format!("length {}", bounds(*range)),
                actual: format!(
                    "length {length}: {}",
                    text::actual(context.model, place.shape, Some(value))
                ),
                ..differs(matcher, Some(value), place, context)
            }],
            None => held(false),
        },
        (Matcher::Blob(_, range), Some(value)) => match decoded(value) {
            Some(bytes) if within(bytes, *range) => Vec::new(),
            Some(bytes) => vec![Mismatch {
                actual: format!("base64 of {bytes} bytes"),
                ..differs(matcher, Some(value), place, context)
            }],
            None => held(false),
        },
        (Matcher::Has(_, wanted), Some(Value::Array(items))) => wanted
            .iter()
            .filter(|m| !items.iter().any(|i| meets_item(m, i, place, context)))
            .map(|m| Mismatch {
                expected: format!("an item {}", text::matcher(m)),
                ..differs(m, Some(&Value::Array(items.clone())), place, context)
            })
            .collect(),
        (Matcher::Lacks(_, unwanted), Some(Value::Array(items))) => held(
            !items
                .iter()
                .any(|i| meets_item(unwanted, i, place, context)),
        ),
        (Matcher::JsonText(_, expected), Some(Value::String(text))) => {
            json_text(expected, text, place, context).unwrap_or_else(|| held(false))
        }
        (Matcher::Set(_, expected), Some(Value::Array(items))) => held(
            expected.len() == items.len()
                && super::counted::pairing(expected.len(), items.len(), |m, i| {
                    meets_item(&expected[m], &items[i], place, context)
                })
                .is_some(),
        ),
        (Matcher::About(_, wanted), Some(value)) => about(matcher, value, *wanted, place, context),
        (claim, Some(value)) if claim.is_claim() => claimed(claim, value, place, context),
        _ => held(false),
    }
}

/// A composite value as a matcher of its parts, so that what differs is told and not the whole; `None` for a scalar.
fn parts(expected: &Value, place: Subject<'_>, model: &Model) -> Option<Matcher> {
    let span = place.span;
    let whole = |value: &Value| {
        let shaped = Shaped::Plain(value.clone());
        Matcher::Value(Template { span, shaped })
    };
    match expected {
        Value::Array(items) => Some(Matcher::List(items.iter().map(whole).collect())),
        Value::Object(members) => Some(Matcher::Object {
            span,
            open: false,
            members: modelled(members, place.shape, model)
                .map(|(name, member, _)| (name.clone(), whole(member)))
                .collect(),
        }),
        _ => None,
    }
}

fn of_one_kind(expected: &Value, value: &Value) -> bool {
    (expected.is_array() && value.is_array()) || (expected.is_object() && value.is_object())
}

/// Whether an item of the list at this place will do; how it differs is never told.
fn meets_item(matcher: &Matcher, item: &Value, place: Subject<'_>, context: &Context<'_>) -> bool {
    let shape = item_shape(context.model, place.shape);
    compare(matcher, Some(item), Subject { shape, ..place }, context).is_empty()
}

/// The members of an answer that a case is about, each with its shape: without those that the model does not have, which
/// KMS may add any day (facts W-705, W-706), and without nulls, which [`conforms`](crate::model::conforms) tells once.
/// Where the model has no members to name, every one.
fn modelled<'v>(
    members: &'v Map<String, Value>,
    shape: Option<&'v Shape>,
    model: &'v Model,
) -> impl Iterator<Item = (&'v String, &'v Value, Option<&'v Shape>)> {
    members.iter().filter_map(move |(name, member)| {
        let known = member_shape(model, shape, name);
        let counts = !names_members(shape) || (known.is_some() && !member.is_null());
        counts.then_some((name, member, known))
    })
}

/// Whether the model says which members there are. A body that is documented to have none is held to that.
fn names_members(shape: Option<&Shape>) -> bool {
    shape.is_some_and(|shape| !shape.members().is_empty())
}

fn in_order(
    matcher: &Matcher,
    expected: &[Matcher],
    items: &[Value],
    place: Subject<'_>,
    context: &Context<'_>,
) -> Vec<Mismatch> {
    if expected.len() != items.len() {
        let list = Value::Array(items.to_vec());
        return vec![Mismatch {
            expected: format!("{} items: {}", expected.len(), text::matcher(matcher)),
            actual: format!(
                "{} items: {}",
                items.len(),
                text::actual(context.model, place.shape, Some(&list))
            ),
            ..differs(matcher, Some(&list), place, context)
        }];
    }
    let shape = item_shape(context.model, place.shape);
    let compared = expected.iter().zip(items).enumerate();
    compared
        .flat_map(|(at, (m, item))| {
            let path = format!("{}[{at}]", place.path);
            let place = Subject {
                path: &path,
                shape,
                span: place.span,
            };
            compare(m, Some(item), place, context)
        })
        .collect()
}

fn object(
    open: bool,
    expected: &[(String, Matcher)],
    value: Option<&Value>,
    place: Subject<'_>,
    context: &Context<'_>,
) -> Vec<Mismatch> {
    let Some(Value::Object(members)) = value else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, matcher) in expected {
        let path = format!("{}.{name}", place.path);
        let place = Subject {
            path: &path,
            shape: member_shape(context.model, place.shape, name),
            span: place.span,
        };
        let member = members.get(name);
        let mismatches = compare(matcher, member, place, context);
        // Where a member may be missing it may be null: that is told once, and not of each case.
        let missing = place.shape.is_some() && member.is_some_and(Value::is_null);
        if mismatches.is_empty() || !(missing && compare(matcher, None, place, context).is_empty())
        {
            found.extend(mismatches);
        }
    }
    if !open {
        let expected: HashSet<&str> = expected.iter().map(|(name, _)| name.as_str()).collect();
        for (name, member, shape) in modelled(members, place.shape, context.model) {
            if expected.contains(name.as_str()) {
                continue;
            }
            found.push(Mismatch {
                origin: Origin::Endpoint,
                path: format!("{}.{name}", place.path),
                expected: "no such member".to_owned(),
                actual: text::actual(context.model, shape, Some(member)),
                location: Some(context.location(place.span)),
            });
        }
    }
    found
}

/// What cryptography decides on.
fn claimed(
    claim: &Matcher,
    value: &Value,
    place: Subject<'_>,
    context: &Context<'_>,
) -> Vec<Mismatch> {
    let Err(why) = oracle::holds(claim, value) else {
        return Vec::new();
    };
    vec![Mismatch {
        actual: match decoded(value) {
            Some(bytes) => format!("base64 of {bytes} bytes: {why}"),
            None => why,
        },
        ..differs(claim, Some(value), place, context)
    }]
}

fn about(
    matcher: &Matcher,
    value: &Value,
    wanted: About,
    place: Subject<'_>,
    context: &Context<'_>,
) -> Vec<Mismatch> {
    let plain = || vec![differs(matcher, Some(value), place, context)];
    let Some(seconds) = value.as_f64() else {
        return plain();
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of any real date fit in 53 bits"
    )]
    let moment = context.now.millis().saturating_add(wanted.offset_millis) as f64 / 1000.0;
    let off = seconds - moment;
    if off.abs() <= wanted.give.as_secs_f64() {
        return Vec::new();
    }
    let Ok(by) = std::time::Duration::try_from_secs_f64(off.abs().round()) else {
        return plain();
    };
    let by = humantime::format_duration(by);
    let side = if off > 0.0 { "late" } else { "early" };
    vec![Mismatch {
        actual: format!("{value}, {by} too {side}"),
        ..differs(matcher, Some(value), place, context)
    }]
}

fn differs(
    matcher: &Matcher,
    value: Option<&Value>,
    place: Subject<'_>,
    context: &Context<'_>,
) -> Mismatch {
    let secret = place.shape.is_some_and(|s| s.sensitive);
    let expected = match matcher {
        Matcher::Value(_) if secret => "the value that the case expects (masked)".to_owned(),
        _ => text::matcher(matcher),
    };
    Mismatch {
        origin: Origin::Endpoint,
        path: place.path.to_owned(),
        expected,
        actual: match value {
            Some(Value::String(text)) if secret => {
                format!(
                    "another text of {} characters (masked)",
                    text.chars().count()
                )
            }
            _ => text::actual(context.model, place.shape, value),
        },
        location: Some(context.location(place.span)),
    }
}

impl Context<'_> {
    /// A place in the case's file.
    pub(super) fn location(&self, span: Span) -> Location {
        Location {
            source: self.source.clone(),
            span,
        }
    }
}

/// What differs in the value that a text is the JSON of; `None` where it is none.
fn json_text(
    expected: &Matcher,
    text: &str,
    place: Subject<'_>,
    context: &Context<'_>,
) -> Option<Vec<Mismatch>> {
    let parsed: Value = serde_json::from_str(text).ok()?;
    let place = Subject {
        shape: None,
        ..place
    };
    Some(compare(expected, Some(&parsed), place, context))
}

/// Equal in all that the model has there: members in any order, numbers by value.
fn same(expected: &Value, value: &Value, shape: Option<&Shape>, model: &Model) -> bool {
    match (expected, value) {
        (Value::Array(expected), Value::Array(items)) => {
            let shape = item_shape(model, shape);
            let mut pairs = expected.iter().zip(items);
            expected.len() == items.len() && pairs.all(|(a, b)| same(a, b, shape, model))
        }
        (Value::Object(expected), Value::Object(members)) => {
            let count = modelled(expected, shape, model).count();
            count == modelled(members, shape, model).count()
                && modelled(expected, shape, model).all(|(name, expected, shape)| {
                    let member = members.get(name);
                    member.is_some_and(|member| same(expected, member, shape, model))
                })
        }
        _ => equal(expected, value),
    }
}

/// Equal as JSON: members in any order, numbers by value.
pub(super) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => equal_numbers(a, b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| equal(a, b)))
        }
        _ => a == b,
    }
}

fn equal_numbers(a: &Number, b: &Number) -> bool {
    if let (Some(a), Some(b)) = (a.as_i64(), b.as_i64()) {
        return a == b;
    }
    if let (Some(a), Some(b)) = (a.as_u64(), b.as_u64()) {
        return a == b;
    }
    match (a.as_f64(), b.as_f64()) {
        #[expect(clippy::float_cmp, reason = "the same number, not nearly the same")]
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

fn is_type(kind: ValueType, value: &Value) -> bool {
    match kind {
        ValueType::String => value.is_string(),
        ValueType::Integer => value.is_i64() || value.is_u64(),
        ValueType::Number | ValueType::Timestamp => value.is_number(),
        ValueType::Boolean => value.is_boolean(),
        ValueType::Blob => decoded(value).is_some(),
        ValueType::List => value.is_array(),
        ValueType::Structure => value.is_object(),
    }
}

fn decoded(value: &Value) -> Option<u64> {
    let bytes = STANDARD.decode(value.as_str()?).ok()?;
    Some(bytes.len() as u64)
}

fn length(value: &Value, shape: Option<&Shape>, model: &Model) -> Option<u64> {
    let length = match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.len(),
        Value::Object(members) => modelled(members, shape, model).count(),
        _ => return None,
    };
    Some(length as u64)
}

fn within(length: u64, range: LengthRange) -> bool {
    (range.min..=range.max).contains(&length)
}

/// Patterns that were compiled once; the loader has checked each.
static PATTERNS: LazyLock<Mutex<HashMap<String, Option<Regex>>>> = LazyLock::new(Mutex::default);

/// The whole text matches the pattern.
fn matches(pattern: &str, text: &str) -> bool {
    let mut patterns = PATTERNS.lock().unwrap_or_else(PoisonError::into_inner);
    if !patterns.contains_key(pattern) {
        let whole = Regex::new(&format!(r"\A(?:{pattern})\z")).ok();
        patterns.insert(pattern.to_owned(), whole);
    }
    let compiled = patterns.get(pattern).and_then(Option::as_ref);
    compiled.is_some_and(|regex| regex.is_match(text))
}
