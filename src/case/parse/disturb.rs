//! `disturb`, held to the JSON Schema of [`Disturbance`], so that the two cannot part.

use std::sync::LazyLock;

use serde_json::Value;

use super::parser::Parser;
use crate::case::node::{Node, Tree};
use crate::case::suggest::{did_you_mean, listed};
use crate::wire::admin::Disturbance;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| schemars::schema_for!(Disturbance).to_value());

impl Parser<'_> {
    /// Reports what is no disturbance; forms are known at run time and pass.
    pub(super) fn check_disturbance(&mut self, node: &Node) {
        if matches!(&node.tree, Tree::Map(entries) if entries.is_empty()) {
            self.error(
                node,
                "a disturbance of nothing",
                "`disturb` says what changes",
            );
        }
        self.check_against(node, &SCHEMA, "disturb");
    }

    fn check_against(&mut self, node: &Node, schema: &'static Value, name: &str) {
        let schema = resolved(schema);
        match &node.tree {
            Tree::Map(entries) if entries.iter().any(|(key, _)| key.text.starts_with('$')) => {}
            Tree::Map(entries) => {
                let Some(properties) = schema["properties"].as_object() else {
                    return self.not_allowed(node, schema, name);
                };
                let known = || properties.keys().map(String::as_str);
                for (key, value) in entries {
                    match properties.get(&key.text) {
                        Some(property) => self.check_against(value, property, &key.text),
                        None => self.error_with(
                            key,
                            format!("unknown key `{}` in `{name}`", key.text),
                            format!("`{name}` has the keys {}", listed(known())),
                            did_you_mean(&key.text, known()),
                        ),
                    }
                }
                let required = schema["required"].as_array().into_iter().flatten();
                for missing in required.filter_map(Value::as_str) {
                    if !entries.iter().any(|(key, _)| key.text == missing) {
                        self.error(
                            node,
                            format!("`{missing}` is missing"),
                            format!("`{name}` says which one by `{missing}`"),
                        );
                    }
                }
            }
            Tree::List(items) => match schema.get("items") {
                Some(of) => {
                    for item in items {
                        self.check_against(item, of, name);
                    }
                }
                None => self.not_allowed(node, schema, name),
            },
            _ => {
                if !admits(schema, &node.to_value()) {
                    self.not_allowed(node, schema, name);
                }
            }
        }
    }

    fn not_allowed(&mut self, node: &Node, schema: &Value, name: &str) {
        let words = words(schema);
        let rule = if words.is_empty() {
            format!("`{name}` is {}", types(schema).join(" or "))
        } else {
            format!("`{name}` is one of {}", listed(words.iter().copied()))
        };
        let help = match &node.tree {
            Tree::Text(text) => did_you_mean(text, words.iter().copied()),
            _ => None,
        };
        self.error_with(
            node,
            format!("`{name}` cannot be {}", node.describe()),
            rule,
            help,
        );
    }
}

/// The schema behind `$ref` and behind "this or null".
fn resolved(schema: &'static Value) -> &'static Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.trim_start_matches('#');
        return SCHEMA.pointer(pointer).map_or(schema, resolved);
    }
    let choice = schema["anyOf"]
        .as_array()
        .and_then(|all| all.iter().find(|one| one["type"] != "null"));
    choice.map_or(schema, resolved)
}

/// The names of the types that a schema allows, but null.
fn types(schema: &Value) -> Vec<&str> {
    let all = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    all.into_iter().filter(|name| *name != "null").collect()
}

/// The words of a closed set.
fn words(schema: &Value) -> Vec<&str> {
    let plain = schema["enum"].as_array().into_iter().flatten();
    let documented = schema["oneOf"].as_array().into_iter().flatten();
    let constants = documented.flat_map(|one| {
        std::iter::once(&one["const"]).chain(one["enum"].as_array().into_iter().flatten())
    });
    plain.chain(constants).filter_map(Value::as_str).collect()
}

fn admits(schema: &Value, value: &Value) -> bool {
    let words = words(schema);
    if !words.is_empty() {
        return value.as_str().is_some_and(|text| words.contains(&text));
    }
    types(schema).iter().any(|name| match *name {
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "integer" => value
            .as_u64()
            .is_some_and(|n| schema["format"] != "uint32" || u32::try_from(n).is_ok()),
        _ => false,
    })
}
