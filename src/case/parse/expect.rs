//! Expectations: what must come back.

use super::fields::Fields;
use super::parser::{Parsed, Parser, Reported};
use crate::case::node::{Key, Node, Tree};
use crate::case::{Matcher, Shaped};
use crate::wire::is_token;

impl<'n> Parser<'n> {
    /// The body of a success.
    pub(in crate::case) fn success(&mut self, node: &'n Node) -> Parsed<Matcher> {
        let matcher = self.whole(node)?;
        let Some(operation) = self.operation else {
            return Ok(matcher);
        };
        match (self.model.output(operation), &matcher) {
            (Some(shape), _) => self.check_matcher(node, shape),
            (None, Matcher::Any(_)) => {}
            (None, Matcher::Object { members, .. }) if members.is_empty() => {}
            (None, _) => self.error_with(
                node,
                format!("{operation} answers nothing"),
                "in the model it has no output",
                "write `ok: {}`".to_owned(),
            ),
        }
        Ok(matcher)
    }

    /// The message of an error.
    pub(in crate::case) fn message(&mut self, node: &'n Node) -> Parsed<Matcher> {
        let matcher = self.member(node)?;
        if !matches!(matcher, Matcher::Any(_)) {
            self.compared_messages.push(node.into());
        }
        Ok(matcher)
    }

    /// `refused: true`.
    pub(in crate::case) fn refused(&mut self, node: &Node) -> Parsed<Vec<String>> {
        if node.tree == Tree::Bool(true) {
            return Ok(Vec::new());
        }
        self.error(
            node,
            format!("expected `true` or a list, found {}", node.describe()),
            "`refused` is `true`, or the error types that do not pass for a refusal",
        );
        Err(Reported)
    }

    /// A matcher of a status code.
    pub(in crate::case) fn status(&mut self, node: &'n Node) -> Parsed<Matcher> {
        let matcher = self.whole(node)?;
        if self.check_status(node, &matcher) {
            Ok(matcher)
        } else {
            Err(Reported)
        }
    }

    fn check_status(&mut self, node: &Node, matcher: &Matcher) -> bool {
        match matcher {
            Matcher::Value(template) => {
                let Shaped::Plain(value) = &template.shaped else {
                    return true;
                };
                let good = value
                    .as_u64()
                    .is_some_and(|code| (100..=599).contains(&code));
                if !good {
                    self.error(
                        template.span,
                        format!("bad status `{value}`"),
                        "a status is a number from 100 to 599",
                    );
                }
                good
            }
            Matcher::OneOf(_, all) | Matcher::All(_, all) => {
                let good: Vec<_> = all
                    .iter()
                    .map(|matcher| self.check_status(node, matcher))
                    .collect();
                good.into_iter().all(|good| good)
            }
            Matcher::Not(_, inner) => self.check_status(node, inner),
            Matcher::Any(_) => true,
            _ => {
                self.error(
                    node,
                    "a status that no answer can have",
                    "a status is a number, `$one_of` several, or `$not` one",
                );
                false
            }
        }
    }

    /// The name of a header field.
    pub(in crate::case) fn header_name(&mut self, key: &Key) -> Parsed<String> {
        if is_token(&key.text) {
            return Ok(key.text.clone());
        }
        self.error(
            key,
            format!("`{}` is no name of a header field", key.text),
            "a name is letters, digits and `-`",
        );
        Err(Reported)
    }

    /// The raw body.
    pub(in crate::case) fn body_text(&mut self, node: &'n Node) -> Parsed<Matcher> {
        let mut fields = Fields::of(self, node, "a raw body")?;
        let text = fields.need(self, "text");
        fields.finish(self);
        self.member(text?)
    }
}
