//! The words of one option as a value of its shape.

use super::super::edition::Edition;
use super::super::fault::CliError;
use super::super::ports::Flavour;
use super::super::value::{self, Class, Value, parse_int};
use super::paramfile::Paramfiles;
use super::shorthand;
use crate::model::Kind;

/// Reads an option's words: a paramfile, JSON, shorthand, a number, or the text itself.
///
/// # Errors
///
/// The fault, with the option's name.
pub(crate) fn unpack(
    edition: &Edition<'_>,
    option: &str,
    shape: &str,
    words: &[String],
    files: &Paramfiles<'_>,
) -> Result<Value, CliError> {
    let Some(kind) = edition.kind(shape) else {
        return Ok(Value::text(words.join(" ")));
    };
    let reader = Reader {
        edition,
        option,
        files,
    };
    let loaded = match words {
        [word] => files.load_option(option, word)?,
        _ => None,
    };
    match (kind, loaded) {
        (Kind::List { member, .. }, loaded) => reader.list(shape, member, words, loaded),
        (_, Some(Value::Text(text))) => reader.one(shape, kind, &text),
        (_, Some(bytes)) => Ok(bytes),
        (_, None) => reader.one(shape, kind, words.first().map_or("", String::as_str)),
    }
}

struct Reader<'a> {
    edition: &'a Edition<'a>,
    option: &'a str,
    files: &'a Paramfiles<'a>,
}

impl Reader<'_> {
    fn newer_python(&self) -> bool {
        self.edition.flavour == Flavour::V2
    }

    /// The JSON of an option: its objects keep their order in a class of their own, and faults show that.
    fn json(&self, text: &str) -> Result<Value, CliError> {
        let class = if self.newer_python() {
            Class::OrderedBraces
        } else {
            Class::OrderedPairs
        };
        let parsed = value::parse(text, self.newer_python()).map_err(|e| {
            CliError::parameter(
                self.option,
                &format!("Invalid JSON: {e}\nJSON received: {text}"),
            )
        })?;
        Ok(parsed.classed(class))
    }

    fn is_complex(&self, shape: &str) -> bool {
        matches!(
            self.edition.kind(shape),
            Some(Kind::Structure { .. } | Kind::Map { .. } | Kind::List { .. })
        )
    }

    fn one(&self, shape: &str, kind: &Kind, text: &str) -> Result<Value, CliError> {
        match kind {
            Kind::Structure { .. } | Kind::Map { .. } => {
                let trimmed = text.trim();
                if trimmed.starts_with('{') {
                    return self.json(text);
                }
                if trimmed.starts_with('[') {
                    let message = format!("Invalid JSON:\n{text}");
                    return Err(CliError::parameter(self.option, &message));
                }
                let parsed = shorthand::parse(self.option, text, self.files, self.edition.flavour)?;
                self.coerce(shape, parsed)
            }
            Kind::Integer { .. } | Kind::Long { .. } => {
                parse_int(text).map(Value::Int).map_err(CliError::other)
            }
            Kind::Double => text.trim().parse().map(Value::Float).map_err(|_| {
                CliError::other(format!(
                    "could not convert string to float: {}",
                    value::quote(text)
                ))
            }),
            Kind::Boolean => Ok(Value::Bool(
                !text.is_empty() && !text.eq_ignore_ascii_case("false"),
            )),
            _ => Ok(Value::text(text)),
        }
    }

    fn list(
        &self,
        shape: &str,
        member: &str,
        words: &[String],
        loaded: Option<Value>,
    ) -> Result<Value, CliError> {
        let complex = self.is_complex(member);
        let from_file = loaded.is_some();
        let text = match loaded {
            Some(Value::Text(text)) => Some(text),
            Some(bytes) => return Ok(bytes),
            None => None,
        };
        let first = text.as_deref().or(words.first().map(String::as_str));
        let first = first.unwrap_or_default();
        if first.trim().starts_with('[') && (from_file || words.len() == 1) {
            return self.json(first);
        }
        if complex && !first.trim().starts_with(['[', '{']) {
            if from_file {
                // One expression where a list of them is wanted: it is not made into one.
                return shorthand::parse(self.option, first, self.files, self.edition.flavour);
            }
            let items: Result<Vec<Value>, CliError> = words
                .iter()
                .map(|word| shorthand::parse(self.option, word, self.files, self.edition.flavour))
                .collect();
            return self.coerce(shape, Value::List(items?));
        }
        if from_file && complex {
            // A file with one JSON object, where a list is wanted: read character by character, none is JSON.
            return Err(self
                .json(&first[..first.len().min(1)])
                .err()
                .unwrap_or_else(|| {
                    CliError::parameter(self.option, &format!("Invalid JSON:\n{first}"))
                }));
        }
        if from_file {
            return Ok(Value::List(
                first.chars().map(|c| Value::text(c.to_string())).collect(),
            ));
        }
        let kind = self.edition.kind(member);
        let items: Result<Vec<Value>, CliError> = words
            .iter()
            .map(|word| match kind {
                Some(kind) if !complex => self.one(member, kind, word),
                _ => self.item_json(word),
            })
            .collect();
        items.map(Value::List)
    }

    fn item_json(&self, word: &str) -> Result<Value, CliError> {
        if word.trim_start().starts_with('{') {
            return self.json(word);
        }
        Err(CliError::parameter(
            self.option,
            &format!("Invalid JSON:\n{word}"),
        ))
    }

    /// What shorthand leaves as text becomes what the shape wants: numbers, booleans, lists of one.
    fn coerce(&self, shape: &str, value: Value) -> Result<Value, CliError> {
        match (self.edition.kind(shape), value) {
            (Some(Kind::Structure { .. }), Value::Map(mut map)) => {
                for member in self.edition.members(shape) {
                    if let Some(slot) = map.get_mut(&member.name) {
                        let value = std::mem::replace(slot, Value::Null);
                        *slot = self.coerce(&member.shape, value)?;
                    }
                }
                Ok(Value::Map(map))
            }
            (Some(Kind::Map { value: of, .. }), Value::Map(map)) => {
                let members: Result<Vec<(String, Value)>, CliError> = map
                    .iter()
                    .map(|(key, value)| Ok((key.to_owned(), self.coerce(of, value.clone())?)))
                    .collect();
                Ok(Value::Map(members?.into_iter().collect()))
            }
            (Some(Kind::List { member, .. }), Value::List(items)) => {
                let items: Result<Vec<Value>, CliError> = items
                    .into_iter()
                    .map(|item| self.coerce(member, item))
                    .collect();
                items.map(Value::List)
            }
            (Some(Kind::List { .. }), Value::Null) => Ok(Value::Null),
            (Some(Kind::List { .. }), other) => Ok(Value::List(vec![other])),
            (Some(Kind::Integer { .. } | Kind::Long { .. }), Value::Text(text)) => {
                parse_int(&text).map(Value::Int).map_err(CliError::other)
            }
            (Some(Kind::Boolean), Value::Text(text)) => Ok(match text.to_lowercase().as_str() {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => Value::Text(text),
            }),
            (_, other) => Ok(other),
        }
    }
}
