//! `--generate-cli-skeleton`: a value of a shape, made of nothing.

use super::edition::Edition;
use super::value::{Map, Value};
use crate::model::Kind;

/// What stands for a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Words {
    /// Nothing, or the first value of an enumeration: the input.
    Empty,
    /// The member's own name: the output.
    Names,
}

/// A value of the shape.
pub(crate) fn skeleton(edition: &Edition<'_>, shape: &str, words: Words) -> Value {
    make(edition, shape, "", words, &mut Vec::new())
}

fn make(
    edition: &Edition<'_>,
    shape: &str,
    name: &str,
    words: Words,
    above: &mut Vec<String>,
) -> Value {
    match edition.kind(shape) {
        Some(Kind::Structure { .. }) => {
            if above.iter().any(|s| s == shape) {
                return Value::Map(Map::new());
            }
            above.push(shape.to_owned());
            let mut map = Map::new();
            for member in edition.members(shape) {
                let value = make(edition, &member.shape, &member.name, words, above);
                map.set(member.name, value);
            }
            above.pop();
            Value::Map(map)
        }
        Some(Kind::List { member, .. }) => {
            let name = if words == Words::Names { member } else { "" };
            Value::List(vec![make(edition, member, name, words, above)])
        }
        Some(Kind::Map { value, .. }) => {
            let value = make(edition, value, "", words, above);
            Value::Map([("KeyName".to_owned(), value)].into_iter().collect())
        }
        Some(Kind::String { values, .. }) => Value::text(match words {
            Words::Names => name,
            Words::Empty => values.first().map_or("", String::as_str),
        }),
        Some(Kind::Integer { .. } | Kind::Long { .. }) => Value::Int(0),
        Some(Kind::Double) => Value::Float(0.0),
        Some(Kind::Boolean) => Value::Bool(true),
        Some(Kind::Timestamp) => Value::text("1970-01-01T00:00:00"),
        Some(Kind::Blob { .. }) | None => Value::Null,
    }
}
