//! What keys take that say what comes back: matchers, and what stands around them.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::{Describes, Each, Mapping, Takes, Truth, declare_kinds, named};
use crate::case::expect::{Argument, FORMS};
use crate::case::node::{Node, Tree};
use crate::case::parse::{Parsed, Parser};
use crate::case::{ErrorExpect, Inner, Matcher, Shaped};

/// A matcher of what is there, as a file gives it.
fn write(value: &Matcher) -> Value {
    let inner = match (value.inner(), value) {
        (Inner::One(inner), _) => write(inner),
        (Inner::Many(all), _) => all.iter().map(write).collect(),
        (Inner::None, Matcher::Value(value)) => return super::AnyValue::write(value),
        (Inner::None, Matcher::List(items)) => return items.iter().map(write).collect(),
        (Inner::None, Matcher::Object { open, members, .. }) => {
            let open = open.then(|| ("$open".to_owned(), json!(true)));
            let members = members
                .iter()
                .map(|(name, member)| (name.clone(), write(member)));
            return Value::Object(open.into_iter().chain(members).collect());
        }
        (Inner::None, other) => other.argument().unwrap_or(json!(true)),
    };
    let name = value.form().unwrap_or_default();
    json!({(name): inner})
}

declare_kinds! {
    /// What a value must be: plain values are compared exactly.
    Whole(Matcher, "a value") = |parser, node, _| parser.whole(node), write, (named::<Whole>);
    /// What the member of an object must be; it may be missing.
    Member(Matcher, "a value") = |parser, node, _| parser.member(node), write, (named::<Member>);
    /// What a status must be.
    Status(Matcher, "a value") = |parser, node, _| parser.status(node), write, (named::<Status>);
    /// The body of a success.
    Success(Matcher, "a value") = |parser, node, _| parser.success(node), write, (named::<Whole>);
    /// The message of an error.
    Message(Matcher, "a value") = |parser, node, _| parser.message(node), write, (named::<Member>);
}

/// Schemas of the mappings with one of these forms, by what the matchers within are.
fn forms<M: Takes>(generator: &mut SchemaGenerator, names: &[&str]) -> Vec<Value> {
    let forms = FORMS
        .iter()
        .filter(|form| names.is_empty() || names.contains(&form.name));
    let of = |form: &crate::case::expect::Form, generator: &mut SchemaGenerator| {
        let takes = match form.argument {
            Argument::Truth(_) => Truth::schema(generator),
            Argument::One(_) => M::schema(generator),
            Argument::Many(least, _) => {
                json_schema!({"type": "array", "items": M::schema(generator), "minItems": least})
            }
            Argument::Other(_, schema) => schema(generator),
        };
        json!({
            "description": form.about,
            "type": "object",
            "properties": {(form.name): takes},
            "required": [form.name],
            "additionalProperties": false,
        })
    };
    forms.map(|form| of(form, generator)).collect()
}

impl Describes for Whole {
    const NAME: &'static str = "Matcher";

    fn describe(generator: &mut SchemaGenerator) -> Schema {
        let of_members_only = ["$absent", "$optional"];
        let names = FORMS.iter().map(|form| form.name);
        let names: Vec<_> = names
            .filter(|name| !of_members_only.contains(name))
            .collect();
        let mut any = forms::<Self>(generator, &names);
        let member = Member::schema(generator);
        any.extend([
            json!({"type": ["null", "boolean", "number", "string"]}),
            json!({"type": "array", "items": Self::schema(generator)}),
            named::<Shaped>(generator).to_value(),
            json!({
                "description": "An object with just these members, or with `$open` at least these.",
                "type": "object",
                "properties": {"$open": {"const": true}},
                "additionalProperties": member,
                "propertyNames": {"pattern": r"^([^$]|$|\$open$)"},
            }),
        ]);
        json_schema!({"description": "What a value must be: plain values are compared exactly.", "anyOf": any})
    }
}

impl Describes for Member {
    const NAME: &'static str = "MemberMatcher";

    fn describe(generator: &mut SchemaGenerator) -> Schema {
        let mut any = vec![Whole::schema(generator).to_value()];
        any.extend(forms::<Whole>(generator, &["$absent", "$optional"]));
        any.extend(forms::<Self>(generator, &["$one_of"]));
        json_schema!({"description": "The member of an object, which may be missing.", "anyOf": any})
    }
}

impl Describes for Status {
    const NAME: &'static str = "StatusMatcher";

    fn describe(generator: &mut SchemaGenerator) -> Schema {
        let mut any = vec![
            json!({"type": "integer", "minimum": 100, "maximum": 599}),
            named::<Shaped>(generator).to_value(),
        ];
        any.extend(forms::<Self>(
            generator,
            &["$any", "$one_of", "$all", "$not"],
        ));
        json_schema!({"description": "What a status must be.", "anyOf": any})
    }
}

/// `{text: matcher}`.
pub(in crate::case) struct RawBody;

impl Takes for RawBody {
    type Value = Matcher;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, _: &str) -> Parsed<Matcher> {
        parser.body_text(node)
    }

    fn write(value: &Matcher) -> Value {
        json!({"text": write(value)})
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": {"text": Member::schema(generator)},
            "required": ["text"],
            "additionalProperties": false,
        })
    }
}

/// The name of an error type.
pub(in crate::case) struct ErrorType;

impl Takes for ErrorType {
    type Value = String;
    const ITEM: &'static str = "the name of an error";

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, _: &str) -> Parsed<String> {
        parser.error_type(node)
    }

    fn write(value: &String) -> Value {
        json!(value)
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[A-Za-z0-9]+$"})
    }
}

/// One error type, or several.
pub(in crate::case) struct ErrorTypes;

impl Takes for ErrorTypes {
    type Value = Vec<String>;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, name: &str) -> Parsed<Vec<String>> {
        match node.tree {
            Tree::Text(_) => Ok(vec![parser.error_type(node)?]),
            _ => Each::<ErrorType>::read(parser, node, name),
        }
    }

    fn write(value: &Vec<String>) -> Value {
        match &value[..] {
            [one] => json!(one),
            several => json!(several),
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [ErrorType::schema(generator), Each::<ErrorType>::schema(generator)]})
    }
}

/// An error: one type, several, or more about it.
pub(in crate::case) struct ErrorAnswer;

impl Takes for ErrorAnswer {
    type Value = ErrorExpect;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, name: &str) -> Parsed<ErrorExpect> {
        match node.tree {
            Tree::Map(_) => super::read(parser, node),
            _ => Ok(ErrorExpect {
                types: ErrorTypes::read(parser, node, name)?,
                message: None,
                status: None,
            }),
        }
    }

    fn write(value: &ErrorExpect) -> Value {
        let mut all = Map::new();
        value.write_keys(&mut all);
        match all.len() {
            1 => ErrorTypes::write(&value.types),
            _ => Value::Object(all),
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [ErrorTypes::schema(generator), ErrorExpect::schema(generator)]})
    }

    fn sort(body: &mut crate::case::save::Body) {
        ErrorExpect::sort(body);
    }
}

/// `true`, or the error types that do not pass for a refusal.
pub(in crate::case) struct Refusal;

impl Takes for Refusal {
    type Value = Vec<String>;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, name: &str) -> Parsed<Vec<String>> {
        match node.tree {
            Tree::List(_) => Each::<ErrorType>::read(parser, node, name),
            _ => parser.refused(node),
        }
    }

    fn write(value: &Vec<String>) -> Value {
        if value.is_empty() {
            json!(true)
        } else {
            json!(value)
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [{"const": true}, Each::<ErrorType>::schema(generator)]})
    }
}
