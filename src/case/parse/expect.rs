//! Expectations: what must come back.

use super::fields::Fields;
use super::matcher::MatcherPosition;
use super::parser::{Parsed, Parser, Reported, all};
use crate::case::node::{Key, Node, Tree};
use crate::case::suggest::listed;
use crate::case::{Answer, CountedExpect, ErrorExpect, Expect, Matcher, Shaped};
use crate::wire::is_token;

/// The keys of an expectation that say what the answer is.
const ANSWERS: [&str; 5] = ["ok", "error", "refused", "any_of", "each"];

impl<'n> Parser<'n> {
    /// An expectation of one answer.
    pub(super) fn expect(&mut self, node: &'n Node) -> Parsed<Expect> {
        let mut fields = Fields::of(self, node, "an expectation")?;
        let mut answers: Vec<(&'n Key, &'n Node)> = ANSWERS
            .iter()
            .filter_map(|name| fields.entry(name))
            .collect();
        let status = fields.take("status");
        let headers = fields.take("headers");
        let body = fields.take("body");
        let unknown = fields.has_rest();
        fields.finish(self);
        answers.sort_by_key(|(key, _)| key.span);
        if let [(first, _), (second, _), ..] = answers[..] {
            self.error_with(
                second,
                format!(
                    "two answers in one expectation, `{}` and `{}`",
                    first.text, second.text
                ),
                format!("an expectation has exactly one of {}", listed(ANSWERS)),
                "if either may come back, write `any_of: [{…}, {…}]`".to_owned(),
            );
            return Err(Reported);
        }
        let Some((key, value)) = answers.first().copied() else {
            if unknown {
                return Err(Reported);
            }
            self.error(
                node,
                "an expectation without an answer",
                format!("an expectation has exactly one of {}", listed(ANSWERS)),
            );
            return Err(Reported);
        };
        let answer = self.answer(key, value);
        let status = status.map(|node| self.status(node));
        let headers = headers.map(|node| self.header_matchers(node));
        let body_text = body.map(|node| self.body_text(node));
        Ok(Expect {
            span: node.span,
            answer: answer?,
            status: status.transpose()?,
            headers: headers.transpose()?.unwrap_or_default(),
            body_text: body_text.transpose()?,
        })
    }

    fn answer(&mut self, key: &Key, node: &'n Node) -> Parsed<Answer> {
        match key.text.as_str() {
            "ok" => Ok(Answer::Ok(self.ok(node)?)),
            "error" => Ok(Answer::Error(self.error_expect(node)?)),
            "refused" => Ok(Answer::Refused {
                but: self.refused(node)?,
            }),
            "any_of" => {
                let items = self.items(node, "an expectation")?;
                Ok(Answer::AnyOf(all(items
                    .iter()
                    .map(|item| self.expect(item)))?))
            }
            _ => Ok(Answer::Each(self.each(node)?)),
        }
    }

    /// The body of a success.
    fn ok(&mut self, node: &'n Node) -> Parsed<Matcher> {
        let matcher = self.matcher(node, MatcherPosition::Whole)?;
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

    fn error_expect(&mut self, node: &'n Node) -> Parsed<ErrorExpect> {
        if !matches!(node.tree, Tree::Map(_)) {
            return Ok(ErrorExpect {
                types: self.error_types(node)?,
                message: None,
                status: None,
            });
        }
        let mut fields = Fields::of(self, node, "an error")?;
        let types = fields.need(self, "type");
        let message = fields.take("message");
        let status = fields.take("status");
        fields.finish(self);
        let types = types.and_then(|node| self.error_types(node));
        let message_node = message;
        let message = message.map(|node| self.matcher(node, MatcherPosition::Member));
        if let (Some(node), Some(Ok(matcher))) = (message_node, &message)
            && !matches!(matcher, Matcher::Any(_))
        {
            self.compared_messages.push(node.into());
        }
        let status = status.map(|node| self.status(node));
        Ok(ErrorExpect {
            types: types?,
            message: message.transpose()?,
            status: status.transpose()?,
        })
    }

    /// One name or several.
    fn error_types(&mut self, node: &'n Node) -> Parsed<Vec<String>> {
        if let Tree::Text(_) = node.tree {
            return Ok(vec![self.error_type(node)?]);
        }
        let items = self.items(node, "the name of an error")?;
        let types: Vec<String> = all(items.iter().map(|item| self.error_type(item)))?;
        for (index, name) in types.iter().enumerate() {
            if types[..index].contains(name) {
                self.error(
                    &items[index],
                    format!("`{name}` stands twice"),
                    "once is enough",
                );
            }
        }
        Ok(types)
    }

    fn refused(&mut self, node: &'n Node) -> Parsed<Vec<String>> {
        if let Tree::List(_) = node.tree {
            return self.error_types(node);
        }
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

    fn each(&mut self, node: &'n Node) -> Parsed<Vec<CountedExpect>> {
        let items = self.items(node, "a line `{count, expect}`")?;
        all(items.iter().map(|item| self.counted(item)))
    }

    fn counted(&mut self, node: &'n Node) -> Parsed<CountedExpect> {
        let mut fields = Fields::of(self, node, "a line of `each`")?;
        let count = fields.need(self, "count");
        let expect = fields.need(self, "expect");
        fields.finish(self);
        let count = count.and_then(|node| self.integer(node, 1, u64::from(u32::MAX)));
        let expect = expect.and_then(|node| self.expect(node));
        Ok(CountedExpect {
            count: u32::try_from(count?).map_err(|_| Reported)?,
            expect: expect?,
        })
    }

    /// A matcher of a status code.
    fn status(&mut self, node: &'n Node) -> Parsed<Matcher> {
        let matcher = self.matcher(node, MatcherPosition::Whole)?;
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

    fn header_matchers(&mut self, node: &'n Node) -> Parsed<Vec<(String, Matcher)>> {
        let Tree::Map(entries) = &node.tree else {
            self.error(
                node,
                format!("expected header fields, found {}", node.describe()),
                "`headers` is a mapping from names to matchers",
            );
            return Err(Reported);
        };
        all(entries.iter().map(|(key, value)| {
            let name = self.header_name(key);
            let matcher = self.matcher(value, MatcherPosition::Member);
            Ok((name?, matcher?))
        }))
    }

    /// The name of a header field.
    pub(super) fn header_name(&mut self, key: &Key) -> Parsed<String> {
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

    fn body_text(&mut self, node: &'n Node) -> Parsed<Matcher> {
        let mut fields = Fields::of(self, node, "a raw body")?;
        let text = fields.need(self, "text");
        fields.finish(self);
        self.matcher(text?, MatcherPosition::Member)
    }
}
