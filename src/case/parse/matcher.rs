//! Matchers: plain values compared exactly, and a closed set of forms.

use super::parser::{Parsed, Parser, Reported, all};
use crate::case::expect::{Argument, FORMS};
use crate::case::node::{Key, Node, Tree};
use crate::case::template::forms as value_forms;
use crate::case::{Matcher, Template};

/// Where a matcher stands: only something that can be missing can be `$absent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MatcherPosition {
    /// A member, a header or a message: it may be missing.
    Member,
    /// Anything else.
    Whole,
}

impl<'n> Parser<'n> {
    /// A matcher of what is there.
    pub(in crate::case) fn whole(&mut self, node: &'n Node) -> Parsed<Matcher> {
        self.matcher(node, MatcherPosition::Whole)
    }

    /// A matcher of what may be missing.
    pub(in crate::case) fn member(&mut self, node: &'n Node) -> Parsed<Matcher> {
        self.matcher(node, MatcherPosition::Member)
    }

    /// A matcher.
    fn matcher(&mut self, node: &'n Node, place: MatcherPosition) -> Parsed<Matcher> {
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
        let name = key.text.as_str();
        let Some(form) = FORMS.iter().find(|form| form.name == name) else {
            if value_forms().contains(&name) {
                let shaped = self.value_form(key, value)?;
                return Ok(Matcher::Value(Template { span, shaped }));
            }
            let forms = FORMS.iter().map(|form| form.name);
            let forms: Vec<_> = ["$open"].into_iter().chain(forms).collect();
            let forms = [forms, value_forms()].concat();
            self.unknown_form(key, name, &forms, "a matcher");
            return Err(Reported);
        };
        if ["$absent", "$optional"].contains(&name) {
            self.only_member(key, place)?;
        }
        Ok(match form.argument {
            Argument::Truth(make) => {
                self.truth(value, form.name)?;
                make(span)
            }
            Argument::One(make) => {
                make(span, Box::new(self.matcher(value, MatcherPosition::Whole)?))
            }
            Argument::Many(least, make) => {
                let items = match &value.tree {
                    Tree::List(items) if items.len() >= least => items,
                    _ => self.items(value, "a matcher")?,
                };
                // One of them may be that there is nothing.
                let place = match name {
                    "$one_of" => place,
                    _ => MatcherPosition::Whole,
                };
                make(
                    span,
                    all(items.iter().map(|item| self.matcher(item, place)))?,
                )
            }
            Argument::Other(read, _) => read(self, value, span)?,
        })
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

    /// A regular expression.
    pub(in crate::case) fn regex(&mut self, node: &Node) -> Parsed<String> {
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
}
