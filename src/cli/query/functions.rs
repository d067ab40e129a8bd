//! The functions of `JMESPath`, their signatures and the faults of a call.

use std::cmp::Ordering;

use super::super::value::{Layout, Map, Value, float_text, parse_int, repr, text, write};
use super::interpreter::{equal, number, order, visit};
use super::parser::Node;

/// An argument: a value, or `&expression`.
#[derive(Debug, Clone)]
pub(super) enum Argument<'a> {
    Value(Value),
    Expression(&'a Node),
}

/// Allowed types per argument (none: any), and whether the last may repeat.
type Signature = (&'static [&'static [&'static str]], bool);

/// How Python shows an expression; the address differs from run to run there.
const EXPRESSION: &str = "<jmespath.visitor._Expression object at 0x7f0000000000>";

const ANYTHING: &[&str] = &[];
const NUMBERS_OR_TEXTS: &[&str] = &["array-number", "array-string"];

fn signature(name: &str) -> Option<Signature> {
    let fixed = |types: &'static [&'static [&'static str]]| (types, false);
    Some(match name {
        "abs" | "ceil" | "floor" => fixed(&[&["number"]]),
        "avg" | "sum" => fixed(&[&["array-number"]]),
        "not_null" => (&[ANYTHING], true),
        "merge" => (&[&["object"]], true),
        "to_array" | "to_string" | "to_number" | "type" => fixed(&[ANYTHING]),
        "contains" => fixed(&[&["array", "string"], ANYTHING]),
        "length" => fixed(&[&["string", "array", "object"]]),
        "ends_with" | "starts_with" => fixed(&[&["string"], &["string"]]),
        "reverse" => fixed(&[&["array", "string"]]),
        "join" => fixed(&[&["string"], &["array-string"]]),
        "map" => fixed(&[&["expref"], &["array"]]),
        "max" | "min" => fixed(&[NUMBERS_OR_TEXTS]),
        "sort" => fixed(&[&["array-string", "array-number"]]),
        "keys" | "values" => fixed(&[&["object"]]),
        "sort_by" | "min_by" | "max_by" => fixed(&[&["array"], &["expref"]]),
        _ => return None,
    })
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Int(_) | Value::Float(_) => "number",
        Value::Text(_) | Value::Bytes(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    }
}

fn type_fault(name: &str, value: &str, expected: &[&str], actual: &str) -> String {
    let expected = Value::List(expected.iter().map(|t| Value::text(*t)).collect());
    format!(
        "In function {name}(), invalid type for value: {value}, expected one of: {}, received: \"{actual}\"",
        repr(&expected)
    )
}

/// Calls a function.
///
/// # Errors
///
/// An unknown name, a wrong number of arguments, a wrong type.
pub(super) fn call(name: &str, arguments: Vec<Argument<'_>>) -> Result<Value, String> {
    let Some((types, variadic)) = signature(name) else {
        return Err(format!("Unknown function: {name}()"));
    };
    let (want, have) = (types.len(), arguments.len());
    if have != want && (!variadic || have < want) {
        let least = if variadic { "at least " } else { "" };
        let plural = if want == 1 { "" } else { "s" };
        return Err(format!(
            "Expected {least}{want} argument{plural} for function {name}(), received {have}"
        ));
    }
    for (argument, types) in arguments.iter().zip(types) {
        check(name, argument, types)?;
    }
    let mut values = Vec::new();
    let mut expression = None;
    for argument in arguments {
        match argument {
            Argument::Value(value) => values.push(value),
            Argument::Expression(node) => expression = Some(node),
        }
    }
    if let Some(node) = expression {
        let items = match values.into_iter().next() {
            Some(Value::List(items)) => items,
            _ => Vec::new(),
        };
        return by_expression(name, node, items);
    }
    plain(name, values)
}

fn check(
    name: &str,
    argument: &Argument<'_>,
    types: &'static [&'static str],
) -> Result<(), String> {
    if types.is_empty() {
        return Ok(());
    }
    let value = match argument {
        Argument::Expression(_) if types.contains(&"expref") => return Ok(()),
        Argument::Expression(_) => {
            return Err(type_fault(name, EXPRESSION, types, "expref"));
        }
        Argument::Value(value) => value,
    };
    let outer = |t: &&str| t.split('-').next() == Some(type_of(value));
    if !types.iter().any(outer) {
        return Err(type_fault(name, &text(value), types, type_of(value)));
    }
    let inner: Vec<&str> = types
        .iter()
        .filter_map(|t| t.split_once('-'))
        .map(|(_, inner)| inner)
        .collect();
    let (Some(items), Some(first)) = (value.as_list(), value.as_list().and_then(<[_]>::first))
    else {
        return Ok(());
    };
    if inner.is_empty() {
        return Ok(());
    }
    let wanted = inner.iter().find(|t| **t == type_of(first));
    let wrong = match wanted {
        None => Some(first),
        Some(wanted) => items.iter().find(|item| type_of(item) != *wanted),
    };
    match wrong {
        None => Ok(()),
        Some(item) => Err(type_fault(name, &text(item), types, item.type_name())),
    }
}

fn by_expression(name: &str, node: &Node, items: Vec<Value>) -> Result<Value, String> {
    if name == "map" {
        let mapped: Result<Vec<Value>, String> =
            items.iter().map(|item| visit(node, item)).collect();
        return mapped.map(Value::List);
    }
    if name == "sort_by" {
        return sort_by(node, items);
    }
    // Key, type and order of an item are looked at before the next item's.
    let (wins, sign) = match name {
        "max_by" => (Ordering::Greater, '>'),
        _ => (Ordering::Less, '<'),
    };
    let mut best: Option<(Value, Value)> = None;
    for item in items {
        let key = key(name, node, &item, &["number", "string"])?;
        let better = match &best {
            None => true,
            Some((found, _)) if type_of(found) == type_of(&key) => order(&key, found) == Some(wins),
            Some((found, _)) => {
                let (one, other) = (key.type_name(), found.type_name());
                return Err(format!(
                    "'{sign}' not supported between instances of '{one}' and '{other}'"
                ));
            }
        };
        if better {
            best = Some((key, item));
        }
    }
    Ok(best.map_or(Value::Null, |(_, item)| item))
}

/// What the expression makes of the item, which must be of one of the types.
fn key(name: &str, node: &Node, item: &Value, allowed: &[&str]) -> Result<Value, String> {
    let key = visit(node, item)?;
    if allowed.contains(&type_of(&key)) {
        Ok(key)
    } else {
        Err(type_fault(name, &text(&key), allowed, type_of(&key)))
    }
}

fn sort_by(node: &Node, items: Vec<Value>) -> Result<Value, String> {
    let Some(first) = items.first() else {
        return Ok(Value::List(items));
    };
    let wanted = type_of(&visit(node, first)?);
    if !matches!(wanted, "number" | "string") {
        let allowed = &["string", "number"];
        return Err(type_fault("sort_by", &text(first), allowed, wanted));
    }
    let keyed = items
        .into_iter()
        .map(|item| Ok((key("sort_by", node, &item, &[wanted])?, item)));
    let mut keyed = keyed.collect::<Result<Vec<_>, String>>()?;
    keyed.sort_by(|(a, _), (b, _)| order(a, b).unwrap_or(Ordering::Equal));
    Ok(Value::List(
        keyed.into_iter().map(|(_, item)| item).collect(),
    ))
}

fn plain(name: &str, mut arguments: Vec<Value>) -> Result<Value, String> {
    if name == "not_null" {
        let found = arguments.into_iter().find(|v| *v != Value::Null);
        return Ok(found.unwrap_or(Value::Null));
    }
    if name == "merge" {
        let mut merged = Map::new();
        for argument in &arguments {
            update(&mut merged, argument)?;
        }
        return Ok(Value::Map(merged));
    }
    let second = if arguments.len() > 1 {
        arguments.pop()
    } else {
        None
    };
    let first = arguments.pop().unwrap_or(Value::Null);
    if let Some(second) = second {
        return two(name, &first, &second);
    }
    Ok(match (name, first) {
        ("abs", Value::Int(i)) => Value::Int(i.abs()),
        ("abs", Value::Float(f)) => Value::Float(f.abs()),
        ("ceil", Value::Float(f)) => whole(f.ceil())?,
        ("floor", Value::Float(f)) => whole(f.floor())?,
        ("avg", Value::List(items)) if items.is_empty() => Value::Null,
        ("avg", Value::List(items)) => {
            let total: f64 = items.iter().filter_map(number).sum();
            #[expect(clippy::cast_precision_loss, reason = "a list is short")]
            let count = items.len() as f64;
            Value::Float(total / count)
        }
        ("sum", Value::List(items)) => sum(&items),
        ("to_array", Value::List(items)) => Value::List(items),
        ("to_array", other) => Value::List(vec![other]),
        ("to_string", Value::Text(t)) => Value::Text(t),
        ("to_string", other) => Value::Text(write(&other, Layout::Compact)),
        ("to_number", value) => to_number(value),
        ("type", value) => Value::text(type_of(&value)),
        ("length", value) => length(&value),
        ("reverse", Value::Text(t)) => Value::Text(t.chars().rev().collect()),
        ("reverse", Value::List(items)) => Value::List(items.into_iter().rev().collect()),
        ("max" | "min", Value::List(items)) => extreme(name, items),
        ("sort", Value::List(mut items)) => {
            items.sort_by(|a, b| order(a, b).unwrap_or(Ordering::Equal));
            Value::List(items)
        }
        ("keys", Value::Map(map)) => Value::List(map.keys().map(Value::text).collect()),
        ("values", Value::Map(map)) => Value::List(map.iter().map(|(_, v)| v.clone()).collect()),
        (_, value) => value,
    })
}

/// What Python's `dict.update` does: only the first argument of `merge` has been checked to be a map.
fn update(map: &mut Map, from: &Value) -> Result<(), String> {
    let pairs: Vec<Value> = match from {
        Value::Map(from) => {
            for (key, value) in from.iter() {
                map.set(key, value.clone());
            }
            return Ok(());
        }
        Value::List(items) => items.clone(),
        Value::Text(text) => letters(text),
        other => return Err(format!("'{}' object is not iterable", other.type_name())),
    };
    for (at, pair) in pairs.iter().enumerate() {
        let parts = match pair {
            Value::List(items) => items.clone(),
            Value::Text(text) => letters(text),
            Value::Map(map) => map.keys().map(Value::text).collect(),
            _ => {
                return Err(format!(
                    "cannot convert dictionary update sequence element #{at} to a sequence"
                ));
            }
        };
        let [key, value] = parts.as_slice() else {
            return Err(format!(
                "dictionary update sequence element #{at} has length {}; 2 is required",
                parts.len()
            ));
        };
        let key = match key {
            Value::Text(text) => text.clone(),
            Value::List(_) | Value::Map(_) => {
                return Err(format!("unhashable type: '{}'", key.type_name()));
            }
            // A key that is no text is printed as it would be as a value.
            other => write(other, Layout::Compact),
        };
        map.set(key, value.clone());
    }
    Ok(())
}

fn letters(text: &str) -> Vec<Value> {
    text.chars()
        .map(|letter| Value::text(letter.to_string()))
        .collect()
}

fn two(name: &str, first: &Value, second: &Value) -> Result<Value, String> {
    let texts = (first.as_text(), second.as_text());
    Ok(match (name, texts) {
        ("starts_with", (Some(a), Some(b))) => Value::Bool(a.starts_with(b)),
        ("ends_with", (Some(a), Some(b))) => Value::Bool(a.ends_with(b)),
        ("contains", (Some(a), Some(b))) => Value::Bool(a.contains(b)),
        ("contains", (Some(_), None)) => {
            return Err(format!(
                "'in <string>' requires string as left operand, not {}",
                second.type_name()
            ));
        }
        ("contains", _) => {
            let items = first.as_list().unwrap_or_default();
            Value::Bool(items.iter().any(|item| equal(item, second)))
        }
        ("join", (Some(separator), _)) => {
            let items = second.as_list().unwrap_or_default();
            let texts: Vec<&str> = items.iter().filter_map(Value::as_text).collect();
            Value::Text(texts.join(separator))
        }
        _ => Value::Null,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "Python's ceil and floor of any float that JSON holds fit"
)]
fn whole(f: f64) -> Result<Value, String> {
    if f.is_finite() {
        Ok(Value::Int(f as i128))
    } else {
        Err(format!("cannot convert float {} to integer", float_text(f)))
    }
}

fn sum(items: &[Value]) -> Value {
    let ints: Option<i128> = items.iter().try_fold(0i128, |total, item| match item {
        Value::Int(i) => total.checked_add(*i),
        _ => None,
    });
    match ints {
        Some(total) => Value::Int(total),
        None => Value::Float(items.iter().filter_map(number).sum()),
    }
}

fn to_number(value: Value) -> Value {
    match value {
        Value::Int(_) | Value::Float(_) => value,
        Value::Text(t) => match (parse_int(&t), t.trim().parse()) {
            (Ok(int), _) => Value::Int(int),
            (_, Ok(float)) => Value::Float(float),
            _ => Value::Null,
        },
        _ => Value::Null,
    }
}

fn length(value: &Value) -> Value {
    let length = match value {
        Value::Text(t) => t.chars().count(),
        Value::List(items) => items.len(),
        Value::Map(map) => map.len(),
        _ => 0,
    };
    Value::Int(i128::try_from(length).unwrap_or(i128::MAX))
}

fn extreme(name: &str, items: Vec<Value>) -> Value {
    let wins = if name == "max" {
        Ordering::Greater
    } else {
        Ordering::Less
    };
    let best = items.into_iter().reduce(|best, next| {
        if order(&next, &best) == Some(wins) {
            next
        } else {
            best
        }
    });
    best.unwrap_or(Value::Null)
}
