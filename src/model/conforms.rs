//! An answer's value × a shape → everywhere that it is not what the model allows.

use std::collections::HashSet;

use serde_json::Value;

use super::constraint::broken;
use super::{Constraint, Kind, Member, Model, Shape, decode_blob};

/// The longest value that a nonconformance shows, in characters.
const LONGEST: usize = 200;

/// The most places of one kind that are told of one answer.
const MOST: usize = 200;

/// Texts that KMS sends empty where there is nothing to tell, though the model has a least length (fact G-535).
const EMPTY: &[(&str, &str)] = &[("GrantListEntry", "Name")];

/// One place at which an answer is not what the model allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonconformance {
    /// Where in the body, such as `CustomKeyStores[0].ConnectionState`; empty for the body itself.
    pub path: String,
    /// The same without positions in lists and keys of maps: `CustomKeyStores[].ConnectionState`.
    pub member: String,
    /// What the model allows there, for people.
    pub expected: String,
    /// What stands there, for people; sensitive values are masked, long ones cut.
    pub actual: String,
}

/// Everywhere that the value of an answer is not what the shape allows, in the order in which it is written; members
/// that are missing come last. A shape that the model lacks allows anything.
///
/// Stricter than what a service accepts in a request: numbers are whole, a member is never null (fact W-034), timestamps
/// are numbers (fact W-036). Members that the model does not have are no fault, as KMS itself sends some (facts W-705,
/// W-706), but in a body that is documented to have none.
#[must_use]
pub fn conforms(model: &Model, shape_name: &str, value: &Value) -> Vec<Nonconformance> {
    walk(model, shape_name, value).found
}

/// The members of an answer that the model does not have, each place once, whatever its position in a list.
#[must_use]
pub fn unknown_members(model: &Model, shape_name: &str, value: &Value) -> Vec<Nonconformance> {
    walk(model, shape_name, value).unknown
}

fn walk<'m>(model: &'m Model, shape_name: &str, value: &Value) -> Walk<'m> {
    let mut walk = Walk {
        model,
        path: String::new(),
        member: String::new(),
        found: Vec::new(),
        unknown: Vec::new(),
        told: HashSet::new(),
    };
    if let Some(shape) = model.shape(shape_name) {
        walk.value(shape, value);
    }
    walk
}

/// The old name of key specs, whose shape has stayed behind: an answer has the same value under both names (fact R-563).
const OLD_NAME: &str = "CustomerMasterKeySpec";
const NEWER_NAME: &str = "KeySpec";

struct Walk<'m> {
    model: &'m Model,
    path: String,
    member: String,
    found: Vec<Nonconformance>,
    unknown: Vec<Nonconformance>,
    /// The places of unknown members that were noted.
    told: HashSet<String>,
}

