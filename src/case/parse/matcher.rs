//! Matchers: plain values compared exactly, and a closed set of forms.

use super::fields::Fields;
use super::parser::{Parsed, Parser, Reported, all};
use super::template::FORMS as VALUE_FORMS;
use super::words::TYPES;
use crate::case::node::{Key, Node, Tree};
use crate::case::{LengthRange, Matcher, Template};

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
    "$json_text",
    "$about",
    "$all",
];

/// Where a matcher stands: only something that can be missing can be `$absent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MatcherPosition {
    /// A member, a header or a message: it may be missing.
    Member,
    /// Anything else.
    Whole,
}

impl<'n> Parser<'n> {
    /// A matcher.
    pub(super) fn matcher(&mut self, node: &'n Node, place: MatcherPosition) -> Parsed<Matcher> {
        match &node.tree {
            Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => {
                Ok(Matcher::Value(self.template(node)?))
            }
            Tree::List(items) => Ok(Matcher::List(self.matchers(items)?)),
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

    fn matchers(&mut self, nodes: &'n [Node]) -> Parsed<Vec<Matcher>> {
        all(nodes
            .iter()
            .map(|node| self.matcher(node, MatcherPosition::Whole)))
    }

    fn open_object(&mut self, node: &'n Node, entries: &'n [(Key, Node)]) -> Parsed<Matcher> {
        for (key, value) in entries {
            if key.text == "$open" {
                self.truth(value, "$open").ok();
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
    ) -> Parsed<Matcher> {
        let members = entries.iter().filter(|(key, _)| !key.text.starts_with('$'));
        let members = all(members.map(|(key, value)| {
            Ok((
                key.text.clone(),
                self.matcher(value, MatcherPosition::Member)?,
            ))
        }))?;
        Ok(Matcher::Object {
            span: node.span,
            open,
            members,
        })
    }

    fn matcher_form(
        &mut self,
        node: &'n Node,
        key: &'n Key,
        value: &'n Node,
        place: MatcherPosition,
    ) -> Parsed<Matcher> {
        let span = node.span;
        match key.text.as_str() {
            "$any" => self.truth(value, "$any").map(|()| Matcher::Any(span)),
            "$absent" => {
                self.truth(value, "$absent")?;
                self.only_member(key, place)?;
                Ok(Matcher::Absent(span))
            }
            "$optional" => {
                self.only_member(key, place)?;
                Ok(Matcher::Optional(Box::new(
                    self.matcher(value, MatcherPosition::Whole)?,
                )))
            }
            "$type" => Ok(Matcher::Type(span, self.word(value, "type", TYPES)?)),
            "$matches" => Ok(Matcher::Matches(span, self.regex(value)?)),
            "$one_of" => Ok(Matcher::OneOf(span, self.alternatives(value, place)?)),
            "$all" => Ok(Matcher::All(
                span,
                self.alternatives(value, MatcherPosition::Whole)?,
            )),
            "$not" => Ok(Matcher::Not(
                span,
                Box::new(self.matcher(value, MatcherPosition::Whole)?),
            )),
            "$length" => Ok(Matcher::Length(span, self.length_range(value)?)),
            "$blob" => Ok(Matcher::Blob(span, self.blob(value)?)),
            "$has" => Ok(Matcher::Has(
                span,
                self.alternatives(value, MatcherPosition::Whole)?,
            )),
            "$lacks" => Ok(Matcher::Lacks(
                span,
                Box::new(self.matcher(value, MatcherPosition::Whole)?),
            )),
            "$json_text" => Ok(Matcher::JsonText(
                span,
                Box::new(self.matcher(value, MatcherPosition::Whole)?),
            )),
            "$set" => {
                let Tree::List(items) = &value.tree else {
                    return self.items(value, "a matcher").and(Err(Reported));
                };
                Ok(Matcher::Set(span, self.matchers(items)?))
            }
            "$about" => self.about(node, value),
            name if VALUE_FORMS.contains(&name) => {
                let shaped = self.value_form(key, value)?;
                Ok(Matcher::Value(Template { span, shaped }))
            }
            name => {
                let forms: Vec<_> = FORMS.iter().chain(VALUE_FORMS).copied().collect();
                self.unknown_form(key, name, &forms, "a matcher");
                Err(Reported)
            }
        }
    }

    fn only_member(&mut self, key: &Key, place: MatcherPosition) -> Parsed<()> {
        if place == MatcherPosition::Member {
            return Ok(());
        }
        self.error(
            key,
            format!("`{}` outside a member", key.text),
            "only the member of an object, a header or a message can be missing",
        );
        Err(Reported)
    }

    fn alternatives(&mut self, node: &'n Node, place: MatcherPosition) -> Parsed<Vec<Matcher>> {
        let items = self.items(node, "a matcher")?;
        all(items.iter().map(|item| self.matcher(item, place)))
    }

    fn regex(&mut self, node: &Node) -> Parsed<String> {
        let pattern = self.text(node)?;
        let anchored = format!("^(?:{pattern})$");
        match regex::RegexBuilder::new(&anchored)
            .size_limit(1 << 20)
            .build()
        {
            Ok(_) => Ok(pattern),
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
                Err(Reported)
            }
        }
    }

    /// `{length: 16}`, `{length: {min, max}}`.
    fn blob(&mut self, node: &'n Node) -> Parsed<LengthRange> {
        self.length_of(node, "`$blob`")
    }

    fn about(&mut self, node: &'n Node, value: &'n Node) -> Parsed<Matcher> {
        let mut fields = Fields::of(self, value, "`$about`")?;
        let offset = fields.take("in");
        let give = fields.need(self, "give");
        fields.finish(self);
        let offset = offset.map_or(Ok(0), |node| self.offset(node));
        let give = give.and_then(|node| self.duration(node));
        Ok(Matcher::About {
            span: node.span,
            offset_millis: offset?,
            give: give?,
        })
    }
}
