//! What a file holds as it is written: values in order, and the comments that belong to them.

use serde_json::Value;

/// A whole file.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::case) struct Sheet {
    /// What it holds.
    pub(in crate::case) body: Body,
    /// Comments after everything.
    pub(in crate::case) end: Vec<String>,
}

/// A key with its value, or an item of a list.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::case) struct Entry {
    /// The key; `None` for an item.
    pub(in crate::case) key: Option<String>,
    /// Comments on lines of their own above it, each from its `#` on.
    pub(in crate::case) above: Vec<String>,
    /// The comment behind it on its line.
    pub(in crate::case) beside: Option<String>,
    /// The value.
    pub(in crate::case) body: Body,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::case) enum Body {
    /// Neither a list nor a mapping.
    Scalar(Value),
    /// A list.
    List(Vec<Entry>),
    /// A mapping.
    Map(Vec<Entry>),
}

impl Body {
    /// The entries of a list or a mapping; none of anything else.
    pub(in crate::case) fn entries(&self) -> &[Entry] {
        match self {
            Body::Scalar(_) => &[],
            Body::List(entries) | Body::Map(entries) => entries,
        }
    }

    /// Whether a comment stands anywhere inside.
    pub(in crate::case) fn is_commented(&self) -> bool {
        self.entries().iter().any(|entry| {
            !entry.above.is_empty() || entry.beside.is_some() || entry.body.is_commented()
        })
    }
}

impl From<Value> for Body {
    fn from(value: Value) -> Self {
        let plain = |key, value| Entry {
            key,
            above: Vec::new(),
            beside: None,
            body: Body::from(value),
        };
        match value {
            Value::Array(items) => {
                Body::List(items.into_iter().map(|item| plain(None, item)).collect())
            }
            Value::Object(entries) => {
                let entries = entries.into_iter();
                Body::Map(
                    entries
                        .map(|(key, value)| plain(Some(key), value))
                        .collect(),
                )
            }
            scalar => Body::Scalar(scalar),
        }
    }
}
