//! Templates → values: references, rows, drawn values; and expectations bound to plain values.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::FreshValues;
use crate::case::{
    Answer, CountedExpect, ErrorExpect, Expect, HEADERS, Matcher, Repeat, Shaped, Span, Template,
};
use crate::wire::Headers;

/// The names that templates of one case instance can refer to, and the source of its drawn values.
///
/// Invariant: a name of `let` or of a row is evaluated once, when it is first used, and keeps its value.
#[derive(Debug, Clone)]
pub struct Scope<'case> {
    lets: &'case [(String, Template)],
    row: &'case [(String, Template)],
    values: BTreeMap<String, Value>,
    headers: BTreeMap<String, Headers>,
    drawn: BTreeMap<(ValueOrigin, String), Option<Value>>,
    draw: FreshValues,
    region: String,
    /// Which byte the next `$altered` changes.
    pub(super) alters: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ValueOrigin {
    Let,
    Row,
}

/// A template that has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbound {
    /// Where it stands.
    pub span: Span,
    /// Why.
    pub kind: UnboundKind,
}

/// Why a template has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnboundKind {
    /// The name is known, but what it stands for lacks the rest of the path: the answer of a step is not as the case
    /// expects.
    Missing {
        /// The first part of the path.
        name: String,
        /// The whole path.
        path: String,
    },
    /// Nothing has this name yet.
    Unknown(String),
    /// The value is one that the form cannot use.
    Unfit {
        /// Why not.
        why: String,
        /// The path to it, where a need or the answer of a step gave it.
        given: Option<Vec<String>>,
    },
}

impl fmt::Display for Unbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            UnboundKind::Missing { name, path } => {
                write!(f, "`{name}` has nothing at `{path}`")
            }
            UnboundKind::Unknown(name) => write!(f, "nothing is named `{name}` here"),
            UnboundKind::Unfit { why, .. } => f.write_str(why),
        }
    }
}

/// An expectation without any form left to evaluate.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundExpect(Expect);

impl BoundExpect {
    /// The expectation; every template in it is plain.
    #[must_use]
    pub fn expect(&self) -> &Expect {
        &self.0
    }
}

impl<'case> Scope<'case> {
    /// A scope with the names of `let` and of the row; `region` stands in drawn names that carry one.
    #[must_use]
    pub fn new(
        lets: &'case [(String, Template)],
        row: &'case [(String, Template)],
        draw: FreshValues,
        region: &str,
    ) -> Self {
        Self {
            lets,
            row,
            values: BTreeMap::new(),
            headers: BTreeMap::new(),
            drawn: BTreeMap::new(),
            draw,
            region: region.to_owned(),
            alters: 0,
        }
    }

    /// Gives a name to a value: a need that was made, a step's answer, `principals`, `target`.
    pub fn name(&mut self, name: &str, value: Value) {
        self.values.insert(name.to_owned(), value);
    }

    /// Gives a member to what has this name; what has none yet becomes an object.
    pub fn add(&mut self, name: &str, member: &str, value: Value) {
        let known = self.values.entry(name.to_owned()).or_default();
        if !known.is_object() {
            *known = Value::Object(Map::new());
        }
        if let Value::Object(members) = known {
            members.insert(member.to_owned(), value);
        }
    }

    /// Gives a value to the member of a member, if that is there and has none yet.
    pub fn add_within(&mut self, name: &str, member: &str, inner: &str, value: Value) {
        let known = self.values.get_mut(name);
        if let Some(Value::Object(members)) = known.and_then(|known| known.get_mut(member)) {
            members.entry(inner).or_insert(value);
        }
    }

    /// Gives the name of a step the header fields of its answer, for `name.headers.Field`.
    pub fn name_headers(&mut self, name: &str, headers: Headers) {
        self.headers.insert(name.to_owned(), headers);
    }

    /// The source of drawn values.
    pub fn draw(&mut self) -> &mut FreshValues {
        &mut self.draw
    }

