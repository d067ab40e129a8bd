//! What a client checks before it sends: names, types, presence, least lengths and values. Nothing else.

use super::super::edition::Edition;
use super::super::fault::CliError;
use super::super::value::{Map, Value, text};
use super::timestamp::{OUT_OF_RANGE, parse_timestamp};
use crate::model::Kind;

/// Every fault of the parameters against the shape, one a line; `None` if there is none.
pub(crate) fn validate(edition: &Edition<'_>, shape: &str, params: &Map) -> Option<CliError> {
    let mut check = Check {
        edition,
        faults: Vec::new(),
        fatal: None,
    };
    check.structure(shape, params, "");
    if check.fatal.is_some() {
        return check.fatal.map(CliError::other);
    }
    if check.faults.is_empty() {
        return None;
    }
    Some(CliError::input(format!(
        "Parameter validation failed:\n{}",
        check.faults.join("\n")
    )))
}

struct Check<'a> {
    edition: &'a Edition<'a>,
    faults: Vec<String>,
    /// A fault at which the real check stops.
    fatal: Option<String>,
}

impl Check<'_> {
    fn wrong_type(&mut self, name: &str, value: &Value, valid: &str) {
        self.faults.push(format!(
            "Invalid type for parameter {}, value: {}, type: <class '{}'>, valid types: {valid}",
            shown(name),
            text(value),
            value.class_name()
        ));
    }

    fn least(&mut self, name: &str, what: &str, value: i128, min: Option<i128>) {
        if let Some(min) = min.filter(|min| value < *min) {
            let bound = if what == "length" { "length" } else { "value" };
            self.faults.push(format!(
                "Invalid {what} for parameter {}, value: {value}, valid min {bound}: {min}",
                shown(name)
            ));
        }
    }

    fn structure(&mut self, shape: &str, params: &Map, name: &str) {
        let members = self.edition.members(shape);
        for member in members.iter().filter(|m| m.required) {
            if !params.has(&member.name) {
                self.faults.push(format!(
                    "Missing required parameter in {}: \"{}\"",
                    shown(name),
                    member.name
                ));
            }
        }
        for key in params.keys() {
            if !members.iter().any(|m| m.name == key) {
                let valid: Vec<&str> = members.iter().map(|m| m.name.as_str()).collect();
                self.faults.push(format!(
                    "Unknown parameter in {}: \"{key}\", must be one of: {}",
                    shown(name),
                    valid.join(", ")
                ));
            }
        }
        for (key, value) in params.iter() {
            if let Some(member) = members.iter().find(|m| m.name == key) {
                self.value(&member.shape, value, &format!("{name}.{key}"));
            }
        }
    }

    fn value(&mut self, shape: &str, value: &Value, name: &str) {
        let Some(kind) = self.edition.kind(shape) else {
            return;
        };
        match (kind, value) {
            (Kind::Structure { .. }, Value::Map(map)) => self.structure(shape, map, name),
            (Kind::List { member, min, .. }, Value::List(items)) => {
                self.least(name, "length", length(items.len()), least(*min));
                for (i, item) in items.iter().enumerate() {
                    self.value(member, item, &format!("{name}[{i}]"));
                }
            }
            (Kind::List { .. }, _) => {
                self.wrong_type(name, value, "<class 'list'>, <class 'tuple'>");
            }
            (
                Kind::Map {
                    key, value: member, ..
                },
                Value::Map(map),
            ) => {
                for (k, v) in map.iter() {
                    self.value(key, &Value::text(k), &format!("{name} (key: {k})"));
                    self.value(member, v, &format!("{name}.{k}"));
                }
            }
            (Kind::Structure { .. } | Kind::Map { .. }, _) => {
                self.wrong_type(name, value, "<class 'dict'>");
            }
            (Kind::String { min, .. }, Value::Text(t)) => {
                self.least(name, "length", length(t.chars().count()), least(*min));
            }
            (Kind::String { .. }, _) => self.wrong_type(name, value, "<class 'str'>"),
            (Kind::Integer { min, .. } | Kind::Long { min, .. }, Value::Int(i)) => {
                self.least(name, "value", *i, min.map(i128::from));
            }
            (Kind::Integer { min, .. } | Kind::Long { min, .. }, Value::Bool(b)) => {
                self.least(name, "value", i128::from(*b), min.map(i128::from));
            }
            (Kind::Integer { .. } | Kind::Long { .. }, _) => {
                self.wrong_type(name, value, "<class 'int'>");
            }
            (Kind::Boolean, Value::Bool(_))
            | (Kind::Double, Value::Int(_) | Value::Float(_) | Value::Bool(_))
            | (Kind::Blob { .. }, Value::Text(_) | Value::Bytes(_)) => {}
            (Kind::Boolean, _) => self.wrong_type(name, value, "<class 'bool'>"),
            (Kind::Double, _) => self.wrong_type(
                name,
                value,
                "<class 'float'>, <class 'decimal.Decimal'>, <class 'int'>",
            ),
            (Kind::Blob { .. }, _) => self.wrong_type(
                name,
                value,
                "<class 'bytes'>, <class 'bytearray'>, file-like object",
            ),
            (Kind::Timestamp, value) => match parse_timestamp(value) {
                Ok(_) => {}
                Err(message) if message.starts_with(OUT_OF_RANGE) => {
                    self.fatal.get_or_insert(message);
                }
                Err(_) => {
                    let valid = "<class 'datetime.datetime'>, timestamp-string";
                    self.wrong_type(name, value, valid);
                }
            },
        }
    }
}

fn shown(name: &str) -> &str {
    match name {
        "" => "input",
        name => name.strip_prefix('.').unwrap_or(name),
    }
}

fn length(n: usize) -> i128 {
    i128::try_from(n).unwrap_or(i128::MAX)
}

fn least(min: Option<u64>) -> Option<i128> {
    min.map(i128::from)
}
