//! What an expression finds in a value.

use std::cmp::Ordering;

use super::super::value::{Map, Value};
use super::functions::{Argument, call};
use super::lexer::Kind;
use super::parser::Node;

type Found = Result<Value, String>;

/// Applies the node to the value.
pub(super) fn visit(node: &Node, value: &Value) -> Found {
    match node {
        Node::Identity => Ok(value.clone()),
        Node::Field(name) => Ok(member(value, name)),
        Node::Literal(literal) => Ok(literal.clone()),
        Node::Index(index) => Ok(item(value, *index)),
        Node::Slice(parts) => slice(value, *parts),
        Node::Chain(nodes) | Node::Indexed(nodes) => chained(nodes, value),
        Node::Projection(left, right) => match visit(left, value)? {
            Value::List(items) => project(right, &items, None),
            _ => Ok(Value::Null),
        },
        Node::FilterProjection(left, right, condition) => match visit(left, value)? {
            Value::List(items) => project(right, &items, Some(condition)),
            _ => Ok(Value::Null),
        },
        Node::ValueProjection(left, right) => match visit(left, value)? {
            Value::Map(map) => {
                let values: Vec<Value> = map.iter().map(|(_, v)| v.clone()).collect();
                project(right, &values, None)
            }
            _ => Ok(Value::Null),
        },
        Node::Flatten(inner) => match visit(inner, value)? {
            Value::List(items) => {
                let mut flat = Vec::new();
                for item in items {
                    match item {
                        Value::List(inner) => flat.extend(inner),
                        other => flat.push(other),
                    }
                }
                Ok(Value::List(flat))
            }
            _ => Ok(Value::Null),
        },
        Node::List(_) | Node::Hash(_) if *value == Value::Null => Ok(Value::Null),
        Node::List(nodes) => {
            let items: Result<Vec<Value>, String> =
                nodes.iter().map(|node| visit(node, value)).collect();
            Ok(Value::List(items?))
        }
        Node::Hash(members) => {
            let mut map = Map::new();
            for (key, node) in members {
                map.set(key.clone(), visit(node, value)?);
            }
            Ok(Value::Map(map))
        }
        Node::Or(left, right) => {
            let found = visit(left, value)?;
            if is_false(&found) {
                visit(right, value)
            } else {
                Ok(found)
            }
        }
        Node::And(left, right) => {
            let found = visit(left, value)?;
            if is_false(&found) {
                Ok(found)
            } else {
                visit(right, value)
            }
        }
        Node::Not(inner) => {
            let found = visit(inner, value)?;
            let number = matches!(found, Value::Int(_) | Value::Float(_));
            Ok(Value::Bool(!number && !found.truthy()))
        }
        Node::Compare(kind, left, right) => {
            compare(*kind, &visit(left, value)?, &visit(right, value)?)
        }
        Node::Call(name, arguments) => {
            let arguments: Result<Vec<Argument<'_>>, String> = arguments
                .iter()
                .map(|argument| match argument {
                    Node::Expref(node) => Ok(Argument::Expression(node)),
                    node => visit(node, value).map(Argument::Value),
                })
                .collect();
            call(name, arguments?)
        }
        Node::Expref(_) => Err("Encountered unrecognized type in JSON encoder.".into()),
    }
}

fn chained(nodes: &[Node], value: &Value) -> Found {
    let Some((first, rest)) = nodes.split_first() else {
        return Ok(value.clone());
    };
    let mut found = visit(first, value)?;
    for node in rest {
        found = visit(node, &found)?;
    }
    Ok(found)
}

fn member(value: &Value, name: &str) -> Value {
    value
        .as_map()
        .and_then(|map| map.get(name))
        .cloned()
        .unwrap_or(Value::Null)
}

fn item(value: &Value, index: i128) -> Value {
    let Some(items) = value.as_list() else {
        return Value::Null;
    };
    let length = i128::try_from(items.len()).unwrap_or(i128::MAX);
    let index = if index < 0 { length + index } else { index };
    usize::try_from(index)
        .ok()
        .and_then(|i| items.get(i))
        .cloned()
        .unwrap_or(Value::Null)
}

fn slice(value: &Value, [start, end, step]: [Option<i128>; 3]) -> Found {
    let Some(items) = value.as_list() else {
        return Ok(Value::Null);
    };
    let length = i128::try_from(items.len()).unwrap_or(i128::MAX);
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err("slice step cannot be zero".into());
    }
    let (low, high) = if step > 0 {
        (0, length)
    } else {
        (-1, length - 1)
    };
    let bound = |part: Option<i128>, default: i128| match part {
        None => default,
        Some(n) if n < 0 => (n + length).clamp(low, high),
        Some(n) => n.clamp(low, high),
    };
    let (first, last) = if step > 0 {
        (bound(start, 0), bound(end, length))
    } else {
        (bound(start, length - 1), bound(end, -1))
    };
    let mut found = Vec::new();
    let mut at = first;
    while (step > 0 && at < last) || (step < 0 && at > last) {
        found.push(item(value, at));
        at = at.saturating_add(step);
    }
    Ok(Value::List(found))
}

fn project(right: &Node, items: &[Value], condition: Option<&Node>) -> Found {
    let mut found = Vec::new();
    for item in items {
        if let Some(condition) = condition
            && is_false(&visit(condition, item)?)
        {
            continue;
        }
        let value = visit(right, item)?;
        if value != Value::Null {
            found.push(value);
        }
    }
    Ok(Value::List(found))
}

/// `JMESPath`'s falsehood: zero is true.
fn is_false(value: &Value) -> bool {
    !matches!(value, Value::Int(_) | Value::Float(_)) && !value.truthy()
}

/// Python's order of two numbers or two texts; `None` for anything else.
pub(super) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => number(left)?.partial_cmp(&number(right)?),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "JMESPath compares numbers as JSON has them"
)]
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(i) => Some(*i as f64),
        Value::Float(f) => Some(*f),
        _ => None,
    }
}

/// Equality: `1 == 1.0`, but a boolean is never a number.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
            order(left, right) == Some(Ordering::Equal)
        }
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| equal(a, b)))
        }
        _ => left == right,
    }
}

fn compare(kind: Kind, left: &Value, right: &Value) -> Found {
    let comparable = |v: &Value| matches!(v, Value::Int(_) | Value::Float(_) | Value::Text(_));
    let symbol = match kind {
        Kind::Equal => return Ok(Value::Bool(equal(left, right))),
        Kind::NotEqual => return Ok(Value::Bool(!equal(left, right))),
        Kind::Less => "<",
        Kind::LessOrEqual => "<=",
        Kind::Greater => ">",
        _ => ">=",
    };
    if !comparable(left) || !comparable(right) {
        return Ok(Value::Null);
    }
    if (left.as_text().is_some()) != (right.as_text().is_some()) {
        return Err(format!(
            "'{symbol}' not supported between instances of '{}' and '{}'",
            left.type_name(),
            right.type_name()
        ));
    }
    let holds = order(left, right).is_some_and(|order| match kind {
        Kind::Less => order.is_lt(),
        Kind::LessOrEqual => order.is_le(),
        Kind::Greater => order.is_gt(),
        _ => order.is_ge(),
    });
    Ok(Value::Bool(holds))
}
