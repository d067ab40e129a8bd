//! YAML as a tree in which every node and every key knows its place.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::Span;

/// One YAML node.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// Where it begins.
    pub(super) span: Span,
    /// How many characters a scalar has, quotes included; 1 for a list or a mapping.
    pub(super) width: u32,
    /// What it is.
    pub(super) tree: Tree,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// One key of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    pub(super) text: String,
    pub(super) span: Span,
    pub(super) width: u32,
}

impl Node {
    /// The node as JSON, as it stands.
    pub(super) fn to_value(&self) -> Value {
        match &self.tree {
            Tree::Null => Value::Null,
            Tree::Bool(b) => Value::Bool(*b),
            Tree::Number(n) => Value::Number(n.clone()),
            Tree::Text(t) => Value::String(t.clone()),
            Tree::List(items) => items.iter().map(Node::to_value).collect(),
            Tree::Map(entries) => {
                let entries = entries.iter().map(|(k, v)| (k.text.clone(), v.to_value()));
                Value::Object(entries.collect::<Map<_, _>>())
            }
        }
    }

    /// The value as a node, everything in it at one place.
    pub(super) fn of_value(span: Span, value: &Value) -> Self {
        let tree = match value {
            Value::Null => Tree::Null,
            Value::Bool(truth) => Tree::Bool(*truth),
            Value::Number(number) => Tree::Number(number.clone()),
            Value::String(text) => Tree::Text(text.clone()),
            Value::Array(items) => Tree::List(
                items
                    .iter()
                    .map(|item| Self::of_value(span, item))
                    .collect(),
            ),
            Value::Object(entries) => {
                let entries = entries.iter();
                let placed =
                    entries.map(|(name, value)| (Key::at(span, name), Self::of_value(span, value)));
                Tree::Map(placed.collect())
            }
        };
        Self {
            span,
            width: 1,
            tree,
        }
    }

    /// The node as if all of it stood at one place.
    pub(super) fn placed(&self, span: Span) -> Self {
        Self::of_value(span, &self.to_value())
    }

    /// What the node is, for people: `the number 65`, `a list`.
    pub(super) fn describe(&self) -> String {
        match &self.tree {
            Tree::Null => "nothing (null)".to_owned(),
            Tree::Bool(b) => format!("the boolean `{b}`"),
            Tree::Number(n) => format!("the number `{n}`"),
            Tree::Text(t) if t.chars().count() > 40 => "a text".to_owned(),
            Tree::Text(t) => format!("the text `{t}`"),
            Tree::List(_) => "a list".to_owned(),
            Tree::Map(_) => "a mapping".to_owned(),
        }
    }
}

impl Key {
    fn at(span: Span, name: &str) -> Self {
        Self {
            text: name.to_owned(),
            span,
            width: 1,
        }
    }
}

fn span_of(location: serde_saphyr::Location) -> (Span, u32) {
    let span = Span {
        line: u32::try_from(location.line()).unwrap_or(u32::MAX),
        column: u32::try_from(location.column()).unwrap_or(u32::MAX),
    };
    let width = u32::try_from(location.span().len()).unwrap_or(1).max(1);
    (span, width)
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = serde_saphyr::Spanned::<Tree>::deserialize(deserializer)?;
        let (span, width) = span_of(spanned.defined);
        let width = match spanned.value {
            Tree::List(_) | Tree::Map(_) => 1,
            _ => width,
        };
        Ok(Node {
            span,
            width,
            tree: spanned.value,
        })
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Tree, E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("not a finite number"))?;
        Ok(Tree::Number(number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Tree, E> {
        Ok(Tree::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Tree::Map(entries))
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let node = Node::deserialize(deserializer)?;
        match node.tree {
            Tree::Text(text) => Ok(Key {
                text,
                span: node.span,
                width: node.width,
            }),
            _ => Err(de::Error::custom(NOT_A_TEXT_KEY)),
        }
    }
}

/// What the parser reports of a key that is not text; `yaml` turns it into words for people.
pub(super) const NOT_A_TEXT_KEY: &str = "a key that is not text";
