//! Whether a recorded request can be the one that a step describes, and what its references stand for then.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;
use serde_json::{Map, Value};

use crate::case::{Case, FreshKind, LengthRange, Repeat, Row, Shaped, Template};
use crate::model::decode_blob;

/// What was found out about one instance while its template was held against a request.
#[derive(Debug, Clone)]
pub(super) struct Unifier<'c> {
    case: &'c Case,
    row: Option<&'c Row>,
    /// What references stand for, by path.
    bound: BTreeMap<String, Value>,
    /// Something in the request stands for a thing whose state the request does not show.
    pub(super) stateful: bool,
    /// Something in it is drawn: the recorded value may be more than it seems, a good ciphertext for one.
    pub(super) drawn: bool,
}

impl<'c> Unifier<'c> {
    pub(super) fn new(case: &'c Case, row: Option<&'c Row>) -> Self {
        Self {
            case,
            row,
            bound: BTreeMap::new(),
            stateful: false,
            drawn: false,
        }
    }

    /// What a reference stands for, as far as the request tells.
    pub(super) fn reference(&self, path: &[String]) -> Option<&Value> {
        self.bound.get(&path.join("."))
    }

    /// The row's template of this name.
    pub(super) fn row(&self, name: &str) -> Option<&'c Template> {
        let values = &self.row?.values;
        values.iter().find(|(n, _)| n == name).map(|(_, t)| t)
    }

    /// Whether the value can be what the template makes.
    pub(super) fn unify(&mut self, template: &Template, value: &Value) -> bool {
        match &template.shaped {
            Shaped::Plain(plain) => same(plain, value),
            Shaped::List(items) => value.as_array().is_some_and(|values| {
                items.len() == values.len()
                    && items.iter().zip(values).all(|(t, v)| self.unify(t, v))
            }),
            Shaped::Map(members) => value
                .as_object()
                .is_some_and(|given| self.members(members, given)),
            Shaped::Ref(path) => self.refers(path, value),
            Shaped::Row(name) => self.row(name).is_some_and(|row| self.unify(row, value)),
            Shaped::Fresh(kind) => {
                self.stateful |= *kind != FreshKind::Text;
                value.as_str().is_some_and(|text| is_of_kind(*kind, text))
            }
            Shaped::Repeat(Repeat { text, times }) => {
                let times = usize::try_from(*times).unwrap_or(usize::MAX);
                value.as_str().is_some_and(|v| {
                    v.len() / times.max(1) == text.len() && *v == text.repeat(times)
                })
            }
            Shaped::Concat(parts) => value.as_str().is_some_and(|v| self.joined(parts, v)),
            // What was written in upper case may have been in any.
            Shaped::Upper(inner) => {
                let text = value.as_str().filter(|text| text.to_uppercase() == **text);
                text.is_some()
                    && self.value(inner).is_none_or(|known| {
                        known.as_str().map(str::to_uppercase).as_deref() == text
                    })
            }
            Shaped::Base64(inner) => value
                .as_str()
                .and_then(decode_blob)
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .is_some_and(|text| self.unify(inner, &Value::String(text))),
            Shaped::Bytes(range) => {
                self.drawn = true;
                let bytes = value.as_str().and_then(decode_blob);
                bytes.is_some_and(|bytes| within(*range, bytes.len()))
            }
            Shaped::Text(range) => value
                .as_str()
                .is_some_and(|text| within(*range, text.chars().count())),
            Shaped::Pick(choices) => choices.iter().any(|choice| {
                let mut tried = self.clone();
                let fits = tried.unify(choice, value);
                if fits {
                    *self = tried;
                }
                fits
            }),
            // A client computed it from what it was answered before.
            Shaped::Joined(_)
            | Shaped::Shortened(_)
            | Shaped::Altered(_)
            | Shaped::Digest(_)
            | Shaped::Encrypted(_)
            | Shaped::Encapsulated(_)
            | Shaped::KeyPair(_)
            | Shaped::Agreed(_) => {
                self.stateful = true;
                value.as_str().and_then(decode_blob).is_some()
            }
            Shaped::Json(inner) => value
                .as_str()
                .and_then(|text| serde_json::from_str(text).ok())
                .is_some_and(|value| self.unify(inner, &value)),
        }
    }

    /// The same members; null counts as absent.
    fn members(&mut self, members: &[(String, Template)], given: &Map<String, Value>) -> bool {
        let known = |name: &String| members.iter().any(|(n, _)| n == name);
        given.iter().all(|(name, v)| v.is_null() || known(name))
            && members.iter().all(|(name, template)| {
                let value = given.get(name).unwrap_or(&Value::Null);
                self.unify(template, value)
            })
    }

    fn refers(&mut self, path: &[String], value: &Value) -> bool {
        let name = path.first().map(String::as_str).unwrap_or_default();
        let joined = path.join(".");
        if let Some(bound) = self.bound.get(&joined) {
            return same(bound, value);
        }
        let case = self.case;
        let named = case.lets.iter().find(|(n, _)| n == name);
        let fits = match named {
            Some((_, template)) if path.len() == 1 => self.unify(template, value),
            Some(_) => false,
            None => {
                self.stateful = true;
                let member = path.last().map(String::as_str).unwrap_or_default();
                is_named(member, value)
            }
        };
        if fits {
            self.bound.insert(joined, value.clone());
        }
        fits
    }

    /// A text made of parts, those unknown standing for anything.
    fn joined(&mut self, parts: &[Template], text: &str) -> bool {
        let mut pattern = String::from(r"(?s)\A");
        for part in parts {
            match &part.shaped {
                Shaped::Plain(Value::String(text)) => pattern.push_str(&regex::escape(text)),
                Shaped::Plain(other) => pattern.push_str(&regex::escape(&other.to_string())),
                _ => {
                    self.stateful = true;
                    pattern.push_str(".*");
                }
            }
        }
        pattern.push_str(r"\z");
        Regex::new(&pattern).is_ok_and(|pattern| pattern.is_match(text))
    }
}

/// Equal values; numbers by value.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        _ => one == other,
    }
}

fn within(range: LengthRange, length: usize) -> bool {
    u64::try_from(length).is_ok_and(|length| (range.min..=range.max).contains(&length))
}

/// A key id: a UUID, or `mrk-` and 32 digits.
fn is_key_id(text: &str) -> bool {
    let digits = text.strip_prefix("mrk-").unwrap_or(text).replace('-', "");
    digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_of_kind(kind: FreshKind, text: &str) -> bool {
    match kind {
        FreshKind::KeyId => is_key_id(text),
        FreshKind::Alias => text.starts_with("alias/"),
        FreshKind::StoreId => text.starts_with("cks-"),
        FreshKind::ClusterId => text.starts_with("cluster-"),
        FreshKind::AccountId => text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()),
        FreshKind::ProxyEndpoint => text.starts_with("https://"),
        _ => true,
    }
}

/// Whether a value can be what a reference to a member of this name stands for.
fn is_named(member: &str, value: &Value) -> bool {
    let Some(text) = value.as_str() else {
        return !matches!(member, "KeyId" | "Arn" | "CustomKeyStoreId");
    };
    match member {
        // Answers of cryptography name a key by its ARN under this name, and a request may name it by an alias.
        "KeyId" => is_key_id(text) || text.contains(":key/") || text.contains("alias/"),
        "Arn" => text.contains(":key/"),
        "AliasName" => text.starts_with("alias/"),
        "CiphertextBlob" | "Plaintext" => STANDARD.decode(text).is_ok(),
        _ => true,
    }
}
