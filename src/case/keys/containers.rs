//! What holds other values: lists, mappings by name, what may be null, and values with forms.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::{Describes, FIELD, NAME, Only, Takes, Words, named};
use crate::case::node::{Node, Tree};
use crate::case::parse::{At, Parsed, Parser, Reported, all};
use crate::case::save::Body;
use crate::case::{Shaped, Template};

/// A whole number within bounds.
pub(in crate::case) struct Count<const LEAST: u32, const MOST: u32>;

impl<const LEAST: u32, const MOST: u32> Takes for Count<LEAST, MOST> {
    type Value = u32;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, _: &str) -> Parsed<u32> {
        let number = parser.integer(node, LEAST.into(), MOST.into())?;
        u32::try_from(number).map_err(|_| Reported)
    }

    fn write(value: &u32) -> Value {
        json!(value)
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer", "minimum": LEAST, "maximum": MOST})
    }
}

/// `null` for none.
pub(in crate::case) struct OrNull<T>(PhantomData<T>);

impl<T: Takes> Takes for OrNull<T> {
    type Value = Option<T::Value>;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, name: &str) -> Parsed<Self::Value> {
        match node.tree {
            Tree::Null => Ok(None),
            _ => T::read(parser, node, name).map(Some),
        }
    }

    fn write(value: &Self::Value) -> Value {
        value.as_ref().map_or(Value::Null, T::write)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [T::schema(generator), {"type": "null"}]})
    }

    fn sort(body: &mut Body) {
        T::sort(body);
    }
}

/// A list of at least one.
pub(in crate::case) struct List<T>(PhantomData<T>);

impl<T: Takes> Takes for List<T> {
    type Value = Vec<T::Value>;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, name: &str) -> Parsed<Self::Value> {
        let items = parser.items(node, T::ITEM)?;
        all(items.iter().map(|item| T::read(parser, item, name)))
    }

    fn write(value: &Self::Value) -> Value {
        value.iter().map(T::write).collect()
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "array", "items": T::schema(generator), "minItems": 1})
    }

    fn sort(body: &mut Body) {
        sort_each(body, T::sort);
    }

    fn within(value: &Self::Value) -> Vec<&Template> {
        value.iter().flat_map(T::within).collect()
    }
}

/// Puts what stands in each entry of a list or mapping in order.
pub(in crate::case) fn sort_each(body: &mut Body, sort: impl Fn(&mut Body)) {
    if let Body::List(entries) | Body::Map(entries) = body {
        for entry in entries {
            sort(&mut entry.body);
        }
    }
}

/// A list of at least one, each once.
pub(in crate::case) struct Each<T>(PhantomData<T>);

impl<T: Takes<Value: PartialEq>> Takes for Each<T> {
    type Value = Vec<T::Value>;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, name: &str) -> Parsed<Self::Value> {
        let read = List::<T>::read(parser, node, name)?;
        let items = parser.items(node, T::ITEM)?;
        for (index, value) in read.iter().enumerate() {
            if read[..index].contains(value)
                && let Value::String(text) = T::write(value)
            {
                parser.error(
                    &items[index],
                    format!("`{text}` stands twice"),
                    "once is enough",
                );
            }
        }
        Ok(read)
    }

    fn write(value: &Self::Value) -> Value {
        List::<T>::write(value)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = List::<T>::schema(generator);
        schema.insert("uniqueItems".to_owned(), true.into());
        schema
    }
}

/// A mapping of these, as a file gives it.
fn entries<'v, T: Takes<Value: 'v>>(
    all: impl Iterator<Item = (&'v String, &'v T::Value)>,
) -> Value {
    let all = all.map(|(name, value)| (name.clone(), T::write(value)));
    Value::Object(all.collect())
}

/// Header fields by name.
pub(in crate::case) struct Headers<T>(PhantomData<T>);

impl<T: Takes> Takes for Headers<T> {
    type Value = Vec<(String, T::Value)>;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, name: &str) -> Parsed<Self::Value> {
        let Tree::Map(entries) = &node.tree else {
            let what = format!("expected header fields, found {}", node.describe());
            parser.error(
                node,
                what,
                format!("`{name}` is a mapping from names to values"),
            );
            return Err(Reported);
        };
        all(entries.iter().map(|(key, value)| {
            let field = parser.header_name(key);
            let value = T::read(parser, value, name);
            Ok((field?, value?))
        }))
    }

    fn write(value: &Self::Value) -> Value {
        entries::<T>(value.iter().map(|(name, value)| (name, value)))
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "additionalProperties": T::schema(generator),
            "propertyNames": {"pattern": FIELD},
        })
    }
}