    /// The value of a template.
    ///
    /// # Errors
    /// [`Unbound`] when a reference leads nowhere or a form is given something it cannot use.
    pub fn value(&mut self, template: &Template) -> Result<Value, Unbound> {
        let span = template.span;
        Ok(match &template.shaped {
            Shaped::Plain(value) => value.clone(),
            Shaped::List(items) => Value::Array(
                items
                    .iter()
                    .map(|i| self.value(i))
                    .collect::<Result<_, _>>()?,
            ),
            Shaped::Map(members) => {
                let mut object = Map::new();
                for (name, member) in members {
                    object.insert(name.clone(), self.value(member)?);
                }
                Value::Object(object)
            }
            Shaped::Ref(path) => self.reference(span, path)?,
            Shaped::Row(name) => {
                let row = self.row;
                let found = row.iter().find(|(n, _)| n == name).map(|(_, t)| t);
                match found {
                    Some(template) => self.once(ValueOrigin::Row, name, template)?,
                    None => return Err(unknown(span, name)),
                }
            }
            Shaped::Fresh(kind) => Value::String(self.draw.fresh(*kind, &self.region)),
            Shaped::Repeat(Repeat { text, times }) => {
                Value::String(text.repeat(usize::try_from(*times).unwrap_or(usize::MAX)))
            }
            Shaped::Concat(parts) => {
                let mut text = String::new();
                for part in parts {
                    text.push_str(&self.text(part)?);
                }
                Value::String(text)
            }
            Shaped::Upper(text) => Value::String(self.text(text)?.to_uppercase()),
            Shaped::Base64(text) => Value::String(STANDARD.encode(self.text(text)?)),
            Shaped::Bytes(range) => Value::String(self.draw.bytes(*range)),
            Shaped::Text(range) => Value::String(self.draw.text(*range)),
            Shaped::Pick(choices) => match choices.get(self.draw.pick(choices.len())) {
                Some(choice) => self.value(choice)?,
                None => return Err(unfit(span, "`$pick` has nothing to pick from".to_owned())),
            },
            Shaped::Json(inner) => Value::String(self.value(inner)?.to_string()),
            Shaped::Joined(_)
            | Shaped::Shortened(_)
            | Shaped::Altered(_)
            | Shaped::Digest(_)
            | Shaped::Encrypted(_)
            | Shaped::Encapsulated(_)
            | Shaped::KeyPair(_)
            | Shaped::Agreed(_) => self.computed(template)?,
        })
    }

    /// The value of a template that must be a text; numbers and booleans are written as JSON writes them.
    ///
    /// # Errors
    /// As [`value`](Self::value), and for lists, mappings and null.
    pub fn text(&mut self, template: &Template) -> Result<String, Unbound> {
        match self.value(template)? {
            Value::String(text) => Ok(text),
            value @ (Value::Number(_) | Value::Bool(_)) => Ok(value.to_string()),
            other => {
                let why = format!("a text is needed here, and this is {other}");
                Err(self.misfit(template, why))
            }
        }
    }

    /// A form cannot use what this template is: where a need or an answer gave that, it is not as the case expects.
    pub(super) fn misfit(&self, template: &Template, why: String) -> Unbound {
        Unbound {
            span: template.span,
            kind: UnboundKind::Unfit {
                why,
                given: self.given(template).map(<[String]>::to_vec),
            },
        }
    }