impl Walk<'_> {
    fn value(&mut self, shape: &Shape, value: &Value) {
        let newer = self
            .model
            .shape(NEWER_NAME)
            .filter(|_| shape.name == OLD_NAME);
        let shape = newer.unwrap_or(shape);
        match (&shape.kind, value) {
            (Kind::Structure { .. }, Value::Object(given)) => self.members(shape, given),
            (Kind::List { member, .. }, Value::Array(items)) => {
                if let Some(member) = self.model.shape(member) {
                    for (at, item) in items.iter().enumerate() {
                        self.below(&format!("[{at}]"), "[]", |walk| walk.value(member, item));
                    }
                }
            }
            (Kind::Map { value: member, .. }, Value::Object(entries)) => {
                if let Some(member) = self.model.shape(member) {
                    for (key, value) in entries {
                        self.below(&format!("[{key:?}]"), "[]", |walk| {
                            walk.value(member, value);
                        });
                    }
                }
            }
            (kind, value) if fits(kind, value) => {}
            (kind, value) => {
                let expected = if value.is_null() && !self.path.is_empty() {
                    format!("{}, or no such member at all", noun(kind))
                } else {
                    noun(kind).to_owned()
                };
                return self.note(expected, shape, value);
            }
        }
        for constraint in broken(self.model, shape, value) {
            self.note(expectation(&constraint, &shape.kind), shape, value);
        }
    }

    fn members(&mut self, shape: &Shape, given: &serde_json::Map<String, Value>) {
        for (name, value) in given {
            if value == "" && EMPTY.contains(&(&shape.name, name)) {
                continue;
            }
            match shape.member(name) {
                Some(member) => {
                    let step = self.step(name);
                    self.below(&step, &step, |walk| {
                        walk.value(walk.model.shape_of(member), value);
                    });
                }
                None => self.unknown(shape, name, value),
            }
        }
        for member in shape
            .members()
            .iter()
            .filter(|member| member.required && !given.contains_key(&member.name))
        {
            let step = self.step(&member.name);
            let expected = format!(
                "{}, which the model requires",
                noun(&self.model.shape_of(member).kind)
            );
            self.below(&step, &step, |walk| {
                let missing = walk.here(expected, "nothing: the member is missing".to_owned());
                walk.found.push(missing);
            });
        }
    }

    /// A member that the shape does not have: a fault of a body that has no members at all.
    fn unknown(&mut self, shape: &Shape, name: &str, value: &Value) {
        let bare = self.path.is_empty() && shape.members().is_empty();
        let step = self.step(name);
        let known = if bare { &self.found } else { &self.unknown };
        if known.len() >= MOST || !self.told.insert(format!("{}{step}", self.member)) {
            return;
        }
        let expected = format!(
            "no such member: {} has {}",
            shape.name,
            names(shape.members())
        );
        let actual = brief(&super::mask(self.model, None, &serde_json::json!({name: value}))[name]);
        self.below(&step, &step, |walk| {
            let unknown = walk.here(expected, actual);
            if bare {
                walk.found.push(unknown);
            } else {
                walk.unknown.push(unknown);
            }
        });
    }

    fn step(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!(".{name}")
        }
    }

    fn below(&mut self, step: &str, member: &str, look: impl FnOnce(&mut Self)) {
        let (path, general) = (self.path.len(), self.member.len());
        self.path.push_str(step);
        self.member.push_str(member);
        look(self);
        self.path.truncate(path);
        self.member.truncate(general);
    }

    fn note(&mut self, expected: String, shape: &Shape, value: &Value) {
        if self.found.len() < MOST {
            let actual = brief(&super::mask(self.model, Some(&shape.name), value));
            let fault = self.here(expected, actual);
            self.found.push(fault);
        }
    }

    fn here(&self, expected: String, actual: String) -> Nonconformance {
        Nonconformance {
            path: self.path.clone(),
            member: self.member.clone(),
            expected,
            actual,
        }
    }
}

/// Whether a scalar's JSON is of the type that an answer gives it.
fn fits(kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::String { .. }, Value::String(_))
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Double | Kind::Timestamp, Value::Number(_)) => true,
        (Kind::Integer { .. }, Value::Number(number)) => number
            .as_i64()
            .is_some_and(|number| i32::try_from(number).is_ok()),
        (Kind::Long { .. }, Value::Number(number)) => number.as_i64().is_some(),
        (Kind::Blob { .. }, Value::String(text)) => decode_blob(text).is_some(),
        _ => false,
    }
}

fn noun(kind: &Kind) -> &'static str {
    match kind {
        Kind::Structure { .. } => "a structure",
        Kind::List { .. } => "a list",
        Kind::Map { .. } => "a map",
        Kind::String { .. } => "a string",
        Kind::Blob { .. } => "a blob: base64 with padding",
        Kind::Integer { .. } => "a whole number of 32 bits",
        Kind::Long { .. } => "a whole number",
        Kind::Double => "a number",
        Kind::Boolean => "true or false",
        Kind::Timestamp => "a timestamp: seconds since the epoch, as a number",
    }
}

fn expectation(constraint: &Constraint, kind: &Kind) -> String {
    let unit = match kind {
        Kind::Blob { .. } => "bytes",
        Kind::List { .. } => "items",
        Kind::Map { .. } => "entries",
        _ => "characters",
    };
    match constraint {
        Constraint::NotNull => "a value".to_owned(),
        Constraint::LengthAtMost(max) => format!("at most {max} {unit}"),
        Constraint::LengthAtLeast(min) => format!("at least {min} {unit}"),
        Constraint::ValueAtMost(max) => format!("at most {max}"),
        Constraint::ValueAtLeast(min) => format!("at least {min}"),
        Constraint::Pattern(pattern) => format!("text that matches {pattern}"),
        Constraint::EnumValue(values) => format!("one of {}", values.join(", ")),
        Constraint::EachItem(_) => "items that the model allows".to_owned(),
    }
}

fn names(members: &[Member]) -> String {
    if members.is_empty() {
        return "no members".to_owned();
    }
    members
        .iter()
        .map(|member| member.name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The value as JSON, cut when it is long.
fn brief(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}… ({} characters)", &text[..cut], text.chars().count()),
        None => text,
    }
}

#[cfg(test)]
mod tests;