/// A mapping from texts in one line.
pub(in crate::case) struct ByName<T>(PhantomData<T>);

impl<T: Takes> Takes for ByName<T> {
    type Value = BTreeMap<String, T::Value>;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, name: &str) -> Parsed<Self::Value> {
        let Tree::Map(entries) = &node.tree else {
            let what = format!("expected a mapping, found {}", node.describe());
            parser.error(node, what, format!("`{name}` is a mapping"));
            return Err(Reported);
        };
        let read = all(entries.iter().map(|(key, value)| {
            let empty = key.text.trim().is_empty();
            if empty || key.text.chars().any(char::is_control) {
                let why = format!("the keys of `{name}` are names in one line");
                parser.error(At::from(key), "a key that names nothing", why);
                return Err(Reported);
            }
            Ok((key.text.clone(), T::read(parser, value, name)?))
        }))?;
        Ok(read.into_iter().collect())
    }

    fn write(value: &Self::Value) -> Value {
        entries::<T>(value.iter())
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "object", "additionalProperties": T::schema(generator)})
    }
}

/// A value that may hold forms.
pub(in crate::case) struct AnyValue;

impl Takes for AnyValue {
    type Value = Template;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, _: &str) -> Parsed<Template> {
        parser.template(node)
    }

    fn write(value: &Template) -> Value {
        Only::<Shaped>::write(&value.shaped)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        named::<Self>(generator)
    }

    fn within(value: &Template) -> Vec<&Template> {
        vec![value]
    }
}

impl Describes for AnyValue {
    const NAME: &'static str = "Template";

    fn describe(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A value that may hold forms.",
            "anyOf": [
                {"type": ["null", "boolean", "number", "string"]},
                {"type": "array", "items": Self::schema(generator)},
                named::<Shaped>(generator),
                Members::schema(generator),
            ],
        })
    }
}

/// A word of a closed set; or `{$row: name}`, where each row has one of them.
pub(in crate::case) struct WordOrRow<W>(PhantomData<W>);

impl<W: Words> Takes for WordOrRow<W> {
    type Value = Template;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, name: &str) -> Parsed<Template> {
        let template = parser.template(node)?;
        match &template.shaped {
            Shaped::Row(row) => {
                let given = parser.row_nodes(row);
                all(given.into_iter().map(|node| W::read(parser, node, name)))?;
            }
            _ => {
                W::read(parser, node, name)?;
            }
        }
        Ok(template)
    }

    fn write(value: &Template) -> Value {
        AnyValue::write(value)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [W::schema(generator), {
            "type": "object",
            "properties": {"$row": {"type": "string"}},
            "required": ["$row"],
            "additionalProperties": false,
        }]})
    }

    fn within(value: &Template) -> Vec<&Template> {
        vec![value]
    }
}

/// A value in a box.
pub(in crate::case) struct Boxed<T>(PhantomData<T>);

impl<T: Takes> Takes for Boxed<T> {
    type Value = Box<T::Value>;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, name: &str) -> Parsed<Self::Value> {
        T::read(parser, node, name).map(Box::new)
    }

    fn write(value: &Self::Value) -> Value {
        T::write(value)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        T::schema(generator)
    }

    fn sort(body: &mut Body) {
        T::sort(body);
    }

    fn within(value: &Self::Value) -> Vec<&Template> {
        T::within(value)
    }
}

/// A mapping from names to values, without a form of its own.
pub(in crate::case) struct Members;

impl Takes for Members {
    type Value = Vec<(String, Template)>;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, _: &str) -> Parsed<Self::Value> {
        parser.member_map(node, "the members of the create request")
    }

    fn write(value: &Self::Value) -> Value {
        entries::<AnyValue>(value.iter().map(|(name, value)| (name, value)))
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "additionalProperties": AnyValue::schema(generator),
            "propertyNames": {"pattern": "^([^$]|$)"},
        })
    }
}

/// The JSON Schema of a mapping from names in snake case.
pub(in crate::case) fn by_names(of: &Schema) -> Schema {
    let taken = ["principals", "target", "server", "folder"];
    json_schema!({
        "type": "object",
        "additionalProperties": of,
        "propertyNames": {"pattern": NAME, "maxLength": 64, "not": {"enum": taken}},
    })
}