    /// The first reference of a template to what has its name since a need was made or a step answered.
    fn given<'t>(&'t self, template: &'t Template) -> Option<&'t [String]> {
        let named = |all: &'t [(String, Template)], name: &str| {
            let (_, template) = all.iter().find(|(known, _)| known == name)?;
            self.given(template)
        };
        match &template.shaped {
            Shaped::Ref(path) => {
                let name = path.first()?;
                if self.values.contains_key(name) {
                    return Some(path);
                }
                named(self.lets, name)
            }
            Shaped::Row(name) => named(self.row, name),
            other => other.templates().into_iter().find_map(|it| self.given(it)),
        }
    }

    /// An expectation with every template evaluated.
    ///
    /// # Errors
    /// The first [`Unbound`] template.
    pub fn bind(&mut self, expect: &Expect) -> Result<BoundExpect, Unbound> {
        Ok(BoundExpect(self.expect(expect)?))
    }

    fn expect(&mut self, expect: &Expect) -> Result<Expect, Unbound> {
        Ok(Expect {
            span: expect.span,
            answer: match &expect.answer {
                Answer::Ok(matcher) => Answer::Ok(self.matcher(matcher)?),
                Answer::Error(error) => Answer::Error(ErrorExpect {
                    types: error.types.clone(),
                    message: self.optional(error.message.as_ref())?,
                    status: self.optional(error.status.as_ref())?,
                }),
                Answer::Refused(but) => Answer::Refused(but.clone()),
                Answer::AnyOf(any) => Answer::AnyOf(
                    any.iter()
                        .map(|e| self.expect(e))
                        .collect::<Result<_, _>>()?,
                ),
                Answer::Each(lines) => Answer::Each(
                    lines
                        .iter()
                        .map(|line| {
                            Ok(CountedExpect {
                                count: line.count,
                                expect: self.expect(&line.expect)?,
                            })
                        })
                        .collect::<Result<_, _>>()?,
                ),
            },
            status: self.optional(expect.status.as_ref())?,
            headers: self.members(&expect.headers)?,
            body_text: self.optional(expect.body_text.as_ref())?,
        })
    }

    fn optional(&mut self, matcher: Option<&Matcher>) -> Result<Option<Matcher>, Unbound> {
        matcher.map(|m| self.matcher(m)).transpose()
    }

    fn members(
        &mut self,
        members: &[(String, Matcher)],
    ) -> Result<Vec<(String, Matcher)>, Unbound> {
        members
            .iter()
            .map(|(name, m)| Ok((name.clone(), self.matcher(m)?)))
            .collect()
    }

    pub(super) fn matcher(&mut self, matcher: &Matcher) -> Result<Matcher, Unbound> {
        matcher.with_values(&mut |template| {
            Ok(Template {
                span: template.span,
                shaped: Shaped::Plain(self.value(template)?),
            })
        })
    }

    fn reference(&mut self, span: Span, path: &[String]) -> Result<Value, Unbound> {
        let Some((name, rest)) = path.split_first() else {
            return Err(unfit(span, "`$ref` names nothing".to_owned()));
        };
        let missing = || Unbound {
            span,
            kind: UnboundKind::Missing {
                name: name.clone(),
                path: path.join("."),
            },
        };
        if let (Some(headers), [HEADERS, field]) = (self.headers.get(name), &texts(rest)[..]) {
            let value = headers.joined(field).map(Value::String);
            return value.ok_or_else(missing);
        }
        let drawn;
        let root = if let Some(value) = self.values.get(name) {
            value
        } else {
            let lets = self.lets;
            let Some((_, template)) = lets.iter().find(|(n, _)| n == name) else {
                return Err(unknown(span, name));
            };
            drawn = self.once(ValueOrigin::Let, name, template)?;
            &drawn
        };
        let mut at = root;
        for part in rest {
            let next = match at {
                Value::Object(members) => members.get(part),
                Value::Array(items) => part.parse().ok().and_then(|n: usize| items.get(n)),
                _ => None,
            };
            at = next.ok_or_else(missing)?;
        }
        Ok(at.clone())
    }

    fn once(
        &mut self,
        place: ValueOrigin,
        name: &str,
        template: &Template,
    ) -> Result<Value, Unbound> {
        let key = (place, name.to_owned());
        match self.drawn.get(&key) {
            Some(Some(value)) => return Ok(value.clone()),
            Some(None) => {
                return Err(unfit(template.span, format!("`{name}` refers to itself")));
            }
            None => {}
        }
        self.drawn.insert(key.clone(), None);
        let value = self.value(template);
        match &value {
            Ok(value) => self.drawn.insert(key, Some(value.clone())),
            // It may refer to a step that has not answered yet; later it may have a value.
            Err(_) => self.drawn.remove(&key),
        };
        value
    }
}

