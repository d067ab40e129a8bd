//! An expectation as far as a recorded request tells what it asks for; what it does not tell may be anything.

use serde_json::{Map, Value};

use super::unify::Unifier;
use crate::case::{Answer, CountedExpect, ErrorExpect, Expect, Matcher, Repeat, Shaped, Template};

impl Unifier<'_> {
    /// The expectation without any form left; `clock` tells whether the time of the answer is known.
    pub(super) fn loosened(&self, expect: &Expect, clock: bool) -> Expect {
        let matcher = |m: &Matcher| self.matcher(m, clock);
        Expect {
            span: expect.span,
            answer: match &expect.answer {
                Answer::Ok(m) => Answer::Ok(matcher(m)),
                Answer::Error(error) => Answer::Error(ErrorExpect {
                    types: error.types.clone(),
                    message: error.message.as_ref().map(matcher),
                    status: error.status.as_ref().map(matcher),
                }),
                Answer::Refused(but) => Answer::Refused(but.clone()),
                Answer::AnyOf(any) => {
                    Answer::AnyOf(any.iter().map(|e| self.loosened(e, clock)).collect())
                }
                Answer::Each(lines) => Answer::Each(
                    lines
                        .iter()
                        .map(|line| CountedExpect {
                            count: line.count,
                            expect: self.loosened(&line.expect, clock),
                        })
                        .collect(),
                ),
            },
            status: expect.status.as_ref().map(matcher),
            // Header fields and the raw text are compared with every exchange, not by situation.
            headers: Vec::new(),
            body_text: None,
        }
    }

    fn matcher(&self, matcher: &Matcher, clock: bool) -> Matcher {
        let all = |inner: &[Matcher]| inner.iter().map(|m| self.matcher(m, clock)).collect();
        match matcher {
            Matcher::Value(template) => {
                self.value(template)
                    .map_or(Matcher::Any(template.span), |value| {
                        Matcher::Value(Template {
                            span: template.span,
                            shaped: Shaped::Plain(value),
                        })
                    })
            }
            Matcher::List(items) => Matcher::List(all(items)),
            Matcher::Object {
                span,
                open,
                members,
            } => Matcher::Object {
                span: *span,
                open: *open,
                members: {
                    let is_page = members.iter().any(|(name, _)| name == "Truncated");
                    members
                        .iter()
                        .map(|(name, m)| (name.clone(), self.member(name, m, is_page, clock)))
                        .collect()
                },
            },
            Matcher::Optional(span, inner) => {
                Matcher::Optional(*span, Box::new(self.matcher(inner, clock)))
            }
            Matcher::OneOf(span, any) => Matcher::OneOf(*span, all(any)),
            Matcher::All(span, every) => Matcher::All(*span, all(every)),
            Matcher::Set(span, items) => Matcher::Set(*span, all(items)),
            // What a list has or lacks hangs on what was made before, and so does what a value is not.
            Matcher::Has(span, _) | Matcher::Lacks(span, _) | Matcher::Not(span, _) => {
                Matcher::Any(*span)
            }
            Matcher::About(span, _) if !clock => Matcher::Any(*span),
            // A recording masks what a key made, and the key stands in another answer.
            claim if claim.is_claim() => claim.span().map_or(claim.clone(), Matcher::Any),
            other => other.clone(),
        }
    }

    /// How long a page is, and whether another follows, hangs on what was made before.
    fn member(&self, name: &str, matcher: &Matcher, is_page: bool, clock: bool) -> Matcher {
        match matcher {
            Matcher::Length(span, _) if is_page => Matcher::Any(*span),
            Matcher::Value(Template { span, .. }) | Matcher::Type(span, _)
                if is_page && ["Truncated", "NextMarker"].contains(&name) =>
            {
                Matcher::Optional(*span, Box::new(Matcher::Any(*span)))
            }
            other => self.matcher(other, clock),
        }
    }

    /// The value of a template, if the request tells it.
    pub(super) fn value(&self, template: &Template) -> Option<Value> {
        Some(match &template.shaped {
            Shaped::Plain(value) => value.clone(),
            Shaped::List(items) => Value::Array(
                items
                    .iter()
                    .map(|item| self.value(item))
                    .collect::<Option<_>>()?,
            ),
            Shaped::Map(members) => {
                let mut object = Map::new();
                for (name, member) in members {
                    object.insert(name.clone(), self.value(member)?);
                }
                Value::Object(object)
            }
            // An answer names a key by its ARN where a request may name it by its id.
            Shaped::Ref(path) if path.last().is_some_and(|last| last == "KeyId") => return None,
            Shaped::Ref(path) => self.reference(path)?.clone(),
            Shaped::Row(name) => self.value(self.row(name)?)?,
            Shaped::Repeat(Repeat { text, times }) => {
                Value::String(text.repeat(usize::try_from(*times).ok()?))
            }
            Shaped::Concat(parts) => {
                let mut text = String::new();
                for part in parts {
                    match self.value(part)? {
                        Value::String(part) => text.push_str(&part),
                        other => text.push_str(&other.to_string()),
                    }
                }
                Value::String(text)
            }
            Shaped::Upper(inner) => Value::String(self.value(inner)?.as_str()?.to_uppercase()),
            // What is drawn, or put together in another way, the request alone does not tell.
            _ => return None,
        })
    }
}
