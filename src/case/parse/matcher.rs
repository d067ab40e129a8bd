//! Matchers: plain values compared exactly, and a closed set of forms.

use super::fields::Fields;
use super::parser::Parser;
use super::scalar::Word;
use super::template::FORMS as VALUE_FORMS;
use crate::case::node::{Key, Node, Tree};
use crate::case::{LengthRange, Matcher, Template, ValueType};

/// Every form that only a matcher has.
const FORMS: &[&str] = &[
    "$open",
    "$any",
    "$absent",
    "$optional",
    "$type",
    "$matches",
    "$one_of",
    "$not",
    "$length",
    "$blob",
    "$has",
    "$lacks",
    "$set",
    "$about",
    "$all",
];

/// What `$type` can ask for.
pub(super) const TYPES: &[Word<ValueType>] = &[
    ("string", ValueType::String),
    ("integer", ValueType::Integer),
    ("number", ValueType::Number),
    ("boolean", ValueType::Boolean),
    ("blob", ValueType::Blob),
    ("list", ValueType::List),
    ("structure", ValueType::Structure),
    ("timestamp", ValueType::Timestamp),
];

/// Where a matcher stands: only something that can be missing can be `$absent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A member, a header or a message: it may be missing.
    Member,
    /// Anything else.
    Whole,
}

impl<'n> Parser<'n> {
    /// A matcher.
    pub(super) fn matcher(&mut self, node: &'n Node, place: Place) -> Option<Matcher> {
        match &node.tree {
            Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => {
                Some(Matcher::Value(self.template(node)?))
            }
            Tree::List(items) => Some(Matcher::List(self.matchers(items)?)),
            Tree::Map(entries) => {
                if entries.iter().any(|(key, _)| key.text == "$open") {
                    return self.open_object(node, entries);
                }
                match self.form(entries)? {
                    Some((key, value)) => self.matcher_form(node, key, value, place),
                    None => self.object(node, entries, false),
                }
            }
        }
    }

    fn matchers(&mut self, nodes: &'n [Node]) -> Option<Vec<Matcher>> {
        let parsed: Vec<_> = nodes
            .iter()
            .map(|node| self.matcher(node, Place::Whole))
            .collect();
        parsed.into_iter().collect()
    }

    fn open_object(&mut self, node: &'n Node, entries: &'n [(Key, Node)]) -> Option<Matcher> {
        for (key, value) in entries {
            if key.text == "$open" {
                self.truth(value, "$open");
            } else if key.text.starts_with('$') {
                self.error(
                    key,
                    format!("two forms in one mapping, `$open` and `{}`", key.text),
                    "beside `$open` stand the names of members only",
                );
            }
        }
        self.object(node, entries, true)
    }

    fn object(
        &mut self,
        node: &'n Node,
        entries: &'n [(Key, Node)],
        open: bool,
    ) -> Option<Matcher> {
        let members = entries.iter().filter(|(key, _)| !key.text.starts_with('$'));
        let parsed: Vec<_> = members
            .map(|(key, value)| Some((key.text.clone(), self.matcher(value, Place::Member)?)))
            .collect();
        Some(Matcher::Object {
            span: node.span,
            open,
            members: parsed.into_iter().collect::<Option<_>>()?,
        })
    }

    fn matcher_form(
        &mut self,
        node: &'n Node,
        key: &'n Key,
        value: &'n Node,
        place: Place,
    ) -> Option<Matcher> {
        let span = node.span;
        match key.text.as_str() {
            "$any" => self.truth(value, "$any").map(|()| Matcher::Any(span)),
            "$absent" => {
                self.truth(value, "$absent")?;
                self.only_member(key, place)?;
                Some(Matcher::Absent(span))
            }
            "$optional" => {
                self.only_member(key, place)?;
                Some(Matcher::Optional(Box::new(
                    self.matcher(value, Place::Whole)?,
                )))
            }
            "$type" => Some(Matcher::Type(span, self.word(value, "type", TYPES)?)),
            "$matches" => Some(Matcher::Matches(span, self.regex(value)?)),
            "$one_of" => Some(Matcher::OneOf(span, self.alternatives(value, place)?)),
            "$all" => Some(Matcher::All(span, self.alternatives(value, Place::Whole)?)),
            "$not" => Some(Matcher::Not(
                span,
                Box::new(self.matcher(value, Place::Whole)?),
            )),
            "$length" => Some(Matcher::Length(span, self.length_range(value)?)),
            "$blob" => Some(Matcher::Blob(span, self.blob(value)?)),
            "$has" => Some(Matcher::Has(span, self.alternatives(value, Place::Whole)?)),
            "$lacks" => Some(Matcher::Lacks(
                span,
                Box::new(self.matcher(value, Place::Whole)?),
            )),
            "$set" => {
                let Tree::List(items) = &value.tree else {
                    self.items(value, "a matcher");
                    return None;
                };
                Some(Matcher::Set(span, self.matchers(items)?))
            }
            "$about" => self.about(node, value),
            name if VALUE_FORMS.contains(&name) => {
                let shaped = self.value_form(key, value)?;
                Some(Matcher::Value(Template { span, shaped }))
            }
            name => {
                let forms: Vec<_> = FORMS.iter().chain(VALUE_FORMS).copied().collect();
                self.unknown_form(key, name, &forms, "a matcher");
                None
            }
        }
    }

    fn only_member(&mut self, key: &Key, place: Place) -> Option<()> {
        if place == Place::Member {
            return Some(());
        }
        self.error(
            key,
            format!("`{}` outside a member", key.text),
            "only the member of an object, a header or a message can be missing",
        );
        None
    }

    fn alternatives(&mut self, node: &'n Node, place: Place) -> Option<Vec<Matcher>> {
        let items = self.items(node, "a matcher")?;
        let parsed: Vec<_> = items.iter().map(|item| self.matcher(item, place)).collect();
        parsed.into_iter().collect()
    }

    fn regex(&mut self, node: &Node) -> Option<String> {
        let pattern = self.text(node)?;
        let anchored = format!("^(?:{pattern})$");
        match regex::RegexBuilder::new(&anchored)
            .size_limit(1 << 20)
            .build()
        {
            Ok(_) => Some(pattern),
            Err(error) => {
                let text = error.to_string();
                let reason = text
                    .lines()
                    .last()
                    .unwrap_or_default()
                    .trim_start_matches("error: ")
                    .to_owned();
                self.error(
                    node,
                    format!("bad regular expression: {reason}"),
                    "`$matches` takes a regular expression of the Rust crate `regex`, for the whole text",
                );
                None
            }
        }
    }

    /// `{length: 16}`, `{length: {min, max}}`.
    fn blob(&mut self, node: &'n Node) -> Option<LengthRange> {
        self.length_of(node, "`$blob`")
    }

    fn about(&mut self, node: &'n Node, value: &'n Node) -> Option<Matcher> {
        let mut fields = Fields::of(self, value, "`$about`")?;
        let offset = fields.take("in");
        let give = fields.need(self, "give");
        fields.finish(self);
        let offset = offset.map_or(Some(0), |node| self.offset(node));
        let give = give.and_then(|node| self.duration(node));
        Some(Matcher::About {
            span: node.span,
            offset_millis: offset?,
            give: give?,
        })
    }
}