fn texts(parts: &[String]) -> Vec<&str> {
    parts.iter().map(String::as_str).collect()
}

fn unknown(span: Span, name: &str) -> Unbound {
    Unbound {
        span,
        kind: UnboundKind::Unknown(name.to_owned()),
    }
}

fn unfit(span: Span, why: String) -> Unbound {
    Unbound {
        span,
        kind: UnboundKind::Unfit { why, given: None },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::case::{FreshKind, LengthRange};

    fn t(shaped: Shaped) -> Template {
        Template {
            span: Span::default(),
            shaped,
        }
    }

    fn plain(value: Value) -> Template {
        t(Shaped::Plain(value))
    }

    fn reference(path: &str) -> Template {
        t(Shaped::Ref(path.split('.').map(str::to_owned).collect()))
    }

    fn check(shaped: Shaped, expected: &Result<Value, String>) {
        let lets = [
            ("name".to_owned(), t(Shaped::Fresh(FreshKind::StoreName))),
            ("loop".to_owned(), reference("loop")),
        ];
        let row = [("id".to_owned(), plain(json!("from the row")))];
        let mut scope = Scope::new(&lets, &row, FreshValues::new([3; 32], [3; 32]), "us-east-1");
        scope.name("before", json!({"CustomKeyStores": [{"Name": "a"}]}));
        scope.name_headers("before", Headers::from_iter([("Date", "now")]));
        let value = scope.value(&t(shaped)).map_err(|e| e.to_string());
        assert_eq!(&value, expected);
    }

    #[test]
    fn forms_have_their_values() {
        let path = |p: &str| Shaped::Ref(p.split('.').map(str::to_owned).collect());
        check(path("before.CustomKeyStores.0.Name"), &Ok(json!("a")));
        check(
            path("before.CustomKeyStores.1.Name"),
            &Err("`before` has nothing at `before.CustomKeyStores.1.Name`".to_owned()),
        );
        check(path("before.headers.date"), &Ok(json!("now")));
        check(
            path("before.headers.Server"),
            &Err("`before` has nothing at `before.headers.Server`".to_owned()),
        );
        check(
            path("after"),
            &Err("nothing is named `after` here".to_owned()),
        );
        check(path("loop"), &Err("`loop` refers to itself".to_owned()));
        check(Shaped::Row("id".to_owned()), &Ok(json!("from the row")));
        check(
            Shaped::Repeat(Repeat {
                text: "ab".to_owned(),
                times: 3,
            }),
            &Ok(json!("ababab")),
        );
        check(
            Shaped::Concat(vec![plain(json!("a")), plain(json!(1))]),
            &Ok(json!("a1")),
        );
        check(
            Shaped::Concat(vec![plain(json!([1]))]),
            &Err("a text is needed here, and this is [1]".to_owned()),
        );
        check(
            Shaped::Base64(Box::new(plain(json!("hi")))),
            &Ok(json!("aGk=")),
        );
        check(
            Shaped::Json(Box::new(t(Shaped::Map(vec![
                ("b".to_owned(), plain(json!(1))),
                ("a".to_owned(), plain(json!(null))),
            ])))),
            &Ok(json!(r#"{"b":1,"a":null}"#)),
        );
    }

    #[test]
    fn a_let_is_drawn_once() {
        let lets = [("name".to_owned(), t(Shaped::Fresh(FreshKind::StoreName)))];
        let mut scope = Scope::new(&lets, &[], FreshValues::new([3; 32], [3; 32]), "us-east-1");
        let first = scope.value(&reference("name"));
        let between = scope.value(&t(Shaped::Bytes(LengthRange { min: 1, max: 9 })));
        assert!(between.is_ok());
        assert_eq!(first, scope.value(&reference("name")));
    }
}
